"""The starter playbooks: they load without a word, and their texts keep the tone and the typography."""

import re
from collections import Counter
from itertools import pairwise
from typing import get_args

import pytest
from pydantic import BaseModel

from bot.playbook.book import Playbook
from bot.playbook.editor_schema import NAME, as_text, modeline
from bot.playbook.item import Item
from bot.playbook.kinds.tip import Module
from bot.playbook.lint.finding import texts_of
from bot.playbook.load import load
from bot.playbook.programme import Localisation
from bot.texts import catalogues
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
    return [
        playbook.name,
        playbook.purpose or "",
        *(text for part in playbook.parts() for _, text in texts_of(part)),
    ]


def test_the_starters_load_without_a_word_but_for_the_localisation_checklist():
    assert {problem.code for problem in BOOK.problems} == {"not_localised"}
    lines = [problem.values["field"] for problem in BOOK.problems]
    assert lines == [*Localisation.model_fields] * 2
    assert [playbook.id for playbook in BOOK.book.playbooks] == ["starter-en", "starter-fr"]


def test_a_starter_does_not_go_live_before_each_line_is_settled():
    loaded = load(STARTERS, is_live=True)
    assert loaded.book is None
    assert all(problem.blocks for problem in loaded.problems)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_starter_is_complete(language):
    playbook = starter(language)
    assert playbook.language == language
    assert Counter(tip.module for tip in playbook.tips) == dict.fromkeys(get_args(Module), 6)
    assert len(playbook.scenarios) == len(playbook.shares) - 1 == 12
    assert (len(playbook.workshops), len(playbook.executive)) == (8, 20)
    assert min(len(playbook.conversations), len(playbook.brainstorm)) >= 8
    assert (len(playbook.guide), len(playbook.examples), len(playbook.checklists)) == (28, 3, 12)
    assert {each.audience for each in playbook.checklists} == {
        "admins",
        "champions",
        "managers",
        "sponsor",
        "everyone",
    }
    assert Counter(each.checks for each in playbook.checklists if each.audience == "everyone") == {
        "privacy": 5,
        "posture": 1,
        "draft": 1,
    }
    assert playbook.launch
    assert playbook.charter
    assert len({case.role for case in playbook.charter.cases}) == len(playbook.charter.cases) >= 8
    assert len(playbook.charter.card(catalogues().for_locale(language), "").plain()) < 5000


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_idea_has_three_different_angles_and_each_workshop_the_length_it_promises(language):
    playbook = starter(language)
    assert all(len({angle.title for angle in share.angles}) == 3 for share in playbook.shares)
    assert [workshop.minutes for workshop in playbook.workshops] == [60, 30, 45, 45, 60, 40, 20, 30]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_scenario_has_a_suggestion_and_no_two_of_its_answers_are_alike(language):
    for scenario in starter(language).scenarios:
        assert any(option.suggested for option in scenario.options), scenario.id
        assert len({option.answer for option in scenario.options}) == len(scenario.options)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_company_speaks_in_one_of_any_three_ideas_at_most(language):
    companies = [number for number, share in enumerate(starter(language).shares) if share.origin == "company"]
    assert companies
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
    links = [part.link for part in starter(language).parts() if getattr(part, "link", None)]
    assert links
    assert all(link.startswith("https://www.example.com/") for link in links)


def test_every_figure_has_its_source():
    for playbook in BOOK.book.playbooks:
        assert not [part for part in playbook.parts() if lacks_its_source(part)]
    share = starter("en").shares[0].model_copy(update={"source": None, "title": "12 % less waste"})
    assert lacks_its_source(share)
    assert not lacks_its_source(share.model_copy(update={"source": "https://www.example.com/report"}))


def lacks_its_source(part: BaseModel) -> bool:
    """Tell whether it names a share of something and not where that is from."""
    return not getattr(part, "source", None) and any("%" in text for _, text in texts_of(part))


def test_french_has_its_own_typography():
    for text in sentences(starter("fr")):
        assert not re.search(r"[^\s\u00a0\u202f][;?!»]|«[^\u00a0]| [;:?!»]|\w'\w", text), text


def test_the_two_starters_are_written_separately():
    french, english = (
        {part.key for part in starter(each).parts() if isinstance(part, Item)} for each in ("fr", "en")
    )
    assert not french & english


def test_the_readme_shows_items_that_validate(tmp_path):
    readme = (STARTERS / "README.md").read_text(encoding="utf-8")
    tips, shares, channels = re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)
    (tmp_path / "tips.yaml").write_text(tips, encoding="utf-8")
    (tmp_path / "shares.yaml").write_text(shares, encoding="utf-8")
    front = f"id: readme\nname: Readme\nlanguage: en\n{channels}"
    (tmp_path / "playbook.yaml").write_text(front, encoding="utf-8")
    assert load(tmp_path).problems == ()


@pytest.mark.parametrize(
    "folder", sorted(path for path in STARTERS.iterdir() if path.is_dir()), ids=lambda path: path.name
)
def test_the_schema_beside_a_starter_is_the_present_one_and_each_file_points_at_it(folder):
    assert (folder / NAME).read_text(encoding="utf-8") == as_text(folder.name[-2:]), "make schema"
    for file in folder.rglob("*.yaml"):
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        assert first == modeline(file.relative_to(folder).as_posix())
