"""A proposal, as people live it on both platforms: from a message to the form, to the queue, to the answer."""

from datetime import timedelta

import pytest

from bot.demo import Demo
from tests.journeys.dialogue import PLATFORMS, Character, InSlack, InTeams, enters, everything_answered
from tests.journeys.test_own_words import sees_window

pytestmark = pytest.mark.parametrize("platform", PLATFORMS)

FACT = "Quarante lampes sont reparties allumées."


async def makes_a_share_of_the_last_message(person: Character) -> None:
    """Choose the shortcut or the extension on the newest message of the channel."""
    match person:
        case InSlack():
            await person.actor.use_shortcut("suggest", person.public()[-1])
        case InTeams():
            await person.actor.use_extension("suggest", person.public()[-1])


async def test_a_message_becomes_an_idea_and_its_author_reads_the_answer(workplace: Demo, platform: str):
    await workplace.bot.engine.tick(workplace.bot.services.clock.now())
    await everything_answered(workplace)
    camille = enters(workplace, "U0CAMILLE", platform)
    await makes_a_share_of_the_last_message(camille)
    await sees_window(camille, "proposals.facts_hint")
    await camille.fills_in(camille.words("proposals.title"), name="Une nuit à Lille", facts=FACT)
    await everything_answered(workplace)
    nadia = enters(workplace, "U0NADIA", platform)
    queue = await nadia.types("propositions")
    assert "Une nuit à Lille" in queue.all_text
    await nadia.presses(queue, "proposals.look")
    shown = await nadia.sees_privately("proposals.as_it_looks")
    assert FACT in shown.all_text
    await nadia.presses(shown, "proposals.accept")
    await nadia.sees_privately("proposals.taken", title="Une nuit à Lille")
    workplace.sandbox.clock.advance(timedelta(minutes=1))
    await everything_answered(workplace)
    await camille.until(lambda: any("Une nuit à Lille" in each.all_text for each in camille.letters()))
    shares = {each.title for playbook in workplace.bot.services.book().playbooks for each in playbook.shares}
    assert "Une nuit à Lille" in shares
