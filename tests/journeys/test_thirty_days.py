"""Thirty days of five people who live differently with the bot, told as a diary: what each does, and what each then sees.

How to read the diary. Each column is a person. `step` says that they read a tip and noted it; `night` that they did so at
half past eleven at night, and `late` at half past two in the following morning, which still belongs to their night. `-` says
that they did nothing. The number is what their own rhythm shows them afterwards; `free` that the day asked nothing of them.

    Camille   a daily rhythm, and reminders. In the first week of November she takes a break.
    Sam       a weekly rhythm of two days.
    Nadia     no rhythm at all. She takes an idea now and then.
    Priya     a daily rhythm; she works on Mondays, Tuesdays and Thursdays.
    Tom       a daily rhythm; he works at night, Thursday to Sunday, and his day begins at six in the morning.

In the night of 24 October the clocks go back: half past two comes twice. 11 November is a public holiday.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.demo import Demo, demo
from bot.domain.nudges import WORDINGS
from bot.texts import LANGUAGES
from tests.journeys.dialogue import PLATFORMS, Character, enters, everything_answered, plain, some_time_later

DIARY = """
             Camille    Sam      Nadia    Priya     Tom
15 Oct Thu   step 1     step 0   step     step 1    step 1
16 Oct Fri   step 2     step 1   -        - free    night 2
17 Oct Sat   - free     - 1      -        - free    night 3
18 Oct Sun   - free     - 1      -        - free    late 4
19 Oct Mon   step 3     step 1   -        step 2    - free
20 Oct Tue   - 3        - 1      step     step 3    - free
21 Oct Wed   step 4     step 2   -        - free    - free
22 Oct Thu   step 5     - 2      -        step 4    night 5
23 Oct Fri   step 6     - 2      -        - free    night 6
24 Oct Sat   - free     - 2      -        - free    late 7
25 Oct Sun   - free     - 2      -        - free    night 8
26 Oct Mon   step 7     - 2      -        step 5    - free
27 Oct Tue   step 8     - 2      -        step 6    - free
28 Oct Wed   step 9     - 2      -        - free    - free
29 Oct Thu   step 10    step 2   step     step 7    night 9
30 Oct Fri   step 11    - 2      -        - free    late 10
31 Oct Sat   - free     - 2      -        - free    night 11
 1 Nov Sun   - free     - 2      -        - free    night 12
 2 Nov Mon   break 11   - 2      -        step 8    - free
 3 Nov Tue   - free     step 2   -        step 9    - free
 4 Nov Wed   - free     - 2      -        - free    - free
 5 Nov Thu   - free     - 2      -        step 10   night 13
 6 Nov Fri   - free     step 3   -        - free    night 14
 7 Nov Sat   - free     - 3      -        - free    night 15
 8 Nov Sun   - free     - 3      -        - free    late 16
 9 Nov Mon   step 12    - 3      -        step 11   - free
