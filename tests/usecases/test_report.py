"""The report: for those who may see it, about groups alone, the same whoever asks and whenever they ask."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.acts import Act, ActKind
from bot.domain.figures import LEARNED, Counts, edition_of
from bot.ports import Store
from bot.usecases.make_edition import edition
from bot.usecases.sign_in import who_looks
from tests.bots import Bot, a_bot, links
from tests.factories import a_member, a_person

WORKSPACE = ("slack", "T0SANDBOX")
LAST_WEEK = date(2026, 11, 16)
DAY = timedelta(days=1)
CHAMPION = "U0PRIYA"


async def put(bot: Bot, people: range, kinds: dict[int, list[ActKind]], on: date = LAST_WEEK) -> None:
    async with bot.store.writing() as shelves:
        for number in people:
            await shelves.members.put(a_member(f"U{number:02d}"))
            for kind in kinds.get(number, []):
                at = datetime(on.year, on.month, on.day, 10, tzinfo=UTC)
                await shelves.acts.record(Act(a_person(f"U{number:02d}"), f"starter/{kind}", kind, on, at))


async def report(bot: Bot, user: str = CHAMPION) -> str:
    return (await bot.type("report", user=user)).plain()


async def test_a_champion_reads_shares_in_tens_and_how_they_are_worked_out(bot: Bot):
    steps = {number: [ActKind.TIP_READ] for number in range(6)}
    steps |= {number: [ActKind.HELPED] for number in range(6, 14)}
    await put(bot, range(30), steps)
    bot.clock.advance(timedelta(hours=4))
    text = await report(bot)
    assert "between 40 and 50%" in text
    assert "between 20 and 30%" in text
    assert "Nothing is told of fewer than 5 people" in text
    assert "U0" not in text.replace(CHAMPION, "")


async def test_a_colleague_is_told_whose_it_is(bot: Bot):
    assert "champions" in await report(bot, "U0CAMILLE")


async def test_each_report_comes_with_a_link_of_its_own(bot: Bot):
    found = [links(await bot.type("report", user=CHAMPION)) for _ in range(2)]
    addresses = [address for each in found for address in each.values()]
    assert len(set(addresses)) == 2
    assert all(each.startswith("https://bot.example.com/report/enter/") for each in addresses)


async def test_I14_a_week_is_worked_out_once_and_stays_whoever_joins_leaves_or_steps(bot: Bot):
    await put(bot, range(30), {number: [ActKind.TIP_READ] for number in range(12)})
    bot.clock.advance(timedelta(hours=4))
    before = await edition(bot.services, WORKSPACE, LAST_WEEK)
    await put(bot, range(30, 60), {number: [ActKind.TIP_READ] for number in range(30, 60)})
    async with bot.store.writing() as shelves:
        for number in range(10):
            await shelves.members.erase(a_person(f"U{number:02d}"))
    bot.services.editions.clear()
    assert await edition(bot.services, WORKSPACE, LAST_WEEK) == before
    bot.clock.advance(6 * DAY)
    assert await edition(bot.services, WORKSPACE, LAST_WEEK) == before


async def test_no_week_is_left_out_for_want_of_a_look(bot: Bot):
    await put(bot, range(30), {number: [ActKind.TIP_READ] for number in range(12)})
    await bot.tick(hours=4)
    async with bot.store.writing() as shelves:
        for number in range(30):
            await shelves.members.erase(a_person(f"U{number:02d}"))
    assert "between 40 and 50%" in await report(bot)


@pytest.mark.parametrize("seed", range(8))
async def test_I14_an_edition_is_made_of_that_weeks_steps_of_members_and_of_nothing_else(
    store: Store, seed: int
):
    chance = random.Random(seed)
    async with a_bot(store) as bot:
        kinds = (ActKind.TIP_READ, ActKind.SCENARIO_PLAYED, ActKind.HELPED, ActKind.TIP_SEEN)
        did = {number: chance.sample(kinds, chance.randint(0, 3)) for number in range(24)}
        await put(bot, range(24), did)
        for other in (LAST_WEEK - DAY, LAST_WEEK + 7 * DAY):
            await put(bot, range(24), {number: list(kinds) for number in range(24)}, other)
        async with store.writing() as shelves:
            for number in range(20, 24):
                await shelves.members.erase(a_person(f"U{number:02d}"))
        bot.clock.advance(timedelta(hours=4))
        left = [did[number] for number in range(20)]
        counts = Counts(
            20,
            sum(bool(set(each) - {ActKind.TIP_SEEN}) for each in left),
            {kind: sum(kind in each for each in left) for kind in LEARNED},
        )
        assert await edition(bot.services, WORKSPACE, LAST_WEEK) == edition_of(counts)


@pytest.mark.parametrize(("takers", "is_told"), [(4, False), (5, True)])
async def test_topics_are_told_by_places_once_five_different_people_took_one(
    bot: Bot, takers: int, is_told: bool
):
    await put(bot, range(20), {})
    await bot.tick()
    place, _, _ = bot.platform.in_channels[0]
    async with bot.store.reading() as shelves:
        offers = await shelves.crowds.offers(WORKSPACE, LAST_WEEK + 7 * DAY, LAST_WEEK + 13 * DAY)
    share = next(each for each in offers)
    for number in range(takers):
        await bot.press("claims.take", share.post, user=f"U{number:02d}", channel=place.channel)
    async with bot.store.reading() as shelves:
        assert await shelves.crowds.claimers(WORKSPACE, [share.post]) == takers
    bot.clock.advance(8 * DAY)
    text = await report(bot)
    assert "Places taken" in text
    assert ("between" in text.partition("Places taken")[2]) is is_told


async def test_a_made_up_cookie_takes_no_writer(bot: Bot, monkeypatch: pytest.MonkeyPatch):
    def writing() -> None:
        raise AssertionError("it writes")

    monkeypatch.setattr(bot.store, "writing", writing)
    assert await who_looks(bot.services, "made-up") is None
