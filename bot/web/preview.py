"""The preview of a playbook: every entry as each platform will draw it, beside its problems, anew after each edit."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from aiohttp import hdrs, web

from bot.cards.elements import Card
from bot.domain.people import Place
from bot.domain.posts import Post
from bot.playbook.desk import Located, Reading
from bot.playbook.item import Drawn, Item
from bot.playbook.kinds import KINDS
from bot.playbook.load import Loaded
from bot.playbook.problems import Problem
from bot.texts import LANGUAGES, Texts, Words
from bot.web.drawing import Drawing

Painter = Callable[[Card], dict[str, Any]]
"""Paints a card as a platform's own document."""

HERE: Final = Path(__file__).parent
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
OWN_NAMES: Final = frozenset({"127.0.0.1", "localhost"})
HEARTBEAT: Final = 15.0
"""Seconds between two signs of life on the stream of changes."""
SAMPLE: Final = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


class Preview:
    """The picture that is shown, and those who wait for the next one."""

    def __init__(self) -> None:
        self._body = b"{}"
        self._version = ""
        self._changed = asyncio.Condition()

    async def show(self, version: str, picture: Mapping[str, Any]) -> None:
        """Put a new picture in the place of the last one."""
        self._body = json.dumps(picture, ensure_ascii=False).encode()
        async with self._changed:
            self._version = version
            self._changed.notify_all()

    async def body(self) -> bytes:
        """Give the picture as JSON."""
        return self._body

    async def versions(self) -> AsyncIterator[str]:
        """Tell each new version as it comes; an empty one is a sign of life."""
        last = ""
        while True:
            async with self._changed:
                try:
                    async with asyncio.timeout(HEARTBEAT):
                        await self._changed.wait_for(lambda last=last: self._version != last)  # type: ignore[misc]
                except TimeoutError:
                    yield ""
                    continue
                last = self._version
            yield last


def picture_of(loaded: Loaded, painters: Mapping[str, Painter], texts: Texts) -> dict[str, Any]:
    """Draw everything that could be read, in every language and for every platform, with all problems."""
    problems = [_problem(problem, texts) for problem in loaded.problems]
    places = _owners(loaded)
    return {
        "playbooks": [_playbook(reading, painters, texts, places) for reading in loaded.readings],
        "problems": problems,
        "elsewhere": places.get(None, []),
        "is_usable": loaded.book is not None,
        "words": {
            language: {
                key.removeprefix("web.preview."): said
                for key, said in texts.for_locale(language).sentences.items()
                if key.startswith("web.preview.")
            }
            for language in LANGUAGES
        },
    }


