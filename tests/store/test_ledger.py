"""The erasure ledger: appended for good, whole after a crash, shared by several processes, and saying nothing of anybody."""

import multiprocessing
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import PersonRef
from bot.domain.receipt import Erasure, digest_of, is_erased, latest_by_digest
from store import open_ledger
from store.ledger import FileLedger
from tests.factories import NOON, a_person
from tests.store.making import moment

KEY = "k" * 32
PARTS = st.text(max_size=20)
KEYS = st.text("abc-_0", min_size=32)
PEOPLE = st.builds(PersonRef, PARTS, PARTS, PARTS)


def an_erasure(person: PersonRef | None = None, at: datetime = NOON, receipt: str = "CDFG-HJKM") -> Erasure:
    return Erasure(digest_of(person or a_person(), KEY), at, receipt)


@pytest.fixture
def ledger(tmp_path: Path) -> FileLedger:
    return FileLedger(tmp_path / "ledger")


async def test_what_is_appended_is_read_again_in_its_order(ledger: FileLedger):
    assert await ledger.read() == []
    first, second = an_erasure(), an_erasure(a_person("U0SAM"), moment(1))
    await ledger.append([first])
    await ledger.append([second, first])
    assert await ledger.read() == [first, second, first]


async def test_a_line_holds_a_time_a_digest_and_a_receipt_and_no_id(ledger: FileLedger, tmp_path: Path):
    await ledger.append([an_erasure()])
    written = (tmp_path / "ledger").read_text()
    assert written.split() == [NOON.isoformat(), digest_of(a_person(), KEY), "CDFG-HJKM"]
    for part in ("slack", "T0SANDBOX", "U0CAMILLE"):
        assert part not in written


async def test_only_the_bots_own_user_may_read_it(ledger: FileLedger, tmp_path: Path):
    await ledger.append([an_erasure()])
    assert stat.S_IMODE((tmp_path / "ledger").stat().st_mode) == 0o600


@pytest.mark.parametrize("cut", [1, 20, 60, 100])
async def test_a_line_that_a_crash_cut_off_costs_neither_those_before_nor_those_after(
    ledger: FileLedger, tmp_path: Path, cut: int
):
    first, second = an_erasure(), an_erasure(a_person("U0SAM"))
    await ledger.append([first, second])
    os.truncate(tmp_path / "ledger", (tmp_path / "ledger").stat().st_size - cut)
    third = an_erasure(a_person("U0NADIA"))
    await ledger.append([third])
    read = await ledger.read()
    assert read[0] == first
    assert read[-1] == third


async def test_lines_of_several_processes_stay_whole(ledger: FileLedger, tmp_path: Path):
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=_append_many, args=(tmp_path / "ledger", f"U{each}")) for each in range(4)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    assert len(await ledger.read()) == 4 * 25


async def test_a_ledger_that_cannot_be_written_is_an_error(tmp_path: Path):
    with pytest.raises(OSError):
        await FileLedger(tmp_path / "missing" / "ledger").append([an_erasure()])


def test_the_ledger_lies_beside_a_sqlite_file_unless_it_has_its_own_place(tmp_path: Path):
    assert open_ledger("sqlite:///data/bot.sqlite3", None) == FileLedger(Path("data/bot.sqlite3.erasures"))
    assert open_ledger("sqlite:///data/bot.sqlite3", tmp_path / "kept") == FileLedger(tmp_path / "kept")
    assert open_ledger("postgresql://u@h/d", tmp_path / "kept") == FileLedger(tmp_path / "kept")
    assert open_ledger("postgresql://u@h/d", None) is None
    assert open_ledger("sqlite://", None) is None


@given(one=PEOPLE, other=PEOPLE, key=KEYS, other_key=KEYS)
def test_a_digest_is_of_one_account_and_one_key(one: PersonRef, other: PersonRef, key: str, other_key: str):
    assert (digest_of(one, key) == digest_of(other, key)) == (one == other)
    assert (digest_of(one, key) == digest_of(one, other_key)) == (key == other_key)


def test_an_erasure_counts_for_whoever_joined_before_it_by_any_of_the_keys():
    latest = latest_by_digest([an_erasure(at=moment(5)), an_erasure(at=moment(1))])
    assert is_erased(a_person(), moment(4), latest, [KEY])
    assert is_erased(a_person(), moment(4), latest, ["new" * 11, KEY])
    assert not is_erased(a_person(), moment(4), latest, ["new" * 11])
    assert not is_erased(a_person(), moment(5), latest, [KEY])
    assert not is_erased(a_person(), moment(6), latest, [KEY])
    assert not is_erased(a_person("U0SAM"), moment(4), latest, [KEY])


def _append_many(path: Path, user: str) -> None:
    erasure = Erasure(digest_of(a_person(user), KEY), datetime(2026, 11, 23, tzinfo=UTC), "CDFG-HJKM")
    for _ in range(25):
        FileLedger(path)._append(f"{erasure.at.isoformat()} {erasure.digest} {erasure.receipt}\n".encode())
