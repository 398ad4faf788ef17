"""Loading whatever a folder can hold: encodings, sizes, links, odd files, and bytes that are no playbook at all."""

import os
import random
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.playbook.load import load
from bot.playbook.problems import Problem
from bot.playbook.source import MOST_BYTES, decode
from tests.playbook.desk import ENGLISH, FRENCH, GOOD, a_folder, a_text, said

FRONT = a_text("playbook")
FILES = ("playbook.yaml", "tips.yaml", "shares.yaml")


def codes(folder: Path) -> list[tuple[str, str, int, int]]:
    return [(each.code, each.file, each.line, each.column) for each in load(folder).problems]


@pytest.mark.parametrize("folder", sorted(path.name for path in GOOD.iterdir()))
def test_a_good_playbook_has_no_problem(folder):
    loaded = load(GOOD / folder)
    assert loaded.problems == ()
    assert loaded.book is not None


def test_a_folder_of_playbooks_is_one_book(tmp_path):
    a_folder(tmp_path / "one")
    a_folder(tmp_path / "two", like="split")
    book = load(tmp_path).book
    assert [playbook.id for playbook in book.playbooks] == ["small", "split"]


def test_files_of_a_folder_are_read_in_the_order_of_their_names():
    book = load(GOOD / "split").book
    assert [tip.id for tip in book.playbooks[0].tips] == ["un", "deux", "trois"]


def test_values_are_what_was_written():
    split = load(GOOD / "split").book.playbooks[0]
    assert split.name == "« Nos voix » : l'essai"
    assert (split.channels[0].schedule.at.hour, split.channels[0].schedule.at.minute) == (9, 5)
    assert (split.channels[1].schedule.at.hour, split.channels[1].schedule.at.minute) == (12, 30)
    assert split.channels[0].schedule.days == {0, 2, 4}
    assert split.channels[1].schedule.skip_holidays == ""
    assert split.claim_emoji == "raised_hands"
    assert split.tip("un").text == "Une ligne repliée sur deux."
    assert "«\u00a0ici\u00a0»" in split.tip("un").why_for_you
    assert split.tip("un").step is None
    assert split.tip("trois").why_for_you == split.tip("deux").why_for_you == "Parce que"
    assert split.share("un-jour").hashtags == ("repair", "lampes")


def test_a_hashtag_and_a_colon_need_nothing_in_a_block_of_text():
    tip = load(GOOD / "small").book.playbooks[0].tip("signed-out")
    assert "#privacy\nNote: nothing" in tip.text


def test_three_dots_are_a_blank():
    share = load(GOOD / "small").book.playbooks[0].share("repair-day")
    assert share.angles[2].starter == "Before you throw it away, …"


def test_norway_is_a_country_and_no_is_none(tmp_path):
    norway = a_text("playbook", "skip_holidays: FR", "skip_holidays: NO")
    assert (
        load(a_folder(tmp_path, playbook=norway)).book.playbooks[0].channels[0].schedule.skip_holidays == "NO"
    )


@pytest.mark.parametrize(
    "encoded",
    [
        FRONT.encode("utf-8-sig"),
        FRONT.encode("utf-16"),
        FRONT.encode("utf-16-le"),
        FRONT.encode("utf-16-be"),
        FRONT.replace("\n", "\r\n").encode(),
        FRONT.replace("\n", "\r").encode(),
        b"\r\n\r\n" + FRONT.encode(),
    ],
    ids=[
        "utf-8 with mark",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "windows lines",
        "old mac lines",
        "empty lines",
    ],
)
def test_common_encodings_and_line_ends_are_read(encoded, tmp_path):
    assert said(a_folder(tmp_path, playbook=encoded)) == []


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_places_are_exact_with_any_line_end(ends, tmp_path):
    text = "\ufeff" + a_text("playbook", "language: en", "langauge: en").replace("\n", ends)
    assert codes(a_folder(tmp_path, playbook=text)) == [("unknown_key", "playbook.yaml", 4, 1)]


