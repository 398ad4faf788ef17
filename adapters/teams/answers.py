"""What a turn is: a letter in, and for an invoke the answer that its sender waits for."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from adapters.teams.connector import Json
from adapters.teams.guard import Letter

Turn = Callable[[Letter], Awaitable["Answer | None"]]
"""Handles one letter. For an invoke the answer is what its sender waits for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an invoke is answered with."""

    body: Json | None = None
    status: int = HTTPStatus.OK
