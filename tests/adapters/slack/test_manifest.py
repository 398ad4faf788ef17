"""The manifest: the least rights, and exactly the events and addresses that the door answers."""

import re
from pathlib import Path

from ruamel.yaml import YAML

import adapters.slack
from adapters import PLATFORMS
from adapters.slack import inbound
from adapters.slack.consent import CALLBACK, PAGE, SCOPES
from bot.usecases import keep_installations
from bot.web import install_page
from tests.adapters.slack.rig import MANIFEST

TEXT = (Path(__file__).parents[3] / "manifest.yaml").read_text(encoding="utf-8")


def test_the_app_asks_for_six_rights_and_no_users_token():
    assert MANIFEST["oauth_config"] == {
        "scopes": {
            "bot": ["commands", "chat:write", "reactions:read", "users:read", "dnd:read", "channels:read"]
        }
    }


def test_consent_asks_for_the_rights_of_the_manifest_and_comes_back_to_its_address():
    assert list(SCOPES) == MANIFEST["oauth_config"]["scopes"]["bot"]
    assert install_page.CALLBACK == CALLBACK
    assert keep_installations.INSTALL_PATH == PAGE
    marked = re.sub(r"^  # (?=redirect_urls:|  - )", "  ", TEXT, flags=re.MULTILINE)
    assert YAML(typ="safe").load(marked)["oauth_config"]["redirect_urls"] == [f"https://YOUR-HOST{CALLBACK}"]


def test_every_right_says_what_for():
    for scope in MANIFEST["oauth_config"]["scopes"]["bot"]:
        assert re.search(rf"# [A-Z].+\.\n +- {scope}\n", TEXT), scope


def test_the_app_subscribes_to_what_the_door_reads():
    source = Path(inbound.__file__).read_text(encoding="utf-8")
    read = set(re.findall(r'"(app_[a-z_]+|[a-z]+_(?:added|removed|revoked|archive|joined_channel))"', source))
    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == read - {"app_installed_team_id"}


def test_all_addresses_lead_to_the_one_door():
    addresses = re.findall(r"https://YOUR-HOST\S*", TEXT)
    assert set(addresses) == {f"https://YOUR-HOST{each}" for each in (adapters.slack.PATH, CALLBACK)}
    assert len(addresses) == 4


def test_texts_keep_slacks_limits():
    shown = MANIFEST["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4_000
    [command] = MANIFEST["features"]["slash_commands"]
    assert len(command["usage_hint"]) <= 1_000
    assert command["should_escape"] is True


def test_what_this_version_does_not_do_is_off():
    settings = MANIFEST["settings"]
    assert [
        settings[name] for name in ("socket_mode_enabled", "org_deploy_enabled", "token_rotation_enabled")
    ] == [False] * 3
    assert settings["interactivity"]["is_enabled"] is True
    assert MANIFEST["features"]["app_home"] == {
        "home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": True,
    }  # fmt: skip
    assert {each["type"] for each in MANIFEST["features"]["shortcuts"]} == {"message"}


def test_slack_is_a_platform():
    assert PLATFORMS["slack"] is adapters.slack.build
