"""The pages of an installation: a state works once, in one browser, for ten minutes; every ending says what to do."""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request

from adapters.slack.consent import SCOPES
from bot.domain.installations import Installation
from bot.ports import Gone, NotInvited, PlatformError, RateLimited, Refused, ScopesMissing, Store, Unknown
from bot.web.application import build_web
from bot.web.install_page import CALLBACK, install_routes
from bot.web.share_page import SharePages
from bot.web.turnstile import Turnstile
from tests.bots import Bot, a_bot
from tests.factories import an_installation
from tests.web.conftest import always_ready

Client = TestClient[web.Request, web.Application]
HOME = "/slack/install"


@dataclass
class Door:
    """Installs what it is told, or fails as it is told."""

    scopes: Sequence[str] = SCOPES
    codes: list[str] = field(default_factory=list)
    failure: PlatformError | None = None
    found: Installation = field(default_factory=an_installation)

    def address(self, state: str) -> str:
        return f"https://slack.example/authorize?a=1&state={state}"

    async def install(self, code: str) -> Installation:
        self.codes.append(code)
        if self.failure:
            raise self.failure
        return self.found


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture(params=["https://bot.example.com", "http://127.0.0.1:3000"])
async def bot(store: Store, request: pytest.FixtureRequest) -> AsyncIterator[Bot]:
    async with a_bot(store, public_url=request.param) as found:
        yield found


@pytest.fixture
async def client(bot: Bot, door: Door) -> AsyncIterator[Client]:
    pages = SharePages(lambda *_: None, bot.services.texts.for_locale)
    app = build_web(pages, install_routes(bot.services, door), always_ready)
    # Cookies are carried by hand: the test's client would keep back what is for https.
    async with TestClient(TestServer(app), cookie_jar=None) as found:
        yield found


async def begun(client: Client, cookie: str = "") -> tuple[str, str]:
    """Open the page as a browser does; give the state of its link, and the cookie."""
    client.session.cookie_jar.clear()
    answer = await client.get(HOME, headers={"Cookie": cookie} if cookie else {})
    assert answer.status == 200
    client.session.cookie_jar.clear()
    [link] = re.findall(r'href="(https://slack\.example[^"]+)"', await answer.text())
    [state] = parse_qs(urlsplit(link.replace("&amp;", "&")).query)["state"]
    return state, answer.headers["Set-Cookie"].partition(";")[0]


async def back(client: Client, state: str, cookie: str, **query: str) -> tuple[int, str]:
    answer = await client.get(
        CALLBACK, params={"state": state, "code": "the-code", **query}, headers={"Cookie": cookie}
    )
    return answer.status, await answer.text()


def says(bot: Bot, text: str, key: str, language: str = "en", **values: str) -> bool:
    told = bot.services.texts.for_locale(language)(f"web.install.{key}", **values)
    return told.replace("'", "&#39;") in text


async def test_the_page_says_what_is_asked_for_and_why_in_both_languages(bot: Bot, client: Client):
    for language in ("fr", "en"):
        answer = await client.get(f"{HOME}?lang={language}")
        text = await answer.text()
        for scope in SCOPES:
            assert scope in text
            assert says(bot, text, f"why.{scope.replace(':', '_')}", language)
        assert text.count('class="go"') == 1
        assert answer.headers["Cache-Control"] == "no-store"


async def test_the_cookie_is_for_this_browser_and_ten_minutes_alone(bot: Bot, client: Client):
    answer = await client.get(HOME)
    set_cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "Max-Age=600", "Path=/", "SameSite=Lax"} <= set(set_cookie.split("; "))
    is_safe = bot.services.settings.public_url.startswith("https")
    assert ("Secure" in set_cookie) is is_safe
    assert set_cookie.startswith("__Host-" if is_safe else "portevoix-install=")


