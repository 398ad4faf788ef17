"""Saying that one helped: the answer, with a way to the day before and a way back."""

from datetime import date

from bot.cards.elements import Button, Buttons, Card
from bot.cards.say import note, paragraph
from bot.screens.human import ask_human
from bot.texts import Words


def helped_card(words: Words, on: date, *, is_new: bool, before: date | None) -> Card:
    """Say that it is noted. `before`: the date before that is still open, if there is one."""
    key = "helped.noted" if is_new else "helped.already"
    row = [Button(words("helped.undo"), "helped.undo", on.isoformat(), hint=words("helped.undo_hint"))]
    if before:
        day = words.day(before)
        hint = words("helped.before_hint", day=day)
        row.insert(0, Button(words("helped.before", day=day), "helped.before", hint=hint))
    return Card(words(key), (paragraph(words, key), Buttons((*row, ask_human(words)))))


def helped_before_card(words: Words, on: date | None) -> Card:
    """Say that it is noted for the date before, or that this date is closed."""
    if on is None:
        return note(words, "helped.closed")
    undo = Button(words("helped.undo"), "helped.undo", on.isoformat(), hint=words("helped.undo_hint"))
    noted = paragraph(words, "helped.noted_before", day=words.day(on))
    return Card(words("helped.noted_before", day=words.day(on)), (noted, Buttons((undo, ask_human(words)))))
