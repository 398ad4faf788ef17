"""The index of the guide, on both databases: it finds what shares a word, and is made again when the playbooks change."""

import asyncio
import random

import pytest
from sqlalchemy import text

import store as cellar
from bot.domain.guide import Entry
from bot.ports import Store

ONE = Entry("fr", "question", "photo", "photo collegu", "imag visag", "accord endroit")
TWO = Entry("fr", "question", "salair", "salair condition", "", "droit lign")
TIP = Entry("fr", "tip", "photo", "visag accord", "", "photo demand")
OTHER = Entry("en", "question", "photo", "photo colleagu", "pictur", "ask")
ALL = (ONE, TWO, TIP, OTHER)


async def fill(store: Store, digest: str, *entries: Entry) -> None:
    async with store.writing() as shelves:
        await shelves.guide.fill(digest, entries)


async def find(store: Store, *words: str, digest: str = "d1", playbook: str = "fr") -> set[Entry]:
    async with store.reading() as shelves:
        return set(await shelves.guide.find(digest, playbook, words))


async def test_an_entry_is_found_by_any_word_of_its_title_its_other_words_and_its_text(store: Store):
    await fill(store, "d1", *ALL)
    assert await find(store, "collegu") == {ONE}
    assert await find(store, "imag") == {ONE}
    assert await find(store, "endroit") == {ONE}
    assert await find(store, "photo") == {ONE, TIP}
    assert await find(store, "salair", "visag") == {ONE, TWO, TIP}


async def test_words_are_found_whole_and_in_one_playbook(store: Store):
    await fill(store, "d1", *ALL)
    assert await find(store, "phot") == set()
    assert await find(store, "pictur") == set()
    assert await find(store, "pictur", playbook="en") == {OTHER}
    assert await find(store) == set()


@pytest.mark.parametrize("word", ["or", "and", "not", "near", "null", "42", "rank", "a" * 40])
async def test_no_word_means_anything_to_the_database(store: Store, word: str):
    named = Entry("fr", "question", "named", word, "", "")
    await fill(store, "d1", *ALL, named)
    assert await find(store, word) == {named}


async def test_both_databases_find_what_a_plain_search_finds(store: Store):
    chance = random.Random(7)
    letters = [first + second for first in "abcde" for second in "xyz0"]
    entries = [
        Entry("fr", "tip", str(n), *(" ".join(chance.sample(letters, chance.randrange(4))) for _ in range(3)))
        for n in range(60)
    ]
    await fill(store, "d1", *entries)
    for _ in range(100):
        words = chance.sample(letters, chance.randrange(1, 5))
        expected = {
            each for each in entries if set(words) & set(f"{each.title} {each.words} {each.text}".split())
        }
        assert await find(store, *words) == expected


async def test_the_vocabulary_has_all_words_of_a_playbook(store: Store):
    await fill(store, "d1", *ALL)
    async with store.reading() as shelves:
        known = await shelves.guide.vocabulary("d1", "en")
    assert known == {"photo", "colleagu", "pictur", "ask"}


async def test_a_changed_playbook_takes_the_place_of_the_last_one(store: Store):
    await fill(store, "d1", *ALL)
    await fill(store, "d2", TWO)
    async with store.reading() as shelves:
        assert not await shelves.guide.holds("d1")
        assert await shelves.guide.holds("d2")
        counted = await shelves.connection.execute(text("SELECT count(*) FROM guide_entry"))
    assert counted.scalar_one() == 1
    assert await find(store, "photo", digest="d2") == set()


async def test_filling_twice_is_filling_once(store: Store):
    await fill(store, "d1", *ALL)
    await fill(store, "d1", *ALL)
    async with store.reading() as shelves:
        assert len(await shelves.guide.find("d1", "fr", ["photo"])) == 2


async def test_a_playbook_without_a_guide_can_be_indexed(store: Store):
    await fill(store, "d1")
    assert await find(store, "photo") == set()


@pytest.mark.postgres
async def test_machines_that_fill_at_once_do_not_meet(postgres_cluster):
    name = postgres_cluster.copy("migrated")
    stores = [await cellar.open_store(postgres_cluster.url(name), migrate=False) for _ in range(4)]
    await fill(stores[0], "d0", OTHER)
    await asyncio.gather(*(fill(each, "d1", *ALL) for each in stores for _ in range(5)))
    assert await find(stores[0], "photo") == {ONE, TIP}
    await asyncio.gather(*(fill(each, f"d{n}", *ALL) for n, each in enumerate(stores)))
    await fill(stores[0], "d9", *ALL)
    assert await find(stores[1], "photo", digest="d9") == {ONE, TIP}
    async with stores[0].reading() as shelves:
        counted = await shelves.connection.execute(text("SELECT count(*) FROM guide_entry"))
    assert counted.scalar_one() == len(ALL)
    for each in stores:
        await each.close()
    postgres_cluster.drop(name)


async def test_the_index_is_no_difference_to_the_tables(database_url: str):
    assert await cellar.check(database_url) == []
