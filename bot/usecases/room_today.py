"""Whether a channel has room today for something that somebody brings by hand."""

from bot.cards.elements import Card
from bot.cards.say import note
from bot.domain.people import Place
from bot.playbook.book import Channel, Playbook
from bot.texts import Words
from bot.usecases.plan_daily import is_full_day
from bot.usecases.services import Services


async def trouble_today(
    words: Words, services: Services, place: Place, home: tuple[Playbook, Channel]
) -> Card | None:
    """Say why nothing more is posted there today; None when something may be."""
    playbook, channel = home
    silence = playbook.silence
    if silence and silence.holds(services.clock.now().date()):
        return note(words, "post.silence", who=silence.all_clear)
    return note(words, "post.enough") if await is_full_day(services, place, channel) else None
