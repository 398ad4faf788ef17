"""The reference pages say what the code says."""

import pytest

from adapters.teams.settings import NAMES as TEAMS_SETTINGS
from bot.commands import COMMANDS
from bot.playbook.kinds import KINDS
from bot.tools import TOOLS
from tests.docs.reference import PAGES, REFERENCE, commands, playbook, settings, tools


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_is_what_the_code_writes(name: str):
    assert (REFERENCE / f"{name}.md").read_text(encoding="utf-8") == PAGES[name](), "run `make reference`"


def test_every_command_setting_kind_and_tool_is_in_the_reference():
    assert all(f"| `{command.name}` |" in commands() for command in COMMANDS if command.is_listed)
    assert all(f"`{name}`" in settings() for name in TEAMS_SETTINGS)
    assert all(f"## `{kind.files}.yaml`" in playbook() for kind in KINDS)
    assert all(f"## `portevoix {tool.name}`" in tools() for tool in TOOLS)


def test_every_key_of_a_playbook_is_explained_in_the_reference():
    rows = [line for line in playbook().splitlines() if line.startswith("| `")]
    assert len(rows) > 150
    assert not [row for row in rows if row.endswith("|  |")]
