"""What a person at the workplace can do with mouse and keyboard; the page and the tests use the same."""

from typing import Any

from sandbox.api.reactions import EMOJI
from sandbox.blockkit.ids import find_element
from sandbox.desk import Desk
from sandbox.gestures import react
from sandbox.interactions import Interactions
from sandbox.membership import enter
from sandbox.modals import View
from sandbox.people import Person
from sandbox.presence import Presence, named
from sandbox.workplace import Channel, Json, Message


class Impossible(Exception):
    """The person cannot do that."""


class Acts:
    """The acts, by ids. Each raises Impossible with a plain sentence."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._interactions = Interactions(desk)

    async def say(self, who: str, channel: str, text: str) -> None:
        """Write into a conversation; what begins with a slash is a command."""
        if text.startswith("/"):
            command, _, rest = text.partition(" ")
            await self.command(who, command, rest.strip(), channel)
            return
        person, place = self._person(who), self._place(who, channel)
        if not text.strip():
            raise Impossible("There is nothing to say.")
        if place.is_archived:
            raise Impossible("This channel is archived.")
        installation = self._desk.installation
        if place.is_dm and (installation.is_messages_tab_read_only or not installation.has_messages_tab):
            raise Impossible("Sending messages to this app has been turned off.")
        workplace = self._desk.workplace
        plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        message = workplace.post(Message(workplace.next_ts(), place.id, person.id, plain))
        workplace.read_until[who, place.id] = message.ts

    async def command(self, who: str, command: str, text: str, channel: str) -> None:
        """Use a slash command of the app."""
        person, place = self._person(who), self._place(who, channel)
        if command not in self._desk.installation.commands:
            self._desk.workplace.notify(who, f"{command} is not a valid command.")
            return
        await self._interactions.command(person, command, text, place)

    async def react(self, who: str, channel: str, ts: str, name: str, *, is_on: bool) -> None:
        """Put a reaction on a message, or take one's own off."""
        place = self._place(who, channel)
        message = place.messages.get(ts)
        if message is None:
            raise Impossible("There is no such message to react to.")
        if not EMOJI.fullmatch(name):
            raise Impossible(f"There is no emoji called {name}.")
        if place.is_archived:
            raise Impossible("This channel is archived.")
        react(self._desk, message, self._person(who).id, name, is_on=is_on)

    async def press_in_message(self, who: str, channel: str, ts: str, given: Json) -> None:
        """Press something in a message; `given` names it by action_id, block_id and what was chosen."""
        place = self._place(who, channel)
        message = self._desk.workplace.find(place.id, ts, viewer=who)
        if message is None:
            raise Impossible("This message is gone.")
        action = self._action(message.blocks or [], given)
        await self._interactions.press_in_message(self._person(who), message, action)

    async def press_in_home(self, who: str, given: Json) -> None:
        """Press something on the app's Home page."""
        home = self._desk.workplace.homes.get(who)
        if home is None:
            raise Impossible("The Home page is empty.")
        await self._interactions.press_in_view(self._person(who), home, self._action(home["blocks"], given))

    async def press_in_view(self, who: str, view_id: str, given: Json) -> None:
        """Press something in a dialog."""
        view = self._view(who, view_id)
        action = self._action(view.shown["blocks"], given)
        await self._interactions.press_in_view(self._person(who), view.shown, action)

    async def submit(self, who: str, view_id: str, values: Json) -> None:
        """Submit a dialog; `values` is block_id to action_id to what was filled in."""
        await self._interactions.submit(self._person(who), self._view(who, view_id), values)

    async def close(self, who: str, view_id: str) -> None:
        """Close a dialog without submitting it."""
        await self._interactions.close(self._person(who), self._view(who, view_id))

    async def open_home(self, who: str, tab: str = "home") -> None:
        """Open the app's Home (or its Messages tab)."""
        person = self._person(who)
        if tab == "home" and not self._desk.installation.has_home:
            raise Impossible("This app has no Home.")
        event: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": self._desk.workplace.dm(person.id).id,
            "tab": tab,
        }
        if tab == "home" and (home := self._desk.workplace.homes.get(person.id)):
            event["view"] = home
        self._desk.events.publish(event)

    async def use_shortcut(self, who: str, callback_id: str, channel: str = "", ts: str = "") -> None:
        """Use one of the app's shortcuts; a message shortcut needs its message."""
        shortcut = self._desk.installation.shortcuts.get(callback_id)
        if shortcut is None:
            raise Impossible("There is no such shortcut.")
        message = self._place(who, channel).messages.get(ts) if channel else None
        if (shortcut.type == "message") != (message is not None):
            raise Impossible(
                "This shortcut works on a message." if message is None else "It needs no message."
            )
        await self._interactions.shortcut(self._person(who), shortcut, message)

    async def join(self, who: str, channel: str) -> None:
        """Join a public channel."""
        place = self._desk.workplace.channels.get(channel)
        if place is None or place.is_private or place.is_dm or place.is_archived:
            raise Impossible("There is no such channel to join.")
        enter(self._desk, place, self._person(who).id)

    async def be(self, who: str, presence: Presence) -> None:
        """Be away, in do-not-disturb, or with a status beside one's name."""
        self._desk.workplace.be(self._person(who).id, presence)

    async def be_as_named(self, who: str, name: str) -> None:
        """Be present in the way that the page calls so."""
        presence = named(name, self._desk.workplace.clock.now())
        if presence is None:
            raise Impossible("There is no such presence.")
        await self.be(who, presence)

    async def read(self, who: str, channel: str) -> None:
        """Read a conversation to its end."""
        place = self._place(who, channel)
        workplace = self._desk.workplace
        seen = [
            *place.messages,
            *(one.ts for one in workplace.ephemerals.get(who, ()) if one.channel == place.id),
        ]
        last = max(seen, default="")
        if workplace.read_until.get((who, place.id), "") < last:
            workplace.read_until[who, place.id] = last
            workplace.changes.happened()

    def _person(self, who: str) -> Person:
        person = self._desk.workplace.people.get(who)
        if person is None or person.is_bot or person.is_deleted:
            raise Impossible("Nobody here has this id.")
        return person

    def _place(self, who: str, channel: str) -> Channel:
        workplace = self._desk.workplace
        self._person(who)
        place = workplace.dm(who) if channel == f"D{who[1:]}" else workplace.channels.get(channel)
        if place is None or who not in place.members:
            raise Impossible("You are not in this conversation.")
        return place

    def _view(self, who: str, view_id: str) -> View:
        view = self._desk.modals.find(view_id=view_id)
        if view is None or view.person != who:
            raise Impossible("This dialog is closed.")
        return view

    def _action(self, blocks: list[Json], given: dict[str, Any]) -> Json:
        found = find_element(blocks, str(given.get("action_id", "")), str(given.get("block_id", "")))
        if found is None:
            raise Impossible("There is nothing like that to press.")
        block, element = found
        action = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "action_ts": self._desk.workplace.next_ts(),
        }
        if element["type"] == "button":
            kept = ("text", "value", "style", "url")
            return action | {name: element[name] for name in kept if name in element}
        chosen = {
            name: value for name, value in given.items() if name.startswith("selected_") or name == "value"
        }
        return action | chosen | ({"placeholder": element["placeholder"]} if "placeholder" in element else {})
