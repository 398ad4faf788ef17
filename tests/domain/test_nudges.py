"""Reminders: few, at the right hour, fewer when nobody answers, and never again after the goodbye, over random histories."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.domain.acts import Act, ActKind
from bot.domain.arrangement import Arrangement, Pause, Slot
from bot.domain.calendar import begins_at, logical_date, slot_on
from bot.domain.days import ALWAYS, DueDays
from bot.domain.nudges import APART, GOODBYE, WEEK, WORDINGS, Limits, Nudge, Quiet, decide
from bot.domain.own import Reminder
from bot.domain.people import Member, Reminders, Rhythm
from bot.domain.streak import Streak, fold
from tests.counts import histories_of
from tests.factories import MONDAY, a_member, a_person, an_arrangement

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = date(2026, 10, 5)
"""A Monday; two weeks on, Europe's clocks go back, and a week later those of America."""
ZONES = ("UTC", "Europe/Paris", "Europe/London", "America/New_York", "Pacific/Auckland", "Asia/Kolkata")
SLOTS = (Slot(), Slot(), Slot(time(8), time(12)), Slot(time(22), time(4)), Slot(time(13), time(19)))
WEEKS = (frozenset(range(5)), frozenset({0, 1, 3}), frozenset({2}), frozenset(range(7)))
NO_LIMITS = Limits()


@dataclass
class Life:
    """A member for whom a careless engine looks now and then, and who answers now and then."""

    chance: Random
    member: Member
    days: DueDays
    quiet: frozenset[date]
    limits: Limits
    posted_at: int | None
    """The hour, in UTC, of the channel's idea."""
    acts: list[Act] = field(default_factory=list)
    sent: list[tuple[datetime, Reminder]] = field(default_factory=list)
    run: int = 0
    """Reminders in a row that no step has followed."""
    is_over: bool = False

    def look(self, now: datetime) -> Nudge | Quiet:
        known = [act for act in self.acts if act.at <= now]
        streak = fold(self.member, known, days=self.days, now=now)
        reminders = [reminder for _, reminder in self.sent]
        decided = decide(self.member, streak, known, reminders, self.limits, self.item_at(streak.on))
        is_time = isinstance(decided, Nudge) and decided.at <= now < decided.until
        if isinstance(decided, Nudge) and is_time and self.chance.random() < 0.8:
            self.check(decided, now, known)
            self.sent.append((now, decided.reminder))
            self.run += 1
            if decided.is_goodbye:
                self.is_over = True
                self.member = replace(
                    self.member, choices=replace(self.member.choices, reminders=Reminders.OFF)
                )
        return decided

    def item_at(self, on: date) -> datetime | None:
        if self.posted_at is None:
            return None
        return datetime(on.year, on.month, on.day, self.posted_at, tzinfo=UTC)

    def act(self, at: datetime) -> None:
        on = logical_date(self.member.arrangements, at)
        self.acts.append(Act(a_person(), f"starter/{len(self.acts)}", ActKind.TIP_READ, on, at))
        if self.sent and on >= self.sent[-1][1].on:
            self.run = 0

    def check(self, nudge: Nudge, now: datetime, known: list[Act]) -> None:
        """Compare one reminder with all that was sent before, by rules written out once more."""
        on, member = nudge.on, self.member
        assert on == logical_date(member.arrangements, now)
        assert not self.is_over, "a goodbye is the last one"
        assert all(each.on != on for _, each in self.sent), "one a day"
        of_week = [each for _, each in self.sent if each.on.isocalendar()[:2] == on.isocalendar()[:2]]
        assert len(of_week) < min(3, self.limits.most_a_week), "three a week"
        assert on.weekday() in member.arrangement.work_week, "none on a neutral day"
        assert on not in self.quiet
        assert not any(pause.covers(on) for pause in member.pauses)
        assert not any(act.on == on for act in known), "none once the day counts"
        starts, ends = slot_on(member.arrangements, on)
        assert starts <= now < ends, "none outside the slot"
        assert now < begins_at(member.arrangements, on + DAY)
        item_at = self.item_at(on)
        assert item_at is None or abs(now - item_at) >= APART or now < item_at
        if self.sent:
            last = self.sent[-1][1]
            if member.choices.reminders is Reminders.WEEKLY or self.run >= 3:
                assert on - last.on >= WEEK
            assert nudge.wording != last.wording, "no sentence twice in a row"
        assert nudge.is_goodbye is (self.run >= 5)
        assert nudge.unanswered == self.run


