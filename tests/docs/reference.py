"""Writes the reference pages from the code: `make reference`. A test compares the pages with what this writes."""

import argparse
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.commands import COMMANDS, GROUPS
from bot.commands.command import Command
from bot.commands.help import spelling
from bot.commands.rights import EVERYBODY, who_may
from bot.domain.roles import Role
from bot.environment import read_settings
from bot.playbook.editor_schema import FRONT_PAGE, OWN_WORDS, editor_schema
from bot.playbook.kinds import KINDS
from bot.settings import SettingsError
from bot.texts import catalogues
from bot.tools import TOOLS

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
WRITTEN = "<!-- Written by `make reference`. Change the code, not this page. -->"
SETTINGS_TABLE = re.compile(r"^\| setting \|.*?(?=^$)", re.MULTILINE | re.DOTALL)
SCHEMA = editor_schema("en")["$defs"]


def commands() -> str:
    """Write every command with both languages, whom it is for, and whether its words are kept."""
    english, french = (catalogues().for_locale(language) for language in ("en", "fr"))
    lines = [
        *_head("Commands"),
        "Everything is typed after `/advocacy`: in Slack in any channel, in Teams to the bot itself, there without the `/advocacy`. Both",
        "languages are understood everywhere, with or without accents and capitals. Answers are private.",
        "",
    ]
    for group, listed in [("", [COMMANDS[0]]), *GROUPS.items()]:
        if group:
            lines += [f"## {english(f'help.group.{group}')}", "", f"*{french(f'help.group.{group}')}*", ""]
        lines += ["| you type | en français | what it does | ce que cela fait |", "|---|---|---|---|"]
        for command in listed:
            key = f"commands.{command.name}.help"
            lines.append(
                f"| `{command.name}` | `{spelling(command, 'fr')}` | {english(key)} | {french(key)} |"
            )
        lines.append("")
    lines += ["## Other spellings, rights and private words", "", *_fine_print()]
    return _page(lines)


def _fine_print() -> Iterator[str]:
    yield "A command is for everybody where nothing else is said. The rights are looked up at the moment of the press, whoever was shown the button."
    yield "The words of a command marked *unwritten* are answered and never written down."
    yield ""
    yield "| command | also understood | for | private words |"
    yield "|---|---|---|---|"
    for command in COMMANDS:
        if command.is_listed:
            also = ", ".join(f"`{alias}`" for alias in command.aliases[1:])
            yield f"| `{command.name}` | {also} | {_whom(command)} | {'unwritten' if command.unwritten else ''} |"
    yield ""


def _whom(command: Command) -> str:
    roles = who_may(command.name)
    words = catalogues().for_locale("en")
    return (
        "" if roles == EVERYBODY else ", ".join(words(f"rights.role.{r.value}") for r in Role if r in roles)
    )


def settings() -> str:
    """Write the table of settings as the README has it, and what the bot says when nothing is set."""
    table = SETTINGS_TABLE.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert table is not None, "README.md has no table that begins with | setting |"
    try:
        read_settings({})
    except SettingsError as error:
        said = str(error)
    return _page(
        [
            *_head("Settings"),
            "The bot reads its settings once, from the environment. It writes none of them into logs, errors or addresses.",
            "",
            table[0],
            "Whatever is missing or contradicts another is named at once. With nothing set, the bot says:",
            "",
            "```text",
            said,
            "```",
            "",
        ]
    )


def playbook() -> str:
    """Write every file of a playbook with its keys, as the schema for editors explains them."""
    lines = [
        *_head("The playbook, file by file"),
        "A playbook is a folder of YAML files ([how to write one](../write-a-playbook.md)). Only `playbook.yaml` is needed.",
        "A key without a mark may be left out. What is said here is what an editor shows while you write.",
        "",
        "## `playbook.yaml`",
        "",
        *_keys(_resolved(SCHEMA[FRONT_PAGE])),
    ]
    for kind in KINDS:
        shape = SCHEMA[kind.files]
        lines += [
            f"## `{kind.files}.yaml`",
            "",
            "One page." if kind.is_single else "A list; each entry:",
            "",
            *_keys(_resolved(shape if kind.is_single else shape["items"])),
            "For example:",
            "",
            "```yaml",
            kind.example.strip("\n"),
            "```",
            "",
        ]
    lines += ["## `words.yaml`", "", SCHEMA[OWN_WORDS]["description"], "", "## Parts", ""]
    parts = [name for name, shape in SCHEMA.items() if name[0].isupper() and name not in _roots()]
    for name in parts:
        lines += [f"### {name}", "", *_keys(_resolved(SCHEMA[name]))]
    return _page(lines)


