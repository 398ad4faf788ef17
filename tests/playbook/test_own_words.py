"""A sentence of `words.yaml` that is accepted can be said."""

from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.playbook.own_words import own_words
from bot.playbook.source import source_of
from bot.playbook.tree import read
from tests.playbook.desk import ENGLISH

PIECES = st.sampled_from(
    ["{title}", "{", "}", "{{", "}}", "{}", "{0}", "{title!x}", "{title:d}", "{title.x}", "{title[0]}", "{ title }", "Yours: ", "é", "%s"]
)  # fmt: skip


def accepted(sentence: str, key: str = "kit.summary") -> Mapping[str, str]:
    """Give the sentences that are taken from a file that holds one."""
    top, _, name = key.partition(".")
    source = source_of("words.yaml", f"{top}:\n  {name}: |\n    {sentence}\n")
    tree = read(source)
    assert tree.root is not None, tree.problems
    sentences, problems = own_words(tree.root, source, ENGLISH)
    assert bool(sentences) != bool(problems)
    return dict(sentences)  # type: ignore[arg-type]


@given(st.lists(PIECES, min_size=1, max_size=5).map("".join))
@example("{title!x}")
@example("{title:d}")
@example("{title.__class__}")
def test_what_is_accepted_is_said_with_everything_the_bot_fills_in(sentence: str):
    taken = accepted(f"- {sentence}")
    for said in taken.values():
        assert "a lamp" in said.format_map({"title": "a lamp"})


@pytest.mark.parametrize("key", ["kit.summary", "kit.disclosure"])
def test_the_bots_own_sentence_is_accepted_as_it_is(key: str):
    own = ENGLISH.sentences[key]
    assert accepted(str(own), key) == {key: own}
