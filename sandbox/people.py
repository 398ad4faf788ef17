"""The cast: the people and channels of Atelier Lumen, a maker of lamps."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

TEAM = "T0SANDBOX"
TEAM_NAME = "Atelier Lumen"
TEAM_DOMAIN = "atelier-lumen"
BOT_USER = "U0BOT"
BOT = "B0BOT"
APP = "A0PORTEVOIX"

Part = Literal["employee", "champion", "admin", "executive", "bot"]


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the workspace, as Slack knows them."""

    id: str
    name: str
    title: str = ""
    part: Part = "employee"
    locale: str = "en-US"
    """With a hyphen, as users.info gives it with include_locale."""
    tz: str = "Europe/Paris"
    is_admin: bool = False
    is_restricted: bool = False
    """A guest."""
    is_deleted: bool = False
    color: int = 0

    @property
    def handle(self) -> str:
        """The short name behind the @, lower case and without accents."""
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode().lower()
        return re.sub(r"[^a-z0-9]+", ".", plain).strip(".") or self.id.lower()

    @property
    def is_bot(self) -> bool:
        return self.part == "bot"


CAST = (
    Person("U0CAMILLE", "Camille Moreau", "Service clients", locale="fr-FR", color=0),
    Person("U0SAM", "Sam Okafor", "Showroom manager", locale="en-GB", tz="Europe/London", color=1),
    Person("U0NADIA", "Nadia Benali", "Communication interne", "champion", "fr-FR", color=2),
    Person("U0PRIYA", "Priya Shah", "Brand and social", "champion", "en-GB", "Europe/London", color=3),
    Person("U0ALEX", "Alex Martin", "IT", "admin", is_admin=True, color=4),
    Person("U0HELENE", "Hélène Dubois", "Directrice générale", "executive", "fr-FR", color=5),
    Person("U0TOM", "Tom Peeters", "Atelier et prototypes", locale="fr-BE", tz="Europe/Brussels", color=6),
    Person("U0GUEST", "Jo Winter", "Guest photographer", locale="en-GB", is_restricted=True, color=7),
    Person("U0LOU", "Lou Garnier", "Left last spring", locale="fr-FR", is_deleted=True, color=7),
)

CHANNELS = (
    ("C0GENERAL", "general", "Toute la maison · Company-wide", False),
    ("C0PARTAGES", "partages", "Le partage du jour, et comment le dire avec vos mots", True),
    ("C0SHARES", "shares", "The day's share, and how to say it in your own words", True),
)
"""Channel id, name, topic, and whether the bot is a member."""
