"""A line of the localisation checklist: done, waived by somebody's name, or still to do."""

import re
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import PlainValidator, WithJsonSchema

from bot.playbook.fields import wrong
from bot.playbook.guess import nearest

_WAIVED: Final = re.compile(r"(?:waived by|écarté par|ecarte par)\s+(\S.*)", re.IGNORECASE)
_DONE: Final = frozenset({"done", "fait"})
_TO_DO: Final = frozenset({"to do", "todo", "à faire", "a faire"})


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a line stands."""

    is_settled: bool
    waived_by: str = ""
    """Who decided that it is not needed; empty when it was done."""


def _settled(value: object) -> Settlement:
    if isinstance(value, Settlement):
        return value
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if match := _WAIVED.fullmatch(text):
        return Settlement(is_settled=True, waived_by=match[1])
    if text.casefold() in _DONE | _TO_DO:
        return Settlement(is_settled=text.casefold() in _DONE)
    raise wrong("not_settled", word=text, guess=nearest(text, ["done", "to do"]))


Settled = Annotated[
    Settlement,
    PlainValidator(_settled),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": ["to do", "done", "à faire", "fait"]},
                {"type": "string", "pattern": "^(waived by|écarté par) .+$"},
            ]
        }
    ),
]
"""`done`, `to do` or `waived by NAME`; in French `fait`, `à faire` or `écarté par NOM`."""
