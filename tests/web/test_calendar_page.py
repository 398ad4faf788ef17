"""The address of a workshop's calendar file: the file for a good ticket, the same 404 for everything else."""

import pytest

from bot.web.calendar_page import calendar_routes
from tests.web.conftest import Browse

ID, TICKET = "a" * 20, "f" * 32
FILE = b"BEGIN:VCALENDAR\r\n"


async def open_calendar(platform: str, workspace: str, id_: str, ticket: str) -> bytes | None:
    return FILE if (platform, workspace, id_, ticket) == ("slack", "T0SANDBOX", ID, TICKET) else None


async def test_a_good_ticket_gives_a_calendar_file(browse: Browse):
    client = await browse(routes=calendar_routes(open_calendar))
    answer = await client.get(f"/workshop/slack/T0SANDBOX/{ID}.{TICKET}.ics")
    assert (answer.status, await answer.read()) == (200, FILE)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="workshop.ics"'
    assert answer.headers["X-Robots-Tag"] == "none"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        f"slack/T0SANDBOX/{ID}.{'0' * 32}.ics",
        f"slack/T0OTHER/{ID}.{TICKET}.ics",
        f"teams/T0SANDBOX/{ID}.{TICKET}.ics",
        f"slack/T0SANDBOX/{ID}.ics",
        f"slack/T0SANDBOX/{ID}.{TICKET}.txt",
        "slack/../x.ics",
        "",
    ],
)
async def test_whatever_opens_nothing_is_not_found(browse: Browse, path: str):
    client = await browse(routes=calendar_routes(open_calendar))
    assert (await client.get(f"/workshop/{path}")).status == 404
