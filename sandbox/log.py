"""The append-only log of what happened at the workplace: the judge of every test."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, overload

Kind = Literal[
    "call", "post", "update", "delete", "ephemeral", "home", "view", "reaction", "event", "command", "action",
    "submission", "closed", "shortcut", "notice",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One fact.

    Effects (post, update, delete, ephemeral, home, view, reaction) are what people can see. `call` is a Web API or
    response_url request with its outcome; event, command, action, submission, closed and shortcut are requests to
    the app with theirs: "200", "http_timeout", "http_error", "connection_failed", and "lost" after the last retry.
    """

    seq: int
    at: datetime
    kind: Kind
    method: str = ""
    """The Web API method, the event's type, the command or the callback id."""
    channel: str = ""
    user: str = ""
    ts: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict, repr=False)
    marker: str = ""
    """`id` in the metadata's event_payload: the app's own name for what it posted."""
    outcome: str = "ok"
    attempt: int = 0
    """0 for the first delivery of an event, 1 to 3 for Slack's retries."""


class Log:
    """Entries in order. Nothing can be changed or removed."""

    def __init__(self) -> None:
        self._entries: list[LogEntry] = []

    def append(self, at: datetime, kind: Kind, **facts: Any) -> LogEntry:
        """Add one entry; `facts` are the other fields of LogEntry."""
        entry = LogEntry(len(self._entries) + 1, at, kind, **facts)
        self._entries.append(entry)
        return entry

    def of(self, kind: Kind, **facts: str) -> list[LogEntry]:
        """List the entries of a kind whose fields equal `facts`, for example channel="C0SHARES"."""
        return [
            entry
            for entry in self._entries
            if entry.kind == kind and all(getattr(entry, name) == value for name, value in facts.items())
        ]

    def tail(self, count: int = 15) -> str:
        """Write the last entries down, for a failed test."""
        return "\n".join(
            f"{e.seq:>5} {e.kind:<10} {e.method} {e.channel} {e.user} {e.ts} -> {e.outcome}"
            for e in self._entries[-count:]
        )

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[LogEntry]:
        return iter(tuple(self._entries))

    @overload
    def __getitem__(self, index: int) -> LogEntry: ...
    @overload
    def __getitem__(self, index: slice) -> list[LogEntry]: ...
    def __getitem__(self, index: int | slice) -> LogEntry | list[LogEntry]:
        return self._entries[index]
