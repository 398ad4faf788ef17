"""The workspaces that admins let us into by consent: known from memory, their tokens renewed ahead of their end.

A refresh token is good once, and Slack gives two tokens to who asks twice, of which one is dead (slackapi/node-slack-sdk
2504). So a token is renewed under a lease in the database, by one task of one machine. It is done two hours ahead: what
fails, or is cut off half-way, is tried again with the old refresh token while the old token still works. If that one turns
out to be spent, a human has as long to install the bot again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from logging import getLogger
from typing import Any, Final

from adapters.gate import text_at
from adapters.slack.consent import SCOPES, Consent
from adapters.slack.guard import Letter
from adapters.slack.inbound import Identity, is_for_organisation, organisation_of, team_of
from adapters.slack.workspaces import Access
from bot.domain.installations import Installation
from bot.ports import Clock, Gone, PlatformError, RateLimited, Refused
from bot.ports.installing import Keyring

AHEAD: Final = timedelta(hours=2)
"""How long before its end a token is renewed; it lives for twelve hours."""
SPARE: Final = timedelta(minutes=1)
"""A token so near its end is not used any more."""
LEASE: Final = timedelta(seconds=30)
"""How long one machine has the renewing in hand: three times as long as a call may take."""
LATER: Final = timedelta(minutes=5)
"""How soon to try again what Slack refused for another reason than the refresh token, such as a wrong client secret."""
LOOK_SECONDS: Final = 5.0
"""How often to look what other machines have changed."""
SEEN_SECONDS: Final = 1.0
"""After a look for somebody unknown, the next one is not looked for so soon."""
PAUSE_SECONDS: Final = 0.1
PATIENCE_SECONDS: Final = 12.0
"""How long a call waits for the token that another machine is renewing."""
AGAIN_SECONDS: Final = 1.0
"""How soon to try again to write tokens down, which are nowhere else."""
ENDING_SECONDS: Final = 12.0
"""How long the end waits: a call may take ten seconds."""
SPENT: Final = frozenset({"invalid_refresh_token", "invalid_grant"})
_log = getLogger(__name__)


class Installed:
    """Implements `Workspaces` with what the house keeps for us, and `bot.ports.Installer`."""

    def __init__(
        self, keyring: Keyring, consent: Consent, clock: Clock, arrived: Callable[[str], Awaitable[None]]
    ) -> None:
        """Begin with none. Each workspace that is new to us is told to `arrived`."""
        self._keyring = keyring
        self._consent = consent
        self._clock = clock
        self._arrived = arrived
        self._known: dict[str, Installation] = {}
        self._admitted: dict[str, str] = {}
        """By workspace: the organisation whose installation serves it."""
        self._left: dict[str, int] = {}
        """Installations that have ended, by id, with their version: a look may still find them for a moment."""
        self._renewing: dict[str, asyncio.Task[Installation]] = {}
        self._resting: dict[str, datetime] = {}
        """Until when not to try again, by id."""
        self._looking = asyncio.Lock()
        self._sought_at = -SEEN_SECONDS
        self._closing = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    def teams(self) -> Sequence[str]:
        """List the workspaces we serve, in a fixed order."""
        own = [each.id for each in self._known.values() if not each.is_organisation]
        return sorted({*own, *(team for team, of in self._admitted.items() if of in self._known)})

    def identity(self, team: str) -> Identity | None:
        """Tell who we are in a workspace. None: nobody there."""
        found = self._serving(team)
        if found is None:
            return None
        organisation = found.id if found.is_organisation else ""
        return Identity(team=team, user=found.bot_user, app=found.app, organisation=organisation)

    async def recognise(self, letter: Letter) -> Identity | None:
        """Tell who we are where a request comes from. One look into the database for an unknown one, not for each request.

        A workspace seen for the first time through its organisation's consent has arrived with that.
        """
        team, organisation = team_of(letter), organisation_of(letter)
        if not team:
            return None
        if us := self.identity(team):
            return us
        if organisation not in self._known:
            now = asyncio.get_running_loop().time()
            if now - self._sought_at < SEEN_SECONDS:
                return None
            self._sought_at = now
            await self.look()
        if self.identity(team) is None and self._is_let_in_by(organisation):
            if not await self._keyring.admit(organisation, team):
                return None
            self._admitted[team] = organisation
            await self._arrived(team)
        return self.identity(team)

    def leaving(self, letter: Letter) -> Sequence[str]:
        """List the workspaces, and the organisation, that an event takes us out of, where an organisation let us in.

        https://docs.slack.dev/reference/events/team_access_revoked
        """
        inner, organisation = letter.body.get("event"), organisation_of(letter)
        if letter.kind != "event" or not self._is_let_in_by(organisation):
            return ()
        if team_of(letter) in self._known and not is_for_organisation(letter):
            return ()
        served = [team for team, of in self._admitted.items() if of == organisation]
        match text_at(inner, "type"):
            case "app_uninstalled":
                return (*served, organisation)
            case "tokens_revoked" if _names_a_bot(inner):
                return (*served, organisation)
            case "team_access_revoked":
                listed = inner.get("team_ids") if isinstance(inner, dict) else None
                named = listed if isinstance(listed, list) else []
                return tuple(team for team in served if team in named)
        return ()

    def forget(self, id_: str, at: datetime) -> None:
        """Call there no more, from now on. What is said of a time before it was installed is not about this installation."""
        found = self._known.get(id_)
        if found is not None:
            if found.installed_at > at:
                return
            del self._known[id_]
            self._left[id_] = found.version
        self._admitted = {team: of for team, of in self._admitted.items() if id_ not in {team, of}}

    async def access(self, team: str) -> Access:
        """Give a token that is good now. Raises PlatformError."""
        found = self._required(team)
        if found.expires_at and found.expires_at - self._clock.now() <= SPARE:
            found = await self._renewed(found)
        return _access(found)

    async def anew(self, team: str, spent: Access, reason: str) -> Access | None:
        """Give another token in the place of a refused one: another machine's newer one, or one renewed now."""
        await self.look()
        found = self._serving(team)
        if found is None:
            return None
        if found.token == spent.token:
            if reason != "token_expired" or not found.refresh_token or found.refused:
                return None
            found = await self._renewed(found)
        return _access(found)

    @property
    def scopes(self) -> Sequence[str]:
        """The rights that are asked for."""
        return SCOPES

    def address(self, state: str) -> str:
        """Give Slack's own page on which an admin consents."""
        return self._consent.address(state)

    async def install(self, code: str) -> Installation:
        """Take what an admin consented to. Raises ScopesMissing, NotInvited and PlatformError."""
        found = await self._consent.exchange(code)
        await self._keyring.put(found)
        await self.look()
        if not found.is_organisation:
            await self._arrived(found.id)
        return found

    async def look(self) -> None:
        """Read what is kept."""
        async with self._looking:
            kept, admitted = await self._keyring.all(), await self._keyring.admitted()
            self._left = {each.id: each.version for each in kept if self._left.get(each.id) == each.version}
            self._known = {each.id: each for each in kept if each.id not in self._left}
            self._admitted = {team: of for team, of in admitted.items() if of in self._known}

    def start(self) -> None:
        """Keep the tokens good, and take up what other machines change, from now on."""
        self._keeper = asyncio.create_task(self._keep())

    async def close(self) -> None:
        """End, once what Slack has given is written down, or after a while without the database."""
        self._closing.set()
        tasks = [*self._renewing.values(), *([self._keeper] if self._keeper else [])]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=ENDING_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep(self) -> None:
        while not self._closing.is_set():
            try:
                await self.look()
                soon = self._clock.now() + AHEAD
                due = [each for each in self._known.values() if each.expires_at and each.expires_at <= soon]
                await asyncio.gather(*(self._renew_ahead(each) for each in due))
            except Exception as error:  # noqa: BLE001  the next look may find the database again
                _log.error("installations cannot be looked at: %s", type(error).__name__)
            await self._rest()

    async def _rest(self) -> None:
        pause = asyncio.ensure_future(self._clock.sleep(LOOK_SECONDS))
        closing = asyncio.ensure_future(self._closing.wait())
        await asyncio.wait({pause, closing}, return_when=asyncio.FIRST_COMPLETED)
        for task in (pause, closing):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _renew_ahead(self, installation: Installation) -> None:
        if installation.refused or not installation.refresh_token or self._rests(installation):
            return
        try:
            await self._renewed(installation, is_patient=False)
        except PlatformError as error:
            _log.warning("a token was not renewed yet: %s", error)

    async def _renewed(self, installation: Installation, *, is_patient: bool = True) -> Installation:
        """Give the installation with its next token; all who ask wait for one renewal. Raises PlatformError."""
        task = self._renewing.get(installation.id)
        if task is None:
            task = asyncio.create_task(self._renew(installation, is_patient=is_patient))
            self._renewing[installation.id] = task
            task.add_done_callback(lambda _: self._renewing.pop(installation.id, None))
        # Whoever asked may be cut off; what Slack gives is to be written down all the same.
        return await asyncio.shield(task)

    async def _renew(self, installation: Installation, *, is_patient: bool) -> Installation:
        if installation.refused or not installation.refresh_token:
            raise Gone("token_expired", "workspace")
        loop = asyncio.get_running_loop()
        deadline = loop.time() + (PATIENCE_SECONDS if is_patient else 0)
        while not self._rests(installation):
            if await self._keyring.lease(installation, self._clock.now() + LEASE):
                return await self._exchanged(installation)
            await self.look()
            found = self._known.get(installation.id)
            if found is None or found.refused:
                raise Gone("not installed here" if found is None else "token_expired", "workspace")
            if found.version != installation.version:
                return found
            if loop.time() >= deadline:
                break
            await asyncio.sleep(PAUSE_SECONDS)
        raise RateLimited(LEASE.total_seconds(), "its token is being renewed")

    async def _exchanged(self, installation: Installation) -> Installation:
        """Buy the next token and write it down. Whatever else fails, the old refresh token is tried again later."""
        try:
            fresh = await self._consent.renewed(installation)
        except PlatformError as error:
            if isinstance(error, Gone) or str(error) in SPENT:
                await self._keyring.refuse(installation, str(error))
                self._known[installation.id] = replace(installation, refused=str(error))
                raise Gone(str(error), "workspace") from error
            await self._put_off(installation, error)
            raise RateLimited(LEASE.total_seconds(), "its token could not be renewed") from error
        while True:
            try:
                is_kept = await self._keyring.renew(fresh)
                break
            except Exception as error:  # noqa: BLE001  these tokens are nowhere else
                _log.error("a token cannot be written down yet: %s", type(error).__name__)
                await asyncio.sleep(AGAIN_SECONDS)
        await self.look()
        found = self._known.get(installation.id)
        if found is None or not (is_kept or found.version != installation.version):
            raise Gone("not installed here", "workspace")
        return found

    async def _put_off(self, installation: Installation, error: PlatformError) -> None:
        wait = LEASE
        if isinstance(error, RateLimited):
            wait = timedelta(seconds=error.retry_after)
        elif isinstance(error, Refused):
            wait = LATER
        self._resting[installation.id] = until = self._clock.now() + wait
        await self._keyring.put_off(installation, until)

    def _rests(self, installation: Installation) -> bool:
        until = self._resting.get(installation.id)
        return until is not None and self._clock.now() < until

    def _serving(self, team: str) -> Installation | None:
        """Find the installation that serves a workspace: its own, or else its organisation's."""
        found = self._known.get(team)
        if found is not None and not found.is_organisation:
            return found
        return self._known.get(self._admitted.get(team, ""))

    def _required(self, team: str) -> Installation:
        found = self._serving(team)
        if found is None:
            raise Gone("not installed here", "workspace")
        return found

    def _is_let_in_by(self, organisation: str) -> bool:
        found = self._known.get(organisation)
        return found is not None and found.is_organisation


def _access(installation: Installation) -> Access:
    return Access(installation.token, installation.id if installation.is_organisation else "")


def _names_a_bot(inner: Mapping[str, Any] | Any) -> bool:
    tokens = inner.get("tokens") if isinstance(inner, dict) else None
    return isinstance(tokens, dict) and bool(tokens.get("bot"))
