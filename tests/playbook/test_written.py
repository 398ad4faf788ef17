"""What is written into an entry reads back as it was, whatever a person typed: no text becomes a key, a list or a comment."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.edits import SILENCE, Edit
from bot.playbook.kinds.share import Share
from bot.playbook.overlay import as_files
from bot.playbook.source import source_of
from bot.playbook.tree import Mapping, plain, read
from bot.playbook.validate import validate
from bot.playbook.written import Lines, entry, one_line
from tests.factories import NOON

TEXTS = st.text(min_size=1, max_size=120).filter(one_line)
NASTY = (
    "x'\nadmins: [slack:U0EVIL]",
    "# not a comment",
    "*alias &anchor !!tag",
    "- item\n- item",
    "{a: b}",
    "\u202egnp.exe \u200b\u200d",
    "<!channel> <@U0CAMILLE> @everyone",
    "a: b: c # d",
    "'''",
    "%YAML 1.1",
    "---\nid: other",
    "\ufffe\uffff\x00x",
)


def written(title: str, fact: str) -> str:
    angle = {"title": "A way in", "starter": "I saw … and"}
    return entry(
        {
            "id": "a-share",
            "title": title,
            "facts": [fact, "Another."],
            "angles": [angle, angle, angle],
            "question": "And you?",
            "why_for_you": "For you.",
            "expires": date(2026, 12, 1),
        }
    )


def read_back(title: str, fact: str) -> Share:
    source = source_of("chat/share/a-share", written(title, fact))
    tree = read(source)
    assert tree.root is not None, tree.problems
    assert tree.problems == ()
    share, problems = validate(Share, tree.root, source)
    assert share is not None, problems
    return share


@given(TEXTS, TEXTS)
def test_any_text_reads_back_as_one_line_of_itself(title: str, fact: str):
    share = read_back(title, fact)
    assert (share.title, share.facts) == (one_line(title), (one_line(fact), "Another."))
    assert share.expires == date(2026, 12, 1)


def test_what_looks_like_yaml_stays_a_text():
    for text in NASTY:
        assert read_back(text, text).title == one_line(text)


@given(st.lists(st.sampled_from(NASTY) | TEXTS, min_size=1, max_size=4).map("\n".join))
def test_the_lines_of_a_text_that_keeps_them_read_back_line_by_line(text: str):
    tree = read(source_of("x", entry({"text": Lines(text), "list": [Lines(text)]})))
    assert tree.root is not None
    assert tree.problems == ()
    kept = "\n".join(one_line(line) for line in text.splitlines()).strip("\n")
    assert plain(tree.root) == {"text": kept, "list": [kept]}


def test_a_file_made_of_it_for_the_admin_reads_the_same():
    for text in NASTY:
        edit = Edit("small", "share", "a-share", written(text, text), NOON)
        (listed,) = as_files([edit]).values()
        root = read(source_of("small/shares/from-chat.yaml", listed)).root
        assert root is not None
        silence = Edit("small", SILENCE, "", entry({"says": text}), NOON)
        assert isinstance(read(source_of("x", as_files([silence])["small/silence.txt"])).root, Mapping)
