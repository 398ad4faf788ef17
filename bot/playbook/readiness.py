"""How ready a programme is: what its playbook says of the steps before the call for volunteers (R32, R60, R68, R69, R87)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.playbook.book import Playbook
from bot.playbook.settled import Settlement

CHAMPIONS: Final = 2
"""In each programme, from different trades (R87)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step, and how it stands."""

    name: str
    """Its texts are `setup.step.<name>`."""
    is_done: bool
    waived_by: str = ""
    """Who decided that it is not needed."""
    missing: tuple[str, ...] = ()
    """What the playbook still lacks, by its keys."""


def steps_of(playbook: Playbook) -> Sequence[Step]:
    """List the steps in the order in which they are best taken; the first three are the first half hour."""
    readiness = playbook.readiness
    return (
        Step("channel", bool(playbook.channels)),
        Step("sponsor", bool(playbook.sponsor and playbook.owner)),
        _champions(playbook),
        _settled("hours", readiness.hours),
        _settled("representatives", readiness.representatives),
        _localised(playbook),
        Step("charter", playbook.charter is not None),
        _settled("profiles", readiness.employer_profiles),
        Step("scale", playbook.pilot is not None or readiness.whole_company.is_settled),
        Step("review", playbook.review_on is not None),
    )


def next_step(steps: Sequence[Step]) -> Step | None:
    """Give the first step that is open."""
    return next((step for step in steps if not step.is_done), None)


def _settled(name: str, settlement: Settlement) -> Step:
    return Step(name, settlement.is_settled, settlement.waived_by)


def _champions(playbook: Playbook) -> Step:
    departments = {champion.department for champion in playbook.champions if champion.department}
    return Step("champions", len(playbook.champions) >= CHAMPIONS and len(departments) >= CHAMPIONS)


def _localised(playbook: Playbook) -> Step:
    """A playbook that is no starter needs no list: it was written here."""
    missing = tuple(_open_lines(playbook))
    return Step("localisation", not missing, missing=missing)


def _open_lines(playbook: Playbook) -> Iterator[str]:
    lines = playbook.localisation
    for name in type(lines).model_fields if lines else ():
        if not getattr(lines, name).is_settled:
            yield name
