"""Which item a slot gets: what a human chose for it, or else what the rotation brings. Planning and foresight ask the same."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from bot.domain.people import Place
from bot.domain.plan import Choice
from bot.domain.rotation import choose
from bot.playbook.book import Channel, Playbook
from bot.playbook.item import Item
from bot.ports import Shelves

AHEAD: Final = timedelta(days=60)
"""So far ahead something may be chosen; what is chosen for a later day does not come before it."""

Home = tuple[Playbook, Channel]
Choices = Mapping[tuple[date, str], Choice]


async def choices_from(shelves: Shelves, place: Place, on: date) -> Choices:
    """Read what was chosen for a channel from a date on."""
    return await shelves.plan_choices.of(place, on, on + AHEAD)


def pick(
    home: Home, kind: str, slot: str, on: date, last_shown: Mapping[str, date], choices: Choices
) -> Item | None:
    """Choose among what the playbook suggests for that date; nothing in a silence, before the phase, or where skipped.

    A chosen item that may not be said any more leaves its turn to the rotation.
    """
    playbook, channel = home
    choice = choices.get((on, slot))
    if playbook.is_silent(kind, on) or (choice and choice.is_skip):
        return None
    suggested = [item.id for item in playbook.suggestions(kind, channel, on)]
    if choice and choice.playbook == playbook.id and choice.item in suggested:
        return playbook.item(kind, choice.item)
    kept = {
        each.item
        for (day, other), each in choices.items()
        if day >= on and (day, other) != (on, slot) and other.startswith(f"{kind}-")
    }
    chosen = choose(suggested, last_shown, besides=kept) or choose(suggested, last_shown)
    return playbook.item(kind, chosen) if chosen else None
