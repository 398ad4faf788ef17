"""`portevoix teams-package` writes what Teams takes: checked against Microsoft's own schemas, byte by byte."""

import hashlib
import io
import json
import re
import shutil
import subprocess
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from adapters.teams import PATH, inbound
from adapters.teams.settings import NAMES as TEAMS_SETTINGS
from bot.__main__ import main
from bot.commands import COMMANDS, find_command
from bot.commands.help import spelling
from bot.texts import LANGUAGES, catalogues
from bot.tools.teams.draw import FOLDER
from bot.tools.teams.manifest import MENU, MOST_COMMANDS, menu_of, too_long
from tests.npm import missing

GUIDE = Path(__file__).parents[2] / "docs" / "install-teams.md"
SCHEMAS = Path(__file__).parents[1] / "payloads" / "teams" / "schema"
VENDOR = tomllib.loads((SCHEMAS / "VENDOR.toml").read_text(encoding="utf-8"))
APP_ID = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
HOST = "portevoix.example.com"
GIVEN = {"--app-id": APP_ID, "--host": HOST, "--language": "en"}
FILES = ["manifest.json", "color.png", "outline.png", "en.json", "fr.json"]
LISTED = [command for command in COMMANDS if command.is_listed]

Json = dict[str, Any]


def told(path: Path, capsys: pytest.CaptureFixture[str], **given: str) -> tuple[int, list[str]]:
    """Run the tool with these arguments beside the usual ones; `app_id` is --app-id."""
    options = (
        GIVEN
        | {"--output": str(path)}
        | {f"--{name.replace('_', '-')}": value for name, value in given.items()}
    )
    code = main(["teams-package", *(f"{option}={value}" for option, value in options.items())])
    return code, capsys.readouterr().out.splitlines()


@pytest.fixture
def package(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> bytes:
    path = tmp_path / "app.zip"
    assert told(path, capsys)[0] == 0
    return path.read_bytes()


def files_of(package: bytes) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def json_of(package: bytes, name: str = "manifest.json") -> Json:
    found: Json = json.loads(files_of(package)[name])
    return found


def schema(name: str) -> Json:
    found: Json = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    return found


def at(tree: Any, path: str) -> Any:
    """Follow a path such as `bots[0].commandLists[0]`."""
    for name, index in re.findall(r"(\w+)|\[(\d+)\]", path):
        tree = tree[name] if name else tree[int(index)]
    return tree


def test_the_package_holds_what_teams_wants_at_its_root_and_nothing_else(package: bytes):
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == FILES
        assert not [entry for entry in archive.infolist() if entry.flag_bits & 1]
    manifest = json_of(package)
    languages = manifest["localizationInfo"]
    named = [*manifest["icons"].values(), languages["defaultLanguageFile"]]
    named += [each["file"] for each in languages["additionalLanguages"]]
    assert sorted(["manifest.json", *named]) == sorted(FILES)
    for name in manifest["icons"].values():
        assert files_of(package)[name] == (FOLDER / name).read_bytes()


def test_the_manifest_and_its_languages_are_valid_by_microsofts_schemas(package: bytes):
    manifest = Draft4Validator(schema("MicrosoftTeams.schema.json"))
    assert not [error.message for error in manifest.iter_errors(json_of(package))]
    language = Draft4Validator(schema("MicrosoftTeams.Localization.schema.json"))
    for name in ("en.json", "fr.json"):
        assert not [error.message for error in language.iter_errors(json_of(package, name))]


def test_the_schemas_refuse_what_teams_refuses(package: bytes):
    """So that the test above can fail."""
    validator = Draft4Validator(schema("MicrosoftTeams.schema.json"))
    for path, key, wrong in (
        ("name", "short", "x" * 31),
        ("bots[0]", "botId", "no-guid"),
        ("bots[0].commandLists[0]", "commands", [{"title": "x", "description": "x"}] * 13),
        ("composeExtensions[0].commands[0]", "title", "x" * 33),
    ):
        broken = json_of(package)
        at(broken, path)[key] = wrong
        assert not validator.is_valid(broken), path
    broken = json_of(package, "fr.json") | {"bots[0].commandLists[0].commands[12].title": "x"}
    assert not Draft4Validator(schema("MicrosoftTeams.Localization.schema.json")).is_valid(broken)


def test_the_same_app_is_the_same_package_to_the_byte(
    package: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch
):
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    other = tmp_path / "again.zip"
    assert told(other, capsys, language="fr", app_id=f" {APP_ID.upper()}", host=HOST.upper())[0] == 0
    assert other.read_bytes() == package
    with zipfile.ZipFile(other) as archive:
        for entry in archive.infolist():
            # What is compressed differs from one zlib to the next.
            assert (entry.compress_type, entry.date_time) == (zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0))
            assert (entry.create_system, entry.external_attr) == (3, 0o644 << 16)


