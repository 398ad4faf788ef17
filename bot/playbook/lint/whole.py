"""Rules about a playbook as a whole: what refers to what, what leaves room, and what is still to do before it is live."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from bot.domain.share import NETWORKS
from bot.playbook.book import Playbook
from bot.playbook.guess import nearest
from bot.playbook.item import Item
from bot.playbook.lint.finding import Finding
from bot.playbook.programme import EARLIEST, LATEST

REFERENCES: Final = (
    ("tips", "after", "tips"),
    ("campaigns", "shares", "shares"),
    ("workshops", "follow_up", "tips"),
    ("guide", "see_also", "tips"),
)
"""Which field of which list names entries of which other list."""

PUBLISH: Final = re.compile(
    r"(?<!\w)(?:publi(?:ez|er|e)|post(?:ez|er|e)|partage[zr]?|publish"
    r"|post (?:it|this|something|about|your)|share (?:it|this|a post|your))(?!\w)",
    re.IGNORECASE,
)
FIRST_WEEK: Final = 5
"""Tips of the first five working days; they come in the author's order (R8)."""
MOST_CAMPAIGNS_A_MONTH: Final = 2
FEWEST_BETWEEN: Final = 3
"""The company speaks in one of any three shares at most (R24)."""


def references_lead_somewhere(playbook: Playbook) -> Iterator[Finding]:
    """An id that is named somewhere has to exist."""
    for files, field, target in REFERENCES:
        known = {each.id for each in getattr(playbook, target)}
        for item in getattr(playbook, files):
            for number, id_ in enumerate(getattr(item, field)):
                if id_ not in known:
                    values: dict[str, str | int] = {
                        "word": id_, "target": f"{target}.yaml", "guess": nearest(id_, known - {item.id})
                    }  # fmt: skip
                    yield Finding((field, number), "unknown_reference", values, blocks=True, part=item)


def periods_end_after_they_begin(playbook: Playbook) -> Iterator[Finding]:
    """A period that ends before it begins was written the wrong way round."""
    for number, period in enumerate(playbook.closed_periods):
        if period.ends < period.starts:
            yield _backwards(("closed_periods", number, "to"), period.ends, period.starts)
    if phases := playbook.phases:
        for (_, before), (name, day) in pairwise(phases):
            if day < before:
                yield _backwards(("phases", name), day, before)
    for campaign in playbook.campaigns:
        if campaign.ends < campaign.starts:
            yield _backwards(("ends",), campaign.ends, campaign.starts, campaign)
    launch = playbook.launch
    if launch and launch.call.closes_week < launch.call.opens_week:
        values: dict[str, str | int] = {
            "word": str(launch.call.closes_week), "first": str(launch.call.opens_week)
        }  # fmt: skip
        yield Finding(("call", "closes_week"), "backwards", values, blocks=True, part=launch)


def campaigns_leave_room(playbook: Playbook) -> Iterator[Finding]:
    """At most one campaign runs at a time, and at most two begin in a month (R67)."""
    ordered = sorted(playbook.campaigns, key=lambda each: each.starts)
    for number, campaign in enumerate(ordered):
        running = next((each for each in ordered[:number] if each.ends >= campaign.starts), None)
        if running:
            values: dict[str, str | int] = {"other": running.id}
            yield Finding(("starts",), "campaigns_overlap", values, blocks=True, part=campaign)
    months = Counter[tuple[int, int]]()
    for campaign in ordered:
        month = (campaign.starts.year, campaign.starts.month)
        months[month] += 1
        if months[month] > MOST_CAMPAIGNS_A_MONTH:
            most = {"most": MOST_CAMPAIGNS_A_MONTH}
            yield Finding(("starts",), "too_many_campaigns", dict(most), blocks=True, part=campaign)


