"""Golden pictures: every card, in each language, as each platform paints it. Review them in the diff; `make golden` redraws them."""

import json
import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from adapters.slack import render
from bot.cards.elements import Card, Form
from bot.commands import COMMANDS
from bot.commands.help import spelling
from bot.texts import LANGUAGES
from tests.gallery import gallery

GALLERY = gallery()
PICTURES = Path(__file__).parent / "__snapshots__" / "test_screens"
PACKED = re.compile(r"(lang=\w\w#|/\d\.)[\w-]{20,}")


def slack(screen: Card | Form) -> dict[str, object]:
    return render.message(screen) if isinstance(screen, Card) else render.dialog(screen)


@pytest.mark.parametrize("name", GALLERY)
def test_a_screen_looks_as_it_did(name: str, snapshot: SnapshotAssertion):
    # How a draft is packed is the business of the zlib at hand.
    painted = json.loads(PACKED.sub(r"\1packed", json.dumps(slack(GALLERY[name]))))
    assert painted == snapshot(name=name, extension_class=JSONSnapshotExtension)


def test_no_picture_is_left_of_a_screen_that_is_gone():
    assert len(list(PICTURES.glob("*.json"))) == len(GALLERY)


@pytest.mark.parametrize("name", [name for name, screen in GALLERY.items() if isinstance(screen, Card)])
def test_everything_a_card_says_is_in_its_text_for_screen_readers(name: str):
    message = slack(GALLERY[name])
    spoken = " ".join(str(message["text"]).split())
    for block in message["blocks"]:
        if block["type"] == "header":
            assert " ".join(block["text"]["text"].split()) in json.loads(json.dumps(spoken)).replace(
                "&amp;", "&"
            )
        for element in block.get("elements", []):
            if element.get("type") == "button":
                label = element.get("accessibility_label") or element["text"]["text"]
                assert " ".join(label[:70].split()) in spoken


@pytest.mark.parametrize("name", [name for name, screen in GALLERY.items() if isinstance(screen, Card)])
def test_a_card_has_at_most_one_primary_button_in_a_row_and_stays_small(name: str):
    message = slack(GALLERY[name])
    for block in message["blocks"]:
        styles = [element.get("style") for element in block.get("elements", []) if isinstance(element, dict)]
        assert styles.count("primary") <= 1
    assert len(json.dumps(message["blocks"], ensure_ascii=False)) < 13_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_shows_every_command_that_is_listed(language: str):
    shown = json.dumps(slack(GALLERY[f"help [{language}]"])["blocks"], ensure_ascii=False)
    listed = [spelling(each, language) for each in COMMANDS if each.is_listed and each.name != "help"]
    assert [name for name in listed if f'/advocacy {name}"' not in shown] == []