def test_columns_count_characters_not_bytes(tmp_path):
    text = a_text("playbook", "name: Small and good", "name: Été 🙋 réussi: oui")
    assert codes(a_folder(tmp_path, playbook=text)) == [("colon_in_text", "playbook.yaml", 2, 19)]


def test_marks_in_the_middle_of_a_file_move_no_column(tmp_path):
    text = a_text("tips", "Follow two", "Follow\ufeff two\u2028 peers #lost and two")
    assert codes(a_folder(tmp_path, tips=text)) == [("lost_hashtag", "tips.yaml", 11, 28)]


def test_a_file_of_windows_own_encoding_is_shown_at_the_first_odd_character(tmp_path):
    raw = a_text("playbook", "name: Small", "name: Déjà").encode("cp1252")
    [problem] = load(a_folder(tmp_path, playbook=raw)).problems
    assert (problem.code, problem.line, problem.column) == ("not_utf8", 2, 8)
    assert problem.source_line == "name: Déjà and good"


def test_half_a_utf_16_character_is_an_encoding_problem(tmp_path):
    assert codes(a_folder(tmp_path, playbook=FRONT.encode("utf-16")[:-1])) == [
        ("not_utf8", "playbook.yaml", 1, 1)
    ]


def test_every_control_character_is_told(tmp_path):
    text = a_text("playbook", "name: Small", "name: \x07Small").replace("Atelier", "At\x85elier")
    assert codes(a_folder(tmp_path, playbook=text)) == [
        ("control_character", "playbook.yaml", 2, 7),
        ("control_character", "playbook.yaml", 3, 12),
    ]


def test_an_empty_front_page_is_refused_and_an_empty_file_of_tips_is_advice(tmp_path):
    loaded = load(a_folder(tmp_path / "front", playbook=b""))
    assert [problem.code for problem in loaded.problems] == ["empty_file"]
    assert loaded.book is None
    loaded = load(a_folder(tmp_path / "tips", tips=b"\n\n# later\n"))
    assert [problem.code for problem in loaded.problems] == ["empty_file"]
    assert loaded.book is not None


def test_a_file_over_a_mebibyte_is_not_read(tmp_path):
    assert decode("tips.yaml", b"#" * MOST_BYTES)[1] == ()
    tips = b"#" * (MOST_BYTES + 1)
    assert codes(a_folder(tmp_path, tips=tips)) == [("file_too_big", "tips.yaml", 1, 1)]


def test_a_missing_folder_is_said_by_name(tmp_path):
    [problem] = load(tmp_path / "nowhere").problems
    assert problem.code == "no_folder"
    assert "nowhere" in problem.text(ENGLISH)


def test_a_link_out_of_the_folder_is_told_and_not_read(tmp_path):
    secret = tmp_path / "secret.yaml"
    secret.write_text("- id: secret\n")
    folder = a_folder(tmp_path / "book")
    (folder / "tips").mkdir()
    (folder / "tips" / "more.yaml").symlink_to(secret)
    (folder / "elsewhere").symlink_to(tmp_path)
    loaded = load(folder)
    assert [(each.code, each.file) for each in loaded.problems] == [("outside_folder", "tips/more.yaml")]
    assert loaded.book is not None


def test_links_inside_the_folder_are_followed_as_mounted_configuration_has_them(tmp_path):
    a_folder(tmp_path / "..2026")
    (tmp_path / "..data").symlink_to("..2026")
    for name in ("playbook.yaml", "tips.yaml", "shares.yaml"):
        (tmp_path / name).symlink_to(f"..data/{name}")
    assert load(tmp_path).problems == ()
    assert len(load(tmp_path).book.playbooks[0].tips) == 2


def test_a_link_to_nothing_cannot_be_opened(tmp_path):
    folder = a_folder(tmp_path)
    (folder / "tips.yaml").unlink()
    (folder / "tips.yaml").symlink_to(folder / "gone.yaml")
    assert codes(folder) == [("unreadable", "tips.yaml", 1, 1)]


def test_pipes_loops_and_hidden_files_are_left_alone(tmp_path):
    folder = a_folder(tmp_path)
    os.mkfifo(folder / "pipe.yaml")
    (folder / "loop").symlink_to(folder)
    (folder / ".draft.yaml").write_text("nothing: [reads")
    (folder / "notes.md").write_text("# Notes")
    assert {code for code, *_ in codes(folder)} <= {"unread_file"}
    assert load(folder).book is not None


