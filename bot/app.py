"""The composition root: the only place where the house, its doors and its cellar meet."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from types import MappingProxyType
from typing import Final

import structlog
from aiohttp import web

import store
from adapters import PLATFORMS
from bot.engine import Engine
from bot.playbook.book import Book
from bot.playbook.load import Loaded, load_files
from bot.playbook.watch import Snapshot, Watched, load_snapshot, take
from bot.ports import ChatPlatform, Clock, Door, Gone, Ledger, PlatformError, Store
from bot.router import UNFINISHED_AFTER, Router
from bot.screens.kit import draft_of
from bot.settings import Settings
from bot.texts import Texts, catalogues
from bot.usecases.erase import erase_again
from bot.usecases.export_own import open_export
from bot.usecases.hold_restored import hold_restored
from bot.usecases.keep_sealed import unopened
from bot.usecases.meet import open_calendar
from bot.usecases.mind_clock import Clockwatch
from bot.usecases.mind_playbook import begin, mind_playbook
from bot.usecases.services import Services
from bot.web.application import build_web
from bot.web.calendar_page import calendar_routes
from bot.web.export_page import export_routes
from bot.web.go_page import go_routes
from bot.web.install_page import install_routes
from bot.web.metrics import Figures, build_metrics
from bot.web.readiness import reading_of, reasons_not_ready
from bot.web.report_page import report_routes
from bot.web.serving import serving
from bot.web.share_page import SharePage, SharePages
from bot.web.turnstile import Turnstile

WATCH_EVERY: Final = 3.0
"""Seconds between two looks at the playbook folder; a change is taken up when two looks agree."""
LONGEST_END: Final = 25.0
"""Seconds for what is being sent when the bot is told to stop: every call ends within ten."""
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


@asynccontextmanager
async def running(settings: Settings, clock: Clock) -> AsyncIterator[Running]:
    """Start everything, each part after those it needs, and stop it in the reverse order.

    Raises CannotStart for a broken playbook, a database that cannot be opened, or a platform that refuses us.
    """
    async with AsyncExitStack() as stack:
        woken, platforms = asyncio.Event(), dict[str, ChatPlatform]()
        services, watched = await _services(stack, settings, clock, platforms, woken)
        router = Router(services)
        stack.push_async_callback(router.close)
        engine = Engine(services, router.finish_waiting, woken)
        doors = _doors(settings, router, clock, platforms)
        address = await _listen(stack, services, engine, watched, doors)
        await _open(stack, doors, router, clock.now())
        if wrong := Clockwatch(platforms).too_far():
            raise CannotStart(f"The clock of this machine is wrong. {' '.join(wrong)}.")
        await begin(services, watched)
        await hold_restored(services)
        await _hear(doors)
        await stack.enter_async_context(_at_work(engine))
        await stack.enter_async_context(_watching(services, watched, Clockwatch(platforms)))
        playbooks = [each.id for each in watched.current.playbooks]
        log.info("started", address=address, playbooks=playbooks, is_playbook_broken=watched.is_broken)
        yield Running(address, services, engine, router)


@asynccontextmanager
async def answering(settings: Settings, clock: Clock) -> AsyncIterator[Router]:
    """Start no more than it takes to answer events that are here already: it neither listens nor posts. Raises CannotStart."""
    async with AsyncExitStack() as stack:
        platforms = dict[str, ChatPlatform]()
        services = await stack.enter_async_context(at_rest(settings, clock, platforms))
        router = Router(services)
        stack.push_async_callback(router.close)
        await _open(stack, _doors(settings, router, clock, platforms), router, clock.now())
        yield router


@asynccontextmanager
async def at_rest(
    settings: Settings, clock: Clock, platforms: Mapping[str, ChatPlatform] = MappingProxyType({})
) -> AsyncIterator[Services]:
    """Open what the use-cases work with, and no door: nothing is heard or said. Raises CannotStart."""
    async with AsyncExitStack() as stack:
        services, watched = await _services(stack, settings, clock, platforms, asyncio.Event())
        async with services.store.reading() as shelves:
            watched.lay_over(await shelves.playbooks.edits())
        yield services


async def _services(
    stack: AsyncExitStack,
    settings: Settings,
    clock: Clock,
    platforms: Mapping[str, ChatPlatform],
    woken: asyncio.Event,
) -> tuple[Services, Watched]:
    """Open the cellar and read the playbooks; `platforms` are still to come."""
    texts = catalogues()
    cellar = await _open_cellar(settings)
    stack.push_async_callback(cellar.close)
    snapshot = take(settings.playbooks)
    loaded = load_snapshot(settings.playbooks, snapshot, is_live=settings.is_live)
    book = loaded.book or await _kept_book(cellar, settings, loaded, texts)
    watched = Watched(settings.playbooks, book, is_live=settings.is_live)
    watched.begin(snapshot, loaded.problems)
    services = Services(
        store=cellar,
        platforms=platforms,
        book=lambda: watched.current,
        take_up=watched.lay_over,
        texts=texts,
        clock=clock,
        settings=settings,
        wake=woken.set,
        ledger=_open_ledger(settings),
    )
    await _refuse_without_keys(services)
    await _keep_erased(services)
    return services, watched


def _doors(
    settings: Settings, router: Router, clock: Clock, platforms: dict[str, ChatPlatform]
) -> dict[str, Door]:
    try:
        doors = {name: PLATFORMS[name](config, router, clock) for name, config in settings.doors.items()}
    except (ValueError, OSError) as error:
        raise CannotStart(f"A platform's settings do not fit together: {error}") from error
    platforms.update({name: door.platform for name, door in doors.items()})
    return doors


async def _open(stack: AsyncExitStack, doors: Mapping[str, Door], router: Router, now: datetime) -> None:
    """Open the doors. One whose workspace has shown us out keeps none of the others shut.

    What was heard of it before is taken up first: that we had to leave, perhaps.
    """
    refused: dict[str, PlatformError] = {}
    for name, door in doors.items():
        stack.push_async_callback(door.close)
        try:
            await door.start()
        except PlatformError as error:
            refused[name] = error
    shown_out = [each for each in refused.values() if isinstance(each, Gone) and each.what == "workspace"]
    for name, reason in refused.items():
        log.error("door.shut", platform=name, reason=str(reason))
    if refused and (len(refused) == len(doors) or len(shown_out) < len(refused)):
        await router.finish_waiting(now + UNFINISHED_AFTER)
        lines = (f"{name} refused the connection: {error}." for name, error in refused.items())
        raise CannotStart("\n".join((*lines, "Check its token and its address."))) from next(
            iter(refused.values())
        )


async def _hear(doors: Mapping[str, Door]) -> None:
    """Let events in where we fetch them ourselves, now that everything is there that answers them."""
    for name, door in doors.items():
        try:
            await door.listen()
        except PlatformError as error:
            raise CannotStart(
                f"{name} refused the connection over which it brings events: {error}. Check SLACK_APP_TOKEN, its scope "
                "connections:write, and that Socket Mode is switched on in the app's settings."
            ) from error


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


def _open_ledger(settings: Settings) -> Ledger | None:
    ledger = store.open_ledger(settings.database_url, settings.erasure_ledger)
    if ledger is None:
        log.warning(
            "erasures.not_kept",
            consequence="a restored backup would bring back people who have left",
            repair="set PORTEVOIX_ERASURE_LEDGER to a file that all machines share and no backup of the database holds",
        )
    return ledger


async def _refuse_without_keys(services: Services) -> None:
    """Do not start where something cannot be opened: what is written from now on would be closed by keys of another life."""
    lost = await unopened(services.store, services.settings.secret_keys)
    if lost:
        raise CannotStart(
            f"PORTEVOIX_SECRET_KEYS does not open all that is in {', '.join(lost)}. Add the key that closed it, after the "
            "first; portevoix db rotate-keys then makes it superfluous. If that key is gone for good: "
            "portevoix db rotate-keys --remove-unreadable"
        )


async def _keep_erased(services: Services) -> None:
    """Erase again whom a restored backup has brought back, before anybody is answered."""
    try:
        await erase_again(services)
    except OSError as error:
        raise CannotStart(
            f"The erasure ledger cannot be read: {error}. Without it, people who have left might be written to. "
            "Let the bot read it, or set PORTEVOIX_ERASURE_LEDGER."
        ) from error


async def _listen(
    stack: AsyncExitStack, services: Services, engine: Engine, watched: Watched, doors: Mapping[str, Door]
) -> str:
    """Answer on the configured host and port; port 0 takes a free one. Returns the address."""

    async def ready() -> Sequence[str]:
        return await reasons_not_ready(services, engine)

    def lookup(playbook_id: str, item_id: str, angle: int, _language: str) -> SharePage | None:
        return _share_page(services, playbook_id, item_id, angle)

    async def opened(ticket: str, form: str) -> tuple[str, bytes] | None:
        return await open_export(services, ticket, form)

    async def calendar(platform: str, workspace: str, id_: str, ticket: str) -> bytes | None:
        return await open_calendar(services, platform, workspace, id_, ticket)

    settings, figures = services.settings, Figures()
    routes = [
        *export_routes(opened),
        *calendar_routes(calendar),
        *report_routes(services),
        *go_routes(services),
        *(
            each
            for door in doors.values()
            if door.installer
            for each in install_routes(services, door.installer)
        ),
        *(figures.timed(name, route) for name, door in doors.items() for route in door.routes()),
    ]

    def warnings() -> Sequence[str]:
        broken = ["the playbook's files have mistakes; an older one is in use"] if watched.is_broken else []
        worries = [each for door in doors.values() for each in door.worries()]
        return [*broken, *worries, *Clockwatch(services.platforms).worth_a_word()]

    pages = SharePages(lookup, services.texts.for_locale)
    if settings.metrics:
        measured = build_metrics(figures, lambda: reading_of(services, engine, watched))
        await _serve(stack, measured, *settings.metrics, setting="PORTEVOIX_METRICS")
    turnstile = Turnstile(monotonic, settings.proxy_header)
    application = build_web(pages, routes, ready, warnings, turnstile)
    port = await _serve(stack, application, settings.host, settings.port, setting="PORTEVOIX_PORT")
    return f"http://{settings.host}:{port}"


async def _serve(
    stack: AsyncExitStack, application: web.Application, host: str, port: int, *, setting: str
) -> int:
    try:
        return await stack.enter_async_context(serving(application, host, port))
    except OSError as error:
        raise CannotStart(
            f"Cannot listen on {host} port {port}: {error.strerror}. Choose another {setting}."
        ) from error


def _share_page(services: Services, playbook_id: str, item_id: str, angle: int) -> SharePage | None:
    playbook = services.book().playbook(playbook_id)
    share = playbook.share(item_id) if playbook else None
    if playbook is None or share is None or share.key in playbook.withdrawn:
        return None
    if not 0 <= angle < len(share.angles):
        return None
    return SharePage(
        title=share.title,
        angles=tuple(each.title for each in share.angles),
        draft=draft_of(services.texts, playbook, share, angle),
        networks=tuple(each.network for each in playbook.networks),
        language=playbook.language,
    )


@asynccontextmanager
async def _watching(services: Services, watched: Watched, clock: Clockwatch) -> AsyncIterator[None]:
    """Take up edits of the playbook; a broken one leaves the last good one in force, loudly. Files live in real time.

    It is let finish what it has begun: a database connection that is cancelled half-way is lost to the pool.
    """
    ending = asyncio.Event()

    async def watch() -> None:
        while not ending.is_set():
            clock.mind()
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
async def _at_work(engine: Engine) -> AsyncIterator[None]:
    """Let the engine run, and at the end finish what it is saying: cut off, it would leave doubts."""
    task = asyncio.create_task(engine.run())
    try:
        yield
    finally:
        engine.stop()
        done, _ = await asyncio.wait({task}, timeout=LONGEST_END)
        if not done:
            log.error("engine.cut_off", after_seconds=LONGEST_END)
            task.cancel()
        with suppress(asyncio.CancelledError):
            await task
