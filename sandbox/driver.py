"""The people of the workplace, driven by tests: what they do, and what they see."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sandbox.acts import Acts, Impossible
from sandbox.blockkit.elements import MOMENTS
from sandbox.blockkit.ids import elements_of
from sandbox.desk import Desk
from sandbox.people import Person
from sandbox.presence import Presence, Status
from sandbox.screen import Shown, ShownDialog, ShownHome, ShownMessage, shown_dialog, shown_message
from sandbox.workplace import Channel, Json

_CHOICES = frozenset({"static_select", "radio_buttons"})
_MANY_CHOICES = frozenset({"checkboxes", "multi_static_select"})
_MOMENTS = {"datepicker": "selected_date", "timepicker": "selected_time"}


class Actor:
    """One person at the workplace. Channels are given by id or by name; "app" is the direct messages with the app.

    Acts answer when the app has acknowledged or failed (reactions and Home openings: when the event is under way).
    They raise Impossible where Slack's own client would not let the person do it.
    """

    def __init__(self, desk: Desk, acts: Acts, who: str) -> None:
        self._desk = desk
        self._acts = acts
        self.id = who

    @property
    def person(self) -> Person:
        return self._desk.workplace.people[self.id]

    async def say(self, channel: str, text: str) -> None:
        """Write into a channel; what begins with a slash is a command."""
        await self._acts.say(self.id, self._place(channel).id, text)

    async def command(self, text: str, channel: str = "C0GENERAL") -> None:
        """Type a slash command, for example "/advocacy help"."""
        await self.say(channel, text)

    async def react(self, channel: str, ts: str, name: str, on: bool = True) -> None:
        """Put a reaction on a message, or take it off."""
        await self._acts.react(self.id, self._place(channel).id, ts, name, is_on=on)

    async def press(self, where: Shown, label: str, **chosen: Any) -> None:
        """Press the element with this label, spoken label or action_id; `chosen` are further fields, such as selected_option.

        With a label that stands on several buttons the first is pressed. Raises Impossible when there is none.
        """
        block_id, action_id = _named(where.blocks, label)
        given = {"action_id": action_id, "block_id": block_id, **chosen}
        match where:
            case ShownMessage():
                await self._acts.press_in_message(self.id, where.channel, where.ts, given)
            case ShownDialog():
                await self._acts.press_in_view(self.id, where.id, given)
            case _:
                await self._acts.press_in_home(self.id, given)

    async def submit(self, dialog: ShownDialog, **values: str | list[str]) -> None:
        """Fill fields in and submit. Names are action_ids or block_ids.

        A choice is given by value or label, several as a list or with commas, a day as 2026-11-23, a time as 09:30.
        """
        filled: Json = {}
        for name, value in values.items():
            block = _field(dialog.blocks, name)
            element = block["element"]
            filled[block["block_id"]] = {element["action_id"]: _filled(element, value)}
        await self._acts.submit(self.id, dialog.id, filled)

    async def close(self, dialog: ShownDialog) -> None:
        """Close a dialog."""
        await self._acts.close(self.id, dialog.id)

    async def open_home(self, tab: str = "home") -> None:
        """Open the app's Home, or its "messages" tab."""
        await self._acts.open_home(self.id, tab)

    async def use_shortcut(self, callback_id: str, on: ShownMessage | None = None) -> None:
        """Use a shortcut of the app, on a message if it is one for messages."""
        await self._acts.use_shortcut(self.id, callback_id, on.channel if on else "", on.ts if on else "")

    async def join(self, channel: str) -> None:
        """Join a public channel."""
        await self._acts.join(self.id, self._place(channel).id)

    async def be_away(self, is_away: bool = True) -> None:
        """Go away from one's desk, or come back."""
        await self._acts.be(self.id, replace(self._presence, is_away=is_away))

    async def keep_quiet(self, minutes: float = 60, after: float = 0) -> None:
        """Turn do-not-disturb on for some minutes, which begin at once or later; 0 turns it off."""
        start = self._desk.workplace.clock.now() + timedelta(minutes=after)
        window = (start, start + timedelta(minutes=minutes)) if minutes else (None, None)
        await self._acts.be(self.id, replace(self._presence, quiet_from=window[0], quiet_until=window[1]))

    async def set_status(self, emoji: str, text: str = "", minutes: float = 0) -> None:
        """Put a status beside one's name, for some minutes or for good; an empty one takes it away."""
        until = self._desk.workplace.clock.now() + timedelta(minutes=minutes) if minutes else None
        await self._acts.be(self.id, replace(self._presence, status=Status(emoji, text, until)))

    def messages(self, channel: str) -> list[ShownMessage]:
        """List a channel's messages, oldest first, without ephemeral ones; of "app", the direct messages."""
        place = self._place(channel)
        if self.id not in place.members:
            raise Impossible("You are not in this conversation.")
        return [shown_message(message) for message in place.messages.values()]

    def ephemerals(self, channel: str = "") -> list[ShownMessage]:
        """List what only this person sees, oldest first, of all channels unless one is given."""
        wanted = self._place(channel).id if channel else ""
        mine = self._desk.workplace.ephemerals.get(self.id, ())
        return [shown_message(message) for message in mine if wanted in ("", message.channel)]

    def home(self) -> ShownHome | None:
        """Show the Home page that was last published for this person."""
        view = self._desk.workplace.homes.get(self.id)
        return ShownHome(blocks=view["blocks"], view=view) if view else None

    def modals(self) -> list[ShownDialog]:
        """List the open dialogs, the topmost last."""
        return [shown_dialog(view) for view in self._desk.modals.of(self.id)]

    def notices(self) -> list[str]:
        """List what Slack itself told this person about failures of the app."""
        return [notice.text for notice in self._desk.workplace.notices.get(self.id, ())]

    @property
    def _presence(self) -> Presence:
        return self._desk.workplace.presence_of(self.id)

    def _place(self, channel: str) -> Channel:
        workplace = self._desk.workplace
        if channel in ("app", f"D{self.id[1:]}"):
            return workplace.dm(self.id)
        if channel in workplace.channels:
            return workplace.channels[channel]
        name = channel.lstrip("#")
        for place in workplace.channels.values():
            if place.name == name and not place.is_dm:
                return place
        raise Impossible(f"There is no channel {channel}.")


