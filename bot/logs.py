"""Log lines: one JSON object each, with ids and reasons, and never texts, tokens or bodies."""

import logging
import sys
import traceback

import structlog
from structlog.typing import EventDict


def write_log_lines(level: int = logging.INFO) -> None:
    """Send structured lines to standard output. They carry ids and reasons, never texts, tokens or bodies."""
    logging.basicConfig(level=logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _without_words,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )


def _without_words(_logger: object, _name: str, line: EventDict) -> EventDict:
    """Write an exception as its type and where it came from: its own words may quote what a person wrote."""
    error = sys.exc_info()[1] if line.pop("exc_info", None) else None
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        line["error"] = type(error).__name__
        line["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return line