def a_life(seed: int) -> Life:
    chance = Random(seed)
    zone = chance.choice(ZONES)
    arrangement = Arrangement(
        since=date(2000, 1, 1),
        timezone=zone,
        rollover=chance.choice((time(0), time(0), time(6))),
        work_week=chance.choice(WEEKS),
        slot=chance.choice(SLOTS),
    )
    joined_at = datetime(START.year, START.month, START.day, tzinfo=UTC)
    pauses = tuple(
        Pause(starts, starts + chance.randrange(6) * DAY, joined_at)
        for starts in (START + chance.randrange(40) * DAY for _ in range(chance.randrange(3)))
    )
    member = a_member(
        arrangements=(arrangement,),
        joined_at=joined_at,
        pauses=pauses,
        rhythm=chance.choice(list(Rhythm)),
        reminders=chance.choice((Reminders.USUAL, Reminders.USUAL, Reminders.WEEKLY)),
    )
    quiet = frozenset(START + number * DAY for number in chance.sample(range(40), chance.choice((0, 3))))
    limits = Limits(chance.choice((3, 3, 2, 1, 0)), chance.choice((Slot(), Slot(time(12), time(14)))))
    days = DueDays(lambda _, __: False, dict.fromkeys(quiet, ALWAYS))
    return Life(chance, member, days, quiet, limits, chance.choice((None, 8, 8, 13)))


def live(life: Life, weeks: int) -> None:
    """Let the engine look at odd moments and at the very moment it was told, and let the person act at times."""
    chance, begin = life.chance, datetime(START.year, START.month, START.day, tzinfo=UTC)
    diligence = chance.choice((0.0, 0.02, 0.3, 0.9))
    for number in range(7 * weeks):
        midnight = begin + number * DAY
        moments = [midnight + chance.random() * DAY]
        decided = life.look(midnight + 6 * HOUR)
        if isinstance(decided, Nudge):
            moments += [decided.at, decided.at + chance.random() * 2 * HOUR]
        for moment in sorted(moments):
            if chance.random() < diligence / len(moments):
                life.act(moment)
            life.look(moment)


@pytest.mark.parametrize("part", range(4))
def test_I13_reminders_keep_their_bounds_in_ten_thousand_lives(part: int):
    said, number = Counter[str](), histories_of(10_000)
    for seed in range(part, number, 4):
        life = a_life(seed)
        # Most lives are short; some are long enough for the goodbye.
        live(life, 8 if seed % 16 == part else 2)
        said["sent"] += len(life.sent)
        said["goodbyes"] += life.is_over
    assert said["sent"] > number / 4, said
    assert said["goodbyes"] > number / 2_000, said


def streak_on(on: date = MONDAY, **other: object) -> Streak:
    return Streak(on, is_today_due=True, **other)  # type: ignore[arg-type]


def asking(**other: object) -> Member:
    return a_member(**{"reminders": Reminders.USUAL, **other})  # type: ignore[arg-type]


def decided(
    member: Member, streak: Streak | None = None, *, reminders: tuple[Reminder, ...] = (), **other: object
) -> Nudge | Quiet:
    acts, limits, item_at = other.get("acts", ()), other.get("limits", NO_LIMITS), other.get("item_at")
    return decide(member, streak or streak_on(), acts, reminders, limits, item_at)  # type: ignore[arg-type]


def paris(hour: int, minute: int = 0, on: date = MONDAY) -> datetime:
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZoneInfo("Europe/Paris"))


def test_nobody_is_reminded_who_did_not_ask_for_it():
    assert decided(a_member()) is Quiet.NOT_WISHED


@pytest.mark.parametrize("rhythm", list(Rhythm))
def test_whoever_asked_is_reminded_whatever_rhythm_they_have(rhythm: Rhythm):
    assert isinstance(decided(asking(rhythm=rhythm)), Nudge)


def test_a_day_that_counts_or_asks_nothing_is_left_alone():
    assert decided(asking(), streak_on(is_today_counted=True)) is Quiet.COUNTED
    assert decided(asking(), Streak(MONDAY)) is Quiet.NOT_DUE


def test_a_week_that_counts_is_left_alone_in_the_weekly_rhythm_only():
    met = streak_on(week_counted=2, week_needed=2)
    assert decided(asking(rhythm=Rhythm.WEEKLY), met) is Quiet.COUNTED
    assert isinstance(decided(asking(), met), Nudge)


def test_before_any_step_the_middle_of_the_slot_is_taken():
    nudge = decided(asking())
    assert isinstance(nudge, Nudge)
    assert nudge.at == paris(13)
    assert nudge.until == paris(16)


def test_later_the_hour_at_which_the_person_usually_acts():
    acts = [
        Act(a_person(), f"starter/{day}", ActKind.TIP_READ, MONDAY - day * DAY, at - day * DAY)
        for day, at in ((3, paris(10, 15)), (4, paris(11, 40)), (5, paris(15, 50)))
    ]
    nudge = decided(asking(), acts=acts)
    assert isinstance(nudge, Nudge)
    assert nudge.at == paris(11, 40)
    seen = [replace(act, kind=ActKind.TIP_SEEN, item=f"{act.item}/seen", at=paris(14)) for act in acts] * 9
    assert decided(asking(), acts=[*acts, *seen]) == nudge, "what was only shown says nothing of them"
    old = [replace(act, on=act.on - 60 * DAY, at=act.at - 60 * DAY) for act in acts]
    assert decided(asking(), acts=old) == decided(asking()), "four weeks back, not more"


