"""The invariants of the rhythm (domain research 2.3) on random histories; zones and clock changes have a file of their own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from random import Random

import pytest

from bot.domain import streak as streak_module
from bot.domain.arrangement import Pause
from bot.domain.days import ALWAYS, DueDays
from bot.domain.milestones import reached
from bot.domain.people import Choices, Rhythm
from bot.domain.runs import DAILY, WEEKLY, Run, go_on, lifted
from bot.domain.standing import Standing
from bot.domain.streak import Streak, fold, settle
from tests.counts import histories_of
from tests.domain.histories import DAY, START, History, figures, histories
from tests.factories import a_member, an_act

HISTORIES = histories_of(10_000)
TICK = timedelta(microseconds=1)


@cache
def short() -> Sequence[History]:
    """Histories of up to six weeks, made once."""
    return tuple(histories(HISTORIES, longest=40))


@cache
def steady() -> Sequence[History]:
    """The same with a company that plans ahead and a bot that never fails: all is known when a day begins."""
    return tuple(histories(HISTORIES, longest=40, surprises=False))


def a_noon(each: History, chance: Random) -> datetime:
    """Choose a noon of somebody's history."""
    first = each.member.joined_at.date()
    length = (each.now.date() - first).days
    return datetime.combine(first + chance.randrange(length + 1) * DAY, time(12), UTC)


def test_I1_a_rhythm_goes_on_from_a_standing_as_if_nothing_had_been_forgotten():
    settled = 0
    for each in histories(HISTORIES, longest=60):
        chance = Random(each.seed)
        base: Standing | None = None
        for weeks in sorted((chance.randrange(1, 9), chance.randrange(1, 9)), reverse=True):
            now = each.now - weeks * 5 * DAY
            until = now.date() - chance.randrange(20) * DAY
            member = replace(
                each.member, pauses=tuple(pause for pause in each.member.pauses if pause.declared_at <= now)
            )
            acts = [act for act in each.acts if act.at <= now and (base is None or act.on > base.on)]
            before = base
            base = settle(member, acts, days=each.days, now=now, until=until, base=base)
            assert base is None or base.on <= max(until, before.on if before else until)
            base = base and Standing.read(base.on, base.figures())
        if base:
            settled += 1
            later = [act for act in each.acts if act.on > base.on]
            found = fold(each.member, later, days=each.days, now=each.now, base=base)
            assert found == each.streak(), f"seed {each.seed}"
    assert settled > HISTORIES / 4


def test_I2_I3_what_is_declared_twice_and_in_any_order_makes_the_same_rhythm():
    for each in short():
        chance = Random(each.seed)
        noisy = [*each.acts, *chance.choices(each.acts, k=9)] if each.acts else []
        chance.shuffle(noisy)
        twice = [pause for pause in each.member.pauses for _ in range(2)]
        assert each.with_acts(*noisy).with_pauses(*twice).streak() == each.streak(), f"seed {each.seed}"


def test_I4_fifty_steps_on_a_day_are_one_and_no_day_counts_that_is_not_due():
    for each in short():
        chosen = each.acts and Random(each.seed).choice(each.acts)
        if chosen:
            more = [replace(chosen, item=f"{chosen.item}/{number}") for number in range(50)]
            alone = [act for act in each.acts if act.on != chosen.on]
            once = each.with_acts(*alone, more[0]).streak()
            assert figures(each.with_acts(*alone, *more).streak()) == figures(once), f"seed {each.seed}"
        member, streak = each.member, each.streak()
        first, last = member.joined_at.date().toordinal(), streak.on.toordinal()
        asked = each.days.between(member.arrangements, first, last, member.pauses)
        assert streak.counted <= len(asked.due) + len(asked.excused), f"seed {each.seed}"
        assert streak.counted <= len({act.on for act in each.acts}), f"seed {each.seed}"


def test_I5_steps_on_neutral_days_change_nothing():
    for each in steady():
        member = each.member
        first, last = member.joined_at.date().toordinal(), each.now.date().toordinal()
        asked = each.days.between(member.arrangements, first, last, member.pauses)
        neutral = [
            day
            for day in range(first, last + 1)
            if day not in asked.due and asked.excused.get(day, ALWAYS) is ALWAYS
        ]
        added = [an_act(date.fromordinal(day), item=f"weekend/{day % 9}") for day in neutral]
        added = [replace(act, at=min(act.at, each.now)) for act in added]
        assert each.with_acts(*each.acts, *added).streak() == each.streak(), f"seed {each.seed}"


