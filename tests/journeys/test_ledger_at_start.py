"""At the start: the ledger is read before anybody is answered, or the bot does not start; without a place for it, it says so."""

from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.app import CannotStart, _open_ledger
from bot.settings import Settings
from store.ledger import FileLedger
from tests.bots import PLAYBOOKS
from tests.journeys.traces import a_workplace

SETTINGS = Settings(playbooks=PLAYBOOKS, public_url="https://bot.example.com", secret_keys=("k" * 32,))


async def test_a_ledger_that_cannot_be_read_keeps_the_bot_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "bot.sqlite3.erasures").mkdir()
    with pytest.raises(CannotStart, match="erasure ledger cannot be read"):
        async with a_workplace(tmp_path, monkeypatch):
            pass


def test_a_database_server_without_a_ledger_is_warned_of_with_its_repair(tmp_path: Path):
    server = replace(SETTINGS, database_url="postgresql://u@h/d")
    with capture_logs() as lines:
        assert _open_ledger(server) is None
    [line] = lines
    assert line["event"] == "erasures.not_kept"
    assert "PORTEVOIX_ERASURE_LEDGER" in line["repair"]
    with capture_logs() as lines:
        assert _open_ledger(replace(server, erasure_ledger=tmp_path / "kept")) == FileLedger(
            tmp_path / "kept"
        )
    assert lines == []