def limits_are_gentle(playbook: Playbook) -> Iterator[Finding]:
    """Hours may be narrowed, never widened; a channel that is posted to outside them is worth a second look (L8)."""
    first, last = playbook.nudges.starts_at, playbook.nudges.ends_at
    for name, at in (("from", first), ("to", last)):
        if not EARLIEST <= at <= LATEST:
            values: dict[str, str | int] = {
                "word": f"{at:%H:%M}",
                "first": f"{EARLIEST:%H:%M}",
                "last": f"{LATEST:%H:%M}",
            }
            yield Finding(("nudges", name), "outside_hours", values, blocks=True)
    if last <= first:
        yield _backwards(("nudges", "to"), f"{last:%H:%M}", f"{first:%H:%M}")
    for number, channel in enumerate(playbook.channels):
        at = channel.schedule.at
        if not EARLIEST <= at <= LATEST:
            values = {"word": f"{at:%H:%M}", "first": f"{EARLIEST:%H:%M}", "last": f"{LATEST:%H:%M}"}
            yield Finding(("channels", number, "schedule", "at"), "posts_at_rest", values)


def networks_can_be_opened(playbook: Playbook) -> Iterator[Finding]:
    """A network that is not known needs an address to open."""
    seen: set[str] = set()
    for number, each in enumerate(playbook.networks):
        if each.id in seen:
            yield Finding(("networks", number), "network_twice", {"word": each.id}, blocks=True)
        seen.add(each.id)
        if not each.is_known and each.template is None:
            guess = nearest(each.id, NETWORKS)
            yield Finding(
                ("networks", number), "unknown_network", {"word": each.id, "guess": guess}, blocks=True
            )


def days_hold_what_is_planned(playbook: Playbook) -> Iterator[Finding]:
    """A channel is not planned more than its cap allows (R89)."""
    for number, channel in enumerate(playbook.channels):
        planned = channel.shares_per_day + channel.tips_per_day
        if planned > channel.daily_cap:
            values: dict[str, str | int] = {"found": planned, "most": channel.daily_cap}
            yield Finding(("channels", number, "daily_cap"), "over_the_cap", values, blocks=True)


def the_company_leaves_room(playbook: Playbook) -> Iterator[Finding]:
    """Advice: the company speaks in one of any three shares at most (R24)."""
    last: int | None = None
    for number, share in enumerate(playbook.shares):
        if share.origin != "company":
            continue
        if last is not None and number - last < FEWEST_BETWEEN:
            yield Finding(("id",), "company_too_often", {"other": playbook.shares[last].id}, part=share)
        last = number


def champions_come_from_several_departments(playbook: Playbook) -> Iterator[Finding]:
    """Advice: champions from one department make it that department's programme (R12)."""
    tags = [champion.department for champion in playbook.champions]
    named = {tag.casefold() for tag in tags if tag}
    if len(tags) > 1 and all(tags) and len(named) == 1:
        yield Finding(("champions",), "one_department", {"word": tags[0] or ""})


def counting_was_assessed(playbook: Playbook) -> Iterator[Finding]:
    """Advice: whoever counts links asks their data-protection officer before (L13)."""
    if playbook.tracked_links == "on":
        yield Finding(("tracked_links",), "counts_links")


def first_week_asks_nobody_to_publish(playbook: Playbook) -> Iterator[Finding]:
    """Advice: the first week is for settings, listening and one's profile (R8)."""
    for tip in playbook.tips[:FIRST_WEEK]:
        if tip.step and (match := PUBLISH.search(tip.step)):
            pattern = re.compile(re.escape(match[0]))
            yield Finding(("step",), "publishes_too_early", {"word": match[0]}, pattern, part=tip)


def the_starter_was_made_yours(playbook: Playbook) -> Iterator[Finding]:
    """Whoever goes live has settled each line of the localisation checklist, or waived it by name (R78)."""
    for name, settlement in playbook.localisation or ():
        if not settlement.is_settled:
            yield Finding(("localisation", name), "not_localised", {"field": name})


def _backwards(
    location: tuple[int | str, ...], ends: dt.date | str, starts: dt.date | str, part: Item | None = None
) -> Finding:
    values: dict[str, str | int] = {"word": str(ends), "first": str(starts)}
    return Finding(location, "backwards", values, blocks=True, part=part)
