"""Composition objects (text, option, confirmation) and the small checks that all of Block Kit is made of."""

from collections.abc import Collection
from typing import Any, TypeGuard

Json = dict[str, Any]
BOTH = ("plain_text", "mrkdwn")
PLAIN = ("plain_text",)


class Findings:
    """What is wrong, in Slack's words, each with a JSON pointer."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def say(self, what: str, where: str) -> None:
        self.messages.append(f"[ERROR] {what} [json-pointer:{where}]")

    def shape(
        self, thing: object, where: str, required: Collection[str], allowed: Collection[str] = ()
    ) -> bool:
        """Check that a thing is an object with these fields and no others."""
        if not isinstance(thing, dict):
            self.say("must provide an object", where)
            return False
        for name in required:
            if thing.get(name) is None:
                self.say(f"missing required field: {name}", where)
        known = {"type", *required, *allowed}
        for name in thing:
            if name not in known:
                self.say(f"invalid additional property: {name}", where)
        return all(thing.get(name) is not None for name in required)

    def string(self, thing: Json, name: str, where: str, limit: int, at_least: int = 0) -> None:
        """Check a string field, if it is there."""
        if (value := thing.get(name)) is None:
            return
        spot = f"{where}/{name}"
        if not isinstance(value, str):
            self.say("must provide a string", spot)
        elif len(value) > limit:
            self.say(f"must be less than {limit + 1} characters", spot)
        elif len(value) < at_least:
            self.say(f"must be more than {at_least - 1} characters", spot)

    def flag(self, thing: Json, name: str, where: str) -> None:
        """Check a boolean field, if it is there."""
        if name in thing and not isinstance(thing[name], bool):
            self.say("must provide a boolean", f"{where}/{name}")

    def number(self, thing: Json, name: str, where: str, at_least: int, at_most: int) -> None:
        """Check a whole number, if it is there."""
        if (value := thing.get(name)) is None:
            return
        if not isinstance(value, int) or isinstance(value, bool):
            self.say("must provide an integer", f"{where}/{name}")
        elif not at_least <= value <= at_most:
            self.say(f"must be between {at_least} and {at_most}", f"{where}/{name}")

    def address(self, thing: Json, name: str, where: str) -> None:
        """Check an address of at most 3,000 characters, if it is there."""
        self.string(thing, name, where, 3000, at_least=1)
        value = thing.get(name)
        if isinstance(value, str) and value and "://" not in value and not value.startswith("mailto:"):
            self.say("Invalid URL format", f"{where}/{name}")

    def choice(self, thing: Json, name: str, where: str, allowed: Collection[object]) -> None:
        """Check a value out of a few, if it is there."""
        if name in thing and thing[name] not in allowed:
            self.say("must be a valid enum value", f"{where}/{name}")

    def items(
        self, thing: Json, name: str, where: str, at_most: int, at_least: int = 1
    ) -> list[tuple[Any, str]]:
        """Check a list's length and return its items with their pointers."""
        value = thing.get(name)
        spot = f"{where}/{name}"
        if value is None:
            return []
        if not isinstance(value, list):
            self.say("must provide an array", spot)
            return []
        if len(value) > at_most:
            self.say(f"no more than {at_most} items allowed", spot)
        if len(value) < at_least:
            self.say(f"must be more than {at_least - 1} items", spot)
        return [(item, f"{spot}/{index}") for index, item in enumerate(value)]

    def is_typed(self, thing: object, where: str, known: Collection[str]) -> TypeGuard[Json]:
        """Check that a thing is an object of one of the known types."""
        if not isinstance(thing, dict):
            self.say("must provide an object", where)
            return False
        if "type" not in thing:
            self.say("missing required field: type", where)
            return False
        if not isinstance(thing["type"], str) or thing["type"] not in known:
            self.say(f"unsupported type: {thing['type']}", f"{where}/type")
            return False
        return True

    def text(
        self, thing: Json, name: str, where: str, limit: int, kinds: Collection[str] = BOTH, at_least: int = 1
    ) -> None:
        """Check a text object in a field, if it is there."""
        if (value := thing.get(name)) is not None:
            self.text_object(value, f"{where}/{name}", limit, kinds, at_least)

    def text_object(
        self, value: object, where: str, limit: int, kinds: Collection[str] = BOTH, at_least: int = 1
    ) -> None:
        """Check a text object."""
        if not self.is_typed(value, where, kinds):
            return
        extra = "emoji" if value["type"] == "plain_text" else "verbatim"
        if self.shape(value, where, ("text",), (extra,)):
            self.string(value, "text", where, limit, at_least)
            self.flag(value, extra, where)

    def option(self, value: object, where: str, kinds: Collection[str] = PLAIN) -> None:
        """Check an option: text and value at most 75 and 150 characters."""
        if self.shape(value, where, ("text", "value"), ("description", "url")) and isinstance(value, dict):
            self.text(value, "text", where, 75, kinds)
            self.string(value, "value", where, 150, at_least=1)
            self.text(value, "description", where, 75, kinds)
            self.address(value, "url", where)

    def confirm(self, thing: Json, where: str) -> None:
        """Check a confirmation dialog, if there is one."""
        value, spot = thing.get("confirm"), f"{where}/confirm"
        if value is None:
            return
        if self.shape(value, spot, ("title", "text", "confirm", "deny"), ("style",)):
            self.text(value, "title", spot, 100, PLAIN)
            self.text(value, "text", spot, 300)
            self.text(value, "confirm", spot, 30, PLAIN)
            self.text(value, "deny", spot, 30, PLAIN)
            self.choice(value, "style", spot, ("primary", "danger"))
