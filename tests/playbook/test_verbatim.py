"""Entries written from chat: whatever somebody typed comes back as that text, and as nothing else."""

from hypothesis import example, given
from hypothesis import strategies as st

from bot.playbook.source import source_of
from bot.playbook.tree import Mapping, Scalar, read
from bot.playbook.written import verbatim


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
@example('x"\nid: other\n- !!python/object:os.system "')
@example("a: b # c\n---\n&a [*a]")
@example("\\U00000041 \\n \u2028\x85\t ~ null yes 1_000")
def test_what_was_typed_comes_back_and_adds_no_key(text: str):
    tree = read(source_of("chat/question/x", verbatim({"id": "x", "title": text, "answer": "plain"})))
    assert tree.root is not None
    assert isinstance(tree.root, Mapping)
    assert list(tree.root.entries) == ["id", "title", "answer"]
    title = tree.root.entries["title"].value
    assert isinstance(title, Scalar)
    assert title.text == text
