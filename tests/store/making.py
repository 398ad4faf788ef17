"""Rows that tests of the cellar start from."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.people import MessageRef
from bot.domain.posts import Post
from bot.ports import Store
from store.tables import METADATA
from tests.factories import NOON, a_person, a_post


def moment(minutes: float) -> datetime:
    """A time after noon."""
    return NOON + timedelta(minutes=minutes)


def a_message(opaque: str = "C0SHARES/1", workspace: str = "T0SANDBOX") -> MessageRef:
    """A message of the sandbox."""
    return MessageRef("slack", workspace, opaque)


def a_delivery(post: Post, **changes: Any) -> Delivery:
    """The intention to post at noon."""
    delivery = Delivery(
        key=f"post:{post.id}",
        kind=DeliveryKind.POST,
        post=post.id,
        due_at=NOON,
        expires_at=NOON + timedelta(hours=3),
    )
    return replace(delivery, **changes)


def a_letter(**changes: Any) -> Delivery:
    """The intention to write to somebody privately at noon."""
    letter = Delivery(
        "letter:nudge:today",
        DeliveryKind.LETTER,
        "",
        NOON,
        NOON + timedelta(hours=3),
        person=a_person(),
        notice="{}",
    )
    return replace(letter, **changes)


async def a_posted(store: Store, **facts: Any) -> Post:
    """A post in the database that can be claimed."""
    post = a_post(**facts)
    post = replace(post, message=a_message(f"message of {post.id}"))
    async with store.writing() as shelves:
        assert await shelves.posts.plan(post)
    return post


async def places_taken(store: Store, post: Post) -> int:
    """How many places the post counts as taken."""
    async with store.reading() as shelves:
        found = await shelves.posts.get(post.id)
    assert found is not None
    return found.taken


async def all_text(store: Store) -> str:
    """Everything the database holds, as text."""
    lines: list[Sequence[object]] = []
    async with store.reading() as shelves:
        for table in METADATA.sorted_tables:
            lines.extend(tuple(row) for row in await shelves.connection.execute(select(table)))
    return "\n".join(map(str, lines))
