"""Letting the bot in by a page: a state that one browser carries to the platform and back, once, within ten minutes."""

import hashlib
import re
import secrets
from datetime import timedelta
from typing import Final

from bot.usecases.services import Services

STATE_FOR: Final = timedelta(minutes=10)
_SECRET: Final = re.compile(r"[\w-]{43}", re.ASCII)


async def begin_install(services: Services, cookie: str) -> tuple[str, str]:
    """Make a state, and a cookie that binds it to this browser; one that is there already serves further pages as well."""
    now, state = services.clock.now(), secrets.token_urlsafe(32)
    browser = cookie if _SECRET.fullmatch(cookie) else secrets.token_urlsafe(32)
    async with services.store.writing() as shelves:
        await shelves.installations.forget_states(now)
        await shelves.installations.put_state(_digest(state), _digest(browser), now + STATE_FOR)
    return state, browser


async def came_back(services: Services, state: str, cookie: str) -> bool:
    """Use a state up. False: it is none of ours, was used, its time is over, or it was given to another browser."""
    if not (_SECRET.fullmatch(state) and _SECRET.fullmatch(cookie)):
        return False
    async with services.store.writing() as shelves:
        return await shelves.installations.take_state(_digest(state), _digest(cookie), services.clock.now())


def _digest(secret: str) -> str:
    # 256 bits of chance need neither salt nor slowness.
    return hashlib.sha256(secret.encode()).hexdigest()
