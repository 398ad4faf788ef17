"""One's own words, as people live it on both platforms: from a claim to a draft, to a network's own page; and a second look."""

from collections.abc import Sequence
from urllib.parse import parse_qs, urldefrag, urlsplit

import pytest

from bot.demo import Demo
from bot.domain.share import unpacked
from tests.gallery_own_words import LOOKED_AT, STORY
from tests.journeys.dialogue import PLATFORMS, Character, InSlack, InTeams, Seen, enters, everything_answered

pytestmark = [
    pytest.mark.parametrize("platform", PLATFORMS),
    pytest.mark.parametrize("user", ["U0CAMILLE", "U0SAM"]),
]


def windows(person: Character) -> Sequence[Seen]:
    """What is open before somebody besides the conversation, newest last."""
    match person:
        case InSlack():
            return person.actor.modals()
        case InTeams():
            return person.actor.dialogs()
    raise TypeError(type(person).__name__)


async def sees_window(person: Character, key: str, **values: object) -> Seen:
    """Wait for the window in front to say this."""
    sentence = plain(person.words(key, **values))
    await person.until(lambda: windows(person) and sentence in plain(windows(person)[-1].all_text))
    return windows(person)[-1]


def plain(text: str) -> str:
    """Take out what clients show differently."""
    return " ".join(text.replace("*", "").split())


async def opens_the_questions(workplace: Demo, user: str, platform: str) -> Character:
    person = enters(workplace, user, platform)
    share = await person.sees_in_channel("daily.share.intro")
    await person.presses(share, "daily.share.claim")
    kit = await person.sees_privately("kit.intro")
    await person.presses(kit, "kit.write")
    await person.until(lambda: windows(person))
    return person


async def test_from_a_claim_to_a_network_in_ones_own_words(workplace: Demo, platform: str, user: str):
    person = await opens_the_questions(workplace, user, platform)
    story = STORY[person.words.language]
    await person.fills_in(
        person.words("draft.title"), struck=story.struck, example=story.example, question=story.question
    )

    draft = await sees_window(person, "draft.ready")
    disclosure = (
        "Je travaille chez Atelier Lumen." if person.words.language == "fr" else "I work for Atelier Lumen."
    )
    assert disclosure in draft.all_text
    for said in (story.struck, story.example, story.question):
        assert said in draft.all_text
    opened = parse_qs(urlsplit(draft.links["LinkedIn"]).query)["text"][0]
    assert opened.startswith(
        f"{disclosure}\n\n{story.struck}\n\n{story.example}\n\n{story.question}\n\nhttps://www.example.com/"
    )
    assert "utm_source=linkedin" in opened.split()[-1]
    page, packed = urldefrag(draft.links[person.words("draft.page")])
    assert story.struck not in page
    assert unpacked(packed, 5_000).startswith(f"{disclosure}\n\n{story.struck}")

    await person.presses(draft, "kit.done")
    await everything_answered(workplace)
    await person.until(lambda: person.words("claims.done") in said_last(person))


def said_last(person: Character) -> str:
    """The newest thing said to somebody in a window or in passing."""
    said = [each.all_text for each in (*person.private()[-1:], *windows(person)[-1:])]
    return "\n".join(said)


async def test_going_back_finds_the_answers_where_they_were(workplace: Demo, platform: str, user: str):
    person = await opens_the_questions(workplace, user, platform)
    story = STORY[person.words.language]
    await person.fills_in(person.words("draft.title"), struck=story.struck, question=story.question)
    for round_ in range(4):  # Slack keeps three windows on a stack
        draft = await sees_window(person, "draft.ready")
        await person.presses(draft, "draft.change")
        await person.until(lambda: person.words("draft.struck") in windows(person)[-1].all_text)
        await person.fills_in(person.words("draft.title"), example=f"{round_} {story.example}")
    await person.until(lambda: f"3 {story.example}" in windows(person)[-1].all_text)
    assert story.struck in windows(person)[-1].all_text
    assert len(windows(person)) == 1


async def test_whom_to_ask_is_said_beside_the_draft(workplace: Demo, platform: str, user: str):
    person = await opens_the_questions(workplace, user, platform)
    story = STORY[person.words.language]
    await person.fills_in(person.words("draft.title"), struck=story.struck)
    draft = await sees_window(person, "draft.ready")
    await person.presses(draft, "human.ask")
    begins = plain(person.words.template("human.champions").split("{")[0])
    await person.until(lambda: begins in plain(windows(person)[-1].all_text))
    assert plain(story.struck) in plain(windows(person)[-1].all_text)
    assert "<at>" not in windows(person)[-1].all_text
    assert not person.is_told_that_something_went_wrong()


async def test_a_second_look_at_a_typed_text_is_told_privately_and_to_anybody(
    workplace: Demo, platform: str, user: str
):
    newcomer = enters(workplace, "U0TOM" if user == "U0CAMILLE" else "U0PRIYA", platform)
    text = LOOKED_AT[newcomer.words.language]
    answer = await newcomer.types(f"{'relire' if newcomer.words.language == 'fr' else 'check'} {text}")
    assert newcomer.words("check.tie.why") in answer.all_text
    assert "2026!" not in answer.all_text
    assert plain(newcomer.words("check.forgotten")) in plain(answer.all_text)
    assert not [each for each in newcomer.public() if newcomer.words("check.tie.why") in each.all_text]


async def test_a_second_look_can_be_asked_for_in_a_window(workplace: Demo, platform: str, user: str):
    person = enters(workplace, user, platform)
    if isinstance(person, InSlack):
        await person.actor.command("/advocacy check", channel=person.channel)
    else:  # In Teams a window opens from a press.
        asked = await person.types("check")
        await person.presses(asked, "check.title")
    await person.until(lambda: windows(person))
    await person.fills_in(person.words("check.title"), text=LOOKED_AT[person.words.language])
    answer = await sees_window(person, "check.forgotten")
    assert "2026!" not in answer.all_text
    await person.presses(answer, "check.again")
    await person.until(lambda: person.words("check.text") in windows(person)[-1].all_text)
    await person.fills_in(
        person.words("check.title"), text="Mardi." if person.words.language == "fr" else "Tuesday."
    )
    await sees_window(person, "check.nothing")