def test_the_command_menu_is_the_table_of_commands_in_both_languages(package: bytes):
    manifest = json_of(package)
    ((bot,), (listed,)) = manifest["bots"], manifest["bots"][0]["commandLists"]
    assert bot["scopes"] == listed["scopes"] == ["personal", "team", "groupChat"]
    shown, left_out = menu_of(COMMANDS)
    assert {command.name for command in (*shown, *left_out)} == {command.name for command in LISTED}
    assert len(shown) == min(len(LISTED), MOST_COMMANDS)
    assert len(listed["commands"]) == len(shown)
    for language in LANGUAGES:
        words, said = catalogues().for_locale(language), json_of(package, f"{language}.json")
        for number, command in enumerate(shown):
            path = f"bots[0].commandLists[0].commands[{number}]"
            assert said[f"{path}.title"] == spelling(command, language)
            assert said[f"{path}.description"] == words(f"commands.{command.name}.help")


def test_what_is_chosen_from_the_menu_is_understood(package: bytes):
    titles = {language: json_of(package, f"{language}.json") for language in LANGUAGES}
    for language, said in titles.items():
        for path, title in said.items():
            if path.startswith("bots") and path.endswith(".title"):
                command, rest = find_command(title)
                assert command in LISTED, (language, title)
                assert not rest


def test_every_language_says_the_same_things_and_the_manifest_says_them_in_english(package: bytes):
    english, french = json_of(package, "en.json"), json_of(package, "fr.json")
    assert english.keys() == french.keys()
    manifest = json_of(package)
    del english["$schema"]
    for path, text in english.items():
        assert at(manifest, path) == text
    shown = str([manifest[part] for part in ("bots", "composeExtensions")]).count("'title'")
    assert shown == len([path for path in english if path.endswith(".title")])
    alike = {english[path] for path in english if english[path] == french[path]}
    assert alike == {"Portevoix", "guide", "pause"}


def test_the_menu_is_full_and_names_commands_that_are_listed():
    shown, left_out = menu_of([*LISTED, replace(LISTED[0], name="unlisted", aliases=(), is_listed=False)])
    assert [command.name for command in shown] == list(MENU)
    assert len(MENU) == MOST_COMMANDS
    assert [command for command in LISTED if command not in left_out] == sorted(shown, key=LISTED.index)


def test_what_has_no_room_in_the_menu_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "app.zip"
    code, lines = told(path, capsys)
    assert code == 0
    assert f"Teams shows {MOST_COMMANDS} commands while people type" in lines[1]
    assert lines[1].endswith(f": {', '.join(command.name for command in menu_of(COMMANDS)[1])}.")
    manifest = json_of(path.read_bytes())
    assert Draft4Validator(schema("MicrosoftTeams.schema.json")).is_valid(manifest)
    assert len(manifest["bots"][0]["commandLists"][0]["commands"]) == MOST_COMMANDS


