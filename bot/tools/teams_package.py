"""`portevoix teams-package`: the app package that an administrator uploads to Microsoft Teams."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from adapters.teams import PATH
from bot.commands import COMMANDS
from bot.texts import FALLBACK, LANGUAGES, Words, catalogues
from bot.tools.teams.manifest import LONGEST, MOST_COMMANDS, App, manifest, menu_of, sentences, too_long
from bot.tools.teams.package import packed
from bot.tools.tool import MISUSED, PROBLEMS, WELL, Tool, language_argument, words_of

NAME: Final = "Portevoix"
_GUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST: Final = re.compile(rf"(?=.{{4,253}}\Z)(?:{_LABEL}\.)+(?!\d+\Z){_LABEL}")
_VERSION: Final = re.compile(r"(?:0|[1-9]\d{0,5})(?:\.(?:0|[1-9]\d{0,5})){2}", re.ASCII)
_LONGEST_LINK: Final = 2_048


def run(options: argparse.Namespace) -> int:
    """Write the package, or name everything that keeps it from being one."""
    words = words_of(options)
    app = _app(options)
    if problems := [*_problems(app, words)]:
        print("\n".join(problems))
        return MISUSED
    menu, left_out = menu_of(COMMANDS)
    said = {each: sentences(app, menu, catalogues().for_locale(each)) for each in LANGUAGES}
    if problems := [*_unfit(said, words)]:
        print("\n".join(problems))
        return PROBLEMS
    code = _write(Path(options.output), packed(manifest(app, said[FALLBACK], LANGUAGES), said), words)
    if code == WELL:
        if left_out:
            names = ", ".join(command.name for command in left_out)
            print(words("tools.teams.left_out", most=MOST_COMMANDS, names=names))
        print(words("tools.teams.next", address=f"https://{app.host}{PATH}"))
    return code


def _app(options: argparse.Namespace) -> App:
    host = options.host.strip().lower()
    home = f"https://{host}/"
    return App(
        app_id=options.app_id.strip().lower(),
        host=host,
        name=options.name.strip(),
        developer=options.developer.strip(),
        version=options.app_version.strip(),
        website=options.website or home,
        privacy=options.privacy or home,
        terms=options.terms or home,
    )


def _problems(app: App, words: Words) -> Iterator[str]:
    """Say what was given wrongly, everything at once."""
    if not _GUID.fullmatch(app.app_id):
        yield words("tools.teams.app_id", given=app.app_id)
    if not (is_host := _is_host(app.host)):
        near = _hostname(app.host)
        key = "tools.teams.host_near" if near else "tools.teams.host"
        yield words(key, given=app.host, near=near)
    for option, path, text in (
        ("--name", "name.short", app.name),
        ("--developer", "developer.name", app.developer),
    ):
        if not text or not text.isprintable():
            yield words("tools.teams.blank", option=option)
        elif len(text) > LONGEST[path]:
            yield words("tools.teams.too_long", option=option, count=len(text), most=LONGEST[path])
    if not _VERSION.fullmatch(app.version):
        yield words("tools.teams.version", given=app.version)
    for option, link in (
        ("--website", app.website),
        ("--privacy", app.privacy),
        ("--terms", app.terms),
    ):
        is_ours = link == f"https://{app.host}/"
        if not (_is_link(link) or (is_ours and not is_host)):
            yield words("tools.teams.link", option=option, given=link)


def _unfit(said: dict[str, dict[str, str]], words: Words) -> Iterator[str]:
    for language, each in said.items():
        for path, most in too_long(each):
            yield words(
                "tools.teams.sentence", language=language, path=path, count=len(each[path]), most=most
            )


def _write(path: Path, package: bytes, words: Words) -> int:
    """Write the file. Nothing else of an admin's is overwritten."""
    try:
        if path.exists() and path.read_bytes() != package:
            print(words("tools.teams.exists", file=str(path)))
            return MISUSED
        path.write_bytes(package)
    except OSError as error:
        print(words("tools.teams.unwritable", file=str(path), reason=error.strerror or type(error).__name__))
        return PROBLEMS
    print(words("tools.teams.written", file=str(path)))
    return WELL


def _is_host(text: str) -> bool:
    return _HOST.fullmatch(text) is not None


def _hostname(text: str) -> str:
    """Find the host name within an address that was given instead; nothing where there is none."""
    try:
        found = urlsplit(text if "://" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    return found if _is_host(found) else ""


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    is_plain = text.isascii() and text.isprintable() and " " not in text
    return parts.scheme == "https" and bool(parts.hostname) and is_plain and len(text) <= _LONGEST_LINK


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--app-id", required=True, metavar="GUID", help="the application (client) id of the app registration"
    )
    parser.add_argument(
        "--host", required=True, help="where Teams reaches the bot, for example portevoix.example.com"
    )
    parser.add_argument(
        "--output", default="portevoix-teams.zip", metavar="FILE", help="portevoix-teams.zip if left out"
    )
    parser.add_argument("--name", default=NAME, help=f"what the app is called in Teams; {NAME} if left out")
    parser.add_argument(
        "--developer", default=NAME, metavar="NAME", help="who offers the app, your organisation for example"
    )
    for page, what in (("website", "about the app"), ("privacy", "on privacy"), ("terms", "with its terms")):
        parser.add_argument(
            f"--{page}", default="", metavar="URL", help=f"your page {what}; the host's own if left out"
        )
    parser.add_argument(
        "--app-version", default="1.0.0", metavar="X.Y.Z", help="higher than before at every upload"
    )
    language_argument(parser)


TEAMS_PACKAGE: Final = Tool("teams-package", "write the app package for Microsoft Teams", _arguments, run)
