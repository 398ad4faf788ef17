"""The doctor looks at everything, each thing broken in turn, tells the rest all the same, and posts nothing."""

import shutil
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from ruamel.yaml import YAML

import store as cellar
from bot.__main__ import main
from bot.domain.findings import Verdict
from bot.domain.installations import Installation
from bot.domain.own import Note
from bot.texts import LANGUAGES, catalogues
from bot.tools import doctor
from bot.usecases.seal import seals_of
from sandbox.clock import SandboxClock
from sandbox.installation import AppConfig
from sandbox.server import Sandbox
from sandbox.teams.server import SmallTeams
from tests.factories import MONDAY, a_member, a_person, an_installation
from tests.playbook.desk import GOOD

ROOT = Path(__file__).parents[2]
MANIFEST = YAML(typ="safe", pure=True).load((ROOT / "manifest.yaml").read_text(encoding="utf-8"))
KEY = "k" * 40


@dataclass
class Ward:
    """An installation that is well, and the workplaces around it."""

    sandbox: Sandbox
    teams: SmallTeams
    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    patience: float = 30.0
    """Seconds for each look; more than the machine ever stands still."""

    async def seen(self) -> dict[str, list[tuple[Verdict, str]]]:
        found: dict[str, list[tuple[Verdict, str]]] = {}
        for name, finding in await doctor.examine(self.env, seconds=self.patience):
            found.setdefault(name, []).append((finding.verdict, finding.says))
            for language in LANGUAGES:
                words = catalogues().for_locale(language)
                said = words(f"tools.doctor.says.{finding.says}", **finding.values)
                assert self.sandbox.bot_token not in said
                assert KEY not in said
                assert words(f"tools.doctor.name.{name}")
        return found

    def break_playbook(self) -> None:
        file = self.folder / "playbook" / "playbook.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("language: en", "language: klingon"))


@asynccontextmanager
async def alive() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/healthz", _alive)
    async with TestServer(app) as server:
        yield str(server.make_url("/")).rstrip("/")


async def _alive(_request: web.Request) -> web.Response:
    return web.Response(text="alive\n")


@pytest.fixture
async def ward(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Ward]:
    app = AppConfig(manifest=MANIFEST, signing_secret="0123456789abcdef" * 2, bot_token="xoxb-canary")
    clock = SandboxClock(datetime.now(UTC), running=True)
    shutil.copy(sqlite_template, tmp_path / "bot.sqlite3")
    shutil.copytree(GOOD / "small", tmp_path / "playbook")
    file = tmp_path / "playbook" / "playbook.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("C0SMALL", "C0SHARES"), encoding="utf-8")
    async with (
        Sandbox.started(clock=clock, app=app) as sandbox,
        SmallTeams.started(clock=clock) as teams,
        alive() as address,
    ):
        sandbox.install(MANIFEST, f"{address}/slack/events")
        found = Ward(sandbox, teams, tmp_path)
        found.env = {
            "PORTEVOIX_PLAYBOOKS": str(tmp_path / "playbook"),
            "PORTEVOIX_PUBLIC_URL": address,
            "PORTEVOIX_SECRET_KEYS": KEY,
            "PORTEVOIX_DATABASE_URL": f"sqlite:///{tmp_path}/bot.sqlite3",
            **sandbox.settings,
            **teams.settings,
        }
        yield found
        assert not [each for each in sandbox.log.of("call") if each.method.startswith("chat.")], "it posted"


async def test_an_installation_that_is_well_has_nothing_broken(ward: Ward):
    seen = await ward.seen()
    worth_a_look = {says for each in seen.values() for verdict, says in each if verdict is Verdict.LOOK}
    assert not [each for found in seen.values() for each in found if each[0] is Verdict.BROKEN], seen
    assert worth_a_look <= {"certificate_none", "room_low", "playbook_advice"}, "as it is on this machine"
    assert seen["slack_scopes"] == [(Verdict.OK, "slack_scopes")]
    assert seen["clock"] == [(Verdict.OK, "clock")]


def _without(*names: str) -> Callable[[Ward], None]:
    return lambda ward: [ward.env.pop(name) for name in names] and None


def _with(**changes: str) -> Callable[[Ward], None]:
    return lambda ward: ward.env.update(changes)


