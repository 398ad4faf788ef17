"""The preview's server: everything that can be read is drawn, problems stand beside it, edits are told at once."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest

import bot.tools.preview
import bot.web.preview
from bot.__main__ import main
from bot.playbook.kinds import KINDS, scenario
from bot.playbook.load import load
from bot.texts import catalogues
from bot.tools.preview import ASSETS, PAINTERS, follow
from bot.web.preview import Preview, build_preview, picture_of, serving
from tests.playbook.desk import GOOD, STARTERS, a_folder, a_text


def picture(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(picture_of(load(folder), PAINTERS, catalogues())))
    return found


def items(shown: dict[str, Any], kind: str = "") -> list[dict[str, Any]]:
    return [
        item
        for playbook in shown["playbooks"]
        for each in playbook["kinds"]
        if kind in {"", each["name"]}
        for item in each["items"]
    ]


def test_every_part_of_both_starters_is_drawn_on_each_platform_in_each_language():
    shown = picture(STARTERS)
    book = load(STARTERS).book
    assert len(items(shown)) == sum(len(list(playbook.parts())) for playbook in book.playbooks)
    for item in items(shown):
        assert set(item["drawings"]) == {"fr", "en"}
        for drawing in item["drawings"].values():
            assert drawing["slack"][0]["blocks"]
            assert drawing["teams"][0]["body"]
    assert len({item["key"] for item in items(shown)}) == len(items(shown))


def test_a_scenario_comes_with_an_answer_for_each_option(tmp_path):
    text = "- " + scenario.EXAMPLE.replace("\n", "\n  ").rstrip() + "\n"
    (item,) = items(picture(a_folder(tmp_path, scenarios=text)), "scenario")
    assert len(item["drawings"]["en"]["slack"]) == 1 + 3


def test_a_problem_stands_beside_its_entry_and_others_stand_apart(tmp_path):
    bad = a_text("tips", "minutes: 3", "minutes: thirty")
    shown = picture(a_folder(tmp_path, tips=bad, playbook=a_text("playbook") + "colour: blue\n"))
    assert not shown["is_usable"]
    broken, sound = items(shown, "tip")
    assert broken["drawings"] == {}
    assert [shown["problems"][number]["where"] for number in broken["problems"]] == ["tips.yaml:7:12"]
    assert sound["drawings"]
    assert sound["problems"] == []
    assert [shown["problems"][number]["where"] for number in shown["elsewhere"]] == ["playbook.yaml:12:1"]
    (number,) = broken["problems"]
    assert "is not a whole number; write it in digits" in shown["problems"][number]["said"]["en"]
    assert "nombre entier" in shown["problems"][number]["said"]["fr"]
    assert shown["problems"][number]["excerpt"].endswith("^")


def test_two_entries_with_one_id_are_both_shown_and_told_apart(tmp_path):
    shown = picture(a_folder(tmp_path, tips=a_text("tips", "id: five-voices", "id: signed-out")))
    first, second = items(shown, "tip")
    assert first["key"] != second["key"]
    assert (first["problems"], len(second["problems"])) == ([], 1)
    assert first["drawings"]
    assert second["drawings"]


def test_two_playbooks_with_one_id_are_both_shown_and_told_apart(tmp_path):
    for name in ("one", "other"):
        a_folder(tmp_path / name)
    shown = picture(tmp_path)
    assert [playbook["key"] for playbook in shown["playbooks"]] == ["one", "other"]
    assert len({item["key"] for item in items(shown)}) == len(items(shown)) == 6


def test_what_is_said_comes_as_words_to_search_without_the_marks_of_any_platform():
    (tip, *_), (case, *_) = (items(picture(STARTERS), kind) for kind in ("tip", "scenario"))
    assert tip["title"] in tip["said"]["fr"][0]
    assert len(case["said"]["en"]) == len(case["drawings"]["en"]["slack"])
    assert "mrkdwn" not in json.dumps([tip["said"], case["said"]])


def test_without_a_front_page_the_entries_are_shown_all_the_same(tmp_path):
    folder = a_folder(tmp_path)
    (folder / "playbook.yaml").unlink()
    shown = picture(folder)
    assert [playbook["language"] for playbook in shown["playbooks"]] == [None]
    assert all(item["drawings"] for item in items(shown))
    assert shown["elsewhere"]


def test_a_file_that_is_no_yaml_leaves_the_other_files_on_the_page(tmp_path):
    shown = picture(a_folder(tmp_path, shares="- id: [\n"))
    assert items(shown, "share") == []
    assert len(items(shown, "tip")) == 2
    assert shown["elsewhere"]


def test_every_sentence_of_the_page_is_used():
    web = Path(bot.web.preview.__file__).parent
    tool = Path(bot.tools.preview.__file__)
    files = [*(web / "static" / "preview").glob("*.js"), web / "templates" / "preview.html", tool]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    keys = picture(GOOD / "small")["words"]["en"]
    assert [
        key
        for key in keys
        if not key.startswith("kinds.") and f'"{key}"' not in source and f'web.preview.{key}"' not in source
    ] == []


def test_the_page_has_words_for_every_kind_in_both_languages():
    shown = picture(GOOD / "small")
    for words in shown["words"].values():
        assert {f"kinds.{kind.files}" for kind in KINDS} <= set(words)


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[tuple[str, Path]]:
    """A preview of a small playbook at work: its address and its folder."""
    folder, preview = a_folder(tmp_path / "book"), Preview()
    async with serving(build_preview(preview, catalogues(), ASSETS), 0) as address:
        following = asyncio.create_task(follow(folder, preview, catalogues()))
        yield address, folder
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following


async def next_version(stream: aiohttp.ClientResponse) -> str:
    async with asyncio.timeout(30):
        while True:
            line = (await stream.content.readline()).decode()
            if line.startswith("data: "):
                return line


async def test_an_edit_is_told_on_the_stream_and_shown(page):
    address, folder = page
    async with aiohttp.ClientSession() as client, client.get(f"{address}changes") as stream:
        first = await next_version(stream)
        a_folder(folder, tips=a_text("tips", "Search for yourself", "Look for yourself"))
        assert await next_version(stream) != first
        async with client.get(f"{address}playbook.json") as answer:
            shown = await answer.json()
    assert items(shown, "tip")[0]["title"].startswith("Look for yourself")


async def test_a_page_that_is_closed_leaves_no_trace_in_the_terminal(page, caplog):
    address, folder = page
    for title in ("Look for yourself", "Find yourself"):
        async with aiohttp.ClientSession() as client, client.get(f"{address}changes") as stream:
            await next_version(stream)
            stream.close()
        a_folder(folder, tips=a_text("tips", "Search for yourself", title))
        async with aiohttp.ClientSession() as client, client.get(f"{address}changes") as stream:
            await next_version(stream)
    assert caplog.records == []


async def test_the_page_is_served_to_this_machine_alone_under_a_strict_policy(page):
    address, _ = page
    assert address.startswith("http://127.0.0.1:")
    async with aiohttp.ClientSession() as client:
        for path, kind in (
            ("", "text/html"),
            ("static/preview/preview.js", "javascript"),
            ("sandbox/blockkit.js", "javascript"),
            ("sandbox/vendor/adaptivecards/adaptivecards.min.js", "javascript"),
        ):
            async with client.get(f"{address}{path}") as answer:
                assert answer.status == 200
                assert answer.content_type.endswith(kind)
                assert "unsafe" not in answer.headers["Content-Security-Policy"]
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
        for name, status in (
            ("evil.example", 403),
            ("evil.example:80", 403),
            ("", 403),
            ("LocalHost:1", 200),
        ):
            async with client.get(f"{address}playbook.json", headers={"Host": name}) as answer:
                assert answer.status == status
        for outside in ("static/../preview.py", "static/%2e%2e/preview.py", "sandbox/../__init__.py"):
            async with client.get(f"{address}{outside}") as answer:
                assert answer.status in {403, 404}


def test_a_port_that_is_taken_is_told_of_in_one_sentence(tmp_path, capsys):
    folder = a_folder(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["preview", str(folder), "--port", str(port), "--language", "en"]) == 2
    assert capsys.readouterr().out == f"Port {port} cannot be used here; choose another, or leave it out.\n"
    assert main(["preview", str(folder), "--port", "70000", "--language", "fr"]) == 2
    assert "70000 ne peut pas servir" in capsys.readouterr().out
