"""The judge: what was due, against what the workplaces' own logs show. Only its excuses come from the bot's books."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.domain.delivery import DeliveryState
from bot.domain.people import Place
from bot.domain.posts import Post, post_id
from bot.usecases.fold_rhythm import fold_rhythm
from bot.usecases.notices import title_of
from bot.usecases.plan_daily import GRACE
from sandbox.blockkit.ids import elements_of
from sandbox.log import LogEntry
from sandbox.people import TEAM
from sandbox.teams.checks import actions_of
from sandbox.teams.people import TENANT, chat_id
from tests.faults.town import Plan, Room, Town, rooms_of
from tests.faults.townsfolk import Life

LETTERS: Final = ("nudge.stop", "milestone.keep")
"""Buttons that only letters have, by which a letter is told from an answer in a chat of Teams."""
ONE_LETTER_SECONDS: Final = timedelta(hours=20)
ADMIN: Final = "U0ALEX"
"""The admin whom the playbook names, on both platforms."""
QUESTION: Final = "status.appeared"
"""The button of the question whether a post appeared; it carries the post's id."""
DOUBTS: Final = frozenset({DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.HELD})


@dataclass
class Verdict:
    """What became of everything that was due."""

    due: int = 0
    seen: int = 0
    lost: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    skipped: int = 0
    reported: int = 0
    """Of which an admin was really asked whether it appeared, or told that it was refused."""
    unknown_but_seen: int = 0
    untrue: list[str] = field(default_factory=list)
    """What the bot keeps, or tells an admin, against what is to be seen."""
    letters: int = 0
    given_up: list[str] = field(default_factory=list)
    streaks: dict[str, tuple[int, ...]] = field(default_factory=dict)


async def judge(town: Town, lives: list[Life], until: datetime) -> Verdict:
    """Judge a town whose days are over."""
    verdict = Verdict(given_up=[each for life in lives for each in life.given_up])
    shown, told = Counter(shown_in(town)), _Told.by(town)
    for room in rooms_of(town.plan):
        for on in _dates(town.plan, room, until):
            for slot in _slots(town.plan):
                await _judge_post(town, verdict, (shown, told), room, on, slot)
    verdict.duplicates += [f"{key} was shown {count} times" for key, count in shown.items() if count > 1]
    letters = list(_letters(town))
    verdict.letters = len(letters)
    verdict.duplicates += _twice(letters)
    for life in lives:
        verdict.streaks[life.name] = await _streak(town, life)
    return verdict


@dataclass(frozen=True)
class _Told:
    """What the private messages to admins say, as the workplaces' logs have them."""

    asked: Mapping[str, datetime]
    """Posts of which it was asked whether they appeared, and when first."""
    other: list[tuple[datetime, str]]
    """What else was told, as text."""

    @classmethod
    def by(cls, town: Town) -> "_Told":
        asked: dict[str, datetime] = {}
        other = []
        for entry in told_to_admin(town):
            questions = set(questions_in(entry))
            for post in questions:
                asked[post] = min(asked.get(post, entry.at), entry.at)
            if not questions:
                other.append((entry.at, str(entry.payload)))
        return cls(asked, other)

    def is_refusal_told(self, post: Post, title: str) -> bool:
        """Tell whether anybody was told of a refusal of this post: its notice names it by its title and its channel."""
        channel = f"{post.place.platform}:{post.place.channel}"
        return any(
            post.due_at <= at <= post.closes_at and title in words and channel in words
            for at, words in self.other
        )


async def _judge_post(
    town: Town,
    verdict: Verdict,
    evidence: tuple[Mapping[str, datetime | int], _Told],
    room: Room,
    on: date,
    slot: str,
) -> None:
    workspace = TEAM if room.platform == "slack" else TENANT
    identity, name = (
        post_id(Place(room.platform, workspace, room.channel), on, slot),
        f"{room.channel} on {on}, {slot}",
    )
    verdict.due += 1
    async with town.books.reading() as shelves:
        post = await shelves.posts.get(identity)
        delivery = await shelves.outbox.get(f"post:{identity}")
    if post is None or delivery is None:
        verdict.lost.append(f"{name}: was never planned")
        return
    assert town.bot is not None
    shown, told = evidence
    is_seen, is_asked = key_of(town, post) in shown, identity in told.asked
    is_called_refused = delivery.state is DeliveryState.FAILED and told.is_refusal_told(
        post, title_of(town.bot.services, post)
    )
    why = f"{delivery.state.value}: {delivery.reason}"
    verdict.seen += is_seen
    verdict.reported += is_asked or is_called_refused
    verdict.unknown_but_seen += is_seen and (is_asked or is_called_refused)
    if delivery.state in DOUBTS and not is_asked:
        verdict.lost.append(f"{name}: is in doubt, and nobody was told ({why})")
    elif is_seen:
        if delivery.state in {DeliveryState.FAILED, DeliveryState.SKIPPED}:
            verdict.untrue.append(f"{name}: is to be seen, but the bot has it as {why}")
    elif delivery.state is DeliveryState.SKIPPED:
        verdict.skipped += not is_asked
    elif not (delivery.state is DeliveryState.HELD or is_called_refused):
        verdict.lost.append(f"{name}: is not to be seen, and nobody was told ({why})")