def test_a_message_can_be_suggested_and_a_suggestion_begun_where_one_writes(package: bytes):
    ((extension,), (command,)) = (
        json_of(package)["composeExtensions"],
        json_of(package)["composeExtensions"][0]["commands"],
    )
    assert extension["botId"] == APP_ID
    assert (command["id"], command["type"], command["fetchTask"]) == (inbound.SUGGEST, "action", True)
    assert command["context"] == ["message", "compose"]


def test_the_app_asks_for_no_right_over_anything(package: bytes):
    manifest = json_of(package)
    assert not {"authorization", "permissions", "devicePermissions", "webApplicationInfo"} & set(manifest)
    (bot,) = manifest["bots"]
    assert not bot["supportsFiles"]
    assert not bot["isNotificationOnly"]
    assert (manifest["id"], bot["botId"], manifest["validDomains"]) == (APP_ID, APP_ID, [HOST])
    assert (manifest["defaultInstallScope"], manifest["supportsChannelFeatures"]) == ("team", "tier1")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"app_id": "0f1e2d3c"}, "--app-id 0f1e2d3c is no GUID"),
        ({"app_id": f"{{{APP_ID}}}"}, "is no GUID"),
        ({"app_id": APP_ID.replace("0", "٠")}, "is no GUID"),
        ({"host": "https://Bot.Example.com/api/messages"}, "write bot.example.com, without https, port or path."),
        ({"host": "bot.example.com:3978"}, "write bot.example.com, without https, port or path."),
        ({"host": "localhost"}, "--host localhost is no plain host name; write for example portevoix.example.com"),
        ({"host": "192.0.2.7"}, "is no plain host name"),
        ({"host": "*.example.com"}, "is no plain host name"),
        ({"host": "bot_1.example.com"}, "is no plain host name"),
        ({"host": "bücher.example"}, "is no plain host name"),
        ({"host": "-bot.example.com"}, "is no plain host name"),
        ({"host": f"{'a' * 64}.example.com"}, "is no plain host name"),
        ({"host": "http://[bad"}, "is no plain host name"),
        ({"host": ""}, "is no plain host name"),
        ({"name": "x" * 31}, "--name has 31 characters; Teams takes 30 at most."),
        ({"name": "  "}, "--name is empty"),
        ({"name": "a\nb"}, "--name is empty or has characters that cannot be shown."),
        ({"developer": "x" * 33}, "--developer has 33 characters; Teams takes 32 at most."),
        ({"privacy": "http://example.com/privacy"}, "--privacy http://example.com/privacy is no https address."),
        ({"terms": "https://"}, "--terms https:// is no https address."),
        ({"website": f"https://example.com/{'x' * 2048}"}, "is no https address."),
        ({"website": "https://exa mple.com"}, "is no https address."),
        ({"app_version": "1.0"}, "--app-version 1.0 is no version; write three numbers"),
        ({"app_version": "01.0.0"}, "is no version"),
    ],
)  # fmt: skip
def test_what_teams_would_refuse_is_said_and_nothing_is_written(
    given, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "app.zip"
    code, lines = told(path, capsys, **given)
    assert code == 2
    assert len(lines) == 1, lines
    assert said in lines[0]
    assert not path.exists()


def test_everything_wrong_is_named_at_once_in_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    code, lines = told(
        tmp_path / "app.zip", capsys, app_id="x", host="y", name="", app_version="z", language="fr"
    )
    assert code == 2
    assert [line.split()[0] for line in lines] == ["--app-id", "--host", "--name", "--app-version"]
    assert "n’est pas un GUID" in lines[0]


def test_what_the_organisation_says_of_itself_is_in_the_manifest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "app.zip"
    links = {name: f"https://example.org/{name}?lang=fr" for name in ("website", "privacy", "terms")}
    code, lines = told(path, capsys, name="Nos voix", developer="Atelier Lumen", app_version="1.2.0", **links)
    assert (code, lines[0]) == (0, f"Written: {path}")
    assert lines[-1].endswith(f"https://{HOST}/api/messages.")
    manifest = json_of(path.read_bytes())
    assert Draft4Validator(schema("MicrosoftTeams.schema.json")).is_valid(manifest)
    assert (manifest["name"]["short"], manifest["version"]) == ("Nos voix", "1.2.0")
    assert manifest["developer"] == {
        "name": "Atelier Lumen",
        "websiteUrl": links["website"],
        "privacyUrl": links["privacy"],
        "termsOfUseUrl": links["terms"],
    }
    assert json_of(path.read_bytes(), "fr.json")["name.short"] == "Nos voix"


def test_the_longest_name_still_makes_a_valid_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "app.zip"
    assert told(path, capsys, name="W" * 30, developer="W" * 32)[0] == 0
    assert Draft4Validator(schema("MicrosoftTeams.schema.json")).is_valid(json_of(path.read_bytes()))


def test_a_sentence_longer_than_teams_takes_is_found():
    said = {"name.short": "x" * 30, "a.title": "x" * 32, "a.description": "x" * 128}
    assert not [*too_long(said)]
    assert [*too_long({path: f"{text}x" for path, text in said.items()})] == [
        ("name.short", 30),
        ("a.title", 32),
        ("a.description", 128),
    ]


def test_another_file_of_that_name_is_left_alone_and_the_same_package_is_no_trouble(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "app.zip"
    path.write_bytes(b"mine")
    code, lines = told(path, capsys)
    assert (code, path.read_bytes()) == (2, b"mine")
    assert lines == [
        f"{path} is there already and is another; choose another name with --output, nothing was changed."
    ]
    path.unlink()
    assert [told(path, capsys)[0] for _ in range(2)] == [0, 0]


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "nowhere" / "app.zip"
    assert told(path, capsys) == (1, [f"{path} cannot be written: No such file or directory."])
    assert told(tmp_path, capsys) == (1, [f"{tmp_path} cannot be written: Is a directory."])


def test_the_guide_names_every_setting_and_option_and_the_address_of_the_door(
    capsys: pytest.CaptureFixture[str],
):
    guide = GUIDE.read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["teams-package", "--help"])
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    assert not [name for name in (*TEAMS_SETTINGS, *options) if f"`{name}`" not in guide]
    assert f"https://{HOST}{PATH}`" in guide


@pytest.mark.parametrize("name", VENDOR["sha256"])
def test_the_schemas_are_the_published_ones(name: str):
    assert hashlib.sha256((SCHEMAS / name).read_bytes()).hexdigest() == VENDOR["sha256"][name]
    assert VENDOR["licence"] in (SCHEMAS / "LICENSE").read_text(encoding="utf-8")
    assert {path.name for path in SCHEMAS.iterdir()} == {"VENDOR.toml", "LICENSE", *VENDOR["sha256"]}


@pytest.mark.slow
@pytest.mark.npm
def test_the_registry_still_publishes_these_schemas(tmp_path: Path):
    command = ["npm", "pack", "--silent", f"{VENDOR['package']}@{VENDOR['version']}"]
    done = None
    if shutil.which("npm"):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    if done is None or done.returncode:
        reason = (
            "npm is not installed" if done is None else f"npm cannot fetch it: {done.stderr.strip()[-200:]}"
        )
        missing(reason, "nothing is compared")
    (archive,) = tmp_path.glob("*.tgz")
    shutil.unpack_archive(archive, tmp_path / "unpacked", "gztar", filter="data")
    folder = tmp_path / "unpacked" / "package"
    assert json.loads((folder / "package.json").read_text(encoding="utf-8"))["license"] == VENDOR["licence"]
    for name, known in VENDOR["sha256"].items():
        assert hashlib.sha256((folder / VENDOR["folder"] / name).read_bytes()).hexdigest() == known
