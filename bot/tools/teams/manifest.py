"""The app manifest for Teams and the files of its languages, made from COMMANDS and the catalogues.

https://learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from adapters.teams.inbound import SUGGEST
from bot.commands.command import Command
from bot.commands.help import spelling
from bot.texts import FALLBACK, Words
from bot.tools.teams.draw import COLOR, NIGHT, OUTLINE

SCHEMA_VERSION: Final = "1.25"
"""The first that knows `supportsChannelFeatures`; later ones add only what is a preview at Microsoft's."""
SCHEMAS: Final = f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA_VERSION}"
SCOPES: Final = ("personal", "team", "groupChat")
MOST_COMMANDS: Final = 12
MENU: Final = tuple(
    "help today tip claims path streak guide check settings pause join leave".split()  # noqa: SIM905
)
"""What people are shown while they type, in this order; everything else works as well, and `help` lists it."""
LONGEST: Final[Mapping[str, int]] = MappingProxyType(
    {
        "name.short": 30,
        "name.full": 100,
        "description.short": 80,
        "description.full": 4_000,
        "developer.name": 32,
    }
)
LONGEST_TITLE: Final = 32
LONGEST_DESCRIPTION: Final = 128
"""Of a command. The schema of bots allows more than these by now, that of message extensions does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """What one organisation says of its own app."""

    app_id: str
    """Of the app registration; the app in Teams bears the same."""
    host: str
    name: str
    developer: str
    version: str
    website: str
    privacy: str
    terms: str


def menu_of(commands: Sequence[Command]) -> tuple[Sequence[Command], Sequence[Command]]:
    """Choose the commands that Teams shows while people type, and those for which it has no room."""
    listed = {command.name: command for command in commands if command.is_listed}
    shown = [listed[name] for name in MENU if name in listed]
    return shown, [command for command in listed.values() if command not in shown]


def sentences(app: App, menu: Sequence[Command], words: Words) -> dict[str, str]:
    """Word all that people read of the app, by its path in the manifest, as a language's file has it."""
    said = {
        "name.short": app.name,
        "name.full": words("tools.teams.manifest.full_name", name=app.name),
        "description.short": words("tools.teams.manifest.short"),
        "description.full": words("tools.teams.manifest.full"),
    }
    for number, command in enumerate(menu):
        path = f"bots[0].commandLists[0].commands[{number}]"
        # What is chosen comes back as it is shown, so it is a word that the bot understands.
        said[f"{path}.title"] = spelling(command, words.language)
        said[f"{path}.description"] = words(f"commands.{command.name}.help")
    said["composeExtensions[0].commands[0].title"] = words("tools.teams.manifest.suggest")
    said["composeExtensions[0].commands[0].description"] = words("tools.teams.manifest.suggest_hint")
    return said


def too_long(said: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Find what Teams would not take, with the characters that it takes."""
    for path, text in said.items():
        usual = LONGEST_TITLE if path.endswith(".title") else LONGEST_DESCRIPTION
        most = LONGEST.get(path, usual)
        if len(text) > most:
            yield path, most


def manifest(app: App, said: Mapping[str, str], languages: Sequence[str]) -> dict[str, Any]:
    """Write the manifest with the sentences of the language that is read where none fits better.

    It asks for no right over anything: neither Graph nor a team's own resources.
    """
    paths = [path.removesuffix(".title") for path in said if path.endswith(".title")]
    listed = [_command(said, path) for path in paths if path.startswith("bots")]
    suggest = _command(said, "composeExtensions[0].commands[0]")
    others = [language for language in languages if language != FALLBACK]
    return {
        "$schema": f"{SCHEMAS}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA_VERSION,
        "version": app.version,
        "id": app.app_id,
        "developer": {
            "name": app.developer,
            "websiteUrl": app.website,
            "privacyUrl": app.privacy,
            "termsOfUseUrl": app.terms,
        },
        "name": {"short": said["name.short"], "full": said["name.full"]},
        "description": {"short": said["description.short"], "full": said["description.full"]},
        "localizationInfo": {
            "defaultLanguageTag": FALLBACK,
            "defaultLanguageFile": file_of(FALLBACK),
            "additionalLanguages": [{"languageTag": each, "file": file_of(each)} for each in others],
        },
        "icons": {"color": COLOR, "outline": OUTLINE},
        "accentColor": f"#{bytes(NIGHT).hex()}",
        "bots": [
            {
                "botId": app.app_id,
                "scopes": [*SCOPES],
                "isNotificationOnly": False,
                "supportsFiles": False,
                "commandLists": [{"scopes": [*SCOPES], "commands": listed}],
            }
        ],
        "composeExtensions": [
            {
                "botId": app.app_id,
                "commands": [
                    {
                        "id": SUGGEST,
                        "type": "action",
                        **suggest,
                        "context": ["message", "compose"],
                        "fetchTask": True,
                    }
                ],
            }
        ],
        "validDomains": [app.host],
        "defaultInstallScope": "team",
        "supportsChannelFeatures": "tier1",
    }


def language_file(said: Mapping[str, str]) -> dict[str, str]:
    """Write the file of one language."""
    return {"$schema": f"{SCHEMAS}/MicrosoftTeams.Localization.schema.json", **said}


def file_of(language: str) -> str:
    """Name the file of a language."""
    return f"{language}.json"


def _command(said: Mapping[str, str], path: str) -> dict[str, str]:
    return {"title": said[f"{path}.title"], "description": said[f"{path}.description"]}
