"""What every answer of the web application has in common: headers, limits, plain errors, health."""

import asyncio
from collections.abc import Sequence

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.ports import Route

SHARE = "/s/starter/flood/0/linkedin"
POLICY = {
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self' data:",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "connect-src 'none'",
}


async def echo(request: web.Request) -> web.Response:
    return web.Response(text=str(len(await request.read())))


async def fail(request: web.Request) -> web.Response:
    raise RuntimeError("the cellar is under water")


async def refuse(request: web.Request) -> web.Response:
    return web.Response(status=401, text="signature")


DOOR = (
    Route("POST", "/slack/events", echo),
    Route("GET", "/broken/{person}", fail),
    Route("POST", "/slack/refused", refuse),
)
ODD_PATHS = [
    "/",
    "/s",
    "/s/",
    "/s/starter/flood/0",
    "/s/starter/flood/0/",
    "/s/starter/flood/0/myspace",
    "/s/starter/flood/0/linkedin/more",
    "/s/starter/flood/3/linkedin",
    "/s/starter/flood/-1/linkedin",
    "/s/starter/flood/000/linkedin",
    "/s/starter/flood/one/linkedin",
    "/s/starter/none/0/linkedin",
    "/s/none/flood/0/linkedin",
    "/s/starter/flood/0/LinkedIn",
    "/s/..%2f..%2fetc/passwd/0/x",
    "/s/%00/%ff/0/x",
    "/s/{{7*7}}/flood/0/x",
    "/s/%3Cscript%3E/flood/0/x",
    f"/s/{'a' * 4000}/flood/0/x",
    "/static/",
    "/static/none.css",
    "/static/..%2fapplication.py",
    "/static/%2e%2e/templates/share.html",
    "/static/../application.py",
    "/templates/share.html",
    "/slack",
    "/readyz/",
    "/healthz.json",
    "/.env",
    "/server-status",
]


@pytest.mark.parametrize(
    "path",
    [
        SHARE,
        "/healthz",
        "/readyz",
        "/static/pages.css",
        "/static/rules.js",
        "/static/mark.svg",
        "/none",
        "/broken/U1",
    ],
)
async def test_every_answer_wears_the_same_headers(browse, path):
    client = await browse(routes=DOOR)
    async with client.get(path) as answer:
        assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Permissions-Policy"].startswith("camera=()")
        assert "Server" not in answer.headers
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] in {"no-cache", "no-store"}


async def test_a_door_answers_in_its_own_words_under_our_headers(browse):
    client = await browse(routes=DOOR)
    async with client.post("/slack/refused", data=b"x") as answer:
        assert answer.status == 401
        assert await answer.text() == "signature"
        assert "Server" not in answer.headers


async def test_whatever_is_unknown_gets_the_same_404(browse):
    client = await browse(routes=DOOR)
    bodies = set()
    for path in ODD_PATHS:
        async with client.get(path) as answer:
            assert answer.status == 404, path
            bodies.add(await answer.text())
    (body,) = bodies
    assert "There is no page here" in body
    assert not any(word in body for word in ("Traceback", "aiohttp", "Python", "linkedin"))


async def test_a_wrong_method_is_told_which_are_right(browse):
    client = await browse(routes=DOOR)
    for method, path in (
        ("POST", SHARE),
        ("DELETE", "/healthz"),
        ("GET", "/slack/events"),
        ("PUT", "/static/pages.css"),
    ):
        async with client.request(method, path) as answer:
            assert answer.status == 405, path
            assert method not in answer.headers["Allow"]
            assert "<h1>This address works another way</h1>" in await answer.text()


async def test_a_large_body_is_refused_and_one_within_the_limit_is_read(browse):
    client = await browse(routes=DOOR)
    async with client.post("/slack/events", data=b"x" * 256 * 1024) as answer:
        assert (answer.status, await answer.text()) == (200, str(256 * 1024))
    async with client.post("/slack/events", data=b"x" * (256 * 1024 + 1)) as answer:
        assert answer.status == 413
        assert "<h1>That is too much at once</h1>" in await answer.text()


async def test_a_compressed_body_is_refused_before_it_is_unpacked(browse):
    client = await browse(routes=DOOR)
    async with client.post(
        "/slack/events", data=b"not even gzip", headers={"Content-Encoding": "gzip"}
    ) as answer:
        assert answer.status == 415
        assert "<h1>This request could not be read</h1>" in await answer.text()


async def test_a_broken_handler_shows_no_trace_and_logs_no_person(browse):
    client = await browse(routes=DOOR)
    with capture_logs() as logged:
        async with client.get("/broken/U0CAMILLE?token=secret") as answer:
            assert answer.status == 500
            body = await answer.text()
    assert "Something went wrong on our side" in body
    assert not any(word in body for word in ("cellar", "RuntimeError", "Traceback"))
    (line,) = logged
    assert (line["event"], line["method"], line["route"]) == ("web.failed", "GET", "/broken/{person}")
    assert line["log_level"] == "error"
    assert not any(word in str(line) for word in ("U0CAMILLE", "secret"))


@pytest.mark.parametrize(
    ("query", "accepted", "heading"),
    [
        ("", "", "There is no page here"),
        ("", "fr-BE,fr;q=0.9,en;q=0.8", "Il n’y a pas de page ici"),
        ("", "nl, fr;q=0.7", "Il n’y a pas de page ici"),
        ("?lang=en", "fr", "There is no page here"),
        ("?lang=FR-ca", "en", "Il n’y a pas de page ici"),
        ("?lang=xx", "ja", "There is no page here"),
        ("?lang=", "x" * 5000, "There is no page here"),
        ("?lang=%ff%00", "\u00e9", "There is no page here"),
    ],
)
async def test_an_error_speaks_the_reader_s_language(browse, query, accepted, heading):
    client = await browse()
    async with client.get(f"/none{query}", headers={"Accept-Language": accepted}) as answer:
        assert f"<h1>{heading}</h1>" in await answer.text()


async def test_alive_needs_nothing(browse):
    async def never() -> Sequence[str]:
        await asyncio.Event().wait()
        return ()

    client = await browse(ready=never)
    async with client.get("/healthz") as answer:
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"


async def test_ready_tells_why_it_is_not(browse):
    reasons: list[str] = ["the database does not answer"]

    async def ready() -> Sequence[str]:
        return reasons

    client = await browse(ready=ready)
    async with client.get("/readyz") as answer:
        assert answer.status == 503
        assert await answer.json() == {
            "ready": False,
            "reasons": ["the database does not answer"],
            "warnings": [],
        }
    reasons.clear()
    async with client.get("/readyz") as answer:
        assert answer.status == 200
        assert await answer.json() == {"ready": True, "reasons": [], "warnings": []}
