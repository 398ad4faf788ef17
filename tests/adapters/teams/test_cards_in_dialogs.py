"""A card that answers a dialog is shown in it: its buttons send the dialog, people are plain names, a typed text has no print."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.cards.elements import Button, Buttons, Card, LinkButton, Paragraph
from bot.cards.markup import Span, mention
from bot.events import FormSubmitted, Reply
from tests.adapters.slack.rig import a_card
from tests.adapters.teams.rig import Rig, a_rig
from tests.adapters.teams.test_door import CAMILLE, FORM, SETTINGS

CHANGE = Button("Change it", "write.change", "post-1/0.abc", opens_form=True)
DONE = Button("Done", "claims.done", "post-1")
DRAFT = a_card("Your draft", CHANGE, DONE, LinkButton("LinkedIn", "https://www.linkedin.com/feed/?text=x"))


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with a_rig() as rig:
        await rig.platform.direct(CAMILLE, a_card("Home", SETTINGS))
        rig.notebook.replies |= {"settings.open": Reply(FORM), "settings": Reply(DRAFT)}
        await rig.who().press(rig.who().private()[-1], "Settings")
        yield rig


async def test_every_button_in_a_dialog_sends_it_or_opens_a_link(rig: Rig):
    await rig.who().submit(rig.who().dialogs()[-1])
    draft = rig.who().dialogs()[-1]
    assert {label: one["type"] for label, one in draft.buttons.items()} == {
        "Change it": "Action.Submit",
        "Done": "Action.Submit",
        "LinkedIn": "Action.OpenUrl",
    }
    assert not [
        one for one in draft.buttons.values() if "msteams" in one.get("data", {}) or "fallback" in one
    ]


async def test_pressing_in_a_dialog_goes_on_in_it_or_ends_it(rig: Rig):
    await rig.who().submit(rig.who().dialogs()[-1])
    rig.notebook.replies |= {
        "write.change": Reply(FORM, replace=True),
        "claims.done": Reply(Card("Noted", (Paragraph((Span("Noted."),)),)), replace=True),
    }
    await rig.who().press(rig.who().dialogs()[-1], "Change it")
    assert rig.notebook.of("button")[-1].value == "post-1/0.abc"
    await rig.who().submit(rig.who().dialogs()[-1], why="Other")
    submitted = rig.notebook.of("form")[-1]
    assert isinstance(submitted, FormSubmitted)
    assert submitted.answers["why"] == "Other"
    await rig.who().press(rig.who().dialogs()[-1], "Done")
    assert rig.who().dialogs() == []
    assert rig.who().notices()[-1].text == "Noted."


async def test_people_in_a_dialog_are_plain_names_with_a_button_beside_them_or_without(rig: Rig):
    named = Paragraph((Span("Ask "), *mention(CAMILLE), Span(" or write <at>nobody</at>")))
    for elements in ((named, Buttons((DONE,))), (named,)):
        rig.notebook.replies["settings"] = Reply(Card("Whom to ask", elements))
        await rig.who().press(rig.who().private()[-1], "Settings")
        await rig.who().submit(rig.who().dialogs()[-1])
        shown = rig.who().dialogs()[-1]
        name = rig.who().person.name
        assert shown.card["body"][0]["text"] == rf"Ask {name} or write \<at>nobody\</at>"
        assert shown.mentions == {}
        await rig.who().close(shown)


async def test_what_was_typed_cannot_be_guessed_from_the_id_of_its_event(rig: Rig):
    rig.notebook.replies["today"] = Reply(a_card("Here is today"))
    ids = set()
    for secret in (b"one", b"other"):
        rig.door._secret = secret
        await rig.who().command("today")
        await rig.done()
        ids.add(rig.notebook.of("command")[-1].id.rpartition("/")[2])
    assert len(ids) == 2, "the print of the same words depends on a secret"


async def test_lines_that_were_typed_stay_lines(rig: Rig):
    for written in (
        "check One line.\nAnother  line.",
        "check One line.<br/>Another line.",
        "<p>check One line.</p><p>Another line.</p>",
    ):
        await rig.who().say("app", written)
        await rig.done()
        event = rig.notebook.of("command")[-1]
        assert event == replace(event, text="check One line.\nAnother line.")