BREAKS: Mapping[str, tuple[Callable[[Ward], object], str, str]] = {
    "a setting is missing": (_without("PORTEVOIX_PUBLIC_URL"), "settings", "setting"),
    "the public address is missing": (_without("PORTEVOIX_PUBLIC_URL"), "address", "address_missing"),
    "the keys are missing": (_without("PORTEVOIX_SECRET_KEYS"), "keys", "keys_missing"),
    "the folder of the database is missing": (
        _with(PORTEVOIX_DATABASE_URL="sqlite:////nowhere/at/all.sqlite3"),
        "database",
        "database_nowhere",
    ),
    "the database's address is none": (
        _with(PORTEVOIX_DATABASE_URL="mysql://u:secret@h/d"),
        "database",
        "database_unusable",
    ),
    "the server is not there": (
        _with(PORTEVOIX_DATABASE_URL="postgresql://u:secret@127.0.0.1:1/d"),
        "database",
        "database_away",
    ),
    "something else is in the file": (
        lambda ward: (ward.folder / "bot.sqlite3").write_bytes(b"not a database" * 100),
        "database",
        "database_away",
    ),
    "the playbook is broken": (Ward.break_playbook, "playbook", "playbook_wrong"),
    "the playbook is missing": (_with(PORTEVOIX_PLAYBOOKS="/nowhere"), "playbook", "playbook_missing"),
    "the clock is wrong": (
        lambda ward: ward.sandbox.clock.advance(timedelta(minutes=10)),
        "clock",
        "clock_wrong",
    ),
    "the token was revoked": (lambda ward: ward.sandbox.revoke_tokens(), "slack_token", "refused"),
    "a right was not granted": (
        lambda ward: setattr(
            ward.sandbox.installation, "scopes", ward.sandbox.installation.scopes - {"dnd:read"}
        ),
        "slack_scopes",
        "slack_scopes_missing",
    ),
    "the bot is not in a channel": (
        lambda ward: ward.sandbox.remove_bot("C0SHARES"),
        "slack_channels",
        "slack_not_in",
    ),
    "the channel is archived": (
        lambda ward: ward.sandbox.archive("C0SHARES"),
        "slack_channels",
        "slack_archived",
    ),
    "Slack is silent": (
        lambda ward: (ward.sandbox.faults.add("*", what="timeout", times=9), setattr(ward, "patience", 2.0)),
        "slack_token",
        "late",
    ),
    "Teams refuses to sign us in": (_with(MICROSOFT_APP_PASSWORD="wrong"), "teams_token", "refused"),
    "the app id is none": (_with(MICROSOFT_APP_ID="our-app"), "teams_ids", "teams_no_guid"),
    "Microsoft's keys are not there": (
        _with(TEAMS_OPENID_METADATA_URL="http://127.0.0.1:1/x"),
        "teams_keys",
        "teams_keys_missing",
    ),
    "the service host is not there": (
        _with(TEAMS_SERVICE_URL="http://127.0.0.1:1/", TEAMS_SERVICE_HOSTS="127.0.0.1:1"),
        "teams_service",
        "teams_service_missing",
    ),
    "something else answers at the address": (
        lambda ward: ward.env.update(PORTEVOIX_PUBLIC_URL=ward.sandbox.page_url + "nothing"),
        "address",
        "address_other",
    ),
}


@pytest.mark.parametrize("what", BREAKS)
async def test_what_is_broken_is_said_and_stops_no_other_check(ward: Ward, what: str):
    well = await ward.seen()
    breaks, name, says = BREAKS[what]
    breaks(ward)
    seen = await ward.seen()
    assert (Verdict.BROKEN, says) in seen[name], seen
    assert set(well) <= set(seen), "every other check was done as well"


@pytest.fixture
def in_socket_mode(ward: Ward) -> Ward:
    """The same, where Slack reaches no address of ours."""
    ward.sandbox.installation.is_in_socket_mode = True
    ward.env.pop("SLACK_SIGNING_SECRET")
    ward.env["SLACK_APP_TOKEN"] = ward.sandbox.installation.config.app_token
    return ward


async def test_in_socket_mode_slack_is_asked_for_a_connection_and_none_is_opened(in_socket_mode: Ward):
    seen = await in_socket_mode.seen()
    assert seen["slack_line"] == [(Verdict.OK, "slack_line")]
    assert "slack_secret" not in seen
    assert in_socket_mode.sandbox.sockets.opened == 0


async def test_an_app_token_that_opens_nothing_is_broken(in_socket_mode: Ward):
    in_socket_mode.env["SLACK_APP_TOKEN"] = "xapp-1-A0OTHER-1-canary"
    assert (await in_socket_mode.seen())["slack_line"] == [(Verdict.BROKEN, "slack_line_refused")]
    in_socket_mode.env["SLACK_APP_TOKEN"] = in_socket_mode.sandbox.installation.config.app_token
    in_socket_mode.sandbox.installation.is_in_socket_mode = False
    assert (await in_socket_mode.seen())["slack_line"] == [(Verdict.BROKEN, "slack_line_refused")]


@pytest.mark.parametrize(
    ("changes", "name", "says"),
    [
        ({"SLACK_SIGNING_SECRET": "short"}, "slack_secret", "slack_secret_shape"),
        ({"PORTEVOIX_PUBLIC_URL": "http://127.0.0.1:1"}, "address", "address_silent"),
        ({"PORTEVOIX_DATABASE_URL": "sqlite:////tmp/none-yet.sqlite3"}, "database", "database_new"),
    ],
)
async def test_what_may_be_meant_so_is_only_worth_a_look(
    ward: Ward, changes: dict[str, str], name: str, says: str
):
    ward.env.update(changes)
    assert (Verdict.LOOK, says) in (await ward.seen())[name]


