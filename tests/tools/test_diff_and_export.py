"""`portevoix diff` says what changes for people; `portevoix export playbook` writes what was added in chat."""

import asyncio
import shutil
from pathlib import Path

import pytest

import store
from bot.__main__ import main
from bot.domain.edits import Edit
from bot.domain.roles import Deed, Role
from bot.playbook.kinds.tip import EXAMPLE
from bot.playbook.load import load
from tests.factories import NOON, a_person
from tests.playbook.desk import GOOD


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """The same playbook twice."""
    return tuple(shutil.copytree(GOOD / "small", tmp_path / name) for name in ("old", "new"))  # type: ignore[return-value]


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def printed(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[str]]:
    code = main([str(each) for each in arguments])
    return code, capsys.readouterr().out.splitlines()


def test_two_equal_playbooks_change_nothing_for_anybody(two, capsys):
    assert printed(capsys, "diff", *two, "--language", "en") == (0, ["Nothing changes for anybody."])


def test_a_change_is_told_by_what_it_means_for_people(two, capsys):
    old, new = two
    playbook = load(old).book.playbooks[0]
    first, second = playbook.tips[:2]
    edit(new / "tips.yaml", f"title: {first.title}", "title: Another title")
    edit(new / "tips.yaml", f"id: {second.id}", "id: brand-new")
    channel = playbook.channels[0]
    edit(new / "playbook.yaml", f"{channel.schedule.at:%H:%M}", "15:45")
    (new / "words.yaml").write_text("scenario:\n  none: Nothing yet.\n", encoding="utf-8")
    code, lines = printed(capsys, "diff", old, new, "--language", "en")
    assert code == 0
    assert lines[0] == playbook.name
    assert any("15:45" in line and f"{channel.schedule.at:%H:%M}" in line for line in lines)
    assert "  The bot words scenario.none in another way." in lines
    assert "  Changed, the tip Another title: title" in lines
    assert f"  New tip: {second.title}" in lines
    assert f"  Gone, the tip: {second.title}" in lines
    _, french = printed(capsys, "diff", old, new, "--language", "fr")
    assert "  Modifié (conseil) Another title\u00a0: title" in french


def test_a_broken_playbook_is_not_compared_and_its_mistakes_are_told(two, capsys):
    old, new = two
    edit(new / "playbook.yaml", "name:", "nam:")
    code, lines = printed(capsys, "diff", old, new, "--language", "en")
    assert code == 2
    assert any(line.startswith(f"{new.as_posix()}/playbook.yaml:") and "'nam'" in line for line in lines)


def an_edit() -> Edit:
    return Edit("small", "tip", "signed-out-search", EXAMPLE, NOON)


def kept(url: str, *edits: Edit) -> None:
    async def keep() -> None:
        opened = await store.open_store(url)
        async with opened.writing() as shelves:
            for each in edits:
                await shelves.playbooks.put_edit(each)
        await opened.close()

    asyncio.run(keep())


def test_what_was_added_in_chat_is_written_as_files_and_never_over_others(database_url, tmp_path, capsys):
    kept(database_url, an_edit())
    command = ("export", "playbook", "--database", database_url, "--language", "en")
    code, lines = printed(capsys, *command)
    assert (code, lines[:2]) == (0, ["# small/tips/from-chat.yaml", "- id: signed-out-search"])
    target = tmp_path / "out"
    file = target / "small" / "tips" / "from-chat.yaml"
    assert printed(capsys, *command, "--to", target) == (0, [f"Written: {file}"])
    assert file.read_text(encoding="utf-8").startswith("- id: signed-out-search\n  title:")
    file.write_text("mine\n", encoding="utf-8")
    assert printed(capsys, *command, "--to", target)[0] == 2
    assert file.read_text(encoding="utf-8") == "mine\n"


def test_nothing_added_and_no_database_are_said_plainly(database_url, tmp_path, capsys):
    command = ("export", "playbook", "--language", "en", "--database")
    assert printed(capsys, *command, database_url) == (0, ["Nothing was added in chat."])
    code, lines = printed(capsys, *command, f"sqlite:///{tmp_path}/none.sqlite3")
    assert code == 1
    assert "there is no database at" in lines[0]
    assert not (tmp_path / "none.sqlite3").exists()


def test_what_was_done_in_a_role_is_written_as_a_sheet_in_which_nothing_is_a_formula(
    database_url, tmp_path, capsys
):
    command = ("export", "deeds", "--database", database_url, "--language", "en")
    assert printed(capsys, *command) == (0, ["Nothing was done in a role in the time that is kept."])

    async def keep() -> None:
        opened = await store.open_store(database_url)
        async with opened.writing() as shelves:
            await shelves.workspaces.put("slack", "T0SANDBOX")
            for number, subject in enumerate(("starter/share/x", "=HYPERLINK(1)")):
                who = a_person("U0PRIYA")
                deed = Deed(f"e{number}", NOON, who, Role.CHAMPION, "post.confirm", subject, "C0SHARES")
                await shelves.deeds.put(deed)
        await opened.close()

    asyncio.run(keep())
    code, lines = printed(capsys, *command)
    assert code == 0
    assert lines[0] == "at,platform,workspace,who,role,action,subject,channel"
    line = f"{NOON:%Y-%m-%dT%H:%M:%S}Z,slack,T0SANDBOX,U0PRIYA,champion,post.confirm,starter/share/x,C0SHARES"
    assert lines[1] == line
    assert ",'=HYPERLINK(1)," in lines[2]
    target = tmp_path / "out"
    assert printed(capsys, *command, "--to", target) == (0, [f"Written: {target / 'deeds.csv'}"])
    assert (target / "deeds.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert printed(capsys, *command, "--to", target)[0] == 2
