"""Every private card of substance leads to a human (R22): by its button, or by naming the people themselves."""

import pytest

from bot.cards.elements import Button, Buttons, Card, Paragraph
from bot.screens.human import ACTION
from tests.gallery import gallery

A_FEW_SENTENCES = 3
"""Elements of a note; it follows on a press, and the card that was pressed leads to a human."""
NOT_PRIVATE = (
    "share of the day",
    "tip of the day",
    "workshop in the channel",
    "question in the channel",
    "brainstorm in the channel",
    "campaign over in the channel",
)
NOT_SHOWN_ALONE = (" as in its example", "scenario, answered")
"""What an author wrote, before a screen draws its buttons below it."""
FOR_ADMINS = (
    "playbook broken",
    "playbook mended",
    "status",
    "post in doubt",
    "channel stopped",
    "silence",
    "proposals",
    "retract",
    "plan",
)
NAMES_PEOPLE = ("help", "talk to a human")
CARDS = {
    name: card
    for name, card in gallery().items()
    if isinstance(card, Card)
    and not name.startswith((*NOT_PRIVATE, *FOR_ADMINS, *NAMES_PEOPLE))
    and not any(part in name for part in NOT_SHOWN_ALONE)
}


def ways(card: Card) -> list[Button]:
    """Find the buttons that lead to a human; `write.human` does, and carries a draft along."""
    rows = [element.items for element in card.elements if isinstance(element, Buttons)]
    found = [item for items in rows for item in items if isinstance(item, Button)]
    return [item for item in found if item.action == ACTION or item.action.endswith(".human")]


def names_people(card: Card) -> bool:
    texts = [element.text for element in card.elements if isinstance(element, Paragraph)]
    return any(span.person for text in texts for span in text)


@pytest.mark.parametrize(
    "name", [name for name, card in CARDS.items() if len(card.elements) > A_FEW_SENTENCES]
)
def test_a_private_card_of_substance_leads_to_a_human(name: str):
    assert ways(CARDS[name]) or names_people(CARDS[name])


@pytest.mark.parametrize("name", [name for name, card in CARDS.items() if ways(card)])
def test_there_is_one_way_and_it_stands_last_in_its_row(name: str):
    assert len(ways(CARDS[name])) == 1
    [row] = [
        element.items
        for element in CARDS[name].elements
        if isinstance(element, Buttons) and ways(CARDS[name])[0] in element.items
    ]
    assert row[-1] is ways(CARDS[name])[0]