async def test_keys_that_open_nothing_are_broken_and_an_old_first_key_is_worth_a_look(ward: Ward):
    opened = await cellar.open_store(ward.env["PORTEVOIX_DATABASE_URL"])
    async with opened.writing() as shelves:
        await shelves.members.put(a_member())
        sealed = seals_of([KEY], "notebook")[0].encrypt(b"a line")
        await shelves.notes.put(a_person(), Note("note", MONDAY, sealed))
    await opened.close()
    assert (await ward.seen())["keys"] == [(Verdict.OK, "keys")]
    ward.env["PORTEVOIX_SECRET_KEYS"] = f"{'n' * 40},{KEY}"
    assert (await ward.seen())["keys"] == [(Verdict.LOOK, "keys_old")]
    ward.env["PORTEVOIX_SECRET_KEYS"] = "n" * 40
    assert (await ward.seen())["keys"] == [(Verdict.BROKEN, "keys_wrong")]


@pytest.mark.parametrize(
    ("days", "is_trusted", "expected"),
    [
        (200, True, (Verdict.OK, "certificate")),
        (5, True, (Verdict.LOOK, "certificate_ends")),
        (-1, True, (Verdict.BROKEN, "certificate_wrong")),
        (200, False, (Verdict.BROKEN, "certificate_wrong")),
    ],
)
async def test_the_certificate_is_judged_as_a_stranger_would(
    ward: Ward,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    days: int,
    is_trusted: bool,
    expected: tuple[Verdict, str],
):
    pem = tmp_path / "shown.pem"
    pem.write_bytes(a_certificate(days))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    app = web.Application()
    app.router.add_get("/healthz", _alive)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    ward.env["PORTEVOIX_PUBLIC_URL"] = f"https://127.0.0.1:{runner.addresses[0][1]}"
    seen = await ward.seen()
    await runner.cleanup()
    assert seen["certificate"] == [expected]


def a_certificate(days: int) -> bytes:
    """Make a certificate for loopback that signs itself, with its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=300))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + made.public_bytes(serialization.Encoding.PEM)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_exit_code_says_whether_anything_is_broken(
    language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    for name in ("PORTEVOIX_PLAYBOOKS", "PORTEVOIX_SECRET_KEYS"):
        monkeypatch.delenv(name, raising=False)
    assert main(["doctor", "--language", language]) == 1
    printed = capsys.readouterr().out
    assert "PORTEVOIX_PLAYBOOKS" in printed
    assert catalogues().for_locale(language)("tools.doctor.verdict.broken") in printed


async def _let_in(ward: Ward, *made: Installation) -> None:
    """Let the bot in by consent, in the place of the token in the settings."""
    ward.env = {name: value for name, value in ward.env.items() if name != "SLACK_BOT_TOKEN"}
    config = ward.sandbox.installation.config
    ward.env |= {"SLACK_CLIENT_ID": config.client_id, "SLACK_CLIENT_SECRET": config.client_secret}
    purpose = seals_of([KEY], "installation")[0]
    opened = await cellar.open_store(ward.env["PORTEVOIX_DATABASE_URL"])
    async with opened.writing() as shelves:
        for each in made:
            sealed = {
                name: purpose.encrypt(getattr(each, name).encode()).decode()
                for name in ("token", "refresh_token")
            }
            await shelves.installations.put(replace(each, **sealed))
            if each.refused:
                await shelves.installations.refuse("slack", each.id, each.version, each.refused)
    await opened.close()


async def test_by_consent_each_workspace_is_asked_with_its_own_token(ward: Ward):
    now, later = ward.sandbox.clock.now(), timedelta(hours=1)
    good = an_installation(token=ward.sandbox.bot_token, expires_at=now + later)
    dead = an_installation("T0DEAD", token="xoxb-dead", expires_at=None)
    ended = an_installation("T0ENDED", expires_at=now - later)
    last = an_installation("T0LAST", refused="invalid_refresh_token", expires_at=now + later)
    await _let_in(ward, good, dead, ended, last)
    seen = await ward.seen()
    assert sorted(says for _, says in seen["slack_token"]) == [
        "slack_token", "slack_token_dead", "slack_token_ended", "slack_token_last"
    ]  # fmt: skip
    assert seen["slack_scopes"] == [(Verdict.OK, "slack_scopes")]
    assert seen["slack_channels"] == [(Verdict.OK, "slack_channels")]
    assert seen["slack_client"] == [(Verdict.OK, "slack_client")]


async def test_where_nobody_has_let_the_bot_in_it_says_what_to_do(ward: Ward):
    await _let_in(ward)
    seen = await ward.seen()
    assert seen["slack_token"] == [(Verdict.LOOK, "slack_nobody")]
    assert not [each for found in seen.values() for each in found if each[0] is Verdict.BROKEN], seen


async def test_a_client_secret_of_another_shape_is_worth_a_look(ward: Ward):
    await _let_in(ward)
    ward.env["SLACK_CLIENT_SECRET"] = "the password"
    assert (await ward.seen())["slack_client"] == [(Verdict.LOOK, "slack_client_shape")]
