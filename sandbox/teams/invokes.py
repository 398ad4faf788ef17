"""What a person waits for: the answers to pressed buttons, dialogs and the message extension, and how they are shown."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sandbox.teams.checks import CARD, Refusal, check_card
from sandbox.teams.courier import WENT_WRONG, Courier
from sandbox.teams.people import directory_id
from sandbox.teams.workplace import Conversation, Dialog, Json, Message, TeamsWorkplace

NEW_CARD = "application/vnd.microsoft.card.adaptive"
NEW_NOTICE = "application/vnd.microsoft.activity.message"
_CONTEXT = {"theme": "default"}


class Invokes:
    """One person's invokes. `deliveries`: seconds after the act at which each copy of it reaches the app."""

    def __init__(
        self, workplace: TeamsWorkplace, courier: Courier, who: str, deliveries: Sequence[float] = (0.0,)
    ) -> None:
        self._workplace = workplace
        self._courier = courier
        self._who = who
        self._deliveries = deliveries

    async def execute(self, message: Message, action: Json, data: Json) -> None:
        """Press an Action.Execute: its answer is a card for this person alone, or a line."""
        pressed = {"type": "Action.Execute", "id": action.get("id", ""), "verb": action["verb"], "data": data}
        answer = await self._asked("adaptiveCard/action", {"action": pressed, "trigger": "manual"}, message)
        match answer:
            case None:
                return
            case {"statusCode": 200, "type": type_, "value": card} if type_ == NEW_CARD:
                if self._is_good(card):
                    message.views[self._who] = card
                    self._workplace.changes.happened()
            case {"statusCode": 200, "type": type_, "value": str() as said} if type_ == NEW_NOTICE:
                if said:
                    self._workplace.notify(self._who, said)
            case _:
                self._went_wrong(f"an answer of type {answer.get('type')}, {answer.get('statusCode')}")

    async def fetch(self, message: Message, data: Json) -> None:
        """Press a button that opens a dialog."""
        value = {"data": data, "context": _CONTEXT}
        if (answer := await self._asked("task/fetch", value, message)) is not None:
            self._show(answer, Dialog("", self._who, "", {}, message.conversation, message.id))

    async def submit(self, dialog: Dialog, data: Json) -> None:
        """Send a dialog. It stays open when that goes wrong, so that nothing written is lost."""
        message = self._workplace.find(dialog.conversation, dialog.message, self._who)
        conversation = self._workplace.conversations[dialog.conversation]
        value: Json = {"data": data, "context": _CONTEXT}
        if dialog.command:
            value |= _command(dialog.command, message)
        name = "composeExtension/submitAction" if dialog.command else "task/submit"
        answer = await self._asked(name, value, message, conversation)
        if answer is None:
            return
        self._workplace.dialogs.pop(dialog.id, None)
        if "composeExtension" in answer and dialog.command:
            self._compose(answer["composeExtension"], conversation)
        elif answer:
            self._show(answer, dialog)
        self._workplace.changes.happened()

    async def extend(self, command: str, conversation: Conversation, message: Message | None) -> None:
        """Choose an action of the message extension, on a message or where one writes."""
        value = _command(command, message) | {"context": _CONTEXT}
        answer = await self._asked("composeExtension/fetchTask", value, message, conversation)
        if answer is not None:
            opened = message.id if message else ""
            self._show(answer, Dialog("", self._who, "", {}, conversation.id, opened, command))

    async def search(self, command: str, words: str, conversation: Conversation) -> list[Json]:
        """Search by the message extension. Gives the cards found."""
        value = {
            "commandId": command,
            "parameters": [{"name": "query", "value": words}],
            "queryOptions": {"skip": 0, "count": 25},
        }
        answer = await self._asked("composeExtension/query", value, None, conversation)
        match answer:
            case {"composeExtension": {"type": "result", "attachments": list() as found}}:
                return [_content(one) for one in found]
            case {"composeExtension": {"type": "message", "text": str() as said}}:
                self._workplace.notify(self._who, said)
            case dict():
                self._went_wrong("an answer without results")
        return []

    async def _asked(
        self, name: str, value: Json, message: Message | None, conversation: Conversation | None = None
    ) -> Json | None:
        """Bring an invoke, once or as often as the service repeats it. The last answer counts."""
        where = conversation or self._workplace.conversations[message.conversation if message else ""]
        person = self._workplace.people[self._who]
        more = {"replyToId": message.id} if message and not name.startswith("composeExtension/") else {}
        answer, before, clock = None, 0.0, self._workplace.clock
        for after in self._deliveries:
            if clock.running:
                await clock.sleep(after - before)
            elif after != before:
                clock.advance(timedelta(seconds=after - before))
            before = after
            thread = message.thread if message else ""
            body = self._courier.activity("invoke", person, where, thread, name=name, value=value, **more)
            answer = await self._courier.ask(body, self._who)
        return answer

    def _show(self, answer: Json, opened: Dialog) -> None:
        """Show what a dialog's invoke was answered with: a dialog like `opened`, or a line."""
        match answer:
            case {
                "task": {
                    "type": "continue",
                    "value": {"card": {"contentType": kind, "content": card}} as value,
                }
            }:
                if kind != CARD:
                    self._went_wrong(f"a dialog of {kind}")
                elif self._is_good(card):
                    identity = self._workplace.next_id()
                    self._workplace.dialogs[identity] = Dialog(
                        identity,
                        self._who,
                        str(value.get("title") or ""),
                        card,
                        opened.conversation,
                        opened.message,
                        opened.command,
                    )
                    self._workplace.changes.happened()
            case {"task": {"type": "message", "value": str() as said}}:
                self._workplace.notify(self._who, said)
            case _:
                self._went_wrong("an answer without task")

    def _compose(self, answer: Any, conversation: Conversation) -> None:
        """Send what the extension gave a person to send, or tell them what it says."""
        match answer:
            case {"type": "result", "attachments": [first, *_]}:
                card = _content(first)
                if self._is_good(card):
                    identity = self._workplace.next_id()
                    now = self._workplace.clock.now()
                    sent = Message(identity, conversation.id, identity, self._who, "", now, card)
                    self._workplace.add(sent, "compose")
            case {"type": "message", "text": str() as said}:
                self._workplace.notify(self._who, said)
            case _:
                self._went_wrong("nothing to send")

    def _is_good(self, card: Any) -> bool:
        try:
            check_card(card)
        except Refusal as refusal:
            self._went_wrong(str(refusal))
            return False
        return True

    def _went_wrong(self, why: str) -> None:
        self._workplace.notify(self._who, WENT_WRONG, why)


def _command(command: str, message: Message | None) -> Json:
    """Name the extension's command, and the message on which it was chosen."""
    if message is None:
        return {"commandId": command, "commandContext": "compose"}
    return {"commandId": command, "commandContext": "message", "messagePayload": _payload(message)}


def _payload(message: Message) -> Json:
    author: Json = {"user": {"userIdentityType": "aadUser", "id": directory_id(message.sender)}}
    attachments = [{"id": message.id, "contentType": CARD, "content": json.dumps(message.card)}]
    return {
        "id": message.id,
        "messageType": "message",
        "createdDateTime": message.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "linkToMessage": f"https://teams.microsoft.com/l/message/{message.conversation}/{message.id}",
        "from": author,
        "body": {"contentType": "html", "content": message.text},
        "attachments": attachments if message.card else [],
        "reactions": [],
        "mentions": [],
    }


def _content(attachment: Any) -> Json:
    content = attachment.get("content") if isinstance(attachment, dict) else None
    return content if isinstance(content, dict) else {}
