"""The sentences: complete in both languages, with the same placeholders, all used, and none that pushes."""

import re
import string
from pathlib import Path

import pytest
from babel import Locale
from ruamel.yaml import YAML

from bot.cards.markup import rich, text_of
from bot.commands import COMMANDS
from bot.texts import LANGUAGES, catalogues

ROOT = Path(__file__).parents[2]
TEXTS = catalogues()
KEYS = sorted(TEXTS.words["en"].sentences)
BUTTON = 75
DYNAMIC = (
    "plan.why.",
    "plan.because.",
    "plan.kind.",
    "proposals.share.",
    "proposals.sort.",
    "commands.",
    "rights.role.",
    "setup.",
    "launch.post",
    "examples.given_",
    "examples.told_",
    "launch.anyway",
    "documents.",
    "help.group.",
    "ask.",
    "brainstorm.",
    "check.",
    "claims.pass_",
    "days.nearest_",
    "days.unknown_",
    "likes.",
    "mute.",
    "pause.",
    "resume.",
    "rhythm.chosen_",
    "nudge.says.",
    "milestone.",
    "streak.badge.",
    "rhythm.daily",
    "rhythm.off",
    "settings.",
    "join.",
    "kit.own_product",
    "kit.employer",
    "problems.",
    "tools.",
    "kinds.",
    "daily.tip.",
    "privacy.groups.",
    "privacy.tables.",
    "privacy.columns.",
    "report.names.",
    "report.computed.",
    "pulse.questions.",
    "pulse.yes",
    "pulse.no",
    "pulse.skip",
)
"""Keys put together at run time: their prefixes."""
PRESSING = {
    "enlists": r"ambassad(?:or|eur|rice)s?|influence(?:r|ur|use)s?|bravo champion|[ée]vang[ée]list\w*",
    "speaks of losing": r"los(?:e|es|ing|t|s)|perd(?:s|e|es|ez|ent|re|u|ue|us|ues|rez|rait)?|pertes?",
    "frightens": r"danger\w*|at risk|in jeopardy|menac\w+|en péril",
    "calls a last chance": r"last (?:chance|day to)|dernière (?:chance|occasion)|now or never|don't miss|ne manquez",
    "makes scarce or counts down": r"(?:only|just) (?:\d+|\{\w+\}|one|a few) (?:\w+ )?(?:left|more)|places? left|left today|"
    r"(?:days?|hours?|minutes?) (?:left|to go)|plus que (?:\d+|\{\w+\}|quelques)|(?:il )?(?:ne )?(?:vous )?reste (?:plus )?"
    r"(?:\d+|\{\w+\})|before (?:midnight|it is too late)|avant (?:minuit|qu’il (?:ne )?soit trop tard)|hurry|dépêchez\w*|"
    r"still time|encore temps|trop tard|too late",
    "blames": r"disappoint\w*|déç(?:u|oi)\w*|décev\w+|you(?:'ve| have)? (?:forgot|forgotten|missed|failed)|don't forget|"
    r"n’oubliez|vous (?:l’)?avez (?:oublié|manqué|raté)|we missed you|vous nous avez manqué|you (?:should|must|have to)|"
    r"vous (?:devez|devriez)|il faut que vous",
    "shows nothing": r"0 (?:days?|weeks?|steps?|jours?|semaines?|gestes?)",
    "names a streak": r"streaks?|série",
    "compares": r"(?:your |other |most )colleagues (?:have|are|did|do)|(?:vos|d’autres|la plupart des) collègues (?:ont|sont|n’ont|font)|"
    r"everyone else|everybody else|tous les autres|better than|mieux que|more than (?:others|most)|plus que les autres|"
    r"(?:leader|score)boards?|ranking|(?:your|top) rank|(?:your|vos|\d+|\{count\}) points|classement|palmarès|ahead of|behind (?:others|the)|"
    r"en retard sur",
    "speaks for a boss": r"(?:your|the) (?:boss|manager)|(?:votre|le) (?:chef|patron|manager|responsable)|"
    r"(?:votre|la) hiérarchie",
}
"""What the bot never says to people (an idea of each, in both languages), with the notion it stands for."""
ABOUT_SOMETHING_ELSE = {
    "privacy.tables.inbox_event": ["speaks of losing"],  # what a crash does not do
    "documents.refused.rank": ["compares"],  # what there is not
}
"""Sentences in which such a word speaks of no person's doing, and what it would otherwise stand for."""
FLAMES = re.compile("[\U0001f525\U0001f4a5\U000023f3\U0000231b\U000023f0]")
"""Flames, bangs, hourglasses and alarms."""


def pressing(sentence: str) -> list[str]:
    """Name what is wrong with a sentence: the notions of `PRESSING` that it holds."""
    plain = re.sub("[\u202f\u00a0]", " ", sentence).replace("’", "'")
    patterns = {name: words.replace("’", "'") for name, words in PRESSING.items()}
    found = [
        name
        for name, words in patterns.items()
        if re.search(rf"(?<!\w)(?:{words})(?!\w)", plain, re.IGNORECASE)
    ]
    return found + ["burns or ticks"] * bool(FLAMES.search(plain))


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


@pytest.mark.parametrize(
    "said",
    [
        "You will lose your rhythm", "You lost 3 days", "Vous perdez votre rythme", "Votre rythme est perdu",
        "Your rhythm is in danger", "Your rhythm is at risk", "Votre rythme est en danger", "Last chance today",
        "C’est la dernière chance", "Only 2 left", "Only {count} places left", "Plus que {count} places",
        "Il reste {count} places", "{count} hours left", "{count} days to go", "Still time before midnight",
        "Encore temps avant minuit", "We are disappointed", "Quelle déception, je suis déçu", "You forgot yesterday",
        "Vous avez oublié hier", "N’oubliez pas", "0 days", "0 jour", "Your streak", "Votre série",
        "Your colleagues have read it", "Vos collègues ont lu", "La plupart des collègues n’ont pas regretté",
        "You are ahead of your team", "Le classement", "Your boss would like it", "Votre chef le verra",
        "{count} days \U0001f525", "\u231b Today", "Be an ambassador", "Devenez ambassadrice", "You must post",
        "Vous devez publier",
    ],
)  # fmt: skip
def test_what_the_bot_never_says_would_be_found(said):
    assert pressing(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_pushes_counts_down_or_shames(language):
    for key in KEYS:
        for form in forms(language, key).values():
            assert pressing(form) == ABOUT_SOMETHING_ELSE.get(key, []), f"{language}: {key}"
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
            assert not re.search(r" [:;!?](?:[\s*_)…]|$)| [»%]|« ", form), f"a space that may break: {key}"


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
