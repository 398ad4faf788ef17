"""The six things that can reach us, in no platform's words, and Reply, our only way to answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.cards.elements import Card, Form
from bot.domain.people import MessageRef, PersonRef, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandTyped:
    """Somebody typed `/advocacy TEXT`, or opened the bot's Home (text `home`)."""

    id: str
    """The platform's idempotency key: the same id is the same event."""
    at: datetime
    person: PersonRef
    text: str
    place: Place | None = None
    kind: Literal["command"] = "command"


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonPressed:
    """Somebody pressed one of our buttons."""

    id: str
    at: datetime
    person: PersonRef
    action: str
    value: str = ""
    place: Place | None = None
    message: MessageRef | None = None
    kind: Literal["button"] = "button"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gestured:
    """Somebody put a reaction on a message, or took it off."""

    id: str
    at: datetime
    """When the person did it, by the platform's clock: late and shuffled arrivals are put in order by this."""
    person: PersonRef
    message: MessageRef
    emoji: str
    """The base short name without colons or skin tone, aliases resolved: `+1`, `raised_hand`."""
    added: bool
    place: Place | None = None
    kind: Literal["gesture"] = "gesture"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSubmitted:
    """Somebody sent one of our dialogs."""

    id: str
    at: datetime
    person: PersonRef
    form: str
    answers: Mapping[str, str] = field(default_factory=dict)
    context: str = ""
    kind: Literal["form"] = "form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """The bot came into a workspace or a channel (`present`), or had to leave it."""

    id: str
    at: datetime
    platform: str
    workspace: str
    present: bool
    place: Place | None = None
    """None: the whole workspace."""
    kind: Literal["installed"] = "installed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeared:
    """A message of ours is there, says the platform: evidence for a post of which no answer came back."""

    id: str
    at: datetime
    place: Place
    message: MessageRef
    marker: str
    """What travelled with it, as `ChatPlatform.post` was given it."""
    kind: Literal["appeared"] = "appeared"

    @property
    def platform(self) -> str:
        return self.place.platform

    @property
    def workspace(self) -> str:
        return self.place.workspace


Event = CommandTyped | ButtonPressed | Gestured | FormSubmitted | Installed | Appeared


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwritten:
    """All that is written down of an event whose words are private: enough to know it when it is brought again.

    It is answered from memory or not at all: after a crash nobody finishes it (L10).
    """

    id: str
    at: datetime
    platform: str
    workspace: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """An event that was accepted and that no handler has finished."""

    platform: str
    workspace: str
    id: str
    at: datetime
    tries: int
    """How often it was answered in vain, not counting the first time."""
    event: Event | None
    """None: another version of the bot wrote it down, and this one cannot read it."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Name the event as the inbox does."""
        return self.platform, self.workspace, self.id


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person who acted gets to see. Handlers return it; they never call the platform."""

    show: Card | Form | None = None
    private: bool = True
    replace: bool = False
    """Draw over the private card whose button was pressed, instead of adding another."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """For a submitted form: field name -> what to repair; the dialog stays open.

    With it, `show` is the form as it was sent (`Form.filled`), for platforms that can only show it again.
    """
