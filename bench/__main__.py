"""`make bench`: what the whole bot costs beside a bare Bolt handler that only acknowledges, in the same run.

CPU seconds are those of the server process, from the first request until it is idle again, so that work behind the
answer (the private kit, the redrawn card) is counted. The load and Slack's side run in other processes. Both servers
get the same bodies in turn, round after round; the figures are medians, and a ratio is taken within its round.
"""

import argparse
import asyncio
import json
import secrets
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp

import store
from adapters.slack import render
from bench.letters import TEAM, Letter, click, command, reaction, signed, size_of
from bench.paced import Paced, send_at_pace
from bench.processes import LATEST_WORK, PLAYBOOK, Server, free_ports, live_playbook, settings_of, started
from bot.domain.arrangement import Arrangement
from bot.domain.people import Choices, Member, MessageRef, PersonRef, Place, Rhythm
from bot.domain.posts import Post, post_id
from bot.playbook.book import Playbook
from bot.playbook.load import load
from bot.texts import catalogues

LANES = 16
PLACES = 20
AIMS = {"event": 1.5, "claim by click": 4.0, "claim by reaction": 4.0}
READY_AIM, MEMORY_AIM = 3.0, 150.0
PER_SECOND, P99_AIM = 200.0, 0.05
LONDON = Arrangement(datetime(2026, 1, 1, tzinfo=UTC).date(), "Europe/London")


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    rounds: int
    requests: int
    """Of each kind, in each round."""
    warming: int
    """Of each kind, before anything is counted."""
    starts: int
    paced_seconds: float
    """Of a steady stream of events, in each round."""

    @property
    def places(self) -> int:
        """Places that will be claimed, by click and by reaction."""
        return 2 * (self.rounds * self.requests + self.warming)


@dataclass
class Wall:
    """The posts prepared for claiming; each place is claimed once."""

    posts: list[Post]
    message: dict[str, Any]
    next_place: int = 0
    next_number: int = 0
    pressed: int = 0
    """How many of the claims were clicks; the others were reactions."""

    def number(self) -> int:
        """Count requests, so that each is its own event."""
        self.next_number += 1
        return self.next_number

    def place(self) -> tuple[Post, str]:
        """Give a place that nobody has claimed, and who shall claim it."""
        post, member = divmod(self.next_place, PLACES)
        self.next_place += 1
        return self.posts[post], f"U{member:04d}"


async def prepare(url: str, count: int) -> Wall:
    """Fill a database with members and with posts that have places enough."""
    book = load(PLAYBOOK).book
    assert book is not None
    playbook = book.playbooks[0]
    now, place = datetime.now(UTC), Place("slack", TEAM, "C0SHARES")
    posts = []
    cellar = await store.open_store(url)
    async with cellar.writing() as shelves:
        for number in range(PLACES):
            person = PersonRef("slack", TEAM, f"U{number:04d}")
            await shelves.members.put(Member(person, "en-GB", now, (LONDON,), choices=Choices(Rhythm.DAILY)))
        for number in range(count):
            post = _post(playbook, place, date(2026, 1, 1) + timedelta(days=number), now, number)
            await shelves.posts.plan(post)
            await shelves.posts.mark_posted(post.id, post.message)  # type: ignore[arg-type]
            posts.append(post)
    await cellar.close()
    card = playbook.shares[0].card(catalogues().for_locale("en"), "", posts[0])
    return Wall(
        posts, {"type": "message", "user": "U0BOT", "ts": "1700000000.000000", **render.message(card)}
    )


def _post(playbook: Playbook, place: Place, on: date, now: datetime, number: int) -> Post:
    message = MessageRef("slack", TEAM, f"C0SHARES/1700000000.{number:06d}")
    post = Post(
        "", place, on, "share-1", playbook.id, "share", playbook.shares[0].id, now, now + timedelta(7), PLACES
    )
    return replace(post, id=post_id(place, on, "share-1"), message=message)


async def send(server: Server, letters: Sequence[Letter], secret: str, after: float = LATEST_WORK) -> float:
    """Bring all letters over some connections. Returns CPU seconds of the server per letter.

    `after`: seconds for which it may put work off behind its answers; that work is counted too.
    """
    await server.is_idle()
    before, waiting, refused = server.cpu(), iter(letters), 0
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=LANES)) as slack:

        async def lane() -> None:
            nonlocal refused
            for letter in waiting:
                headers = signed(letter, secret)
                async with slack.post(
                    f"{server.address}/slack/events", data=letter.body, headers=headers
                ) as answer:
                    refused += answer.status != 200

        await asyncio.gather(*(lane() for _ in range(LANES)))
    await server.is_idle(after)
    if refused:
        raise RuntimeError(f"{refused} of {len(letters)} requests were not answered with 200")
    return (server.cpu() - before) / len(letters)


