"""What people do together: workshops with their dates, the question box, and brainstorms."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.cards.elements import Card, Form
from bot.domain.brainstorms import Brainstorm, Group
from bot.domain.workshops import Meeting
from bot.playbook.book import Playbook
from bot.screens.brainstorm import (
    Shown,
    add_form,
    brainstorm_card,
    group_form,
    own_words,
    ready_card,
    start_form,
    thoughts_card,
)
from bot.screens.brainstorm import list_card as brainstorms_card
from bot.screens.human import with_human
from bot.screens.question_box import (
    Open,
    answer_form,
    answered_card,
    ask_form,
    asked_card,
    letter_card,
    questions_card,
    waiting_card,
)
from bot.screens.thanks import asking_card, thanks_card
from bot.screens.workshops import (
    Offer,
    Planned,
    Told,
    after_card,
    announcement_card,
    cancelling_card,
    coming_card,
    done_card,
    list_card,
    move_form,
    news_card,
    plan_form,
    reminder_card,
)
from bot.texts import Words
from tests.factories import a_person, a_place

AT = datetime(2026, 12, 1, 13, tzinfo=UTC)


def together_screens(words: Words, playbook: Playbook) -> dict[str, Card | Form]:
    """Name -> card or form."""
    return (
        workshop_screens(words, playbook)
        | question_screens(words, playbook)
        | brainstorm_screens(words, playbook)
        | thanks_screens(words, playbook)
    )


def workshop_screens(words: Words, playbook: Playbook) -> dict[str, Card | Form]:
    """Name -> card or form, of workshops."""
    agenda = playbook.workshops[1]
    room = "Salle 12" if playbook.language == "fr" else "Room 12"
    meeting = Meeting("a" * 20, a_place(), playbook.id, agenda.id, AT, agenda.minutes, room)
    address = f"https://bot.example.com/workshop/slack/T0SANDBOX/{meeting.id}.{'f' * 32}.ics"
    planned = Planned(meeting, agenda, "Europe/Paris", 3, address)
    tips = tuple((playbook.key(tip), tip.title) for tip in playbook.tips[:2])
    told = Told(meeting, agenda, "Europe/Paris", tips)
    moved, ended = replace(meeting, moves=1), replace(meeting, is_cancelled=True)
    after = after_card(words, told)
    assert after is not None
    agendas = [(playbook.key(each), each.title) for each in playbook.workshops]
    offer = Offer(agendas, [("C0SHARES", playbook.name)], "C0SHARES")
    mine = replace(planned, is_theirs=True, may_change=True)
    return {
        "workshop in the channel": announcement_card(words, planned),
        "workshop in the channel, moved": announcement_card(words, replace(planned, meeting=moved, count=1)),
        "workshop in the channel, called off": announcement_card(words, replace(planned, meeting=ended)),
        "workshops, none": list_card(words, [], may_plan=False),
        "workshops": list_card(words, [mine, planned], may_plan=True),
        "workshop, coming": coming_card(words, planned),
        "workshop, not coming": done_card(words, "workshop.planned", planned),
        "workshop, a form": plan_form(words, offer),
        "workshop, a form to move it": move_form(words, planned),
        "workshop, calling off": cancelling_card(words, planned),
        "workshop, reminder": reminder_card(words, told),
        "workshop, after it": after,
        "workshop, moved": news_card(words, replace(told, meeting=moved)),
        "workshop, called off": news_card(words, replace(told, meeting=ended)),
    }


def question_screens(words: Words, playbook: Playbook) -> dict[str, Card | Form]:
    """Name -> card or form, of the question box."""
    if playbook.language == "fr":
        text = "Si un client se plaint sous mon post, est-ce à moi de répondre ?"
        said = "Remerciez, puis passez la main au service client : vous n’avez rien à promettre."
    else:
        text = "If a customer complains below my post, is it up to me to answer?"
        said = "Say thank you, then hand over to customer care: you have nothing to promise."
    open_ = Open("b" * 20, playbook.id, AT.date(), text)
    channels = [("C0SHARES", words("questions.to_channel", channel=playbook.name))]
    return {
        "question box, a form": ask_form(words),
        "question box, kept without a name": asked_card(words, "kept", is_signed=False),
        "question box, kept with a name": asked_card(words, "kept", is_signed=True),
        "question box, known": asked_card(words, "known", is_signed=False),
        "question box, full": asked_card(words, "full", is_signed=False),
        "questions that wait": questions_card(words, [open_] * 8),
        "questions that wait, none": questions_card(words, []),
        "question, a form to answer": answer_form(words, open_, channels),
        "question, the private answer": letter_card(words, text, said),
        "question in the channel": answered_card(words, text, said),
        "question, told to champions": waiting_card(words, 2),
    }


def brainstorm_screens(words: Words, playbook: Playbook) -> dict[str, Card | Form]:
    """Name -> card or form, of brainstorms."""
    prompt = playbook.brainstorm[0]
    if playbook.language == "fr":
        names, said = ("Près des gens", "On répare"), "Nous appelons toujours par le prénom."
        rules = (
            "On raconte ce que l’on a vu.",
            "On demande avant de citer.",
            "On répond, ou on passe la main.",
        )
    else:
        names, said = ("Close to people", "We repair"), "We always call people by their first name."
        rules = ("We tell what we have seen.", "We ask before we quote.", "We answer, or hand over.")
    begun = Brainstorm("c" * 20, a_place(), playbook.id, prompt.id, AT)
    groups = (Group(names[0], (1, 4, 7)), Group(names[1], (2,)))
    voting = replace(begun, groups=groups, rules=rules, votes_until=AT)
    over = replace(voting, chosen=rules[:1])
    shown = Shown(begun, prompt, "Europe/Paris", 3, is_open=True)
    prompts = [(playbook.key(each), each.title) for each in playbook.brainstorm]
    channels = [("C0SHARES", playbook.name)]
    lines = [(1, said, None), (2, rules[0], a_person("U0CAMILLE"))]
    return {
        "brainstorm in the channel": brainstorm_card(words, shown),
        "brainstorm in the channel, closed": brainstorm_card(words, replace(shown, is_open=False)),
        "brainstorm in the channel, the vote": brainstorm_card(words, replace(shown, brainstorm=voting)),
        "brainstorm in the channel, chosen": brainstorm_card(words, replace(shown, brainstorm=over)),
        "brainstorms, none": brainstorms_card(words, []),
        "brainstorms": brainstorms_card(
            words, [(begun, prompt.title, True), (voting, prompt.title, False), (over, prompt.title, False)]
        ),
        "brainstorm, a form to start it": start_form(words, prompts, channels, "C0SHARES"),
        "brainstorm, a form for a thought": add_form(words, begun, prompt.question),
        "brainstorm, the thoughts": thoughts_card(words, begun, prompt.title, lines),
        "brainstorm, no thoughts": thoughts_card(words, begun, prompt.title, []),
        "brainstorm, a form to group them": group_form(words, begun, 7),
        "brainstorm, told to champions": ready_card(words, begun, prompt.title),
        "charter, own words": with_human(
            words, Card(words("brainstorm.own_words"), tuple(own_words(words, [(over, prompt.title)])))
        ),
    }


def thanks_screens(words: Words, playbook: Playbook) -> dict[str, Card | Form]:
    """Name -> card, of thanks."""
    text = "une heure passée sur la lampe" if playbook.language == "fr" else "an hour spent on the lamp"
    giver, receiver = a_person("U0CAMILLE"), a_person("U0TOM")
    return {
        "thanks, asked privately": asking_card(words, "d" * 20, giver, text),
        "thanks in the channel": thanks_card(words, giver, receiver, text),
    }
