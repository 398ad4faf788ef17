"""Tokens that the gate has to tell apart: how the service signs, and how forgers, mistakes and time spoil it."""

from collections.abc import Callable
from typing import Any

import jwt

from tests.adapters.teams.issuer import APP, SERVICE, Issuer, raw

GOOD: dict[str, Callable[[Issuer], str]] = {
    "as the service signs it": lambda by: by.token(),
    "within the tolerance after its end": lambda by: by.token(exp=_now(by) - 290),
    "within the tolerance before its start": lambda by: by.token(nbf=_now(by) + 290),
    "without a start": lambda by: by.token(nbf=None),
    "with more claims than we read": lambda by: by.token(iat=_now(by), extra={"a": 1}),
}
BAD: dict[str, Callable[[Issuer], str]] = {
    "expired": lambda by: by.token(exp=_now(by) - 301),
    "expired long ago": lambda by: by.token(exp=1),
    "not yet good": lambda by: by.token(nbf=_now(by) + 301),
    "without an end": lambda by: by.token(exp=None),
    "an end in words": lambda by: by.token(exp="tomorrow"),
    "an end that is no number": lambda by: by.token(exp=True),
    "an end beyond all time": lambda by: by.token(exp=2**60),
    "an end below nought": lambda by: by.token(exp=-5),
    "a start in words": lambda by: by.token(nbf="now"),
    "for another app": lambda by: by.token(aud="66666666-0000-0000-0000-000000000000"),
    "for nobody": lambda by: by.token(aud=None),
    "for an empty app": lambda by: by.token(aud=""),
    "for several apps": lambda by: by.token(aud=[APP, "other"]),
    "of another issuer": lambda by: by.token(iss="https://sts.windows.net/x/"),
    "of no issuer": lambda by: by.token(iss=None),
    "of an issuer with a slash": lambda by: by.token(iss="https://api.botframework.com/"),
    "for another service": lambda by: by.token(serviceurl="https://smba.trafficmanager.net/amer/"),
    "for the service without its slash": lambda by: by.token(serviceurl=SERVICE.rstrip("/")),
    "for no service": lambda by: by.token(serviceurl=None),
    "the service's claim in other letters": lambda by: by.token(serviceurl=None, serviceUrl=SERVICE),
    "signed by a stranger under our key's name": lambda by: by.token(key="stranger"),
    "of an unknown key": lambda by: by.token(key="stranger", kid="stranger"),
    "of no key": lambda by: by.token(kid=None),
    "of an empty key": lambda by: by.token(kid=""),
    "of a key that is a path": lambda by: by.token(kid="../../one"),
    "of a key for another channel": lambda by: by.token(key="webchat", kid="webchat"),
    "of a key without endorsements": lambda by: by.token(key="bare", kid="bare"),
    "with another hash": lambda by: by.token(alg="RS512"),
    "with another padding": lambda by: by.token(alg="PS256"),
    "signed by nobody": lambda by: jwt.encode({"aud": APP}, None, "none", {"kid": "one"}),
    "saying that it is signed by nobody": lambda by: raw({"alg": "none", "kid": "one"}, _claims(by)),
    "with the public key as a password": lambda by: raw({"alg": "HS256", "kid": "one"}, _claims(by)),
    "with no algorithm": lambda by: raw({"kid": "one"}, _claims(by)),
    "with a list of algorithms": lambda by: raw({"alg": ["RS256"], "kid": "one"}, _claims(by)),
    "with a key of its own": lambda by: by.token(
        key="stranger", head={"jwk": {"kty": "RSA", "n": "AQAB", "e": "AQAB"}}
    ),
    "with an address for its key": lambda by: by.token(
        key="stranger", head={"jku": "https://evil.example/keys"}
    ),
    "with something critical": lambda by: by.token(head={"crit": ["exp"]}),
    "a changed signature": lambda by: by.token()[:-6] + "AAAAAA",
    "a changed body": lambda by: _with_body(by.token(), {**_claims(by), "aud": APP, "x": 1}),
    "an empty signature": lambda by: by.token().rpartition(".")[0] + ".",
    "two parts": lambda by: by.token().rpartition(".")[0],
    "four parts": lambda by: by.token() + ".AAAA",
    "no parts": lambda by: "AAAA",
    "not base64": lambda by: "%%.%%.%%",
    "a head that is no object": lambda by: raw([], _claims(by)),  # type: ignore[arg-type]
    "a body that is no object": lambda by: raw({"alg": "RS256", "kid": "one"}, []),  # type: ignore[arg-type]
}


def _now(by: Issuer) -> int:
    return int(by.clock.now().timestamp())


def _claims(by: Issuer) -> dict[str, Any]:
    return jwt.decode(
        by.token(),
        options={"verify_signature": False, "verify_exp": False, "verify_nbf": False, "verify_aud": False},
    )


def _with_body(token: str, claims: dict[str, Any]) -> str:
    head, _, signature = token.split(".")
    return f"{head}.{raw({}, claims).split('.')[1]}.{signature}"
