"""What is encrypted with the bot's keys: where it lies, and one value of it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SealedPlace:
    """A column that holds encrypted values, and what for: each purpose has keys of its own."""

    table: str
    column: str
    purpose: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


@dataclass(frozen=True, slots=True)
class Sealed:
    """One value, with the primary key of its row."""

    place: SealedPlace
    key: tuple[str, ...]
    value: bytes = field(repr=False)
