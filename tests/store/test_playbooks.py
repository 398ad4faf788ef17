"""The last good playbook and edits made in chat, on both databases."""

from dataclasses import replace

from bot.domain.edits import Edit, KeptPlaybook
from bot.ports import Store
from tests.store.making import moment

KEPT = KeptPlaybook(
    "a1", (("playbook.yaml", b"id: x\n"), ("tips/1.yaml", "- été\n".encode("cp1252"))), moment(0)
)
EDIT = Edit("small", "share", "one", "id: one\n", moment(1))


async def test_the_last_good_playbook_comes_back_byte_for_byte(store: Store):
    async with store.writing() as shelves:
        assert await shelves.playbooks.kept() is None
        await shelves.playbooks.keep(KEPT)
        await shelves.playbooks.keep(replace(KEPT, digest="b2"))
    async with store.reading() as shelves:
        assert await shelves.playbooks.kept() == replace(KEPT, digest="b2")


async def test_a_break_is_news_once_and_so_is_its_repair(store: Store):
    async with store.writing() as shelves:
        assert not await shelves.playbooks.keep(KEPT)
        assert await shelves.playbooks.mark_broken("bad")
        assert not await shelves.playbooks.mark_broken("bad")
        assert await shelves.playbooks.mark_broken("worse")
        assert await shelves.playbooks.keep(KEPT)
        assert not await shelves.playbooks.keep(KEPT)
        assert await shelves.playbooks.mark_broken("bad")


async def test_without_a_good_playbook_there_is_nothing_to_mark(store: Store):
    async with store.writing() as shelves:
        assert not await shelves.playbooks.mark_broken("bad")


async def test_an_edit_is_kept_replaced_and_removed(store: Store):
    later = replace(EDIT, id="two", edited_at=moment(2))
    async with store.writing() as shelves:
        await shelves.playbooks.put_edit(later)
        await shelves.playbooks.put_edit(EDIT)
        await shelves.playbooks.put_edit(replace(EDIT, text="id: one\ntitle: x\n"))
    async with store.reading() as shelves:
        found = await shelves.playbooks.edits()
    assert found == [replace(EDIT, text="id: one\ntitle: x\n"), later]
    async with store.writing() as shelves:
        await shelves.playbooks.remove_edit("small", "share", "one")
        assert await shelves.playbooks.edits() == [later]
