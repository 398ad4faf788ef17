"""`mute`: topics and campaigns one would rather not be shown. What is left out is written nowhere."""

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.people import Member
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.screens.mute import RunningCampaign, mute_card
from bot.screens.settings import TOPICS
from bot.usecases.choose_topics import (
    bring_topic_back,
    leave_campaigns_out,
    leave_topic_out,
    running_campaigns,
)
from bot.usecases.look import is_wanted_campaign
from bot.usecases.membership import find_member, today_of
from bot.usecases.services import Services


async def run(event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Show what can be left out."""
    return await _answer(asker.services, event, asker.member)


async def press_show(event: ButtonPressed, services: Services) -> Reply | None:
    """Show what can be left out, by button."""
    return await _answer(services, event, await find_member(services, event.person))


async def press_topic(event: ButtonPressed, services: Services) -> Reply | None:
    """Leave a topic out."""
    return await _answer(services, event, await leave_topic_out(services, event.person, event.value, TOPICS))


async def press_topic_back(event: ButtonPressed, services: Services) -> Reply | None:
    """Show a topic again."""
    return await _answer(services, event, await bring_topic_back(services, event.person, event.value, TOPICS))


async def press_campaign(event: ButtonPressed, services: Services) -> Reply | None:
    """Leave out the campaign that runs."""
    return await _answer(services, event, await leave_campaigns_out(services, event.person, is_out=True))


async def press_campaign_back(event: ButtonPressed, services: Services) -> Reply | None:
    """Show the campaign again."""
    return await _answer(services, event, await leave_campaigns_out(services, event.person, is_out=False))


async def _answer(services: Services, event: CommandTyped | ButtonPressed, member: Member | None) -> Reply:
    words = await services.words_for(event.person, member)
    if member is None:
        return Reply(note(words, "mute.join_first"), replace=True)
    campaigns = [
        RunningCampaign(each.title, each.ends, is_wanted_campaign(member, each))
        for each in running_campaigns(services, today_of(services, member))
    ]
    return Reply(mute_card(words, member, campaigns), replace=True)


MUTE = Command(
    name="mute",
    aliases=("sourdine", "masquer"),
    run=run,
    buttons={
        "mute.show": press_show,
        "mute.topic": press_topic,
        "mute.topic_back": press_topic_back,
        "mute.campaign": press_campaign,
        "mute.campaign_back": press_campaign_back,
    },
    unwritten=frozenset({"mute.topic", "mute.topic_back", "mute.campaign", "mute.campaign_back"}),
)
