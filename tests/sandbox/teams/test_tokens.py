"""How Teams and the app know each other: the token of each activity, and the app's own."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from jwt import PyJWK

from sandbox.teams.people import SHARES
from sandbox.teams.server import SmallTeams
from sandbox.teams.signing import STRANGE_KEY_ID, TeamsApp
from tests.sandbox.teams.cards import a_message
from tests.sandbox.teams.conftest import App, Client


async def published(client: Client) -> dict[str, Any]:
    """Fetch the keys as an app does, from the document on."""
    async with client.session.get(client.teams.openid_url) as answer:
        document = await answer.json()
    assert document["issuer"] == "https://api.botframework.com"
    async with client.session.get(document["jwks_uri"]) as answer:
        return {key["kid"]: key for key in (await answer.json())["keys"]}


def verified(token: str, keys: dict[str, Any], app_id: str) -> dict[str, Any]:
    """Verify a token as an app does, but for the time: the workplace has its own clock."""
    key = PyJWK(keys[jwt.get_unverified_header(token)["kid"]]).key
    timeless = {"verify_exp": False, "verify_nbf": False}
    claims: dict[str, Any] = jwt.decode(token, key, ["RS256"], audience=app_id, options=timeless)
    return claims


async def test_every_activity_is_signed_with_a_key_that_the_document_names(
    teams: SmallTeams, client: Client, app: App
) -> None:
    await teams.as_person("U0CAMILLE").say("app", "hello")
    await teams.settled()
    keys = await published(client)
    claims = verified(app.tokens[-1], keys, teams.app_id)
    now = teams.clock.now().timestamp()
    assert (claims["iss"], claims["serviceurl"]) == ("https://api.botframework.com", teams.service_url)
    assert claims["nbf"] <= now < claims["exp"]
    assert all("msteams" in key["endorsements"] for key in keys.values())


async def test_a_forged_token_says_what_the_test_wants(teams: SmallTeams, client: Client) -> None:
    keys = await published(client)
    late = verified(teams.token(exp=1, serviceurl=None), keys, teams.app_id)
    assert late["exp"] == 1
    assert "serviceurl" not in late
    strange = teams.token(key=STRANGE_KEY_ID)
    assert jwt.get_unverified_header(strange)["kid"] not in keys
    masked = teams.token(key=STRANGE_KEY_ID, kid=next(iter(keys)))
    with pytest.raises(jwt.InvalidSignatureError):
        verified(masked, keys, teams.app_id)


async def test_a_raw_activity_is_brought_as_it_is_and_signed_unless_told_otherwise(
    teams: SmallTeams, app: App
) -> None:
    app.answering = lambda activity: {"said": activity["type"]}
    assert await teams.deliver({"type": "odd"}) == (200, b'{"said": "odd"}')
    assert (await teams.deliver({"type": "odd"}, {}))[0] == 200
    signed, bare = app.tokens
    assert signed
    assert bare == ""


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client_secret": "wrong"}, (401, "invalid_client")),
        ({"client_secret": ""}, (401, "invalid_client")),
        ({"client_id": "another"}, (400, "unauthorized_client")),
        ({"tenant": "another"}, (400, "unauthorized_client")),
        ({"scope": "https://graph.microsoft.com/.default"}, (400, "invalid_scope")),
        ({"grant_type": "password"}, (400, "unsupported_grant_type")),
        ({"client_assertion": "x"}, (401, "invalid_client")),
    ],
)
async def test_signing_in_with_anything_wrong_gives_no_token(
    teams: SmallTeams, client: Client, changed: dict[str, str], error: tuple[int, str]
) -> None:
    answer = await client.sign_in(**changed)
    assert (answer.status, answer.body["error"]) == error
    assert teams.log.of("call", method="login")[-1].outcome == str(error[0])


async def test_a_token_is_taken_until_its_end(teams: SmallTeams, client: Client) -> None:
    given = (await client.sign_in()).body
    assert given["token_type"] == "Bearer"
    client.token = given["access_token"]
    assert (await client.send(SHARES, a_message())).status == 201
    teams.clock.advance(timedelta(seconds=given["expires_in"]))
    answer = await client.send(SHARES, a_message())
    assert (answer.status, answer.code) == (401, "Unauthorized")


async def test_a_token_of_somebody_else_or_a_revoked_one_is_refused(
    teams: SmallTeams, client: Client
) -> None:
    client.token = "made-up"
    assert (await client.send(SHARES, a_message())).status == 401
    client.token = (await client.sign_in()).body["access_token"]
    teams.signing.revoke()
    assert (await client.send(SHARES, a_message())).status == 401
    assert teams.log.of("post") == []


async def test_what_an_app_signs_in_with_is_not_written_down(teams: SmallTeams, client: Client) -> None:
    await client.sign_in()
    assert [dict(entry.payload) for entry in teams.log.of("call", method="login")] == [{}]


def a_certificate() -> tuple[rsa.RSAPrivateKey, str]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "portevoix")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=900))
    )
    return key, built.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()


@pytest.mark.parametrize(
    ("changed", "is_other_key", "status"),
    [
        ({}, False, 200),
        ({}, True, 401),
        ({"aud": "https://elsewhere.example"}, False, 401),
        ({"iss": "another"}, False, 401),
        ({"exp": 1}, False, 401),
    ],
)
async def test_an_app_may_prove_itself_with_its_certificate(
    client: Client, changed: dict[str, Any], is_other_key: bool, status: int
) -> None:
    key, certificate = a_certificate()
    async with SmallTeams.started(app=TeamsApp(certificate=certificate)) as teams:
        now = int(teams.clock.now().timestamp())
        claims = {
            "aud": f"{teams.login_url}{teams.tenant}/oauth2/v2.0/token",
            "iss": teams.app_id,
            "sub": teams.app_id,
            "jti": str(uuid4()),
            "exp": now + 600,
        } | changed
        signer = rsa.generate_private_key(65537, 2048) if is_other_key else key
        answer = await Client(teams, client.session).sign_in(
            client_secret="",
            client_assertion_type="urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            client_assertion=jwt.encode(claims, signer, "PS256"),
        )
    assert answer.status == status
