"""What the rest of the house asks of a book: who, where, which item; and what the schema tells editors."""

import re
import warnings

import pytest
from pydantic import BaseModel, ValidationError

from bot.domain.people import PersonRef, Place
from bot.domain.roles import Role
from bot.playbook import lint
from bot.playbook.book import Book, Playbook
from bot.playbook.editor_schema import editor_schema, explained
from bot.playbook.fields import Written
from bot.playbook.kinds import KINDS
from bot.playbook.load import load
from bot.playbook.source import source_of
from bot.playbook.tree import read
from bot.playbook.validate import validate
from bot.texts import LANGUAGES, catalogues
from tests.gallery import example_of
from tests.playbook.desk import GOOD


def a_book() -> Book:
    book = load(GOOD / "split").book
    assert book is not None
    return book


def test_a_place_has_its_playbook_and_its_channel():
    book = a_book()
    playbook, channel = book.at(Place("slack", "T012", "C0PARTAGES"))
    assert (playbook.id, channel.platform, channel.workspace, channel.channel) == (
        "split",
        "slack",
        "T012",
        "C0PARTAGES",
    )
    assert book.at(Place("slack", "T999", "C0PARTAGES")) is None
    assert book.at(Place("teams", "T012", "C0PARTAGES")) is None


def test_a_channel_without_a_workspace_is_that_channel_of_any_workspace():
    assert a_book().at(Place("slack", "T999", "C0AUTRE")) is not None


def test_roles_are_those_that_the_playbook_names():
    book = a_book()
    roles = {
        (workspace, user): {
            role for each in book.playbooks for role in each.roles_of(PersonRef("slack", workspace, user))
        }
        for workspace, user in (
            ("T012", "U0NADIA"),
            ("T012", "W0PRIYA"),
            ("T999", "W0PRIYA"),
            ("T012", "U0ALEX"),
        )
    }
    assert Role.CHAMPION in roles["T012", "U0NADIA"]
    assert Role.CHAMPION in roles["T012", "W0PRIYA"]
    assert Role.CHAMPION not in roles["T999", "W0PRIYA"]
    assert roles["T012", "U0ALEX"] == {Role.ADMIN}
    assert book.is_admin(PersonRef("slack", "T012", "U0ALEX"))
    assert not book.is_admin(PersonRef("slack", "T012", "U0NADIA"))


def test_items_are_found_by_kind_and_id_and_named_across_playbooks():
    playbook = a_book().playbook("split")
    tip = playbook.item("tip", "deux")
    assert tip == playbook.tip("deux")
    assert playbook.key(tip) == "split/tip/deux"
    assert playbook.item("share", "deux") is None
    assert playbook.item("charter", "deux") is None
    assert [item.kind for item in playbook.items("share")] == ["share"]
    assert a_book().playbook("other") is None


def test_a_book_cannot_be_changed():
    playbook = a_book().playbook("split")
    with pytest.raises(ValidationError, match="frozen"):
        playbook.name = "Other"


def test_only_a_story_without_a_tie_needs_no_disclosure():
    share = a_book().playbook("split").share("un-jour")
    assert not share.needs_disclosure
    assert all(
        share.model_copy(update={"relationship": tie}).needs_disclosure for tie in ("own_product", "employer")
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_has_an_example_that_validates_and_a_place_in_the_playbook(kind):
    source = source_of("example.yaml", kind.example)
    tree = read(source)
    part, problems = validate(kind.model, tree.root, source)
    assert (tree.problems, problems) == ((), ())
    assert list(lint.about(part, lint.Setting("en", company="Lumen"))) == []
    assert part.kind == kind.name
    assert kind.is_single or part.key == f"{kind.name}/{part.id}"
    assert kind.files in Playbook.model_fields


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_draws_a_card_and_answers_each_of_its_own_choices(kind, language):
    part = example_of(kind)
    words = catalogues().for_locale(language)
    card = part.card(words, "book/kind/id")
    assert card.summary
    assert getattr(part, "title", "") in card.plain()
    answers = part.answers(words)
    assert len(answers) == len(getattr(part, "options", ()))
    for option, answer in zip(getattr(part, "options", ()), answers, strict=True):
        first = answer.plain().index(option.answer.strip())
        others = [each.answer.strip() for each in part.options if each is not option]
        assert all(answer.plain().index(other) > first for other in others)


def test_every_field_is_described_for_editors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        parts = editor_schema()["$defs"]
    models = {name: part for name, part in parts.items() if name[0].isupper()}
    assert {"Programme", "Tip", "Share", "Option", "Channel", "Schedule"} <= set(models)
    fields = [
        (name, key, field)
        for name, part in models.items()
        for key, field in next(each for each in (part, *part.get("anyOf", ())) if "properties" in each)[
            "properties"
        ].items()
    ]
    assert [(name, key) for name, key, field in fields if not field.get("description")] == []
    # A part that has fields of its own shows them; everything else shows an example.
    plain = [
        (name, key) for name, key, field in fields if not _holds_parts(field) and not field.get("examples")
    ]
    assert plain == []
    assert '"format": "time"' not in str(parts).replace("'", '"')


def test_every_explanation_is_there_in_french_and_none_is_left_over():
    english = {
        field["description"]
        for name, part in editor_schema()["$defs"].items()
        if name[0].isupper()
        for shape in (part, *part.get("anyOf", ()))
        for field in shape.get("properties", {}).values()
    } | {editor_schema()["$defs"]["words"]["description"]}
    french = explained("fr")
    assert set(french) == english
    assert all(said and said != each for each, said in french.items())
    assert not [said for said in french.values() if re.search(r"[^\s\u00a0][;?»]|«[^\u00a0]|\w'\w", said)]


def _holds_parts(field: dict[str, object]) -> bool:
    return "$ref" in str(field)


def test_no_part_of_the_schema_ignores_a_key():
    def parts(model: type[BaseModel]) -> set[type[BaseModel]]:
        return {model} | {inner for each in model.__subclasses__() for inner in parts(each)}

    found = parts(Written)
    assert {Playbook, *(kind.model for kind in KINDS)} <= found
    assert all(part.model_config["extra"] == "forbid" for part in found)
