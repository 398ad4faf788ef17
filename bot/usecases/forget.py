"""Forgetting: what has served its purpose goes by itself."""

from datetime import datetime, timedelta
from typing import Final

from bot.usecases.services import Services

KEEP_IDS_FOR: Final = timedelta(days=7)
"""Slack repeats a delivery for minutes; a week is ample to recognise one."""
KEEP_NOTICES_FOR: Final = timedelta(days=7)
"""What an admin was told about the playbook, with their id."""


async def forget(services: Services, now: datetime) -> None:
    """Remove the ids of answered events, given-back claims on closed posts, spent codes and old notices to admins."""
    async with services.store.writing() as shelves:
        await shelves.inbox.forget(now - KEEP_IDS_FOR)
        await shelves.claims.forget(now)
        await shelves.links.forget(now)
        await shelves.outbox.forget_notices(now - KEEP_NOTICES_FOR)
