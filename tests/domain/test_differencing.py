"""Nobody learns anything of fewer than five people by asking twice (domain research L16, I14).

The attacker knows the rules, exactly who is a member at each question and so who joined or left between two of them, and
sees both editions in full. They know nothing of what anybody did. Their data is, for each person and week, one of: no step,
a step of a kind that has no share of its own, a tip read, a scenario played, or both of these.

THE RULE. Take any people, fewer than the smallest group: those who joined or left between the questions first, for they are
most at risk. For EVERY combination of what these people may have done, there is a history of all others with which both
questions get exactly the answers that were seen. So nothing at all is told of these people: whatever is true of them, the
answers fit; and swapping or removing what one of them did fits as well.

It is tried by search, not by proof: all histories of the others are summed up by how many did what, and looked through.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.acts import ActKind
from bot.domain.crowd import RHYTHM, SMALLEST, Told, share_of
from bot.domain.figures import Counts, Places, edition_of

PAIRS = 2_000
NOTHING, SOMETHING, TIP, SCENARIO, BOTH = DATA = range(5)
Did = tuple[int, int, int]
"""How many took any step, read a tip, played a scenario."""
Edition = Callable[[Counts], Mapping[str, Told]]
Answer = tuple[tuple[str, Told], ...]


def counts(members: int, did: Did) -> Counts:
    return Counts(members, did[0], {ActKind.TIP_READ: did[1], ActKind.SCENARIO_PLAYED: did[2]})


def summed(types: list[int]) -> Did:
    both = types.count(BOTH)
    return len(types) - types.count(NOTHING), types.count(TIP) + both, types.count(SCENARIO) + both


@cache
def told(edition: Edition, members: int, did: Did) -> Answer:
    return tuple(sorted(edition(counts(members, did)).items()))


def dids(people: int) -> Iterator[Did]:
    for active in range(people + 1):
        for tip in range(active + 1):
            yield from ((active, tip, scenario) for scenario in range(active + 1))


@cache
def fitting(edition: Edition, members: int, answer: Answer) -> frozenset[Did]:
    """All that so many members may have done together, by an answer."""
    return frozenset(did for did in dids(members) if told(edition, members, did) == answer)


def without(did: Did, few: Did) -> Did:
    return did[0] - few[0], did[1] - few[1], did[2] - few[2]


def together(did: Did, few: Did) -> Did:
    return did[0] + few[0], did[1] + few[1], did[2] + few[2]


def is_possible(did: Did, people: int) -> bool:
    return min(did) >= 0 and max(did) <= did[0] <= people


class Pair:
    """Two questions, and the people at each; the second is about the same week or about a later one."""

    def __init__(self, chance: random.Random) -> None:
        self.stayed = chance.randint(7, 18)
        self.left, self.joined = chance.randint(0, 2), chance.randint(0, 2)
        self.is_same_week = chance.random() < 0.7
        mood = [1, 1 + chance.random(), *(chance.random() for _ in DATA[2:])]
        everybody = self.stayed + self.left + self.joined
        self.weeks = [chance.choices(DATA, mood, k=everybody) for _ in range(2)]

    def asked(self, *, is_frozen: bool) -> list[tuple[int, list[bool]]]:
        """For each answer: which week's steps it is made of, and who is counted (stayed, left, joined)."""
        first = [True] * self.stayed + [True] * self.left + [False] * self.joined
        second = [True] * self.stayed + [False] * self.left + [True] * self.joined
        if not self.is_same_week:
            return [(0, first), (1, second)]
        return [(0, first), (0, first if is_frozen else second)]


def leak(pair: Pair, edition: Edition, *, is_frozen: bool) -> tuple[int, ...] | None:
    """Find a combination of what a few people did that the answers rule out. None: there is none."""
    questions = pair.asked(is_frozen=is_frozen)
    moved = range(pair.stayed, pair.stayed + pair.left + pair.joined)[: SMALLEST - 1]
    staying = SMALLEST - 1 - len(moved)
    few, rest = [*moved, *range(staying)], pair.stayed - staying
    # Among those who stay it does not matter who of them did what.
    combinations = [
        (*one, *other)
        for one in product(DATA, repeat=len(moved))
        for other in combinations_with_replacement(DATA, staying)
    ]
    seen = [
        (
            week,
            who,
            told(
                edition,
                sum(who),
                summed([did for did, is_in in zip(pair.weeks[week], who, strict=True) if is_in]),
            ),
        )
        for week, who in questions
    ]
    for week in {week for week, _, _ in seen}:
        about = [(who, sum(who), answer) for each, who, answer in seen if each == week]
        for types in combinations:
            # What all the others did together; it has to be one thing, whichever of the questions is looked at.
            parts = [
                summed([did for person, did in zip(few, types, strict=True) if who[person]])
                for who, _, _ in about
            ]
            _, members, answer = about[0]
            others = (without(did, parts[0]) for did in fitting(edition, members, answer))
            if not any(
                is_possible(each, rest)
                and all(
                    told(edition, members, together(each, part)) == answer
                    for part, (_, members, answer) in zip(parts[1:], about[1:], strict=True)
                )
                for each in others
            ):
                return types
    return None


def naive_no_nesting(each: Counts) -> Mapping[str, Told]:
    """Every share by itself, total and parts alike."""
    return {
        RHYTHM: share_of(each.active, each.members - each.active),
        **{kind: share_of(doing, each.members - doing) for kind, doing in each.doing.items()},
    }


def naive_no_complement(each: Counts) -> Mapping[str, Told]:
    """The smallest group is asked of those who acted alone."""
    found = each.active >= SMALLEST and each.members
    return {RHYTHM: Told(10 * each.active // each.members if found else None)}


def pairs() -> Iterator[Pair]:
    chance = random.Random("differencing")
    return (Pair(chance) for _ in range(PAIRS))


def test_I14_no_two_questions_tell_anything_of_fewer_than_five_people():
    seen = {RHYTHM: 0, "kind:tip_read": 0, "kind:scenario_played": 0}
    for pair in pairs():
        assert leak(pair, edition_of, is_frozen=True) is None, vars(pair)
        edition = edition_of(
            counts(pair.stayed + pair.left, summed(pair.weeks[0][: pair.stayed + pair.left]))
        )
        for subject in seen:
            seen[subject] += edition[subject].tenths is not None
    assert min(seen.values()) > PAIRS / 100, f"the pairs have to be about something: {seen}"


@pytest.mark.parametrize(
    ("edition", "is_frozen"),
    [(edition_of, False), (naive_no_nesting, True), (naive_no_complement, True)],
    ids=["worked out again after somebody left", "total and part by themselves", "the others are few"],
)
def test_the_search_finds_what_a_naive_report_would_give_away(edition: Edition, is_frozen: bool):
    assert any(leak(pair, edition, is_frozen=is_frozen) for pair in pairs())


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 40), st.integers(0, 40), st.integers(1, 80))
def test_I14_of_a_topic_and_of_the_staff_nothing_is_told_where_few_are_meant_or_left_out(
    people: int, members: int, more: int, taken: int, offered: int
):
    people, taken = min(people, members), min(taken, offered)
    told = edition_of(
        Counts(members, 0, {}, {"customer": Places(people, taken, offered)}, staff=members + more), smallest=6
    )
    assert (told["topic:customer"].tenths is None) == (min(people, members - people) < 6)
    assert (told["staff"].tenths is None) == (min(members, more) < 6)
