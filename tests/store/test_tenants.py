"""Two workspaces with the same ids: what one is asked and told does not depend on the other, in every repository method.

A method is asked about one workspace when that is alone, then once more when another one with equal ids has been filled:
it must give the same, and leave every row of the other as it was. What crosses workspaces on purpose is named with its reason.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from sqlalchemy import select

from bot import ports
from bot.domain.acts import ActKind
from bot.domain.brainstorms import Brainstorm, Thought
from bot.domain.crowd import Told
from bot.domain.delivery import Halt
from bot.domain.examples import Example
from bot.domain.opinions import Rest
from bot.domain.own import Award, Note, Reminder
from bot.domain.people import MessageRef, PersonRef, Place
from bot.domain.plan import Choice
from bot.domain.proposals import Proposal, ProposalState, Sort, Wording
from bot.domain.questions import Question
from bot.domain.roles import Deed, Role
from bot.domain.thanks import Thanks
from bot.domain.workshops import Meeting
from bot.events import CommandTyped
from bot.ports import Shelves, Store
from store.tables import METADATA
from tests.factories import MONDAY, NOON, a_member, a_post, an_act, an_installation
from tests.store.making import a_delivery, a_letter

OURS, THEIRS = "T0OURS", "T0THEIRS"
LATER: Final = NOON + timedelta(hours=1)
LONG_AGO: Final = NOON - timedelta(days=400)

Call = Callable[[Shelves, str], Awaitable[object]]


def person(workspace: str, user: str = "U0CAMILLE") -> PersonRef:
    return PersonRef("slack", workspace, user)


def place(workspace: str) -> Place:
    return Place("slack", workspace, "C0SHARES")


def message(workspace: str) -> MessageRef:
    return MessageRef("slack", workspace, "C0SHARES/1")


def post(workspace: str) -> Any:
    return replace(a_post(workspace=workspace), message=message(workspace))


def deed(workspace: str) -> Deed:
    return Deed("event", NOON, person(workspace), Role.CHAMPION, "post.confirm", "an-idea", "C0SHARES")


def example(workspace: str) -> Example:
    return Example("example", person(workspace), "starter-en", MONDAY, b"sealed", "I agree.")


def letter(workspace: str) -> Any:
    return a_letter(key=f"letter:nudge:today:{workspace}", person=person(workspace))


def proposal(workspace: str) -> Proposal:
    wording = Wording("Title", ("fact",))
    return Proposal(
        "proposal",
        "slack",
        workspace,
        "starter-en",
        Sort.TOPIC,
        wording,
        NOON,
        person(workspace),
        wants_credit=True,
    )


def choice(workspace: str) -> Choice:
    return Choice(place(workspace), MONDAY, "share-1", "starter-en", "an-idea")


def meeting(workspace: str) -> Meeting:
    return Meeting("meeting", place(workspace), "starter-en", "a-workshop", NOON, 60, "here")


def question(workspace: str) -> Question:
    return Question("question", "slack", workspace, "starter-en", MONDAY, b"sealed", person(workspace))


def brainstorm(workspace: str) -> Brainstorm:
    return Brainstorm("brainstorm", place(workspace), "starter-en", "a-prompt", LATER)


def thanks(workspace: str) -> Thanks:
    return Thanks("thanks", person(workspace), person(workspace, "U0SAM"), "C0SHARES", MONDAY, b"sealed")


async def fill(shelves: Shelves, workspace: str) -> None:
    """Put something of everything into a workspace, under ids that each of them has."""
    who, other = person(workspace), person(workspace, "U0SAM")
    for each in (who, other):
        await shelves.members.put(replace(a_member(), person=each))
        await shelves.acts.record(replace(an_act(), person=each))
        await shelves.notes.put(each, Note("note", MONDAY, b"sealed"))
        await shelves.awards.put(each, Award("day-10", MONDAY))
        await shelves.nudges.put(each, Reminder(MONDAY, "calm", 0))
        await shelves.standings.put(each, MONDAY, "1 2 3")
    await shelves.posts.plan(post(workspace))
    await shelves.claims.take(post(workspace).id, who, NOON, NOON)
    await shelves.outbox.put(a_delivery(post(workspace)))
    await shelves.outbox.put(letter(workspace))
    await shelves.links.put_code(f"digest of {workspace}", who, LATER)
    await shelves.crowds.put(("slack", workspace), "group", MONDAY, Told(5))
    await shelves.deeds.put(deed(workspace))
    await shelves.examples.put(example(workspace))
    await shelves.halts.put(Halt("slack", workspace, "C0OLD", "is_archived", NOON))
    await shelves.proposals.put(proposal(workspace))
    await shelves.plan_choices.put(choice(workspace))
    await shelves.opinions.salt(("slack", workspace), MONDAY, f"salt of {workspace}")
    await shelves.opinions.hear(("slack", workspace), MONDAY, "heard")
    await shelves.opinions.count_one(("slack", workspace), MONDAY, "obliged", "no")
    await shelves.opinions.put_rest(("slack", workspace), Rest(MONDAY, MONDAY))
    digest = f"digest of {workspace}"
    await shelves.sign_ins.put(digest, who, is_used=False, expires_at=LATER, ends_at=LATER)
    await shelves.workshops.put(meeting(workspace))
    await shelves.workshops.come(who, "meeting")
    await shelves.questions.put(question(workspace))
    await shelves.brainstorms.put(brainstorm(workspace))
    await shelves.brainstorms.add(brainstorm(workspace), Thought("thought", b"sealed", who))
    await shelves.brainstorms.vote(brainstorm(workspace), "ballot", 1)
    await shelves.thanks.put(thanks(workspace))
    await shelves.installations.put(an_installation(workspace))
    await shelves.workspaces.put("slack", workspace)
    await shelves.inbox.accept([typed(workspace)])


def typed(workspace: str) -> CommandTyped:
    return CommandTyped(id="event", at=NOON, person=person(workspace), text="today", place=place(workspace))


CALLS: Final[Mapping[str, Call]] = {
    "members.get": lambda s, w: s.members.get(person(w)),
    "members.hold": lambda s, w: s.members.hold(person(w)),
    "members.put": lambda s, w: s.members.put(replace(a_member(locale="fr-FR"), person=person(w))),
    "members.erase": lambda s, w: s.members.erase(person(w)),
    "links.accounts": lambda s, w: s.links.accounts(person(w)),
    "links.join": lambda s, w: s.links.join(person(w, "U0SAM"), person(w)),
    "links.part": lambda s, w: s.links.part(person(w)),
    "links.put_code": lambda s, w: s.links.put_code("another", person(w), LATER),
    "links.owner_of": lambda s, w: s.links.owner_of(f"digest of {w}", NOON),
    "links.bind": lambda s, w: s.links.bind(f"digest of {w}", person(w, "U0SAM"), NOON),
    "links.use": lambda s, w: s.links.use(f"digest of {w}", person(w, "U0SAM"), NOON),
    "links.may_try": lambda s, w: s.links.may_try(person(w), NOON, LATER, 1),
    "links.forgive": lambda s, w: s.links.forgive(person(w)),
    "posts.plan": lambda s, w: s.posts.plan(post(w)),
    "posts.get": lambda s, w: s.posts.get(post(w).id),
    "posts.at": lambda s, w: s.posts.at(message(w)),
    "posts.mark_posted": lambda s, w: s.posts.mark_posted(post(w).id, message(w)),
    "posts.close": lambda s, w: s.posts.close(post(w).id, NOON),
    "posts.of_ids": lambda s, w: s.posts.of_ids({post(w).id}),
    "posts.widen": lambda s, w: s.posts.widen(post(w).id, 9),
    "posts.on_day": lambda s, w: s.posts.on_day(place(w), MONDAY),
    "posts.last_shown": lambda s, w: s.posts.last_shown(place(w), "share"),
    "posts.shown_to": lambda s, w: s.posts.shown_to("slack", w, MONDAY),
    "posts.open_in": lambda s, w: s.posts.open_in("slack", w, NOON),
    "claims.take": lambda s, w: s.claims.take(post(w).id, person(w, "U0SAM"), LATER, LATER),
    "claims.release": lambda s, w: s.claims.release(post(w).id, person(w), LATER),
    "claims.finish": lambda s, w: s.claims.finish(post(w).id, person(w), LATER),
    "claims.get": lambda s, w: s.claims.get(post(w).id, person(w)),
    "claims.of": lambda s, w: s.claims.of(person(w)),
    "claims.on": lambda s, w: s.claims.on(post(w).id),
    "acts.record": lambda s, w: s.acts.record(replace(an_act(kind=ActKind.HELPED), person=person(w))),
    "acts.withdraw": lambda s, w: s.acts.withdraw(person(w), an_act().item, MONDAY),
    "acts.of": lambda s, w: s.acts.of(person(w)),
    "acts.remove": lambda s, w: s.acts.remove(person(w), MONDAY),
    "notes.put": lambda s, w: s.notes.put(person(w), Note("note", MONDAY, b"other")),
    "notes.of": lambda s, w: s.notes.of(person(w)),
    "notes.remove": lambda s, w: s.notes.remove(person(w), "note"),
    "awards.put": lambda s, w: s.awards.put(person(w), Award("day-10", MONDAY)),
    "awards.of": lambda s, w: s.awards.of(person(w)),
    "nudges.put": lambda s, w: s.nudges.put(person(w), Reminder(MONDAY, "calm", 0)),
    "nudges.of": lambda s, w: s.nudges.of(person(w)),
    "standings.get": lambda s, w: s.standings.get(person(w)),
    "standings.put": lambda s, w: s.standings.put(person(w), MONDAY, "4 5 6"),
    "crowds.get": lambda s, w: s.crowds.get(("slack", w), "group", MONDAY),
    "crowds.put": lambda s, w: s.crowds.put(("slack", w), "group", MONDAY, Told(7)),
    "crowds.between": lambda s, w: s.crowds.between(("slack", w), MONDAY, MONDAY),
    "crowds.count": lambda s, w: s.crowds.count(("slack", w), MONDAY, MONDAY),
    "crowds.offers": lambda s, w: s.crowds.offers(("slack", w), MONDAY, MONDAY),
    "crowds.claimers": lambda s, w: s.crowds.claimers(("slack", w), [post(w).id]),
    "crowds.steps": lambda s, w: s.crowds.steps(("slack", w), MONDAY, MONDAY, MONDAY),
    "deeds.put": lambda s, w: s.deeds.put(replace(deed(w), subject="another")),
    "deeds.since": lambda s, w: s.deeds.since("slack", w, LONG_AGO),
    "deeds.of": lambda s, w: s.deeds.of(person(w)),
    "examples.put": lambda s, w: s.examples.put(replace(example(w), id="another")),
    "examples.all": lambda s, w: s.examples.all("slack", w),
    "examples.hold": lambda s, w: s.examples.hold("slack", w, example(w).id),
    "examples.show": lambda s, w: s.examples.show("slack", w, example(w).id, b"notes", MONDAY),
    "examples.remove": lambda s, w: s.examples.remove("slack", w, example(w).id),
    "traces.of": lambda s, w: s.traces.of(person(w)),
    "traces.signs": lambda s, w: s.traces.signs([replace(a_member(), person=person(w))]),
    "proposals.put": lambda s, w: s.proposals.put(replace(proposal(w), id="another")),
    "proposals.get": lambda s, w: s.proposals.get("slack", w, "proposal"),
    "proposals.open_in": lambda s, w: s.proposals.open_in("slack", w),
    "proposals.of": lambda s, w: s.proposals.of(person(w)),
    "proposals.credited": lambda s, w: s.proposals.credited(person(w)),
    "proposals.word": lambda s, w: s.proposals.word(proposal(w), Wording("Other", ("fact",))),
    "proposals.decide": lambda s, w: s.proposals.decide(proposal(w), ProposalState.ACCEPTED, LATER),
    "proposals.mark_reminded": lambda s, w: s.proposals.mark_reminded(proposal(w), LATER),
    "plan_choices.put": lambda s, w: s.plan_choices.put(replace(choice(w), item="another")),
    "plan_choices.remove": lambda s, w: s.plan_choices.remove(place(w), MONDAY, "share-1"),
    "plan_choices.of": lambda s, w: s.plan_choices.of(place(w), MONDAY, MONDAY),
    "opinions.salt": lambda s, w: s.opinions.salt(("slack", w), MONDAY, "fresh"),
    "opinions.hear": lambda s, w: s.opinions.hear(("slack", w), MONDAY, "digest"),
    "opinions.count_one": lambda s, w: s.opinions.count_one(("slack", w), MONDAY, "obliged", "yes"),
    "opinions.said": lambda s, w: s.opinions.said(("slack", w), MONDAY),
    "opinions.close": lambda s, w: s.opinions.close(("slack", w), MONDAY),
    "opinions.put_rest": lambda s, w: s.opinions.put_rest(("slack", w), Rest(MONDAY, MONDAY)),
    "opinions.rest": lambda s, w: s.opinions.rest(("slack", w)),
    "opinions.end_rest": lambda s, w: s.opinions.end_rest(("slack", w)),
    "sign_ins.put": lambda s, w: s.sign_ins.put(
        f"another of {w}", person(w), is_used=False, expires_at=LATER, ends_at=LATER
    ),
    "sign_ins.find": lambda s, w: s.sign_ins.find(f"digest of {w}", NOON, is_used=False),
    "sign_ins.take": lambda s, w: s.sign_ins.take(f"digest of {w}", NOON, is_used=False),
    "sign_ins.touch": lambda s, w: s.sign_ins.touch(f"digest of {w}", LATER),
    "workshops.put": lambda s, w: s.workshops.put(meeting(w)),
    "workshops.hold": lambda s, w: s.workshops.hold("slack", w, "meeting"),
    "workshops.get": lambda s, w: s.workshops.get("slack", w, "meeting"),
    "workshops.between": lambda s, w: s.workshops.between("slack", w, LONG_AGO, LATER),
    "workshops.change": lambda s, w: s.workshops.change(replace(meeting(w), where="elsewhere")),
    "workshops.come": lambda s, w: s.workshops.come(person(w, "U0SAM"), "meeting"),
    "workshops.stay_away": lambda s, w: s.workshops.stay_away(person(w), "meeting"),
    "workshops.of": lambda s, w: s.workshops.of(person(w)),
    "workshops.who_comes": lambda s, w: s.workshops.who_comes("slack", w, "meeting"),
    "questions.put": lambda s, w: s.questions.put(question(w)),
    "questions.get": lambda s, w: s.questions.get("slack", w, "question"),
    "questions.hold": lambda s, w: s.questions.hold("slack", w, "question"),
    "questions.open": lambda s, w: s.questions.open("slack", w),
    "questions.change": lambda s, w: s.questions.change(replace(question(w), answer=b"sealed")),
    "questions.remove": lambda s, w: s.questions.remove("slack", w, "question"),
    "brainstorms.put": lambda s, w: s.brainstorms.put(brainstorm(w)),
    "brainstorms.get": lambda s, w: s.brainstorms.get("slack", w, "brainstorm"),
    "brainstorms.hold": lambda s, w: s.brainstorms.hold("slack", w, "brainstorm"),
    "brainstorms.all": lambda s, w: s.brainstorms.all("slack", w),
    "brainstorms.change": lambda s, w: s.brainstorms.change(replace(brainstorm(w), is_told=True)),
    "brainstorms.remove": lambda s, w: s.brainstorms.remove("slack", w, "brainstorm"),
    "brainstorms.add": lambda s, w: s.brainstorms.add(brainstorm(w), Thought("other", b"sealed", None)),
    "brainstorms.thoughts": lambda s, w: s.brainstorms.thoughts("slack", w, "brainstorm"),
    "brainstorms.vote": lambda s, w: s.brainstorms.vote(brainstorm(w), "ballot", 2),
    "brainstorms.votes": lambda s, w: s.brainstorms.votes("slack", w, "brainstorm"),
    "brainstorms.clear": lambda s, w: s.brainstorms.clear("slack", w, "brainstorm"),
    "thanks.put": lambda s, w: s.thanks.put(thanks(w)),
    "thanks.get": lambda s, w: s.thanks.get("slack", w, "thanks"),
    "thanks.hold": lambda s, w: s.thanks.hold("slack", w, "thanks"),
    "thanks.agree": lambda s, w: s.thanks.agree("slack", w, "thanks", MONDAY),
    "thanks.remove": lambda s, w: s.thanks.remove("slack", w, "thanks"),
    "installations.put": lambda s, w: s.installations.put(an_installation(w, name="Other")),
    "installations.lease": lambda s, w: s.installations.lease("slack", w, 1, NOON, LATER),
    "installations.put_off": lambda s, w: s.installations.put_off("slack", w, 1, LATER),
    "installations.renew": lambda s, w: s.installations.renew(an_installation(w, token="other")),
    "installations.refuse": lambda s, w: s.installations.refuse("slack", w, 1, "spent"),
    "installations.is_younger": lambda s, w: s.installations.is_younger("slack", w, LONG_AGO),
    "installations.remove": lambda s, w: s.installations.remove("slack", w),
    "workspaces.put": lambda s, w: s.workspaces.put("slack", w),
    "workspaces.remove": lambda s, w: s.workspaces.remove("slack", w),
}
BESIDE_PEOPLE: Final = "holds nothing of a workspace"
FOR_ALL: Final = "work on behalf of everybody, which the engine does; nothing of it is shown to anybody"
ENGINES: Final = "queues that the engine works through for everybody; their own tests have two workspaces"
OPERATORS: Final = "what only the operator's own tool does, who has the keys; it opens values and shows none"
ACROSS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("days", "playbooks", "guide", "restores", "clicks"), BESIDE_PEOPLE),
    **dict.fromkeys(("inbox", "outbox", "lanes", "halts"), ENGINES),
    "links.take_turn": "a lock",
    "links.forget": FOR_ALL,
    "members.page": FOR_ALL,
    "posts.claimable": FOR_ALL,
    "claims.forget": FOR_ALL,
    "claims.forget_all": FOR_ALL,
    "nudges.forget": FOR_ALL,
    "deeds.forget": FOR_ALL,
    **dict.fromkeys(
        [f"{each}.forget" for each in ("proposals", "plan_choices", "sign_ins", "workshops", "questions")],
        FOR_ALL,
    ),
    **dict.fromkeys([f"{each}.forget" for each in ("brainstorms", "thanks")], FOR_ALL),
    "opinions.waiting": FOR_ALL,
    "examples.forget": FOR_ALL,
    **dict.fromkeys([f"seals.{each}" for each in ("places", "page", "replace", "remove")], OPERATORS),
    "traces.joined": FOR_ALL,
    "traces.named": FOR_ALL,
    "installations.all": FOR_ALL,
    "installations.admit": "what one consent gives for all workspaces of an organisation; no row of a person is near it",
    "installations.admitted": FOR_ALL,
    **dict.fromkeys(
        [f"installations.{each}" for each in ("put_state", "take_state", "forget_states")], BESIDE_PEOPLE
    ),
    "workspaces.all": FOR_ALL,
}


def methods() -> set[str]:
    """List every method of every repository, by shelf and name."""
    found = set()
    for shelf, getter in inspect.getmembers(Shelves, lambda each: isinstance(each, property)):
        kind = getter.fget.__annotations__["return"]
        protocol = kind if isinstance(kind, type) else getattr(ports, kind)
        names = (name for name, _ in inspect.getmembers(protocol, inspect.isfunction))
        found |= {f"{shelf}.{name}" for name in names if not name.startswith("_")}
    return found


def test_every_method_is_tried_or_has_a_reason_not_to_be():
    left = {
        each for each in methods() if each not in CALLS and not {each, each.partition(".")[0]} & set(ACROSS)
    }
    assert left == set()
    assert set(CALLS) <= methods()


class _UndoneError(Exception):
    """Rolls a transaction back."""


async def _tried(store: Store, call: Call) -> tuple[str, list[str]]:
    """Call a method on our workspace, undo it, and give what it gave and what the other one's rows were after it."""
    seen = "", list[str]()
    with suppress(_UndoneError):
        async with store.writing() as shelves:
            seen = repr(await call(shelves, OURS)), await _theirs(shelves)
            raise _UndoneError
    return seen


