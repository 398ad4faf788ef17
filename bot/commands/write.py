"""`write`: an idea one holds, said in one's own words. What is written is answered, and kept nowhere (L10)."""

from bot.cards.clean import clean
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.claims import list_held
from bot.commands.command import Command
from bot.commands.human import contacts_near, owner_near
from bot.domain.claims import ClaimState
from bot.domain.draft import LONGEST_ANSWER, Answers, read_carried
from bot.domain.people import Member, PersonRef
from bot.domain.posts import Post
from bot.events import ButtonPressed, CommandTyped, FormSubmitted, Reply
from bot.screens.claims import claims_card
from bot.screens.human import whom_to_ask
from bot.screens.kit import Kit
from bot.screens.membership import invitation
from bot.screens.own_words import draft_card, orphan_card, write_form
from bot.usecases.look import share_of
from bot.usecases.membership import find_member
from bot.usecases.services import Services


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Open the questions for the idea the member holds; with several, list them."""
    if asker.member is None:
        return Reply(invitation(asker.words, because_of_claim=True))
    held = await list_held(asker.services, asker.member)
    open_ones = [each for each in held if each.claim.state is ClaimState.HELD and not each.is_withdrawn]
    if not open_ones:
        return Reply(note(asker.words, "draft.none"))
    if len(open_ones) > 1:
        return Reply(claims_card(asker.words, open_ones))
    kit = _kit(asker.services, open_ones[0].shown.post, asker.member)
    return Reply(write_form(asker.words, kit, 0) if kit else note(asker.words, "claims.closed"))


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """Ask the three questions about the angle that is opened, if the person holds the idea."""
    member = await find_member(services, event.person)
    words = await services.words_for(event.person, member)
    if member is None:
        return Reply(invitation(words, because_of_claim=True))
    post_id, chosen = _where(event.value)
    async with services.store.reading() as shelves:
        claim = await shelves.claims.get(post_id, member.person)
        post = await shelves.posts.get(post_id)
    kit = _kit(services, post, member) if claim else None
    return Reply(write_form(words, kit, chosen) if kit else note(words, "claims.closed"))


async def press_change(event: ButtonPressed, services: Services) -> Reply | None:
    """Ask again, with the answers that the button brought back."""
    where, answers = read_carried(event.value)
    asker, kit, chosen = await _about(event.person, where, services)
    return Reply(
        write_form(asker.words, kit, chosen, answers) if kit else orphan_card(asker.words, answers),
        replace=True,
    )


async def press_human(event: ButtonPressed, services: Services) -> Reply | None:
    """Say whom to write to, beside the draft: another card in its place would be the end of it."""
    where, answers = read_carried(event.value)
    asker, kit, chosen = await _about(event.person, where, services)
    if kit is None:
        return Reply(orphan_card(asker.words, answers), replace=True)
    human = whom_to_ask(asker.words, contacts_near(asker), owner_near(asker))
    return Reply(draft_card(asker.words, kit, chosen, answers, human), replace=True)


async def submit(event: FormSubmitted, services: Services) -> Reply | None:
    """Put the answers together and show the draft; what somebody wrote is given back in any case."""
    given = {name: clean(answer).strip()[:LONGEST_ANSWER] for name, answer in event.answers.items()}
    answers = Answers(given.get("struck", ""), given.get("example", ""), given.get("question", ""))
    asker, kit, chosen = await _about(event.person, event.context, services)
    if kit is None:
        return Reply(orphan_card(asker.words, answers))
    if not answers.body:
        return Reply(write_form(asker.words, kit, chosen, answers))
    return Reply(draft_card(asker.words, kit, chosen, answers))


async def _about(person: PersonRef, where: str, services: Services) -> tuple[Asker, Kit | None, int]:
    """Find what an answer belongs to: the idea, if it is still in the playbook, and the angle."""
    post_id, chosen = _where(where)
    async with services.store.reading() as shelves:
        post = await shelves.posts.get(post_id)
    asker = await Asker.of(person, post.place if post else None, services)
    return asker, _kit(services, post, asker.member), chosen


def _kit(services: Services, post: Post | None, member: Member | None) -> Kit | None:
    playbook = services.book().playbook(post.playbook) if post else None
    share = share_of(services, post) if post else None
    if post is None or playbook is None or share is None:
        return None
    likes = member.choices.networks if member else frozenset[str]()
    allows = member is not None and member.choices.allows_tracked_links
    return Kit(playbook, share, post, services.texts, services.settings.public_url, likes, allows)


def _where(where: str) -> tuple[str, int]:
    """Read a post's id and an angle counted from 0; every share has three."""
    post_id, _, number = where.partition("/")
    return post_id, int(number) if number in {"0", "1", "2"} else 0


WRITE = Command(
    name="write",
    aliases=("ecrire", "écrire"),
    run=run,
    buttons={"write.open": press_open, "write.change": press_change, "write.human": press_human},
    forms={"write": submit},
    unwritten=frozenset({"write", "write.change", "write.human"}),
)
