"""A programme's first quarter, from its first Monday to its report, as the people of Atelier Lumen live it on both platforms.

January. Alex, of IT, looks at what a programme needs. Nadia calls for volunteers in the channel. Camille, Tom and twelve colleagues
join, each by their own choice; Camille would like a small daily step. Nadia, who animates the programme, plans a kick-off workshop; Camille comes, is reminded on the
day before, and gets three tips to go on with on the day after. The first ideas are taken, and done.

Tom proposes an idea of his own. Nadia accepts it, gives it a day in the plan, and it comes on that day; Camille takes it.
Three questions are asked without names, and fourteen people answer them. Then something sad happens, and Nadia declares a
silence: for two days nothing comes, and nobody's rhythm suffers. She gives the all-clear, and the days go on.

In February everybody may read what was answered. In March there is a campaign with a common goal; it ends by itself, and the channel
is told so once. At the end of the month Nadia opens the report: it tells of the group, and of nobody.
"""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from pathlib import Path

import aiohttp
import pytest

from bot.demo import Demo, demo
from sandbox.people import CAST, Person
from tests.bots import the_starters
from tests.journeys.dialogue import PLATFORMS, Character, Seen, enters, everything_answered, plain
from tests.journeys.test_own_words import sees_window
from tests.journeys.test_proposals import makes_a_share_of_the_last_message

KICK_OFF = date(2027, 1, 14)
AFTER_THE_KICK_OFF = date(2027, 1, 15)
IDEA = "Une nuit à réparer des lampes"
FACT = "Quarante lampes sont reparties allumées."
CAMPAIGN = "Trois semaines de la réparation"
CONDOLENCE = "Nous mettons nos idées en pause, le temps d’être auprès de nos collègues."
COMES_ON = date(2027, 1, 18)
COLLEAGUES = [f"U0COLLEAGUE{number:02d}" for number in range(12)]
FIND_IT_WORTH = 8
"""So many of the fourteen who have joined say that it is worth their time."""
READ_A_TIP = 6
"""So many of the fourteen read a tip in the last whole week of March."""


