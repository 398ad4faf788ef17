"""A real YAML language server, as admins' editors run it, completes and underlines by the schema we ship."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.playbook.editor_schema import NAME, as_text, modeline
from bot.playbook.kinds import KINDS, Kind
from tests.npm import program
from tests.playbook.desk import STARTERS

VERSION = "2.0.0"
pytestmark = [pytest.mark.slow, pytest.mark.npm]

Json = dict[str, Any]


class Editor:
    """Speaks the Language Server Protocol over a pipe: as much of it as an editor needs here."""

    def __init__(self, process: asyncio.subprocess.Process, root: Path) -> None:
        self._process = process
        self._root = root
        self._last = 0
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._marks: dict[str, asyncio.Queue[list[Json]]] = {}
        self.texts: dict[str, str] = {}

    async def listen(self) -> None:
        """Take what the server says until it ends."""
        assert self._process.stdout is not None
        while head := await self._process.stdout.readline():
            length = int(head.decode().partition(":")[2])
            while (await self._process.stdout.readline()).strip():
                pass
            message = json.loads(await self._process.stdout.readexactly(length))
            await self._take(message)

    async def _take(self, message: Json) -> None:
        if message.get("method") == "textDocument/publishDiagnostics":
            self._marks[message["params"]["uri"]].put_nowait(message["params"]["diagnostics"])
        elif "method" in message and "id" in message:
            asked = message["params"].get("items", []) if isinstance(message.get("params"), dict) else []
            await self._send({"id": message["id"], "result": [_settings(item) for item in asked] or None})
        elif "id" in message:
            self._answers.pop(message["id"]).set_result(message.get("result"))

    async def _send(self, message: Json) -> None:
        assert self._process.stdin is not None
        raw = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(raw), raw))
        await self._process.stdin.drain()

    async def ask(self, method: str, **params: Any) -> Any:
        self._last += 1
        answer = self._answers[self._last] = asyncio.get_running_loop().create_future()
        await self._send({"id": self._last, "method": method, "params": params})
        async with asyncio.timeout(60):
            return await answer

    async def begin(self) -> None:
        capabilities = {
            "workspace": {"configuration": True},
            "textDocument": {"hover": {"contentFormat": ["plaintext"]}},
        }
        await self.ask(
            "initialize", processId=os.getpid(), rootUri=self._root.as_uri(), capabilities=capabilities
        )
        await self._send({"method": "initialized", "params": {}})

    async def open(self, name: str, text: str) -> list[Json]:
        """Open a file that is not open yet and wait for what is underlined in it."""
        path = self._root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        uri = path.as_uri()
        assert uri not in self.texts, "the server does not look again at what is opened twice"
        self.texts[uri] = text
        self._marks[uri] = asyncio.Queue()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        await self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        async with asyncio.timeout(60):
            return await self._marks[uri].get()

    async def complete(self, name: str, after: str) -> dict[str, Json]:
        """Ask what could be typed behind a piece of text."""
        found = await self.ask("textDocument/completion", **self._at(name, after))
        items = found["items"] if isinstance(found, dict) else found
        return {item["label"]: item for item in items}

    async def hover(self, name: str, after: str) -> str:
        found = await self.ask("textDocument/hover", **self._at(name, after))
        contents = found["contents"]
        return contents["value"] if isinstance(contents, dict) else str(contents)

    def _at(self, name: str, after: str) -> Json:
        uri = (self._root / name).as_uri()
        before = self.texts[uri][: self.texts[uri].index(after) + len(after)]
        line, column = before.count("\n"), len(before.rpartition("\n")[2])
        return {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}


def _settings(item: Json) -> Any:
    ours = {
        "validate": True,
        "completion": True,
        "hover": True,
        "schemaStore": {"enable": False},
        "customTags": [],
    }
    return ours if item.get("section") == "yaml" else None


@asynccontextmanager
async def an_editor(server: Path, root: Path) -> AsyncIterator[Editor]:
    process = await asyncio.create_subprocess_exec(
        str(server), "--stdio", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**24
    )
    editor = Editor(process, root)
    listening = asyncio.create_task(editor.listen())
    try:
        await editor.begin()
        yield editor
    finally:
        process.terminate()
        await process.wait()
        await listening


@pytest.fixture
def server(pytestconfig: pytest.Config) -> Path:
    cache = Path(pytestconfig.cache.mkdir("npm"))
    return program(cache, "yaml-language-server", VERSION, "yaml-language-server")


@pytest.fixture
async def editor(server: Path, tmp_path: Path) -> AsyncIterator[Editor]:
    """An editor at work in a playbook's folder, with the schema beside it."""
    (tmp_path / NAME).write_text(as_text(), encoding="utf-8")
    async with an_editor(server, tmp_path) as found:
        yield found


