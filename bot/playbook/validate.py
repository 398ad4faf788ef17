"""From the schema's complaints to Problems: each at its key or its value, in words about what was written."""

import re
from collections.abc import Iterable
from collections.abc import Mapping as Values
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from bot.playbook.guess import nearest
from bot.playbook.problems import Problem
from bot.playbook.source import Source, Spot
from bot.playbook.tree import Entry, Listing, Mapping, Node, Scalar, plain

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[int | str, ...]

_CODES: Final = {
    "bool_parsing": "expects_yes_no",
    "bool_type": "expects_yes_no",
    "dict_type": "expects_keys",
    "greater_than_equal": "too_low",
    "int_from_float": "expects_number",
    "int_parsing": "expects_number",
    "int_parsing_size": "expects_number",
    "int_type": "expects_number",
    "less_than_equal": "too_high",
    "list_type": "expects_list",
    "literal_error": "not_allowed",
    "model_type": "expects_keys",
    "string_too_long": "too_long",
    "string_too_short": "empty_value",
    "string_type": "expects_text",
    "too_long": "too_many",
    "too_short": "too_few",
    "tuple_type": "expects_list",
}
"""pydantic's error types by our codes; the types of bot.playbook.fields are codes already."""

MOST_LISTED: Final = 12
"""Names that a sentence lists before it breaks off."""
_LONGEST: Final = 60
"""Characters of a value that a sentence repeats."""


def validate(model: type[Model], node: Node, source: Source) -> tuple[Model | None, tuple[Problem, ...]]:
    """Read a node by its schema: the value, or None and every problem."""
    try:
        return model.model_validate(plain(node)), ()
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    typos = {(*detail["loc"][:-1], _guess(model, detail["loc"])) for detail in details if _is_unknown(detail)}
    problems = []
    for detail in details:
        # A mistyped key is one mistake: not also a missing one.
        if detail["type"] == "missing" and detail["loc"] in typos:
            continue
        # pydantic counts the entries that are right; those that are wrong have a problem of their own.
        if (
            detail["type"] == "too_short"
            and _length(node_at(node, detail["loc"])) >= detail["ctx"]["min_length"]
        ):
            continue
        problems.append(_problem(model, node, source, detail["type"], detail["loc"], detail.get("ctx", {})))
    return None, tuple(problems)


def spot_of(node: Node, location: Location) -> Spot:
    """Tell where the value at a location begins; where the path leaves the tree, the last place on it."""
    return _walk(node, location)[0].spot


def node_at(node: Node, location: Location) -> Node:
    """Give the value at a location, or the nearest one that holds it."""
    return _walk(node, location)[0]


def _walk(node: Node, location: Location) -> tuple[Node, Entry | None]:
    """Follow the location. The entry is the last key met on the way to its end."""
    entry: Entry | None = None
    for step in location:
        if isinstance(node, Mapping) and step in node.entries:
            entry = node.entries[str(step)]
            node = entry.value
        elif isinstance(node, Listing) and isinstance(step, int) and step < len(node.entries):
            node, entry = node.entries[step], None
        else:
            break
    return node, entry


def _length(node: Node) -> int:
    return len(node.entries) if isinstance(node, Listing) else 0


def _is_unknown(detail: Values[str, Any]) -> bool:
    return bool(detail["type"] == "extra_forbidden")


def _problem(
    model: type[BaseModel],
    root: Node,
    source: Source,
    type_: str,
    location: Location,
    context: Values[str, Any],
) -> Problem:
    node, entry = _walk(root, location)
    field = str(next((step for step in reversed(location) if isinstance(step, str)), ""))
    if type_ == "missing":
        parent, _ = _walk(root, location[:-1])
        if isinstance(parent, Mapping) and field in parent.entries:
            return source.problem(parent.entries[field].spot, "empty_value", field=field)
        return source.problem(parent.spot, "missing_key", field=field)
    if type_ == "extra_forbidden":
        spot = entry.spot if entry else node.spot
        if field.startswith("-"):
            return source.problem(spot, "no_space_after_dash")
        guess = _guess(model, location)
        known = "" if guess else _listed(_fields(_model_at(model, location[:-1])))
        return source.problem(spot, "unknown_key", word=field, known=known, guess=guess)
    code = _CODES.get(type_, type_)
    if code == "expects_text" and not isinstance(node, Scalar):
        return _not_text(node, source, field)
    # How many entries there are is a matter of the whole list: shown at its key.
    spot = entry.spot if entry and code in {"too_few", "too_many"} else node.spot
    return source.problem(spot, code, **{"field": field, **_values(code, node, context)})


def _not_text(node: Listing | Mapping, source: Source, field: str) -> Problem:
    if node.is_flow:
        return source.problem(node.spot, "starts_with", sign="[" if isinstance(node, Listing) else "{")
    first = next(iter(node.entries.items()), None) if isinstance(node, Mapping) else None
    if (
        first
        and isinstance(first[1], Entry)
        and first[1].spot.line == node.spot.line == first[1].value.spot.line
    ):
        # "- Good news: we won" is a key and a value to YAML, and a sentence to its author.
        return source.problem(Spot(node.spot.line, node.spot.column + len(str(first[0]))), "colon_in_text")
    return source.problem(node.spot, "expects_text", field=field)


def _values(code: str, node: Node, context: Values[str, Any]) -> dict[str, str | int]:
    word = node.text if isinstance(node, Scalar) else ""
    shown = word if len(word) <= _LONGEST else word[:_LONGEST] + "…"
    match code:
        case "not_allowed":
            # pydantic writes them as 'fr' or 'en'.
            allowed = re.findall(r"'([^']*)'", str(context.get("expected", "")))
            return {"word": shown, "allowed": ", ".join(allowed), "guess": nearest(word, allowed)}
        case "too_long":
            return {"most": context["max_length"], "length": len(word.strip())}
        case "too_few":
            return {"least": context["min_length"], "found": _length(node)}
        case "too_many":
            return {
                "most": context["max_length"],
                "found": _length(node),
            }
        case "too_low":
            return {"word": shown, "least": context["ge"]}
        case "too_high":
            return {"word": shown, "most": context["le"]}
    given = {key: value for key, value in context.items() if key != "code"}
    return {"word": shown, **given} if "word" not in given or given["word"] == word else given


def _guess(model: type[BaseModel], location: Location) -> str:
    return nearest(str(location[-1]), _fields(_model_at(model, location[:-1])))


def _listed(names: Iterable[str]) -> str:
    known = list(names)
    return ", ".join([*known[:MOST_LISTED], *(["…"] if len(known) > MOST_LISTED else [])])


def _fields(model: type[BaseModel] | None) -> Iterable[str]:
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _model_at(model: type[BaseModel] | None, location: Location) -> type[BaseModel] | None:
    for step in location:
        if isinstance(step, str) and model:
            found = (field for name, field in model.model_fields.items() if (field.alias or name) == step)
            model = next((_inner(field.annotation) for field in found), None)
    return model


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in get_args(annotation) if (found := _inner(each))), None)
