"""Room: every screen is shown whole on every platform, and so is the largest Home and the largest form we mean to have."""

import json
from collections.abc import Callable, Iterator

import pytest

import adapters.slack.render as slack
import adapters.teams.render as teams
from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    Choice,
    Choices,
    DateInput,
    Form,
    Heading,
    Option,
    Paragraph,
    Rule,
    Small,
    TimeInput,
)
from bot.cards.markup import plain
from sandbox.blockkit.blocks import check_view
from sandbox.teams.checks import check_card
from tests.adapters.teams import actions, seen, size
from tests.contracts.picture import words
from tests.gallery import gallery

SCREENS = gallery()
SENTENCE = "Vous avez pris une place pour partager l’ouverture de l’atelier, et il vous reste deux jours pour le dire. "


def slack_blocks(screen: Card | Form) -> tuple[list[dict[str, object]], int, int]:
    """The blocks of a screen where it is shown, with how many there may be and how many characters as JSON."""
    match screen:
        case Form():
            return slack.dialog(screen)["blocks"], slack.VIEW_BLOCKS, slack.VIEW_CHARACTERS
        case _:
            return slack.message(screen)["blocks"], slack.MESSAGE_BLOCKS, slack.MESSAGE_CHARACTERS


def cuts(blocks: list[dict[str, object]]) -> int:
    """How often an ellipsis stands where blocks were left out."""
    return blocks.count(slack._ellipsis())


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_has_room_in_slack(name: str):
    blocks, most, characters = slack_blocks(SCREENS[name])
    is_home = name.startswith("home ")
    if is_home and isinstance(screen := SCREENS[name], Card):
        blocks, most, characters = slack.home(screen)["blocks"], slack.VIEW_BLOCKS, slack.VIEW_CHARACTERS
    used = len(json.dumps(blocks, ensure_ascii=False))
    assert not cuts(blocks), (
        f"{name} does not fit: {len(blocks)} of {most} blocks, {used} of {characters} characters"
    )


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_has_room_in_teams(name: str):
    match SCREENS[name]:
        case Form() as form:
            used = size(teams.adaptive_form(form))
            assert used <= teams.MOST_BYTES, f"{name} does not fit: {used} of {teams.MOST_BYTES} bytes"
        case Card() as card:
            said, paper = words(seen(teams.adaptive_card(card))), words(card.plain().replace("] · [", "] ["))
            assert said == paper, (
                f"{name} does not fit into {teams.MOST_BYTES} bytes: parts of it are left out"
            )


def lines_of(screen: Card | Form) -> Iterator[tuple[str, str, int]]:
    """Each line that has a limit of its own: what it is, the line, and how many characters both platforms take."""
    if isinstance(screen, Form):
        yield from (("title", screen.title, 24), ("button", screen.submit, 24), ("button", screen.cancel, 24))
    for element in screen.elements:
        match element:
            case Heading(text):
                yield "heading", text, 150
            case Buttons(items):
                for item in items:
                    yield from (("button", item.label, 75), ("button's hint", item.hint, 75))
            case Choice(options=options) | Choices(options=options):
                yield from (("answer", option.label, 75) for option in options)
                yield from (("answer's value", option.value, 150) for option in options)


@pytest.mark.parametrize("name", SCREENS)
def test_no_line_of_a_screen_is_cut(name: str):
    for what, line, most in lines_of(SCREENS[name]):
        assert len(line) <= most, f"{name}: the {what} {line!r} has {len(line)} of {most} characters"


def a_home(sections: int, texts: int, buttons: int, sentence: str) -> Card:
    """A Home as large as we mean to have: parts with a heading, texts, a line and a row of buttons."""
    parts = []
    for part in range(sections):
        paint: list[Callable[..., Paragraph | Small]] = [Paragraph, Small]
        body = [paint[each % 2](plain(sentence)) for each in range(texts)]
        row = tuple(
            Button(
                "Voir mon kit de partage",
                "claims.kit",
                f"01JABCDEFGHJKMNPQRSTVWXY{number:02}",
                hint="Voir mon kit",
            )
            for number in range(part * buttons // sections, (part + 1) * buttons // sections)
        )
        parts += [Heading(f"Une partie de l’accueil, {part}"), *body, Buttons(row), Rule()]
    return Card("Votre accueil", tuple(parts))


def test_a_home_of_sixty_elements_and_twenty_five_buttons_is_shown_whole_on_both_platforms():
    card = a_home(sections=6, texts=7, buttons=25, sentence=SENTENCE)
    assert (len(card.elements), len(actions(teams.adaptive_card(card)))) == (60, 25)
    view = slack.home(card)
    assert check_view(view, "home") == []
    assert (len(view["blocks"]), cuts(view["blocks"])) == (60, 0)
    document = teams.adaptive_card(card)
    check_card(document)
    assert seen(document).count(SENTENCE.strip()) == 42
    assert 24_000 < size(document) <= teams.MOST_BYTES


def test_a_form_of_fourteen_fields_with_a_hundred_time_zones_is_shown_whole_on_both_platforms():
    week = tuple(
        Option(each, f"Le {each}, toute la journée") for each in ("lundi", "mardi", "mercredi", "jeudi")
    )
    zones = tuple(
        Option(f"America/Argentina/Zone_{number}", f"Buenos Aires et environs ({number})")
        for number in range(100)
    )
    fields = [
        field
        for number in range(3)
        for field in (
            Choices(
                f"days{number}", "Vos jours de travail", week, optional=True, hint="Autant que vous voulez"
            ),
            Choice(f"pace{number}", "À quel rythme ?", week, optional=True),
            DateInput(f"from{number}", "À partir du", "2026-12-24", optional=True),
            TimeInput(f"at{number}", "À quelle heure ?", "09:30", optional=True),
        )
    ]
    zone = Choice("zone", "Votre fuseau horaire", zones, zones[50].value)
    topics = Choices("topics", "Vos sujets", week)
    elements = (Heading("Vos jours"), *fields[:6], Rule(), Heading("Le reste"), *fields[6:], zone, topics)
    form = Form("settings", "Vos réglages", "Enregistrer", elements, "Annuler", "member-7")
    view = slack.dialog(form)
    assert check_view(view, "modal") == []
    assert ([block["type"] for block in view["blocks"]].count("input"), cuts(view["blocks"])) == (14, 0)
    document = teams.adaptive_form(form)
    check_card(document)
    assert size(document) <= teams.MOST_BYTES
