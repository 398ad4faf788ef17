"""Brainstorms: timed, anonymous unless one signs, grouped by a champion, one vote a person that nobody can read."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.cards.elements import Card
from bot.commands.rights import not_allowed
from bot.domain.brainstorms import Brainstorm, chosen_of, read_groups
from bot.events import FormSubmitted, Reply
from store.tables import BRAINSTORM, THOUGHT, VOTE
from tests.bots import Bot, labels, someone
from tests.store.everywhere import mentioned

PRIYA, CAMILLE, VISITOR = "U0PRIYA", "U0CAMILLE", "U0NEW"
RULES = {
    "rule1": "We tell what we saw.",
    "rule2": "We ask before we quote.",
    "rule3": "We answer, or hand over.",
}


def prompt_key(bot: Bot) -> str:
    playbook = bot.services.book().playbook("starter-en")
    assert playbook is not None
    return playbook.key(playbook.brainstorm[0])


async def send(bot: Bot, form: str, user: str, answers: dict[str, str], context: str = "") -> Reply:
    reply = await bot.hear(
        FormSubmitted(
            id=f"{form}-{bot._id()}",
            at=bot.clock.now(),
            person=someone(user),
            form=form,
            answers=answers,
            context=context,
        )
    )
    assert reply is not None
    return reply


def summary(reply: Reply) -> str:
    assert isinstance(reply.show, Card)
    return reply.show.summary


async def starts(bot: Bot, *, user: str = PRIYA, minutes: str = "20") -> Reply:
    answers = {"prompt": prompt_key(bot), "channel": "C0SHARES", "minutes": minutes}
    return await send(bot, "brainstorm_start", user, answers)


async def adds(bot: Bot, text: str, *, user: str = VISITOR, name: str = "anonymous") -> str:
    found = await the_one(bot)
    return summary(await send(bot, "brainstorm_add", user, {"text": text, "name": name}, found.id))


async def groups(bot: Bot, text: str = "Close: 1, 2\nRepair: 3", *, user: str = PRIYA, **other: str) -> Reply:
    answers = {"groups": text, **RULES, "minutes": "60"} | other
    return await send(bot, "brainstorm_group", user, answers, (await the_one(bot)).id)


async def all_of(bot: Bot) -> list[Brainstorm]:
    async with bot.store.reading() as shelves:
        return list(await shelves.brainstorms.all("slack", "T0SANDBOX"))


async def the_one(bot: Bot) -> Brainstorm:
    (found,) = await all_of(bot)
    return found


async def rows(bot: Bot, table: object) -> list[object]:
    async with bot.store.reading() as shelves:
        return list(await shelves.connection.execute(select(table)))


def told(bot: Bot, user: str) -> list[str]:
    return [
        card.summary for place, card, marker in bot.platform.posted if place.channel == user and not marker
    ]


async def grouped(bot: Bot) -> None:
    await starts(bot)
    await bot.tick()
    for text in ("We know names.", "We repair.", "We laugh."):
        await adds(bot, text)
    await bot.tick(minutes=21)
    assert not (await groups(bot)).errors
    await bot.tick(seconds=2)


async def test_a_champion_starts_one_and_the_same_again_starts_nothing(bot: Bot):
    assert summary(await starts(bot)).startswith("It has begun")
    assert summary(await starts(bot)).startswith("This question was put to the channel today already")
    await bot.tick()
    shown = [card for _, card, _ in bot.platform.in_channels if card.summary.startswith("Thinking together")]
    assert [labels(card) for card in shown] == [["Add a thought"]]
    async with bot.store.reading() as shelves:
        assert [deed.action for deed in await shelves.deeds.of(someone(PRIYA))] == ["brainstorm_start"]


async def test_a_colleague_can_neither_start_nor_group_nor_see_the_thoughts(bot: Bot):
    words = bot.services.texts.for_locale("en")
    assert (await starts(bot, user=VISITOR)).show == not_allowed(words, "brainstorm_start")
    await starts(bot)
    await adds(bot, "We repair.")
    bot.clock.advance(timedelta(minutes=21))
    id_ = (await the_one(bot)).id
    assert await bot.press("brainstorm.look", id_, user=VISITOR) == not_allowed(words, "brainstorm.look")
    assert (await groups(bot, "All: 1", user=VISITOR)).show == not_allowed(words, "brainstorm_group")


async def test_an_anonymous_thought_keeps_nobody_and_a_signed_one_its_author(bot: Bot):
    await starts(bot)
    assert (await adds(bot, "We repair.")).startswith("It is added")
    assert await mentioned(bot.store, someone(VISITOR)) == []
    assert (await adds(bot, "We repair.", user=CAMILLE)).startswith("This very thought")
    await adds(bot, "We laugh.", name="signed")
    assert await mentioned(bot.store, someone(VISITOR)) == ["thought.user_id"]
    assert b"laugh" not in b"".join(row.text for row in await rows(bot, THOUGHT))
    await bot.press("leave.now", user=VISITOR)
    assert len(await rows(bot, THOUGHT)) == 1


async def test_thoughts_are_taken_until_its_end_and_champions_told_once(bot: Bot):
    await starts(bot)
    await bot.tick()
    await adds(bot, "We repair.")
    assert (await bot.press("brainstorm.look", (await the_one(bot)).id, user=PRIYA)).summary.startswith(
        "Thoughts are still"
    )
    await bot.tick(minutes=21)
    assert (await adds(bot, "Too slow.")) == "No thoughts are taken any more."
    await bot.tick(minutes=5)
    await bot.tick(minutes=5)
    assert [each for each in told(bot, PRIYA) if each.startswith("The thoughts can be grouped")] == told(
        bot, PRIYA
    )
    assert len(told(bot, PRIYA)) == 1
    assert "being grouped" in bot.platform.updated[-1][1].plain()


async def test_whoever_groups_sees_numbers_and_only_the_names_of_those_who_signed(bot: Bot):
    await starts(bot)
    await adds(bot, "We repair.")
    await adds(bot, "We laugh.", user=CAMILLE, name="signed")
    bot.clock.advance(timedelta(minutes=21))
    card = await bot.press("brainstorm.look", (await the_one(bot)).id, user=PRIYA)
    assert "We repair." in card.plain()
    assert f"We laugh. — @{CAMILLE}" in card.plain()
    assert VISITOR not in card.plain()


@pytest.mark.parametrize("wrong", ["", "no numbers", "A: 9", "A: 0", "A:", "\n".join(["A: 1"] * 9)])
async def test_groups_that_cannot_be_read_are_said_beside_the_field(bot: Bot, wrong: str):
    await starts(bot)
    await adds(bot, "We repair.")
    bot.clock.advance(timedelta(minutes=21))
    assert list((await groups(bot, wrong)).errors) == ["groups"]
    assert list((await groups(bot, "A: 1", rule2=" ")).errors) == ["rule2"]
    assert list((await groups(bot, "A: 1", minutes="7")).errors) == ["minutes"]


async def test_the_vote_is_one_each_the_last_press_counts_and_nobody_is_in_its_table(bot: Bot):
    await grouped(bot)
    card = bot.platform.updated[-1][1]
    assert labels(card) == ["Rule 1", "Rule 2", "Rule 3"]
    assert "Close (2 thoughts)" in card.plain()
    id_ = (await the_one(bot)).id
    for rule in (0, 1, 1):
        await bot.press("brainstorm.vote", f"{id_}/{rule}", user=VISITOR)
    await bot.press("brainstorm.vote", f"{id_}/9", user=CAMILLE)
    (vote,) = await rows(bot, VOTE)
    assert vote.rule == 1
    assert await mentioned(bot.store, someone(VISITOR)) == []


async def test_the_outcome_is_drawn_without_figures_the_votes_are_gone_and_the_charter_shows_it(bot: Bot):
    await grouped(bot)
    id_ = (await the_one(bot)).id
    for user, rule in ((VISITOR, 1), (CAMILLE, 1), ("U0SAM", 0)):
        await bot.press("brainstorm.vote", f"{id_}/{rule}", user=user)
    await bot.tick(minutes=61)
    await bot.tick(seconds=2)
    assert await rows(bot, VOTE) == []
    assert (await the_one(bot)).chosen == ("We ask before we quote.",)
    card = bot.platform.updated[-1][1]
    assert "We ask before we quote." in card.plain()
    assert "We tell what we saw." not in card.plain()
    assert labels(card) == []
    late = await bot.press("brainstorm.vote", f"{id_}/0", user=VISITOR)
    assert late.summary == "No votes are taken any more."
    charter = await bot.type("charter", user=VISITOR)
    assert "We ask before we quote." in charter.plain()
    assert labels(charter)[-1] == "Talk to a human"
    for _ in range(2):
        await bot.press("brainstorm.remove", id_, user=PRIYA)
    assert "We ask before we quote." not in (await bot.type("charter", user=VISITOR)).plain()
    assert await rows(bot, THOUGHT) == []
    async with bot.store.reading() as shelves:
        actions = [deed.action for deed in await shelves.deeds.of(someone(PRIYA))]
    assert sorted(actions) == ["brainstorm.remove", "brainstorm_group", "brainstorm_start"]


async def test_a_second_grouping_changes_nothing(bot: Bot):
    await grouped(bot)
    await groups(bot, "Other: 1")
    assert [group.name for group in (await the_one(bot)).groups] == ["Close", "Repair"]


async def test_thirty_days_after_thoughts_are_gone_and_chosen_words_stay(bot: Bot):
    await grouped(bot)
    await bot.tick(minutes=61)
    bot.clock.advance(timedelta(days=31))
    await bot.tick()
    assert await rows(bot, THOUGHT) == []
    assert (await the_one(bot)).is_over


async def test_one_of_which_nothing_was_made_goes_as_a_whole(bot: Bot):
    await starts(bot)
    await adds(bot, "We repair.")
    bot.clock.advance(timedelta(days=31))
    await bot.tick()
    assert await rows(bot, THOUGHT) == await rows(bot, BRAINSTORM) == []


async def test_another_workspace_can_neither_add_nor_vote(bot: Bot):
    await grouped(bot)
    id_ = (await the_one(bot)).id
    card = await bot.press("brainstorm.vote", f"{id_}/0", user=CAMILLE, on="teams")
    assert card.summary == "No votes are taken any more."
    assert await rows(bot, VOTE) == []


@given(st.lists(st.integers(-2, 5)))
def test_the_chosen_rules_are_those_with_most_votes_and_all_when_nobody_voted(votes: list[int]):
    rules = ("a", "b", "c")
    chosen = chosen_of(rules, votes)
    counted = [votes.count(number) for number in range(3)]
    assert chosen == tuple(rule for rule, count in zip(rules, counted, strict=True) if count == max(counted))


names = st.text("ab éàß-'", min_size=1, max_size=20)
lines = st.builds(
    lambda name, numbers: f"{name}: {', '.join(map(str, numbers))}",
    names,
    st.lists(st.integers(0, 9), max_size=4),
)


@given(
    st.lists(lines | st.text(max_size=9), max_size=4).map("\n".join) | st.text(max_size=200),
    st.integers(0, 9),
)
def test_whatever_is_typed_for_groups_is_read_within_bounds_or_not_at_all(text: str, count: int):
    found = read_groups(text, count)
    for group in found or ():
        assert group.name.strip()
        assert group.numbers
        assert all(1 <= number <= count for number in group.numbers)
