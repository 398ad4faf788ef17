"""Settings and the command line: everything wrong is named at once, with its repair, and no secret is printed."""

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from adapters import SETTINGS
from bot.domain.people import PersonRef
from bot.environment import SECRETS, database_url, read_settings
from bot.settings import SettingsError

ROOT = Path(__file__).parents[2]
GOOD = {
    "PORTEVOIX_PLAYBOOKS": str(ROOT / "playbooks"),
    "PORTEVOIX_PUBLIC_URL": "https://bot.example.com/",
    "PORTEVOIX_SECRET_KEYS": "k" * 40,
    "SLACK_BOT_TOKEN": "xoxb-canary-token",
    "SLACK_SIGNING_SECRET": "canary-secret",
}


def test_good_settings_are_read_and_their_defaults_are_safe():
    settings = read_settings({**GOOD, "PORTEVOIX_ADMINS": "slack:U1, slack:U2"})
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert settings.public_url == "https://bot.example.com"
    assert settings.is_admin(PersonRef("slack", "T1", "U2"))
    assert not settings.is_admin(PersonRef("teams", "T1", "U2"))
    assert settings.doors["slack"]["api_url"] == "https://slack.com/api/"


TEAMS = {
    **{name: value for name, value in GOOD.items() if not name.startswith("SLACK_")},
    "MICROSOFT_APP_ID": "11111111-2222-3333-4444-555555555555",
    "MICROSOFT_APP_PASSWORD": "canary-secret",
    "MICROSOFT_APP_TENANT_ID": "99999999-8888-7777-6666-555555555555",
}


def test_one_platform_is_enough_and_both_may_be_served():
    assert set(read_settings(TEAMS).doors) == {"teams"}
    assert set(read_settings(GOOD).doors) == {"slack"}
    both = read_settings({**GOOD, **TEAMS})
    assert set(both.doors) == {"slack", "teams"}
    assert both.doors["teams"]["app_type"] == "SingleTenant"
    assert "canary" not in repr(both)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"MICROSOFT_APP_ID": ""}, "MICROSOFT_APP_ID is missing"),
        ({"MICROSOFT_APP_TENANT_ID": ""}, "MICROSOFT_APP_TENANT_ID is missing"),
        ({"MICROSOFT_APP_PASSWORD": ""}, "MICROSOFT_APP_PASSWORD or MICROSOFT_APP_CERTIFICATE"),
        ({"MICROSOFT_APP_CERTIFICATE": __file__}, "one of the two"),
        ({"MICROSOFT_APP_PASSWORD": "", "MICROSOFT_APP_CERTIFICATE": "/nowhere.pem"}, "is not a file"),
        ({"MICROSOFT_APP_TYPE": "MultiTenant"}, "MICROSOFT_APP_TYPE is 'MultiTenant'"),
        ({"TEAMS_SERVICE_URL": "http://teams.example.com/"}, "must be an https address"),
        ({"TEAMS_LOGIN_URL": "login"}, "must be an https address"),
        ({"TEAMS_ALLOW_UNAUTHENTICATED": "yes", "PORTEVOIX_HOST": "0.0.0.0"}, "must be 127.0.0.1"),
    ],
)
def test_wrong_settings_of_teams_are_named_with_their_repair(changes: dict[str, str], told: str):
    with pytest.raises(SettingsError) as caught:
        read_settings({**TEAMS, **changes})
    assert any(told in problem for problem in caught.value.problems), caught.value.problems


def test_a_managed_identity_needs_no_secret():
    given = {**TEAMS, "MICROSOFT_APP_PASSWORD": "", "MICROSOFT_APP_TYPE": "UserAssignedMSI"}
    assert read_settings(given).doors["teams"]["app_type"] == "UserAssignedMSI"


SOCKET = {name: value for name, value in GOOD.items() if name != "SLACK_SIGNING_SECRET"} | {
    "SLACK_APP_TOKEN": "xapp-1-canary"
}


