"""`claims` and everything one does with an idea: by reaction, button or command it is the same claim."""

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.calendar import local
from bot.domain.claims import Taking
from bot.domain.people import Member, PersonRef
from bot.domain.posts import Post
from bot.events import ButtonPressed, CommandTyped, Gestured, Reply
from bot.screens.claims import Held, Shown, claims_card, reasons_card
from bot.screens.kit import Kit, kit_card
from bot.screens.membership import invitation
from bot.texts import Words
from bot.usecases.claim_item import Claimed, decline, finish, react, release, take
from bot.usecases.look import held_by, share_of
from bot.usecases.membership import find_member
from bot.usecases.services import Services


class NotYetKnown(Exception):
    """The message is ours, but which post it shows is not written down yet."""


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """List what the member holds."""
    if asker.member is None:
        return Reply(invitation(asker.words))
    return Reply(claims_card(asker.words, await list_held(asker.services, asker.member)))


async def list_held(services: Services, member: Member) -> list[Held]:
    """List a member's claims with what they are on."""
    return [
        Held(
            claim,
            Shown(post, share),
            local(claim.changed_at, member.timezone).date(),
            is_withdrawn=share_of(services, post) is None,
        )
        for claim, post, share in await held_by(services, member)
    ]


async def press_take(event: ButtonPressed, services: Services) -> Reply | None:
    """Claim by button."""
    claimed = await take(services, event.person, event.value, event.at, (event.message, event.place))
    words = await services.words_for(event.person, claimed.member)
    if claimed.member is None:
        return Reply(invitation(words, because_of_claim=True))
    return _after_taking(services, words, claimed)


async def gesture_claim(event: Gestured, services: Services) -> Reply | None:
    """Claim by reaction, or give back by taking it off. People who have not joined are left in peace."""
    claimed = await react(services, event.person, event.message, event.place, event.at, added=event.added)
    if claimed.member is None:
        return None
    if claimed.post is None:
        # Somebody was quicker than the commit that follows the posting; the engine comes back to this event.
        raise NotYetKnown
    if claimed.taking in {None, Taking.ALREADY, Taking.STALE}:
        return None
    return _after_taking(services, services.words_in(claimed.member.locale), claimed)


async def press_angle(event: ButtonPressed, services: Services) -> Reply | None:
    """Draw the kit again with another angle opened."""
    post_id, _, number = event.value.partition("/")
    return await _open(event.person, post_id, int(number) if number.isdecimal() else 0, services)


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the kit again."""
    return await _open(event.person, event.value, 0, services)


async def press_done(event: ButtonPressed, services: Services) -> Reply | None:
    """Say it is done; one's word is enough."""
    closed = await finish(services, event.person, event.value, event.at)
    words = await services.words_for(event.person, closed.member)
    return Reply(note(words, "claims.done" if closed.is_changed else "claims.done_already"), replace=True)


async def press_release(event: ButtonPressed, services: Services) -> Reply | None:
    """Give the place back; never asks why."""
    released = await release(services, event.person, event.value, event.at)
    words = await services.words_for(event.person, released.member)
    share = share_of(services, released.post, even_withdrawn=True) if released.post else None
    if not released.is_changed or share is None:
        return Reply(note(words, "claims.nothing_to_release"), replace=True)
    return Reply(note(words, "claims.released", title=share.title), replace=True)


async def press_pass(event: ButtonPressed, services: Services) -> Reply | None:
    """Ask what makes it not for them."""
    member = await find_member(services, event.person)
    words = await services.words_for(event.person, member)
    shown = await _shown(services, event.value)
    return Reply(reasons_card(words, shown) if shown else note(words, "claims.closed"), replace=True)


async def press_passed(event: ButtonPressed, services: Services) -> Reply | None:
    """Give the place back as consciously left. Which reason was pressed is not kept."""
    declined = await decline(services, event.person, event.value, event.at)
    words = await services.words_for(event.person, declined.member)
    return Reply(note(words, "claims.passed" if declined.is_changed else "claims.done_already"), replace=True)


def _after_taking(services: Services, words: Words, claimed: Claimed) -> Reply:
    post = claimed.post
    share = share_of(services, post) if post else None
    if post is None or share is None or claimed.taking in {Taking.CLOSED, Taking.STALE}:
        return Reply(note(words, "claims.closed"))
    if claimed.taking is Taking.FULL:
        return Reply(note(words, "claims.full", title=share.title))
    return _kit(services, words, post, 0, claimed.member) or Reply(note(words, "claims.closed"))


async def _open(person: PersonRef, post_id: str, chosen: int, services: Services) -> Reply:
    """Draw a kit for someone who holds it."""
    async with services.store.reading() as shelves:
        member = await shelves.members.get(person)
        claim = await shelves.claims.get(post_id, member.person) if member else None
        post = await shelves.posts.get(post_id)
    words = await services.words_for(person, member)
    if member is None:
        return Reply(invitation(words, because_of_claim=True))
    kit = _kit(services, words, post, chosen, member) if claim and post else None
    share = share_of(services, post, even_withdrawn=True) if claim and post else None
    if kit is None and share:
        return Reply(note(words, "retract.held", title=share.title), replace=True)
    return kit or Reply(note(words, "claims.closed"), replace=True)


def _kit(services: Services, words: Words, post: Post, chosen: int, member: Member | None) -> Reply | None:
    playbook, share = services.book().playbook(post.playbook), share_of(services, post)
    if playbook is None or share is None:
        return None
    likes = member.choices.networks if member else frozenset[str]()
    allows = member is not None and member.choices.allows_tracked_links
    kit = Kit(playbook, share, post, services.texts, services.settings.public_url, likes, allows)
    return Reply(kit_card(words, kit, chosen), replace=True)


async def _shown(services: Services, post_id: str) -> Shown | None:
    async with services.store.reading() as shelves:
        post = await shelves.posts.get(post_id)
    share = share_of(services, post) if post else None
    return Shown(post, share) if post and share else None


CLAIMS = Command(
    name="claims",
    aliases=("idees", "idées"),
    run=run,
    buttons={
        "claims.take": press_take,
        "claims.angle": press_angle,
        "claims.open": press_open,
        "claims.done": press_done,
        "claims.release": press_release,
        "claims.pass": press_pass,
        "claims.passed": press_passed,
    },
    gestures={"claim": gesture_claim},
)
