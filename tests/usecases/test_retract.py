"""A withdrawn entry is planned no more, says so wherever it stands, and leaves whoever held a place in peace."""

from datetime import timedelta

from bot.cards.elements import Buttons
from bot.domain.posts import Post
from bot.domain.roles import Role
from bot.playbook.book import Book, Playbook
from tests.bots import Bot, button, labels, someone
from tests.factories import a_place

PRIYA = "U0PRIYA"


def home(bot: Bot, post: Post) -> Playbook:
    found = bot.services.book().playbook(post.playbook)
    assert found is not None
    return found


async def retracts(bot: Bot, id_: str) -> None:
    card = await bot.type(f"retract {id_}", user=PRIYA)
    await bot.press("retract.now", button(card, "retract.now").value, user=PRIYA)


async def test_it_is_asked_before_and_nothing_happens_by_asking(bot: Bot, share: Post):
    card = await bot.type(f"retract {share.item}", user=PRIYA)
    assert labels(card) == ["Withdraw it"]
    assert home(bot, share).withdrawn == frozenset()


async def test_it_is_suggested_no_more_on_any_day(bot: Bot, share: Post):
    await retracts(bot, share.item)
    playbook = home(bot, share)
    for days in range(60):
        on = bot.clock.now().date() + timedelta(days=days)
        assert share.item not in {each.id for each in playbook.suggestions("share", playbook.channels[0], on)}


async def test_its_open_post_takes_no_claims_and_its_card_says_so(bot: Bot, share: Post):
    await retracts(bot, share.item)
    answer = await bot.press("claims.take", share.id)
    assert answer.summary == bot.services.texts.for_locale("en")("claims.closed")
    await bot.tick(seconds=11)
    message, card = bot.platform.updated[-1]
    assert message == bot.platform.last_written(share.id)
    assert "has been withdrawn" in card.plain()
    assert not any(isinstance(each, Buttons) for each in card.elements)


async def test_whoever_holds_a_place_reads_so_in_their_list_and_has_nothing_to_do(bot: Bot, share: Post):
    await bot.press("claims.take", share.id)
    await retracts(bot, share.item)
    card = await bot.type("claims")
    assert "has been withdrawn" in card.plain()
    assert "claims." not in str([each for each in card.elements if isinstance(each, Buttons)])
    opened = await bot.press("claims.open", share.id)
    assert "has been withdrawn" in opened.plain()


async def test_a_post_that_waits_is_not_sent(bot: Bot, share: Post):
    playbook = home(bot, share)
    other = next(each for each in playbook.shares if each.id != share.item)
    preview = await bot.type(f"post {other.id}", user=PRIYA)
    await bot.press("post.confirm", button(preview, "post.confirm").value, user=PRIYA)
    await retracts(bot, other.id)
    spoken = len(bot.platform.in_channels)
    await bot.tick()
    assert len(bot.platform.in_channels) == spoken


async def test_it_is_done_once_by_those_who_may_and_written_down(bot: Bot, share: Post):
    name = f"{share.playbook}/share/{share.item}"
    await bot.press("retract.now", name, user="U0CAMILLE")
    assert home(bot, share).withdrawn == frozenset()
    for _ in range(2):
        card = await bot.press("retract.now", name, user=PRIYA)
    assert "was withdrawn before" in card.plain()
    async with bot.store.reading() as shelves:
        deeds = await shelves.deeds.of(someone(PRIYA))
    assert [(each.action, each.subject, each.role) for each in deeds] == [("retract.now", name, Role.EDITOR)]


async def test_a_tip_is_withdrawn_in_the_same_way(bot: Bot):
    await bot.tick()
    async with bot.store.reading() as shelves:
        posts = await shelves.posts.on_day(a_place(), bot.clock.now().date())
    tip = next(each for each in posts if each.kind == "tip")
    await retracts(bot, f"tip/{tip.item}")
    await bot.tick(seconds=11)
    assert "has been withdrawn" in bot.platform.updated[-1][1].plain()


async def test_an_id_that_is_none_is_told(bot: Bot):
    assert "no-such-thing" in (await bot.type("retract no-such-thing", user=PRIYA)).plain()
    assert "Which one?" in (await bot.type("retract", user=PRIYA)).plain()


async def test_what_was_withdrawn_cannot_be_posted_by_hand_nor_by_an_older_preview(bot: Bot):
    preview = await bot.type("post open-role", user="U0PRIYA")
    value = button(preview, "post.confirm").value
    (playbook,) = (each for each in bot.services.book().playbooks if each.language == "en")
    withdrawn = playbook.model_copy(update={"withdrawn": frozenset({"share/open-role"})})
    bot.books.append(Book((withdrawn,)))
    assert "was withdrawn before" in (await bot.type("post open-role", user="U0PRIYA")).plain()
    assert "was withdrawn before" in (await bot.press("post.confirm", value, user="U0PRIYA")).plain()
    async with bot.store.reading() as shelves:
        posts = await shelves.posts.on_day(a_place(), bot.clock.now().date())
    assert [post for post in posts if post.slot.startswith("extra")] == []
