"""What makes a programme live: the launch, campaigns, champions who change, buddies and examples."""

from dataclasses import replace
from datetime import date

from bot.cards.elements import Card, Form
from bot.domain.crowd import Told
from bot.playbook.book import Playbook
from bot.screens.buddy import buddy_card, wish_card
from bot.screens.campaigns import Running, campaigns_card, closing_card
from bot.screens.examples import (
    Given,
    examples_card,
    give_form,
    given_card,
    note_form,
    told_card,
    written_card,
)
from bot.screens.human import Contact
from bot.screens.launch import call_card, kick_off_card, launch_card, outside_card, preview_card
from bot.screens.team import Common
from bot.texts import Words
from bot.usecases.launch import timeline
from tests.factories import a_person

TODAY = date(2026, 12, 30)


def programme_screens(words: Words, playbook: Playbook) -> dict[str, Card | Form]:
    """Name -> card or form."""
    return {
        **launch_screens(words, playbook),
        **campaign_screens(words, playbook),
        **buddy_screens(words),
        **example_screens(words, playbook),
    }


def launch_screens(words: Words, playbook: Playbook) -> dict[str, Card | Form]:
    """Name -> card, of the launch."""
    undated = playbook.launch
    assert undated is not None
    kick_off = undated.kick_off.model_copy(update={"date": date(2027, 2, 4)})
    plan = undated.model_copy(update={"kick_off": kick_off})
    dates = timeline(plan, TODAY)
    weeks = timeline(undated, TODAY)
    call = call_card(words, plan)
    return {
        "launch": launch_card(words, dates, "C0SHARES"),
        "launch, nothing this week": launch_card(words, replace(dates, now=()), ""),
        "launch, without a date": launch_card(words, weeks, "C0SHARES"),
        "launch, the call before it is posted": preview_card(
            words, dates, "C0SHARES", is_open=True, call=call
        ),
        "launch, the call outside its days": preview_card(words, dates, "C0SHARES", is_open=False, call=call),
        "launch, asked once more": outside_card(words, weeks, "C0SHARES"),
        "launch, the kick-off": kick_off_card(words, plan),
        "call in the channel": call,
    }


def campaign_screens(words: Words, playbook: Playbook) -> dict[str, Card | Form]:
    """Name -> card, of campaigns."""
    campaign, coming = playbook.campaigns[:2]
    steps = campaign.model_copy(update={"steps": 100})
    titles = [share.title for share in playbook.shares[:2]]
    running = Running(steps, Common(steps, Told(4)), titles, is_wanted=True)
    left_out = Running(
        campaign.model_copy(update={"steps": None}), Common(campaign, None), (), is_wanted=False
    )
    return {
        "campaign": campaigns_card(words, [running], coming, 5, is_member=True),
        "campaign, left out": campaigns_card(words, [left_out], None, 5, is_member=True),
        "campaign, for a visitor": campaigns_card(words, [running], None, 5, is_member=False),
        "campaign, none": campaigns_card(words, [], coming, 5, is_member=False),
        "campaign over in the channel": closing_card(words, Common(steps, Told(10)), 5),
        "campaign over in the channel, without a figure": closing_card(words, Common(campaign, None), 5),
    }


def buddy_screens(words: Words) -> dict[str, Card | Form]:
    """Name -> card, of buddies."""
    return {
        "buddy": buddy_card(words, Contact(a_person("U0NADIA"), "Atelier")),
        "buddy, told": wish_card(words, a_person("U0CAMILLE")),
    }


def example_screens(words: Words, playbook: Playbook) -> dict[str, Card | Form]:
    """Name -> card or form, of the examples library."""
    if playbook.language == "fr":
        text = "Mardi, une lampe est revenue de 1998. Nadia a dit\u00a0: cherchez dans les boîtes vertes."
        notes = ("Cela commence par un moment.", "Une autre personne a le beau rôle.")
    else:
        text = "On Tuesday a lamp from 1998 came back. Nadia said: look in the green boxes."
        notes = ("It begins with a moment.", "Somebody else gets the best line.")
    waiting = Given("e" * 20, playbook.id, text, "https://www.example.com/post", is_theirs=True)
    shown = Given("f" * 20, playbook.id, text, "", notes, is_shown=True, author=a_person("U0CAMILLE"))
    written = [(playbook.key(each), each) for each in playbook.examples[:2]]
    key, first = written[0]
    return {
        "examples": examples_card(words, written, [shown, waiting], may_give=True),
        "examples, none": examples_card(words, [], [], may_give=False),
        "example of the playbook": written_card(words, first, key),
        "example of a colleague": given_card(words, shown, may_answer=False),
        "example of one's own that waits": given_card(words, waiting, may_answer=False),
        "example for champions": given_card(words, replace(waiting, is_theirs=False), may_answer=True),
        "example, a form to give one": give_form(words),
        "example, a form for notes": note_form(words, waiting),
        "example, told that it is shown": told_card(words, "shown"),
        "example, told that it is not": told_card(words, "declined"),
    }
