"""Counted links: where one leads, by the playbook alone, and a number for its day. Who followed it is not known here."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from bot.domain.crowd import SMALLEST
from bot.playbook.book import Playbook
from bot.playbook.kinds.share import Share
from bot.usecases.make_edition import SIX_DAYS, Workspace, playbooks_in
from bot.usecases.services import Services

KEEP_FOR: Final = timedelta(days=396)
ROUNDED_TO: Final = SMALLEST


def destination(
    services: Services, playbook_id: str, item_id: str, network_id: str
) -> tuple[Playbook, Share] | None:
    """Find the idea that a counted link is about. None: playbook, idea, its link or the network is not known."""
    playbook = services.book().playbook(playbook_id)
    share = playbook.share(item_id) if playbook else None
    if playbook is None or share is None or not share.link or playbook.network(network_id) is None:
        return None
    return playbook, share


async def count_click(services: Services, playbook: Playbook, share: Share, network_id: str) -> None:
    """Add one to today's number, where the playbook counts."""
    if playbook.tracked_links != "on":
        return
    async with services.store.writing() as shelves:
        await shelves.clicks.count_one(services.clock.now().date(), playbook.key(share), network_id)


async def clicks_of(services: Services, workspace: Workspace, week: date) -> Sequence[tuple[str, int]]:
    """List network and number of the links followed in a whole week, rounded down; what stays under five is left out.

    Over all ideas together: an idea has few places, so its own number would tell how far one person's post went.
    """
    async with services.store.reading() as shelves:
        found: Mapping[tuple[str, str], int] = await shelves.clicks.between(week, week + SIX_DAYS)
    known = {
        playbook.key(share)
        for playbook in playbooks_in(services, workspace)
        if playbook.tracked_links == "on"
        for share in playbook.shares
    }
    by_network: Counter[str] = Counter()
    for (item, network), number in found.items():
        if item in known:
            by_network[network] += number
    return sorted(
        (network, number // ROUNDED_TO * ROUNDED_TO)
        for network, number in by_network.items()
        if number >= ROUNDED_TO
    )
