"""Counted links: where they lead is the playbook's word alone, and a number for day, idea and network is all that stays."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.share import NETWORKS
from bot.playbook.book import Book
from bot.ports import Store
from bot.screens.kit import Kit
from bot.usecases.count_click import clicks_of
from bot.web.application import build_web
from bot.web.go_page import go_routes
from bot.web.share_page import SharePages
from store.errors import StoreBusy
from store.tables import CLICK, METADATA
from tests.bots import MORNING, Bot, a_bot, the_starters
from tests.factories import a_post
from tests.web.conftest import always_ready

Client = TestClient[web.Request, web.Application]
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
WORKSPACE = ("slack", "T0SANDBOX")


def counting(word: str = "on") -> Book:
    return Book(tuple(each.model_copy(update={"tracked_links": word}) for each in the_starters().playbooks))


PLAYBOOK = the_starters().playbooks[0]
SHARE = next(each for each in PLAYBOOK.shares if each.link)
NETWORK = PLAYBOOK.networks[0].network.id
PATH = f"/go/{PLAYBOOK.id}/{SHARE.id}/{NETWORK}"


@pytest.fixture
async def bot(store: Store) -> AsyncIterator[Bot]:
    async with a_bot(store, book=counting()) as found:
        yield found


@pytest.fixture
async def client(bot: Bot) -> AsyncIterator[Client]:
    pages = SharePages(lambda *_: None, bot.services.texts.for_locale)
    async with TestClient(TestServer(build_web(pages, go_routes(bot.services), always_ready))) as found:
        yield found


async def follow(client: Client, path: str = PATH, method: str = "GET", **headers: str) -> web.Response:
    sent = {"User-Agent": BROWSER, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return await client.request(method, path, headers=sent, allow_redirects=False)  # type: ignore[return-value]


async def counted(bot: Bot) -> list[tuple[object, ...]]:
    async with bot.store.reading() as shelves:
        return [tuple(row) for row in await shelves.connection.execute(select(CLICK))]  # type: ignore[attr-defined]


async def test_a_link_leads_where_the_playbook_says_and_counts_one_for_the_day(bot: Bot, client: Client):
    for _ in range(3):
        answer = await follow(client)
        assert (answer.status, answer.headers["Location"]) == (302, SHARE.link)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
    assert await counted(bot) == [(MORNING.date(), f"{PLAYBOOK.id}/share/{SHARE.id}", NETWORK, 3)]


@pytest.mark.parametrize(
    "path",
    [
        "/go/none/x/linkedin",
        f"/go/{PLAYBOOK.id}/none/{NETWORK}",
        f"/go/{PLAYBOOK.id}/{SHARE.id}/myspace",
        "/go/https:%2F%2Fevil.example.com/x/y",
    ],
)
async def test_what_the_playbook_does_not_know_leads_nowhere(bot: Bot, client: Client, path: str):
    assert (await follow(client, path)).status == 404
    assert await counted(bot) == []


async def test_nothing_in_a_request_changes_where_it_leads(client: Client):
    answer = await follow(
        client, f"{PATH}?url=https://evil.example.com&next=//evil.example.com", Host="evil.example.com"
    )
    assert answer.headers["Location"] == SHARE.link


@pytest.mark.parametrize(
    "headers",
    [
        {"User_Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"},
        {"User_Agent": "LinkedInBot/1.0"},
        {"User_Agent": "facebookexternalhit/1.1"},
        {"User_Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User_Agent": "SkypeUriPreview Preview/0.5"},
        {"User_Agent": ""},
        {"Sec_Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
    ],
)
async def test_machines_are_led_on_and_not_counted(bot: Bot, client: Client, headers: dict[str, str]):
    assert (await follow(client, **headers)).status == 302
    assert (await follow(client, method="HEAD")).status == 302
    assert await counted(bot) == []


async def test_where_counting_is_off_a_link_still_leads_on_and_nothing_is_counted(bot: Bot, client: Client):
    bot.books.append(counting("off"))
    assert (await follow(client)).headers["Location"] == SHARE.link
    assert await counted(bot) == []


WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=12, max_size=30)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    headers=st.dictionaries(
        st.sampled_from(["X-Forwarded-For", "Cookie", "Referer", "Accept-Language", "X-Name", "DNT"]), WORDS
    ),
    query=st.dictionaries(st.sampled_from(["who", "utm_source", "id"]), WORDS),
)
async def test_nothing_of_a_request_is_ever_kept_but_day_idea_and_network(
    bot: Bot, client: Client, headers: dict[str, str], query: dict[str, str]
):
    answer = await client.get(
        PATH, params=query, headers={"User-Agent": BROWSER, **headers}, allow_redirects=False
    )
    assert answer.status == 302
    found = []
    async with bot.store.reading() as shelves:
        for table in METADATA.sorted_tables:
            found += [repr(row) for row in await shelves.connection.execute(select(table))]  # type: ignore[attr-defined]
    everything = "\n".join(found)
    assert not [
        value for value in (*headers.values(), *query.values(), BROWSER, "127.0.0.1") if value in everything
    ]
    assert {row[:3] for row in await counted(bot)} == {
        (MORNING.date(), f"{PLAYBOOK.id}/share/{SHARE.id}", NETWORK)
    }


async def test_what_stays_under_five_is_not_told_and_the_rest_is_rounded_down(bot: Bot, client: Client):
    monday, other = MORNING.date(), PLAYBOOK.networks[1].network.id
    for _ in range(13):
        await follow(client)
    for _ in range(4):
        await follow(client, f"/go/{PLAYBOOK.id}/{SHARE.id}/{other}")
    assert await clicks_of(bot.services, WORKSPACE, monday) == [(NETWORK, 10)]
    assert await clicks_of(bot.services, WORKSPACE, monday - timedelta(days=7)) == []
    bot.books.append(counting("off"))
    assert await clicks_of(bot.services, WORKSPACE, monday) == []


@pytest.mark.parametrize("word", ["on", "off"])
@pytest.mark.parametrize("allows", [True, False])
def test_only_a_kit_of_somebody_who_agreed_has_counted_links_and_all_of_them_are_the_same(
    word: str, allows: bool
):
    playbook = counting(word).playbooks[0]
    texts = None
    kit = Kit(playbook, SHARE, a_post(), texts, "https://bot.example.com", allows_counting=allows)  # type: ignore[arg-type]
    link = kit.link(SHARE.link or "", NETWORKS[NETWORK], 1)
    if word == "on" and allows:
        assert link == f"https://bot.example.com{PATH}"
    else:
        assert link.startswith(SHARE.link or "?")
        assert "bot.example.com" not in link


async def test_a_reader_gets_on_although_nothing_can_be_counted(
    bot: Bot, client: Client, monkeypatch: pytest.MonkeyPatch
):
    def writing() -> None:
        raise StoreBusy

    monkeypatch.setattr(bot.store, "writing", writing)
    answer = await follow(client)
    assert answer.status == 302
