"""Signing in to the report's page: a link that opens once within five minutes, then a cookie; both known by fingerprint."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Final

from bot.domain.people import PersonRef
from bot.usecases.services import Services

LINK_FOR: Final = timedelta(minutes=5)
IDLE_FOR: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=8)


async def make_link(services: Services, person: PersonRef, language: str) -> str:
    """Make an address that lets this person in once."""
    ticket, now = secrets.token_urlsafe(32), services.clock.now()
    async with services.store.writing() as shelves:
        await shelves.sign_ins.forget(now)
        until = now + LINK_FOR
        await shelves.sign_ins.put(_digest(ticket), person, is_used=False, expires_at=until, ends_at=until)
    return f"{services.settings.public_url}/report/enter/{ticket}?lang={language}"


async def whose_link(services: Services, ticket: str) -> PersonRef | None:
    """Tell whose seat a link leads to, without using it: a chat that fetches addresses for a preview spends none."""
    async with services.store.reading() as shelves:
        return await shelves.sign_ins.find(_digest(ticket), services.clock.now(), is_used=False)


async def enter(services: Services, ticket: str) -> str | None:
    """Use a link up and give what the cookie is to hold. None: it is no link, was used, or its time is over."""
    now, cookie = services.clock.now(), secrets.token_urlsafe(32)
    async with services.store.writing() as shelves:
        person = await shelves.sign_ins.take(_digest(ticket), now, is_used=False)
        if person is None:
            return None
        await shelves.sign_ins.put(
            _digest(cookie), person, is_used=True, expires_at=now + IDLE_FOR, ends_at=now + LONGEST
        )
    return cookie


async def who_looks(services: Services, cookie: str) -> PersonRef | None:
    """Tell whose cookie it is, and give it half an hour more. None: it is no cookie, or its time is over."""
    now, digest = services.clock.now(), _digest(cookie)
    # A made-up cookie never holds up those who write.
    async with services.store.reading() as shelves:
        person = await shelves.sign_ins.find(digest, now, is_used=True)
    if person:
        async with services.store.writing() as shelves:
            await shelves.sign_ins.touch(digest, now + IDLE_FOR)
    return person


async def sign_out(services: Services, cookie: str) -> None:
    """Make a cookie worthless."""
    async with services.store.writing() as shelves:
        await shelves.sign_ins.take(_digest(cookie), services.clock.now(), is_used=True)


def form_token(cookie: str) -> str:
    """Give what a form of the page has to bring along: only who holds the cookie can make it."""
    return hmac.new(cookie.encode(), b"portevoix report form", "sha256").hexdigest()


def _digest(secret: str) -> str:
    # 256 bits of chance need neither salt nor slowness.
    return hashlib.sha256(secret.encode()).hexdigest()
