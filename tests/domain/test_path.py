"""The learning path: what comes next, what comes first, and that nothing is ever locked."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.acts import ActKind
from bot.domain.path import (
    APART,
    FIRST,
    MODULES,
    SERVES,
    Lesson,
    Progress,
    is_first_week,
    next_lesson,
    parts,
    progress_of,
    way,
)
from bot.domain.people import Level
from tests.factories import MONDAY, an_act

KEYS = [f"p/tip/{letter}" for letter in "abcdefghij"]


@st.composite
def some_lessons(draw: st.DrawFn) -> list[Lesson]:
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, unique=True))
    return [
        Lesson(
            key,
            draw(st.sampled_from(["", APART, *MODULES])),
            draw(st.sampled_from(list(Level))),
            draw(st.frozensets(st.sampled_from(KEYS), max_size=2)),
        )
        for key in keys
    ]


levels = st.sampled_from(list(Level))
goals = st.frozensets(st.sampled_from([*SERVES, "unheard of"]))
read = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 50).map(lambda days: MONDAY + timedelta(days)))
passed = st.frozensets(st.sampled_from(KEYS))


@given(some_lessons(), levels, goals)
def test_a_level_and_goals_change_the_order_and_lock_nothing(lessons, level, goals):
    assert sorted(way(lessons, level, goals), key=repr) == sorted(lessons, key=repr)


@given(some_lessons(), levels, goals)
def test_the_way_is_the_same_each_time_it_is_asked_for(lessons, level, goals):
    assert way(lessons, level, goals) == way(lessons, level, goals)


@given(some_lessons(), levels, goals)
def test_what_suits_a_level_and_builds_on_nothing_begins_with_the_first_parts(lessons, level, goals):
    free = [Lesson(each.key, each.module, each.level) for each in lessons]
    order = [
        each.module in FIRST
        for each in way(free, level, goals)
        if Level.UNDECIDED in {level, each.level} or each.level is level
    ]
    assert order == sorted(order, reverse=True)


@given(some_lessons(), levels, goals)
def test_a_lesson_comes_after_those_it_builds_on_unless_they_turn_in_a_circle(lessons, level, goals):
    chain = [
        Lesson(each.key, each.module, each.level, frozenset(key for key in each.after if key < each.key))
        for each in lessons
    ]
    placed = [each.key for each in way(chain, level, goals)]
    for each in chain:
        assert all(placed.index(base) < placed.index(each.key) for base in each.after if base in placed)


def test_the_recommended_order_is_that_of_the_research_page():
    lessons = [Lesson(f"p/tip/{module or 'none'}", module) for module in (APART, "", *reversed(MODULES))]
    assert [each.module for each in way(lessons)] == [
        "privacy", "listening", "profile", "own_words", "confidential", "posture", "network", "crisis",
        "own_return", "", "executive",
    ]  # fmt: skip


def test_a_goal_brings_the_parts_that_serve_it_forward_but_never_before_the_first_three():
    lessons = [Lesson(f"p/tip/{module}", module) for module in MODULES]
    modules = [each.module for each in way(lessons, goals=["touch"])]
    assert modules[:4] == ["listening", "privacy", "profile", "network"]


def test_every_goal_serves_parts_that_exist():
    assert all(served <= set(MODULES) for served in SERVES.values())


def test_what_is_easier_or_harder_than_ones_level_comes_later_and_still_comes():
    lessons = [
        Lesson("p/tip/a", "privacy", Level.NEW),
        Lesson("p/tip/b", "crisis", Level.FLUENT),
        Lesson("p/tip/c", "privacy"),
    ]
    assert [each.key[-1] for each in way(lessons, Level.FLUENT)] == ["c", "b", "a"]
    assert [each.key[-1] for each in way(lessons, Level.NEW)] == ["a", "c", "b"]


@given(some_lessons(), read, passed)
def test_the_next_lesson_is_a_new_one_as_long_as_there_is_one(lessons, read, passed):
    order = way(lessons)
    coming = next_lesson(order, Progress(read, passed))
    fresh = [each for each in order if each.key not in read and each.key not in passed]
    if fresh:
        assert coming == fresh[0]
    elif coming:
        known = [read[each.key] for each in order if each.key in read]
        assert read[coming.key] == min(known)
    else:
        assert not {each.key for each in order} & set(read)


@given(some_lessons(), read, passed)
def test_another_one_is_never_the_same_and_going_on_meets_every_new_one(lessons, read, passed):
    order, progress = way(lessons), Progress(read, passed)
    fresh = [each.key for each in order if each.key not in read and each.key not in passed]
    if not fresh:
        return
    met, here = [fresh[0]], fresh[0]
    while following := next_lesson(order, progress, here):
        here = following.key
        assert here != met[-1]
        if here in met:
            break
        met.append(here)
    assert met == fresh


@given(some_lessons(), read, passed)
def test_the_parts_count_each_lesson_once_and_only_what_was_read(lessons, read, passed):
    found = parts(lessons, Progress(read, passed))
    assert sum(part.count for part in found) == len(lessons)
    assert sum(part.read for part in found) == sum(each.key in read for each in lessons)
    assert len({part.module for part in found}) == len(found)


def test_progress_is_read_from_acts_and_other_acts_say_nothing():
    tip, other = "p/tip/a", "p/tip/b"
    acts = [
        an_act(MONDAY + timedelta(9), item=tip),
        an_act(MONDAY, item=tip),
        an_act(item=other, kind=ActKind.TIP_SEEN),
        an_act(item="p/scenario/a", kind=ActKind.SCENARIO_PLAYED),
    ]
    assert progress_of(acts) == Progress({tip: MONDAY + timedelta(9)}, frozenset({other}))


def test_the_first_week_is_seven_days():
    joined = date(2026, 11, 23)
    assert [is_first_week(joined, joined + timedelta(days)) for days in (0, 6, 7)] == [True, True, False]
