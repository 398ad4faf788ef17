"""A web application on loopback, with one playbook's item in it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.domain.share import Draft
from bot.ports import Route
from bot.texts import WordsFor, catalogues
from bot.web.application import build_web
from bot.web.share_page import SharePage, SharePages

TITLE = "What we learned from the flood in the Liège workshop"
ANGLES = ("A real Tuesday", "What I would do differently", "For whom this is not")
DRAFT = Draft(
    disclosure="I work for Meuse Valley Pumps, and this is one of our own.",
    body="What surprised me most that morning was … I had never seen the river this high. "
    "We moved forty motors by hand before noon.",
    question="What would you have moved first?",
    hashtags=("#pumps", "maintenance"),
    link="https://example.com/stories/flood?edition=2#before-noon",
)


def a_share_page(**changes: object) -> SharePage:
    values: dict[str, object] = {"title": TITLE, "angles": ANGLES, "draft": DRAFT, "language": "en"}
    return SharePage(**{**values, **changes})  # type: ignore[arg-type]


async def always_ready() -> Sequence[str]:
    return ()


Browse = Callable[..., Awaitable[TestClient[web.Request, web.Application]]]


@pytest.fixture(scope="session")
def words() -> WordsFor:
    return catalogues().for_locale


@pytest.fixture
async def browse(words: WordsFor) -> AsyncIterator[Browse]:
    """Start the application with a page at `starter/flood` and give a client for it."""
    clients: list[TestClient[web.Request, web.Application]] = []

    async def start(
        page: SharePage | None = None,
        routes: Sequence[Route] = (),
        ready: Callable[[], Awaitable[Sequence[str]]] = always_ready,
    ) -> TestClient[web.Request, web.Application]:
        shown = page or a_share_page()

        def lookup(playbook: str, item: str, angle: int, language: str) -> SharePage | None:
            is_known = (playbook, item) == ("starter", "flood") and angle < len(shown.angles)
            return shown if is_known else None

        client = TestClient(TestServer(build_web(SharePages(lookup, words), routes, ready)))
        await client.start_server()
        clients.append(client)
        return client

    yield start
    for client in clients:
        await client.close()
