"""The people of the small Teams, driven by tests and by the page: what they do, and what they see."""

import html
from typing import Any

from sandbox.acts import Impossible
from sandbox.people import Person
from sandbox.teams import courier
from sandbox.teams.checks import INPUTS, MOMENTS, actions_of, elements_of
from sandbox.teams.courier import Courier
from sandbox.teams.invokes import Invokes
from sandbox.teams.people import APP_NAME
from sandbox.teams.screen import ShownCard, ShownDialog, shown_dialog, shown_message
from sandbox.teams.workplace import BOT, Conversation, Dialog, Json, Message, Notice, TeamsWorkplace

_EMPTY = {"Input.Toggle": "false"}
"""What a field holds before somebody touches it, where that is something."""


class TeamsActor:
    """One person in Teams. Places are given by id or by name; "app" is their own chat with the app."""

    def __init__(self, workplace: TeamsWorkplace, carrier: Courier, app_id: str, who: str) -> None:
        self._workplace = workplace
        self._courier = carrier
        self._app_id = app_id
        self.id = who
        self.is_old_client = False
        """Knows no Action.Execute and sends what stands in its place."""
        self.deliveries: tuple[float, ...] = (0.0,)
        """Seconds after each press at which it reaches the app, each time under another id: more than one are retries."""

    @property
    def person(self) -> Person:
        return self._workplace.people[self.id]

    async def say(self, place: str, text: str, under: ShownCard | None = None) -> None:
        """Write, in a channel also `under` a message.

        Outside one's own chat the app hears it only when it is mentioned at the beginning.
        """
        conversation = self._workplace.place(place, self.id)
        await self._write(conversation, text, self._message(under.conversation, under.id) if under else None)

    async def command(self, text: str, place: str = "app") -> None:
        """Say a command to the app, mentioning it where that is needed."""
        words = text.removeprefix("/advocacy").strip()
        conversation = self._workplace.place(place, self.id)
        await self._write(conversation, words if conversation.scope == "personal" else f"@{APP_NAME} {words}")

    async def edit(self, message: ShownCard, text: str) -> None:
        """Edit a message of one's own."""
        kept = self._message(message.conversation, message.id)
        if kept.sender != self.id:
            raise Impossible("One edits one's own messages.")
        kept.text, kept.edited_at = text, self._workplace.clock.now()
        self._workplace.record("update", "edit", kept)
        self._tell("messageUpdate", kept, channelData={"eventType": "editMessage"})

    async def react(self, message: ShownCard, kind: str = "like", on: bool = True) -> None:
        """Put a reaction on a message, or take it off. The app hears of those on its own messages."""
        kept = self._message(message.conversation, message.id)
        if kept.addressee:
            raise Impossible("One does not react to what is targeted.")
        people = kept.reactions.get(kind, {})
        if on == (self.id in people):
            raise Impossible("It is so already.")
        if on:
            kept.reactions[kind] = people
            people[self.id] = None
        else:
            del people[self.id]
            if not people:
                del kept.reactions[kind]
        self._workplace.record("reaction", "added" if on else "removed", kept)
        if kept.sender == BOT:
            which = "reactionsAdded" if on else "reactionsRemoved"
            conversation = self._workplace.conversations[kept.conversation]
            body = self._courier.activity(
                "messageReaction",
                self.person,
                conversation,
                kept.thread,
                replyToId=kept.id,
                **{which: [{"type": kind}]},
            )
            self._courier.bring(body)

    async def press(self, where: ShownCard | ShownDialog, button: str, inputs: Json | None = None) -> str:
        """Press a button by its label, tooltip or action. Returns the address of a link, and nothing otherwise."""
        if isinstance(where, ShownDialog):
            return await self.submit(where, inputs, button)
        kept = self._message(where.conversation, where.id)
        card = kept.card_for(self.id) or {}
        action = _find(card, button)
        if self.is_old_client and action["type"] == "Action.Execute":
            action = action.get("fallback") or {}
            action = action if isinstance(action, dict) else {}
        kind, data = action.get("type"), action.get("data") or {}
        if kind == "Action.OpenUrl":
            return str(action["url"])
        if kind not in {"Action.Execute", "Action.Submit"}:
            raise Impossible(f"Nothing happens at {kind}.")
        data = data | _filled_in(card, action, inputs or {})
        if kind == "Action.Execute":
            await self._invokes.execute(kept, action, data)
        elif (data.get("msteams") or {}).get("type") == "task/fetch":
            await self._invokes.fetch(kept, data)
        else:
            self._say_value(kept, data)
        return ""

    async def submit(
        self, dialog: ShownDialog, inputs: Json | None = None, button: str = "", **fields: str | list[str]
    ) -> str:
        """Send a dialog: its fields as they are, changed by `inputs` and `fields`. Returns the address of a link.

        A choice is given by value or label, several as a list or with commas, a day as 2026-11-23, a time as 09:30.
        """
        known = self._dialog(dialog)
        action = _find(known.card, button) if button else _sends(known.card)
        if action["type"] == "Action.OpenUrl":
            return str(action["url"])
        given = _filled_in(known.card, action, (inputs or {}) | fields)
        await self._invokes.submit(known, (action.get("data") or {}) | given)
        return ""

    async def use_extension(
        self, command_id: str, message: ShownCard | None = None, place: str = "app"
    ) -> None:
        """Choose an action of the app's message extension, on a message or where one writes."""
        if message is None:
            await self._invokes.extend(command_id, self._workplace.place(place, self.id), None)
            return
        kept = self._message(message.conversation, message.id)
        await self._invokes.extend(command_id, self._workplace.conversations[kept.conversation], kept)

    async def search(self, command_id: str, words: str, place: str = "app") -> list[Json]:
        """Search by the app's message extension. Gives the cards found."""
        return await self._invokes.search(command_id, words, self._workplace.place(place, self.id))

    async def close(self, dialog: ShownDialog) -> None:
        """Close a dialog without sending it."""
        del self._workplace.dialogs[self._dialog(dialog).id]
        self._workplace.changes.happened()

    def messages(self, place: str) -> list[ShownCard]:
        """What is seen in a place, oldest first."""
        conversation = self._workplace.place(place, self.id)
        is_own = conversation.scope == "personal"
        return [
            shown_message(each, self.id, is_private=is_own or bool(each.addressee))
            for each in conversation.messages.values()
            if self._workplace.is_seen(each, self.id)
        ]

    def private(self) -> list[ShownCard]:
        """What only this person sees of the app: their own chat, and what is targeted at them."""
        everywhere = [self._workplace.chat(self.id), *self._workplace.conversations.values()]
        found = {
            each.id: each
            for conversation in everywhere
            for each in conversation.messages.values()
            if each.sender == BOT and (conversation.scope == "personal" or each.addressee == self.id)
            if self.id in conversation.members and self._workplace.is_seen(each, self.id)
        }
        return [shown_message(found[key], self.id, is_private=True) for key in sorted(found, key=int)]

    def dialogs(self) -> list[ShownDialog]:
        """The dialogs that are open, newest last."""
        return [shown_dialog(each) for each in self._workplace.dialogs.values() if each.person == self.id]

    def notices(self) -> list[Notice]:
        """What Teams itself has told this person."""
        return [each for each in self._workplace.notices if each.person == self.id]

    def block(self, is_blocked: bool = True) -> None:
        """Block the app in one's own chat, or let it write again."""
        (self._workplace.blocked.add if is_blocked else self._workplace.blocked.discard)(self.id)

    @property
    def _invokes(self) -> Invokes:
        return Invokes(self._workplace, self._courier, self.id, self.deliveries)

    async def _write(self, conversation: Conversation, text: str, under: Message | None = None) -> None:
        if self.id not in conversation.members:
            raise Impossible("One writes where one is a member.")
        identity = self._workplace.next_id()
        thread = under.thread if under else identity
        message = Message(identity, conversation.id, thread, self.id, text, self._workplace.clock.now())
        self._workplace.add(message, "say")
        self._tell("message", message)

    def _tell(self, kind: str, message: Message, **more: Any) -> None:
        """Let the app hear what somebody wrote, if it is there and it is meant for it."""
        conversation = self._workplace.conversations[message.conversation]
        text, entities = message.text, list[Json]()
        is_addressed = courier.is_addressed(text)
        if not conversation.has_bot or not (conversation.scope == "personal" or is_addressed):
            return
        if is_addressed:
            text, entities = courier.mention_of(self._app_id, text)
        body = self._courier.activity(
            kind,
            self.person,
            conversation,
            message.thread,
            text=text,
            textFormat="plain",
            attachments=[{"contentType": "text/html", "content": f"<p>{html.escape(message.text)}</p>"}],
            entities=entities,
            **more,
        )
        self._courier.bring(body | {"id": message.id})

    def _say_value(self, message: Message, value: Json) -> None:
        """Send what an Action.Submit carries: a message without words, never shown."""
        conversation = self._workplace.conversations[message.conversation]
        body = self._courier.activity(
            "message", self.person, conversation, message.thread, value=value, replyToId=message.id
        )
        self._courier.bring(body)

    def _message(self, conversation: str, identity: str) -> Message:
        found = self._workplace.find(conversation, identity, self.id)
        if found is None:
            raise Impossible("This message is not there.")
        return found

    def _dialog(self, dialog: ShownDialog) -> Dialog:
        found = self._workplace.dialogs.get(dialog.id)
        if found is None or found.person != self.id:
            raise Impossible("This dialog is not open.")
        return found


