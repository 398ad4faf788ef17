"""Findings: what a look at the installation says, for whoever runs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Verdict(StrEnum):
    """How it stands."""

    OK = "ok"
    LOOK = "look"
    """It works, and somebody should look at it."""
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor: the name of its sentence, and what is filled in. Never a secret."""

    verdict: Verdict
    says: str
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


def well(says: str, **values: object) -> Finding:
    return Finding(Verdict.OK, says, values)


def worth_a_look(says: str, **values: object) -> Finding:
    return Finding(Verdict.LOOK, says, values)


def broken(says: str, **values: object) -> Finding:
    return Finding(Verdict.BROKEN, says, values)