def _named(blocks: Iterable[Json], label: str) -> tuple[str, str]:
    seen = []
    for block in blocks:
        for element in elements_of(block):
            text = element.get("text", {}).get("text", "")
            if label in (text, element.get("action_id"), element.get("accessibility_label")):
                return block["block_id"], element["action_id"]
            seen.append(text or element.get("action_id", ""))
    raise Impossible(f"There is nothing called {label!r} to press, only {seen}.")


def _field(blocks: Iterable[Json], name: str) -> Json:
    inputs = [block for block in blocks if block["type"] == "input"]
    for block in inputs:
        if name in (block["element"]["action_id"], block["block_id"]):
            return block
    known = [block["element"]["action_id"] for block in inputs]
    raise Impossible(f"There is no field {name!r}, only {known}.")


def _filled(element: Json, value: str | list[str]) -> Json:
    kind = element["type"]
    if kind in _CHOICES:
        return {"type": kind, "selected_option": _option(element, str(value)) if value else None}
    if kind in _MANY_CHOICES:
        values = [one for one in value.split(",") if one] if isinstance(value, str) else value
        return {"type": kind, "selected_options": [_option(element, one) for one in values]}
    if kind in _MOMENTS:
        if value and not MOMENTS[kind].fullmatch(str(value)):
            raise Impossible(f"{value!r} cannot be picked in a {kind}.")
        return {"type": kind, _MOMENTS[kind]: value or None}
    return {"type": kind, "value": value or None}


def _option(element: Json, wanted: str) -> Json:
    groups = element.get("option_groups", ())
    options = [*element.get("options", ()), *(one for group in groups for one in group["options"])]
    for option in options:
        if wanted in (option["value"], option["text"]["text"]):
            return dict(option)
    raise Impossible(f"There is no answer {wanted!r}, only {[option['value'] for option in options]}.")