async def _theirs(shelves: Any) -> list[str]:
    rows = []
    for table in METADATA.sorted_tables:
        named = [column for column in table.columns if column.name.endswith("workspace")]
        for row in await shelves.connection.execute(select(table)) if named else ():
            values = row._asdict()
            if THEIRS in {values[column.name] for column in named}:
                rows.append(f"{table.name} {sorted(values.items())}")
    return sorted(rows)


@pytest.fixture
async def alone_and_beside(store: Store) -> Mapping[str, tuple[str, str, list[str], list[str]]]:
    """Try every method while we are alone, then beside another workspace with the same ids."""
    async with store.writing() as shelves:
        await fill(shelves, OURS)
    alone = {name: (await _tried(store, call))[0] for name, call in CALLS.items()}
    async with store.writing() as shelves:
        await fill(shelves, THEIRS)
        before = await _theirs(shelves)
    assert len(before) > len(CALLS) / 4
    found = {}
    for name, call in CALLS.items():
        beside, after = await _tried(store, call)
        found[name] = (alone[name], beside, before, after)
    return found


async def test_no_method_gives_or_changes_anything_of_another_workspace(
    alone_and_beside: Mapping[str, tuple[str, str, list[str], list[str]]],
):
    for name, (alone, beside, before, after) in alone_and_beside.items():
        assert beside == alone, f"{name} gives something else beside another workspace"
        assert after == before, f"{name} changes rows of another workspace"
