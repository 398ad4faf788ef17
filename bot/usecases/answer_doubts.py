"""Answering doubts: what an admin says of a post of which nobody knows whether it appeared."""

from collections.abc import Sequence

from bot.domain.delivery import Delivery, DeliveryState, Halt
from bot.domain.people import PersonRef
from bot.domain.posts import Post
from bot.domain.roles import Deed
from bot.playbook.schedule import GRACE
from bot.ports import Shelves
from bot.screens.delivery import Doubt
from bot.usecases.notices import doubt_seen, title_of
from bot.usecases.services import Services
from bot.usecases.tell_admins import doubt_of, is_named_admin, notice_key


async def list_doubts(services: Services, person: PersonRef) -> tuple[Sequence[Doubt], Sequence[Halt]]:
    """List the held posts of a person's workspace that are still open, and where nothing is said any more.

    Whom a playbook or the operator names as an admin sees every stop: perhaps nobody is left where it is.
    """
    now = services.clock.now()
    async with services.store.reading() as shelves:
        held = [each for each in await shelves.outbox.in_doubt() if each.state is DeliveryState.HELD]
        posts = await shelves.posts.of_ids({each.post for each in held})
        halts = await shelves.halts.all()
    here = (person.platform, person.workspace)
    return (
        [
            doubt_seen(services, each, post)
            for each in held
            if (post := posts.get(each.post)) and _is_in(post, here) and post.closes_at > now
        ],
        [
            halt
            for halt in halts
            if (halt.platform, halt.workspace) == here or is_named_admin(services, person)
        ],
    )


async def say_it_appeared(services: Services, deed: Deed) -> str | None:
    """Take a person's word that a post is there, and give its title. None: it was settled before, or is not theirs to settle."""
    async with services.store.writing() as shelves:
        post = await _held_here(shelves, deed.person, deed.subject)
        if post is None:
            return None
        await shelves.outbox.prove(f"post:{post.id}")
        await shelves.deeds.put(deed)
    return title_of(services, post)


async def post_again(services: Services, deed: Deed) -> str | None:
    """Post what a person has looked for in vain, and give its title. None: it was settled before, or is not theirs to settle."""
    now = services.clock.now()
    async with services.store.writing() as shelves:
        post = await _held_here(shelves, deed.person, deed.subject)
        if post is None or not await shelves.outbox.ask_again(f"post:{post.id}", now, now + GRACE):
            return None
        await shelves.deeds.put(deed)
    services.wake()
    return title_of(services, post)


async def _held_here(shelves: Shelves, person: PersonRef, doubt: str) -> Post | None:
    """Find the post that is in doubt. None for an older doubt: an answer to it knows nothing of what was sent since."""
    post_id, _, fence = doubt.partition(".")
    post, delivery = await shelves.posts.get(post_id), await shelves.outbox.get(f"post:{post_id}")
    is_held = delivery is not None and delivery.state is DeliveryState.HELD
    is_this_one = delivery is not None and fence in {"", str(delivery.fence)}
    is_theirs = post is not None and (
        _is_in(post, (person.platform, person.workspace)) or await _was_asked(shelves, person, delivery)
    )
    return post if is_held and is_this_one and is_theirs else None


async def _was_asked(shelves: Shelves, person: PersonRef, delivery: Delivery | None) -> bool:
    """Tell whether a person was asked of this doubt: admins are, of all platforms, wherever they are themselves."""
    if delivery is None:
        return False
    return await shelves.outbox.get(notice_key("held", doubt_of(delivery), person)) is not None


def _is_in(post: Post, workspace: tuple[str, str]) -> bool:
    return (post.place.platform, post.place.workspace) == workspace
