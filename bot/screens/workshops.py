"""Workshops with their dates: the channel's card, the list, planning one, and what those who come are written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    Choice,
    DateInput,
    Element,
    Facts,
    Form,
    Heading,
    LinkButton,
    Option,
    Paragraph,
    Small,
    Style,
    TextInput,
    TimeInput,
)
from bot.cards.markup import plain
from bot.cards.say import note, paragraph, say
from bot.domain.calendar import local
from bot.domain.workshops import Meeting
from bot.playbook.kinds.workshop import Workshop
from bot.screens.human import ask_human, with_human
from bot.texts import Words

MOST_LISTED = 8
LENGTHS = (15, 20, 30, 45, 60, 75, 90)
"""Minutes that one may choose from."""
AS_AGENDA = "agenda"
LONGEST_WHERE = 200


@dataclass(frozen=True, slots=True)
class Planned:
    """A workshop as it is drawn."""

    meeting: Meeting
    agenda: Workshop
    zone: str
    """The channel's time zone, by its IANA name."""
    count: int
    """How many people come; who they are is drawn nowhere."""
    calendar: str
    """The address of the calendar file."""
    is_theirs: bool = False
    """The reader has said that they come."""
    may_change: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody who comes is written about."""

    meeting: Meeting
    agenda: Workshop
    zone: str
    tips: tuple[tuple[str, str], ...] = ()
    """Key and title of what goes well afterwards."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What one may plan from: agendas, and the channels in which they may be announced."""

    agendas: Sequence[tuple[str, str]]
    """Key across playbooks, and title."""
    channels: Sequence[tuple[str, str]]
    channel: str = ""


def announcement_card(words: Words, planned: Planned) -> Card:
    """Draw the channel's card."""
    return Card(
        words("kinds.workshop.summary", title=planned.agenda.title), tuple(_announced(words, planned))
    )


def list_card(words: Words, found: Sequence[Planned], *, may_plan: bool) -> Card:
    """List what is to come, soonest first."""
    return with_human(words, Card(words("workshop.heading"), tuple(_listed(words, found, may_plan))))


def coming_card(words: Words, planned: Planned) -> Card:
    """Say that it is noted, and how to change one's mind."""
    title = planned.agenda.title
    elements = (
        paragraph(words, "workshop.noted", title=title, when=when(words, planned.meeting, planned.zone)),
        Small(say(words, "workshop.noted_late" if planned.meeting.is_reminded else "workshop.noted_means")),
        Buttons((_stay_away(words, planned), _calendar(words, planned), ask_human(words))),
    )
    return Card(
        words("workshop.noted", title=title, when=when(words, planned.meeting, planned.zone)), elements
    )


def plan_form(words: Words, offer: Offer) -> Form:
    """Draw the dialog that plans a workshop."""
    return Form(
        name="workshop_plan",
        title=words("workshop.plan_title"),
        submit=words("workshop.plan_submit"),
        cancel=words("settings.cancel"),
        elements=(
            Choice("agenda", words("workshop.agenda"), _options(offer.agendas)),
            Choice("channel", words("workshop.channel"), _options(offer.channels), value=offer.channel),
            *_date_fields(words),
            Choice("minutes", words("workshop.length"), _lengths(words), value=AS_AGENDA),
            _where(words),
        ),
    )


def move_form(words: Words, planned: Planned) -> Form:
    """Draw the dialog that moves a workshop, with what holds now."""
    at = local(planned.meeting.starts_at, planned.zone)
    minutes = str(planned.meeting.minutes)
    lengths = [option for option in _lengths(words) if option.value != AS_AGENDA]
    if minutes not in {option.value for option in lengths}:
        lengths.append(Option(minutes, words("kinds.minutes", count=planned.meeting.minutes)))
    return Form(
        name="workshop_move",
        title=words("workshop.move_title"),
        submit=words("workshop.move_submit"),
        cancel=words("settings.cancel"),
        context=planned.meeting.id,
        elements=(
            Paragraph(plain(planned.agenda.title)),
            *_date_fields(words, at.date().isoformat(), f"{at:%H:%M}"),
            Choice("minutes", words("workshop.length"), tuple(lengths), value=minutes),
            _where(words, planned.meeting.where),
        ),
    )


def cancelling_card(words: Words, planned: Planned) -> Card:
    """Ask before a workshop is called off."""
    title = planned.agenda.title
    said = words("workshop.cancel_sure", title=title, when=when(words, planned.meeting, planned.zone))
    yes = Button(words("workshop.cancel_yes"), "workshop.cancelled", planned.meeting.id, Style.DANGER)
    back = Button(words("workshop.cancel_no"), "workshop.open")
    return Card(
        said, (Paragraph(plain(said)), Small(say(words, "workshop.cancel_means")), Buttons((yes, back)))
    )


def done_card(words: Words, key: str, planned: Planned) -> Card:
    """Say what was done to a workshop: `workshop.planned`, `workshop.planned_before`, `workshop.moved`, ..."""
    return note(words, key, title=planned.agenda.title, when=when(words, planned.meeting, planned.zone))


def reminder_card(words: Words, told: Told) -> Card:
    """Remind somebody who comes, once."""
    said = words("workshop.reminder", title=told.agenda.title, when=when(words, told.meeting, told.zone))
    elements = (
        Paragraph(plain(said)),
        *_place(words, told.meeting),
        Small(say(words, "workshop.reminder_free")),
        Buttons((_skip(words, told), ask_human(words))),
    )
    return Card(said, elements)