async def measure(plan: Plan, database: str) -> dict[str, Any]:
    """Run everything and give the figures. `database`: the address of an empty one; without it, SQLite in a file."""
    secret, (bolt_port, house_port, slack_port) = secrets.token_hex(16), free_ports(3)
    hooks = f"http://127.0.0.1:{slack_port}"
    with tempfile.TemporaryDirectory() as folder:
        url = database or f"sqlite:///{folder}/bench.sqlite3"
        wall = await prepare(url, plan.places // PLACES + 1)
        env = settings_of(url, live_playbook(Path(folder)), house_port, slack_port, secret)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(
                started(["-m", "bench.quiet_slack", str(slack_port)], slack_port, "/heard", {})
            )
            ready, cold = [], []
            for number in range(plan.starts):
                empty = {**env, "PORTEVOIX_DATABASE_URL": f"sqlite:///{folder}/empty-{number}.sqlite3"}
                cold.append(await _seconds_to_ready(house_port, empty))
                ready.append(await _seconds_to_ready(house_port, env))
            bolt = await stack.enter_async_context(
                started(["-m", "bench.bare_bolt", str(bolt_port), secret], bolt_port, "/healthz", {})
            )
            house = await stack.enter_async_context(
                started(["-m", "bot", "serve"], house_port, "/readyz", env)
            )
            at_rest = house.memory("VmRSS")
            costs = await _costs(plan, wall, (bolt, house), secret, hooks)
            steady = await _steady(plan, wall, (bolt, house), secret, hooks)
            memory = {
                "after start": at_rest,
                "after the load": house.memory("VmRSS"),
                "most": house.memory("VmHWM"),
            }
            heard = await _heard(hooks)
        claims = await _claimed(url, wall) | _kits(heard)
    ready_after = {"migrated": median(ready), "empty": median(cold)}
    return {"costs": costs, "steady": steady, "memory": memory, "ready": ready_after, "claims": claims}


async def _seconds_to_ready(port: int, env: dict[str, str]) -> float:
    async with started(["-m", "bot", "serve"], port, "/readyz", env) as server:
        return server.seconds_to_ready


def _kinds(wall: Wall, hooks: str) -> dict[str, Callable[[], Letter]]:
    """Give a maker of letters for each kind of request."""

    def event() -> Letter:
        return reaction(wall.number(), "U0STRANGER", *_where(wall.posts[0]))

    def claim_by_click() -> Letter:
        post, user = wall.place()
        wall.pressed += 1
        return click(wall.number(), user, post.id, wall.message, hooks)

    def claim_by_reaction() -> Letter:
        post, user = wall.place()
        return reaction(wall.number(), user, *_where(post))

    def typed() -> Letter:
        return command(wall.number(), "U0000", "streak", hooks)

    return {
        "event": event,
        "claim by click": claim_by_click,
        "claim by reaction": claim_by_reaction,
        "command": typed,
    }


def _where(post: Post) -> tuple[str, str]:
    assert post.message is not None
    channel, _, ts = post.message.opaque.partition("/")
    return channel, ts


async def _costs(
    plan: Plan, wall: Wall, servers: tuple[Server, Server], secret: str, hooks: str
) -> dict[str, dict[str, float]]:
    bolt, house = servers
    kinds = _kinds(wall, hooks)
    rounds: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
    sizes = {}

    async def both(letters: list[Letter]) -> tuple[float, float]:
        return await send(bolt, letters, secret, after=0.0), await send(house, letters, secret)

    for make in kinds.values() if plan.warming else ():
        await both([make() for _ in range(plan.warming)])
    for _ in range(plan.rounds):
        for kind, make in kinds.items():
            letters = [make() for _ in range(plan.requests)]
            sizes[kind] = size_of(letters)
            rounds[kind].append(await both(letters))
    return {
        kind: {
            "bolt": median(bolt for bolt, _ in pairs),
            "house": median(house for _, house in pairs),
            "ratio": median(house / bolt for bolt, house in pairs),
            "lowest ratio": min(house / bolt for bolt, house in pairs),
            "highest ratio": max(house / bolt for bolt, house in pairs),
            "bytes": sizes[kind],
        }
        for kind, pairs in rounds.items()
    }


async def _steady(
    plan: Plan, wall: Wall, servers: tuple[Server, Server], secret: str, hooks: str
) -> dict[str, float]:
    """Bring events at the pace of a busy workspace, to the one and then to the other."""
    make, rounds = _kinds(wall, hooks)["event"], list[tuple[Paced, Paced]]()
    for _ in range(plan.rounds):
        letters = [make() for _ in range(int(PER_SECOND * plan.paced_seconds))]
        bolt = await send_at_pace(servers[0], letters, secret, PER_SECOND, 0.0)
        rounds.append((bolt, await send_at_pace(servers[1], letters, secret, PER_SECOND, LATEST_WORK)))
    ratios = [house.cpu / bolt.cpu for bolt, house in rounds]
    return {
        "ratio": median(ratios),
        "lowest ratio": min(ratios),
        "highest ratio": max(ratios),
        "bolt": median(bolt.cpu for bolt, _ in rounds),
        "house": median(house.cpu for _, house in rounds),
        "p99 of bolt": median(bolt.p99 for bolt, _ in rounds),
        "p99": median(house.p99 for _, house in rounds),
        "worst p99": max(house.p99 for _, house in rounds),
        "median": median(house.median for _, house in rounds),
    }


async def _claimed(url: str, wall: Wall) -> dict[str, int]:
    """Count in the database what was claimed, against what was sent."""
    cellar = await store.open_store(url)
    async with cellar.reading() as shelves:
        posts = [await shelves.posts.get(post.id) for post in wall.posts]
    await cellar.close()
    return {
        "sent": wall.next_place,
        "pressed": wall.pressed,
        "kept": sum(post.taken for post in posts if post),
    }


async def _heard(slack: str) -> dict[str, int]:
    async with aiohttp.ClientSession() as session, session.get(f"{slack}/heard") as answer:
        heard: dict[str, int] = await answer.json()
        return heard


def _kits(heard: dict[str, int]) -> dict[str, int]:
    """Count the kits that reached Slack: to a response_url after a click, as an ephemeral message after a reaction."""
    return {
        "kits after clicks": heard.get("response_url", 0),
        "kits after reactions": heard.get("chat.postEphemeral", 0),
    }


def table(found: dict[str, Any]) -> str:
    """Write the figures as the README shows them."""
    lines = ["| | bare Bolt | the whole bot | ratio | aim |", "|---|---|---|---|---|"]
    for kind, cost in found["costs"].items():
        spread = f"{cost['ratio']:.2f} ({cost['lowest ratio']:.2f}-{cost['highest ratio']:.2f})"
        aim = _verdict(cost["ratio"], AIMS[kind], "") if kind in AIMS else ""
        lines.append(
            f"| CPU of one {kind} | {cost['bolt'] * 1e3:.2f} ms | {cost['house'] * 1e3:.2f} ms | {spread} | {aim} |"
        )
    steady = found["steady"]
    spread = f"{steady['ratio']:.2f} ({steady['lowest ratio']:.2f}-{steady['highest ratio']:.2f})"
    lines.append(
        f"| CPU of one event at {PER_SECOND:g} a second | {steady['bolt'] * 1e3:.2f} ms | {steady['house'] * 1e3:.2f} ms "
        f"| {spread} | {_verdict(steady['ratio'], AIMS['event'], '')} |"
    )
    p99 = f"{steady['p99'] * 1e3:.0f} ms (at most {steady['worst p99'] * 1e3:.0f}; median {steady['median'] * 1e3:.1f})"
    lines.append(
        f"| 99 of 100 of these answered within | {steady['p99 of bolt'] * 1e3:.0f} ms | {p99} | "
        f"| {_verdict(steady['p99'] * 1e3, P99_AIM * 1e3, ' ms')} |"
    )
    memory, ready, claims = found["memory"], found["ready"], found["claims"]
    after = f"{ready['migrated']:.1f} s ({ready['empty']:.1f} with an empty database)"
    lines.append(f"| ready to serve after | | {after} | | {_verdict(ready['migrated'], READY_AIM, ' s')} |")
    most = f"{memory['most']:.0f} MiB ({memory['after start']:.0f} after start)"
    lines.append(f"| memory | | {most} | | {_verdict(memory['most'], MEMORY_AIM, ' MiB')} |")
    kits = claims["kits after clicks"] + claims["kits after reactions"]
    lines.append(
        f"\nOf {claims['sent']} claims sent, {claims['kept']} are in the database, and {kits} kits reached Slack."
    )
    return "\n".join(lines)


def _verdict(value: float, aim: float, unit: str) -> str:
    return f"{aim:g}{unit}: {'met' if value <= aim else 'not met'}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument(
        "--quick", action="store_true", help="some seconds, to see that it runs; the figures mean little"
    )
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument(
        "--database", default="", help="the address of an empty PostgreSQL; its server's CPU is not counted"
    )
    options = parser.parse_args()
    if not sys.platform.startswith("linux"):
        parser.error("the figures come from Linux's /proc and process clocks; there are none here")
    plan = Plan(rounds=5, requests=600, warming=60, starts=3, paced_seconds=10)
    if options.quick:
        plan = Plan(rounds=1, requests=20, warming=0, starts=1, paced_seconds=0.5)
    found = asyncio.run(measure(plan, options.database))
    print(table(found))
    if options.json:
        options.json.write_text(json.dumps(found, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
