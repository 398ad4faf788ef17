"""No secret of the bot's leaves it: not in logs at their most talkative, tracebacks, pages, exports or the raw database."""

import asyncio
import itertools
import os
import sys
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.usecases.export_own import make_ticket, open_export
from tests.counts import EVERYTHING
from tests.house.test_settings import GOOD, ROOT, TEAMS
from tests.journeys.dialogue import PLATFORMS, enters, everything_answered, some_time_later
from tests.journeys.test_no_trace import everybody
from tests.journeys.traces import KEY, a_workplace, found_in, found_in_files, listening, page


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_no_secret_stands_in_any_log_page_export_or_file_whatever_goes_wrong(
    platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    async with listening() as log:
        async with a_workplace(tmp_path, monkeypatch) as (workplace, figures):
            secrets = {
                "token": workplace.sandbox.bot_token,
                "signing secret": workplace.sandbox.signing_secret,
                "password": workplace.teams.app_password,
                "key": KEY,
            }
            person = enters(workplace, "U0CAMILLE", platform)
            await person.presses(await person.types("rejoindre"), "join.yes")
            await person.types("carnet une petite victoire")
            for what in ("500", "html", "reset", "half", "429"):
                workplace.sandbox.faults.add("*", what=what)
                workplace.teams.faults.add("*", what=what)
                await some_time_later(workplace, minutes=2)
            workplace.sandbox.faults.clear()
            workplace.teams.faults.clear()
            await knocked(f"{workplace.bot.address}/slack/events", secrets)
            await knocked(f"{workplace.bot.address}/api/messages", secrets)
            await everything_answered(workplace)
            for address in (figures, f"{workplace.bot.address}/readyz", f"{workplace.bot.address}/healthz"):
                assert found_in(await page(address), secrets) == []
            services = workplace.bot.services
            for member, _ in await everybody(workplace):
                for form in ("json", "zip"):
                    export = await open_export(services, make_ticket(services, member), form)
                    assert export is not None
                    assert found_in(export[1], secrets) == []
            assert found_in_files(tmp_path, secrets) == {}
            workplace.sandbox.revoke_tokens()
            await some_time_later(workplace, minutes=2)
        assert found_in_files(tmp_path, secrets) == {}
    assert found_in("\n".join(log.lines).encode(), secrets) == []
    assert found_in("".join(capfd.readouterr()).encode(), secrets) == []
    assert len(log.lines) > 10, "the log was listened to"


async def knocked(address: str, secrets: dict[str, str]) -> None:
    """Bring what is wrong, with secrets in it: a stranger has guessed them, or an operator tries by hand."""
    async with ClientSession() as session:
        for name, secret in secrets.items():
            headers = {
                "Authorization": f"Bearer {secret}",
                "X-Slack-Signature": f"v0={secret}",
                "X-Name": name,
            }
            async with session.post(address, data=secret.encode(), headers=headers) as answer:
                assert 400 <= answer.status < 500
                assert found_in(await answer.read(), secrets) == []


COMMANDS = [("serve",), ("doctor",), ("db", "check"), ("replay",)]
BREAKS = [
    {"SLACK_API_URL": "http://127.0.0.1:1/api/"},
    {"PORTEVOIX_DATABASE_URL": "postgresql://u:canary-password@127.0.0.1:1/d"},
    {"PORTEVOIX_DATABASE_URL": "mysql://u:canary-password@h/d"},
    {"PORTEVOIX_DATABASE_URL": "postgresql://u:canary-password@h@h/d"},
    {"PORTEVOIX_PORT": "canary"},
]
EACH_WITH_EACH = list(itertools.product(COMMANDS, BREAKS))


@pytest.mark.parametrize(
    ("command", "changes"),
    EACH_WITH_EACH if EVERYTHING else list(zip(itertools.cycle(COMMANDS), BREAKS, strict=False)),
)
async def test_no_refusal_to_start_and_no_traceback_shows_a_secret(
    tmp_path: Path, changes: dict[str, str], command: tuple[str, ...]
):
    env = {**GOOD, **TEAMS, "PORTEVOIX_DATABASE_URL": f"sqlite:///{tmp_path}/bot.sqlite3", **changes}
    env |= {"PORTEVOIX_ERASURE_LEDGER": str(tmp_path / "ledger"), "PATH": os.environ["PATH"]}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *command, cwd=ROOT, env=env,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    printed, _ = await asyncio.wait_for(process.communicate(), 60)
    secrets = {
        "token": GOOD["SLACK_BOT_TOKEN"],
        "secret": "canary-secret",
        "password": "canary-password",
        "key": "k" * 40,
    }
    assert found_in(printed, secrets) == [], printed.decode()
    assert b"Traceback" not in printed, printed.decode()
