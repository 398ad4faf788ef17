"""The JSON Schema that lets editors complete keys, explain them and underline mistakes while an admin types."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from bot.playbook.book import Programme
from bot.playbook.kinds import KINDS
from bot.playbook.own_words import NOT_OURS
from bot.texts import PLURALS, catalogues, sentences_of

NAME: Final = "playbook.schema.json"
FRONT_PAGE: Final = "playbook"
OWN_WORDS: Final = "words"


def editor_schema(language: str = "en") -> dict[str, Any]:
    """Describe every file of a playbook: `$defs/tips` is `tips.yaml`, `$defs/playbook` the front page.

    The root itself allows anything. Each file names its part in its first line, as `modeline` writes it. Keys are
    explained in `language`.
    """
    models = [(Programme, "validation"), *((kind.model, "validation") for kind in KINDS)]
    refs, shared = models_json_schema(models, ref_template="#/$defs/{model}")  # type: ignore[arg-type]
    files: dict[str, Any] = {FRONT_PAGE: refs[Programme, "validation"], OWN_WORDS: _sentences(language)}
    for kind in KINDS:
        entry = refs[kind.model, "validation"]
        files[kind.files] = entry if kind.is_single else {"type": "array", "items": entry}
    named = json.dumps([files, shared])
    parts = {name: part for name, part in shared["$defs"].items() if f'"#/$defs/{name}"' in named}
    for part in parts.values():
        _explain(part, explained(language))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A Portevoix playbook",
        "$defs": {**files, **parts},
    }


@cache
def explained(language: str) -> Mapping[str, str]:
    """Give the explanations of keys in a language, by the English ones of the models; English needs none."""
    if language == "en":
        return {}
    path = resources.files("bot.playbook") / f"explained.{language}.yaml"
    return sentences_of(path.read_text(encoding="utf-8"))


def as_text(language: str = "en") -> str:
    """Write the schema as the file that stands beside a playbook."""
    return json.dumps(editor_schema(language), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def modeline(file: str) -> str:
    """Write the first line of a playbook's file, named relative to the playbook: `tips/01-privacy.yaml`."""
    top, slash, _ = file.partition("/")
    return (
        f"# yaml-language-server: $schema={'..' if slash else '.'}/{NAME}#/$defs/{top.removesuffix('.yaml')}"
    )


def _explain(part: dict[str, Any], words: Mapping[str, str]) -> None:
    """Put the explanations of fields into a language, and leave what the code says of itself to the code."""
    for shape in (part, *part.get("anyOf", ())):
        shape.pop("description", None)
        for field in shape.get("properties", {}).values():
            field["description"] = words.get(field["description"], field["description"])


def _sentences(language: str) -> dict[str, Any]:
    about = "The bot's sentences in your own words, by their keys."
    root: dict[str, Any] = _branch(explained(language).get(about, about))
    for key, said in catalogues().for_locale(language).sentences.items():
        if key.startswith(NOT_OURS):
            continue
        *path, last = key.split(".")
        branch = root
        for step in path:
            branch = branch["properties"].setdefault(step, _branch(""))
        branch["properties"][last] = _sentence(said)
    return root


def _branch(description: str) -> dict[str, Any]:
    about = {"description": description} if description else {}
    return {"type": "object", "additionalProperties": False, "properties": {}, **about}


def _sentence(said: str | Mapping[str, str]) -> dict[str, Any]:
    if isinstance(said, str):
        return {"type": "string", "description": said}
    forms = {form: {"type": "string"} for form in sorted(PLURALS)}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": forms,
        "description": " / ".join(said.values()),
    }
