"""`settings`: a card with what a member chose, and three dialogs to change it."""

from dataclasses import replace
from datetime import datetime

from bot.cards.answers import read_choices
from bot.cards.elements import Form
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.arrangement import MOST_WEEKLY
from bot.domain.people import Level, Member, Reminders
from bot.domain.share import Network
from bot.events import ButtonPressed, CommandTyped, FormSubmitted, Reply
from bot.screens.settings import GOALS, LEVELS, TOPICS, days_form, likes_form, settings_card, settings_form
from bot.texts import LANGUAGES
from bot.usecases.arrange_days import read_days
from bot.usecases.membership import (
    change,
    choose,
    holds_from,
    read_rhythm,
    rearranged,
    today_of,
)
from bot.usecases.services import Services

COPY = "copy"
"""No network one is on, but a page to copy from; it is always offered."""


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Show what was chosen, with the ways to change it."""
    if asker.member is None:
        return Reply(note(asker.words, "settings.join_first"))
    return Reply(settings_card(asker.words, asker.member, networks_offered(asker)))


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the dialog with language, rhythm and reminders."""
    asker = await Asker.of(event.person, event.place, services)
    return _form_of(asker, settings_form(asker.words, asker.member) if asker.member else None)


async def press_days(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the dialog about days and hours."""
    asker = await Asker.of(event.person, event.place, services)
    return _form_of(asker, _days_form(asker))


async def press_likes(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the dialog about likes and consents."""
    asker = await Asker.of(event.person, event.place, services)
    member = asker.member
    return _form_of(asker, likes_form(asker.words, member, networks_offered(asker)) if member else None)


async def press_private(event: ButtonPressed, services: Services) -> Reply | None:
    """Get ideas and tips privately, or in the channel again (R99)."""
    member = await choose(services, event.person, is_private=event.value == "on")
    words = await services.words_for(event.person, member)
    if member is None:
        return Reply(note(words, "settings.join_first"))
    return Reply(note(words, "settings.is_private" if member.choices.is_private else "settings.is_public"))


async def submit(event: FormSubmitted, services: Services) -> Reply | None:
    """Keep language, rhythm and reminders; an answer that is not among those offered changes nothing."""
    answers = event.answers
    language, reminders = answers.get("language", ""), answers.get("reminders", "")
    rhythm, target = read_rhythm(answers.get("rhythm", "")), answers.get("target", "")
    switches = read_choices(answers.get("switches", ""))

    def changed(member: Member) -> Member:
        choices = replace(
            member.choices,
            rhythm=rhythm[0] if rhythm else member.rhythm,
            reminders=Reminders(reminders) if reminders in set(Reminders) else member.choices.reminders,
        )
        if "switches" in answers:
            choices = replace(
                choices,
                is_private="private" in switches,
                tells_milestones="milestones" in switches,
                wants_recap="recap" in switches,
            )
        spoken = services.texts.for_locale(member.locale).language
        is_other = language in LANGUAGES and language != spoken
        member = replace(member, locale=language if is_other else member.locale, choices=choices)
        return _with_target(member, target, services.clock.now())

    return await _saved(services, event, await change(services, event.person, changed))


async def submit_days(event: FormSubmitted, services: Services) -> Reply | None:
    """Keep days and hours, from the next date on; or say what is to be repaired, with all as it was typed."""
    asker = await Asker.of(event.person, None, services)
    if asker.member is None:
        return Reply(note(asker.words, "settings.join_first"))
    _, repairs = read_days(event.answers, asker.member.arrangement)
    if repairs:
        errors = {name: asker.words(each.key, **each.values) for name, each in repairs.items()}
        form = _days_form(asker)
        return Reply(form.filled(event.answers) if form else None, errors=errors)

    def changed(member: Member) -> Member:
        wish, _ = read_days(event.answers, member.arrangement)
        return rearranged(member, wish, services.clock.now())

    return await _saved(services, event, await change(services, event.person, changed))


async def submit_likes(event: FormSubmitted, services: Services) -> Reply | None:
    """Keep likes and consents. What is emptied is emptied; all topics are kept as none, so that no wish is written."""
    answers = event.answers
    topics = frozenset(read_choices(answers.get("topics", ""))) & frozenset(TOPICS)
    allowed = read_choices(answers.get("allowed", ""))
    level = answers.get("level", "")
    networks = {each.id for playbook in services.book().playbooks for each in playbook.networks}

    def changed(member: Member) -> Member:
        choices = replace(
            member.choices,
            networks=frozenset(read_choices(answers.get("networks", ""))) & networks,
            topics=frozenset() if len(topics) == len(TOPICS) else topics,
            level=Level(LEVELS[level]) if level in LEVELS else member.choices.level,
            goals=frozenset(read_choices(answers.get("goals", ""))) & frozenset(GOALS),
            allows_tracked_links="links" in allowed,
            allows_examples="examples" in allowed,
        )
        return replace(member, choices=choices)

    return await _saved(services, event, await change(services, event.person, changed))


def networks_offered(asker: Asker) -> list[Network]:
    """List the networks of the playbooks of the asker's platform, nearest first, each once."""
    offered: dict[str, Network] = {}
    for playbook in asker.playbooks_by_nearness():
        for each in playbook.networks:
            offered.setdefault(each.id, each.network)
    offered.pop(COPY, None)
    return list(offered.values())


def _with_target(member: Member, answer: str, now: datetime) -> Member:
    """Keep how many days make a week in the weekly rhythm, if one of those offered was chosen."""
    if answer not in {str(days) for days in range(1, MOST_WEEKLY + 1)}:
        return member
    return rearranged(member, replace(member.arrangement, weekly_target=int(answer)), now)


def _days_form(asker: Asker) -> Form | None:
    member = asker.member
    return days_form(asker.words, member, today_of(asker.services, member)) if member else None


def _form_of(asker: Asker, form: Form | None) -> Reply:
    return Reply(form or note(asker.words, "settings.join_first"))


async def _saved(services: Services, event: FormSubmitted, member: Member | None) -> Reply:
    """Say that it is kept, in the language that was chosen, and from when on days hold that were changed."""
    words = await services.words_for(event.person, member)
    if member is None:
        return Reply(note(words, "settings.join_first"))
    since = holds_from(services, member)
    if since is None:
        return Reply(note(words, "settings.saved"))
    return Reply(note(words, "settings.saved_from", day=words.day(since)))


SETTINGS = Command(
    name="settings",
    aliases=("reglages", "réglages"),
    run=run,
    buttons={
        "settings.open": press_open,
        "settings.days": press_days,
        "settings.likes": press_likes,
        "settings.private": press_private,
    },
    forms={"settings": submit, "days": submit_days, "likes": submit_likes},
    unwritten=frozenset({"likes"}),  # what was unticked shows in what is left
)
