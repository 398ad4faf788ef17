"""The JSON Schema that lets editors complete keys, explain them and underline mistakes while an admin types."""

import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from bot.playbook.book import Programme
from bot.playbook.kinds import KINDS
from bot.playbook.own_words import NOT_OURS
from bot.texts import PLURALS, catalogues

NAME: Final = "playbook.schema.json"
FRONT_PAGE: Final = "playbook"
OWN_WORDS: Final = "words"


def editor_schema() -> dict[str, Any]:
    """Describe every file of a playbook: `$defs/tips` is `tips.yaml`, `$defs/playbook` the front page.

    The root itself allows anything. Each file names its part in its first line, as `modeline` writes it.
    """
    models = [(Programme, "validation"), *((kind.model, "validation") for kind in KINDS)]
    refs, shared = models_json_schema(models, ref_template="#/$defs/{model}")  # type: ignore[arg-type]
    files: dict[str, Any] = {FRONT_PAGE: refs[Programme, "validation"], OWN_WORDS: _sentences()}
    for kind in KINDS:
        entry = refs[kind.model, "validation"]
        about = (kind.model.__doc__ or "").strip()
        files[kind.files] = (
            entry if kind.is_single else {"type": "array", "items": entry, "description": about}
        )
    parts = {
        name: part
        for name, part in shared["$defs"].items()
        if f'"#/$defs/{name}"' in json.dumps([files, shared])
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A Portevoix playbook",
        "$defs": {**files, **parts},
    }


def as_text() -> str:
    """Write the schema as the file that stands beside a playbook."""
    return json.dumps(editor_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def modeline(file: str) -> str:
    """Write the first line of a playbook's file, named relative to the playbook: `tips/01-privacy.yaml`."""
    top, slash, _ = file.partition("/")
    return (
        f"# yaml-language-server: $schema={'..' if slash else '.'}/{NAME}#/$defs/{top.removesuffix('.yaml')}"
    )


def _sentences() -> dict[str, Any]:
    root: dict[str, Any] = _branch("The bot's sentences in your own words, by their keys.")
    for key, said in catalogues().for_locale("en").sentences.items():
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
