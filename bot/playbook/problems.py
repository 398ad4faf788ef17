"""A problem: one mistake or piece of advice, with its place in the admin's file and the way to repair it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

Words = Callable[..., str]
"""`words("problems.unknown_key", **values)`: the sentence in the reader's language."""

WIDEST: Final = 100
"""Characters of a source line that are shown; a longer line is cut around the caret."""


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` and `column` count from 1; the column counts characters. Only a problem that `blocks` refuses the playbook."""

    file: str
    """Relative to the folder that was loaded, with `/`."""
    line: int
    column: int
    code: str
    """A key under `problems` in the catalogues."""
    values: Mapping[str, str | int] = field(default_factory=dict, hash=False)
    """What the sentence names. A `guess` adds "did you mean", `known` lists what is possible."""
    source_line: str = ""
    blocks: bool = True

    @property
    def where(self) -> str:
        """Write the place as editors and terminals understand it: `tips.yaml:3:5`."""
        return f"{self.file}:{self.line}:{self.column}"

    def inside(self, folder: str) -> "Problem":
        """Name the file from one folder further up."""
        return replace(self, file=f"{folder}/{self.file}" if folder not in {"", "."} else self.file)

    def sentence(self, words: Words) -> str:
        """Say what is wrong and how to repair it, without the place."""
        said = words(f"problems.{self.code}", **self.values)
        if self.values.get("known"):
            said += words("problems.known_here", known=self.values["known"])
        if self.values.get("guess"):
            said += words("problems.did_you_mean", guess=self.values["guess"])
        return said

    def text(self, words: Words) -> str:
        """Write `file:line:column: sentence`, then the source line with a caret under the place."""
        return "\n".join([f"{self.where}: {self.sentence(words)}", *self._excerpt()])

    def _excerpt(self) -> list[str]:
        if not self.source_line.strip():
            return []
        at = self.column - 1
        start = max(0, at - WIDEST // 2) if len(self.source_line) > WIDEST else 0
        shown = self.source_line[start : start + WIDEST]
        # A tab stays a tab, so that the caret stands under its character at any tab width.
        margin = "".join("\t" if char == "\t" else " " for char in shown[: at - start])
        return [f"{self.line:>4} | {shown}", f"     | {margin}^"]