def test_who_acts_after_their_hours_is_reminded_within_them():
    acts = [Act(a_person(), "starter/x", ActKind.TIP_READ, MONDAY - 3 * DAY, paris(21) - 3 * DAY)]
    nudge = decided(asking(), acts=acts)
    assert isinstance(nudge, Nudge)
    assert nudge.at == paris(15, 30)


def test_a_playbooks_hours_make_it_gentler_and_never_wider():
    narrow = decided(asking(), limits=Limits(hours=Slot(time(14), time(15))))
    wide = decided(asking(), limits=Limits(hours=Slot(time(8), time(19))))
    assert isinstance(narrow, Nudge)
    assert isinstance(wide, Nudge)
    assert (narrow.at, narrow.until) == (paris(14), paris(15))
    assert (wide.at, wide.until) == (paris(13), paris(16))


def test_who_works_at_night_is_written_to_at_night():
    night = an_arrangement(slot=Slot(time(22), time(4)), rollover=time(6))
    nudge = decided(asking(arrangements=(night,)))
    assert isinstance(nudge, Nudge)
    assert nudge.at == paris(1, on=MONDAY + DAY)
    assert nudge.until == paris(4, on=MONDAY + DAY)


def test_four_hours_lie_between_the_idea_of_the_day_and_a_reminder():
    nudge = decided(asking(), item_at=paris(11))
    assert isinstance(nudge, Nudge)
    assert nudge.at == paris(15)
    before = decided(asking(), item_at=paris(15))
    assert isinstance(before, Nudge)
    assert before.until == paris(11)
    assert decided(asking(), item_at=paris(13)) is Quiet.TOO_NEAR


def test_three_in_a_row_without_an_answer_make_them_weekly_and_two_more_bring_the_goodbye():
    def after(unanswered: int, days: int) -> Nudge | Quiet:
        return decided(asking(), reminders=(Reminder(MONDAY - days * DAY, "coffee", unanswered),))

    assert isinstance(after(1, 1), Nudge)
    assert after(2, 6) is Quiet.RESTING
    third = after(2, 7)
    assert isinstance(third, Nudge)
    assert third.unanswered == 3
    goodbye = after(4, 7)
    assert isinstance(goodbye, Nudge)
    assert goodbye.wording == GOODBYE


def test_a_step_or_a_changed_setting_is_an_answer():
    sent = (Reminder(MONDAY - 3 * DAY, "coffee", 4),)
    act = Act(a_person(), "starter/x", ActKind.TIP_READ, MONDAY - 4 * DAY, paris(18) - 3 * DAY)
    late = decided(asking(), acts=[act], reminders=sent)
    assert isinstance(late, Nudge), "told on the day of the reminder, for the day before"
    assert late.unanswered == 0
    renewed = decided(replace(asking(), renewed_on=MONDAY - DAY), reminders=sent)
    assert isinstance(renewed, Nudge)
    assert renewed.unanswered == 0


def test_whoever_asks_again_after_a_goodbye_begins_anew():
    nudge = decided(asking(), reminders=(Reminder(MONDAY - 8 * DAY, GOODBYE, 5),))
    assert isinstance(nudge, Nudge)
    assert nudge.unanswered == 0


def test_a_playbook_may_allow_fewer_and_none_at_all():
    sent = (Reminder(MONDAY, "coffee", 0),)
    tuesday = streak_on(MONDAY + DAY)
    assert decided(asking(), tuesday, reminders=sent, limits=Limits(1)) is Quiet.ENOUGH
    assert decided(asking(), limits=Limits(0)) is Quiet.ENOUGH
    assert isinstance(decided(asking(), tuesday, reminders=sent, limits=Limits(9)), Nudge)


def test_every_sentence_has_its_turn_before_one_comes_back():
    member, sent = asking(), []
    for number in range(2 * len(WORDINGS)):
        on = MONDAY + 7 * number * DAY
        nudge = decided(member, streak_on(on), reminders=tuple(sent))
        assert isinstance(nudge, Nudge)
        sent.append(Reminder(on, nudge.wording, 0))
        member = replace(member, renewed_on=on)
    said = [each.wording for each in sent]
    assert set(said[: len(WORDINGS)]) == set(WORDINGS) == set(said[len(WORDINGS) :])


def test_people_begin_with_different_sentences():
    first = {
        nudge.wording
        for number in range(40)
        if isinstance(nudge := decided(replace(asking(), person=a_person(f"U{number}"))), Nudge)
    }
    assert len(first) > len(WORDINGS) / 2
