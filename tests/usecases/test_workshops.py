"""Workshops: planned by those who may, announced once, joined by anybody, and only those who come are written to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.cards.elements import Card, Form
from bot.commands.asker import named_channels
from bot.commands.rights import not_allowed
from bot.domain.roles import Role
from bot.domain.workshops import Meeting
from bot.events import FormSubmitted
from bot.playbook.fields import Address
from bot.playbook.programme import Silence
from bot.usecases.meet import calendar_address, open_calendar
from bot.usecases.tell_meeting import own_hours
from store.tables import ATTENDANCE, DELIVERY, WORKSHOP
from tests.bots import MORNING, Bot, labels, links, someone, the_starters
from tests.factories import a_member, an_arrangement
from tests.usecases.dialogs import answers_of, opens, saves, sends
from tests.usecases.test_privacy import me

PRIYA, CAMILLE, VISITOR = "U0PRIYA", "U0CAMILLE", "U0NEW"
AGENDA = "starter-en/workshop/privacy-pit-stop"
TITLE = "Privacy pit stop"
ON = "2026-11-26"
"""A Thursday; today is Monday."""


async def plans(bot: Bot, *, user: str = PRIYA, on: str = ON, at: str = "14:00", **other: str) -> Card:
    form = await opens(bot, "workshop.plan", user=user)
    filled = {"agenda": AGENDA, "channel": "C0SHARES", "day": on, "time": at, "where": "Room 12"}
    return await saves(bot, form, user=user, **(filled | other))


async def meetings(bot: Bot) -> list[Meeting]:
    async with bot.store.reading() as shelves:
        year = timedelta(days=365)
        return list(await shelves.workshops.between("slack", "T0SANDBOX", MORNING - year, MORNING + year))


async def the_meeting(bot: Bot) -> Meeting:
    (found,) = await meetings(bot)
    return found


async def who_comes(bot: Bot) -> list[str]:
    async with bot.store.reading() as shelves:
        return [row.user_id for row in await shelves.connection.execute(select(ATTENDANCE))]


def announced(bot: Bot) -> list[Card]:
    return [card for _, card, _ in bot.platform.in_channels if TITLE in card.summary]


def written(bot: Bot, user: str) -> list[str]:
    return [
        card.summary for place, card, marker in bot.platform.posted if place.channel == user and not marker
    ]


async def until(bot: Bot, moment: str) -> None:
    """Let the engine work until a moment in UTC, with a look every half an hour."""
    wanted = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    while bot.clock.now() < wanted:
        await bot.tick(minutes=min(30, (wanted - bot.clock.now()).total_seconds() / 60 + 0.01))


async def test_a_champion_plans_a_workshop_and_it_is_announced_once(bot: Bot):
    card = await plans(bot)
    assert (
        "Planned, and announced in the channel: Privacy pit stop, Thursday 26 November, 14:00" in card.summary
    )
    await bot.tick()
    await bot.tick(minutes=5)
    (shown,) = announced(bot)
    said = shown.plain()
    assert "14:00 (Europe/London), 30 minutes" in said
    assert "Room 12" in said
    assert labels(shown) == ["I am coming", "For my calendar"]
    assert (await the_meeting(bot)).starts_at == datetime(2026, 11, 26, 14, tzinfo=UTC)


async def test_the_same_form_under_another_id_plans_and_announces_once(bot: Bot):
    await plans(bot)
    again = await plans(bot)
    assert again.summary.startswith("That was planned before")
    await bot.tick()
    assert len(announced(bot)) == len(await meetings(bot)) == 1
    async with bot.store.reading() as shelves:
        assert [deed.action for deed in await shelves.deeds.of(someone(PRIYA))] == ["workshop_plan"]


async def test_a_colleague_sees_the_list_and_cannot_plan_even_with_a_forged_form(bot: Bot):
    assert "Plan a workshop" not in labels(await bot.type("atelier", user=VISITOR))
    assert "Plan a workshop" in labels(await bot.type("workshop", user=PRIYA))
    event = FormSubmitted(
        id="forged",
        at=bot.clock.now(),
        person=someone(VISITOR),
        form="workshop_plan",
        answers={"agenda": AGENDA, "channel": "C0SHARES", "day": ON, "time": "14:00", "minutes": "30"},
    )
    reply = await bot.hear(event)
    assert reply is not None
    assert reply.show == not_allowed(bot.services.texts.for_locale("en"), "workshop_plan")
    assert await meetings(bot) == []


async def test_a_trainer_may_plan_as_well(bot: Bot):
    address = Address("slack", "", "U0TRAINER")
    book = replace(
        the_starters(),
        playbooks=tuple(
            each.model_copy(update={"trainers": (address,)}) for each in the_starters().playbooks
        ),
    )
    bot.books.append(book)
    await plans(bot, user="U0TRAINER")
    async with bot.store.reading() as shelves:
        (deed,) = await shelves.deeds.of(someone("U0TRAINER"))
    assert (deed.role, deed.channel) == (Role.TRAINER, "C0SHARES")
    assert deed.subject == (await the_meeting(bot)).id


async def test_what_cannot_be_is_said_beside_the_field(bot: Bot):
    form = await opens(bot, "workshop.plan", user=PRIYA)
    good = {"agenda": AGENDA, "channel": "C0SHARES", "day": ON, "time": "14:00"}
    for wrong, field in (
        ({"day": ""}, "day"),
        ({"day": "2026-11-20"}, "day"),
        ({"day": "2027-11-20"}, "day"),
        ({"time": "25:00"}, "time"),
        ({"minutes": "9999"}, "minutes"),
        ({"agenda": "starter-fr/workshop/x"}, "agenda"),
    ):
        reply = await sends(bot, form, user=PRIYA, **(good | wrong))
        assert list(reply.errors) == [field], wrong
        assert isinstance(reply.show, Form)
    assert await meetings(bot) == []


async def test_anybody_may_come_and_the_channel_sees_how_many_and_never_who(bot: Bot):
    await plans(bot)
    await bot.tick()
    await bot.join(CAMILLE)
    meeting = await the_meeting(bot)
    for user in (CAMILLE, VISITOR, VISITOR):
        assert (await bot.press("workshop.come", meeting.id, user=user)).summary.startswith("Noted")
    await bot.tick(seconds=2)
    assert sorted(await who_comes(bot)) == [CAMILLE, VISITOR]
    _, card = bot.platform.updated[-1]
    assert "2 people are coming." in card.plain()
    assert CAMILLE not in card.plain()
    mine = await bot.type("workshop", user=VISITOR)
    assert "You are coming." in mine.plain()
    assert CAMILLE not in mine.plain()


async def test_a_raised_mind_changes_at_any_time_and_leaves_no_row(bot: Bot):
    await plans(bot)
    await bot.tick()
    meeting = await the_meeting(bot)
    await bot.press("workshop.come", meeting.id, user=VISITOR)
    await bot.press("workshop.skip", meeting.id, user=VISITOR)
    await bot.press("workshop.skip", meeting.id, user=VISITOR)
    assert await who_comes(bot) == []
    await until(bot, "2026-11-27T18:00")
    assert written(bot, VISITOR) == []


async def test_only_those_who_come_are_reminded_once_on_the_working_day_before_and_given_tips_after(bot: Bot):
    await plans(bot)
    await bot.tick()
    meeting = await the_meeting(bot)
    await bot.join("U0SAM")
    before = written(bot, "U0SAM")
    await bot.press("workshop.come", meeting.id, user=VISITOR)
    await until(bot, "2026-11-25T09:50")
    assert written(bot, VISITOR) == []
    await until(bot, "2026-11-25T18:30")
    assert written(bot, VISITOR) == [
        "The workshop you are coming to: Privacy pit stop, Thursday 26 November, 14:00 (Europe/London), 30 minutes."
    ]
    await until(bot, "2026-11-27T09:50")
    assert len(written(bot, VISITOR)) == 1
    await until(bot, "2026-11-28T12:00")
    assert written(bot, VISITOR)[1:] == ["After the workshop: Privacy pit stop"]
    assert written(bot, "U0SAM") == before


async def test_a_workshop_on_monday_is_recalled_on_friday(bot: Bot):
    await plans(bot, on="2026-11-30")
    await bot.press("workshop.come", (await the_meeting(bot)).id, user=VISITOR)
    await until(bot, "2026-11-27T11:00")
    assert len(written(bot, VISITOR)) == 1


async def test_who_is_on_pause_is_not_reminded(bot: Bot):
    await plans(bot)
    await bot.join(CAMILLE)
    await bot.press("workshop.come", (await the_meeting(bot)).id)
    await bot.type("pause")
    await bot.press("pause.open")
    known = written(bot, CAMILLE)
    await until(bot, "2026-11-28T12:00")
    assert written(bot, CAMILLE) == known


async def test_a_moved_workshop_is_told_redrawn_and_recalled_for_its_new_date_alone(bot: Bot):
    await plans(bot)
    await bot.tick()
    meeting = await the_meeting(bot)
    await bot.press("workshop.come", meeting.id, user=VISITOR)
    form = await opens(bot, "workshop.move", meeting.id, user=PRIYA)
    assert answers_of(form) == {"day": ON, "time": "14:00", "minutes": "30", "where": "Room 12"}
    answers = answers_of(form) | {"day": "2026-12-01"}
    for number in range(2):
        event = FormSubmitted(
            id=f"move-{number}",
            at=bot.clock.now(),
            person=someone(PRIYA),
            form="workshop_move",
            answers=answers,
            context=form.context,
        )
        await bot.hear(event)
    await bot.tick(seconds=2)
    assert [each for each in written(bot, VISITOR) if "new date" in each] == written(bot, VISITOR)
    assert len(written(bot, VISITOR)) == 1
    assert "New date: Tuesday 1 December" in bot.platform.updated[-1][1].plain()
    await until(bot, "2026-11-27T18:00")
    assert len(written(bot, VISITOR)) == 1
    await until(bot, "2026-11-30T18:00")
    assert "Tuesday 1 December" in written(bot, VISITOR)[1]
    assert (await the_meeting(bot)).moves == 1


async def test_who_was_reminded_of_the_old_date_is_reminded_of_the_new_one_as_well(bot: Bot):
    await plans(bot)
    meeting = await the_meeting(bot)
    await bot.press("workshop.come", meeting.id, user=VISITOR)
    await until(bot, "2026-11-25T12:00")
    form = await opens(bot, "workshop.move", meeting.id, user=PRIYA)
    event = FormSubmitted(
        id="move",
        at=bot.clock.now(),
        person=someone(PRIYA),
        form="workshop_move",
        answers=answers_of(form) | {"day": "2026-12-01"},
        context=form.context,
    )
    await bot.hear(event)
    await until(bot, "2026-11-30T18:00")
    starts = [each.split(":")[0] for each in written(bot, VISITOR)]
    assert starts == [
        "The workshop you are coming to",
        "The workshop you are coming to has a new date",
        "The workshop you are coming to",
    ]


async def test_a_workshop_called_off_is_told_even_in_a_silence_and_nothing_else_follows(bot: Bot):
    await plans(bot)
    await bot.tick()
    meeting = await the_meeting(bot)
    await bot.press("workshop.come", meeting.id, user=VISITOR)
    silence = Silence.model_validate({"since": "2026-11-23", "all_clear": "Claire Morel"})
    quiet = tuple(each.model_copy(update={"silence": silence}) for each in the_starters().playbooks)
    bot.books.append(replace(the_starters(), playbooks=quiet))
    sure = await bot.press("workshop.cancel", meeting.id, user=PRIYA)
    assert sure.summary.startswith("Call off Privacy pit stop")
    for _ in range(2):
        await bot.press("workshop.cancelled", meeting.id, user=PRIYA)
    await bot.tick(seconds=2)
    assert len(written(bot, VISITOR)) == 1
    assert "does not take place" in written(bot, VISITOR)[0]
    assert "does not take place" in bot.platform.updated[-1][1].plain()
    await until(bot, "2026-11-28T12:00")
    assert len(written(bot, VISITOR)) == 1
    assert (await bot.press("workshop.come", meeting.id, user="U0LATE")).summary.startswith(
        "This workshop is over"
    )


async def test_another_champion_cannot_change_it_and_an_admin_can(bot: Bot):
    playbooks = the_starters().playbooks
    other = playbooks[0].champions[0]
    other = other.model_copy(update={"person": Address("slack", "", "U0OTHER")})
    more = tuple(each.model_copy(update={"champions": (*each.champions, other)}) for each in playbooks)
    bot.books.append(replace(the_starters(), playbooks=more))
    await plans(bot)
    meeting = await the_meeting(bot)
    said = await bot.press("workshop.cancelled", meeting.id, user="U0OTHER")
    assert said.summary.startswith("Whoever planned this workshop")
    assert not (await the_meeting(bot)).is_cancelled
    bot.platform.admins.add("U0ADMIN")
    await bot.press("workshop.cancelled", meeting.id, user="U0ADMIN")
    assert (await the_meeting(bot)).is_cancelled


async def test_leaving_erases_that_one_comes_also_for_somebody_who_never_joined(bot: Bot):
    await plans(bot)
    meeting = await the_meeting(bot)
    await bot.press("workshop.come", meeting.id, user=VISITOR)
    assert await who_comes(bot) == [VISITOR]
    assert meeting.id in await me(bot, user=VISITOR)
    await bot.press("leave.now", user=VISITOR)
    assert await who_comes(bot) == []


async def test_thirty_days_after_nothing_is_left_of_it(bot: Bot):
    await plans(bot)
    await bot.press("workshop.come", (await the_meeting(bot)).id, user=VISITOR)
    bot.clock.advance(timedelta(days=32))
    await bot.tick()
    assert len(await meetings(bot)) == 1
    bot.clock.advance(timedelta(days=2))
    await bot.tick()
    assert await meetings(bot) == []
    assert await who_comes(bot) == []
    async with bot.store.reading() as shelves:
        assert not list(await shelves.connection.execute(select(WORKSHOP)))
    bot.clock.advance(timedelta(days=31))
    await bot.tick()
    async with bot.store.reading() as shelves:
        rows = await shelves.connection.execute(select(DELIVERY.c.user_id))
        assert VISITOR not in [row.user_id for row in rows]


async def test_a_workshop_is_of_one_workspace_alone(bot: Bot):
    await plans(bot)
    meeting = await the_meeting(bot)
    card = await bot.press("workshop.come", meeting.id, user=CAMILLE, on="teams")
    assert card.summary.startswith("This workshop is over")
    assert await who_comes(bot) == []


async def test_the_calendar_file_opens_by_its_own_address_alone(bot: Bot):
    await plans(bot)
    meeting = await the_meeting(bot)
    address = calendar_address(bot.services, meeting)
    assert links(await bot.type("workshop", user=VISITOR))["For my calendar"] == address
    ticket = address.rpartition("/")[2].split(".")[1]
    content = await open_calendar(bot.services, "slack", "T0SANDBOX", meeting.id, ticket)
    assert content is not None
    assert b"DTSTART:20261126T140000Z" in content
    assert b"U0" not in content
    assert await open_calendar(bot.services, "slack", "T0SANDBOX", meeting.id, "0" * 32) is None
    assert await open_calendar(bot.services, "slack", "T0OTHER", meeting.id, ticket) is None


async def test_what_somebody_types_for_a_place_stays_words(bot: Bot):
    await plans(bot, where="**Room** <!channel>\n[x](https://evil.example)\r\nATTENDEE:mailto:x")
    await bot.tick()
    (card,) = announced(bot)
    spans = [
        span
        for element in card.elements
        for span in getattr(element, "text", ())
        if not isinstance(span, str)
    ]
    assert not [span for span in spans if span.link]
    assert "**Room** <!channel>" in card.plain()


def test_a_channel_to_choose_has_its_playbooks_name_and_an_id_only_where_there_are_several():
    english, french = the_starters().playbooks
    one = [(playbook, playbook.channels[0]) for playbook in (english, french)]
    assert named_channels(one) == [(channel.channel, playbook.name) for playbook, channel in one]
    several = [(french, channel) for channel in french.channels]
    assert named_channels(several) == [
        (channel.channel, f"{french.name} · {channel.channel}") for channel in french.channels
    ]


async def test_one_that_was_called_off_or_moved_away_can_be_planned_again(bot: Bot):
    await plans(bot)
    await bot.press("workshop.cancelled", (await the_meeting(bot)).id, user=PRIYA)
    assert "Planned, and announced" in (await plans(bot)).summary
    assert "Planned, and announced" not in (await plans(bot)).summary
    assert [each.is_cancelled for each in await meetings(bot)].count(False) == 1


async def test_in_a_zone_whose_day_is_over_the_hours_of_the_next_one_are_kept():
    far = replace(a_member(), arrangements=(an_arrangement(timezone="Pacific/Auckland"),))
    hours = datetime(2026, 11, 25, 10, tzinfo=UTC), datetime(2026, 11, 25, 18, tzinfo=UTC)
    starts, ends = own_hours(far, hours)
    local_start = starts.astimezone(ZoneInfo("Pacific/Auckland"))
    assert starts > hours[0]
    assert ends > starts
    assert 8 <= local_start.hour < 19
