"""What a command is: a name people type, what it does, and the buttons, gestures and dialogs that belong to it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from bot.commands.asker import Asker
from bot.events import ButtonPressed, CommandTyped, FormSubmitted, Gestured, Reply
from bot.usecases.services import Services

Run = Callable[[CommandTyped, str, Asker], Awaitable[Reply]]
Press = Callable[[ButtonPressed, Services], Awaitable[Reply | None]]
Gesture = Callable[[Gestured, Services], Awaitable[Reply | None]]
Submit = Callable[[FormSubmitted, Services], Awaitable[Reply | None]]


def _none() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Command:
    """One subcommand of `/advocacy`. Its help is the text `commands.<name>.help`."""

    name: str
    aliases: tuple[str, ...]
    """Other spellings, the French one first."""
    run: Run
    for_champions: bool = False
    is_listed: bool = True
    buttons: Mapping[str, Press] = field(default_factory=_none)
    gestures: Mapping[str, Gesture] = field(default_factory=_none)
    forms: Mapping[str, Submit] = field(default_factory=_none)
    unwritten: frozenset[str] = frozenset()
    """Its forms and buttons that carry private words, and its own name where such words are typed after it.

    They are answered and never written down, so a crash may lose the answer: nothing of importance may depend on them.
    """