def test_I5_a_week_in_which_nothing_was_asked_changes_nothing():
    for each in steady():
        member = each.member
        week = replace(member.arrangements[0], other_week=None, holidays="")
        cut = a_noon(each, Random(each.seed)).date()
        cut += (7 - cut.weekday()) * DAY
        if cut > each.now.date():
            continue
        closed = {cut + number * DAY: ALWAYS for number in range(7)}
        # Items of their own, because the time after which one counts again goes on in a quiet week too.
        acts = [replace(act, item=f"{number}") for number, act in enumerate(each.acts)]
        later = [
            replace(act, on=act.on + 7 * DAY, at=act.at + 7 * DAY) if act.on >= cut else act for act in acts
        ]
        plain = replace(member, arrangements=(week,), pauses=())
        once = fold(plain, acts, days=_ORDINARY, now=each.now)
        moved = fold(plain, later, days=DueDays(_no_holiday, closed), now=each.now + 7 * DAY)
        assert figures(moved) == figures(once), f"seed {each.seed}"


def test_I6_I7_at_a_close_a_day_off_goes_for_an_open_uncounted_day_or_the_rhythm_ends_for_want_of_one():
    falls = uses = 0
    for each in steady():
        noon = a_noon(each, Random(each.seed))
        before, after = each.streak(noon - TICK), each.streak(noon)
        assert 0 <= after.freezes <= DAILY.most
        assert after.current <= before.current, f"seed {each.seed}"
        assert (after.best, after.counted) == (before.best, before.counted), f"seed {each.seed}"
        is_missed = before.open_day and not before.is_open_day_counted and after.is_today_due
        if after.current < before.current:
            falls += 1
            assert is_missed, f"seed {each.seed}"
            assert before.freezes == after.freezes == 0, f"seed {each.seed}"
        if after.freezes < before.freezes:
            uses += 1
            assert is_missed, f"seed {each.seed}"
            assert before.current == after.current > 0, f"seed {each.seed}"
            assert after.freezes == before.freezes - 1, f"seed {each.seed}"
            assert after.used_freeze_on == before.open_day, f"seed {each.seed}"
    assert falls > HISTORIES / 200
    assert uses > HISTORIES / 50


def test_I7_between_one_noon_and_the_next_nothing_falls():
    for each in steady():
        noon = a_noon(each, Random(each.seed))
        before, after = figures(each.streak(noon)), figures(each.streak(noon + DAY - TICK))
        assert all(one <= other for one, other in zip(before, after, strict=True)), f"seed {each.seed}"


