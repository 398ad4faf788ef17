"""The people of the small Teams, driven by tests and by the page: what they do, and what they see."""

from datetime import timedelta
from typing import Any

from sandbox.acts import Impossible
from sandbox.people import Person
from sandbox.teams.checks import CARD, Refusal, actions_of, check_card, elements_of
from sandbox.teams.courier import Courier, mention_of
from sandbox.teams.people import APP_NAME
from sandbox.teams.screen import ShownCard, ShownDialog, shown_dialog, shown_message
from sandbox.teams.workplace import BOT, Conversation, Dialog, Json, Message, Notice, TeamsWorkplace


class TeamsActor:
    """One person in Teams. Places are given by id or by name; "app" is their own chat with the app."""

    def __init__(self, workplace: TeamsWorkplace, courier: Courier, app_id: str, who: str) -> None:
        self._workplace = workplace
        self._courier = courier
        self._app_id = app_id
        self.id = who
        self.is_old_client = False
        """Knows no Action.Execute and sends what stands in its place."""
        self.deliveries: tuple[float, ...] = (0.0,)
        """Seconds after each press at which it reaches the app, each time under another id: more than one are retries."""

    @property
    def person(self) -> Person:
        return self._workplace.people[self.id]

    async def say(self, place: str, text: str) -> None:
        """Write. Outside one's own chat the app hears it only when it is mentioned at the beginning."""
        await self._write(self._workplace.place(place, self.id), text)

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
        people = kept.reactions.setdefault(kind, {})
        if on == (self.id in people):
            raise Impossible("It is so already.")
        if on:
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
        """Press a button by its label or its action. Returns the address of a link, and nothing otherwise."""
        if isinstance(where, ShownDialog):
            await self.submit(where, inputs or {}, button)
            return ""
        kept = self._message(where.conversation, where.id)
        card = kept.card_for(self.id) or {}
        action = _find(card, button)
        given = _values(card) | (inputs or {})
        if self.is_old_client and action["type"] == "Action.Execute":
            action = action.get("fallback") or {}
        match action.get("type"):
            case "Action.OpenUrl":
                return str(action["url"])
            case "Action.Execute":
                await self._execute(kept, action, given)
            case "Action.Submit" if (action.get("data") or {}).get("msteams", {}).get("type") == "task/fetch":
                await self._fetch(kept, action["data"] | given)
            case "Action.Submit":
                self._say_value(kept, action.get("data", {}) | given)
            case other:
                raise Impossible(f"Nothing happens at {other}.")
        return ""

    async def submit(
        self, dialog: ShownDialog, inputs: Json | None = None, button: str = "", **fields: str
    ) -> None:
        """Send a dialog: its fields as they are, changed by `inputs` and `fields`."""
        known = self._workplace.dialogs.get(dialog.id)
        if known is None or known.person != self.id:
            raise Impossible("This dialog is not open.")
        actions = list(actions_of(known.card))
        action = _find(known.card, button) if button else actions[-1]
        given = _values(known.card) | (inputs or {}) | fields
        for element in elements_of(known.card):
            if element.get("isRequired") and not given.get(element.get("id", "")):
                raise Impossible(f"{element.get('label')} is needed.")
        conversation = self._workplace.conversations[known.conversation]
        if action["type"] == "Action.OpenUrl":
            raise Impossible("A link opens a page.")
        data = (action.get("data") or {}) | given
        answers = await self._asked(
            "task/submit", conversation, {"data": data, "context": {"theme": "default"}}, known.message
        )
        self._workplace.dialogs.pop(known.id, None)
        self._show_task(answers, known.conversation, known.message)

    async def close(self, dialog: ShownDialog) -> None:
        """Close a dialog without sending it."""
        self._workplace.dialogs.pop(dialog.id, None)
        self._workplace.changes.happened()

    def messages(self, place: str) -> list[ShownCard]:
        """What is seen in a place, oldest first."""
        conversation = self._workplace.place(place, self.id)
        is_own = conversation.scope == "personal"
        return [
            shown_message(each, self.id, is_private=is_own or bool(each.addressee))
            for each in conversation.messages.values()
            if each.addressee in {"", self.id}
        ]

    def private(self) -> list[ShownCard]:
        """What only this person sees of the app: their own chat, and what is targeted at them."""
        everywhere = [self._workplace.chat(self.id), *self._workplace.conversations.values()]
        found = {
            each.id: each
            for conversation in everywhere
            for each in conversation.messages.values()
            if each.sender == BOT and (conversation.scope == "personal" or each.addressee == self.id)
            if self.id in conversation.members
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

    async def _write(self, conversation: Conversation, text: str) -> None:
        if self.id not in conversation.members:
            raise Impossible("One writes where one is a member.")
        identity = self._workplace.next_id()
        message = Message(identity, conversation.id, identity, self.id, text, self._workplace.clock.now())
        self._workplace.add(message, "say")
        if conversation.has_bot and (conversation.scope == "personal" or text.startswith(f"@{APP_NAME}")):
            self._tell("message", message)

    def _tell(self, kind: str, message: Message, **more: Any) -> None:
        conversation = self._workplace.conversations[message.conversation]
        text, entities = message.text, list[Json]()
        if text.startswith(f"@{APP_NAME}"):
            text, entities = mention_of(self._app_id, text)
        body = self._courier.activity(
            kind,
            self.person,
            conversation,
            message.thread,
            text=text,
            textFormat="plain",
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

    async def _execute(self, message: Message, action: Json, given: Json) -> None:
        data = (action.get("data") or {}) | given
        value = {
            "action": {
                "type": "Action.Execute",
                "verb": action["verb"],
                "data": data,
                "id": action.get("id", ""),
            },
            "trigger": "manual",
        }
        conversation = self._workplace.conversations[message.conversation]
        answer = await self._asked("adaptiveCard/action", conversation, value, message.id, message.thread)
        if answer is None:
            return
        match answer.get("type"):
            case "application/vnd.microsoft.card.adaptive":
                try:
                    check_card(answer.get("value"))
                except Refusal:
                    self._workplace.notify(self.id, "Something went wrong. Please try again.")
                    return
                message.views[self.id] = dict(answer["value"])
                self._workplace.changes.happened()
            case "application/vnd.microsoft.activity.message":
                if said := str(answer.get("value") or ""):
                    self._workplace.notify(self.id, said)
            case other:
                self._workplace.notify(self.id, f"Something went wrong. ({other})")

    async def _fetch(self, message: Message, data: Json) -> None:
        conversation = self._workplace.conversations[message.conversation]
        value = {"data": data, "context": {"theme": "default"}}
        answer = await self._asked("task/fetch", conversation, value, message.id, message.thread)
        self._show_task(answer, message.conversation, message.id)

    async def _asked(
        self, name: str, conversation: Conversation, value: Json, message: str, thread: str = ""
    ) -> Json | None:
        """Bring an invoke, once or as often as the service repeats it. The last answer counts."""
        answer, before = None, 0.0
        for after in self.deliveries:
            self._workplace.clock.advance(timedelta(seconds=after - before))
            before = after
            body = self._courier.activity(
                "invoke", self.person, conversation, thread, name=name, value=value, replyToId=message
            )
            answer = await self._courier.ask(body, self.id)
        return answer

    def _show_task(self, answer: Json | None, conversation: str, message: str) -> None:
        """Show what a dialog's invoke was answered with."""
        task = (answer or {}).get("task") or {}
        match task.get("type"):
            case "continue":
                value = task.get("value") or {}
                content = value.get("card") or {}
                card: Json = content.get("content") or {}
                try:
                    if content.get("contentType") != CARD:
                        raise Refusal(400, "BadArgument")
                    check_card(card)
                except Refusal:
                    self._workplace.notify(self.id, "Something went wrong. Please try again.")
                    return
                identity = self._workplace.next_id()
                title = str(value.get("title") or "")
                self._workplace.dialogs[identity] = Dialog(
                    identity, self.id, title, card, conversation, message
                )
            case "message":
                self._workplace.notify(self.id, str(task.get("value") or ""))
        self._workplace.changes.happened()

    def _message(self, conversation: str, identity: str) -> Message:
        found = self._workplace.find(conversation, identity, self.id)
        if found is None:
            raise Impossible("This message is not there.")
        return found


def _find(card: Json, button: str) -> Json:
    """Find an action by its label, its verb or its data's action. Raises Impossible."""
    for action in actions_of(card):
        if button in {action.get("title"), action.get("verb"), (action.get("data") or {}).get("action")}:
            return action
    raise Impossible(f"There is no {button!r}, only {[action.get('title') for action in actions_of(card)]}.")


def _values(card: Json) -> Json:
    """Give what the fields of a card hold before somebody touches them."""
    return {
        element["id"]: element.get("value", "")
        for element in elements_of(card)
        if element.get("type", "").startswith("Input.")
    }
