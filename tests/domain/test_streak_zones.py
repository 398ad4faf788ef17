"""The invariants I9 and I10: zones that change, clocks that change, and people who move over the date line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.domain.acts import Act
from bot.domain.arrangement import Arrangement, Slot
from bot.domain.calendar import arranged, begins_at, instant_on, is_shortened, logical_date, slot_on
from bot.domain.days import DueDays, noon_of
from bot.domain.people import Member
from bot.domain.streak import Streak, fold
from bot.domain.zones import skipped_dates
from tests.factories import a_member, a_person, an_act, an_arrangement

HISTORIES = 1_000
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ALL_WEEK = frozenset(range(7))
EVERY_DAY = DueDays(lambda _, __: False)

ZONES = (
    "Europe/Paris",
    "America/New_York",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Pacific/Apia",
    "Asia/Beirut",
    "America/Havana",
    "Africa/Cairo",
    "America/Asuncion",
    "America/St_Johns",
    "Australia/Lord_Howe",
)
SEASONS = (
    date(2011, 12, 20),  # Apia leaves 30 December out
    date(2010, 3, 5),  # St John's changes a minute after midnight
    date(2010, 10, 28),
    date(2024, 3, 20),  # clocks in Asunción go back at midnight, and Beirut's go forward at midnight
    date(2024, 9, 28),
    date(2026, 3, 1),
    date(2026, 4, 15),
    date(2026, 10, 20),
)


@dataclass
class Journey:
    """Somebody who changes zone, and the hours of some weeks."""

    seed: int
    member: Member
    hours: list[datetime]
    was: dict[datetime, date]
    """What the date was at each hour, by what was known then."""

    @property
    def arrangements(self) -> Sequence[Arrangement]:
        return self.member.arrangements


@cache
def journeys(*, rollovers: bool = True) -> tuple[Journey, ...]:
    """Make all of them, once."""
    return tuple(a_journey(seed, rollovers=rollovers) for seed in range(HISTORIES))


def a_journey(seed: int, *, rollovers: bool = True) -> Journey:
    """Live through three weeks and a half, asking for changes at any hour, several times a day at times."""
    chance = Random(seed)
    begin = datetime.combine(chance.choice(SEASONS), time(chance.randrange(24)), UTC)
    arrangements: tuple[Arrangement, ...] = (
        an_arrangement(begin.date() - 3 * DAY, chance.choice(ZONES), work_week=ALL_WEEK),
    )
    hours = [begin + number * HOUR for number in range(25 * 24)]
    was = {}
    for hour in hours:
        if chance.random() < chance.choice((0.008, 0.04)):
            rollover = time(chance.choice((0, 0, 3, 6))) if rollovers else time(0)
            wish = replace(arrangements[-1], timezone=chance.choice(ZONES), rollover=rollover)
            arrangements = arranged(arrangements, wish, hour)
        was[hour] = logical_date(arrangements, hour)
    member = a_member(joined_at=begin, arrangements=arrangements)
    return Journey(seed, member, hours, was)


def dates_of(journey: Journey) -> list[date]:
    """List all dates from the first to the last that began."""
    first, last = journey.was[journey.hours[0]], journey.was[journey.hours[-1]]
    return [first + number * DAY for number in range((last - first).days + 1)]


def is_asked(journey: Journey, on: date) -> bool:
    return EVERY_DAY.is_due(on, journey.member)


def test_I9_the_date_never_goes_back_and_no_change_of_zone_rewrites_one():
    moved = 0
    for journey in journeys():
        moved += len(journey.arrangements) > 1
        dates = [journey.was[hour] for hour in journey.hours]
        assert all(one <= other for one, other in pairwise(dates)), f"seed {journey.seed}"
        for hour in journey.hours:
            assert logical_date(journey.arrangements, hour) == journey.was[hour], (
                f"seed {journey.seed}, {hour}"
            )
    assert moved > HISTORIES * 0.9


def test_I9_each_instant_lies_in_the_one_date_whose_beginning_and_end_enclose_it():
    for journey in journeys():
        for hour in Random(journey.seed).sample(journey.hours, 40):
            on = journey.was[hour]
            begins, ends = (begins_at(journey.arrangements, day) for day in (on, on + DAY))
            assert begins <= hour < ends, f"seed {journey.seed}, {hour}"


def test_I9_a_date_is_due_only_if_a_whole_day_was_there_for_it_with_noon_in_it():
    neutral = 0
    for journey in journeys():
        for on in dates_of(journey)[1:-1]:
            begins, ends = (begins_at(journey.arrangements, day) for day in (on, on + DAY))
            if is_asked(journey, on):
                # An hour may be missing where a clock change falls on it, and the night before a date that is left out.
                is_next_left_out = any(
                    (on + DAY).toordinal() in skipped_dates(zone, on.year) for zone in ZONES
                )
                assert ends - begins >= (18 if is_next_left_out else 22.5) * HOUR, (
                    f"seed {journey.seed}, {on}"
                )
                assert begins <= noon_of(journey.arrangements, on) < ends, f"seed {journey.seed}, {on}"
            else:
                neutral += 1
                was_skipped = any(on.toordinal() in skipped_dates(zone, on.year) for zone in ZONES)
                assert was_skipped or is_shortened(journey.arrangements, on), f"seed {journey.seed}, {on}"
    assert neutral > HISTORIES


def test_I9_no_date_stays_open_much_longer_than_fifty_hours():
    longest = timedelta()
    for journey in journeys(rollovers=False):
        for on in dates_of(journey):
            begins, ends = (begins_at(journey.arrangements, day) for day in (on, on + DAY))
            longest = max(longest, ends - begins)
            assert ends - begins <= 51 * HOUR, f"seed {journey.seed}, {on}"
    assert longest > 47 * HOUR


def test_I9_no_change_of_zone_breaks_the_rhythm_of_somebody_who_makes_a_step_on_every_due_date():
    for journey in journeys():
        chance = Random(journey.seed)
        steps = []
        for on in dates_of(journey)[:-1]:
            begins, ends = (begins_at(journey.arrangements, day) for day in (on, on + DAY))
            at = begins + chance.random() * (ends - begins)
            if is_asked(journey, on) and at >= journey.member.joined_at:
                assert logical_date(journey.arrangements, at) == on
                steps.append(Act(a_person(), f"starter/{on}", an_act().kind, on, at))
        streak = fold(journey.member, steps, days=EVERY_DAY, now=journey.hours[-1])
        due = [on for on in dates_of(journey)[:-1] if is_asked(journey, on)]
        is_first_missing = bool(due) and (not steps or due[0] < steps[0].on)
        assert streak.current == len(due) - is_first_missing, f"seed {journey.seed}"
        assert streak.freezes == min(2, 1 + streak.current // 5), f"seed {journey.seed}"


def test_I9_one_step_counts_for_one_date_at_most():
    for journey in journeys():
        at = Random(journey.seed).choice(journey.hours)
        act = Act(a_person(), "starter/one", an_act().kind, logical_date(journey.arrangements, at), at)
        for hour in Random(journey.seed).sample(journey.hours, 5):
            assert fold(journey.member, [act], days=EVERY_DAY, now=max(hour, at)).counted <= 1, (
                f"seed {journey.seed}"
            )


def test_the_last_request_of_a_date_wins_and_takes_effect_when_it_ends_in_the_old_zone():
    paris = (an_arrangement(date(2026, 11, 1), "Europe/Paris"),)
    morning = datetime(2026, 11, 24, 9, tzinfo=UTC)
    tokyo = arranged(paris, an_arrangement(timezone="Asia/Tokyo"), morning)
    lisbon = arranged(tokyo, an_arrangement(timezone="Europe/Lisbon"), morning + HOUR)
    assert [(each.since, each.timezone) for each in lisbon] == [
        (date(2026, 11, 1), "Europe/Paris"),
        (date(2026, 11, 25), "Europe/Lisbon"),
    ]
    assert arranged(lisbon, paris[0], morning + 2 * HOUR) == paris
    midnight = datetime(2026, 11, 24, 23, tzinfo=UTC)  # in Paris
    assert [logical_date(lisbon, midnight + hours * HOUR).day for hours in (-1, 0, 1)] == [24, 24, 25]
    assert [logical_date(tokyo, midnight + hours * HOUR).day for hours in (-1, 0, 1)] == [24, 25, 25]
    assert is_shortened(tokyo, date(2026, 11, 25))
    assert not is_shortened(lisbon, date(2026, 11, 25))


def test_a_second_request_while_a_stretched_date_goes_on_counts_as_made_on_the_next():
    kiritimati = (an_arrangement(date(2026, 11, 1), "Pacific/Kiritimati"),)
    away = arranged(
        kiritimati, an_arrangement(timezone="Pacific/Pago_Pago"), datetime(2026, 11, 24, tzinfo=UTC)
    )
    stretched = datetime(2026, 11, 24, 20, tzinfo=UTC)
    assert logical_date(away, stretched) == date(2026, 11, 24)
    back = arranged(away, an_arrangement(timezone="Pacific/Kiritimati"), stretched)
    assert [each.since.day for each in back] == [1, 25, 26]
    assert begins_at(back, date(2026, 11, 25)) - begins_at(back, date(2026, 11, 24)) == 49 * HOUR


def test_over_the_date_line_eastward_the_date_that_never_came_is_neutral():
    home = (an_arrangement(date(2026, 11, 1), "Pacific/Pago_Pago", work_week=ALL_WEEK),)
    moved = arranged(
        home, replace(home[0], timezone="Pacific/Kiritimati"), datetime(2026, 11, 24, 20, tzinfo=UTC)
    )
    member = a_member(joined_at=datetime(2026, 11, 1, 20, tzinfo=UTC), arrangements=moved)
    assert begins_at(moved, date(2026, 11, 25)) == begins_at(moved, date(2026, 11, 26))
    due = [day for day in range(22, 30) if EVERY_DAY.is_due(date(2026, 11, day), member)]
    assert due == [22, 23, 24, 27, 28, 29]


def test_a_date_that_a_country_left_out_is_neutral():
    member = a_member(
        joined_at=datetime(2011, 12, 26, 20, tzinfo=UTC),
        arrangements=(an_arrangement(timezone="Pacific/Apia", work_week=ALL_WEEK),),
    )
    due = [day for day in range(27, 32) if EVERY_DAY.is_due(date(2011, 12, day), member)]
    assert due == [27, 28, 29, 31]


@pytest.mark.parametrize(
    ("zone", "on"),
    [
        ("Asia/Beirut", date(2026, 3, 29)),
        ("America/Havana", date(2026, 3, 8)),
        ("Africa/Cairo", date(2026, 4, 24)),
    ],
)
def test_where_midnight_is_skipped_the_date_begins_when_the_gap_ends(zone: str, on: date):
    begins = begins_at((an_arrangement(timezone=zone),), on)
    assert begins.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(on, time(1))
    assert logical_date((an_arrangement(timezone=zone),), begins - timedelta(seconds=1)) == on - DAY


def test_a_clock_set_back_over_midnight_does_not_bring_the_old_date_back():
    zone = (an_arrangement(timezone="America/St_Johns"),)
    midnight = datetime(2010, 11, 7, 2, 30, tzinfo=UTC)
    later = midnight + 5 * HOUR / 60
    assert later.astimezone(ZoneInfo("America/St_Johns")).date() == date(2010, 11, 6)
    assert logical_date(zone, midnight) == logical_date(zone, later) == date(2010, 11, 7)


def test_hours_before_the_rollover_belong_to_the_date_before():
    night = an_arrangement(rollover=time(6), slot=Slot(time(22), time(4)))
    assert logical_date((night,), datetime(2026, 11, 25, 4, 59, tzinfo=UTC)) == date(2026, 11, 24)
    assert logical_date((night,), datetime(2026, 11, 25, 5, tzinfo=UTC)) == date(2026, 11, 25)
    starts, ends = slot_on((night,), date(2026, 11, 24))
    assert (starts, ends) == (datetime(2026, 11, 24, 21, tzinfo=UTC), datetime(2026, 11, 25, 3, tzinfo=UTC))
    early = replace(night, slot=Slot(time(2), time(5)))
    assert slot_on((early,), date(2026, 11, 24))[0] == datetime(2026, 11, 25, 1, tzinfo=UTC)


def lived(zone: str, script: Sequence[tuple[date, time]], now: tuple[date, time]) -> Streak:
    """Live a script of civil times in a zone."""
    arrangement = an_arrangement(timezone=zone)
    first = min(on for on, _ in script)
    joined_at = instant_on(arrangement, first, time(0, 1))
    acts = []
    for number, (on, at) in enumerate(script):
        instant = instant_on(arrangement, on, at)
        acts.append(
            Act(a_person(), f"{number}", an_act().kind, logical_date((arrangement,), instant), instant)
        )
    member = a_member(joined_at=joined_at, arrangements=(arrangement,))
    return fold(member, acts, days=EVERY_DAY, now=instant_on(arrangement, *now))


def test_I10_the_same_civil_times_make_the_same_rhythm_on_days_of_23_24_and_25_hours():
    clocks = [zone for zone in ZONES if zone not in {"Pacific/Apia", "America/St_Johns"}]
    lengths = set()
    for seed in range(HISTORIES):
        chance = Random(seed)
        first = chance.choice(SEASONS) + chance.randrange(7) * DAY
        script = [
            (first + number * DAY, time(chance.choice((2, 5, 11, 12, 18, 23)), chance.randrange(60)))
            for number in range(28)
            if chance.random() < 0.7
        ] or [(first, time(12))]
        now = (first + 28 * DAY, time(chance.choice((9, 11, 12, 15)), 30))
        zone = chance.choice(clocks)
        days = [begins_at((an_arrangement(timezone=zone),), first + number * DAY) for number in range(29)]
        lengths |= {other - one for one, other in pairwise(days)}
        assert lived(zone, script, now) == lived("UTC", script, now), f"seed {seed}, {zone}"
    assert {23 * HOUR, 24 * HOUR, 25 * HOUR} <= lengths


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "slot", [Slot(), Slot(time(2, 30), time(3, 30)), Slot(time(0), time(1)), Slot(time(22), time(6))]
)
def test_I10_each_date_has_its_slot_once(zone: str, slot: Slot):
    arrangement = an_arrangement(
        timezone=zone, slot=slot, rollover=time(6) if slot.starts > slot.ends else time(0)
    )
    slots = []
    for season in SEASONS:
        for number in range(40):
            on = season + number * DAY
            if on.toordinal() in skipped_dates(zone, on.year):
                continue
            starts, ends = slot_on((arrangement,), on)
            assert logical_date((arrangement,), starts) == on
            wall = starts.astimezone(ZoneInfo(zone)).time()
            # Inside a gap it is the first instant after it.
            assert wall == slot.starts or slot.starts < wall <= time(slot.starts.hour + 1, slot.starts.minute)
            assert starts <= ends
            slots.append(starts)
    assert all(one < other for one, other in pairwise(sorted(slots)))
    assert len(set(slots)) == len(slots)