async def test_consent_installs_and_the_page_says_what_comes_next(bot: Bot, client: Client, door: Door):
    status, text = await back(client, *await begun(client))
    assert (status, door.codes) == (200, ["the-code"])
    assert says(bot, text, "done_title", name="Hammerfest Works")
    assert says(bot, text, "step_setup")
    assert not says(bot, text, "step_workspaces")
    assert bot.platform.posted == []


async def test_an_organisation_is_told_to_add_its_workspaces(bot: Bot, client: Client, door: Door):
    door.found = an_installation("E0ORG", is_organisation=True)
    _, text = await back(client, *await begun(client))
    assert says(bot, text, "step_workspaces")


async def test_a_state_works_once(bot: Bot, client: Client, door: Door):
    state, cookie = await begun(client)
    assert (await back(client, state, cookie))[0] == 200
    status, text = await back(client, state, cookie)
    assert (status, len(door.codes)) == (400, 1)
    assert says(bot, text, "foreign")


@pytest.mark.parametrize(("after", "is_good"), [(599, True), (600, False), (86_400, False)])
async def test_a_state_works_for_ten_minutes(bot: Bot, client: Client, door: Door, after: int, is_good: bool):
    state, cookie = await begun(client)
    bot.clock.advance(timedelta(seconds=after))
    assert ((await back(client, state, cookie))[0] == 200) is is_good
    assert bool(door.codes) is is_good


@pytest.mark.parametrize("state", ["", "x", "A" * 43, "é" * 43, "A" * 5_000])
async def test_a_made_up_state_installs_nothing(client: Client, door: Door, state: str):
    _, cookie = await begun(client)
    assert (await back(client, state, cookie))[0] == 400
    assert door.codes == []


async def test_a_state_of_another_browser_installs_nothing_and_is_not_used_up(client: Client, door: Door):
    (mine, my_cookie), (_, their_cookie) = await begun(client), await begun(client)
    for cookie in (their_cookie, "", my_cookie[:-1]):
        assert (await back(client, mine, cookie))[0] == 400
    assert door.codes == []
    assert (await back(client, mine, my_cookie))[0] == 200


async def test_two_pages_in_one_browser_both_work(client: Client, door: Door):
    first, cookie = await begun(client)
    second, again = await begun(client, cookie)
    assert again == cookie
    assert [(await back(client, state, cookie))[0] for state in (first, second)] == [200, 200]
    assert len(door.codes) == 2


async def test_who_refuses_is_told_that_nothing_changed_and_the_state_is_used_up(
    bot: Bot, client: Client, door: Door
):
    state, cookie = await begun(client)
    status, text = await back(client, state, cookie, code="", error="access_denied")
    assert status == 200
    assert says(bot, text, "refused")
    assert (await back(client, state, cookie))[0] == 400
    assert door.codes == []


@pytest.mark.parametrize(
    ("failure", "status", "kind"),
    [
        (NotInvited("a workspace that is not invited"), 403, "stranger"),
        (ScopesMissing(["users:read", "dnd:read"]), 400, "scopes"),
        (RateLimited(30), 503, "silent"),
        (Unknown("TimeoutError"), 503, "silent"),
        (Refused("invalid_code"), 400, "not_taken"),
        (Gone("invalid_auth", "workspace"), 400, "not_taken"),
    ],
)
async def test_every_failure_has_its_page_with_what_to_do(
    bot: Bot, client: Client, door: Door, failure: PlatformError, status: int, kind: str
):
    door.failure = failure
    found, text = await back(client, *await begun(client))
    assert found == status
    assert says(bot, text, kind, scopes="users:read, dnd:read")
    assert HOME in text


async def test_a_code_as_long_as_a_book_is_not_passed_on(client: Client, door: Door):
    assert (await back(client, *await begun(client), code="c" * 501))[0] == 400
    assert door.codes == []


@pytest.mark.parametrize("page", [HOME, CALLBACK])
def test_one_address_may_open_each_of_them_twenty_times_a_minute(page: str):
    asking = Turnstile(lambda: 1_000.0)
    request = make_mocked_request("GET", page)
    assert [bool(asking.wait(request)) for _ in range(21)] == [False] * 20 + [True]