def test_I7_neither_a_silence_nor_an_outage_takes_a_step_away():
    for each in short()[: HISTORIES // 5]:
        noon = a_noon(each, Random(each.seed)) + timedelta(hours=1)
        company = each.company
        before = DueDays(
            each.days._holiday,
            {on: known for on, known in company.quiet.items() if known < noon},
            [outage for outage in company.outages if outage[1] < noon],
        )
        silent = DueDays(
            each.days._holiday,
            {**company.quiet, noon.date(): min(noon, company.quiet.get(noon.date(), noon))},
            [*company.outages, (noon - timedelta(hours=5), noon)],
        )
        was = replace(each, days=before).streak(noon - TICK)
        is_now = replace(each, days=silent).streak(noon)
        assert is_now.counted == was.counted, f"seed {each.seed}"
        assert is_now.current >= was.current, f"seed {each.seed}"


def test_I8_declaring_a_pause_never_lowers_what_is_shown():
    for each in short():
        chance = Random(each.seed)
        now = a_noon(each, chance) + chance.random() * DAY - DAY / 2
        known = each.with_pauses(*(pause for pause in each.member.pauses if pause.declared_at <= now))
        starts = now.date() + chance.randrange(-14, 3) * DAY
        pause = Pause(starts, chance.choice((None, starts + chance.randrange(14) * DAY)), now)
        paused = known.with_pauses(*known.member.pauses, pause)
        before, after = figures(known.streak(now)), figures(paused.streak(now))
        assert all(one <= other for one, other in zip(before, after, strict=True)), f"seed {each.seed}"


def test_I8_the_better_figures_are_gone_on_from(monkeypatch: pytest.MonkeyPatch):
    """A pause may bring two repairs nearer than twenty due days, and then the second would be undone."""
    chance = Random(8)
    working = [day for day in (START + number * DAY for number in range(60)) if day.weekday() < 5]
    now = datetime.combine(working[35], time(18), UTC)
    member = a_member(timezone="UTC", joined_at=datetime.combine(START, time(7), UTC))
    lowering = []
    for _ in range(HISTORIES // 4):
        missed = set(chance.sample(range(35), 12))
        acts = [an_act(day) for number, day in enumerate(working[:36]) if number not in missed]
        starts = now.date() - chance.randrange(2, 15) * DAY
        pause = Pause(starts, min(starts + chance.randrange(3) * DAY, now.date() - DAY), now)
        before = fold(member, acts, days=_ORDINARY, now=now)
        paused = replace(member, pauses=(pause,))
        at_once = fold(paused, acts, days=_ORDINARY, now=now)
        later = fold(paused, [*acts, an_act(working[36])], days=_ORDINARY, now=now + DAY)
        assert at_once.current >= before.current
        assert later.current > at_once.current
        lowering.append((paused, acts, before))
    monkeypatch.setattr(streak_module, "is_lower", lambda *_: False)
    lowered = [
        before
        for paused, acts, before in lowering
        if fold(paused, acts, days=_ORDINARY, now=now).current < before.current
    ]
    assert lowered, "no pause would have lowered anything"


def test_I8_what_was_still_open_at_a_pause_is_followed_once():
    for seed in range(HISTORIES // 10):
        chance = Random(seed)
        due = range(1, chance.randrange(8, 40))
        counted = frozenset(day for day in due if chance.random() < 0.6)
        settled = go_on(DAILY, Run(), due, counted, due.stop, _never)
        pending = chance.randrange(1, 3)
        shown = go_on(DAILY, settled, range(due.stop, due.stop + pending), (), 0, _never)
        assert lifted(shown, shown, pending) == settled, f"seed {seed}"


def test_I11_the_count_is_honest_and_a_run_comes_back_at_most_once_in_twenty_due_days():
    repairs = 0
    for seed in range(HISTORIES):
        chance = Random(seed)
        rules = chance.choice((DAILY, DAILY, WEEKLY))
        diligence = chance.choice((0.5, 0.7, 0.9))
        counted = [chance.random() < diligence for _ in range(80)]
        run, began, last_repair = Run(), 0, None
        for period, is_counted in enumerate(counted, 1):
            before, run = run, go_on(rules, run, [period], {period} if is_counted else (), 1000, _never)
            if run.current > before.current + 1:
                repairs += 1
                assert run.current == before.kept + run.inside, f"seed {seed}"
                assert sum(counted[period - rules.window : period]) >= rules.needed, f"seed {seed}"
                assert last_repair is None or period - last_repair >= rules.apart, f"seed {seed}"
                last_repair, began = period, period - run.current
            elif run.current == 0:
                began = period
            else:
                assert run.current == before.current + is_counted, f"seed {seed}"
            assert run.current <= period - began, f"seed {seed}"
            assert run.current <= sum(counted[:period]) == run.counted, f"seed {seed}"
            assert run.best >= max(before.best, run.current), f"seed {seed}"
            assert 0 <= run.reserve <= rules.most, f"seed {seed}"
        periods = range(1, 81)
        found = go_on(rules, Run(), periods, {each for each in periods if counted[each - 1]}, 1000, _never)
        assert found == run, f"seed {seed}"
    assert repairs > HISTORIES / 4


def test_I12_best_is_at_least_current_and_never_falls_and_each_milestone_comes_once():
    for each in steady():
        noons = sorted(a_noon(each, Random(each.seed + number)) for number in range(3))
        seen: list[Streak] = [each.streak(noon) for noon in noons]
        for streak in seen:
            assert streak.days.best >= streak.days.current, f"seed {each.seed}"
            assert streak.weeks.best >= streak.weeks.current, f"seed {each.seed}"
        for before, after in pairwise(seen):
            assert before.best <= after.best, f"seed {each.seed}"
            for rhythm in (Rhythm.DAILY, Rhythm.WEEKLY):
                assert set(reached(before, rhythm)) <= set(reached(after, rhythm)), f"seed {each.seed}"


def test_I15_the_chosen_rhythm_changes_nothing_in_either_view():
    for each in short():
        switched = replace(each.member, choices=Choices(rhythm=Random(each.seed).choice(list(Rhythm))))
        assert replace(each, member=switched).streak() == each.streak(), f"seed {each.seed}"


def _never(_: int) -> int:
    return 0


def _no_holiday(_: str, __: date) -> bool:
    return False


_ORDINARY = DueDays(_no_holiday)
