"""Learning at one's own pace, over the real wires of both platforms, in French and in English."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo import Demo, demo
from bot.playbook.book import Playbook
from sandbox.teams.people import directory_id
from tests.bots import PLAYBOOKS, the_starters
from tests.factories import MONDAY
from tests.journeys.dialogue import (
    PLATFORMS,
    Character,
    Seen,
    enters,
    everything_answered,
    next_working_day,
    plain,
    some_time_later,
)

pytestmark = pytest.mark.parametrize("platform", PLATFORMS)
VOLUNTEERS = pytest.mark.parametrize("user", ["U0CAMILLE", "U0SAM"])
"""One speaks French, one English; both have joined."""


def typed(person: Character, english: str, french: str) -> str:
    return french if person.words.language == "fr" else english


def playbook_of(person: Character) -> Playbook:
    return next(each for each in the_starters().playbooks if each.language == person.words.language)


def says(seen: Seen, text: str) -> bool:
    return plain(text) in plain(seen.all_text)


@VOLUNTEERS
async def test_a_tip_is_read_another_is_left_and_the_path_shows_how_far_one_is(
    workplace: Demo, platform: str, user: str
):
    person = enters(workplace, user, platform)
    first, second, third, *_ = playbook_of(person).tips
    tip = await person.types(typed(person, "tip", "conseil"))
    assert says(tip, first.title)
    await person.presses(tip, "daily.tip.read")
    await person.sees_privately("tip.read")

    tip = await person.types(typed(person, "tip", "conseil"))
    assert says(tip, second.title)
    await person.presses(tip, "tip.pass")
    following = await person.sees_privately("tip.next")
    assert says(following, third.title)

    path = await person.types(typed(person, "path", "parcours"))
    module = person.words("kinds.module.privacy")
    assert says(path, person.words("path.part", module=module, read=1, count=6))
    await person.presses(path, "likes.level_at_ease")
    await person.sees_privately("path.level", level=person.words("likes.level_at_ease"))

    again = await person.types(f"{typed(person, 'tip', 'conseil')} {first.title}")
    assert says(again, first.text.splitlines()[0])


@VOLUNTEERS
async def test_a_situation_is_thought_through_and_every_option_is_explained(
    workplace: Demo, platform: str, user: str
):
    person = enters(workplace, user, platform)
    playbook = playbook_of(person)
    situation = await person.types(f"{typed(person, 'scenario sales', 'situation vente')}")
    scenario = next(each for each in playbook.scenarios if says(situation, each.title))
    assert "sales" in scenario.roles
    await person.presses_label(situation, "B")
    answers = await person.sees_privately("kinds.scenario.chosen", letter="B", text=scenario.options[1].text)
    assert all(says(answers, option.answer.splitlines()[0]) for option in scenario.options)
    assert says(answers, person.words("scenario.noted"))
    await person.presses(situation, "scenario.another")
    intro = person.words("kinds.scenario.intro")
    await person.until(
        lambda: any(says(each, intro) and not says(each, scenario.title) for each in person.private())
    )


@VOLUNTEERS
async def test_a_check_up_goes_point_by_point_and_ends_with_what_one_ticked(
    workplace: Demo, platform: str, user: str
):
    person = enters(workplace, user, platform)
    listed = await person.types(typed(person, "checkup", "bilan"))
    title = next(label for label in listed.buttons if label != person.words("human.ask"))
    checkup = next(each for each in playbook_of(person).checklists if each.title == title)
    await person.presses_label(listed, title)
    for number, point in enumerate(checkup.points, 1):
        step = await person.sees_privately(
            "checkup.step", title=title, number=number, count=len(checkup.points)
        )
        assert says(step, point.text)
        await person.presses(step, "checkup.tick_privacy" if number % 2 else "checkup.leave_privacy")
    end = await person.sees_privately("checkup.only_here")
    assert says(end, person.words("checkup.left"))
    await person.presses(end, "checkup.done")
    await person.sees_privately("checkup.noted")


@VOLUNTEERS
async def test_help_given_and_a_conversation_joined_are_ones_own_word(
    workplace: Demo, platform: str, user: str
):
    person = enters(workplace, user, platform)
    helped = await person.types(typed(person, "helped", "entraide"))
    assert says(helped, person.words("helped.noted"))
    await person.presses(helped, "helped.undo")
    await person.sees_privately("helped.undone")
    talk = await person.types("conversation")
    await person.presses(talk, "conversation.joined")
    await person.sees_privately("conversation.noted")


@VOLUNTEERS
async def test_the_notebook_takes_a_line_by_command_and_by_dialog_and_lets_it_go(
    workplace: Demo, platform: str, user: str
):
    person = enters(workplace, user, platform)
    word = typed(person, "notebook", "carnet")
    kept = await person.types(f"{word} A baker asked for the lamp over her oven.")
    assert says(kept, person.words("notebook.kept"))
    await person.presses(kept, "notebook.open")
    book = await person.sees_privately("notebook.private")
    assert says(book, "A baker asked for the lamp over her oven.")
    await person.presses(book, "notebook.write")
    await person.fills_in(person.words("notebook.form"), text="Two lines\nof thanks.")
    await everything_answered(workplace)
    book = await person.types(word)
    assert says(book, "of thanks.")
    await person.presses(book, "notebook.tear")
    asked = await person.sees_privately("notebook.tear_question")
    await person.presses(asked, "notebook.tear_yes")
    await person.until(lambda: not says(person.private()[-1], "of thanks."))
    assert not says(await person.types(word), "of thanks.")


@VOLUNTEERS
async def test_a_night_is_asked_for_and_the_next_morning_a_word_comes(
    workplace: Demo, platform: str, user: str
):
    person = enters(workplace, user, platform)
    share = await person.sees_in_channel("daily.share.intro")
    await person.presses(share, "daily.share.claim")
    kit = await person.sees_privately("kit.intro")
    await person.presses(kit, "checkup.tomorrow")
    await person.until(lambda: any("24" in each.all_text for each in person.private()))
    await next_working_day(workplace, "11:30")
    await person.until(lambda: any(says(each, person.words("checkup.slept")) for each in person.letters()))


@pytest.fixture
async def led(tmp_path: Path, database_url: str) -> AsyncIterator[Demo]:
    """The workplace, with Hélène as an executive of the French playbook, who has joined, and Tom as a proposal."""
    folder = tmp_path / "playbooks"
    shutil.copytree(PLAYBOOKS, folder)
    page = folder / "starter-fr" / "playbook.yaml"
    entries = "executives:\n" + "".join(
        f"  - person: {person}\n    delegate: {delegate}\n"
        for person, delegate in (
            ("slack:U0HELENE", "slack:U0TOM"),
            (f"teams:{directory_id('U0HELENE')}", f"teams:{directory_id('U0TOM')}"),
        )
    )
    page.write_text(page.read_text(encoding="utf-8") + entries, encoding="utf-8")
    async with demo(
        today=MONDAY,
        is_clock_running=False,
        database_url=database_url,
        playbooks=folder,
        joined=("U0HELENE",),
    ) as found:
        await found.sandbox.settled()
        yield found


async def test_an_executive_takes_five_minutes_and_lets_somebody_prepare(led: Demo, platform: str):
    helene, tom = enters(led, "U0HELENE", platform), enters(led, "U0TOM", platform)
    first, second, *_ = playbook_of(helene).executive
    await some_time_later(led, hours=2)

    session = await helene.types("seance")
    assert says(session, first.title)
    await helene.presses(session, "session.done")
    await helene.sees_privately("session.noted")

    assert says(await tom.types("preparer"), tom.words("prepare.not_kept"))
    proposal = await helene.types("assistant")
    await helene.presses(proposal, "assistant.yes")
    await helene.until(
        lambda: any(helene.words("assistant.remove") in each.buttons for each in helene.private())
    )

    task = await tom.types("preparer")
    assert second.assistant
    assert says(task, second.assistant)
    await tom.presses(task, "prepare.write")
    await tom.fills_in(tom.words("prepare.form"), text="Merci à Inès pour *mardi*.")
    await helene.until(lambda: any(says(each, "Merci à Inès pour mardi.") for each in helene.letters()))

    await next_working_day(led, "11:30")
    await helene.until(lambda: any(says(each, second.text.splitlines()[0]) for each in helene.letters()))