def build_preview(preview: Preview, texts: Texts, assets: Mapping[str, Path]) -> web.Application:
    """Serve the page. `assets`: further folders of scripts and styles, by the first part of their addresses."""
    drawing = Drawing(texts.for_locale)
    app = web.Application(middlewares=[_answer_own_names])
    app.on_response_prepare.append(_dress)

    async def page(request: web.Request) -> web.Response:
        return drawing.page(request, "preview.html", {})

    async def picture(_request: web.Request) -> web.Response:
        return web.Response(body=await preview.body(), content_type="application/json")

    async def changes(request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(headers={hdrs.CONTENT_TYPE: "text/event-stream"})
        # Whoever closes the page leaves in the middle of a line, and that is all there is to it.
        with suppress(ConnectionResetError):
            await stream.prepare(request)
            async for version in preview.versions():
                await stream.write(f"data: {version}\n\n".encode() if version else b": alive\n\n")
        return stream

    app.router.add_get("/", page)
    app.router.add_get("/playbook.json", picture)
    app.router.add_get("/changes", changes)
    for name, folder in {"static": HERE / "static", **assets}.items():
        app.router.add_static(f"/{name}", folder)
    return app


@web.middleware
async def _answer_own_names(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    # A page from elsewhere could let its own name lead to this machine, and read what is not published yet.
    if request.host.partition(":")[0].lower() not in OWN_NAMES:
        raise web.HTTPForbidden
    return await handler(request)


async def _dress(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers[hdrs.CACHE_CONTROL] = "no-cache"


def _owners(loaded: Loaded) -> dict[tuple[str, int] | None, list[int]]:
    """Give each problem, by its number, to the entry it is in; None are those outside every entry."""
    starts: dict[str, list[int]] = {}
    for reading in loaded.readings:
        for located in reading.located:
            starts.setdefault(located.file, []).append(located.line)
    owners: dict[tuple[str, int] | None, list[int]] = {}
    for number, problem in enumerate(loaded.problems):
        before = [line for line in starts.get(problem.file, ()) if line <= problem.line]
        owners.setdefault((problem.file, max(before)) if before else None, []).append(number)
    return owners


def _problem(problem: Problem, texts: Texts) -> dict[str, Any]:
    excerpt = problem.text(texts.for_locale("en")).partition("\n")[2]
    said = {language: problem.sentence(texts.for_locale(language)) for language in LANGUAGES}
    return {"where": problem.where, "said": said, "excerpt": excerpt, "blocks": problem.blocks}


def _playbook(
    reading: Reading,
    painters: Mapping[str, Painter],
    texts: Texts,
    places: Mapping[tuple[str, int] | None, list[int]],
) -> dict[str, Any]:
    programme = reading.programme
    # Two playbooks may have one id by mistake; their folders tell them apart.
    key = reading.home.rstrip("/") or "playbook"
    words = {language: _words(reading, texts, language) for language in LANGUAGES}
    items: dict[str, list[dict[str, Any]]] = {kind.name: [] for kind in KINDS}
    for located in reading.located:
        items[located.kind.name].append(_item(key, located, painters, words, places))
    return {
        "key": key,
        "name": programme.name if programme else key,
        "language": programme.language if programme else None,
        "kinds": [
            {"name": kind.name, "file": kind.files, "items": _told_apart(items[kind.name])} for kind in KINDS
        ],
    }


def _told_apart(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give entries with one id, a mistake that is to be seen, a key each."""
    times: Counter[str] = Counter()
    apart = []
    for item in items:
        times[item["key"]] += 1
        again = times[item["key"]]
        apart.append(item if again == 1 else {**item, "key": f"{item['key']}~{again}"})
    return apart


def _words(reading: Reading, texts: Texts, language: str) -> Words:
    is_own = reading.programme is not None and reading.programme.language == language
    return texts.own(language, reading.sentences if is_own else ())


def _item(
    playbook: str,
    located: Located,
    painters: Mapping[str, Painter],
    words: Mapping[str, Words],
    places: Mapping[tuple[str, int] | None, list[int]],
) -> dict[str, Any]:
    part = located.part
    where = f"{located.file}:{located.line}"
    key = f"{playbook}/{part.key if isinstance(part, Item) else located.kind.name}"
    cards = {language: _cards(part, key, words[language]) for language in words} if part else {}
    return {
        "key": key if part else where,
        "title": located.title,
        "where": where,
        "problems": places.get((located.file, located.line), []),
        "said": {language: [card.plain() for card in each] for language, each in cards.items()},
        "drawings": {
            language: {name: [paint(card) for card in each] for name, paint in painters.items()}
            for language, each in cards.items()
        },
    }


def _cards(part: Drawn, key: str, words: Words) -> tuple[Card, ...]:
    """Draw an entry, and then its answers."""
    return (part.card(words, key, _sample(part)), *part.answers(words))


def _sample(part: Drawn) -> Post | None:
    """An idea is drawn as it stands in a channel, with two of its five places taken."""
    if part.kind != "share":
        return None
    place = Place("", "", "")
    closes_at = SAMPLE + timedelta(days=7)
    return Post("sample", place, SAMPLE.date(), "", "", "share", "", SAMPLE, closes_at, 5, 2)


@asynccontextmanager
async def serving(app: web.Application, port: int) -> AsyncIterator[str]:
    """Serve on this machine alone; port 0 takes a free one. Gives the address."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, handler_cancellation=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()
