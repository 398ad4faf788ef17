"""Settings: one card with what was chosen, and three short forms behind it. Nobody but the person sees any of them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time
from typing import get_args

from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    Choice,
    Choices,
    Element,
    Form,
    FormElement,
    Heading,
    Option,
    Paragraph,
    TextInput,
    TimeInput,
)
from bot.cards.markup import Rich, Span, plain
from bot.domain.arrangement import LATEST_ROLLOVER, MOST_WEEKLY, Arrangement
from bot.domain.people import Level, Member, Reminders, Rhythm
from bot.domain.share import Network
from bot.playbook.item import Topic
from bot.screens.human import ask_human
from bot.texts import LANGUAGES, Words

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}
TOPICS: tuple[str, ...] = get_args(Topic)
GOALS = ("learn", "found", "help", "touch")
LEVELS = {"undecided": Level.UNDECIDED, **{each.value: each for each in Level if each}}
NO_DAY = "none"
"""Of the other week: no working day at all, while nothing ticked means that every week is alike."""


def settings_card(words: Words, member: Member, networks: Sequence[Network]) -> Card:
    """Say in a line each what was chosen, with the way to change it."""
    return Card(words("settings.summary"), tuple(_settings(words, member, networks)))


def settings_form(words: Words, member: Member) -> Form:
    """Draw the first form: language, rhythm and reminders; what was not yet chosen stays unchosen."""
    choices = member.choices
    rhythms = (Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.OFF)
    targets = range(1, MOST_WEEKLY + 1)
    switches = {
        "private": choices.is_private,
        "milestones": choices.tells_milestones,
        "recap": choices.wants_recap,
    }
    return _form(
        words,
        "settings",
        (
            Choice(
                "language",
                words("settings.language"),
                tuple(Option(each, LANGUAGE_NAMES[each]) for each in LANGUAGES),
                value=words.language,
            ),
            Choice(
                "rhythm",
                words("settings.rhythm"),
                tuple(Option(each, words(f"settings.rhythm_{each.value}")) for each in rhythms),
                value="" if member.rhythm is Rhythm.UNDECIDED else member.rhythm,
                optional=True,
            ),
            Choice(
                "target",
                words("settings.weekly_target"),
                tuple(Option(str(days), words("rhythm.days", count=days)) for days in targets),
                value=str(member.arrangement.weekly_target) if member.rhythm is Rhythm.WEEKLY else "",
                optional=True,
            ),
            Choice(
                "reminders",
                words("settings.reminders"),
                tuple(Option(each, words(f"settings.reminders_{each.value}")) for each in Reminders),
                value=choices.reminders,
                hint=words("settings.reminders_hint"),
            ),
            Choices(
                "switches",
                words("settings.switches"),
                tuple(Option(each, words(f"settings.{each}")) for each in switches),
                values=tuple(each for each, is_on in switches.items() if is_on),
                optional=True,
            ),
        ),
    )


def days_form(words: Words, member: Member, today: date) -> Form:
    """Draw the form about when one works, and when one may be written to."""
    kept = member.arrangement
    week = tuple(Option(str(day), words.weekday(day).capitalize()) for day in range(7))
    other_week = (*week, Option(NO_DAY, words("days.other_week_none")))
    other = kept.other_week
    begins = [words.hour(time(hour)) for hour in range(LATEST_ROLLOVER.hour + 1)]
    number = today.isocalendar().week
    return _form(
        words,
        "days",
        (
            Choices(
                "week",
                words("days.week"),
                week,
                values=_numbers(kept.work_week),
                hint=words("days.week_hint"),
                optional=True,
            ),
            Choices(
                "other_week",
                words("days.other_week"),
                other_week,
                values=() if other is None else _numbers(other) or (NO_DAY,),
                hint=words("days.other_week_hint", week=number),
                optional=True,
            ),
            Choice(
                "begins",
                words("days.begins"),
                tuple(Option(hour, hour) for hour in begins),
                value=words.hour(kept.rollover),
                hint=words("days.begins_hint"),
            ),
            TextInput(
                "zone", words("days.zone"), value=kept.timezone, hint=words("days.zone_hint"), limit=60
            ),
            TextInput(
                "calendar",
                words("days.calendar"),
                value=kept.holidays,
                hint=words("days.calendar_hint"),
                optional=True,
                limit=60,
            ),
            TimeInput("from", words("days.from"), value=words.hour(kept.slot.starts)),
            TimeInput("to", words("days.to"), value=words.hour(kept.slot.ends), hint=words("days.to_hint")),
        ),
    )


def likes_form(words: Words, member: Member, networks: Sequence[Network]) -> Form:
    """Draw the form about what one likes, and the consents that stand apart from taking part."""
    choices = member.choices
    allowed = {"links": choices.allows_tracked_links, "examples": choices.allows_examples}
    level = next(name for name, each in LEVELS.items() if each is choices.level)
    return _form(
        words,
        "likes",
        (
            *_networks(words, networks, choices.networks),
            Choices(
                "topics",
                words("likes.topics"),
                tuple(Option(each, words(f"likes.topic_{each}")) for each in TOPICS),
                values=tuple(each for each in TOPICS if not choices.topics or each in choices.topics),
                hint=words("likes.topics_hint"),
                optional=True,
            ),
            Choice(
                "level",
                words("likes.level"),
                tuple(Option(each, words(f"likes.level_{each}")) for each in LEVELS),
                value=level,
                optional=True,
            ),
            Choices(
                "goals",
                words("likes.goals"),
                tuple(Option(each, words(f"likes.goal_{each}")) for each in GOALS),
                values=tuple(each for each in GOALS if each in choices.goals),
                optional=True,
            ),
            Choices(
                "allowed",
                words("likes.allowed"),
                tuple(Option(each, words(f"likes.allow_{each}")) for each in allowed),
                values=tuple(each for each, is_on in allowed.items() if is_on),
                hint=words("likes.allowed_hint"),
                optional=True,
            ),
        ),
    )


def form_buttons(words: Words) -> tuple[Button, ...]:
    """Make the ways into the three forms."""
    return (
        Button(words("settings.open"), "settings.open", hint=words("settings.open_hint"), opens_form=True),
        Button(words("days.title"), "settings.days", hint=words("days.open_hint"), opens_form=True),
        Button(words("likes.title"), "settings.likes", hint=words("likes.open_hint"), opens_form=True),
    )


def private_button(words: Words, member: Member) -> Button:
    """Make the way into private messages, or back to the channel (R99)."""
    way, value = ("public", "off") if member.choices.is_private else ("private", "on")
    return Button(
        words(f"settings.go_{way}"), "settings.private", value, hint=words(f"settings.go_{way}_hint")
    )


def days_line(words: Words, kept: Arrangement) -> Rich:
    """Say in a line when one works and may be written to."""
    values = {
        "days": _named(words, kept.work_week),
        "zone": kept.timezone,
        "starts": words.hour(kept.slot.starts),
        "ends": words.hour(kept.slot.ends),
    }
    line = words("days.line", **values)
    if kept.other_week is not None:
        line = words("days.line_alternating", **values, others=_named(words, kept.other_week))
    if kept.holidays:
        line += f" · {words('days.line_holidays', calendar=kept.holidays)}"
    return plain(line[:1].upper() + line[1:])


def _settings(words: Words, member: Member, networks: Sequence[Network]) -> Iterator[Element]:
    choices = member.choices
    rhythm = "rhythm_none_yet" if member.rhythm is Rhythm.UNDECIDED else f"short_{member.rhythm.value}"
    line = words(
        "settings.line_rhythm",
        rhythm=words(f"settings.{rhythm}"),
        reminders=words(f"settings.short_reminders_{choices.reminders.value}"),
    )
    every = words("likes.all")
    topics = ", ".join(words(f"likes.topic_{each}") for each in TOPICS if each in choices.topics)
    named = ", ".join(each.name for each in networks if each.id in choices.networks)
    likes = words("likes.line", topics=topics or every, networks=named or every)
    yield Heading(words("settings.summary"))
    yield _line(words("settings.title"), plain(f"{LANGUAGE_NAMES[words.language]} · {line}"))
    yield _line(words("days.title"), days_line(words, member.arrangement))
    yield _line(words("likes.title"), plain(likes))
    yield Buttons(form_buttons(words))
    yield Buttons((private_button(words, member), ask_human(words)))


def _line(title: str, said: Rich) -> Paragraph:
    return Paragraph((Span(title, bold=True), Span("\n"), *said))


def _form(words: Words, name: str, elements: tuple[FormElement, ...]) -> Form:
    return Form(
        name=name,
        title=words(f"{name}.title"),
        submit=words("settings.save"),
        cancel=words("settings.cancel"),
        elements=elements,
    )


def _networks(words: Words, networks: Sequence[Network], chosen: frozenset[str]) -> Iterator[Choices]:
    if networks:
        yield Choices(
            "networks",
            words("likes.networks"),
            tuple(Option(each.id, each.name) for each in networks),
            values=tuple(each.id for each in networks if each.id in chosen),
            hint=words("likes.networks_hint"),
            optional=True,
        )


def _numbers(days: Iterable[int]) -> tuple[str, ...]:
    return tuple(str(day) for day in sorted(days))


def _named(words: Words, days: frozenset[int]) -> str:
    return ", ".join(words.weekday(day) for day in sorted(days)) or words("days.line_none")
