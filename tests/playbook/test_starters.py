"""The starter playbooks: they load without a word, and their texts keep the tone and the typography."""

import re
from itertools import pairwise

import pytest

from bot.playbook.book import Playbook
from bot.playbook.load import load
from tests.playbook.desk import STARTERS

BOOK = load(STARTERS)
PRESSURE = re.compile(
    r"!|\b(must|should share|hurry|only \d+ left|you forgot|last chance|proud to|il faut que|dépêche|vous devez|bravo à)\b"
)


def starter(language: str) -> Playbook:
    playbook = BOOK.book.playbook(f"starter-{language}")
    assert playbook is not None
    return playbook


def sentences(playbook: Playbook) -> list[str]:
    told = [playbook.name, playbook.purpose or ""]
    for tip in playbook.tips:
        told += [tip.title, tip.text, tip.step or "", tip.why_for_you]
    for share in playbook.shares:
        told += [share.title, *share.facts, share.question, share.why_for_you]
        told += [text for angle in share.angles for text in (angle.title, angle.starter)]
    return told


def test_the_starters_load_without_a_problem_or_an_advice():
    assert BOOK.problems == ()
    assert [playbook.id for playbook in BOOK.book.playbooks] == ["starter-en", "starter-fr"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_starter_has_a_month_of_tips_and_twelve_ideas_with_three_angles(language):
    playbook = starter(language)
    assert playbook.language == language
    assert (len(playbook.tips), len(playbook.shares)) == (20, 12)
    assert all(len({angle.title for angle in share.angles}) == 3 for share in playbook.shares)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_company_speaks_in_one_of_any_three_ideas_at_most(language):
    companies = [number for number, share in enumerate(starter(language).shares) if share.origin == "company"]
    assert all(other - one >= 3 for one, other in pairwise(companies))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_first_two_weeks_of_tips_ask_nobody_to_publish(language):
    steps = " ".join(tip.step or "" for tip in starter(language).tips[:10]).lower()
    assert not re.search(r"\b(publiez|postez|publish|post something)\b", steps)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_presses_and_nothing_cheers(language):
    assert [text for text in sentences(starter(language)) if PRESSURE.search(text.lower())] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_starter_leaves_room_on_every_network(language):
    # Bluesky takes 300 characters: the start, the tie and the link share them.
    for share in starter(language).shares:
        assert all(len(angle.starter) <= 180 for angle in share.angles), share.id


@pytest.mark.parametrize("language", ["fr", "en"])
def test_example_links_lead_to_an_example_address(language):
    links = [share.link for share in starter(language).shares if share.link]
    assert links
    assert all(link.startswith("https://www.example.com/") for link in links)


def test_every_figure_has_its_source():
    for playbook in BOOK.book.playbooks:
        for item in (*playbook.tips, *playbook.shares):
            assert "%" not in " ".join(getattr(item, "facts", ())) or item.source


def test_french_has_its_own_typography():
    for text in sentences(starter("fr")):
        assert not re.search(r"[^\s\u00a0\u202f][;?!»]|«[^\u00a0]| [;:?!»]|\w'\w", text), text


def test_the_two_starters_are_written_separately():
    assert not {tip.id for tip in starter("fr").tips} & {tip.id for tip in starter("en").tips}
    assert not {share.id for share in starter("fr").shares} & {share.id for share in starter("en").shares}


def test_the_readme_shows_items_that_validate(tmp_path):
    readme = (STARTERS / "README.md").read_text(encoding="utf-8")
    tips, shares, channels = re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)
    (tmp_path / "tips.yaml").write_text(tips, encoding="utf-8")
    (tmp_path / "shares.yaml").write_text(shares, encoding="utf-8")
    front = f"id: readme\nname: Readme\nlanguage: en\n{channels}"
    (tmp_path / "playbook.yaml").write_text(front, encoding="utf-8")
    assert load(tmp_path).problems == ()
