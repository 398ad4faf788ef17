"""The report's page: a link opens once, a session ends by itself, roles hold at every request, and nothing is open without one."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.domain.people import Profile
from bot.playbook.book import Book
from bot.playbook.fields import Address
from bot.ports import Store
from bot.web.application import build_web
from bot.web.report_page import report_routes
from bot.web.share_page import SharePages
from tests.bots import Bot, a_bot, links, someone, the_starters
from tests.usecases.test_report import put
from tests.web.conftest import always_ready

CHAMPION = "U0PRIYA"
Client = TestClient[web.Request, web.Application]


@pytest.fixture(params=["https://bot.example.com", "http://127.0.0.1:3000"])
async def bot(store: Store, request: pytest.FixtureRequest) -> AsyncIterator[Bot]:
    async with a_bot(store, public_url=request.param) as found:
        found.platform.profiles[CHAMPION] = Profile("Priya Nair", "en-GB", "Europe/London")
        yield found


@pytest.fixture
async def client(bot: Bot) -> AsyncIterator[Client]:
    def lookup(*_: object) -> None:
        return None

    pages = SharePages(lookup, bot.services.texts.for_locale)
    app = build_web(pages, report_routes(bot.services), always_ready)
    # Cookies are carried by hand: the test's client would keep back what is for https.
    async with TestClient(TestServer(app), cookie_jar=None) as found:
        yield found


async def a_link(bot: Bot, user: str = CHAMPION) -> str:
    (address,) = links(await bot.type("report", user=user)).values()
    return address.removeprefix(bot.services.settings.public_url)


async def signed_in(bot: Bot, client: Client, user: str = CHAMPION) -> dict[str, str]:
    """Come in through a link and give the headers that a browser would send."""
    answer = await client.post(await a_link(bot, user), allow_redirects=False)
    assert answer.status == 303
    client.session.cookie_jar.clear()
    return {"Cookie": answer.headers["Set-Cookie"].partition(";")[0]}


async def test_a_link_says_whose_it_is_and_looking_at_it_uses_nothing_up(bot: Bot, client: Client):
    path = await a_link(bot)
    for _ in range(3):
        answer = await client.get(path)
        assert answer.status == 200
        assert "Priya Nair" in await answer.text()
        assert "Set-Cookie" not in answer.headers
    assert (await client.post(path, allow_redirects=False)).status == 303


async def test_a_link_opens_once_and_for_five_minutes(bot: Bot, client: Client):
    path = await a_link(bot)
    assert (await client.post(path, allow_redirects=False)).status == 303
    assert (await client.post(path, allow_redirects=False)).status == 403
    assert (await client.get(path)).status == 403
    late = await a_link(bot)
    bot.clock.advance(timedelta(minutes=5))
    assert (await client.get(late)).status == 403
    assert (await client.post(late, allow_redirects=False)).status == 403


async def test_the_cookie_is_bound_to_this_host_and_out_of_reach_of_scripts(bot: Bot, client: Client):
    answer = await client.post(await a_link(bot), allow_redirects=False)
    cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    is_https = bot.services.settings.public_url.startswith("https")
    assert ("Secure" in cookie) is is_https
    assert cookie.startswith("__Host-portevoix=") is is_https
    assert "Domain" not in cookie


async def test_neither_link_nor_cookie_is_in_the_database(bot: Bot, client: Client):
    ticket = (await a_link(bot)).rpartition("/")[2].partition("?")[0]
    value = (await signed_in(bot, client))["Cookie"].partition("=")[2]
    async with bot.store.reading() as shelves:
        rows = str(await shelves.traces.of(someone(CHAMPION)))
    assert "sign_in" in rows
    assert ticket not in rows
    assert value not in rows


async def test_the_page_shows_figures_limits_history_and_data_map_and_is_kept_by_nobody(
    bot: Bot, client: Client
):
    await put(bot, range(30), {})
    answer = await client.get("/report?lang=en", headers=await signed_in(bot, client))
    text = await answer.text()
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "form-action 'self'" in answer.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    for part in (
        "Figures by week",
        "What limits these figures",
        "What was done in a role",
        "What is kept",
        "opinion_heard",
    ):
        assert part in text
    assert re.findall("<script[^>]*>", text) == ['<script type="module" src="/static/report.js">']
    assert " style=" not in text


async def test_a_session_ends_after_half_an_hour_without_a_look_and_after_eight_hours_anyway(
    bot: Bot, client: Client
):
    headers = await signed_in(bot, client)
    for _ in range(16):
        bot.clock.advance(timedelta(minutes=29))
        assert (await client.get("/report", headers=headers)).status == 200
    bot.clock.advance(timedelta(minutes=29))
    assert (await client.get("/report", headers=headers)).status == 403
    headers = await signed_in(bot, client)
    bot.clock.advance(timedelta(minutes=30))
    assert (await client.get("/report", headers=headers)).status == 403


def a_book_without(champions: bool) -> Book:
    changed = {"champions": ()} if champions else {}
    return Book(tuple(each.model_copy(update=changed) for each in the_starters().playbooks))


async def test_whoever_has_lost_their_role_is_out_at_once(bot: Bot, client: Client):
    link, headers = await a_link(bot), await signed_in(bot, client)
    bot.books.append(a_book_without(champions=True))
    for path in ("/report", "/report/figures.csv", link):
        assert (await client.get(path, headers=headers)).status == 403
    assert (await client.post(link, headers=headers, allow_redirects=False)).status == 403


async def test_representatives_see_the_same_page_and_nothing_can_be_changed_on_it(bot: Bot, client: Client):
    first, *others = the_starters().playbooks
    named = first.model_copy(update={"representatives": (Address("slack", "", "U0MARC"),)})
    bot.books.append(Book((named, *others)))

    async def page(user: str) -> str:
        answer = await client.get("/report?lang=en", headers=await signed_in(bot, client, user))
        return re.sub(r'name="token" value="\w+"', "", await answer.text())

    mine = await page("U0MARC")
    assert mine == await page(CHAMPION)
    assert re.findall(r'<form method="post" action="([^"]+)"', mine) == ["/report/sign-out?lang=en"]


async def test_signing_out_takes_a_form_of_ours_and_makes_the_cookie_worthless(bot: Bot, client: Client):
    headers = await signed_in(bot, client)
    other = await signed_in(bot, client)
    page = await (await client.get("/report", headers=headers)).text()
    (token,) = re.findall(r'name="token" value="(\w+)"', page)
    foreign = await (await client.get("/report", headers=other)).text()
    (foreign_token,) = re.findall(r'name="token" value="(\w+)"', foreign)
    for sent in ({}, {"token": ""}, {"token": "é"}, {"token": foreign_token}):
        assert (await client.post("/report/sign-out", headers=headers, data=sent)).status == 403
    assert (await client.get("/report", headers=headers)).status == 200
    answer = await client.post("/report/sign-out", headers=headers, data={"token": token})
    assert answer.status == 200
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert (await client.get("/report", headers=headers)).status == 403
    assert (await client.get("/report", headers=other)).status == 200


async def test_the_sheet_holds_what_the_page_shows(bot: Bot, client: Client):
    await put(bot, range(30), {})
    answer = await client.get("/report/figures.csv?lang=fr", headers=await signed_in(bot, client))
    content = await answer.read()
    assert content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "trop petit" in content.decode()


@pytest.mark.parametrize("cookie", ["", "nonsense", "a" * 5000, "é", '"'])
async def test_without_a_session_no_address_of_the_application_shows_the_report(
    bot: Bot, client: Client, cookie: str
):
    names = ("__Host-portevoix", "portevoix")
    open_to_all = {"/healthz", "/readyz", "/static/{name}", "/s/{playbook}/{item}/{angle}/{network}"}
    routes = [each for each in client.app.router.routes() if each.resource is not None]  # type: ignore[union-attr]
    assert sum(each.resource.canonical.startswith("/report") for each in routes if each.resource) >= 5
    for route in routes:
        assert route.resource is not None
        if route.resource.canonical in open_to_all:
            continue
        path = re.sub(r"\{\w+\}", "nothing", route.resource.canonical)
        for name in names:
            answer = await client.request(
                route.method, path, headers={"Cookie": f"{name}={cookie}"}, allow_redirects=False
            )
            text = await answer.text()
            assert answer.status == 403, (route.method, path)
            assert "<table" not in text
            assert "Set-Cookie" not in answer.headers


class Outline(HTMLParser):
    """What a screen reader goes by."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_page_can_be_read_without_seeing_it(bot: Bot, client: Client, language: str):
    await put(bot, range(30), {})
    answer = await client.get(f"/report?lang={language}", headers=await signed_in(bot, client))
    outline = Outline()
    outline.feed(await answer.text())
    tags = [tag for tag, _ in outline.tags]
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert tags.count("table") == tags.count("caption")
    assert ("html", {"lang": language}) in outline.tags
    assert all(attributes.get("aria-label") for tag, attributes in outline.tags if tag == "svg")
    assert all(attributes.get("scope") for tag, attributes in outline.tags if tag == "th")
    ids = [attributes["id"] for _, attributes in outline.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