def _dates(plan: Plan, room: Room, until: datetime) -> Iterator[date]:
    """List the local dates on which something is due in a room, from its first whole day on."""
    zone = ZoneInfo(room.timezone)
    on = plan.starts.astimezone(zone).date() + timedelta(days=1)
    hour, minute = map(int, room.at.split(":"))
    while True:
        due = datetime(on.year, on.month, on.day, hour, minute, tzinfo=zone).astimezone(UTC)
        if due + GRACE >= until:
            return
        yield on
        on += timedelta(days=1)


def _slots(plan: Plan) -> Iterator[str]:
    for kind, count in (("share", (plan.posts + 1) // 2), ("tip", plan.posts // 2)):
        yield from (f"{kind}-{number}" for number in range(1, count + 1))


def key_of(town: Town, post: Post) -> str:
    """Name a post as the log does: by the marker that travels with it, in Teams by what its buttons carry."""
    if post.place.platform == "slack":
        assert town.bot is not None
        return f"slack {post.place.channel} {town.bot.services.marker(post.id)}"
    if post.kind == "campaign":
        carried = _last_words(town)[post.playbook, post.item]
    else:
        carried = post.id if post.kind == "share" else f"{post.playbook}/{post.kind}/{post.item}"
    return f"teams {post.place.channel} {post.on} {carried}"


def _last_words(town: Town) -> Mapping[tuple[str, str], str]:
    """Give by playbook and campaign what its last card says: in Teams it is known by nothing else, for it has no button."""
    assert town.bot is not None
    services = town.bot.services
    return {
        (playbook.id, each.id): services.words_in(playbook.language)("campaigns.over", title=each.title)
        for playbook in services.book().playbooks
        for each in playbook.campaigns
    }


def shown_in(town: Town) -> Iterator[str]:
    """Name every post that anybody has seen, as often as it appeared."""
    yield from (
        f"slack {entry.channel} {entry.marker}" for entry in town.slack.log.of("post") if entry.marker
    )
    zones = {room.channel: ZoneInfo(room.timezone) for room in rooms_of(town.plan)}
    last_words = set(_last_words(town).values())
    for entry in town.teams.log.of("post", method="create"):
        on = entry.at.astimezone(zones[entry.channel]).date()
        for data in carried(entry):
            if data.get("action") in {"claims.take", "tip.read"}:
                yield f"teams {entry.channel} {on} {data['value']}"
        if (said := (entry.payload.get("card") or {}).get("fallbackText")) in last_words:
            yield f"teams {entry.channel} {on} {said}"


def carried(entry: LogEntry) -> Iterator[Mapping[str, Any]]:
    """Give what the buttons of a card in Teams carry."""
    card = entry.payload.get("card")
    yield from (each.get("data") or {} for each in (actions_of(card) if card else ()))


def told_to_admin(town: Town) -> Iterator[LogEntry]:
    """List what the admin was told privately, on both platforms."""
    yield from town.slack.log.of("post", channel=f"D{ADMIN[1:]}", user="U0BOT")
    yield from town.teams.log.of("post", method="send", channel=chat_id(ADMIN), user="bot")


def questions_in(entry: LogEntry) -> Iterator[str]:
    """Name the posts of which a message asks whether they appeared."""
    blocks = entry.payload.get("blocks") or ()
    for element in (each for block in blocks for each in elements_of(block)):
        if str(element.get("action_id", "")).partition("#")[0] == QUESTION:
            yield str(element.get("value")).partition(".")[0]
    for data in carried(entry):
        if data.get("action") == QUESTION:
            yield str(data.get("value")).partition(".")[0]


def _letters(town: Town) -> Iterator[tuple[str, str, datetime]]:
    """List what came to people by itself: to whom, what, and when. What an admin has to know may come twice."""
    for entry in town.slack.log.of("post"):
        is_letter = not entry.marker and entry.channel.startswith("D") and entry.user == "U0BOT"
        if is_letter and entry.channel != f"D{ADMIN[1:]}":
            yield f"slack {entry.channel}", str(entry.payload.get("text")), entry.at
    for entry in town.teams.log.of("post", method="send"):
        if entry.user == "bot" and any(data.get("action") in LETTERS for data in carried(entry)):
            yield f"teams {entry.channel}", str(entry.payload.get("card")), entry.at


def _twice(letters: list[tuple[str, str, datetime]]) -> Iterator[str]:
    """Find letters that came twice: the same words to the same person within a day."""
    last: dict[tuple[str, str], datetime] = {}
    for to, words, at in letters:
        if (before := last.get((to, words))) and at - before < ONE_LETTER_SECONDS:
            yield f"{to} was written to twice, at {before} and {at}: {words[:200]}"
        last[to, words] = at


async def _streak(town: Town, life: Life) -> tuple[int, ...]:
    """Read what a person's rhythm shows."""
    assert town.bot is not None
    async with town.books.reading() as shelves:
        member = await shelves.members.get(life.hands.account)
        if member is None:
            return ()
        streak = await fold_rhythm(town.bot.services, shelves, member)
    return (
        streak.days.current,
        streak.days.best,
        streak.days.counted,
        streak.weeks.current,
        streak.weeks.best,
        streak.weeks.counted,
    )
