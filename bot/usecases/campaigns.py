"""Campaigns: what runs in a channel, and the one card with which each ends by itself (R67)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from bot.cards.elements import Card
from bot.domain.calendar import local
from bot.domain.crowd import Told
from bot.domain.people import Member, Place
from bot.domain.posts import Post, post_id
from bot.playbook.book import Channel, Playbook
from bot.playbook.kinds.campaign import Campaign
from bot.playbook.schedule import latest, occurrence
from bot.screens.campaigns import Running, closing_card
from bot.screens.team import Common
from bot.usecases.look import is_wanted_campaign
from bot.usecases.look_together import common_goals, told_before
from bot.usecases.make_edition import smallest_group, week_of
from bot.usecases.next_up import Home
from bot.usecases.plan_daily import jitter, places, plan_post, slots_of
from bot.usecases.services import Services

MAY_WAIT: Final = timedelta(days=7)
"""How long after its last day a campaign's end may still be said."""


async def running(
    services: Services, workspace: tuple[str, str], playbook: Playbook, today: date, member: Member | None
) -> Sequence[Running]:
    """List what runs in a programme on a date, also what a member has left out, with the figures told of the last week."""
    week = week_of(services, workspace, services.clock.now())
    commons = {each.campaign: each for each in await common_goals(services, workspace, week)}
    return [
        Running(
            campaign,
            commons.get(campaign, Common(campaign, None)),
            tuple(share.title for share in playbook.shares if share.id in campaign.shares),
            is_wanted=member is None or is_wanted_campaign(member, campaign),
        )
        for campaign in playbook.campaigns
        if campaign.starts <= today <= campaign.ends
    ]


async def close_campaigns(services: Services, now: datetime) -> None:
    """Plan the card that ends a campaign: at the hour of its last day or of the next posting day, once a channel."""
    if not any(_is_ending(each, now.date()) for book in services.book().playbooks for each in book.campaigns):
        return
    for place, playbook, channel in await places(services):
        today = local(now, channel.schedule.timezone).date()
        due_at = occurrence(channel.schedule, today)
        if due_at is None or not due_at <= now < latest(channel.schedule, today, due_at):
            continue
        if playbook.silence and playbook.silence.holds(today):
            continue
        for campaign in playbook.campaigns:
            if campaign.ends <= today <= campaign.ends + MAY_WAIT:
                await _close(services, place, (playbook, channel), campaign, due_at)


async def draw_closing(services: Services, post: Post, playbook: Playbook) -> Card | None:
    """Draw the card with the last figure that was told, if one was. None: the campaign left the playbook."""
    campaign = playbook.item(Campaign.kind, post.item)
    if not isinstance(campaign, Campaign):
        return None
    told: Told | None = None
    if campaign.steps:
        workspace = (post.place.platform, post.place.workspace)
        told = await told_before(services, workspace, playbook, campaign)
    words = services.words_at(post.place, playbook)
    return closing_card(words, Common(campaign, told), smallest_group(services))


async def _close(services: Services, place: Place, home: Home, campaign: Campaign, due_at: datetime) -> None:
    playbook, channel = home
    on, slot = local(due_at, channel.schedule.timezone).date(), _slot(channel, campaign)
    async with services.store.reading() as shelves:
        if campaign.id in await shelves.posts.last_shown(place, Campaign.kind):
            return
    async with services.store.writing() as shelves:
        if campaign.id in await shelves.posts.last_shown(place, Campaign.kind):
            return
        await plan_post(
            shelves,
            place,
            (playbook, channel),
            campaign,
            slot=slot,
            due_at=due_at,
            expires_at=latest(channel.schedule, on, due_at),
            wait=jitter(post_id(place, on, slot), services.settings.jitter),
        )


def _slot(channel: Channel, campaign: Campaign) -> str:
    """Name its place in the day. Where the day is full, it takes that of the day's last entry: the daily cap holds."""
    slots = [slot for _, slot in slots_of(channel)]
    return slots[-1] if len(slots) >= channel.daily_cap else f"{Campaign.kind}-{campaign.id}"


def _is_ending(campaign: Campaign, today: date) -> bool:
    """Tell whether a campaign is about to end somewhere, whatever the zone."""
    a_day = timedelta(days=1)
    return campaign.ends - a_day <= today <= campaign.ends + MAY_WAIT + a_day
