"""The sentences: complete in both languages, with the same placeholders, all used, and none that pushes."""

import re
import string
from pathlib import Path

import pytest
from babel import Locale
from ruamel.yaml import YAML

from bot.cards.markup import rich, text_of
from bot.commands import COMMANDS
from bot.texts import LANGUAGES, Texts

ROOT = Path(__file__).parents[2]
TEXTS = Texts.load()
KEYS = sorted(TEXTS.words["en"].sentences)
BUTTON = 75
DYNAMIC = (
    "commands.",
    "claims.pass_",
    "rhythm.chosen_",
    "join.",
    "kit.own_product",
    "kit.employer",
    "problems.",
    "tools.",
    "kinds.",
    "daily.tip.",
)
"""Keys put together at run time: their prefixes."""
PRESSURE = re.compile(
    r"\b(ambassador|ambassadeur|influencer|last chance|dernière chance|you forgot|vous avez oublié|don't lose|hurry|"
    r"dépêchez|only \d+ left|disappointed|déçu|bravo champion|in danger|en danger|your colleagues have)\b",
    re.IGNORECASE,
)


def forms(language: str, key: str) -> dict[str, str]:
    sentence = TEXTS.words[language].sentences[key]
    return {"": sentence} if isinstance(sentence, str) else dict(sentence)


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_say_the_same_things():
    assert set(TEXTS.words["fr"].sentences) == set(TEXTS.words["en"].sentences)


@pytest.mark.parametrize("key", KEYS)
def test_a_sentence_has_the_same_placeholders_in_every_language(key):
    sets = {
        language: {name for form in forms(language, key).values() for name in placeholders(form)}
        for language in LANGUAGES
    }
    assert sets["fr"] == sets["en"], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_those_of_the_language(language):
    wanted = set(Locale.parse(language).plural_form.tags) | {"other"}
    for key in KEYS:
        given = set(forms(language, key))
        if given != {""}:
            assert wanted - {"many"} <= given <= wanted | {"zero"}, f"{language}: {key}"


def test_french_counts_nothing_as_one_and_english_does_not():
    assert "1 place libre" in TEXTS.words["fr"]("today.left", count=1, title="x")
    assert TEXTS.words["en"]("streak.best", count=0).endswith("0 days.")
    assert TEXTS.words["fr"]("streak.best", count=0).endswith("0 jour.")


def test_every_key_in_the_code_exists_and_every_key_is_used():
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "bot").rglob("*.py")))
    source += "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "bot" / "web").rglob("*.html"))
    )
    written = set(re.findall(r"[\"']([a-z]+(?:\.[a-z_]+)+)[\"']", source))
    unused = [key for key in KEYS if key not in written and not key.startswith((*DYNAMIC, "web."))]
    assert not unused
    roots = {key.split(".")[0] for key in KEYS}
    calls = set(
        re.findall(r"(?:words|paragraph|say|note)\((?:words, |asker\.words, )?\"([a-z_.]+)\"", source)
    )
    assert {key for key in calls if key.split(".")[0] in roots} <= set(KEYS)


def test_every_command_has_its_help_in_both_languages():
    for command in COMMANDS:
        if command.is_listed:
            for language in LANGUAGES:
                assert TEXTS.words[language](f"commands.{command.name}.help")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_pushes_counts_down_or_shames(language):
    for key in KEYS:
        for form in forms(language, key).values():
            assert not PRESSURE.search(form), f"{language}: {key}"
            assert "!" not in form or key.startswith("problems."), f"{language}: {key}"


def test_button_labels_fit_the_platforms():
    buttons = (
        "kit.done",
        "kit.pass",
        "kit.release",
        "kit.copy",
        "daily.share.claim",
        "daily.share.source",
        "daily.tip.read",
    )
    buttons += (
        "join.yes",
        "join.not_now",
        "rhythm.daily",
        "rhythm.off",
        "claims.list.open",
        "post.confirm",
        "leave.yes",
    )
    for key in buttons:
        for language in LANGUAGES:
            assert len(TEXTS.words[language](key)) <= BUTTON
    for key in ("settings.title", "settings.save", "settings.cancel"):
        for language in LANGUAGES:
            assert len(TEXTS.words[language](key)) <= 24


def test_french_has_its_own_typography():
    for key in KEYS:
        for form in forms("fr", key).values():
            assert "'" not in re.sub(r"`[^`]*`", "", form) or key.startswith("problems."), (
                f"straight apostrophe: {key}"
            )
            assert not re.search(r"[^\s\u00a0\u202f][?;»]|«[^\s\u00a0\u202f]", form) or key.startswith(
                ("problems.", "web.")
            ), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_reads_as_markup(language):
    for key in KEYS:
        for form in forms(language, key).values():
            values = dict.fromkeys(placeholders(form), "*_`<@U1>")
            assert "**" not in text_of(rich(form, **values)), f"{language}: {key}"


def test_an_unknown_locale_speaks_english_and_a_regional_one_its_language():
    assert TEXTS.for_locale("fr-BE").language == "fr"
    assert TEXTS.for_locale("fr_CA").language == "fr"
    assert TEXTS.for_locale("ja-JP").language == "en"
    assert TEXTS.for_locale("").language == "en"


def test_catalogues_are_plain_yaml_with_one_language_each():
    for path in sorted((ROOT / "bot" / "texts").glob("*.yaml")):
        tree = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        assert list(tree) == [path.stem.rpartition(".")[2] or path.stem]
