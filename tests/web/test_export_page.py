"""The addresses of one's own data: a file for whoever has a good ticket, the same 404 for everybody else, nothing in between."""

import logging

import pytest
from structlog.testing import capture_logs

from bot.web.export_page import export_routes
from tests.web.conftest import Browse

GOOD = "gAAAAABq-_A0x1=="
FILE = b'{"format": "portevoix-export/1"}'


async def open_export(ticket: str, form: str) -> tuple[str, bytes] | None:
    if ticket == "broken":
        raise RuntimeError("the cellar is under water")
    return (f"portevoix-2026-11-23.{form}", FILE) if ticket == GOOD else None


@pytest.mark.parametrize(("form", "kind"), [("json", "application/json"), ("zip", "application/zip")])
async def test_a_good_ticket_gives_a_file_that_nobody_keeps_or_lists(browse: Browse, form: str, kind: str):
    client = await browse(routes=export_routes(open_export))
    answer = await client.get(f"/own/{GOOD}.{form}")
    assert (answer.status, await answer.read()) == (200, FILE)
    assert answer.content_type == kind
    assert answer.headers["Content-Disposition"] == f'attachment; filename="portevoix-2026-11-23.{form}"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "none"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


async def test_whatever_opens_nothing_gets_the_same_page(browse: Browse):
    client = await browse(routes=export_routes(open_export))
    paths = [
        "bad.json",
        f"{GOOD}.exe",
        GOOD,
        f"{GOOD}.json/more",
        ".json",
        "a" * 601 + ".json",
        "%00.json",
        "é.json",
    ]
    answers = [await client.get(f"/own/{path}") for path in paths]
    pages = {(answer.status, await answer.text()) for answer in answers}
    assert {status for status, _ in pages} == {404}
    assert len(pages) == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_nothing_can_be_sent_there(browse: Browse, method: str):
    client = await browse(routes=export_routes(open_export))
    assert (await client.request(method, f"/own/{GOOD}.json")).status == 405


async def test_a_ticket_is_in_no_log_whatever_happens(browse: Browse, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    client = await browse(routes=export_routes(open_export))
    with capture_logs() as lines:
        for ticket in (GOOD, "broken", "bad"):
            await client.get(f"/own/{ticket}.json")
    written = (
        f"{lines}{[record.getMessage() for record in caplog.records if 'aiohttp.access' not in record.name]}"
    )
    assert "web.failed" in written
    for ticket in (GOOD, "broken.json", "bad.json"):
        assert ticket not in written