def test_a_workspace_in_socket_mode_needs_no_signing_secret():
    settings = read_settings(SOCKET)
    assert settings.doors["slack"]["app_token"] == "xapp-1-canary"
    assert "xapp-1-canary" in settings.secrets()
    assert "canary" not in repr(settings)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"SLACK_SIGNING_SECRET": "canary-secret"},
            "SLACK_SIGNING_SECRET and SLACK_APP_TOKEN are both given",
        ),
        ({"SLACK_APP_TOKEN": "xoxb-canary"}, "SLACK_APP_TOKEN is not an app-level token"),
        ({"SLACK_APP_TOKEN": ""}, "give SLACK_APP_TOKEN in its place"),
    ],
)
def test_wrong_settings_of_socket_mode_are_named_with_their_repair(changes: dict[str, str], told: str):
    with pytest.raises(SettingsError) as caught:
        read_settings({**SOCKET, **changes})
    assert any(told in problem for problem in caught.value.problems), caught.value.problems


CONSENT = {name: value for name, value in GOOD.items() if name != "SLACK_BOT_TOKEN"} | {
    "SLACK_CLIENT_ID": "1234.5678",
    "SLACK_CLIENT_SECRET": "canary-client-secret",
}


def test_several_workspaces_need_the_clients_id_and_secret_in_place_of_a_token():
    settings = read_settings(CONSENT)
    door = settings.doors["slack"]
    assert (door["client_id"], door["bot_token"]) == ("1234.5678", "")
    assert door["public_url"] == "https://bot.example.com"
    assert "canary-client-secret" in settings.secrets()
    assert "canary" not in repr(settings)
    assert door["workspaces"] == ""
    named = read_settings({**CONSENT, "SLACK_WORKSPACES": "T012AB3CD, E045EF6GH"}).doors["slack"]
    assert named["workspaces"] == "T012AB3CD,E045EF6GH"
    with pytest.raises(SettingsError, match="SLACK_WORKSPACES goes with SLACK_CLIENT_ID"):
        read_settings({**GOOD, "SLACK_WORKSPACES": "T012AB3CD"})


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-canary"}, "SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both given"),
        ({"SLACK_CLIENT_ID": ""}, "SLACK_CLIENT_ID is missing"),
        ({"SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET is missing"),
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET is missing"),
        ({"SLACK_WORKSPACES": "T012AB3CD, our-workspace"}, "no workspace or organisation: 'our-workspace'"),
        (
            {"SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": "xapp-1-canary"},
            "SLACK_APP_TOKEN and SLACK_CLIENT_ID are both given",
        ),
    ],
)
def test_wrong_settings_for_several_workspaces_are_named_with_their_repair(
    changes: dict[str, str], told: str
):
    with pytest.raises(SettingsError) as caught:
        read_settings({**CONSENT, **changes})
    (problem,) = caught.value.problems
    assert told in problem
    assert "canary" not in str(caught.value)


def test_no_secret_is_in_the_representation():
    shown = repr(read_settings({**GOOD, "PORTEVOIX_DATABASE_URL": "postgresql://u:canary-password@h/d"}))
    assert "canary" not in shown
    assert "kkkk" not in shown


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORTEVOIX_PORT", "http", "not a port number"),
        ("PORTEVOIX_PORT", "70000", "not a port number"),
        ("PORTEVOIX_PORT", "٣٠٠٠", "not a port number"),
        ("PORTEVOIX_PUBLIC_URL", "http://bot.example.com", "must be an https address"),
        ("PORTEVOIX_PUBLIC_URL", "bot.example.com", "must be an https address"),
        ("PORTEVOIX_PLAYBOOKS", "/nowhere/at/all", "not a folder"),
        ("PORTEVOIX_SECRET_KEYS", "short", "make one with"),
        ("PORTEVOIX_ADMINS", "U123", "platform:user"),
        ("PORTEVOIX_ERASURE_LEDGER", "/nowhere/at/all", "not a file in a folder that exists"),
        ("PORTEVOIX_ERASURE_LEDGER", str(ROOT), "not a file in a folder that exists"),
        ("SLACK_API_URL", "http://slack.example.com/api/", "must be https"),
        ("SLACK_API_URL", "slack", "not an address"),
    ],
)
def test_a_wrong_setting_says_what_and_how_to_repair_it(name: str, value: str, told: str):
    with pytest.raises(SettingsError) as caught:
        read_settings({**GOOD, name: value})
    (problem,) = caught.value.problems
    assert name in problem
    assert told in problem