@pytest.fixture
async def workplace(tmp_path: Path) -> AsyncIterator[Demo]:
    """The bot in the sandbox, on the first Monday of the year; nobody has joined."""
    where = f"sqlite:///{tmp_path}/quarter.sqlite3"
    first_monday = date(2027, 1, 4)
    async with demo(today=first_monday, is_clock_running=False, database_url=where, joined=()) as found:
        # The platforms count their limits in real seconds, and a quarter passes in a minute.
        found.sandbox.limits.off()
        found.teams.limits.enforced = False
        for number, user in enumerate(COLLEAGUES):
            colleague = Person(user, f"Collègue {number:02d}", "Atelier", locale="fr-FR")
            found.sandbox.add_person(colleague, ["C0PARTAGES"])
            found.teams.add_person(colleague)
        await found.sandbox.settled()
        yield found


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_programmes_first_quarter(workplace: Demo, platform: str):
    alex, nadia = enters(workplace, "U0ALEX", platform), enters(workplace, "U0NADIA", platform)
    camille, tom = enters(workplace, "U0CAMILLE", platform), enters(workplace, "U0TOM", platform)
    colleagues = [enters(workplace, user, platform) for user in COLLEAGUES]

    await an_admin_looks_at_the_setup(alex, nadia)
    await calls_for_volunteers(workplace, nadia)
    await camille.presses(await camille.sees_in_channel("launch.call_heading"), "launch.join")
    await camille.sees_privately("join.heading")
    for person in (camille, tom, *colleagues):
        await joins(person, "rhythm.daily" if person is camille else "rhythm.off")
    await takes_the_idea_of_the_day(workplace, camille)
    assert await days_of(camille) == 1

    await it_is(workplace, date(2027, 1, 5))
    await takes_the_idea_of_the_day(workplace, camille)
    await plans_the_kick_off(workplace, nadia)
    await says_that_they_come(workplace, camille)
    await it_is(workplace, date(2027, 1, 6))
    await reads_a_tip(camille)
    await proposes_an_idea(workplace, tom)
    await accepts_it(workplace, nadia)
    await tom.until(lambda: a_letter(tom, "proposals.accepted", title=IDEA))
    await gives_it_a_day_in_the_plan(workplace, nadia)
    for day in working_days(date(2027, 1, 7), COMES_ON):
        assert not posts_of(camille, IDEA), "it comes on its day and not before"
        assert bool(a_letter(camille, "workshop.reminder")) is (day >= KICK_OFF), "on the day before"
        assert bool(a_letter(camille, "workshop.after")) is (day > AFTER_THE_KICK_OFF), "on the day after"
        await it_is(workplace, day)
        await reads_a_tip(camille)
    assert not a_letter(tom, "workshop.reminder"), "nobody hears of it who did not say that they come"
    (posted,) = posts_of(camille, IDEA)
    await camille.presses(posted, "daily.share.claim")
    await camille.presses(await camille.sees_privately("kit.intro"), "kit.done")
    await everything_answered(workplace)
    steps = await days_of(camille)
    assert steps == len(working_days(date(2027, 1, 4), COMES_ON)), "one for every working day so far"

    for number, person in enumerate((camille, tom, *colleagues)):
        await answers_the_three_questions(person, worth="yes" if number < FIND_IT_WORTH else "no")
    assert nadia.words("pulse.results") not in (await nadia.types("pulse")).all_text, "too early to tell"

    await declares_a_silence(workplace, nadia)
    before = len(camille.public())
    for day in working_days(date(2027, 1, 19), date(2027, 1, 20)):
        await it_is(workplace, day)
        assert len(camille.public()) == before, "nothing comes while there is silence"
    await nadia.presses(await nadia.types("silence"), "silence.end")
    await nadia.sees_privately("silence.ended")
    await it_is(workplace, date(2027, 1, 21))
    assert len(camille.public()) > before
    assert await days_of(camille) == steps, "the rhythm is as it was"

    await it_is(workplace, date(2027, 2, 1))
    results = plain((await nadia.types("pulse")).all_text)
    assert plain(nadia.words("report.tens", low=50, high=60)) in results

    for monday in weeks(date(2027, 2, 8), date(2027, 3, 22)):
        await it_is(workplace, monday)
    assert CAMPAIGN in (await camille.types("campagne")).all_text
    assert not posts_of(camille, camille.words("campaigns.over", title=CAMPAIGN)), "it goes on"
    for person in colleagues[:READ_A_TIP]:
        await reads_a_tip(person)
    await it_is(workplace, date(2027, 3, 29))
    await it_is(workplace, date(2027, 3, 31))
    assert len(posts_of(camille, plain(camille.words("campaigns.over", title=CAMPAIGN)))) == 1
    assert CAMPAIGN not in (await camille.types("campagne")).all_text
    await opens_the_report(nadia)
    assert not any(each.is_told_that_something_went_wrong() for each in (alex, nadia, camille, tom))


async def an_admin_looks_at_the_setup(alex: Character, nadia: Character) -> None:
    """Ask, in the channel of the programme, what it still needs, and look at one step whole."""
    alex.channel = nadia.channel
    shown = await alex.types("setup")
    assert plain(alex.words("setup.heading", name="Nos voix")) in plain(shown.all_text)
    step = next(label for label in shown.buttons if label != alex.words("human.ask"))
    await alex.presses_label(shown, step)
    await alex.until(lambda: alex.words("setup.back") in alex.private()[-1].buttons)


async def calls_for_volunteers(workplace: Demo, nadia: Character) -> None:
    """See the call as the channel will read it, and post it; the plan has no date yet, which is said."""
    await nadia.presses(await nadia.types("lancement"), "launch.call")
    await nadia.presses(await nadia.sees_privately("launch.preview"), "launch.anyway")
    await nadia.sees_privately("launch.posted")
    await a_moment_later(workplace)


