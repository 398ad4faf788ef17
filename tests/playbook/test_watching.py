"""Watching: the last good book stays in use, changes are told once, and half-saved files are not believed."""

import shutil
from pathlib import Path

from bot.playbook.load import Loaded, load
from bot.playbook.watch import Watched
from tests.playbook.desk import a_folder, a_text, told


def watched(folder: Path) -> Watched:
    book = load(a_folder(folder)).book
    assert book is not None
    return Watched(folder, book)


async def looks(watch: Watched, times: int = 4) -> list[list[str]]:
    """Poll some times and keep what was told, in English."""
    answers = [await watch.check() for _ in range(times)]
    return [told(Loaded(None, problems)) for problems in answers if problems is not None]


async def test_nothing_is_told_while_nothing_changes(tmp_path):
    watch = watched(tmp_path)
    before = watch.current
    assert await looks(watch) == []
    assert watch.current is before


async def test_a_good_change_is_taken_up_when_two_looks_agree(tmp_path):
    watch = watched(tmp_path)
    await looks(watch)
    a_folder(tmp_path, playbook=a_text("playbook", "Small", "New"))
    assert await watch.check() is None
    assert watch.current.playbooks[0].name == "Small and good"
    assert await watch.check() == ()
    assert watch.current.playbooks[0].name == "New and good"
    assert await looks(watch) == []


async def test_a_file_that_is_still_being_saved_is_not_loaded(tmp_path):
    watch = watched(tmp_path)
    await looks(watch)
    for name in ("N", "Ne", "New"):
        a_folder(tmp_path, playbook=a_text("playbook", "Small", name))
        assert await watch.check() is None
    assert watch.current.playbooks[0].name == "Small and good"
    assert await looks(watch) == [[]]
    assert watch.current.playbooks[0].name == "New and good"


async def test_a_bad_change_is_told_once_and_the_last_good_book_stays(tmp_path):
    watch = watched(tmp_path)
    await looks(watch)
    before = watch.current
    a_folder(tmp_path, playbook=a_text("playbook", "language", "langauge"))
    assert await looks(watch) == [["playbook.yaml:4:1: unknown key 'langauge'; did you mean 'language'?"]]
    assert watch.current is before


async def test_a_repair_is_told_even_when_it_brings_back_the_same_book(tmp_path):
    watch = watched(tmp_path)
    await looks(watch)
    a_folder(tmp_path, playbook=b"id: [")
    await looks(watch)
    a_folder(tmp_path)
    assert await looks(watch) == [[]]


async def test_an_edit_between_the_first_load_and_the_first_look_is_not_missed(tmp_path):
    watch = watched(tmp_path)
    a_folder(tmp_path, playbook=a_text("playbook", "Small", "New"))
    assert await looks(watch) == [[]]
    assert watch.current.playbooks[0].name == "New and good"


async def test_a_deleted_folder_leaves_the_last_good_book(tmp_path):
    watch = watched(tmp_path / "book")
    await looks(watch)
    shutil.rmtree(tmp_path / "book")
    [[problem]] = await looks(watch)
    assert "there is no folder" in problem
    assert watch.current.playbooks[0].id == "small"
    a_folder(tmp_path / "book")
    assert await looks(watch) == [[]]


async def test_advice_comes_with_the_change_that_is_taken_up(tmp_path):
    watch = watched(tmp_path)
    await looks(watch)
    a_folder(tmp_path, tips=a_text("tips", "Write down", "Don't forget to write down"))
    assert await looks(watch) == [
        [
            "tips.yaml:6:9: 'Don't forget' presses, blames or enlists; people who come freely write better, so try other words"
        ]
    ]
    assert "forget" in watch.current.playbooks[0].tips[0].step


async def test_a_new_and_a_vanished_file_are_changes(tmp_path):
    watch = watched(tmp_path)
    await looks(watch)
    (tmp_path / "tips").mkdir()
    (tmp_path / "tips" / "more.yaml").write_text(a_text("tips").replace("id: ", "id: more-"))
    await looks(watch)
    assert len(watch.current.playbooks[0].tips) == 4
    shutil.rmtree(tmp_path / "tips")
    await looks(watch)
    assert len(watch.current.playbooks[0].tips) == 2


async def test_an_atomic_swap_of_links_is_a_change(tmp_path):
    a_folder(tmp_path / "..one")
    a_folder(tmp_path / "..two", playbook=a_text("playbook", "Small", "New"))
    (tmp_path / "..data").symlink_to("..one")
    for name in ("playbook.yaml", "tips.yaml", "shares.yaml"):
        (tmp_path / name).symlink_to(f"..data/{name}")
    watch = Watched(tmp_path, load(tmp_path).book)
    await looks(watch)
    (tmp_path / "..next").symlink_to("..two")
    (tmp_path / "..next").rename(tmp_path / "..data")
    assert await looks(watch) == [[]]
    assert watch.current.playbooks[0].name == "New and good"
