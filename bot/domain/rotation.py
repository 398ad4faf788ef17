"""Rotation: which item a place gets next, so that nothing comes back before everything else has been seen."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date


def choose(
    items: Sequence[str], last_shown: Mapping[str, date], *, besides: Collection[str] = ()
) -> str | None:
    """Pick the first item never shown, in the author's order, else the one shown longest ago.

    `besides` are items already taken for the same day. None when nothing is left to choose.
    """
    free = [item for item in items if item not in besides]
    return min(free, key=lambda item: (last_shown.get(item, date.min), items.index(item)), default=None)