async def portevoix(*arguments: str, **env: str) -> tuple[int, str]:
    """Run the command line and give its exit code and all it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **env},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, printed.decode()


async def test_serving_without_settings_names_all_of_them_and_ends_with_1():
    code, printed = await portevoix("serve")
    assert code == 1
    assert printed.count("is missing") == 3
    assert "No platform is set" in printed
    assert "Traceback" not in printed


async def test_a_broken_first_playbook_refuses_to_start_with_every_place(tmp_path: Path):
    (tmp_path / "playbook.yaml").write_text("id: Our Voices\nname: Voices\nlanguage: klingon\nchanels: []\n")
    kept = {
        "PORTEVOIX_PLAYBOOKS": str(tmp_path),
        "PORTEVOIX_DATABASE_URL": f"sqlite:///{tmp_path}/kept.sqlite3",
    }
    code, printed = await portevoix("serve", **{**GOOD, **kept})
    assert code == 1
    for place in ("playbook.yaml:1:5:", "playbook.yaml:3:11:", "playbook.yaml:4:1:"):
        assert place in printed
    assert "Traceback" not in printed


async def test_an_unknown_command_is_not_understood():
    code, printed = await portevoix("dance")
    assert code == 2
    assert "demo" in printed


@pytest.mark.parametrize("way", [GOOD, SOCKET], ids=["http", "socket"])
def test_every_secret_may_stand_in_a_file(tmp_path: Path, way: dict[str, str]):
    given = {**TEAMS, **way, "PORTEVOIX_DATABASE_URL": "postgresql://u:canary-password@h/d"}
    in_files = {name: value for name, value in given.items() if name not in SECRETS}
    for name in given.keys() & set(SECRETS):
        (tmp_path / name).write_text(f"{given[name]}\n")
        in_files[f"{name}_FILE"] = str(tmp_path / name)
    assert read_settings(in_files) == read_settings(given)
    assert database_url(in_files) == given["PORTEVOIX_DATABASE_URL"]


def test_a_secret_that_is_given_twice_or_cannot_be_read_is_named():
    files = {"SLACK_BOT_TOKEN_FILE": "/nowhere", "PORTEVOIX_SECRET_KEYS_FILE": "/nowhere"}
    given = {name: value for name, value in GOOD.items() if name != "PORTEVOIX_SECRET_KEYS"}
    with pytest.raises(SettingsError) as caught:
        read_settings({**given, **files})
    said = "\n".join(caught.value.problems)
    assert "SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE are both given" in said
    assert "PORTEVOIX_SECRET_KEYS_FILE cannot be read: /nowhere" in said
    assert "canary" not in said


def written_settings() -> set[str]:
    """Name every setting that the code reads, as it is spelled there."""
    begins = "|".join(["PORTEVOIX_", *(prefix for door in SETTINGS.values() for prefix in door.prefixes)])
    files = [
        ROOT / "bot" / "environment.py",
        *(ROOT / "adapters" / name / "settings.py" for name in SETTINGS),
    ]
    found = (re.findall(rf'"({begins})([A-Z_]+)"', path.read_text(encoding="utf-8")) for path in files)
    return {f"{prefix}{name}" for each in found for prefix, name in each}


def test_every_setting_that_is_kept_out_of_sight_may_stand_in_a_file():
    secret = {
        name
        for name in written_settings()
        if re.search(r"TOKEN$|SECRET$|SECRET_KEYS$|PASSWORD$|DATABASE_URL$", name)
    }
    assert secret == set(SECRETS)


def test_every_setting_is_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(written_settings()) > 25
    assert [name for name in written_settings() if f"`{name}`" not in readme] == []


def test_every_secret_is_in_the_readme_as_a_file():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in SECRETS if f"`{name}_FILE`" not in readme] == []


def test_all_that_is_missing_is_named_at_once():
    with pytest.raises(SettingsError) as caught:
        read_settings({})
    for name in ("PORTEVOIX_PLAYBOOKS", "PORTEVOIX_PUBLIC_URL", "PORTEVOIX_SECRET_KEYS"):
        assert f"{name} is missing" in str(caught.value)
    for door in SETTINGS.values():
        assert door.least in str(caught.value)
