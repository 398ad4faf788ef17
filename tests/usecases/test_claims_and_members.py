"""Claiming, giving back, done; joining and leaving: the member's own acts, whatever way they travel."""

from datetime import timedelta

import pytest

from bot.domain.people import Profile, Rhythm
from bot.domain.posts import Post
from tests.bots import Bot, button, labels, links
from tests.factories import MONDAY, a_person, a_place


async def the_share(bot: Bot) -> Post:
    async with bot.store.reading() as shelves:
        posts = await shelves.posts.on_day(a_place(), bot.clock.now().date())
    return next(post for post in posts if post.kind == "share")


@pytest.fixture
async def share(bot: Bot) -> Post:
    """The day's share in the English channel, posted, with a member around."""
    await bot.tick()
    await bot.join()
    return await the_share(bot)


async def test_a_claim_by_reaction_and_by_button_is_one_claim(bot: Bot, share: Post):
    await bot.react(share.message)
    await bot.press("claims.take", share.id)
    assert (await the_share(bot)).taken == 1


async def test_taking_the_reaction_off_gives_the_place_back(bot: Bot, share: Post):
    await bot.react(share.message)
    assert await bot.react(share.message, added=False) is None
    assert (await the_share(bot)).taken == 0


async def test_the_button_gives_back_what_the_reaction_took(bot: Bot, share: Post):
    await bot.react(share.message)
    card = await bot.press("claims.release", share.id)
    assert "free again" in card.plain()
    assert (await the_share(bot)).taken == 0


async def test_the_kit_shows_three_angles_the_disclosure_and_every_network(bot: Bot, share: Post):
    kit = await bot.press("claims.take", share.id)
    found = bot.services.book().playbook(share.playbook).share(share.item)
    assert all(angle.title in kit.plain() and angle.starter in kit.plain() for angle in found.angles)
    assert "I work for Atelier Lumen" in kit.plain()
    assert list(links(kit)) == [
        "LinkedIn",
        "X",
        "Facebook",
        "Bluesky",
        "Threads",
        "Mastodon",
        "E-mail",
        "Copy text",
    ]
    assert all(address.startswith(("https://", "mailto:")) for address in links(kit).values())


async def test_another_angle_opens_another_start(bot: Bot, share: Post):
    kit = await bot.press("claims.take", share.id)
    second = await bot.press("claims.angle", button(kit, "claims.angle").value)
    assert links(kit)["LinkedIn"] != links(second)["LinkedIn"]


async def test_a_full_post_says_so_kindly_and_has_no_sixth_place(bot: Bot, share: Post):
    for number in range(share.slots):
        await bot.join(f"U{number}")
        await bot.press("claims.take", share.id, user=f"U{number}")
    card = await bot.press("claims.take", share.id)
    assert "taken" in card.plain()
    assert (await the_share(bot)).left == 0


async def test_many_claims_in_a_second_redraw_the_card_once(bot: Bot, share: Post):
    for number in range(4):
        await bot.join(f"U{number}")
        await bot.press("claims.take", share.id, user=f"U{number}")
    await bot.tick(seconds=2)
    assert len(bot.platform.updated) == 1
    assert f"{share.slots - 4} place" in bot.platform.updated[0][1].plain()


async def test_done_counts_the_day_once(bot: Bot, share: Post):
    await bot.press("claims.take", share.id)
    for _ in range(2):
        await bot.press("claims.done", share.id)
    assert "1 working day" in (await bot.type("streak")).plain()
    assert (await the_share(bot)).taken == 1


async def test_taking_the_reaction_off_after_done_takes_todays_act_back(bot: Bot, share: Post):
    await bot.react(share.message)
    await bot.press("claims.done", share.id)
    await bot.react(share.message, added=False)
    assert "starts with your next step" in (await bot.type("streak")).plain()


async def test_not_for_me_with_a_reason_counts_and_frees_the_place(bot: Bot, share: Post):
    await bot.press("claims.take", share.id)
    question = await bot.press("claims.pass", share.id)
    assert len([label for label in labels(question) if label not in {"Open the kit", "Talk to a human"}]) == 4
    await bot.press("claims.passed", share.id)
    assert (await the_share(bot)).taken == 0
    assert "1 working day" in (await bot.type("streak")).plain()


async def test_a_reason_without_a_claim_counts_nothing(bot: Bot, share: Post):
    await bot.press("claims.passed", share.id)
    assert "starts with your next step" in (await bot.type("streak")).plain()


async def test_reading_a_tip_counts_and_the_next_tip_is_another(bot: Bot, share: Post):
    tip = await bot.type("tip")
    await bot.press("tip.read", button(tip, "tip.read").value)
    assert "Today counts already" in (await bot.type("rhythm")).plain()
    assert (await bot.type("conseil")).summary != tip.summary


