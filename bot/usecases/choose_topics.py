"""Leaving topics and campaigns out: at once, privately, and only what one still wants to see is kept."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.people import Member, PersonRef
from bot.playbook.kinds.campaign import Campaign
from bot.usecases.membership import change, today_of
from bot.usecases.services import Services


def running_campaigns(services: Services, today: date) -> list[Campaign]:
    """List the campaigns of all playbooks that run on a date."""
    return [
        campaign
        for playbook in services.book().playbooks
        for campaign in playbook.campaigns
        if campaign.starts <= today <= campaign.ends
    ]


async def leave_topic_out(
    services: Services, person: PersonRef, topic: str, all_topics: Collection[str]
) -> Member | None:
    """Leave a topic out. The last one stays: none at all would mean all of them."""

    def changed(member: Member) -> Member:
        left = (member.choices.topics or frozenset(all_topics)) - {topic}
        return replace(member, choices=replace(member.choices, topics=left)) if left else member

    return await change(services, person, changed)


async def bring_topic_back(
    services: Services, person: PersonRef, topic: str, all_topics: Collection[str]
) -> Member | None:
    """Show a topic again. All of them are kept as none."""

    def changed(member: Member) -> Member:
        topics = member.choices.topics
        if not topics or topic not in all_topics:
            return member
        shown = topics | {topic}
        chosen = frozenset() if shown >= frozenset(all_topics) else shown
        return replace(member, choices=replace(member.choices, topics=chosen))

    return await change(services, person, changed)


async def leave_campaigns_out(services: Services, person: PersonRef, *, is_out: bool) -> Member | None:
    """Leave out the campaigns that have begun by now, or show them again. Later ones are not concerned."""

    def changed(member: Member) -> Member:
        since = today_of(services, member) + timedelta(days=1) if is_out else None
        return replace(member, choices=replace(member.choices, campaigns_from=since))

    return await change(services, person, changed)
