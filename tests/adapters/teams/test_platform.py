"""What the house asks of Teams: what is sent, how we sign in, and which of the four errors each failure is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from adapters.teams.inbound import origin_of, seen_of
from adapters.teams.platform import TeamsPlatform
from bot.domain.people import MessageRef, PersonRef, Place
from bot.ports import Gone, PlatformError, RateLimited, Refused, Unknown
from tests.adapters.slack.rig import a_card
from tests.adapters.teams.issuer import APP, BOT, TENANT, a_key, an_activity
from tests.adapters.teams.service import Service, a_platform, refusal

SHARES = Place("teams", TENANT, "19:shares@thread.tacv2")
CAMILLE = PersonRef("teams", TENANT, "aad-camille")


async def test_a_post_begins_a_thread_of_its_own_and_is_redrawn_there():
    async with a_platform() as (platform, service, _):
        message = await platform.post(SHARES, a_card(), "marker")
        await platform.update(message, a_card("Full"))
    created, updated = service.asked
    assert (created.method, created.path) == ("POST", "/teams/v3/conversations")
    assert created.body["channelData"]["channel"] == {"id": SHARES.channel}
    assert created.body["activity"]["summary"] == "Today's share"
    assert "text" not in created.body["activity"]
    assert message == MessageRef("teams", TENANT, f"{SHARES.channel}/17")
    assert (updated.method, updated.path) == (
        "PUT",
        f"/teams/v3/conversations/{SHARES.channel};messageid=17/activities/17",
    )


async def test_ones_own_chat_is_opened_once():
    async with a_platform() as (platform, service, _):
        for _ in range(3):
            await platform.direct(CAMILLE, a_card())
    assert [each.path.rpartition("/")[2] for each in service.asked] == [
        "conversations",
        *["aad-camille", "activities"] * 3,
    ]
    opened = service.asked[0].body
    assert (opened["members"], opened["tenantId"], opened["bot"]) == (
        [{"id": "aad-camille"}],
        TENANT,
        {"id": BOT},
    )


async def test_a_chat_that_somebody_wrote_from_needs_no_opening():
    async with a_platform() as (platform, service, _):
        body = an_activity(serviceUrl=f"{service.address}/teams/")
        platform.learn(origin_of(body), seen_of(body))
        await platform.direct(CAMILLE, a_card())
    assert [each.path for each in service.asked] == [
        "/teams/v3/conversations/a:camille/members/aad-camille",
        "/teams/v3/conversations/a:camille/activities",
    ]


@pytest.mark.parametrize(
    "account",
    [
        {"name": "Jo", "userRole": "guest"},
        {"name": "Jo", "userRole": "user", "userPrincipalName": "jo_there.example#EXT#@here.example"},
        {"name": "Jo", "userRole": "user", "userPrincipalName": "jo_there.example#ext#@here.example"},
        {"name": "Jo", "userRole": "user", "tenantId": "another-tenant"},
    ],
)
async def test_a_guest_is_known_by_role_name_or_home_and_never_written_to(account: dict[str, str]):
    async with a_platform() as (platform, service, _):
        body = an_activity(serviceUrl=f"{service.address}/teams/")
        platform.learn(origin_of(body), seen_of(body))
        service.answers.append(web.json_response(account))
        with pytest.raises(Gone):
            await platform.direct(CAMILLE, a_card())
        service.answers.append(web.json_response(account | {"userRole": "user"}))
        assert (await platform.profile(CAMILLE)).is_guest
    assert [each.method for each in service.asked] == ["GET"]


async def test_who_is_no_longer_in_the_roster_is_not_written_to():
    async with a_platform() as (platform, service, _):
        await platform.direct(CAMILLE, a_card())
        service.answers.append(refusal(404, "MemberNotFoundInConversation"))
        with pytest.raises(Gone):
            await platform.direct(CAMILLE, a_card())
    assert [each.method for each in service.asked[-2:]] == ["POST", "GET"]


@pytest.mark.parametrize("is_known", [True, False])
async def test_a_question_that_fails_before_a_message_leaves_no_doubt_that_it_was_not_sent(is_known: bool):
    async with a_platform() as (platform, service, _):
        if is_known:
            body = an_activity(serviceUrl=f"{service.address}/teams/")
            platform.learn(origin_of(body), seen_of(body))
        service.answers.append(refusal(500))
        with pytest.raises(RateLimited) as wait:
            await platform.direct(CAMILLE, a_card())
    assert wait.value.retry_after == 30
    assert len(service.asked) == 1


async def test_presence_is_not_known_and_not_asked_for():
    async with a_platform() as (platform, service, _):
        assert not platform.abilities.knows_presence
        assert await platform.is_available(CAMILLE)
        with pytest.raises(Refused, match="another tenant"):
            await platform.is_available(PersonRef("teams", "other", "aad-camille"))
    assert service.asked == []


async def test_a_profile_joins_the_roster_with_what_the_client_told_and_is_asked_for_every_ten_minutes():
    async with a_platform() as (platform, service, clock):
        body = an_activity(serviceUrl=f"{service.address}/teams/")
        platform.learn(origin_of(body), seen_of(body))
        profile = await platform.profile(CAMILLE)
        await platform.profile(CAMILLE)
        assert len(service.asked) == 1
        clock.advance(timedelta(minutes=11))
        service.answers.append(web.json_response({"name": "Jo", "userRole": "guest"}))
        assert (await platform.profile(CAMILLE)).is_guest
        clock.advance(timedelta(minutes=11))
        service.answers.append(refusal(404, "ConversationNotFound"))
        assert (await platform.profile(CAMILLE)).is_gone
    assert (profile.name, profile.locale, profile.timezone, profile.is_guest) == (
        "Camille Moreau",
        "fr-FR",
        "Europe/Paris",
        False,
    )


async def test_a_reaction_that_tells_no_language_leaves_what_was_known():
    async with a_platform() as (platform, service, _):
        for more in ({}, {"type": "messageReaction", "entities": [], "locale": None}):
            body = an_activity(serviceUrl=f"{service.address}/teams/", **more)
            platform.learn(origin_of(body), seen_of(body))
        profile = await platform.profile(CAMILLE)
    assert (profile.locale, profile.timezone) == ("fr-FR", "Europe/Paris")


async def test_of_a_person_never_met_nothing_is_told():
    async with a_platform() as (platform, _, _):
        with pytest.raises(Unknown):
            await platform.profile(CAMILLE)
        assert not await platform.is_admin(CAMILLE)
        with pytest.raises(Unknown):
            await platform.find(SHARES, ["marker"], datetime(2026, 11, 23, tzinfo=UTC))


FAILURES: list[tuple[int, str, dict[str, str], type[PlatformError]]] = [
    (429, "", {"Retry_After": "7"}, RateLimited),
    (429, "", {}, RateLimited),
    (412, "PreconditionFailed", {}, RateLimited),
    (403, "MessageWritesBlocked", {}, Gone),
    (403, "ConversationBlockedByUser", {}, Gone),
    (403, "BotDisabledByAdmin", {}, Gone),
    (403, "", {}, Refused),
    (404, "BotNotInConversationRoster", {}, Gone),
    (404, "ConversationNotFound", {}, Gone),
    (404, "ActivityNotFoundInConversation", {}, Gone),
    (404, "", {}, Gone),
    (400, "BadArgument", {}, Refused),
    (413, "MessageSizeTooBig", {}, Refused),
    (401, "", {}, Refused),
    (408, "", {}, Unknown),
    (500, "InternalServerError", {}, Unknown),
    (502, "", {}, Unknown),
    (503, "", {}, Unknown),
    (504, "", {}, Unknown),
    (302, "", {"Location": "/teams/elsewhere"}, Unknown),
]


@pytest.mark.parametrize(("status", "code", "headers", "error"), FAILURES)
@pytest.mark.parametrize("what", ["post", "update", "direct"])
async def test_every_refusal_is_one_of_the_four_errors(
    status: int, code: str, headers: dict[str, str], error: type[PlatformError], what: str
):
    async with a_platform() as (platform, service, _):
        body = an_activity(serviceUrl=f"{service.address}/teams/")
        platform.learn(origin_of(body), seen_of(body))
        before = _known_first(service, what)
        service.answers += [refusal(status, code, **headers) for _ in range(2)]
        with pytest.raises(error) as caught:
            await _do(platform, what)
        # Only a refused token makes us ask a second time: it had no effect.
        assert len(service.asked) - before == (2 if status == 401 else 1)
        assert "words of theirs" not in str(caught.value)
        if isinstance(caught.value, RateLimited) and headers:
            assert caught.value.retry_after == 7


@pytest.mark.parametrize("what", ["post", "update", "direct"])
async def test_a_cut_connection_leaves_the_fate_unknown(what: str):
    async with a_platform() as (platform, service, _):
        body = an_activity(serviceUrl=f"{service.address}/teams/")
        platform.learn(origin_of(body), seen_of(body))
        before = _known_first(service, what)
        # A redrawing, which may be repeated safely, is tried again by the client on a fresh connection.
        service.answers += [None, None]
        with pytest.raises(Unknown):
            await _do(platform, what)
        assert len(service.asked) - before <= (2 if what == "update" else 1)


async def test_an_answer_that_is_no_json_or_names_no_message_leaves_the_fate_unknown():
    async with a_platform() as (platform, service, _):
        for answer in (web.Response(text="<html>"), web.json_response([]), web.json_response({"id": 5})):
            service.answers.append(answer)
            with pytest.raises(Unknown):
                await platform.post(SHARES, a_card(), "marker")


async def test_without_a_connection_nothing_was_sent():
    async with a_platform() as (platform, service, _):
        dead = an_activity(serviceUrl="http://127.0.0.1:1/teams/")
        platform.learn(origin_of(dead), None)
        with pytest.raises(Refused, match="not a service address"):
            await platform.post(SHARES, a_card(), "marker")
        assert service.asked == []
    with pytest.raises(PlatformError):
        await platform.post(SHARES, a_card(), "marker")


async def test_another_tenant_is_refused():
    async with a_platform() as (platform, _, _):
        for call in (
            platform.post(Place("teams", "other", "19:x@thread.tacv2"), a_card(), ""),
            platform.direct(PersonRef("teams", "other", "x"), a_card()),
            platform.update(MessageRef("teams", "other", "a/1"), a_card()),
            platform.profile(PersonRef("teams", "other", "x")),
        ):
            with pytest.raises(Refused):
                await call


async def test_a_token_is_fetched_once_and_again_before_its_end():
    async with a_platform() as (platform, service, clock):
        for _ in range(3):
            await platform.direct(CAMILLE, a_card())
        assert len(service.signed_in) == 1
        clock.advance(timedelta(minutes=56))
        await platform.direct(CAMILLE, a_card())
        assert len(service.signed_in) == 2
    assert service.asked[0].headers["Authorization"] == "Bearer t1"
    assert service.asked[-1].headers["Authorization"] == "Bearer t2"
    asked = service.signed_in[0]
    assert (asked["client_id"], asked["client_secret"]) == (APP, "secret")
    assert asked["scope"] == "https://api.botframework.com/.default"


async def test_a_refused_token_is_replaced_and_the_call_made_once_more():
    async with a_platform() as (platform, service, _):
        service.answers.append(refusal(401))
        await platform.post(SHARES, a_card(), "marker")
    assert [each.headers["Authorization"] for each in service.asked] == ["Bearer t1", "Bearer t2"]
    assert service.effects == 1


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, {"error": "invalid_client"}, Refused),
        (401, {"error": "unauthorized_client"}, Refused),
        (200, {"token_type": "Bearer"}, Refused),
        (429, {}, RateLimited),
        (503, {}, RateLimited),
    ],
)
async def test_a_sign_in_that_fails_is_said_at_the_start(
    status: int, body: dict[str, Any], error: type[PlatformError]
):
    def refuse(service: Service) -> dict[str, str]:
        service.tokens.append((status, body))
        return {}

    with pytest.raises(error):
        async with a_platform(refuse):
            pass


def a_certificate(into: Path) -> tuple[Path, x509.Certificate]:
    """Make a key with its certificate, as an operator does."""
    key, name = a_key("certificate"), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "portevoix")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(7).not_valid_before(start).not_valid_after(start + timedelta(days=365))
    certificate = built.sign(key, SHA256())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(
        Encoding.PEM
    )
    path = into / "app.pem"
    path.write_bytes(pem)
    return path, certificate


async def test_a_certificate_signs_who_we_are(tmp_path: Path):
    path, certificate = a_certificate(tmp_path)
    async with a_platform(lambda _: {"password": "", "certificate": str(path)}) as (_, service, clock):
        [asked] = service.signed_in
        assert "client_secret" not in asked
        claims = jwt.decode(
            asked["client_assertion"],
            certificate.public_key(),  # type: ignore[arg-type]
            algorithms=["PS256"],
            audience=f"{service.address}/login/{TENANT}/oauth2/v2.0/token",
            options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
        )
    assert (claims["iss"], claims["sub"]) == (APP, APP)
    assert 0 < claims["exp"] - clock.now().timestamp() <= 600


async def test_a_certificate_without_its_key_is_said_at_the_start(tmp_path: Path):
    path, certificate = a_certificate(tmp_path)
    path.write_bytes(certificate.public_bytes(Encoding.PEM))
    with pytest.raises(Refused, match="MICROSOFT_APP_CERTIFICATE"):
        async with a_platform(lambda _: {"password": "", "certificate": str(path)}):
            pass


async def test_a_managed_identity_asks_its_own_machine():
    def identity(service: Service) -> dict[str, str]:
        return {
            "password": "",
            "app_type": "UserAssignedMSI",
            "identity_url": f"{service.address}/login/identity",
        }

    async with a_platform(identity) as (platform, service, _):
        await platform.post(SHARES, a_card(), "marker")
    assert service.signed_in == [
        {"api-version": "2018-02-01", "resource": "https://api.botframework.com", "client_id": APP}
    ]
    assert service.asked[0].headers["Authorization"] == "Bearer t1"


async def test_our_own_pace_comes_before_theirs():
    async with a_platform() as (platform, service, _):
        message = await platform.post(SHARES, a_card(), "marker")
        for _ in range(7):
            await platform.update(message, a_card())
        with pytest.raises(RateLimited, match="our own pace"):
            await platform.update(message, a_card())
    assert len(service.asked) == 1 + 7


def _known_first(service: Service, what: str) -> int:
    """Let the question who somebody is be answered, where it comes first. Gives the number of calls for it."""
    if what != "direct":
        return 0
    service.answers.append(web.json_response({"name": "Camille Moreau", "userRole": "user"}))
    return 1


async def _do(platform: TeamsPlatform, what: str) -> None:
    match what:
        case "post":
            await platform.post(SHARES, a_card(), "marker")
        case "update":
            await platform.update(MessageRef("teams", TENANT, f"{SHARES.channel}/17"), a_card())
        case _:
            await platform.direct(CAMILLE, a_card())
