"""Golden pictures: every card, in each language, as each platform paints it. Review them in the diff; `make golden` redraws them."""

import json

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from adapters.slack import render
from bot.cards.elements import Card, Form
from tests.gallery import gallery

GALLERY = gallery()


def slack(screen: Card | Form) -> dict[str, object]:
    return render.message(screen) if isinstance(screen, Card) else render.dialog(screen)


@pytest.mark.parametrize("name", GALLERY)
def test_a_screen_looks_as_it_did(name: str, snapshot: SnapshotAssertion):
    assert slack(GALLERY[name]) == snapshot(name=name, extension_class=JSONSnapshotExtension)


@pytest.mark.parametrize("name", [name for name, screen in GALLERY.items() if isinstance(screen, Card)])
def test_everything_a_card_says_is_in_its_text_for_screen_readers(name: str):
    message = slack(GALLERY[name])
    spoken = " ".join(str(message["text"]).split())
    for block in message["blocks"]:
        if block["type"] == "header":
            assert block["text"]["text"] in json.loads(json.dumps(spoken)).replace("&amp;", "&")
        for element in block.get("elements", []):
            if element.get("type") == "button":
                assert (element.get("accessibility_label") or element["text"]["text"])[:70] in spoken


@pytest.mark.parametrize("name", [name for name, screen in GALLERY.items() if isinstance(screen, Card)])
def test_a_card_has_at_most_one_primary_button_in_a_row_and_stays_small(name: str):
    message = slack(GALLERY[name])
    for block in message["blocks"]:
        styles = [element.get("style") for element in block.get("elements", []) if isinstance(element, dict)]
        assert styles.count("primary") <= 1
    assert len(json.dumps(message["blocks"], ensure_ascii=False)) < 13_000
