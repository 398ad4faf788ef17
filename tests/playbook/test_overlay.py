"""Entries that were accepted in chat lie over the admin's files, which stay as they are."""

from datetime import date, timedelta

import pytest

from bot.domain.edits import EXPIRED, SILENCE, WITHDRAWN, Edit
from bot.playbook.kinds import share
from bot.playbook.load import load
from bot.playbook.overlay import as_files, overlay
from tests.factories import NOON
from tests.playbook.desk import GOOD, a_folder

EXAMPLE = share.EXAMPLE.replace("repair-day", "repair-night")
BOOK = load(GOOD / "small").book
assert BOOK is not None
SMALL = BOOK.playbooks[0]


def an_edit(**changes: object) -> Edit:
    values: dict[str, object] = {
        "playbook": SMALL.id,
        "kind": "share",
        "id": "repair-night",
        "text": EXAMPLE,
        "edited_at": NOON,
    }
    return Edit(**{**values, **changes})  # type: ignore[arg-type]


def test_an_accepted_share_comes_after_those_of_the_files():
    laid = overlay(BOOK, [an_edit()])
    assert laid.problems == ()
    assert [each.id for each in laid.book.playbooks[0].shares] == [
        *(each.id for each in SMALL.shares),
        "repair-night",
    ]
    assert overlay(BOOK, []).book == BOOK


def test_what_an_admin_wrote_wins_over_an_edit_of_the_same_id():
    known = SMALL.shares[0]
    laid = overlay(BOOK, [an_edit(id=known.id, text=EXAMPLE.replace("repair-night", known.id))])
    assert (laid.book, laid.problems) == (BOOK, ())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (EXAMPLE.replace("title:", "titel:", 1), ["unknown_key"]),
        (EXAMPLE.replace("“", "").replace("…", "!"), ["edit_breaks_rule"]),
        ("title: [", ["starts_with"]),
        ("", []),
    ],
)
def test_an_edit_that_does_not_fit_is_left_out_and_told_of(text: str, told: list[str]):
    laid = overlay(BOOK, [an_edit(text=text)])
    assert laid.book == BOOK
    assert [problem.code for problem in laid.problems] == told
    assert all(problem.file == "chat/share/repair-night" for problem in laid.problems)


def test_an_edit_of_a_playbook_that_is_gone_is_left_out():
    assert overlay(BOOK, [an_edit(playbook="gone")]).book == BOOK


def test_a_silence_silences_every_kind_from_its_day_on():
    text = "since: 2026-11-23\nsays: We pause.\nall_clear: Claire\n"
    laid = overlay(BOOK, [an_edit(kind=SILENCE, id="", text=text)]).book.playbooks[0]
    for kind in ("tip", "share"):
        assert not laid.is_silent(kind, date(2026, 11, 22))
        assert laid.is_silent(kind, date(2026, 11, 23))
    assert SMALL.silence is None


def test_what_is_exported_can_be_put_into_the_folder_and_says_the_same(tmp_path):
    second = an_edit(
        id="other", text=EXAMPLE.replace("repair-night", "other"), edited_at=NOON + timedelta(hours=1)
    )
    edits = [second, an_edit()]
    folder = a_folder(tmp_path)
    for name, text in as_files(edits).items():
        path = folder / name.removeprefix(f"{SMALL.id}/")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    loaded = load(folder)
    assert loaded.book is not None, loaded.problems
    laid = overlay(BOOK, edits).book
    assert loaded.book.playbooks[0].shares == laid.playbooks[0].shares
    assert overlay(loaded.book, edits).book == loaded.book


def test_an_exported_silence_is_lines_for_the_front_page():
    text = "since: 2026-11-23\nall_clear: Claire\n"
    found = as_files([an_edit(kind=SILENCE, id="", text=text)])
    assert found == {f"{SMALL.id}/silence.txt": "silence:\n  since: 2026-11-23\n  all_clear: Claire\n"}


def test_an_entry_withdrawn_or_put_to_rest_stays_to_be_found_and_is_suggested_no_more():
    playbook = BOOK.playbooks[0]
    tip = playbook.tips[0]
    on = date(2026, 11, 23)
    assert playbook.may_say(tip, on)
    for kind in (WITHDRAWN, EXPIRED):
        edit = Edit(playbook.id, kind, tip.key, "", NOON)
        laid = overlay(BOOK, [edit]).book.playbooks[0]
        assert not laid.may_say(tip, on)
        assert laid.tip(tip.id) == tip
        assert as_files([edit]) == {f"{playbook.id}/{kind}.txt": f"{tip.key}\n"}
