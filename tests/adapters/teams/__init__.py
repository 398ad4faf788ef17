"""A reader of Adaptive Cards: what a person sees, and what clients might take for more than words."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Run:
    """What a reader of Markdown sees: words, and what they are besides."""

    words: str
    marks: str = ""


_TOKEN = re.compile(
    r"(?P<at><at>[^<\\]*</at>)|\\(?P<sign>[!-/:-@\[-`{-~])|(?P<word>(?<=[^\W_])_+(?=[^\W_]))|(?P<mark>\*\*|\*|_|~~)"
    r"|(?P<open>\[)|\]\((?P<address>[^()\s]*)\)|(?P<html><[A-Za-z/!?]|&#?\w+;|`)|(?P<text>.)"
)


def read(markdown: str) -> list[Run]:
    """Read a line generously: whatever some client might format is told as a mark."""
    if re.match(r"(?:[-+*]|#{1,6}|\d+[.)])(?!\S)|>|[-*_ ]{3,}\Z|    |\t", markdown):
        return [Run(markdown, "block")]
    runs: list[Run] = []
    links: list[int] = []
    styles: list[str] = []
    for found in _TOKEN.finditer(markdown):
        match found.lastgroup:
            case "at":
                runs.append(Run("@" + found["at"][4:-5], "mention"))
            case "mark":
                at = found.span()
                gaps = {"", " ", "\u00a0"}
                if markdown[at[0] - 1 : at[0]] in gaps and markdown[at[1] : at[1] + 1] in gaps:
                    runs.append(Run(found[0]))  # alone between spaces it is a sign
                elif found[0] in styles:
                    styles.remove(found[0])
                else:
                    styles.append(found[0])
            case "open":
                links.append(len(runs))
            case "address":
                start = links.pop() if links else len(runs)
                runs[start:] = [Run(run.words, f"{run.marks}{found['address']}") for run in runs[start:]]
            case "html":
                runs.append(Run(found[0], "html"))
            case _:
                runs.append(Run(found["sign"] or found[0], "".join(styles)))
    assert not styles, f"marks without an end: {markdown}"
    assert not links, f"brackets without an address: {markdown}"
    return runs


def said(markdown: str) -> str:
    return "".join(run.words for run in read(markdown)).replace("\u00a0", " ")


def marked(markdown: str) -> list[tuple[str, str]]:
    """The runs that are more than words, joined."""
    joined: list[tuple[str, str]] = []
    last = ""
    for run in read(markdown):
        if run.marks and run.marks == last:
            joined[-1] = (joined[-1][0] + run.words, run.marks)
        elif run.marks:
            joined.append((run.words, run.marks))
        last = run.marks
    return joined


def blocks(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for block in document["body"]:
        yield block
        yield from block.get("items", ())


def actions(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [action for block in blocks(document) for action in block.get("actions", ())]


def markdowns(document: dict[str, Any]) -> list[str]:
    """All that Teams reads as Markdown, a line each."""
    facts = [fact for block in blocks(document) for fact in block.get("facts", ())]
    texts = [block["text"] for block in blocks(document) if block["type"] == "TextBlock"]
    return texts + [line for fact in facts for each in fact.values() for line in each.split("\n\n")]


def seen(document: dict[str, Any]) -> str:
    """Everything a person reads on the card, top to bottom."""
    lines: list[str] = []
    for block in blocks(document):
        match block["type"]:
            case "TextBlock":
                lines.append(said(block["text"]))
            case "FactSet":
                lines += [f"{said(fact['title'])}: {said(fact['value'])}" for fact in block["facts"]]
            case "Image":
                lines.append(block["altText"])
            case "ActionSet":
                lines += [f"[{action.get('tooltip', action['title'])}]" for action in block["actions"]]
    return " ".join("\n".join(lines).split())


def size(document: dict[str, Any]) -> int:
    compact = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return max(len(compact.encode("utf-16-le")), len(json.dumps(document)))
