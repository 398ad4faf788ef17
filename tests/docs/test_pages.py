"""The pages: what they tell people to type exists, their examples are good, and both languages say the same."""

import argparse
import re
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.commands import find_command
from bot.commands.help import spelling
from bot.commands.rights import RIGHTS
from bot.domain.roles import Role
from bot.texts import catalogues
from bot.tools import TOOLS
from tests.docs.reference import spoken_tools

ROOT = Path(__file__).parents[2]
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
).stdout.splitlines()
PAGES = {
    name: (ROOT / name).read_text(encoding="utf-8") for name in sorted(TRACKED) if (ROOT / name).exists()
}
OURS = [name for name in PAGES if "/examples/" not in name and "tools/documents" not in name]
FRENCH = [name for name in OURS if name.endswith(".fr.md")]
BLOCK = re.compile(r"^```([\w{}]*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s#:]*)(?:#([^)\s]*))?\)")
TYPED = re.compile(r"`/advocacy ([^`\s]+)")
TOOL = re.compile(r"(?:^\$ |`)portevoix ([a-z-]+)((?: [^`#\n]*)?)", re.MULTILINE)
TARGET = re.compile(r"(?:^\$ |`)make ([a-z-]+)", re.MULTILINE)
SERVED = {"serve", "demo"}
ADDED = {"docs/add/command.md": ("moon",)}
"""Commands that a page adds; `test_how_to_add` sees that it does."""


def anchors(text: str) -> set[str]:
    """Give the anchors of a page, as the places that show Markdown make them from headings."""
    headings = re.findall(r"^#+ (.+)$", BLOCK.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", OURS)
def test_every_link_inside_the_repository_leads_to_a_file_and_a_heading(name: str):
    for path, anchor in LINK.findall(BLOCK.sub("", PAGES[name])):
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), f"{name}: {path}"
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target.read_text(encoding="utf-8")), f"{name}: {path}#{anchor}"


@pytest.mark.parametrize("name", OURS)
def test_every_command_tool_and_target_that_a_page_names_exists(name: str):
    for typed in TYPED.findall(PAGES[name]):
        command, _ = find_command(typed)
        if command is None and typed in ADDED.get(name, ()):
            continue
        assert command is not None, f"{name}: /advocacy {typed}"
        if name in FRENCH:
            assert typed == spelling(command, "fr"), f"{name}: /advocacy {typed}"
    known = {
        words: {option for action in arguments for option in action.option_strings}
        for words, _, arguments in spoken_tools()
    }
    for tool, rest in TOOL.findall(PAGES[name]):
        second = rest.split()[0] if rest.split() else ""
        words = f"{tool} {second}" if f"{tool} {second}" in known else tool
        assert words in {*known, *SERVED}, f"{name}: portevoix {words}"
        assert set(re.findall(r"--[a-z-]+", rest)) <= known.get(words, set()), (
            f"{name}: portevoix {tool}{rest}"
        )
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in TARGET.findall(PAGES[name]):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{name}: make {target}"


def test_pages_show_yaml_and_python():
    shown = {language for name in OURS for language, _ in BLOCK.findall(PAGES[name])}
    assert {"yaml", "python"} <= shown


@pytest.mark.parametrize("name", OURS)
def test_every_block_of_yaml_can_be_read_and_every_block_of_python_compiles(name: str):
    for language, block in BLOCK.findall(PAGES[name]):
        if language in {"yaml", "yml"}:
            YAML(typ="safe", pure=True).load(block)
        if language == "python":
            compile(block, name, "exec")


def test_the_playbook_of_the_tutorial_passes_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    front, shares = (
        block for language, block in BLOCK.findall(PAGES["docs/tutorial.md"]) if language == "yaml"
    )
    (tmp_path / "playbook.yaml").write_text(front, encoding="utf-8")
    (tmp_path / "shares.yaml").write_text(shares, encoding="utf-8")
    (check,) = (tool for tool in TOOLS if tool.name == "check")
    parser = argparse.ArgumentParser()
    check.arguments(parser)
    assert check.run(parser.parse_args([str(tmp_path), "--language", "en"])) == 0
    assert "No mistakes, no advice." in capsys.readouterr().out


@pytest.mark.parametrize("name", FRENCH)
def test_a_page_in_french_has_the_parts_rows_and_commands_of_the_english_one(name: str):
    french, english = PAGES[name], PAGES[name.replace(".fr.md", ".md")]
    for pattern in (r"^#+", r"^\|", r"^- ", r"^\d+\.", r"^```"):
        found = [re.findall(pattern, text, re.MULTILINE) for text in (french, english)]
        assert found[0] == found[1], pattern
    typed = [
        {command.name for word in TYPED.findall(text) if (command := find_command(word)[0])}
        for text in (french, english)
    ]
    assert typed[0] == typed[1]


@pytest.mark.parametrize("name", FRENCH)
def test_french_is_set_with_its_own_spaces_and_apostrophes(name: str):
    prose = re.sub(r"`[^`]*`|\]\([^)]*\)|<!--.*?-->", "", BLOCK.sub("", PAGES[name]))
    assert not re.search(r" [:;!?»%]|« |\w[;?!»]|«\w", prose)
    assert "'" not in prose
    assert not re.search(r"\w[·.•]e\b|\w\(e\)", prose), "inclusive writing does without dots"


@pytest.mark.parametrize("name", ["docs/for/works-council.md", "docs/for/works-council.fr.md"])
def test_what_cannot_be_done_is_the_list_of_the_documents_for_representatives(name: str):
    listed = re.search(r"<!-- refused -->\n(.*?)\n<!-- end refused -->", PAGES[name], re.DOTALL)
    assert listed is not None
    keys = [key for key in catalogues().for_locale("en").sentences if key.startswith("documents.refused.")]
    assert len(listed[1].splitlines()) == len(keys)


def test_the_admins_page_has_a_row_for_every_role_with_rights_of_its_own():
    roles = {role for roles in RIGHTS.values() if roles != frozenset(Role) for role in roles}
    for language, name in (("en", "docs/for/admins.md"), ("fr", "docs/for/admins.fr.md")):
        words = catalogues().for_locale(language)
        for role in roles:
            said = words(f"rights.role.{role.value}").rsplit(maxsplit=1)[-1]
            assert re.search(rf"^\| .*{said} \|", PAGES[name], re.MULTILINE), role