def after_card(words: Words, told: Told) -> Card | None:
    """Give somebody who came what goes well afterwards. None: the agenda names nothing."""
    if not told.tips:
        return None
    said = words("workshop.after", title=told.agenda.title)
    tips = tuple(Button(title[:75], "tip.open", key) for key, title in told.tips)
    elements = (
        Paragraph(plain(said)),
        Small(say(words, "workshop.after_free")),
        Buttons(tips),
        Buttons((ask_human(words),)),
    )
    return Card(said, elements)


def news_card(words: Words, told: Told) -> Card:
    """Tell somebody who comes that it was moved or called off."""
    date = when(words, told.meeting, told.zone)
    if told.meeting.is_cancelled:
        said = words("workshop.news_cancelled", title=told.agenda.title, when=date)
        return Card(said, (Paragraph(plain(said)), Buttons((ask_human(words),))))
    said = words("workshop.news_moved", title=told.agenda.title, when=date)
    row = Buttons((_skip(words, told), ask_human(words)))
    return Card(said, (Paragraph(plain(said)), *_place(words, told.meeting), row))


def when(words: Words, meeting: Meeting, zone: str) -> str:
    """Write when it is, in the channel's zone: `Tuesday 1 December, 14:00 (Europe/Paris), 45 minutes`."""
    at = local(meeting.starts_at, zone)
    length = words("kinds.minutes", count=meeting.minutes)
    return words(
        "workshop.when", day=words.day(at.date()), hour=words.hour(at.time()), zone=zone, length=length
    )


def _announced(words: Words, planned: Planned) -> Iterator[Element]:
    meeting, agenda = planned.meeting, planned.agenda
    yield Small(say(words, "workshop.label"))
    yield Heading(agenda.title)
    if meeting.is_cancelled:
        yield paragraph(words, "workshop.is_cancelled", when=when(words, meeting, planned.zone))
        return
    if meeting.moves:
        yield paragraph(words, "workshop.is_moved", when=when(words, meeting, planned.zone))
    else:
        yield paragraph(words, "workshop.date", when=when(words, meeting, planned.zone))
    yield from _place(words, meeting)
    yield Paragraph(plain(agenda.text))
    yield Facts(tuple((words("kinds.minutes", count=part.minutes), part.what) for part in agenda.agenda))
    if planned.count:
        yield Small(say(words, "workshop.count", count=planned.count))
    yield Small(say(words, "workshop.free"))
    yield Buttons((_come(words, planned, Style.PRIMARY), _calendar(words, planned)))


def _listed(words: Words, found: Sequence[Planned], may_plan: bool) -> Iterator[Element]:
    yield Heading(words("workshop.heading"))
    if not found:
        yield paragraph(words, "workshop.none")
    for planned in found[:MOST_LISTED]:
        yield paragraph(
            words,
            "workshop.line",
            title=planned.agenda.title,
            when=when(words, planned.meeting, planned.zone),
        )
        yield from _place(words, planned.meeting)
        if planned.is_theirs:
            yield Small(say(words, "workshop.you_come"))
        first = _stay_away(words, planned) if planned.is_theirs else _come(words, planned)
        row: list[Button | LinkButton] = [first, _calendar(words, planned)]
        if planned.may_change:
            title, id_ = planned.agenda.title, planned.meeting.id
            hint = words("workshop.move_hint", title=title)[:75]
            row.append(Button(words("workshop.move"), "workshop.move", id_, hint=hint, opens_form=True))
            hint = words("workshop.cancel_hint", title=title)[:75]
            row.append(Button(words("workshop.cancel"), "workshop.cancel", id_, hint=hint))
        yield Buttons(tuple(row))
    if may_plan:
        yield Buttons((Button(words("workshop.plan"), "workshop.plan", opens_form=True),))


def _come(words: Words, planned: Planned, style: Style = Style.NORMAL) -> Button:
    hint = words("workshop.come_hint", title=planned.agenda.title)[:75]
    return Button(words("workshop.come"), "workshop.come", planned.meeting.id, style, hint)


def _stay_away(words: Words, planned: Planned) -> Button:
    hint = words("workshop.skip_hint", title=planned.agenda.title)[:75]
    return Button(words("workshop.skip"), "workshop.skip", planned.meeting.id, hint=hint)


def _skip(words: Words, told: Told) -> Button:
    hint = words("workshop.skip_hint", title=told.agenda.title)[:75]
    return Button(words("workshop.skip"), "workshop.skip", told.meeting.id, hint=hint)


def _calendar(words: Words, planned: Planned) -> LinkButton:
    hint = words("workshop.calendar_hint", title=planned.agenda.title)[:75]
    return LinkButton(words("workshop.calendar"), planned.calendar, hint)


def _place(words: Words, meeting: Meeting) -> Iterator[Element]:
    if meeting.where:
        yield paragraph(words, "workshop.where", where=meeting.where)


def _options(pairs: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(value, label[:75]) for value, label in pairs)


def _lengths(words: Words) -> tuple[Option, ...]:
    known = tuple(Option(str(count), words("kinds.minutes", count=count)) for count in LENGTHS)
    return (Option(AS_AGENDA, words("workshop.as_agenda")), *known)


def _date_fields(words: Words, day: str = "", time: str = "") -> tuple[DateInput, TimeInput]:
    return (
        DateInput("day", words("workshop.day"), value=day),
        TimeInput("time", words("workshop.time"), value=time, hint=words("workshop.time_hint")),
    )


def _where(words: Words, value: str = "") -> TextInput:
    hint = words("workshop.where_hint")
    return TextInput(
        "where", words("workshop.where_label"), value=value, hint=hint, optional=True, limit=LONGEST_WHERE
    )
