"""Counting what happens, for the page with figures: by platform, kind and outcome, and never by person or channel."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["accepted", "known", "ignored", "overloaded", "answered", "failed"]


@dataclass(slots=True)
class Tally:
    """Counts since this process began. Every label is one of a few words that the code knows."""

    events: Counter[tuple[str, str, Outcome]] = field(default_factory=Counter)
    """By platform, kind of event, and what became of it."""
    deliveries: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By kind and the state that a delivery came to."""
    waits: Counter[str] = field(default_factory=Counter)
    """By platform: how often it asked to wait."""
    waited: Counter[str] = field(default_factory=Counter)
    """By platform: for how many whole seconds in all."""
