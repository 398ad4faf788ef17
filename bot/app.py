"""The composition root: the only place where the house, its doors and its cellar meet."""

import asyncio
import logging
import sys
import traceback
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from aiohttp import web
from structlog.typing import EventDict

import store
from adapters import PLATFORMS
from bot.engine import Engine
from bot.playbook.book import Book
from bot.playbook.load import Loaded, load_files
from bot.playbook.watch import Snapshot, Watched, load_snapshot, take
from bot.ports import ChatPlatform, Clock, Door, PlatformError, Store
from bot.router import Router
from bot.screens.kit import draft_of
from bot.settings import Settings
from bot.texts import Texts
from bot.usecases.mind_playbook import begin, mind_playbook
from bot.usecases.services import Services
from bot.web.application import build_web
from bot.web.metrics import PlaybookFigures, build_metrics
from bot.web.share_page import SharePage, SharePages

WATCH_EVERY: Final = 3.0
"""Seconds between two looks at the playbook folder; a change is taken up when two looks agree."""
LATEST_TICK: Final = timedelta(minutes=3)
log = structlog.get_logger(__name__)


class CannotStart(Exception):
    """The bot cannot start; the message says why and what to do."""


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        """Tell the time, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


@dataclass(frozen=True)
class Running:
    """A bot at work."""

    address: str
    """Where it listens, for example `http://127.0.0.1:3000`."""
    services: Services
    engine: Engine
    router: Router


def write_log_lines(level: int = logging.INFO) -> None:
    """Send structured lines to standard output. They carry ids and reasons, never texts, tokens or bodies."""
    logging.basicConfig(level=logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _without_words,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )


def _without_words(_logger: object, _name: str, line: EventDict) -> EventDict:
    """Write an exception as its type and where it came from: its own words may quote what a person wrote."""
    error = sys.exc_info()[1] if line.pop("exc_info", None) else None
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        line["error"] = type(error).__name__
        line["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return line


@asynccontextmanager
async def running(settings: Settings, clock: Clock) -> AsyncIterator[Running]:
    """Start everything, each part after those it needs, and stop it in the reverse order.

    Raises CannotStart for a broken playbook, a database that cannot be opened, or a platform that refuses us.
    """
    texts = Texts.load()
    async with AsyncExitStack() as stack:
        cellar = await _open_cellar(settings)
        stack.push_async_callback(cellar.close)
        snapshot = take(settings.playbooks)
        loaded = load_snapshot(settings.playbooks, snapshot, is_live=settings.is_live)
        book = loaded.book or await _kept_book(cellar, settings, loaded, texts)
        watched = Watched(settings.playbooks, book, is_live=settings.is_live)
        platforms: dict[str, ChatPlatform] = {}
        woken = asyncio.Event()
        services = Services(
            store=cellar,
            platforms=platforms,
            book=lambda: watched.current,
            texts=texts,
            clock=clock,
            settings=settings,
            wake=woken.set,
        )
        router = Router(services)
        stack.push_async_callback(router.close)
        engine = Engine(services, router.finish_waiting, woken)
        doors = _doors(settings, router, clock)
        platforms.update({name: door.platform for name, door in doors.items()})
        address = await _listen(stack, services, engine, watched, doors.values())
        for name, door in doors.items():
            stack.push_async_callback(door.close)
            try:
                await door.start()
            except PlatformError as error:
                raise CannotStart(
                    f"{name} refused the connection: {error}. Check its token and its address."
                ) from error
        watched.begin(snapshot, loaded.problems)
        await begin(services, watched)
        await stack.enter_async_context(_in_background(engine.run()))
        await stack.enter_async_context(_watching(services, watched))
        playbooks = [each.id for each in watched.current.playbooks]
        log.info("started", address=address, playbooks=playbooks, is_playbook_broken=watched.is_broken)
        yield Running(address, services, engine, router)


def _doors(settings: Settings, router: Router, clock: Clock) -> dict[str, Door]:
    try:
        return {name: PLATFORMS[name](config, router, clock) for name, config in settings.doors.items()}
    except (ValueError, OSError) as error:
        raise CannotStart(f"A platform's settings do not fit together: {error}") from error


async def _kept_book(cellar: Store, settings: Settings, loaded: Loaded, texts: Texts) -> Book:
    """Take the last good playbook where the files are broken. Without one, every problem is named with its place."""
    async with cellar.reading() as shelves:
        kept = await shelves.playbooks.kept()
    if kept is not None:
        last_good = load_files(Snapshot.of_contents(kept.digest, kept.files).files, is_live=settings.is_live)
        if last_good.book is not None:
            return last_good.book
    words = texts.for_locale("en")
    told = "\n".join(problem.text(words) for problem in loaded.problems if problem.blocks)
    raise CannotStart(f"The playbook in {settings.playbooks} has problems:\n{told}")


async def _open_cellar(settings: Settings) -> Store:
    try:
        return await store.open_store(settings.database_url)
    except (ValueError, OSError, store.StoreError) as error:
        raise CannotStart(f"The database cannot be opened: {error}") from error


async def _listen(
    stack: AsyncExitStack, services: Services, engine: Engine, watched: Watched, doors: Iterable[Door]
) -> str:
    """Answer on the configured host and port; port 0 takes a free one. Returns the address."""

    async def ready() -> Sequence[str]:
        return await _reasons_not_ready(services, engine)

    def lookup(playbook_id: str, item_id: str, angle: int, _language: str) -> SharePage | None:
        return _share_page(services, playbook_id, item_id, angle)

    routes = [route for door in doors for route in door.routes()]

    def warnings() -> Sequence[str]:
        return ["the playbook's files have mistakes; an older one is in use"] if watched.is_broken else []

    pages = SharePages(lookup, services.texts.for_locale)
    settings = services.settings
    if settings.metrics:
        figures = build_metrics(lambda: _figures(watched))
        await _serve(stack, figures, *settings.metrics, setting="PORTEVOIX_METRICS")
    application = build_web(pages, routes, ready, warnings)
    port = await _serve(stack, application, settings.host, settings.port, setting="PORTEVOIX_PORT")
    return f"http://{settings.host}:{port}"


async def _serve(
    stack: AsyncExitStack, application: web.Application, host: str, port: int, *, setting: str
) -> int:
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise CannotStart(
            f"Cannot listen on {host} port {port}: {error.strerror}. Choose another {setting}."
        ) from error
    taken: int = runner.addresses[0][1]
    return taken


def _figures(watched: Watched) -> PlaybookFigures:
    return PlaybookFigures(not watched.is_broken, watched.good_since, len(watched.problems))


async def _reasons_not_ready(services: Services, engine: Engine) -> Sequence[str]:
    reasons = []
    try:
        async with services.store.reading() as shelves:
            await shelves.workspaces.all()
    except Exception as error:
        log.exception("ready.database")
        reasons.append(f"the database does not answer ({type(error).__name__})")
    if engine.last_tick is None or services.clock.now() - engine.last_tick > LATEST_TICK:
        reasons.append("the engine has not looked for due work lately")
    return reasons


def _share_page(services: Services, playbook_id: str, item_id: str, angle: int) -> SharePage | None:
    playbook = services.book().playbook(playbook_id)
    share = playbook.share(item_id) if playbook else None
    if playbook is None or share is None or not 0 <= angle < len(share.angles):
        return None
    return SharePage(
        title=share.title,
        angles=tuple(each.title for each in share.angles),
        draft=draft_of(services.texts, playbook, share, angle),
        networks=tuple(each.network for each in playbook.networks),
        language=playbook.language,
    )


@asynccontextmanager
async def _watching(services: Services, watched: Watched) -> AsyncIterator[None]:
    """Take up edits of the playbook; a broken one leaves the last good one in force, loudly. Files live in real time.

    It is let finish what it has begun: a database connection that is cancelled half-way is lost to the pool.
    """
    ending = asyncio.Event()

    async def watch() -> None:
        while not ending.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(WATCH_EVERY):
                    await ending.wait()
            if ending.is_set():
                return
            try:
                await mind_playbook(services, watched)
            except Exception:
                log.exception("playbook.not_minded")

    task = asyncio.create_task(watch())
    try:
        yield
    finally:
        ending.set()
        await task


@asynccontextmanager
async def _in_background(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