def _find(card: Json, button: str) -> Json:
    """Find an action by its label, its tooltip, its verb or its data's action. Raises Impossible."""
    for action in actions_of(card):
        shown = {action.get("title"), action.get("tooltip")}
        if button in {*shown, action.get("verb"), (action.get("data") or {}).get("action")}:
            return action
    raise Impossible(f"There is no {button!r}, only {[action.get('title') for action in actions_of(card)]}.")


def _sends(card: Json) -> Json:
    """Find the button that sends a dialog: the last that is no link. Raises Impossible."""
    sending = [action for action in actions_of(card) if action["type"] != "Action.OpenUrl"]
    if not sending:
        raise Impossible("This dialog cannot be sent.")
    return sending[-1]


def _filled_in(card: Json, action: Json, given: Json) -> Json:
    """Give the fields that an action takes along, as they are or as `given`. Raises Impossible when one is missing."""
    fields = [element for element in elements_of(card) if element.get("type") in INPUTS]
    if strange := given.keys() - {field["id"] for field in fields}:
        raise Impossible(f"There is no field {', '.join(sorted(strange))}.")
    if action.get("associatedInputs") == "none":
        return {}
    values = {
        field["id"]: _written(field, given[field["id"]])
        if field["id"] in given
        else field.get("value", _EMPTY.get(field["type"], ""))
        for field in fields
    }
    for field in fields:
        if field.get("isRequired") and not values[field["id"]]:
            raise Impossible(f"{field.get('label') or field['id']} is needed.")
    # As Microsoft's renderer has it, a field without a value is no part of what is sent.
    return {name: value for name, value in values.items() if value}


def _written(field: Json, given: str | list[str]) -> str:
    """Write what a person fills in as their client does. Raises Impossible for what cannot be chosen there."""
    kind = field["type"]
    if kind in MOMENTS:
        if given and not MOMENTS[kind].fullmatch(str(given)):
            raise Impossible(f"{given!r} cannot be picked in an {kind}.")
        return str(given)
    if kind != "Input.ChoiceSet":
        return str(given)
    is_several = bool(field.get("isMultiSelect"))
    wanted = given if isinstance(given, list) else given.split(",") if is_several else [given]
    return ",".join(_chosen(field, each) for each in wanted if each)


def _chosen(field: Json, wanted: str) -> str:
    for one in field["choices"]:
        if wanted in {one["value"], one["title"]}:
            return str(one["value"])
    raise Impossible(f"There is no answer {wanted!r}, only {[one['value'] for one in field['choices']]}.")