10 Nov Tue   step 13    step 3   -        step 12   - free
11 Nov Wed   - free     - 3      step     - free    - free
12 Nov Thu   step 14    step 4   -        step 13   night 17
13 Nov Fri   step 15    - 4      -        - free    night 18
"""
CAST = {
    "Camille": "U0CAMILLE",
    "Sam": "U0SAM",
    "Nadia": "U0NADIA",
    "Priya": "U0PRIYA",
    "Tom": "U0TOM",
}
REMINDED = {"Camille": [date(2026, 10, 20)]}
"""On the one working day on which her step was missing; nobody else asked for reminders."""
MILESTONES = {
    "Camille": [("day", 3), ("day", 5), ("day", 10)],
    "Sam": [("week", 3)],
    "Priya": [("day", 3), ("day", 5), ("day", 10)],
    "Tom": [("day", 3), ("day", 5), ("day", 10)],
}
"""Nadia chose no game."""


@dataclass
class Life:
    """One person, and the reminders and milestones that came to them by themselves."""

    name: str
    who: Character
    reminded_on: list[date]
    milestones: list[tuple[str, int]]


@pytest.fixture
async def workplace(tmp_path: Path) -> AsyncIterator[Demo]:
    """The bot in the sandbox, on a Thursday in October; nobody has joined."""
    where = f"sqlite:///{tmp_path}/diary.sqlite3"
    async with demo(today=date(2026, 10, 15), is_clock_running=False, database_url=where, joined=()) as found:
        await found.sandbox.settled()
        yield found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_thirty_days_of_five_people(workplace: Demo, platform: str, language: str):
    lives = {name: Life(name, enters(workplace, CAST[name], platform), [], []) for name in CAST}
    for life in lives.values():
        await moves_in(workplace, life, language)

    for on, cells in diary():
        for name, (does, _) in cells.items():
            if does in {"step", "break"}:
                await it_is(workplace, on, time(9, 40))
                await (reads_a_tip if does == "step" else takes_a_break)(lives[name].who)
        await it_is(workplace, on, time(13, 45))
        await it_is(workplace, on, time(15, 40))
        for name, (does, sees) in cells.items():
            if does in {"step", "break", "-"}:
                await sees_in_their_rhythm(lives[name], on, sees)
        for name, (does, sees) in cells.items():
            if does == "night":
                await it_is(workplace, on, time(23, 30))
            elif does == "late":
                # Of the two half past twos of the night in which the clocks go back, the second.
                await it_is(workplace, on + timedelta(days=1), time(2, 30), fold=1)
            else:
                continue
            await reads_a_tip(lives[name].who)
            await some_time_later(workplace, seconds=90)
            await sees_in_their_rhythm(lives[name], on, sees)
        for life in lives.values():
            takes_note_of_letters(life, on)

    for name, life in lives.items():
        assert life.reminded_on == REMINDED.get(name, []), name
        assert life.milestones == MILESTONES.get(name, []), name


async def moves_in(workplace: Demo, life: Life, language: str) -> None:
    """Join, and say how one works and what one likes."""
    who = life.who
    await who.presses(await who.types("join"), "join.yes")
    await who.sees_privately("join.welcome")
    games = {
        "Camille": {"rhythm": "daily", "reminders": "usual"},
        "Sam": {"rhythm": "weekly", "target": "2"},
        "Nadia": {"rhythm": "off"},
        "Priya": {"rhythm": "daily"},
        "Tom": {"rhythm": "daily"},
    }
    await who.presses(await who.types("settings"), "settings.open")
    await who.fills_in(who.words("settings.title"), language=language, **games[life.name])
    await everything_answered(workplace)
    who.speaks(language)
    week = {"Priya": "0,1,3", "Tom": "3,4,5,6"}.get(life.name, "0,1,2,3,4")
    days = {"week": week, "calendar": "" if life.name == "Tom" else "FR"}
    if life.name == "Tom":
        days |= {"begins": "06:00", "from": "22:00", "to": "05:00"}
    await who.presses(await who.types("settings"), "days.title")
    await who.fills_in(who.words("days.title"), **days)
    await everything_answered(workplace)


async def reads_a_tip(who: Character) -> None:
    """Ask for a tip, read it, and say so."""
    tip = await who.types("tip")
    before = len(who.private())
    await who.presses(tip, "daily.tip.read")
    await who.until(lambda: len(who.private()) > before)


async def takes_a_break(who: Character) -> None:
    """Pause until the end of the week."""
    until = {"fr": "jusqu’au 6 novembre", "en": "until 6 November"}[who.words.language]
    await who.types(f"pause {until}")
    await who.sees_privately("pause.means")


async def sees_in_their_rhythm(life: Life, on: date, sees: str) -> None:
    """Look at one's own rhythm and find what the diary says."""
    shown = plain((await life.who.types("streak")).all_text)
    words = life.who.words
    if not sees:
        expected = words("streak.off")
    elif sees == "free":
        expected = words("streak.today_free")
    else:
        expected = words("streak.weeks" if life.name == "Sam" else "streak.days", count=int(sees))
    assert plain(expected) in shown, f"{life.name} on {on}: {expected!r} is not in {shown!r}"


def takes_note_of_letters(life: Life, on: date) -> None:
    """Write down what has come by itself since the last time."""
    words = life.who.words
    letters = [plain(each.all_text) for each in life.who.letters()]
    reminders = sum(plain(words(f"nudge.says.{each}")) in letter for letter in letters for each in WORDINGS)
    life.reminded_on += [on] * (reminders - len(life.reminded_on))
    for milestone in [(subject, count) for subject in ("day", "week") for count in (3, 5, 10, 20)]:
        says = plain(words(f"milestone.{milestone[0]}", count=milestone[1]))
        if milestone not in life.milestones and any(says in letter for letter in letters):
            life.milestones.append(milestone)


async def it_is(workplace: Demo, on: date, at: time, *, fold: int = 0) -> None:
    """Go to a moment of the day where the workplace is, and let the bot do what is due."""
    moment = datetime.combine(on, at.replace(fold=fold), workplace.sandbox.clock.zone)
    workplace.sandbox.clock.set(max(moment.astimezone(UTC), workplace.sandbox.clock.now()))
    await some_time_later(workplace, seconds=1)


def diary() -> list[tuple[date, dict[str, tuple[str, str]]]]:
    """Read the diary: for each date, what each person does and then sees."""
    heading, *lines = DIARY.strip("\n").splitlines()
    names = heading.split()
    starts = [heading.index(name) for name in names]
    days = []
    for line in lines:
        on = datetime.strptime(f"{line[:6].strip()} 2026", "%d %b %Y").replace(tzinfo=UTC).date()
        cells = [line[start:end].split() for start, end in zip(starts, [*starts[1:], None], strict=True)]
        days.append(
            (on, {name: (cell[0], "".join(cell[1:])) for name, cell in zip(names, cells, strict=True)})
        )
    assert [on for on, _ in days] == [days[0][0] + timedelta(days=number) for number in range(30)]
    return days
