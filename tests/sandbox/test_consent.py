"""The page of consent: an admin lets the app in or does not; what does not fit the app's settings gets no link."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.sandbox.conftest import MANIFEST, error_of

BACK = "https://bot.example.com/slack/oauth_redirect"
LISTED = {
    **MANIFEST,
    "oauth_config": {
        **MANIFEST["oauth_config"],
        "redirect_urls": ["https://example.com/slack/oauth_redirect"],
    },
}


async def _asked(sandbox: Sandbox, **changes: str) -> tuple[int, str]:
    asked = {
        "client_id": sandbox.installation.config.client_id,
        "scope": "chat:write,commands",
        "redirect_uri": BACK,
        "state": "a&b",
    }
    async with (
        aiohttp.ClientSession(sandbox.page_url) as session,
        session.get("oauth/v2/authorize", params=asked | changes) as answer,
    ):
        return answer.status, await answer.text()


async def _followed(sandbox: Sandbox, page: str, label: str) -> dict[str, str]:
    [link] = re.findall(rf'href="([^"]+)">{label}<', page)
    async with (
        aiohttp.ClientSession(sandbox.page_url) as session,
        session.get(unescape(link), allow_redirects=False) as answer,
    ):
        assert answer.status == 302
        back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == BACK
    return {name: value for name, [value] in parse_qs(back.query).items()}


@pytest.fixture(autouse=True)
def listed(sandbox: Sandbox) -> None:
    sandbox.install(LISTED, "https://bot.example.com/slack/events")


async def test_allowed_it_leads_back_with_a_code_that_is_good_once(sandbox: Sandbox, client: AsyncWebClient):
    status, page = await _asked(sandbox)
    assert status == 200
    assert "<code>chat:write</code>" in page
    assert "Alex Martin" in page
    back = await _followed(sandbox, page, "Allow")
    assert back["state"] == "a&b"
    config = sandbox.installation.config
    given = {"client_id": config.client_id, "client_secret": config.client_secret, "code": back["code"]}
    client.token = None
    given["redirect_uri"] = BACK
    told = await client.api_call("oauth.v2.access", data=given)
    assert (told["authed_user"]["id"], told["scope"]) == ("U0ALEX", "chat:write,commands")
    assert await error_of(client.api_call("oauth.v2.access", data=given)) == "invalid_code"


async def test_cancelled_it_leads_back_without_a_code(sandbox: Sandbox):
    _, page = await _asked(sandbox)
    assert await _followed(sandbox, page, "Cancel") == {"error": "access_denied", "state": "a&b"}
    assert sandbox.installation.codes == {}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("client_id", "1.2", "invalid_client_id"),
        ("scope", "chat:write,channels:history", "invalid_scope"),
        ("scope", "", "invalid_scope"),
        ("redirect_uri", "https://elsewhere.example.com/slack/oauth_redirect", "bad_redirect_uri"),
    ],
)
async def test_what_the_app_is_not_set_up_for_is_named_and_has_no_link(
    sandbox: Sandbox, name: str, value: str, told: str
):
    status, page = await _asked(sandbox, **{name: value})
    assert status == 400
    assert told in page
    assert "answer=" not in page


async def test_where_tokens_end_each_refresh_token_buys_one_more(sandbox: Sandbox, client: AsyncWebClient):
    rotating = {**LISTED, "settings": {**LISTED["settings"], "token_rotation_enabled": True}}
    sandbox.install(rotating, "https://bot.example.com/slack/events")
    config = sandbox.installation.config
    app = {"client_id": config.client_id, "client_secret": config.client_secret}
    client.token = None
    first = await client.api_call("oauth.v2.access", data=app | {"code": sandbox.authorize()})
    assert first["expires_in"] == 43_200
    sandbox.clock.advance(timedelta(hours=12))
    client.token = first["access_token"]
    assert await error_of(client.auth_test()) == "token_expired"
    refresh = app | {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    client.token = None
    second = await client.api_call("oauth.v2.access", data=refresh)
    assert second["refresh_token"] != first["refresh_token"]
    assert await error_of(client.api_call("oauth.v2.access", data=refresh)) == "invalid_refresh_token"
    client.token = second["access_token"]
    assert (await client.auth_test())["ok"]
    sandbox.revoke_tokens()
    refresh["refresh_token"] = second["refresh_token"]
    assert await error_of(client.api_call("oauth.v2.access", data=refresh)) == "invalid_refresh_token"
