"""Log lines: one JSON object each, with ids and reasons, and never texts, tokens or bodies.

Nothing secret is meant to be logged at all. Should it be, by us or by a library, a second wall takes it out.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, Final

import structlog
from structlog.typing import EventDict

OUT: Final = "[taken out]"
SHORTEST: Final = 6
"""Characters. Shorter secrets would take harmless words with them."""
_SHAPES: Final = re.compile(
    r"\bx(?:ox[a-z]|app|oxe\.xox[a-z])-[\w.-]+"  # Slack's tokens
    r"|\b(?i:bearer|basic)\s+[\w.~+/=-]{8,}"
    r"|\beyJ[\w-]+\.[\w-]+\.[\w-]*"  # JSON Web Tokens
    r"|\bgAAAA[\w-]{20,}=*"  # what Fernet has closed
    r"|(?<=://)[^\s/@:]+:[^\s/@]+(?=@)"  # user and password of an address
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail addresses
)


class Redaction:
    """Takes out whatever has the shape of a secret, and the secrets of this process by their very words."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({each for each in secrets if len(each) >= SHORTEST}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def text(self, said: str) -> str:
        """Give a text without its secrets."""
        if self._known:
            said = self._known.sub(OUT, said)
        return _SHAPES.sub(OUT, said)

    def value(self, value: Any) -> Any:
        """Give a value of a line without its secrets; what is no text is written as text first, unless it is a number."""
        match value:
            case str():
                return self.text(value)
            case None | bool() | int() | float():
                return value
            case Mapping():
                return {self.text(str(name)): self.value(each) for name, each in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self.value(each) for each in value]
        return self.text(str(value))

    def line(self, _logger: object, _name: str, line: EventDict) -> EventDict:
        """Redact a whole line, as a processor of structlog's."""
        return {name: self.value(each) for name, each in line.items()}


class PlainFormatter(logging.Formatter):
    """Writes what libraries log: without secrets, and an exception as its type and where it came from."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__("%(levelname)s %(name)s %(message)s")
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        return self._redaction.text(super().format(record))

    def formatException(  # noqa: N802  logging's name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return "; ".join([ei[0].__name__, *_places(ei[2])]) if ei[0] else ""


def write_log_lines(level: int = logging.INFO, secrets: Iterable[str] = ()) -> None:
    """Send structured lines to standard output. `secrets` are taken out of every line, should they ever stand in one."""
    redaction = Redaction(secrets)
    logging.basicConfig(level=logging.WARNING)
    for handler in logging.getLogger().handlers:
        if type(handler) is logging.StreamHandler:
            handler.setFormatter(PlainFormatter(redaction))
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _without_words,
            redaction.line,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )


def _without_words(_logger: object, _name: str, line: EventDict) -> EventDict:
    """Write an exception as its type and where it came from: its own words may quote what a person wrote."""
    error = sys.exc_info()[1] if line.pop("exc_info", None) else None
    if error is not None:
        line["error"] = type(error).__name__
        line["at"] = _places(error.__traceback__)
    return line


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
