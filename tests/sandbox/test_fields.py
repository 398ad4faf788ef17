"""Dialogs in the small Slack: what can be chosen in each kind of field, and in what shape the app gets it."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Impossible, Sandbox
from tests.sandbox.conftest import App


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def options(*values: str) -> list[dict[str, Any]]:
    return [{"text": plain(each.title()), "value": each} for each in values]


def field(name: str, kind: str, **more: Any) -> dict[str, Any]:
    element = {"type": kind, "action_id": name, **more}
    return {
        "type": "input",
        "block_id": name,
        "label": plain(name.title()),
        "optional": True,
        "element": element,
    }


DAYS = options("mon", "tue", "wed")
DIALOG = {
    "type": "modal",
    "callback_id": "rhythm",
    "title": plain("Rhythm"),
    "submit": plain("Save"),
    "blocks": [
        field("days", "checkboxes", options=DAYS, initial_options=DAYS[:1]),
        field("zones", "multi_static_select", options=options(*(f"z{number}" for number in range(11)))),
        field("from", "datepicker", initial_date="2026-12-24"),
        field("at", "timepicker"),
    ],
}


@pytest.fixture
async def dialog(sandbox: Sandbox, client: AsyncWebClient, app: App) -> None:
    await sandbox.as_person("U0SAM").command("/advocacy rhythm")
    await client.views_open(trigger_id=app.received[-1].fields["trigger_id"], view=DIALOG)
    app.received.clear()


def state(app: App) -> dict[str, Any]:
    """What the app got of each field, without its type."""
    values = app.received[-1].payload["view"]["state"]["values"]
    told = {name: field[name] for name, field in values.items()}
    return {name: next(each for key, each in field.items() if key != "type") for name, field in told.items()}


@pytest.mark.usefixtures("dialog")
async def test_what_was_not_touched_comes_as_it_was(sandbox: Sandbox, app: App) -> None:
    sam = sandbox.as_person("U0SAM")
    await sam.submit(sam.modals()[-1])
    assert state(app) == {"days": DAYS[:1], "zones": [], "from": "2026-12-24", "at": None}


@pytest.mark.usefixtures("dialog")
@pytest.mark.parametrize("several", [["tue", "Wed"], "tue,wed"])
async def test_what_was_chosen_comes_in_slacks_shape(sandbox: Sandbox, app: App, several: Any) -> None:
    sam = sandbox.as_person("U0SAM")
    await sam.submit(sam.modals()[-1], days=several, zones=["z7"], at="09:30", **{"from": "2026-12-31"})
    assert state(app) == {
        "days": DAYS[1:],
        "zones": options("z7"),
        "from": "2026-12-31",
        "at": "09:30",
    }


@pytest.mark.usefixtures("dialog")
async def test_everything_can_be_emptied(sandbox: Sandbox, app: App) -> None:
    sam = sandbox.as_person("U0SAM")
    await sam.submit(sam.modals()[-1], days=[], zones="", at="", **{"from": ""})
    assert state(app) == {"days": [], "zones": [], "from": None, "at": None}


@pytest.mark.usefixtures("dialog")
@pytest.mark.parametrize(
    ("name", "value"), [("days", ["sun"]), ("from", "24.12.2026"), ("at", "9:30"), ("at", "24:00")]
)
async def test_what_the_client_does_not_offer_is_not_chosen(
    sandbox: Sandbox, app: App, name: str, value: Any
) -> None:
    sam = sandbox.as_person("U0SAM")
    with pytest.raises(Impossible):
        await sam.submit(sam.modals()[-1], **{name: value})
    assert app.received == []


async def test_a_field_that_is_needed_is_asked_for(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    needed = [block | {"optional": False} for block in DIALOG["blocks"]]
    await sandbox.as_person("U0SAM").command("/advocacy rhythm")
    trigger = app.received[-1].fields["trigger_id"]
    await client.views_open(trigger_id=trigger, view=DIALOG | {"blocks": needed})
    app.received.clear()
    sam = sandbox.as_person("U0SAM")
    await sam.submit(sam.modals()[-1], days=[], **{"from": ""})
    assert set(sam.modals()[-1].errors) == {"days", "zones", "from", "at"}
    assert app.received == []
