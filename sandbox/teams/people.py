"""The cast as Teams knows it: every person with an id of the directory and one for the app, in one tenant and one team."""

from functools import cache
from uuid import NAMESPACE_DNS, uuid5

from sandbox.people import CAST, Person

TENANT = "7f3d2c10-5a4b-4c6e-9b1f-0a1e11e7a000"
APP_NAME = "Portevoix"
TEAM = "19:atelier@thread.tacv2"
TEAM_NAME = "Atelier Lumen"
GENERAL = TEAM
"""The first channel of a team has the team's own id."""
PARTAGES = "19:partages@thread.tacv2"
SHARES = "19:shares@thread.tacv2"
GROUP = "19:lunch@thread.v2"

CHANNELS = ((GENERAL, "General"), (PARTAGES, "partages"), (SHARES, "shares"))
"""Channel id and name."""
WHO_USE_TEAMS: tuple[Person, ...] = CAST


@cache
def directory_id(person: str) -> str:
    """Give a person's id in the directory, which is the same in every app."""
    return str(uuid5(NAMESPACE_DNS, f"{person}.atelier-lumen.example"))


@cache
def app_id_of(person: str) -> str:
    """Give the id by which one app knows a person: `29:` and a long word."""
    return f"29:1{uuid5(NAMESPACE_DNS, person).hex}{uuid5(NAMESPACE_DNS, person + '+').hex}"


@cache
def chat_id(person: str) -> str:
    """Give the id of a person's own chat with the app."""
    return f"a:1{uuid5(NAMESPACE_DNS, 'chat ' + person).hex}"
