"""A door of each platform at work, with a person at the other end: one harness for each line of PLATFORMS."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from bot.cards.elements import Button, Form
from bot.domain.people import MessageRef, PersonRef, Place
from bot.events import Reply
from bot.ports import ChatPlatform
from sandbox.teams.people import SHARES, TENANT, directory_id
from tests.adapters.slack.rig import Notebook, a_card
from tests.adapters.slack.rig import Rig as SlackRig
from tests.adapters.slack.rig import a_rig as a_slack_rig
from tests.adapters.teams.rig import Rig as TeamsRig
from tests.adapters.teams.rig import a_rig as a_teams_rig

TAKE = Button("Take a place", "claims.take", "post-1")
OPEN = Button("Open", "form.open", opens_form=True)


class Harness(Protocol):
    """What the contracts ask of a platform."""

    notebook: Notebook
    person: PersonRef
    guest: PersonRef
    gone: PersonRef
    """Somebody whose account is closed."""
    place: Place

    @property
    def platform(self) -> ChatPlatform: ...
    def spoil(self, call: str, when: str, what: str) -> None:
        """Let the next `post`, `update` or `direct` fail, before or after its effect."""
        ...

    def seen(self) -> list[str]:
        """What everybody sees of the bot in the channel, oldest first."""
        ...

    def seen_privately(self) -> list[str]:
        """What the person alone sees."""
        ...

    async def types(self, text: str) -> None: ...
    async def presses(self, message: MessageRef, label: str) -> None: ...
    async def raises_hand(self, message: MessageRef, *, on: bool = True) -> None: ...
    async def opens(self, form: Form) -> None:
        """Press a button in one's private messages that opens this form."""
        ...

    async def sends(self, **fields: str | list[str]) -> None:
        """Fill fields of the open dialog in, and send it."""
        ...

    def dialog(self) -> tuple[str, list[str]]:
        """What the open dialog says, complaints among it, and the names of its fields; empty when none is open."""
        ...

    def leaves(self) -> None:
        """Let the person's account be closed."""
        ...

    async def wants_quiet(self) -> None:
        """Let the person wish not to be disturbed."""
        ...


@dataclass
class InSlack:
    """A Slack door between the small Slack and a notebook."""

    rig: SlackRig
    person: PersonRef
    guest: PersonRef
    gone: PersonRef
    place: Place

    @property
    def notebook(self) -> Notebook:
        return self.rig.notebook

    @property
    def platform(self) -> ChatPlatform:
        return self.rig.platform

    def spoil(self, call: str, when: str, what: str) -> None:
        method = "chat.update" if call == "update" else "chat.postMessage"
        self.rig.sandbox.faults.add(method, when, what)  # type: ignore[arg-type]

    def seen(self) -> list[str]:
        return [each.all_text for each in self._who.messages(self.place.channel) if each.user == "U0BOT"]

    def seen_privately(self) -> list[str]:
        own = [each.all_text for each in self._who.messages("app") if each.user == "U0BOT"]
        return [*own, *(each.all_text for each in self._who.ephemerals(self.place.channel))]

    async def types(self, text: str) -> None:
        await self._who.command(f"/advocacy {text}", self.place.channel)
        await self.rig.sends_done()

    async def presses(self, message: MessageRef, label: str) -> None:
        stamp = message.opaque.partition("/")[2]
        shown = next(each for each in self._who.messages(self.place.channel) if each.ts == stamp)
        await self._who.press(shown, label)
        await self.rig.sends_done()

    async def raises_hand(self, message: MessageRef, *, on: bool = True) -> None:
        channel, _, stamp = message.opaque.partition("/")
        await self._who.react(channel, stamp, "raising_hand", on)
        await self.rig.sandbox.settled()
        await self.rig.sends_done()

    async def opens(self, form: Form) -> None:
        self.notebook.replies[OPEN.action] = Reply(form)
        await self.platform.direct(self.person, a_card("Home", OPEN))
        await self._who.press(self._who.messages("app")[-1], OPEN.label)

    async def sends(self, **fields: str | list[str]) -> None:
        await self._who.submit(self._who.modals()[-1], **fields)

    def dialog(self) -> tuple[str, list[str]]:
        if not self._who.modals():
            return "", []
        shown = self._who.modals()[-1]
        names = [block["element"]["action_id"] for block in shown.fields.values()]
        return "\n".join([*shown.errors.values(), shown.all_text]), names

    def leaves(self) -> None:
        self.rig.sandbox.deactivate("U0CAMILLE")

    async def wants_quiet(self) -> None:
        await self._who.keep_quiet()

    @property
    def _who(self):
        return self.rig.sandbox.as_person("U0CAMILLE")