def _roots() -> set[str]:
    shapes = [SCHEMA[FRONT_PAGE], *(SCHEMA[kind.files] for kind in KINDS)]
    return {(shape.get("items") or shape)["$ref"].rpartition("/")[2] for shape in shapes}


def _resolved(shape: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference, and of several shapes take the one with keys."""
    if "$ref" in shape:
        shape = SCHEMA[shape["$ref"].rpartition("/")[2]]
    return next((each for each in shape.get("anyOf", ()) if "properties" in each), shape)


def _keys(shape: Mapping[str, Any]) -> Iterator[str]:
    needed = shape.get("required", ())
    yield "| key | needed | what it holds | what it is |"
    yield "|---|---|---|---|"
    for key, field in shape["properties"].items():
        yield f"| `{key}` | {'yes' if key in needed else ''} | {_holds(field)} | {_cell(field.get('description', ''))} |"
    yield ""


def _holds(field: Mapping[str, Any]) -> str:
    """Say in words what a key may hold."""
    match field:
        case {"$ref": str(ref)}:
            name = ref.rpartition("/")[2]
            return f"[{name}](#{name.lower()})"
        case {"anyOf": list(shapes)} | {"allOf": list(shapes)}:
            return " or ".join(dict.fromkeys(_holds(each) for each in shapes if each.get("type") != "null"))
        case {"type": "array", "items": Mapping() as items}:
            return f"list of {_holds(items)}"
        case {"enum": list(values)}:
            return ", ".join(f"`{value}`" for value in values)
        case {"const": value}:
            return f"`{value}`"
        case {"type": "integer", "minimum": least, "maximum": most}:
            return f"number, {least} to {most:,}"
        case {"type": "string", "maxLength": most}:
            return f"text, {most:,} characters at most"
        case {"type": "string"}:
            return "text"
        case {"type": "object"}:
            return "keys with texts"
        case {"type": str(name)}:
            return {"integer": "number", "boolean": "`true` or `false`"}.get(name, name)
    return ""


def tools() -> str:
    """Write what `portevoix` understands in a terminal, from its own parsers."""
    lines = [
        *_head("Tools for the terminal"),
        "`portevoix` has these commands. Exit code 0: well; 1: problems were found, or the bot could not start; 2: not understood.",
        "",
        "## `portevoix serve`",
        "",
        "Run the bot, with its [settings](settings.md) from the environment.",
        "",
        "## `portevoix demo`",
        "",
        "Run the bot in a small workplace on this machine; needs no account. `--port` chooses the page's port.",
        "",
    ]
    for words, about, arguments in spoken_tools():
        lines += [f"## `portevoix {words}`", "", f"{about[0].upper()}{about[1:]}.", ""]
        if arguments:
            lines += ["| argument | what it is |", "|---|---|"]
            lines += [f"| {_spelt(each)} | {_cell(each.help or '')} |" for each in arguments]
            lines.append("")
    return _page(lines)


def spoken_tools() -> Iterator[tuple[str, str, list[argparse.Action]]]:
    """Give what may follow `portevoix`, one tool or one of its own words at a time, with its help and its arguments."""
    for tool in TOOLS:
        parser = argparse.ArgumentParser(prog=tool.name, add_help=False)
        tool.arguments(parser)
        yield from _spoken(tool.name, tool.help, parser)


def _spoken(
    words: str, about: str, parser: argparse.ArgumentParser
) -> Iterator[tuple[str, str, list[argparse.Action]]]:
    # argparse keeps its arguments to itself; its own help wraps by the width of the terminal.
    known = [action for action in parser._actions if not isinstance(action, argparse._HelpAction)]
    below = [action for action in known if isinstance(action, argparse._SubParsersAction)]
    yield words, about, [action for action in known if action not in below]
    for action in below:
        said = {choice.dest: choice.help or "" for choice in action._choices_actions}
        for name, inner in action.choices.items():
            yield from _spoken(f"{words} {name}", said.get(name, inner.description or name), inner)


def _spelt(action: argparse.Action) -> str:
    names = ", ".join(f"`{name}`" for name in action.option_strings)
    values = [str(choice) for choice in action.choices] if action.choices else []
    if action.metavar:
        values = [str(action.metavar)]
    elif not values and action.nargs != 0:
        values = [action.dest.upper()]
    return " ".join(part for part in (names, ", ".join(f"`{value}`" for value in values)) if part)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("{", "\\{")


def _head(title: str) -> tuple[str, ...]:
    return (WRITTEN, "", f"# {title}", "")


def _page(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"


PAGES = {"commands": commands, "settings": settings, "playbook": playbook, "tools": tools}
"""Each page of docs/reference, and who writes it."""

if __name__ == "__main__":
    REFERENCE.mkdir(exist_ok=True)
    for name, write in PAGES.items():
        (REFERENCE / f"{name}.md").write_text(write(), encoding="utf-8")
