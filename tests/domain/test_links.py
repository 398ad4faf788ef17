"""Codes that are easy to carry over, and what becomes one when two accounts do."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from bot.domain.claims import Claim, ClaimState
from bot.domain.links import (
    ALPHABET,
    LENGTH,
    are_apart,
    first_joined,
    one_claim,
    read_code,
    spelled,
    take_two_places,
)
from tests.factories import NOON, a_member, a_person

CAMILLE = a_person()
ELSEWHERE = replace(CAMILLE, platform="teams")


def a_claim(state: ClaimState, minute: int = 0) -> Claim:
    return Claim("post", CAMILLE, state, NOON + timedelta(minutes=minute))


@pytest.mark.parametrize("signs", ["0O", "1IL", "2Z", "5S", "8B", "UV", "AEIOU"])
def test_no_two_signs_of_a_code_look_alike_and_none_makes_a_word(signs: str):
    assert len(set(signs) & set(ALPHABET)) <= 1
    assert not set("AEIOU") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET)


@pytest.mark.parametrize("typed", ["CDFG-HJKM", "cdfghjkm", " cdfg hjkm ", "**CDFG–HJKM**", "`CDFG-HJKM`."])
def test_a_code_is_read_however_it_is_copied(typed: str):
    assert read_code(typed) == "CDFGHJKM"
    assert read_code(spelled("CDFGHJKM")) == "CDFGHJKM"


@pytest.mark.parametrize(
    "typed", ["", "CDFGHJK", "CDFGHJKMN", "CDFGHJK0", "please link me", "ＣＤＦＧＨＪＫＭ"]
)
def test_what_cannot_be_a_code_is_not_looked_up(typed: str):
    assert read_code(typed) is None


def test_guessing_a_code_takes_more_tries_than_anybody_has():
    assert len(ALPHABET) ** LENGTH > 10**10


def test_things_are_kept_under_the_account_that_joined_first_whoever_asks():
    first = a_member()
    second = replace(first, person=ELSEWHERE, joined_at=NOON + timedelta(days=1))
    assert first_joined(first, second) == first_joined(second, first) == first
    twin = replace(first, person=ELSEWHERE)
    assert first_joined(first, twin) == first_joined(twin, first)


def test_two_accounts_of_one_workspace_are_two_people():
    assert are_apart([CAMILLE, ELSEWHERE, replace(CAMILLE, workspace="T0OTHER")])
    assert not are_apart([CAMILLE, ELSEWHERE, a_person("U0SAM")])


def test_of_two_claims_done_stays_done_and_a_held_place_stays_held():
    order = [ClaimState.RELEASED, ClaimState.HELD, ClaimState.DONE]
    for one, other in product(order, order):
        merged = one_claim(a_claim(one), a_claim(other, 1))
        assert merged.state is max(one, other, key=order.index)
        assert merged.changed_at == NOON + timedelta(minutes=1)


def test_a_person_needs_one_place_where_both_accounts_have_one():
    held, done, released = (
        a_claim(state) for state in (ClaimState.HELD, ClaimState.DONE, ClaimState.RELEASED)
    )
    assert take_two_places(held, done)
    assert not take_two_places(held, released)
    assert not take_two_places(released, done)
