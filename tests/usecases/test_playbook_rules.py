"""What the front page says about days, phases and silence is kept when the day is planned; admins are told of mistakes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.playbook.book import Book, Playbook
from bot.playbook.problems import Problem
from bot.playbook.programme import Audience, ClosedPeriod, Phases, Silence
from bot.playbook.watch import Snapshot, Watched
from bot.ports import Gone, Unknown
from bot.usecases.mind_playbook import begin
from tests.bots import MORNING, Bot, a_bot
from tests.factories import a_person, a_place
from tests.store.making import all_text

TODAY = date(2026, 11, 23)
SUNDAY = MORNING - timedelta(days=1)
LATER = TODAY + timedelta(days=30)


def changed(bot: Bot, **changes: object) -> Bot:
    """Let every playbook say something else; channel fields change every channel."""
    book = bot.services.book()
    in_channel = {"audience", "daily_cap", "language", "shares_per_day", "slots", "tips_per_day"}

    def rewritten(playbook: Playbook) -> Playbook:
        of_channel = {name: value for name, value in changes.items() if name in in_channel}
        channels = tuple(channel.model_copy(update=of_channel) for channel in playbook.channels)
        own = {name: value for name, value in changes.items() if name not in in_channel}
        return playbook.model_copy(update={"channels": channels, **own})

    new = Book(tuple(rewritten(playbook) for playbook in book.playbooks))
    object.__setattr__(bot.services, "book", lambda: new)
    return bot


async def kinds_posted(bot: Bot) -> list[str]:
    await bot.tick()
    async with bot.store.reading() as shelves:
        posts = await shelves.posts.shown_to("slack", "T0SANDBOX", TODAY)
    return sorted(post.kind for post in posts)


@pytest.mark.parametrize(
    ("phases", "expected"),
    [
        (Phases(vision=TODAY, learn=LATER, share=LATER), []),
        (Phases(vision=TODAY, learn=TODAY, share=LATER), ["tip", "tip"]),
        (Phases(vision=TODAY, learn=TODAY, share=TODAY), ["share", "share", "tip", "tip"]),
    ],
)
async def test_a_phase_brings_what_it_is_for_and_nothing_before(bot: Bot, phases, expected):
    assert await kinds_posted(changed(bot, phases=phases)) == expected


async def test_in_a_silence_nothing_is_posted_by_the_clock_or_by_hand(bot: Bot):
    bot.platform.admins = {"U0ALEX"}
    changed(bot, silence=Silence(since=TODAY, says=None, all_clear="Claire"))
    assert await kinds_posted(bot) == []
    card = await bot.type("post", user="U0ALEX")
    assert card.summary == bot.services.texts.for_locale("en")("post.silence", who="Claire")


async def test_a_closed_period_leaves_its_topics_unsaid_and_without_topics_everything(bot: Bot):
    period = ClosedPeriod.model_validate({"title": "x", "from": TODAY, "to": TODAY})
    assert await kinds_posted(changed(bot, closed_periods=(period,))) == []


async def test_a_topic_of_a_closed_period_is_passed_over(bot: Bot):
    playbook = bot.services.book().playbooks[0]
    channel = playbook.channels[0]
    first = playbook.suggestions("share", channel, TODAY)[0]
    assert first.topic
    period = ClosedPeriod.model_validate({"title": "x", "from": TODAY, "to": TODAY, "topics": [first.topic]})
    closed = playbook.model_copy(update={"closed_periods": (period,)})
    left = closed.suggestions("share", channel, TODAY)
    assert left
    assert all(item.topic != first.topic for item in left)
    assert first in closed.suggestions("share", channel, TODAY + timedelta(days=1))


def test_an_audience_an_expiry_and_the_executive_module_choose_among_items(bot: Bot):
    playbook = bot.services.book().playbooks[0]
    channel = playbook.channels[0].model_copy(update={"audience": Audience(topics=("customer",))})
    topics = {item.topic for item in playbook.suggestions("share", channel, TODAY)}
    assert topics <= {"customer", None}
    share = playbook.shares[0].model_copy(update={"expires": TODAY})
    expiring = playbook.model_copy(update={"shares": (share,)})
    everybody = playbook.channels[0]
    assert expiring.suggestions("share", everybody, TODAY) == [share]
    assert expiring.suggestions("share", everybody, TODAY + timedelta(days=1)) == []
    tip = playbook.tips[0].model_copy(update={"module": "executive"})
    assert playbook.model_copy(update={"tips": (tip,)}).suggestions("tip", everybody, TODAY) == []


async def test_a_channel_has_no_more_than_its_cap_on_one_day(bot: Bot):
    bot.platform.admins = {"U0ALEX"}
    changed(bot, daily_cap=2)
    await bot.tick()
    card = await bot.type("post", user="U0ALEX")
    assert card.summary == bot.services.texts.for_locale("en")("post.enough")


async def test_places_open_day_by_day_when_an_idea_has_more_than_one_day_takes(bot: Bot):
    changed(bot, claims_per_day=2, slots=5)
    await bot.tick()

    async def places() -> int:
        async with bot.store.reading() as shelves:
            (post,) = [
                each
                for each in await shelves.posts.on_day(a_place("C0SHARES"), TODAY)
                if each.kind == "share"
            ]
        return post.slots

    assert await places() == 2
    await bot.tick(hours=23, minutes=30)
    assert await places() == 2
    bot.platform.updated.clear()
    await bot.tick(hours=1)
    assert await places() == 4
    assert any("4 places" in card.plain() for _, card in bot.platform.updated)
    await bot.tick(minutes=1)
    assert await places() == 4
    await bot.tick(days=1)
    assert await places() == 5


async def test_an_idea_that_fits_into_one_day_has_all_its_places_at_once(bot: Bot):
    await bot.tick()
    async with bot.store.reading() as shelves:
        posts = await shelves.posts.on_day(a_place("C0SHARES"), TODAY)
    assert [post.slots for post in posts if post.kind == "share"] == [5]


async def test_a_channel_speaks_its_own_language(bot: Bot):
    await changed(bot, language="fr").tick()
    share = next(card for place, card, _ in bot.platform.posted if place.channel == "C0SHARES")
    assert share.summary.startswith(("L’idée", "Le conseil"))


async def test_a_playbooks_own_sentence_is_said_in_its_language_alone(bot: Bot):
    changed(bot, sentences=(("scenario.none", "Nothing here, friend."),))
    said = bot.services.words_in("en-GB")
    assert said("scenario.none") == "Nothing here, friend."
    assert said("scenario.unknown") == bot.services.texts.for_locale("en")("scenario.unknown")


def watched(bot: Bot, *problems: Problem) -> Watched:
    watch = Watched(bot.services.settings.playbooks, bot.services.book())
    watch.begin(Snapshot("d" if problems else "good", ()), problems)
    return watch


BROKEN = Problem("tips.yaml", 3, 5, "unknown_key", {"word": "titel", "guess": "title"}, "    titel: One")
ALEX = a_person("U0ALEX")


async def test_every_admin_is_told_once_whatever_the_number_of_machines(store):
    async with a_bot(
        store, at=SUNDAY, admins=frozenset({("slack", "U0ALEX"), ("slack", "U0OLIVIER")})
    ) as bot:
        changed(bot, admins=())
        await begin(bot.services, watched(bot))
        for _ in range(3):
            await begin(bot.services, watched(bot, BROKEN))
        await bot.tick()
        told = {place.channel: card.plain() for place, card, _ in bot.platform.posted}
        assert sorted(told) == ["U0ALEX", "U0OLIVIER"]
        assert "tips.yaml:3:5: unknown key 'titel'; did you mean 'title'?" in told["U0ALEX"]


@pytest.mark.parametrize("failure", [Unknown("timeout"), Gone("no such person")])
async def test_a_notice_is_never_sent_twice(store, failure):
    async with a_bot(store, at=SUNDAY, admins=frozenset({("slack", "U0ALEX")})) as bot:
        changed(bot, admins=())
        await begin(bot.services, watched(bot))
        await begin(bot.services, watched(bot, BROKEN))
        bot.platform.failures = [failure]
        bot.platform.effect_before_failure = True
        await bot.tick()
        for _ in range(3):
            await bot.tick(minutes=10)
        assert len([place for place, _, _ in bot.platform.posted if place.channel == "U0ALEX"]) == 1


async def test_advice_is_not_told_in_chat(store):
    async with a_bot(store, at=SUNDAY, admins=frozenset({("slack", "U0ALEX")})) as bot:
        await begin(bot.services, watched(bot, replace(BROKEN, blocks=False)))
        await bot.tick()
        assert bot.platform.posted == []


async def test_what_could_not_be_written_down_is_tried_again(store, monkeypatch):
    async with a_bot(store, at=SUNDAY, admins=frozenset({("slack", "U0ALEX")})) as bot:
        changed(bot, admins=())
        watch = watched(bot, BROKEN)
        await begin(bot.services, watched(bot))
        monkeypatch.setattr(type(bot.store), "writing", lambda _: (_ for _ in ()).throw(OSError("full")))
        with pytest.raises(OSError, match="full"):
            await begin(bot.services, watch)
        monkeypatch.undo()
        await begin(bot.services, watch)
        await bot.tick()
        assert [place.channel for place, _, _ in bot.platform.posted] == ["U0ALEX"]


async def test_a_notice_is_forgotten_a_week_after_it_was_told(store):
    async with a_bot(store, at=SUNDAY, admins=frozenset({("slack", "U0ALEX")})) as bot:
        changed(bot, admins=())
        await begin(bot.services, watched(bot))
        await begin(bot.services, watched(bot, BROKEN))
        await bot.tick()
        assert "U0ALEX" in await all_text(store)
        await bot.tick(days=6, hours=23)
        assert "U0ALEX" in await all_text(store)
        await bot.tick(hours=2)
        assert "U0ALEX" not in await all_text(store)