async def joins(person: Character, rhythm: str) -> None:
    """Read what it means, say yes, and choose a rhythm."""
    await person.presses(await person.types("rejoindre"), "join.yes")
    await person.presses(await person.sees_privately("join.welcome"), rhythm)
    await person.sees_privately(f"rhythm.chosen_{rhythm.removeprefix('rhythm.')}")


async def takes_the_idea_of_the_day(workplace: Demo, person: Character) -> None:
    """Raise a hand under the newest idea, and say later that it is done."""
    share = await person.sees_in_channel("daily.share.intro")
    await person.reacts(share)
    await person.presses(await person.sees_privately("kit.intro"), "kit.done")
    await person.sees_privately("claims.done")
    await everything_answered(workplace)


async def reads_a_tip(person: Character) -> None:
    """Ask for a tip, read it, and say so."""
    tip = await person.types("conseil")
    before = len(person.private())
    await person.presses(tip, "daily.tip.read")
    await person.until(lambda: len(person.private()) > before)


async def days_of(person: Character) -> int:
    """Read on one's own rhythm how many days there are."""
    shown = plain((await person.types("rythme")).all_text)
    return next(
        number for number in range(100, -1, -1) if plain(person.words("streak.days", count=number)) in shown
    )


async def plans_the_kick_off(workplace: Demo, nadia: Character) -> None:
    """Choose an agenda of the playbook, a day and a room, and announce it."""
    await nadia.presses(await nadia.types("atelier"), "workshop.plan")
    playbook = next(each for each in the_starters().playbooks if each.language == "fr")
    await nadia.fills_in(
        nadia.words("workshop.plan_title"),
        agenda=playbook.key(next(each for each in playbook.workshops if each.follow_up)),
        day=KICK_OFF.isoformat(),
        time="14:00",
        where="Salle 12",
    )
    await a_moment_later(workplace)


async def says_that_they_come(workplace: Demo, person: Character) -> None:
    """Press the button under the announcement."""
    await person.presses(await person.sees_in_channel("workshop.free"), "workshop.come")
    await person.sees_privately("workshop.noted_means")
    await a_moment_later(workplace)
    await person.sees_in_channel("workshop.count", count=1)


async def proposes_an_idea(workplace: Demo, tom: Character) -> None:
    """Choose a message of the channel, and write down what it should tell."""
    await makes_a_share_of_the_last_message(tom)
    await sees_window(tom, "proposals.facts_hint")
    await tom.fills_in(tom.words("proposals.title"), name=IDEA, facts=FACT)
    await everything_answered(workplace)


async def accepts_it(workplace: Demo, nadia: Character) -> None:
    """See it as it will look, and take it into the rotation."""
    await nadia.presses(await nadia.types("propositions"), "proposals.look")
    await nadia.presses(await nadia.sees_privately("proposals.as_it_looks"), "proposals.accept")
    await nadia.sees_privately("proposals.taken", title=IDEA)
    await a_moment_later(workplace)


async def gives_it_a_day_in_the_plan(workplace: Demo, nadia: Character) -> None:
    """Look two weeks ahead, choose the idea for the day after the workshop's week, and find it there."""
    plan = await nadia.types("planning")
    idea = nadia.words("plan.kind.share")
    # Many buttons have the same few words; this is what a screen reader says of the one.
    await nadia.presses(plan, "plan.open_hint", kind=idea, day=nadia.words.day(COMES_ON))
    slot = await nadia.sees_privately("plan.because.turn")
    await nadia.presses(slot, "plan.choose")
    playbook = next(each for each in workplace.bot.services.book().playbooks if each.language == "fr")
    share = next(each for each in playbook.shares if each.title == IDEA)
    await nadia.fills_in(nadia.words("plan.choose_title"), item=share.id, on=COMES_ON.isoformat())
    await everything_answered(workplace)
    shown = plain((await nadia.types("planning")).all_text)
    chosen = nadia.words("plan.line_chosen", kind=idea, title=IDEA)
    day = plain(nadia.words.day(COMES_ON))
    assert plain(chosen) in shown[shown.index(day) :], "chosen for that day"