def test_twenty_thousand_entries_are_read_and_one_more_is_not(tmp_path):
    # The list of all, 199 times a list of 99 with itself, and one of 98 with itself.
    rows = f"- &a [{', '.join(['x'] * 99)}]\n" + "- *a\n" * 198 + f"- [{', '.join(['x'] * 98)}]\n"
    assert "too_many_nodes" not in {code for code, *_ in codes(a_folder(tmp_path, tips=rows))}
    more = codes(a_folder(tmp_path, tips=rows.replace("x]\n", "x, y]\n").replace("x, y", "x", 1)))
    assert more == [("too_many_nodes", "tips.yaml", 200, 298)]


def test_the_caret_stands_under_its_character():
    problem = Problem("a.yaml", 12, 5, "tab", source_line="\tab\t: x")
    assert problem.text(ENGLISH).splitlines()[1:] == ["  12 | \tab\t: x", "     | \t  \t^"]


def test_a_long_line_is_cut_around_the_caret():
    line = "a" * 400 + "b" + "c" * 400
    shown, caret = Problem("a.yaml", 1, 401, "tab", source_line=line).text(FRENCH).splitlines()[1:]
    assert shown[caret.index("^")] == "b"
    assert len(shown) < 120


def test_a_mutilated_file_never_crashes_and_always_names_a_line(tmp_path):
    chance = random.Random(20261123)
    seeds = [path.read_bytes() for path in sorted(GOOD.rglob("*.yaml"))]
    bits = [
        b": ",
        b"- ",
        b" #x",
        b"\t",
        b"\xc2\xa0",
        b"'",
        b'"',
        b"|",
        b"{",
        b"[",
        b"&a ",
        b"*a",
        b"!x ",
        b"%",
    ]
    bits += [
        b"\r",
        b"\n",
        b"\0",
        b"\xff",
        b"\xe2\x80\xa8",
        b"---\n",
        b"? ",
        b"<<: ",
        b"  ",
        b"\\",
        b"%YAML 1.1\n",
    ]
    for number in range(200):
        mutant = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(mutant) + 1)
            mutant[at : at + chance.choice((0, 0, 1, 8))] = chance.choice(bits)
        assert_told(a_lonely_file(tmp_path / str(number), FILES[number % 3], bytes(mutant)))


@pytest.mark.parametrize("name", FILES[:2])
def test_a_file_cut_at_any_byte_never_crashes(name, tmp_path):
    raw = (GOOD / "small" / name).read_bytes()
    for end in range(len(raw)):
        assert_told(a_lonely_file(tmp_path, name, raw[:end]))


@pytest.mark.parametrize("escape", [r"\U00110000", r"\UFFFFFFFF"])
def test_a_character_that_does_not_exist_is_told_although_yaml_s_reader_knows_no_such_error(escape, tmp_path):
    assert_told(a_lonely_file(tmp_path, "tips.yaml", f'- id: "{escape}"\n'.encode()))


@settings(max_examples=100, deadline=None)
@given(
    raw=st.binary(max_size=60) | st.text(":-#|>'\"[]{}&*!%@`?,\\ \t\n\r\u00a0aé", max_size=60).map(str.encode)
)
@example(raw=b"[\x01\r,")  # once an unclosed quote that the reader itself had put there
def test_any_bytes_are_read_or_refused(raw, tmp_path_factory):
    assert_told(a_lonely_file(tmp_path_factory.mktemp("bytes"), "tips.yaml", raw))


def a_lonely_file(folder: Path, name: str, raw: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(raw)
    return folder


def assert_told(folder: Path) -> None:
    loaded = load(folder)
    assert (loaded.book is None) == any(problem.blocks for problem in loaded.problems)
    for problem in loaded.problems:
        assert problem.line >= 1
        assert 1 <= problem.column <= len(problem.source_line) + 1
        assert problem.where in problem.text(ENGLISH)
        assert problem.where in problem.text(FRENCH)
