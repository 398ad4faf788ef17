"""The rhythm's rules, over random histories; the numbers are the invariants of the streak specification."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.streak import DAYS_PER_FREEZE, MOST_FREEZES, Streak, fold
from tests.factories import an_act

START = date(2026, 11, 2)  # a Monday
DAY = timedelta(days=1)
NEUTRAL = frozenset({date(2026, 11, 11)})


def is_due(on: date) -> bool:
    return on.weekday() < 5 and on not in NEUTRAL


def streak_of(offsets: set[int], *, at_offset: int, at: time = time(18), items: str = "") -> Streak:
    acts = [an_act(START + offset * DAY, item=items and f"{items}{offset}") for offset in offsets]
    return fold(acts, since=START, now=datetime.combine(START + at_offset * DAY, at), is_due=is_due)


histories = st.sets(st.integers(0, 59), max_size=60)
moments = st.tuples(st.integers(0, 70), st.sampled_from([time(9), time(11, 59), time(12), time(20)]))


@given(histories, moments, st.randoms())
def test_I1_I2_I3_the_rhythm_depends_on_the_set_of_acts_alone(history, moment, chance):
    acts = [an_act(START + offset * DAY) for offset in history]
    now = datetime.combine(START + moment[0] * DAY, moment[1])
    once = fold(acts, since=START, now=now, is_due=is_due)
    noisy = acts * 3
    chance.shuffle(noisy)
    assert fold(noisy, since=START, now=now, is_due=is_due) == once


@given(histories, moments)
def test_I4_fifty_acts_on_a_day_are_one(history, moment):
    acts = [an_act(START + offset * DAY) for offset in history]
    many = [an_act(act.on, item=f"{act.item}/{number}") for act in acts for number in range(50)]
    now = datetime.combine(START + moment[0] * DAY, moment[1])
    assert fold(acts + many, since=START, now=now, is_due=is_due) == fold(
        acts, since=START, now=now, is_due=is_due
    )


@given(histories, st.sets(st.integers(0, 59)))
def test_I5_acts_on_neutral_days_change_nothing(history, extra):
    neutral = {offset for offset in extra if not is_due(START + offset * DAY)}
    assert streak_of(history | neutral, at_offset=70) == streak_of(history - neutral, at_offset=70)


@given(histories, moments)
def test_I6_I12_freezes_and_best_stay_within_bounds(history, moment):
    streak = streak_of(history, at_offset=moment[0], at=moment[1])
    assert 0 <= streak.freezes <= MOST_FREEZES
    assert streak.best >= streak.current >= 0
    assert streak.counted >= streak.best


@given(histories, st.integers(0, 68))
def test_I7_the_rhythm_falls_only_when_a_due_day_without_an_act_closes(history, offset):
    before = streak_of({each for each in history if each <= offset}, at_offset=offset, at=time(23))
    after = streak_of({each for each in history if each <= offset + 1}, at_offset=offset + 1, at=time(23))
    if after.current < before.current:
        missed = [each for each in range(offset + 1) if each not in history and is_due(START + each * DAY)]
        assert missed
        assert after.freezes == 0 or after.used_freeze_on is not None


@given(histories, moments)
def test_I11_the_count_is_never_more_than_the_counted_days(history, moment):
    streak = streak_of(history, at_offset=moment[0], at=moment[1])
    assert streak.current <= len({each for each in history if is_due(START + each * DAY)})


def test_five_working_days_in_a_row_make_five_and_earn_a_day_off():
    streak = streak_of({0, 1, 2, 3, 4}, at_offset=4)
    assert (streak.current, streak.best, streak.freezes) == (5, 5, 2)
    assert DAYS_PER_FREEZE == 5


def test_a_weekend_and_a_holiday_are_neutral():
    assert streak_of({0, 1, 2, 3, 4, 7, 8, 10}, at_offset=10).current == 8


def test_a_missed_day_uses_the_day_off_and_keeps_the_rhythm():
    streak = streak_of({0, 1, 3}, at_offset=3)
    assert (streak.current, streak.freezes, streak.used_freeze_on) == (3, 0, START + 2 * DAY)


def test_a_second_missed_day_begins_again_and_keeps_the_best():
    streak = streak_of({0, 1, 3, 7}, at_offset=7)
    assert (streak.current, streak.best) == (1, 3)


def test_yesterday_stays_open_until_noon():
    assert streak_of({0, 1}, at_offset=3, at=time(11, 59)).freezes == 1
    assert streak_of({0, 1}, at_offset=3, at=time(12)).freezes == 0


def test_friday_stays_open_until_noon_of_monday():
    history = {0, 1, 2, 3}
    assert streak_of(history, at_offset=7, at=time(11)).used_freeze_on is None
    assert streak_of(history, at_offset=7, at=time(13)).used_freeze_on == START + 4 * DAY


def test_today_without_an_act_takes_nothing_away():
    streak = streak_of({0, 1}, at_offset=2, at=time(23, 59))
    assert (streak.current, streak.is_today_counted, streak.is_today_due) == (2, False, True)


def test_the_same_item_counts_once_in_thirty_days():
    acts = [an_act(START + offset * DAY, item="starter/same") for offset in (0, 1, 2)]
    now = datetime.combine(START + 2 * DAY, time(18))
    assert fold(acts, since=START, now=now, is_due=is_due).counted == 1
    later = [*acts, an_act(START + 30 * DAY, item="starter/same")]
    now = datetime.combine(START + 30 * DAY, time(18))
    assert fold(later, since=START, now=now, is_due=is_due).counted == 2


def test_acts_from_before_joining_do_not_exist():
    acts = [an_act(START - DAY), an_act(START)]
    now = datetime.combine(START, time(18))
    assert fold(acts, since=START, now=now, is_due=is_due).counted == 1


def test_someone_who_never_works_has_a_quiet_rhythm():
    now = datetime.combine(START + 400 * DAY, time(18))
    assert fold([an_act(START)], since=START, now=now, is_due=lambda on: False) == Streak()
