"""The sandbox's page can draw all that the bot may send, and no page names an outside host."""

import re
from pathlib import Path

from adapters.slack import render
from bot.cards.elements import Card
from tests.gallery import gallery

ROOT = Path(__file__).parents[2]
BLOCKKIT = (ROOT / "sandbox" / "static" / "blockkit.js").read_text(encoding="utf-8")


def supported(kind: str) -> set[str]:
    found = re.search(rf"{kind}: \[([^\]]*)\]", BLOCKKIT)
    assert found is not None
    return set(re.findall(r'"(\w+)"', found[1]))


def test_the_page_draws_every_block_and_element_that_any_screen_uses():
    blocks: set[str] = set()
    elements: set[str] = set()
    for screen in gallery().values():
        painted = render.message(screen) if isinstance(screen, Card) else render.dialog(screen)
        for block in painted["blocks"]:
            blocks.add(block["type"])
            if block["type"] == "actions":
                elements |= {element["type"] for element in block["elements"]}
            if block["type"] == "input":
                elements.add(block["element"]["type"])
    assert len(blocks) > 4
    assert blocks <= supported("blocks")
    assert elements <= supported("elements")


def test_no_page_style_or_script_names_an_outside_host():
    for folder in ("sandbox/static", "sandbox/templates", "bot/web/static", "bot/web/templates"):
        files = [each for each in sorted((ROOT / folder).rglob("*")) if each.is_file()]
        assert files, folder
        for path in files:
            # What others wrote names hosts it could load from; the policy of our pages forbids it.
            if path.suffix in {".js", ".css", ".html", ".svg"} and "vendor" not in path.parts:
                hosts = set(
                    re.findall(r"(?:https?:)?//([\w-]+(?:\.[\w-]+)+)", path.read_text(encoding="utf-8"))
                )
                assert hosts <= {"www.w3.org"}, f"{path.name}: {hosts}"
