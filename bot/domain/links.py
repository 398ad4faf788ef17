"""Links: several accounts of one person, made one by a short code that they carry over themselves."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.domain.claims import Claim, ClaimState
from bot.domain.people import Member, PersonRef

ALPHABET: Final = "CDFGHJKMNPQRTVWXY34679"
"""None that looks like another (0 O, 1 I L, 2 Z, 5 S, 8 B), and no vowels, so that no code spells a word."""
LENGTH: Final = 8
LIVES_FOR: Final = timedelta(minutes=10)
MOST_TRIES: Final = 5
"""Codes that do not fit, one after the other; then an account waits until `LIVES_FOR` has passed since the last."""

_WEIGHT: Final = {ClaimState.RELEASED: 0, ClaimState.HELD: 1, ClaimState.DONE: 2}


def spelled(code: str) -> str:
    """Write a code in two halves, which are easier to carry over."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def read_code(text: str) -> str | None:
    """Read a code as people type it, with or without dash, spaces and capitals. None: it cannot be one."""
    code = "".join(sign for sign in text.upper() if sign.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def first_joined(one: Member, other: Member) -> Member:
    """Tell which of two members joined first: the things of both are kept under that account."""
    return min(one, other, key=lambda member: (member.joined_at, member.person))


def are_apart(accounts: Iterable[PersonRef]) -> bool:
    """Tell whether no two accounts are of the same workspace: there, two accounts are two people."""
    places = [(account.platform, account.workspace) for account in accounts]
    return len(places) == len(set(places))


def one_claim(kept: Claim, other: Claim) -> Claim:
    """Make one claim of the two that a person has on a post: done stays done, and a place that is held stays held."""
    state = max(kept.state, other.state, key=_WEIGHT.__getitem__)
    return replace(kept, state=state, changed_at=max(kept.changed_at, other.changed_at))


def take_two_places(one: Claim, other: Claim) -> bool:
    """Tell whether both claims occupy a place, of which one person needs one."""
    return ClaimState.RELEASED not in {one.state, other.state}