async def answers_the_three_questions(person: Character, worth: str) -> None:
    """Say no to the first question, leave out the second, and say what one thinks to the third."""
    asked = await person.types("barometre")
    for number, (question, says) in enumerate((("obliged", "no"), ("able", "skip"), ("worth", worth)), 1):
        asked = await person.sees_privately(f"pulse.questions.{question}", number=number, of=3)
        await person.presses(asked, f"pulse.{says}")
    await person.sees_privately("pulse.thanks")


async def declares_a_silence(workplace: Demo, nadia: Character) -> None:
    """Say the one line that was agreed on, and who gives the all-clear."""
    await nadia.presses(await nadia.types("silence"), "silence.open")
    await nadia.fills_in(nadia.words("silence.title"), all_clear="Hélène Dubois", says=CONDOLENCE)
    await sees_window(nadia, "silence.begun")
    await a_moment_later(workplace)
    assert sum(CONDOLENCE in each.all_text for each in nadia.public()) == 1


async def opens_the_report(nadia: Character) -> None:
    """Read the figures in chat, open the page by its link, and find the same figures there, and nobody's name."""
    card = await nadia.types("rapport")
    told = nadia.words("report.tens", low=40, high=50)
    """Six of fourteen."""
    assert plain(told) in plain(card.all_text)
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        async with browser.get(card.links[nadia.words("report.page")]) as landing:
            assert "Nadia Benali" in await landing.text(), "the link says whose it is"
        async with browser.post(landing.url) as page:
            assert page.status == 200
            text = unescape(await page.text())
    assert 'lang="fr"' in text
    assert plain(told) in plain(text)
    assert plain(nadia.words("report.tens", low=50, high=60)) in plain(text), "what was answered in January"
    for person in CAST:
        assert person.name not in text
    for each in ("U0CAMILLE", *COLLEAGUES, "Collègue"):
        assert each not in text


def a_letter(person: Character, key: str, **values: object) -> list[Seen]:
    """Find what came by itself to somebody and begins as this sentence does."""
    begins = (
        plain(person.words.template(key).split("{")[0]) if not values else plain(person.words(key, **values))
    )
    return [each for each in person.letters() if begins in plain(each.all_text)]


async def it_is(workplace: Demo, on: date) -> None:
    """Go to the morning of a day, and to its middle, and let the bot do what is due."""
    for at in (time(9, 31), time(11, 0)):
        moment = datetime.combine(on, at, workplace.sandbox.clock.zone).astimezone(UTC)
        workplace.sandbox.clock.set(max(moment, workplace.sandbox.clock.now()))
        for _ in range(3):  # planned, sent, and what a channel's pace held back
            await a_moment_later(workplace)


async def a_moment_later(workplace: Demo) -> None:
    """Let five seconds pass and everything be said that is due."""
    await everything_answered(workplace)
    workplace.sandbox.clock.advance(timedelta(seconds=5))
    await workplace.bot.engine.tick(workplace.sandbox.clock.now())
    await workplace.sandbox.settled()
    await workplace.teams.settled()
    await everything_answered(workplace)


def posts_of(person: Character, title: str) -> list[Seen]:
    """Find the posts of the channel that bring an idea."""
    return [each for each in person.public() if title in plain(each.all_text)]


def working_days(first: date, last: date) -> list[date]:
    """List Mondays to Fridays."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]


def weeks(first: date, last: date) -> list[date]:
    """List the same weekday of every week."""
    return [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
