"""The rules of the rhythm one by one, each in a story of a few days; all rules together are in the other test_streak files."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.domain.acts import ActKind, deed
from bot.domain.arrangement import Pause
from bot.domain.days import ALWAYS, DueDays
from bot.domain.milestones import reached
from bot.domain.people import Member, Rhythm
from bot.domain.standing import Standing
from bot.domain.streak import Repair, Streak, fold, settle
from tests.factories import a_member, an_act, an_arrangement

START = date(2026, 11, 2)  # a Monday
DAY = timedelta(days=1)
PLAIN = DueDays(lambda _, __: False)


def day(number: int) -> date:
    return START + number * DAY


def at(number: int, clock: time = time(18)) -> datetime:
    return datetime.combine(day(number), clock, UTC)


def member(**options: Any) -> Member:
    options.setdefault("arrangements", (an_arrangement(timezone="UTC"),))
    return a_member(joined_at=at(0, time(7)), **options)


def streak_of(
    offsets: Iterable[int], at_offset: int, clock: time = time(18), days: DueDays = PLAIN, **options: Any
) -> Streak:
    acts = [an_act(day(offset)) for offset in offsets]
    return fold(member(**options), acts, days=days, now=at(at_offset, clock))


def test_five_working_days_in_a_row_make_five_and_earn_a_day_off():
    streak = streak_of(range(5), 4)
    assert (streak.current, streak.best, streak.freezes) == (5, 5, 2)


def test_there_are_never_more_than_two_days_off():
    assert streak_of([number for number in range(28) if number % 7 < 5], 27).freezes == 2


def test_a_weekend_and_a_holiday_are_neutral():
    holidays = DueDays(lambda calendar, on: calendar == "FR" and on == day(9))
    arrangement = an_arrangement(timezone="UTC", holidays="FR")
    streak = streak_of({0, 1, 2, 3, 4, 7, 8, 10}, 10, days=holidays, arrangements=(arrangement,))
    assert (streak.current, streak.freezes) == (8, 2)


def test_a_step_on_a_weekend_earns_nothing():
    streak = streak_of({4, 5, 6}, 6)
    assert (streak.current, streak.is_today_due, streak.is_today_counted) == (1, False, False)


def test_a_missed_day_takes_the_day_off_and_keeps_the_rhythm_and_it_is_told_on_the_next_due_day_alone():
    streak = streak_of({0, 1, 3}, 3)
    assert (streak.current, streak.freezes, streak.used_freeze_on) == (3, 0, day(2))
    assert streak_of({0, 1, 3, 4}, 4, time(9)).used_freeze_on is None


def test_a_day_off_used_on_a_thursday_is_told_until_the_weekend_is_over():
    streak = streak_of({0, 1, 2, 4}, 6)
    assert (streak.current, streak.used_freeze_on) == (4, day(3))
    assert streak_of({0, 1, 2, 4}, 7).used_freeze_on is None


def test_a_second_missed_day_begins_again_and_keeps_the_best():
    streak = streak_of({0, 1, 3, 7}, 7)
    assert (streak.current, streak.best) == (1, 4)


def test_yesterday_stays_open_until_noon():
    morning, noon = streak_of({0, 1}, 3, time(11, 59)), streak_of({0, 1}, 3, time(12))
    assert (morning.freezes, morning.open_day, morning.is_open_day_counted) == (1, day(2), False)
    assert (noon.freezes, noon.open_day) == (0, None)


def test_friday_stays_open_until_noon_of_monday():
    assert streak_of({0, 1, 2, 3}, 6).open_day == day(4)
    assert streak_of({0, 1, 2, 3}, 7, time(11)).used_freeze_on is None
    assert streak_of({0, 1, 2, 3}, 7, time(13)).used_freeze_on == day(4)


def test_the_day_before_a_long_pause_stays_open_until_noon_of_the_first_due_day_after_it():
    away = (Pause(day(3), day(12), at(0)),)
    assert streak_of({0, 1}, 12, pauses=away).open_day == day(2)
    assert streak_of({0, 1}, 14, time(11), pauses=away).open_day == day(2)
    assert streak_of({0, 1}, 14, time(12), pauses=away).used_freeze_on == day(2)


def test_a_step_told_the_next_morning_counts_for_yesterday():
    late = replace(an_act(day(2)), at=at(3, time(9)))
    told = fold(member(), [an_act(day(0)), an_act(day(1)), late], days=PLAIN, now=at(3, time(13)))
    assert (told.current, told.freezes) == (3, 1)


def test_today_without_a_step_takes_nothing_away():
    streak = streak_of({0, 1}, 2, time(23, 59))
    assert (streak.current, streak.is_today_counted, streak.is_today_due) == (2, False, True)


def test_the_same_item_counts_once_in_thirty_days():
    acts = [an_act(day(offset), item="starter/same") for offset in (0, 1, 2)]
    assert fold(member(), acts, days=PLAIN, now=at(2)).counted == 1
    later = [*acts, an_act(day(30), item="starter/same")]
    assert fold(member(), later, days=PLAIN, now=at(30)).counted == 2


def test_helping_somebody_each_day_is_no_repetition():
    acts = [
        an_act(day(offset), item=deed(ActKind.HELPED, day(offset)), kind=ActKind.HELPED)
        for offset in range(5)
    ]
    streak = fold(member(), acts, days=PLAIN, now=at(4))
    assert (streak.current, streak.helped) == (5, 5)


def test_a_tip_that_was_only_in_front_of_somebody_is_no_step():
    assert fold(member(), [an_act(day(0), kind=ActKind.TIP_SEEN)], days=PLAIN, now=at(0)) == Streak(
        day(0), is_today_due=True, week_needed=2
    )


def test_steps_from_before_joining_do_not_exist():
    assert streak_of({-3, 0}, 0).counted == 1


def test_someone_who_never_works_has_a_quiet_rhythm():
    never = (an_arrangement(timezone="UTC", work_week=frozenset()),)
    assert streak_of({0}, 400, arrangements=never) == Streak(day(400))


BROKEN = {0, 1, 2}
"""Three days; Thursday takes the day off and Friday ends the run."""


def test_two_of_the_next_three_due_days_bring_a_run_back():
    broken = streak_of(BROKEN, 7)
    assert (broken.current, broken.days.repair) == (0, Repair(kept=3, needed=2, left=3))
    assert streak_of({*BROKEN, 7}, 7).days.repair == Repair(kept=3, needed=1, left=2)
    assert streak_of({*BROKEN, 7, 9}, 9).current == 5
    assert streak_of({*BROKEN, 7, 9, 10}, 10).current == 6


def test_one_of_the_next_three_due_days_brings_nothing_back():
    assert streak_of({*BROKEN, 7, 10}, 10).current == 1


def test_a_run_of_two_days_begins_anew():
    assert streak_of({0, 1, 4, 7}, 7).current == 2
    assert streak_of({0, 1, 4, 7}, 7).days.repair is None


def test_a_run_comes_back_once_in_twenty_due_days():
    days = {*BROKEN, 7, 8, 9, 10}
    again = {*days, 15, 16}  # Friday takes the day off, Monday ends the run
    assert streak_of(days, 10).current == 7
    assert streak_of(again, 16).days.repair is None
    assert streak_of(again, 16).current == 2


def test_the_morning_after_a_missed_day_the_best_keeps_what_was_shown():
    both = [an_act(day(offset)) for offset in (0, 2, 4)]  # Tuesday takes the day off, Thursday ends the run
    morning = replace(both[2], at=at(4, time(9)))
    shown = fold(member(), [*both[:2], morning], days=PLAIN, now=at(4, time(10)))
    after = fold(member(), [*both[:2], morning], days=PLAIN, now=at(4, time(13)))
    assert (shown.current, shown.best) == (3, 3)
    assert (after.current, after.best) == (1, 3)


def test_a_day_off_earned_in_the_morning_saves_yesterday():
    acts = [an_act(day(offset)) for offset in (0, 1, 3, 4)]  # Wednesday took the day off
    fifth = replace(an_act(day(8)), at=at(8, time(9)))
    saved = fold(member(), [*acts, fifth], days=PLAIN, now=at(8, time(13)))
    assert (saved.current, saved.freezes, saved.used_freeze_on) == (5, 0, day(7))


def test_what_is_paused_asks_nothing_also_some_days_back():
    assert streak_of({0, 1, 7}, 7, pauses=(Pause(day(2), day(4), at(7)),)).freezes == 1
    assert streak_of({0, 1, 7}, 7).current == 1


def test_a_pause_from_today_on_keeps_the_step_of_this_morning():
    paused = (Pause(day(1), None, at(1, time(11))),)
    assert streak_of({0, 1}, 1, pauses=paused).current == 2
    assert streak_of({0, 1, 2}, 3, pauses=paused).current == 2


def test_a_silence_takes_no_step_of_the_same_morning_away_and_nothing_counts_after_it():
    silent = DueDays(lambda _, __: False, {day(1): at(1, time(12)), day(2): ALWAYS})
    streak = streak_of({0, 1, 2}, 3, days=silent)
    assert streak.current == 2
    late = replace(an_act(day(1)), at=at(1, time(13)))
    assert fold(member(), [an_act(day(0)), late], days=silent, now=at(3)).counted == 1


def test_an_outage_takes_no_step_away_and_no_day_off():
    out = DueDays(lambda _, __: False, outages=[(at(1, time(10)), at(1, time(14)))])
    assert streak_of({0, 2}, 3, time(9), days=out).freezes == 1
    assert streak_of({0, 1, 2}, 3, time(9), days=out).current == 3


def test_a_week_counts_with_two_days_or_with_all_there_are():
    assert streak_of({0, 1}, 1).weeks.current == 1
    streak = streak_of({0}, 1)
    assert (streak.weeks.current, streak.week_counted, streak.week_needed) == (0, 1, 2)
    short = DueDays(lambda _, __: False, dict.fromkeys(map(day, (1, 2, 3, 4)), ALWAYS))
    assert streak_of({0}, 0, days=short).weeks.current == 1


def test_a_week_without_due_days_is_neutral():
    away = (Pause(day(7), day(13), at(0)),)
    assert streak_of({0, 1, 14, 15}, 15, pauses=away).weeks.current == 2


def test_a_missed_week_takes_the_week_in_reserve_when_its_last_day_closes():
    weeks = {0, 1, 7, 8}
    assert streak_of(weeks, 21, time(11)).weeks.reserve == 1
    closed = streak_of(weeks, 21, time(12)).weeks
    assert (closed.current, closed.reserve, closed.spared_on) == (2, 0, day(14))


def test_the_next_week_brings_a_weekly_run_back():
    weeks = {0, 1, 7, 8, 28}
    assert streak_of(weeks, 28, time(13)).weeks.repair == Repair(kept=2, needed=1, left=1)
    assert streak_of({*weeks, 29}, 29).weeks.current == 3


def test_four_counted_weeks_earn_a_week():
    weeks = {number * 7 + offset for number in (0, 2, 3, 4) for offset in (0, 1)}
    assert streak_of(weeks, 34).weeks.reserve == 1
    assert streak_of(weeks - {28, 29}, 34).weeks.reserve == 0


def test_sixty_days_and_more_are_saturated():
    days = [number for number in range(84) if number % 7 < 5]
    assert streak_of(days, 83).days.is_saturated
    assert not streak_of(days[:-1], 82).days.is_saturated


@pytest.mark.parametrize(("length", "names"), [(2, ()), (3, ("day-3",)), (10, ("day-3", "day-5", "day-10"))])
def test_milestones_are_reached_by_length(length: int, names: tuple[str, ...]):
    days = [number for number in range(84) if number % 7 < 5][:length]
    assert reached(streak_of(days, days[-1]), Rhythm.DAILY) == names


def test_variety_and_helping_are_reached_too_and_without_a_rhythm_nothing_is():
    kinds = [ActKind.TIP_READ, ActKind.SCENARIO_PLAYED, ActKind.HELPED]
    acts = [an_act(day(number), kind=kind) for number, kind in enumerate(kinds)]
    streak = fold(member(), acts, days=PLAIN, now=at(2))
    assert reached(streak, Rhythm.DAILY) == ("day-3", "variety-3", "helping-1")
    assert reached(streak, Rhythm.WEEKLY) == ("variety-3", "helping-1")
    assert reached(streak, Rhythm.OFF) == reached(streak, Rhythm.UNDECIDED) == ()


def test_a_standing_is_kept_as_a_short_text_and_reads_as_it_was():
    acts = [an_act(day(number), kind=ActKind.HELPED) for number in range(60) if number % 3]
    standing = settle(member(), acts, days=PLAIN, now=at(60), until=day(60))
    assert standing is not None
    assert standing.on == day(41)
    assert Standing.read(standing.on, standing.figures()) == standing
    later = [act for act in acts if act.on > standing.on]
    assert fold(member(), later, days=PLAIN, now=at(60), base=standing) == fold(
        member(), acts, days=PLAIN, now=at(60)
    )


def test_what_a_pause_can_still_reach_is_not_settled():
    paused = member(pauses=(Pause(day(14), day(20), at(28)),))
    standing = settle(paused, [], days=PLAIN, now=at(60), until=day(24))
    assert standing is not None
    assert standing.on == day(6)
    assert settle(member(), [], days=PLAIN, now=at(10), until=day(10)) is None
