"""Leaving: at once, without a reason, with a receipt; and whoever has left stays away when a backup is restored."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.people import Profile
from bot.domain.posts import Post
from bot.domain.receipt import Erasure, digest_of
from bot.events import ButtonPressed
from bot.ports import Ledger, Store
from bot.usecases.erase import erase_again
from store.ledger import FileLedger
from tests.bots import Bot, a_bot, labels, someone
from tests.store.everywhere import mentioned, put_everywhere
from tests.usecases.linking import HERE, THERE, link, member, the_post

WEEK = timedelta(days=7)
RECEIPT = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")


@pytest.fixture
def ledger(tmp_path: Path) -> FileLedger:
    return FileLedger(tmp_path / "ledger")


@pytest.fixture
async def bot(store: Store, ledger: FileLedger) -> AsyncIterator[Bot]:
    async with a_bot(store, ledger=ledger) as found:
        yield found


@pytest.mark.parametrize("typed", ["leave", "forget", "partir", "quitter", "oublier"])
async def test_leaving_asks_nothing_and_gives_a_receipt(bot: Bot, ledger: FileLedger, typed: str):
    await bot.join()
    card = await bot.type(typed)
    assert labels(card) == []
    [erasure] = await ledger.read()
    assert RECEIPT.findall(card.plain()) == [erasure.receipt]
    assert erasure.at == bot.clock.now()
    assert await member(bot, HERE) is None


async def test_a_button_asks_once_and_gives_the_receipt_in_the_place_of_its_question(bot: Bot):
    await bot.join()
    words = bot.services.words_in("en")
    assert labels(await bot.press("leave.ask")) == [words("leave.yes"), words("leave.no")]
    assert await member(bot, HERE) is not None
    assert RECEIPT.search((await bot.press("leave.now")).plain())


async def test_the_receipt_tells_date_and_hour_where_the_person_is(bot: Bot):
    bot.platform.profiles["U0CAMILLE"] = Profile("Camille", "fr-FR", "Asia/Tokyo")
    await bot.join()
    assert "le 23 novembre 2026 à 17:30" in (await bot.type("partir")).plain()


async def test_two_receipts_differ_and_none_is_made_of_the_person(bot: Bot, ledger: FileLedger):
    for _ in range(2):
        await bot.join()
        await bot.type("leave")
    first, second = await ledger.read()
    assert first.digest == second.digest
    assert first.receipt != second.receipt


async def test_every_account_of_the_person_is_written_down_under_one_receipt(bot: Bot, ledger: FileLedger):
    await bot.join()
    await link(bot)
    await bot.type("leave", user=THERE.user, on="teams")
    one, other = await ledger.read()
    assert one.receipt == other.receipt
    assert one.digest != other.digest


async def test_whoever_is_no_member_gets_no_receipt_and_keeps_no_row(bot: Bot, ledger: FileLedger):
    await bot.type("link CDFG-HJKM", user="U0SAM")
    card = await bot.type("leave", user="U0SAM")
    assert card.plain() == bot.services.words_in("en")("leave.not_member")
    assert await mentioned(bot.store, someone("U0SAM")) == []
    assert await ledger.read() == []


async def test_after_leaving_no_table_names_the_person(bot: Bot):
    await put_everywhere(bot.store, someone("U0OTHER"))
    await bot.type("leave", user="U0OTHER")
    # What was done in a role stays for its time.
    assert await mentioned(bot.store, someone("U0OTHER")) == ["deed.who"]


async def test_a_ledger_that_cannot_be_written_delays_nobody_and_promises_nothing(
    store: Store, tmp_path: Path
):
    async with a_bot(store, ledger=FileLedger(tmp_path / "missing" / "ledger")) as bot:
        await bot.join()
        with capture_logs() as lines:
            card = await bot.type("leave")
        assert not RECEIPT.search(card.plain())
        assert "erased" in card.plain()
        assert await member(bot, HERE) is None
    assert [line["event"] for line in lines] == ["erasure.not_written_down"]


async def test_without_a_ledger_there_is_no_receipt(store: Store):
    async with a_bot(store) as bot:
        await bot.join()
        assert not RECEIPT.search((await bot.type("leave")).plain())
        await erase_again(bot.services)


async def restored(bot: Bot, ledger: Ledger) -> Bot:
    """Bring the person back as an older backup would, and start again."""
    await bot.type("leave")
    erasures = await ledger.read()
    bot.clock.advance(-WEEK)
    await bot.join()
    await bot.router.close()
    bot.clock.advance(WEEK)
    assert await ledger.read() == erasures
    assert await member(bot, HERE) is not None
    return bot


async def test_whoever_left_is_erased_again_after_an_older_backup_is_restored(bot: Bot, ledger: FileLedger):
    await bot.join()
    await restored(bot, ledger)
    with capture_logs() as lines:
        await erase_again(bot.services)
    assert await member(bot, HERE) is None
    assert await mentioned(bot.store, HERE) == []
    assert lines == [{"event": "erased.again", "log_level": "warning", "members": 1, "events": 0}]
    with capture_logs() as lines:
        await erase_again(bot.services)
    assert lines == []


async def test_an_assistant_who_left_is_named_no_more_after_a_backup_from_before_they_joined(
    bot: Bot, ledger: FileLedger
):
    await bot.join("U0BOSS")
    bot.clock.advance(WEEK)
    await bot.join()
    await bot.type("leave")
    async with bot.store.writing() as shelves:
        boss = await shelves.members.get(someone("U0BOSS"))
        assert boss is not None
        before_leaving = bot.clock.now().date() - WEEK
        await shelves.members.put(replace(boss, assistant=HERE.user, renewed_on=before_leaving))
    await erase_again(bot.services)
    assert await mentioned(bot.store, HERE) == []
    assert await member(bot, someone("U0BOSS")) is not None


async def test_an_assistant_who_came_back_and_was_named_again_stays_named(bot: Bot, ledger: FileLedger):
    await bot.join("U0BOSS")
    await bot.join()
    await bot.type("leave")
    bot.clock.advance(WEEK)
    async with bot.store.writing() as shelves:
        boss = await shelves.members.get(someone("U0BOSS"))
        assert boss is not None
        await shelves.members.put(replace(boss, assistant=HERE.user, renewed_on=bot.clock.now().date()))
    await erase_again(bot.services)
    assert await mentioned(bot.store, HERE) != []


async def test_whoever_came_back_after_leaving_stays_at_every_start(bot: Bot):
    await bot.join()
    await bot.type("leave")
    await bot.join()
    await bot.join("U0SAM")
    await erase_again(bot.services)
    assert await member(bot, HERE) is not None
    assert await member(bot, someone("U0SAM")) is not None


async def test_an_erasure_that_only_the_ledger_knows_is_carried_out_at_the_next_start(
    bot: Bot, ledger: FileLedger, share: Post
):
    """The ledger is written before the database, so a crash in between loses nobody's wish."""
    await bot.press("claims.take", share.id)
    assert (await the_post(bot, share)).taken == 1
    await bot.join("U0SAM")
    await bot.type("leave", user="U0SAM")
    [erasure] = await ledger.read()
    other = Erasure(digest_of(HERE, bot.services.settings.secret_keys[0]), erasure.at, erasure.receipt)
    await ledger.append([other])
    await erase_again(bot.services)
    assert await member(bot, HERE) is None
    assert (await the_post(bot, share)).taken == 0


async def test_erasures_are_known_after_the_key_was_replaced_as_long_as_the_old_one_is_kept(
    store: Store, ledger: FileLedger
):
    async with a_bot(store, ledger=ledger, secret_keys=("o" * 32,)) as bot:
        await bot.join()
        await restored(bot, ledger)
    async with a_bot(store, ledger=ledger, secret_keys=("n" * 32,)) as bot:
        await erase_again(bot.services)
        assert await member(bot, HERE) is not None
    async with a_bot(store, ledger=ledger, secret_keys=("n" * 32, "o" * 32)) as bot:
        await erase_again(bot.services)
        assert await member(bot, HERE) is None


async def test_what_somebody_asked_for_before_they_left_is_not_answered_after_a_restore(
    bot: Bot, ledger: FileLedger
):
    await bot.join()
    press = ButtonPressed(id="old", at=bot.clock.now(), person=HERE, action="join.yes")
    bot.clock.advance(WEEK)
    await bot.type("leave")
    assert await bot.router.accept(press)
    await erase_again(bot.services)
    await bot.tick(minutes=5)
    assert await member(bot, HERE) is None
    assert await mentioned(bot.store, HERE) == []
