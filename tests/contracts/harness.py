"""What the contracts need to hold a platform in their hands: a door at work, with a person at the other end."""

from typing import Protocol

from bot.cards.elements import Button, Form
from bot.domain.people import MessageRef, PersonRef, Place
from bot.ports import ChatPlatform
from tests.adapters.slack.rig import Notebook, a_card

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
    nowhere: Place
    """A channel in which we are not."""

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


__all__ = ["OPEN", "TAKE", "Harness", "Notebook", "a_card"]
