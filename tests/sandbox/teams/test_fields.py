"""Dialogs in the small Teams: what can be chosen in each kind of field, and in what shape the app gets it."""

from typing import Any

import pytest

from sandbox.acts import Impossible
from sandbox.teams.driver import TeamsActor
from sandbox.teams.people import SHARES, directory_id
from sandbox.teams.server import SmallTeams
from sandbox.teams.workplace import Json
from tests.sandbox.teams.cards import a_card, a_dialog, a_message, field, submit
from tests.sandbox.teams.conftest import App, Client

DAYS = [{"title": each.title(), "value": each} for each in ("mon", "tue", "wed")]
FIELDS = (
    field("why", value="Because"),
    field("days", type="Input.ChoiceSet", choices=DAYS, isMultiSelect=True, value="mon"),
    field("one", type="Input.ChoiceSet", choices=DAYS),
    field("from", type="Input.Date", value="2026-12-24"),
    field("at", type="Input.Time"),
)
OPEN = submit("Open", data={"msteams": {"type": "task/fetch"}})


@pytest.fixture
async def sam(teams: SmallTeams, app: App, client: Client) -> TeamsActor:
    """Sam, with the dialog open."""
    form = a_dialog(a_card(*FIELDS, actions=[submit("Save", data={"form": "f"})]))
    app.answering = lambda activity: form if activity["name"] == "task/fetch" else 200
    await client.send(SHARES, a_message(a_card(actions=[OPEN])))
    sam = teams.as_person("U0SAM")
    await sam.press(sam.messages("shares")[-1], "Open")
    app.received.clear()
    return sam


def sent(app: App) -> Json:
    told: Json = app.received[-1]["value"]["data"]
    return told


async def test_what_was_not_touched_comes_as_it_was_and_what_is_empty_does_not_come(
    sam: TeamsActor, app: App
) -> None:
    await sam.submit(sam.dialogs()[-1])
    assert sent(app) == {"form": "f", "why": "Because", "days": "mon", "from": "2026-12-24"}


@pytest.mark.parametrize("several", [["tue", "Wed"], "tue,wed"])
async def test_what_was_chosen_comes_joined_by_commas(sam: TeamsActor, app: App, several: Any) -> None:
    await sam.submit(sam.dialogs()[-1], days=several, one="Mon", at="09:30")
    assert sent(app) == {
        "form": "f",
        "why": "Because",
        "days": "tue,wed",
        "one": "mon",
        "from": "2026-12-24",
        "at": "09:30",
    }


async def test_everything_can_be_emptied(sam: TeamsActor, app: App) -> None:
    await sam.submit(sam.dialogs()[-1], {"from": ""}, why="", days=[])
    assert sent(app) == {"form": "f"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("days", "sun"), ("one", "sun"), ("from", "24.12.2026"), ("at", "9:30"), ("at", "24:00")],
)
async def test_what_the_client_does_not_offer_is_not_chosen(
    sam: TeamsActor, app: App, name: str, value: str
) -> None:
    with pytest.raises(Impossible):
        await sam.submit(sam.dialogs()[-1], {name: value})
    assert app.received == []


async def test_who_left_is_in_no_roster_and_acts_no_more(teams: SmallTeams, client: Client) -> None:
    teams.deactivate("U0SAM")
    answer = await client.call("GET", f"conversations/{SHARES}/members/{directory_id('U0SAM')}")
    assert (answer.status, answer.code) == (404, "MemberNotFoundInConversation")
    listed = (await client.call("GET", f"conversations/{SHARES}/members")).body
    assert not {"Sam Okafor", "Lou Garnier"} & {each["name"] for each in listed}


async def test_a_guest_is_told_by_role_and_by_a_name_made_of_their_own_address(
    teams: SmallTeams, client: Client
) -> None:
    listed = (await client.call("GET", f"conversations/{SHARES}/members")).body
    accounts = {each["name"]: each for each in listed}
    guest, colleague = accounts["Jo Winter"], accounts["Sam Okafor"]
    assert (guest["userRole"], colleague["userRole"]) == ("guest", "user")
    assert "#EXT#" in guest["userPrincipalName"]
    assert "#EXT#" not in colleague["userPrincipalName"]