@dataclass
class InTeams:
    """A Teams door between the small Teams and a notebook."""

    rig: TeamsRig
    person: PersonRef
    guest: PersonRef
    gone: PersonRef
    place: Place

    @property
    def notebook(self) -> Notebook:
        return self.rig.notebook

    @property
    def platform(self) -> ChatPlatform:
        return self.rig.platform

    def spoil(self, call: str, when: str, what: str) -> None:
        method = {"post": "create", "update": "update", "direct": "send"}[call]
        self.rig.teams.faults.add(method, when, what)  # type: ignore[arg-type]

    def seen(self) -> list[str]:
        shown = self.rig.who().messages(SHARES)
        return [each.all_text for each in shown if each.sender == "bot" and not each.is_private]

    def seen_privately(self) -> list[str]:
        return [each.all_text for each in self.rig.who().private()]

    async def types(self, text: str) -> None:
        await self.rig.who().command(text, SHARES)
        await self.rig.done()

    async def presses(self, message: MessageRef, label: str) -> None:
        await self.rig.who().press(self._shown(message), label)
        await self.rig.done()

    async def raises_hand(self, message: MessageRef, *, on: bool = True) -> None:
        await self.rig.who().react(self._shown(message), "1f64b_raisinghand", on)
        await self.rig.done()

    async def opens(self, form: Form) -> None:
        self.notebook.replies[OPEN.action] = Reply(form)
        await self.platform.direct(self.person, a_card("Home", OPEN))
        await self.rig.who().press(self.rig.who().private()[-1], OPEN.label)

    async def sends(self, **fields: str | list[str]) -> None:
        await self.rig.who().submit(self.rig.who().dialogs()[-1], **fields)

    def dialog(self) -> tuple[str, list[str]]:
        if not self.rig.who().dialogs():
            return "", []
        shown = self.rig.who().dialogs()[-1]
        return shown.all_text, list(shown.fields)

    def leaves(self) -> None:
        self.rig.teams.deactivate("U0CAMILLE")

    async def wants_quiet(self) -> None:
        """Nobody can say so here: the bot's own interface tells no presence."""

    def _shown(self, message: MessageRef):
        identity = message.opaque.rpartition("/")[2]
        return next(each for each in self.rig.who().messages(SHARES) if each.id == identity)


@asynccontextmanager
async def in_slack() -> AsyncIterator[Harness]:
    async with a_slack_rig() as rig:
        people = (PersonRef("slack", "T0SANDBOX", user) for user in ("U0CAMILLE", "U0GUEST", "U0LOU"))
        yield InSlack(rig, *people, Place("slack", "T0SANDBOX", "C0SHARES"))


@asynccontextmanager
async def in_teams() -> AsyncIterator[Harness]:
    async with a_teams_rig() as rig:
        users = (directory_id(user) for user in ("U0CAMILLE", "U0GUEST", "U0LOU"))
        people = (PersonRef("teams", TENANT, user) for user in users)
        yield InTeams(rig, *people, Place("teams", TENANT, SHARES))


HARNESSES: dict[str, Callable[[], AbstractAsyncContextManager[Harness]]] = {
    "slack": in_slack,
    "teams": in_teams,
}
"""One for each platform."""

__all__ = ["HARNESSES", "OPEN", "TAKE", "Harness", "a_card"]