def a_file_of(kind: Kind, name: str) -> str:
    entry = kind.example if kind.is_single else "- " + kind.example.replace("\n", "\n  ").rstrip() + "\n"
    return f"{modeline(name)}\n{entry}"


@pytest.mark.parametrize("name", ["tips.yaml", "tips/01-privacy.yaml"])
async def test_keys_and_values_are_completed_and_explained(editor: Editor, name: str):
    text = f"{modeline(name)}\n- id: one\n  title: One\n  topic: \n  "
    await editor.open(name, text)
    keys = await editor.complete(name, "topic: \n  ")
    assert {"text", "step", "minutes", "why_for_you", "module", "level"} <= set(keys)
    assert "title" not in keys
    assert "what the person gains" in str(keys["why_for_you"]["documentation"])
    values = await editor.complete(name, "topic: ")
    assert {"employer", "expertise", "customer", "community"} <= set(values)
    assert "One line, at most 120 characters" in await editor.hover(name, "\n  tit")


async def test_an_unknown_key_is_underlined_where_it_stands(editor: Editor):
    marks = await editor.open(
        "tips.yaml", f"{modeline('tips.yaml')}\n- id: one\n  titel: One\n  text: Two\n  why_for_you: Three\n"
    )
    unknown = [mark for mark in marks if "titel" in mark["message"]]
    assert [mark["range"]["start"] for mark in unknown] == [{"line": 2, "character": 2}]
    assert [mark["range"]["end"] for mark in unknown] == [{"line": 2, "character": 7}]
    assert any("title" in mark["message"] for mark in marks)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_the_example_of_every_kind_is_underlined_nowhere_and_a_stray_key_in_it_is(
    editor: Editor, kind: Kind
):
    name = f"{kind.files}.yaml"
    text = a_file_of(kind, name)
    assert await editor.open(name, text) == []
    indent = "" if kind.is_single else "  "
    marks = await editor.open("stray.yaml", f"{text}{indent}weather: fine\n")
    place = {"line": text.count("\n"), "character": len(indent)}
    assert [mark["range"]["start"] for mark in marks] == [place], marks


FRONT = """\
id: small
name: Small
language: en
channels:
  - channel: slack:C0SMALL
    schedule: {at: "09:30", timezone: Europe/Paris}
"""
OWN = "join:\n  heading: Would you like to?\n"


@pytest.mark.parametrize(("name", "text"), [("playbook.yaml", FRONT), ("words.yaml", OWN)])
async def test_a_stray_key_is_underlined_on_the_front_page_and_among_the_bots_words(
    editor: Editor, name: str, text: str
):
    whole = f"{modeline(name)}\n{text}"
    assert await editor.open(name, whole) == []
    marks = await editor.open("stray.yaml", f"{whole}weather: fine\n")
    assert [mark["range"]["start"] for mark in marks] == [{"line": whole.count("\n"), "character": 0}], marks


async def test_no_file_of_the_starters_is_underlined_anywhere(server: Path, tmp_path: Path):
    for folder in sorted(path for path in STARTERS.iterdir() if path.is_dir()):
        root = tmp_path / folder.name
        root.mkdir()
        (root / NAME).write_text(as_text(), encoding="utf-8")
        async with an_editor(server, root) as editor:
            for file in sorted(folder.rglob("*.yaml")):
                name = file.relative_to(folder).as_posix()
                assert await editor.open(name, file.read_text(encoding="utf-8")) == [], name


async def test_the_front_page_and_the_bots_words_are_known(editor: Editor):
    front = f"{modeline('playbook.yaml')}\nid: x\nname: X\nlanguage: \nchannels:\n  - channel: slack:C0X\n    schedule:\n      "
    await editor.open("playbook.yaml", front)
    assert {"fr", "en"} <= set(await editor.complete("playbook.yaml", "language: "))
    assert {"days", "at", "timezone", "skip_holidays"} <= set(
        await editor.complete("playbook.yaml", "schedule:\n      ")
    )
    await editor.open("words.yaml", f"{modeline('words.yaml')}\njoin:\n  ")
    words = await editor.complete("words.yaml", "join:\n  ")
    assert "Would you like to take part?" in str(words["heading"]["documentation"])
