"""The table of rights against every action, role and platform; looked at when the press arrives, and written down after it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.commands import BUTTONS, COMMANDS, FORMS, GESTURES
from bot.commands.asker import Asker
from bot.commands.rights import RIGHTS, not_allowed
from bot.domain.people import PersonRef
from bot.domain.roles import Role
from bot.events import ButtonPressed, CommandTyped, Event, FormSubmitted
from bot.playbook.book import Book
from bot.playbook.fields import Address
from bot.usecases.privacy import everything_about
from bot.usecases.roles import roles_of
from tests.bots import MORNING, Bot, button, someone, the_starters
from tests.factories import a_place

PLATFORMS = ("slack", "teams")
NAMED = {
    Role.EDITOR: "editors",
    Role.TRAINER: "trainers",
    Role.REPRESENTATIVE: "representatives",
    Role.ADMIN: "admins",
}


def actions() -> Iterator[tuple[str, str]]:
    """List everything that people can do, with the table it stands in."""
    yield from (("command", command.name) for command in COMMANDS)
    for kind, table in (("button", BUTTONS), ("gesture", GESTURES), ("form", FORMS)):
        yield from ((kind, name) for name in table)


def a_book_where(user: str, on: str, role: Role) -> Book:
    """Give the starters with one person in one role, and nobody else in any."""
    address = Address(on, "", user)
    nobody: dict[str, Any] = dict.fromkeys(("champions", *NAMED.values()), ())
    champion = the_starters().playbooks[0].champions[0]
    if role is Role.CHAMPION:
        nobody["champions"] = (champion.model_copy(update={"person": address}),)
    elif role in NAMED:
        nobody[NAMED[role]] = (address,)
    return Book(tuple(each.model_copy(update=nobody) for each in the_starters().playbooks))


def test_every_action_has_a_rule_and_every_rule_an_action():
    assert {name for _, name in actions()} == set(RIGHTS)


@pytest.mark.parametrize("on", PLATFORMS)
@pytest.mark.parametrize("role", Role)
async def test_who_may_not_do_something_is_told_whose_it_is_and_nothing_happens(
    bot: Bot, role: Role, on: str
):
    user = "U0SOMEBODY"
    bot.books.append(a_book_where(user, on, role))
    if role is Role.VOLUNTEER:
        await bot.join(user, on=on)
    words = bot.services.texts.for_locale("en")
    for number, (kind, name) in enumerate(actions()):
        event = an_event(kind, name, user, on, f"{role}-{number}")
        if event is None:
            continue
        reply = await bot.hear(event)
        refusal = not_allowed(words, name)
        is_refused = reply is not None and reply.show == refusal
        assert is_refused == (role not in RIGHTS[name]), f"{kind} {name} by a {role} in {on}"


def an_event(kind: str, name: str, user: str, on: str, id_: str) -> Event | None:
    """Make the event of an action, with nothing in it but who does it. None: a reaction, which has no answer."""
    person, place, at = someone(user, on), replace(a_place(), platform=on), MORNING
    if kind == "command":
        return CommandTyped(id=id_, at=at, person=person, text=name, place=place)
    if kind == "button":
        return ButtonPressed(id=id_, at=at, person=person, action=name, place=place)
    return FormSubmitted(id=id_, at=at, person=person, form=name) if kind == "form" else None


async def test_a_button_shown_to_a_champion_is_refused_once_they_are_none(bot: Bot):
    bot.books.append(a_book_where("U0PRIYA", "slack", Role.CHAMPION))
    preview = await bot.type("post", user="U0PRIYA")
    value = button(preview, "post.confirm").value
    bot.books.append(a_book_where("U0PRIYA", "slack", Role.COLLEAGUE))
    answer = await bot.press("post.confirm", value, user="U0PRIYA")
    assert answer == not_allowed(bot.services.texts.for_locale("en"), "post.confirm")
    async with bot.store.reading() as shelves:
        assert await shelves.deeds.of(someone("U0PRIYA")) == []


async def test_what_a_champion_does_is_written_down_once_and_shown_to_them_even_after_leaving(bot: Bot):
    preview = await bot.type("post", user="U0PRIYA")
    pressed = ButtonPressed(
        id="press",
        at=bot.clock.now(),
        person=someone("U0PRIYA"),
        action="post.confirm",
        value=button(preview, "post.confirm").value,
        place=a_place("D0NADIA"),
    )
    for _ in range(2):
        await bot.router.answer(pressed)
    await bot.join("U0PRIYA")
    await bot.press("leave.now", user="U0PRIYA")
    async with bot.store.reading() as shelves:
        (deed,) = await shelves.deeds.of(someone("U0PRIYA"))
    assert (deed.event, deed.role, deed.action, deed.channel) == (
        "press",
        Role.CHAMPION,
        "post.confirm",
        "C0SHARES",
    )
    assert deed.subject.startswith("starter-en/share/")
    own = await everything_about(bot.services, someone("U0PRIYA"))
    assert [row["action"] for row in own.rows["deed"]] == ["post.confirm"]


async def test_what_members_do_is_not_written_down_as_a_deed(bot: Bot):
    await bot.tick()
    await bot.join()
    for text in ("today", "tip", "claims", "streak", "settings"):
        await bot.type(text)
    async with bot.store.reading() as shelves:
        assert await shelves.deeds.since("slack", "T0SANDBOX", MORNING - timedelta(days=1)) == []


async def test_a_user_group_of_slack_gives_its_members_a_role_as_long_as_they_are_in_it(bot: Bot):
    playbook = the_starters().playbooks[0]
    grouped = playbook.model_copy(update={"editors": (Address("slack", "", "S0EDITORS", is_group=True),)})
    bot.books.append(Book((grouped,)))

    async def roles() -> frozenset[Role]:
        return await roles_of(bot.services, someone("U0CAMILLE"), None, grouped)

    assert Role.EDITOR not in await roles(), "Slack does not know the group"
    bot.platform.groups["S0EDITORS"] = {"U0CAMILLE"}
    assert Role.EDITOR in await roles()
    bot.platform.groups["S0EDITORS"].clear()
    assert Role.EDITOR not in await roles()
    bot.platform.groups["S0EDITORS"].add("U0CAMILLE")
    assert Role.EDITOR not in await roles_of(bot.services, someone("U0CAMILLE", "teams"), None, grouped)


async def test_deeds_are_forgotten_after_a_year_at_most(bot: Bot):
    preview = await bot.type("post", user="U0PRIYA")
    await bot.press("post.confirm", button(preview, "post.confirm").value, user="U0PRIYA")
    for days, count in ((359, 1), (2, 0)):
        await bot.tick(days=days)
        async with bot.store.reading() as shelves:
            assert len(await shelves.deeds.of(someone("U0PRIYA"))) == count


async def test_who_administers_a_workspace_is_an_admin_to_the_playbooks_that_speak_there_alone(bot: Bot):
    bot.platform.admins.add("U0OWNER")
    playbook = the_starters().playbooks[0]
    here = [each for each in playbook.channels if each.platform == "slack"]
    elsewhere = [
        each.model_copy(update={"address": Address("slack", "T0ELSEWHERE", each.channel)}) for each in here
    ]
    for channels, is_theirs in ((here, True), (elsewhere, False)):
        changed = playbook.model_copy(update={"channels": tuple(channels)})
        roles = await roles_of(bot.services, someone("U0OWNER"), None, changed)
        assert (Role.ADMIN in roles) is is_theirs


async def test_one_act_asks_the_platform_for_each_playbook_once(bot: Bot, monkeypatch: pytest.MonkeyPatch):
    asked = []

    async def is_admin(person: PersonRef) -> bool:
        asked.append(person)
        return True

    monkeypatch.setattr(bot.platform, "is_admin", is_admin)
    asker = await Asker.of(someone("U0OWNER"), a_place(), bot.services)
    for _ in range(3):
        assert await asker.may("queue", the_starters().playbooks[0])
    assert len(asked) == 1
