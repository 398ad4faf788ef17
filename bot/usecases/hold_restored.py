"""The first start on a restored copy: what was said after it was made is not in it, and is not said again."""

from datetime import timedelta
from typing import Final

import structlog

from bot.domain.delivery import DeliveryState
from bot.playbook.schedule import GRACE, came, latest
from bot.usecases.plan_daily import doubt_missed, places
from bot.usecases.services import Services

RESTORED: Final = "restored from a copy"
LETTERS_REST_FOR: Final = timedelta(hours=24)
"""Which private messages of the day were sent is in no copy; by then every member's day is another."""
log = structlog.get_logger(__name__)


async def hold_restored(services: Services) -> None:
    """Doubt what was to be said before now, and the hours that came since the copy was made; then forget that it is one.

    What can still come today is UNKNOWN, so it is looked for, or an admin is asked; what is over is skipped. Both count
    as shown. Redrawings stay, for they may come twice.
    """
    now = services.clock.now()
    found = await places(services)
    async with services.store.writing() as shelves:
        made_at, quiet_until = await shelves.restores.found()
        if made_at is not None:
            held = await shelves.restores.hold_back(now, RESTORED)
            for place, playbook, channel in found:
                home = playbook, channel
                # What had come and was not planned yet when the copy was made is not in it either.
                for on, due_at in came(channel.schedule, made_at - GRACE, now):
                    is_over = now >= latest(channel.schedule, on, due_at)
                    state = DeliveryState.SKIPPED if is_over else DeliveryState.UNKNOWN
                    held += await doubt_missed(shelves, place, home, (on, due_at), state, RESTORED)
            quiet_until = now + LETTERS_REST_FOR
            await shelves.restores.settle(quiet_until)
            log.warning("restored", made_at=made_at.isoformat(), held_back=held)
    services.planned.quiet_until = quiet_until
