"""What a repository runs its statements on, whichever database answers."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import CursorResult, Dialect, Executable

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class Connection(Protocol):
    """An open transaction. SQLAlchemy's AsyncConnection is one; `store.sqlite` has another."""

    @property
    def dialect(self) -> Dialect: ...

    async def execute(
        self, statement: Executable, parameters: Parameters | None = None, /
    ) -> CursorResult[Any]:
        """Run a statement; its rows have been read when this returns."""
        ...