async def test_someone_who_has_not_joined_is_left_in_peace_and_leaves_no_trace(bot: Bot, share: Post):
    assert await bot.react(share.message, user="U0SAM") is None
    card = await bot.press("claims.take", share.id, user="U0SAM")
    assert "Take part" in labels(card)
    assert (await the_share(bot)).taken == 0
    async with bot.store.reading() as shelves:
        assert await shelves.members.get(a_person("U0SAM")) is None
        assert await shelves.claims.of(a_person("U0SAM")) == []


async def test_refusing_to_join_leaves_nothing_and_is_not_asked_again(bot: Bot):
    card = await bot.press("join.no", user="U0SAM")
    assert labels(card) == []
    async with bot.store.reading() as shelves:
        assert await shelves.members.get(a_person("U0SAM")) is None


async def test_joining_twice_changes_nothing(bot: Bot):
    await bot.join(rhythm=Rhythm.DAILY)
    bot.clock.advance(timedelta(days=3))
    await bot.press("join.yes")
    async with bot.store.reading() as shelves:
        member = await shelves.members.get(a_person())
    assert (member.rhythm, member.joined_at.date()) == (Rhythm.DAILY, MONDAY)


async def test_no_rhythm_is_chosen_for_anybody(bot: Bot):
    await bot.type("join")
    welcome = await bot.press("join.yes")
    assert labels(welcome)[:3] == ["A daily rhythm", "A weekly rhythm", "No rhythm"]
    async with bot.store.reading() as shelves:
        assert (await shelves.members.get(a_person())).rhythm is Rhythm.UNDECIDED


@pytest.mark.parametrize("kind", ["is_guest", "is_bot", "is_gone"])
async def test_guests_bots_and_people_who_left_cannot_join(bot: Bot, kind: str):
    bot.platform.profiles["U0GUEST"] = Profile("Jo", "en-GB", "Europe/London", **{kind: True})
    assert "cannot take part" in (await bot.press("join.yes", user="U0GUEST")).plain()
    async with bot.store.reading() as shelves:
        assert await shelves.members.get(a_person("U0GUEST")) is None


async def test_leaving_erases_everything_and_frees_the_places(bot: Bot, share: Post):
    await bot.press("claims.take", share.id)
    assert "erased" in (await bot.type("leave")).plain()
    assert (await the_share(bot)).taken == 0
    async with bot.store.reading() as shelves:
        assert await shelves.members.get(a_person()) is None
        assert await shelves.acts.of(a_person()) == []
    assert "nothing is kept" in (await bot.type("partir")).plain()


async def test_a_person_is_answered_in_their_own_language(bot: Bot):
    bot.platform.profiles["U0NADIA"] = Profile("Nadia", "fr-FR", "Europe/Paris")
    assert "Envie de participer" in (await bot.type("rejoindre", user="U0NADIA")).plain()
    assert "Would you like to take part" in (await bot.type("join", user="U0SAM")).plain()


async def test_an_unknown_word_is_answered_with_the_nearest_command(bot: Bot):
    card = await bot.type("strek")
    assert "Did you mean /advocacy streak?" in card.plain()


@pytest.mark.parametrize("user", ["U0CAMILLE", "U0STRANGER"])
async def test_only_champions_and_admins_post(bot: Bot, user: str):
    assert "for champions or admins" in (await bot.type("post", user=user)).plain()
    assert (
        "for champions or admins"
        in (await bot.press("post.confirm", "C0SHARES/open-role", user=user)).plain()
    )
    await bot.tick()
    assert len(bot.platform.posted) == 4


async def test_a_champion_sees_the_idea_before_it_is_posted_once(bot: Bot):
    preview = await bot.type("post", user="U0PRIYA")
    assert not bot.platform.posted
    confirm = button(preview, "post.confirm")
    assert "On its way" in (await bot.press("post.confirm", confirm.value, user="U0PRIYA")).plain()
    await bot.tick()
    await bot.tick(minutes=1)
    title = bot.services.book().playbook("starter-en").share(confirm.value.rpartition("/")[2]).title
    assert [card.summary for _, card, _ in bot.platform.posted].count(f"Idea of the day: {title}") == 1


async def test_the_right_to_post_is_checked_at_the_click_not_at_the_preview(bot: Bot):
    bot.platform.admins.add("U0TEMP")
    preview = await bot.type("post", user="U0TEMP")
    bot.platform.admins.clear()
    card = await bot.press("post.confirm", button(preview, "post.confirm").value, user="U0TEMP")
    assert "for champions or admins" in card.plain()


async def test_a_place_given_back_is_forgotten_when_the_post_closes(bot: Bot, share: Post):
    await bot.press("claims.take", share.id)
    await bot.press("claims.release", share.id)
    async with bot.store.reading() as shelves:
        assert await shelves.claims.get(share.id, a_person()) is not None
    await bot.tick(days=8)
    async with bot.store.reading() as shelves:
        assert await shelves.claims.get(share.id, a_person()) is None
