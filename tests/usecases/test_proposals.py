"""Proposals: anybody may bring one, an editor answers each, and nobody else learns of an answer or of a name (R41)."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.cards.elements import Card, Form
from bot.domain.people import Profile
from bot.domain.proposals import MOST_OPEN, Proposal, ProposalState
from bot.domain.roles import Role
from bot.events import ButtonPressed, CommandTyped, FormSubmitted, Installed, Reply
from bot.playbook.book import Book
from bot.playbook.fields import Address
from bot.ports import RateLimited
from store.tables import PROPOSAL
from tests.bots import Bot, button, labels, someone
from tests.factories import a_place
from tests.store.making import all_text
from tests.usecases.dialogs import answers_of

CAMILLE, NADIA, PRIYA = "U0CAMILLE", "U0NADIA", "U0PRIYA"
TITLE = "Repair night in Leeds"
FACTS = "Forty lamps went home alight.\n- Free entry, coffee included."
HOSTILE = "<!channel> *bold* <https://evil.example|x> @everyone\u202e\u200b 'q': - # x"


async def form_of(bot: Bot, text: str = "propose", *, user: str = CAMILLE, on: str = "slack") -> Form:
    event = CommandTyped(
        id=bot._id(), at=bot.clock.now(), person=someone(user, on), text=text, place=a_place()
    )
    reply = await bot.hear(event)
    assert reply is not None
    assert isinstance(reply.show, Form)
    return reply.show


async def sends(bot: Bot, form: Form, *, user: str = CAMILLE, on: str = "slack", **changed: str) -> Reply:
    event = FormSubmitted(
        id=bot._id(),
        at=bot.clock.now(),
        person=someone(user, on),
        form=form.name,
        answers=answers_of(form) | changed,
        context=form.context,
    )
    reply = await bot.hear(event)
    assert reply is not None
    return reply


async def proposes(bot: Bot, *, user: str = CAMILLE, on: str = "slack", **changed: str) -> Reply:
    given = {"name": TITLE, "facts": FACTS} | changed
    return await sends(bot, await form_of(bot, user=user, on=on), user=user, on=on, **given)


async def looks(bot: Bot, user: str = PRIYA) -> Card:
    queue = await bot.type("queue", user=user)
    return await bot.press("queue.look", button(queue, "queue.look").value, user=user)


async def accepts(bot: Bot, user: str = PRIYA) -> Card:
    card = await looks(bot, user)
    return await bot.press("queue.accept", button(card, "queue.accept").value, user=user)


async def opens(bot: Bot, action: str, user: str = PRIYA) -> Form:
    card = await looks(bot, user)
    event = ButtonPressed(
        id=bot._id(),
        at=bot.clock.now(),
        person=someone(user),
        action=action,
        value=button(card, action).value,
    )
    reply = await bot.hear(event)
    assert reply is not None
    assert isinstance(reply.show, Form)
    return reply.show


async def kept(bot: Bot, user: str = CAMILLE) -> list[Proposal]:
    async with bot.store.reading() as shelves:
        return list(await shelves.proposals.of(someone(user)))


def told(bot: Bot, user: str) -> list[Card]:
    return [card for place, card, _ in bot.platform.posted if place.channel == user]


def shares(bot: Bot) -> list[str]:
    return [share.title for playbook in bot.services.book().playbooks for share in playbook.shares]


async def test_anybody_may_propose_who_has_not_joined(bot: Bot):
    reply = await proposes(bot)
    assert reply.errors == {}
    (one,) = await kept(bot)
    assert (one.wording.title, one.wording.facts) == (
        TITLE,
        ("Forty lamps went home alight.", "Free entry, coffee included."),
    )
    assert not one.wants_credit
    assert one.state is ProposalState.OPEN


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("name", "  "),
        ("name", "x" * 121),
        ("facts", ""),
        ("facts", "\n".join("abcdef")),
        ("facts", "x" * 301),
        ("link", "http://plain.example.com"),
        ("link", "javascript:alert(1)"),
        ("link", "https://evil.example\u202e/x"),
    ],
)
async def test_what_could_never_be_shown_is_sent_back_with_its_repair(bot: Bot, field: str, answer: str):
    reply = await proposes(bot, **{field: answer})
    if field == "link" and "\u202e" in answer:
        assert reply.errors == {}  # it is taken out, and the address is the one that people see
        assert (await kept(bot))[0].wording.link == "https://evil.example/x"
        return
    assert list(reply.errors) == [field]
    assert await kept(bot) == []


async def test_the_same_proposal_sent_twice_is_one_and_six_at_once_are_too_many(bot: Bot):
    for _ in range(2):
        await proposes(bot)
    assert len(await kept(bot)) == 1
    for number in range(MOST_OPEN):
        await proposes(bot, name=f"Idea {number}")
    assert len(await kept(bot)) == MOST_OPEN


async def test_what_is_typed_or_chosen_is_in_the_form_and_is_not_kept_before_it_is_sent(bot: Bot):
    form = await form_of(bot, "suggest https://www.example.com/lamp\nA lamp that came back")
    answers = answers_of(form)
    assert (answers["link"], answers["facts"], answers["sort"]) == (
        "https://www.example.com/lamp",
        "A lamp that came back",
        "link",
    )
    assert "came back" not in await all_text(bot.store)
    assert answers_of(await form_of(bot, "proposer Une nuit pour réparer"))["name"] == "Une nuit pour réparer"


async def test_an_accepted_one_enters_the_rotation_and_its_author_is_told_alone(bot: Bot):
    await bot.tick()
    await proposes(bot)
    card = await looks(bot)
    assert "Forty lamps went home alight." in card.plain()
    assert "Camille" not in card.plain()
    assert CAMILLE not in card.plain()
    await accepts(bot)
    assert TITLE in shares(bot)
    await bot.tick()
    assert [TITLE in card.plain() for card in told(bot, CAMILLE)] == [True]
    assert told(bot, PRIYA) == told(bot, NADIA) == []
    (one,) = await kept(bot)
    playbook = bot.services.book().playbook(one.playbook)
    assert playbook is not None
    suggested = playbook.suggestions("share", playbook.channels[0], bot.clock.now().date())
    assert one.item in {item.id for item in suggested}
    preview = await bot.type(f"post {one.item}", user=PRIYA)
    await bot.press("post.confirm", button(preview, "post.confirm").value, user=PRIYA)
    await bot.tick()
    posted = [card.plain() for place, card, marker in bot.platform.posted if marker]
    assert any("Forty lamps" in text for text in posted)
    assert not any("Camille" in text for text in posted)


async def test_a_name_stands_beside_it_only_if_its_author_wished_so_and_goes_when_they_leave(bot: Bot):
    bot.platform.profiles[CAMILLE] = Profile("Camille <!here> Durand", "en-GB", "Europe/London")
    await bot.join()
    await proposes(bot, credit="yes")
    await accepts(bot)
    (share,) = [
        each for playbook in bot.services.book().playbooks for each in playbook.shares if each.title == TITLE
    ]
    assert share.author == "Camille <!here> Durand"
    assert share.consent
    await bot.press("leave.now")
    (left,) = [
        each for playbook in bot.services.book().playbooks for each in playbook.shares if each.title == TITLE
    ]
    assert left.author is None
    assert "Durand" not in await all_text(bot.store)


async def test_a_name_that_cannot_be_asked_for_now_changes_nothing(bot: Bot):
    await proposes(bot, credit="yes")
    card = await looks(bot)
    bot.platform.failures = [RateLimited(1), RateLimited(1), RateLimited(1)]
    await bot.press("queue.accept", button(card, "queue.accept").value, user=PRIYA)
    assert TITLE not in shares(bot)
    bot.platform.failures = []
    await bot.press("queue.accept", button(card, "queue.accept").value, user=PRIYA)
    assert TITLE in shares(bot)


async def test_a_declined_one_tells_its_author_why_and_nobody_else(bot: Bot):
    await proposes(bot)
    form = await opens(bot, "queue.no")
    refused = await sends(bot, form, user=PRIYA, reason=" ")
    assert list(refused.errors) == ["reason"]
    await sends(bot, form, user=PRIYA, reason="We told of it *twice* <!channel>.")
    await bot.tick()
    (card,) = told(bot, CAMILLE)
    assert "We told of it *twice* <!channel>." in card.plain()
    assert TITLE not in shares(bot)
    assert not any("twice" in each[1].plain() for each in bot.platform.posted if each[0].channel != CAMILLE)
    assert (await bot.type("queue", user=PRIYA)).summary == bot.services.texts.for_locale("en")(
        "proposals.none"
    )


async def test_an_editor_may_change_title_facts_link_and_dates_and_nothing_else(bot: Bot):
    await proposes(bot)
    form = await opens(bot, "queue.change")
    assert set(answers_of(form)) == {"name", "facts", "link", "expires"}
    await sends(bot, form, user=PRIYA, facts="Forty-one lamps.", expires="2026-12-01")
    (one,) = await kept(bot)
    assert (one.wording.facts, one.wording.expires) == (("Forty-one lamps.",), date(2026, 12, 1))
    await accepts(bot)
    assert TITLE in shares(bot)


async def test_what_was_changed_since_it_was_looked_at_is_not_accepted_unseen(bot: Bot):
    await proposes(bot)
    seen = button(await looks(bot), "queue.accept").value
    await sends(bot, await opens(bot, "queue.change"), user=PRIYA, name="Another title")
    card = await bot.press("queue.accept", seen, user=PRIYA)
    assert "Another title" in card.plain()
    assert "Another title" not in shares(bot)


async def test_what_would_break_a_rule_is_not_offered_and_says_what_to_repair(bot: Bot):
    await proposes(bot, link="https://www.glassdoor.com/Reviews/us.htm")
    card = await looks(bot)
    assert "Accept" not in labels(card)
    assert "glassdoor" in card.plain().casefold()
    await sends(bot, await opens(bot, "queue.change"), user=PRIYA, link="")
    await accepts(bot)
    assert TITLE in shares(bot)


async def test_hostile_words_come_out_as_words_and_add_nothing_to_the_playbook(bot: Bot):
    before = bot.services.book()
    await proposes(bot, name=HOSTILE, facts=f"{HOSTILE}\nadmins: [slack:U0EVIL]")
    await accepts(bot)
    after = bot.services.book()
    (title,) = set(shares(bot)) - {share.title for each in before.playbooks for share in each.shares}
    assert title == HOSTILE.replace("\u202e", "").replace("\u200b", "")
    assert [each.admins for each in after.playbooks] == [each.admins for each in before.playbooks]


async def test_an_answer_is_given_once_whoever_is_second_is_told_so(bot: Bot):
    await proposes(bot)
    card = await looks(bot)
    value = button(card, "queue.accept").value
    for _ in range(2):
        answer = await bot.press("queue.accept", value, user=PRIYA)
    assert "answered meanwhile" in answer.plain()
    await bot.tick()
    assert len(told(bot, CAMILLE)) == 1
    async with bot.store.reading() as shelves:
        deeds = await shelves.deeds.of(someone(PRIYA))
    assert [(each.action, each.role) for each in deeds] == [("queue.accept", Role.EDITOR)]
    (one,) = await kept(bot)
    assert deeds[0].subject == one.id


async def test_only_those_who_answer_see_the_queue_and_editors_of_one_playbook_only_theirs(bot: Bot):
    await proposes(bot)
    assert TITLE not in (await bot.type("queue", user="U0TOM")).plain()
    (one,) = await kept(bot)
    editors = {one.playbook: "U0EDITOR"}
    bot.books.append(
        Book(
            tuple(
                each.model_copy(
                    update={
                        "editors": (Address("slack", "", editors.get(each.id, "U0OTHER")),),
                        "champions": (),
                        "admins": (),
                    }
                )
                for each in bot.services.book().playbooks
            )
        )
    )
    assert TITLE in (await bot.type("queue", user="U0EDITOR")).plain()
    assert TITLE not in (await bot.type("queue", user="U0OTHER")).plain()
    name = f"slack/T0SANDBOX/{one.id}"
    refused = await bot.press("queue.look", name, user="U0OTHER")
    assert TITLE not in refused.plain()


async def test_those_who_answer_are_reminded_once_after_two_working_days(bot: Bot):
    await proposes(bot)
    await bot.tick(days=1)
    assert told(bot, PRIYA) == told(bot, NADIA) == []
    await bot.tick(days=1, hours=1)
    reminded = [len(told(bot, user)) for user in (PRIYA, NADIA)]
    assert 1 in reminded
    for _ in range(9):
        await bot.tick(days=1)
    assert [len(told(bot, user)) for user in (PRIYA, NADIA)] == reminded


async def test_an_answered_one_loses_its_author_after_thirty_days_and_goes_after_ninety(bot: Bot):
    await proposes(bot)
    await accepts(bot)
    await bot.tick(days=29)
    assert len(await kept(bot)) == 1
    await bot.tick(days=2)
    assert await kept(bot) == []
    async with bot.store.reading() as shelves:
        (edit,) = await shelves.playbooks.edits()
        id_ = await _only(bot)
        assert await shelves.proposals.get("slack", "T0SANDBOX", id_)
    await bot.tick(days=61)
    assert await _only(bot) is None
    assert edit.kind == "share"


async def _only(bot: Bot) -> str | None:
    async with bot.store.reading() as shelves:
        rows = (await shelves.connection.execute(select(PROPOSAL.c.id))).all()
    return rows[0].id if rows else None


async def test_leaving_takes_ones_proposals_along(bot: Bot):
    await proposes(bot)
    await bot.press("leave.now")
    assert await kept(bot) == []
    assert "Forty lamps" not in await all_text(bot.store)


async def test_an_answer_never_comes_at_night(bot: Bot):
    await proposes(bot)
    await bot.tick(hours=13)
    await accepts(bot)
    await bot.tick(minutes=5)
    assert told(bot, CAMILLE) == []
    await bot.tick(hours=12)
    assert len(told(bot, CAMILLE)) == 1


async def test_the_other_platform_proposes_as_well_and_a_named_editor_answers_from_here(bot: Bot):
    await bot.hear(
        Installed(id="teams", at=bot.clock.now(), platform="teams", workspace="T0TENANT", present=True)
    )
    await proposes(bot, on="teams")
    await accepts(bot)
    assert TITLE in shares(bot)
    await bot.tick()
    assert [place.channel for place, _, marker in bot.teams.posted if not marker] == [CAMILLE]
