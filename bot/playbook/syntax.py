"""Plain words for text that is not YAML: looks at the line itself before it believes the parser."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.playbook.problems import Problem
from bot.playbook.source import ODD_SPACE, ODD_SPACES, Source, Spot

if TYPE_CHECKING:
    from bot.playbook.tree import Scalar

_ENTRY: Final = re.compile(r"(?P<before> *(?:- +)*(?:[\w-]+: +)?)(?P<value>[^ ].*)")
_KEY: Final = re.compile(r" *(?:- +)*[\w-]+ *$")
_TIGHT_KEY: Final = re.compile(r" *(?:- +)*[\w-]+:(?=[^ \t/:])")
_LEAD: Final = re.compile(rf"[ \-{ODD_SPACES}]*(?:[\w{ODD_SPACES}-]+ *:[{ODD_SPACES}]*)?")
_EVEN: Final = {ord(each): " " for each in "\u00a0\u2007\u202f"} | dict.fromkeys(
    map(ord, "\u200b\u2060\ufeff\u00ad")
)
_LOST: Final = re.compile(r"[ \t](#\w+)")
_SIGNS: Final = "@%`{}[]*&!|>,?-"
"""Characters that mean something to YAML when a text begins with them."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the parser said: its words, where it stopped, and where the part that it was reading begins."""

    words: str
    spot: Spot
    began: Spot | None
    context: str


@dataclass(frozen=True, slots=True)
class Explained:
    """The problem, and the line as it was meant where that is plain, to go on reading with."""

    problem: Problem
    repaired: str | None = None


def explain(complaint: Complaint, source: Source, last: "Scalar | None") -> Explained:
    """Say a syntax error in words about the line, not about YAML's grammar. `last` is the scalar read before it."""
    words, spot = complaint.words, complaint.spot
    if "found character '\\t'" in words:
        return Explained(source.problem(spot, "tab"))
    if "quoted scalar" in complaint.context and complaint.began:
        if "end of stream" in words or "document separator" in words:
            return Explained(source.problem(complaint.began, "unclosed_quote"))
        at = source.line(spot.line).rfind("\\", 0, spot.column)
        return Explained(source.problem(Spot(spot.line, at + 1 if at >= 0 else spot.column), "escape"))
    if "block scalar" in complaint.context and complaint.began:
        return _sign(source, complaint.began.line)
    if "could not find expected ':'" in words and complaint.began:
        return _no_key(source, complaint.began.line)
    if "mapping values are not allowed" in words:
        return _colon(source, spot, last)
    if complaint.context.startswith("while parsing a flow") and complaint.began:
        return _bracket(source, complaint.began, spot)
    return _odd_line(source, spot, last, words)


def _odd_line(source: Source, spot: Spot, last: "Scalar | None", words: str) -> Explained:
    line = source.line(spot.line)
    if found := _odd_indent(source, spot.line):
        return found
    if last and last.end.line == spot.line > last.spot.line and last.text and _quote_at(source, last.spot):
        return Explained(source.problem(last.spot, "unclosed_quote"))
    if dash := re.match(r" *-(?=\w)", line):
        repaired = line[: dash.end()] + " " + line[dash.end() :]
        return Explained(source.problem(Spot(spot.line, dash.end()), "no_space_after_dash"), repaired)
    match = _ENTRY.match(line)
    if match and match["value"][0] in _SIGNS:
        return _sign(source, spot.line)
    if match and match["value"][0] in "'\"" and last and last.end.line == spot.line:
        return Explained(source.problem(last.end, "text_after_quote"), _quoted(source, spot.line))
    above = _above(source, spot.line)
    if lost := _LOST.search(source.line(above)):
        return Explained(source.problem(Spot(above, lost.start(1) + 1), "lost_hashtag", word=lost[1]))
    if "expected <block end>" in words:
        return Explained(source.problem(spot, "out_of_line"))
    return Explained(source.problem(spot, "not_yaml"))


def _colon(source: Source, spot: Spot, last: "Scalar | None") -> Explained:
    before = source.line(spot.line)[: spot.column - 1]
    if not re.search(r":\s", before) and _KEY.match(before):
        # The first colon of its line belongs to a key: something is wrong with the line above, or with the indent.
        if last and last.spot.line < spot.line:
            return _above_key(source, last.spot.line, spot)
        return Explained(source.problem(spot, "out_of_line"))
    return Explained(source.problem(spot, "colon_in_text"), _quoted(source, spot.line))


def _above_key(source: Source, above: int, spot: Spot) -> Explained:
    line = source.line(above)
    if _TIGHT_KEY.match(line) or not re.search(r":(\s|$)", line):
        return _no_key(source, above)
    if found := _odd_indent(source, spot.line):
        return found
    return Explained(source.problem(Spot(spot.line, _indent(source.line(spot.line)) + 1), "out_of_line"))


def _no_key(source: Source, number: int) -> Explained:
    """Explain a line that should begin with `key: ` and does not."""
    if found := _odd_indent(source, number):
        return found
    line = source.line(number)
    if match := _TIGHT_KEY.match(line):
        spot = Spot(number, match.end() + 1)
        if ODD_SPACE.match(line, match.end()):
            return Explained(source.problem(spot, "odd_space"), evened(line))
        repaired = _quote_value(line[: match.end()] + " ", line[match.end() :])
        return Explained(source.problem(spot, "no_space_after_colon"), repaired)
    return Explained(source.problem(Spot(number, _indent(line) + 1), "no_key"))


def evened(line: str) -> str:
    """Write the line with plain spaces where it has odd ones before its value; zero-width ones go."""
    lead = _LEAD.match(line)
    end = lead.end() if lead else 0
    spaced = line[:end].translate(_EVEN)
    return (spaced + " " if spaced.endswith(":") and line[end:] else spaced) + line[end:]


def _bracket(source: Source, began: Spot, spot: Spot) -> Explained:
    sign = source.line(began.line)[began.column - 1 : began.column]
    if began.line == spot.line:
        return _sign(source, began.line)
    return Explained(source.problem(began, "unclosed_bracket", sign=sign))


def _sign(source: Source, number: int) -> Explained:
    """Explain a text that begins with a character of YAML's own."""
    match = _ENTRY.match(source.line(number))
    if not match:
        return Explained(source.problem(Spot(number, 1), "not_yaml"))
    sign, column = match["value"][0], match.start("value") + 1
    code = "text_after_bar" if sign in "|>" else "starts_with" if sign in _SIGNS else "not_yaml"
    return Explained(source.problem(Spot(number, column), code, sign=sign), _quoted(source, number))


def _quoted(source: Source, number: int) -> str | None:
    """Write the line with its value in quotes, unless the value goes on below."""
    match = _ENTRY.match(source.line(number))
    below = next((line for line in source.lines[number:] if line.strip()), "")
    if not match or _indent(below) > _indent(match["before"]):
        return None
    return _quote_value(match["before"], match["value"])


def _quote_value(before: str, value: str) -> str:
    return before + "'" + value.rstrip().replace("'", "''") + "'"


def _odd_indent(source: Source, number: int) -> Explained | None:
    line = source.line(number)
    indent = line[: len(line) - len(line.lstrip(" \t" + ODD_SPACES))]
    if odd := ODD_SPACE.search(indent):
        return Explained(source.problem(Spot(number, odd.start() + 1), "odd_space"), evened(line))
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _above(source: Source, number: int) -> int:
    return next((each for each in range(number - 1, 0, -1) if source.line(each).strip()), 0)


def _quote_at(source: Source, spot: Spot) -> bool:
    return source.line(spot.line)[spot.column - 1 : spot.column] in {"'", '"'}
