"""Settings: what an operator decides, as one frozen value; `bot.environment` reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from bot.domain.people import PersonRef


class SettingsError(Exception):
    """The settings are incomplete or contradict each other."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(
            f"Portevoix cannot start with these settings:\n{lines}\nThe README lists every setting with an example."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator decides. Secrets are kept out of `repr`."""

    playbooks: Path
    public_url: str
    database_url: str = field(default="sqlite:///portevoix.sqlite3", repr=False)
    host: str = "127.0.0.1"
    port: int = 3000
    secret_keys: tuple[str, ...] = field(repr=False)
    """The first signs; all are believed, so that a key can be replaced without a break."""
    admins: frozenset[tuple[str, str]] = frozenset()
    """(platform, user id) of people who administer the bot, whatever their workspace."""
    is_live: bool = True
    """People are at the other end: a starter playbook has to be made one's own first."""
    erasure_ledger: Path | None = None
    """The file that keeps what was erased; None: beside the SQLite file. It belongs into no backup of the database."""
    metrics: tuple[str, int] | None = None
    """Host and port of the page with figures for machines; None for no such page."""
    jitter: int = 0
    """Up to how many seconds after its hour a post may come, so that not everybody calls the platform at once."""
    proxy_header: str = ""
    """The header in which our own reverse proxy tells who asked; empty: whoever is connected asked."""
    doors: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    """Per platform, what its adapter's `build` needs."""
    secrets_of_doors: frozenset[str] = field(default=frozenset(), repr=False)
    """What is secret among the strings of the doors."""

    def secrets(self) -> Sequence[str]:
        """List what is never to stand in a log."""
        password = urlsplit(self.database_url).password or ""
        return [*self.secret_keys, *self.secrets_of_doors, password, unquote(password)]

    def is_admin(self, person: PersonRef) -> bool:
        """Tell whether the operator named this person an admin."""
        return (person.platform, person.user) in self.admins
