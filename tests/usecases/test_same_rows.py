"""Which answer somebody gave is not kept: two databases that differ in the answer alone hold the same rows."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import select

import store as cellar
from bot.cards.elements import Button, Buttons, Card
from bot.ports import Store
from store.tables import METADATA
from tests.bots import Bot, a_bot

Rows = dict[str, list[dict[str, object]]]
Answer = Callable[[Bot, int], Awaitable[object]]
"""Give the first or the second of two answers."""


def choices(card: Card, action: str) -> list[str]:
    rows = [element.items for element in card.elements if isinstance(element, Buttons)]
    return [
        item.value for items in rows for item in items if isinstance(item, Button) and item.action == action
    ]


async def plays_a_situation(bot: Bot, which: int) -> None:
    options = choices(await bot.type("scenario"), "scenario.choose")
    assert len(options) > 1
    await bot.press("scenario.choose", options[which])


async def answers_a_check_up(bot: Bot, which: int) -> None:
    first = choices(await bot.type("checkup"), "checkup.open")[0]
    steps = choices(await bot.press("checkup.open", first), "checkup.step")
    assert len(steps) > 1
    await bot.press("checkup.step", steps[which])


async def gives_a_reason(bot: Bot, which: int) -> None:
    await bot.type(f"pause because {('of the flood', 'my daughter is ill')[which]}")


async def asks_the_guide(bot: Bot, which: int) -> None:
    await bot.type(f"guide {('may I name a customer?', 'who sees my salary?')[which]}")


async def has_a_text_checked(bot: Bot, which: int) -> None:
    await bot.type(f"check {('we opened the new line', 'the order of Dupont is ours')[which]}")


async def mistypes(bot: Bot, which: int) -> None:
    await bot.type(("strike", "we are on strike tomorrow")[which])


async def does_not_want_to_join(bot: Bot, which: int) -> None:
    """The first says no, the second only looks at what the bot keeps."""
    await bot.type(("join", "privacy")[which], user="U0NEW")
    await bot.press(("join.no", "privacy.show")[which], user="U0NEW")


@pytest.mark.parametrize(
    "answer",
    [
        plays_a_situation,
        answers_a_check_up,
        gives_a_reason,
        asks_the_guide,
        has_a_text_checked,
        mistypes,
        does_not_want_to_join,
    ],
    ids=lambda answer: answer.__name__,
)
async def test_two_databases_that_differ_in_the_answer_alone_hold_the_same_rows(
    answer: Answer, tmp_path: Path
):
    one, other = [await rows_after(answer, which, tmp_path / f"{which}.sqlite3") for which in (0, 1)]
    assert one == other
    assert all(rows["member"] for rows in one)


async def rows_after(answer: Answer, which: int, file: Path) -> list[Rows]:
    """Read everything right after the answer, while its event may still wait, and once more when all is done."""
    store = await cellar.open_store(f"sqlite:///{file}")
    async with a_bot(store) as bot:
        await bot.tick()
        await bot.join()
        await answer(bot, which)
        found = [await everything(store)]
        await bot.tick(minutes=1)
        found.append(await everything(store))
    await store.close()
    return found


async def everything(store: Store) -> Rows:
    """Read all tables, without the database's own clock."""
    async with store.reading() as shelves:
        return {
            table.name: [
                {name: value for name, value in row._asdict().items() if name != "handled_at"}
                for row in await shelves.connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in METADATA.sorted_tables
        }
