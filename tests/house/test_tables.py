"""The explicit tables, and what is written about them elsewhere: manifest, README and docs say what the code does."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from adapters import PLATFORMS, SETTINGS
from bot.cards.elements import Form
from bot.commands import BUTTONS, COMMANDS, FORMS, GESTURES, find_command
from bot.commands.help import spelling
from bot.playbook.fields import ID_SHAPES
from bot.playbook.kinds import KINDS
from bot.texts import catalogues
from tests.gallery import gallery

ROOT = Path(__file__).parents[2]
MANIFEST = YAML(typ="safe", pure=True).load((ROOT / "manifest.yaml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
LISTED = [command for command in COMMANDS if command.is_listed]


def test_the_manifest_hints_at_every_command_in_the_order_of_the_table():
    (slash,) = MANIFEST["features"]["slash_commands"]
    assert slash["command"] == "/advocacy"
    assert slash["usage_hint"].split(" | ") == [command.name for command in LISTED]


def test_the_readme_lists_every_command_with_its_french_name_and_help():
    words = catalogues().for_locale("en")
    for command in LISTED:
        line = f"| `/advocacy {command.name}` | `{spelling(command, 'fr')}` | {words(f'commands.{command.name}.help')} |"
        assert line in README


def test_no_two_commands_answer_to_the_same_word_button_gesture_or_form():
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    assert len(names) == len(set(names))
    for table, kept in (("buttons", BUTTONS), ("gestures", GESTURES), ("forms", FORMS)):
        assert len(kept) == sum(len(getattr(command, table)) for command in COMMANDS)


@pytest.mark.parametrize("typed", ["TODAY", " aujourd’hui ", "Aujourd'hui", "aujourdhui now"])
def test_a_command_is_understood_in_any_case_and_in_french(typed: str):
    command, _ = find_command(typed)
    assert command is not None
    assert command.name == "today"


def test_every_button_and_form_of_every_screen_has_somebody_who_answers():
    found: set[str] = set()
    for screen in gallery().values():
        for element in screen.elements:
            found |= {item.action for item in getattr(element, "items", ()) if hasattr(item, "action")}
    assert {screen.name for screen in gallery().values() if isinstance(screen, Form)} == set(FORMS)
    assert found <= set(BUTTONS)
    assert set(BUTTONS) - found <= {"leave.now", "leave.stay", "post.confirm"}


def test_every_scope_and_event_of_the_manifest_has_its_reason_in_the_docs():
    guide = (ROOT / "docs" / "install-slack.md").read_text(encoding="utf-8")
    scopes = MANIFEST["oauth_config"]["scopes"]["bot"] + MANIFEST["oauth_config"]["scopes"].get(
        "bot_optional", []
    )
    for name in [*scopes, *MANIFEST["settings"]["event_subscriptions"]["bot_events"]]:
        assert f"`{name}`" in guide, name
    assert not [scope for scope in scopes if "history" in scope]


def test_every_platform_is_a_folder_with_the_same_seven_files_and_what_its_wire_needs_besides():
    seven = {"__init__.py", "guard.py", "inbound.py", "platform.py", "render.py", "errors.py", "settings.py"}
    besides = {
        "slack": {
            "answers.py",
            "consent.py",
            "hosts.py",
            "installed.py",
            "looks.py",
            "mrkdwn.py",
            "people.py",
            "socket.py",
            "workspaces.py",
        },
        "teams": {
            "answers.py",
            "config.py",
            "connector.py",
            "keys.py",
            "looks.py",
            "markdown.py",
            "mentions.py",
            "pace.py",
            "sdk.py",
            "tokens.py",
        },
    }
    for name in PLATFORMS:
        files = {path.name for path in (ROOT / "adapters" / name).glob("*.py")}
        assert files == seven | besides.get(name, set())


def test_every_platform_has_settings_and_ids_that_a_playbook_can_name():
    assert set(SETTINGS) == set(ID_SHAPES) == set(PLATFORMS)
    for shapes in ID_SHAPES.values():
        assert {"workspace", "channel", "person"} <= set(shapes)


def test_every_kind_has_a_starter_in_each_language():
    for language in ("fr", "en"):
        for kind in KINDS:
            assert any((ROOT / "playbooks" / f"starter-{language}").glob(f"{kind.files}*")), (
                kind.name,
                language,
            )
