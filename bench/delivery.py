"""`make bench-delivery`: how fast the outbox sends, how near it comes to the platforms' limits, and what a second replica adds.

Sending goes through everything: a planned row is leased, `sending` is committed, Slack's door calls a quiet Slack in
another process over loopback, and the outcome is written down. The yardstick is Slack's own client, bare, with as many
calls at once, in the same run. PostgreSQL waits for the disk at each commit, as it does when it is installed; two replicas
are measured with a Slack that answers at once, where the cores are the limit, and with one that takes as long as the real
one, where the calls under way are.
"""

import argparse
import asyncio
import json
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp

from bench.limits import Share, limited
from bench.processes import Server, free_ports, live_playbook, settings_of, started
from bench.reminders import Reminded, reminded
from tests.databases import Cluster, a_cluster, server_binaries

PARTS = ("outbox", "replicas", "limits", "reminders")
CHANNELS = 100
SENDS_AIM, REPLICAS_AIM, SHARE_AIM = 300.0, 1.7, 0.95
PATIENCE = 180.0
USUAL_DELAY = 0.2
"""Seconds that the real Slack may take to confirm a message."""
DURABLE = ("fsync = on", "synchronous_commit = on", "full_page_writes = on")


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    rounds: int
    sends: int
    """In each round."""
    limited_seconds: float
    reminders: int


@dataclass(frozen=True)
class Sent:
    """What one round of sending took."""

    per_second: float
    cpu: tuple[float, ...]
    """Seconds for one message, of each process that sent."""

    @property
    def per_cpu_second(self) -> float:
        return 1 / sum(self.cpu)


class Bench:
    """The quiet Slack, the bare client, and bots, which come and go."""

    def __init__(self, plan: Plan, stack: AsyncExitStack, folder: Path, delay: float = 0.0) -> None:
        self.plan = plan
        self._stack = stack
        self._delay = delay
        folder.mkdir()
        self._playbook = live_playbook(folder)
        self._folder = folder
        self._slack_port, self._bare_port = free_ports(2)
        self._asking: aiohttp.ClientSession
        self._bare: Server

    async def open(self) -> None:
        self._asking = await self._stack.enter_async_context(aiohttp.ClientSession())
        arguments = ["-m", "bench.quiet_slack", str(self._slack_port), str(self._delay)]
        await self._stack.enter_async_context(started(arguments, self._slack_port, "/heard", {}))
        arguments = ["-m", "bench.outbox_servers", "bare", str(self._bare_port)]
        env = {"SLACK_API_URL": f"http://127.0.0.1:{self._slack_port}/api/"}
        self._bare = await self._stack.enter_async_context(
            started(arguments, self._bare_port, "/healthz", env)
        )

    @asynccontextmanager
    async def bots(self, url: str, count: int) -> AsyncIterator[list[Server]]:
        """Run so many bots on one database."""
        key = secrets.token_urlsafe(32)
        async with AsyncExitStack() as stack:
            found = []
            for _ in range(count):
                port, side = free_ports(2)
                env = settings_of(url, self._playbook, port, self._slack_port, secrets.token_hex(16))
                env |= {"PORTEVOIX_SECRET_KEYS": key, "WIDE": "1"}
                env["PORTEVOIX_ERASURE_LEDGER"] = str(self._folder / "erased")
                arguments = ["-m", "bench.outbox_servers", "bot", str(side)]
                found.append(await stack.enter_async_context(started(arguments, side, "/healthz", env)))
            yield found

    async def through_the_outbox(self, bots: list[Server], sends: int) -> Sent:
        """Lay messages into the outbox and wait until all have arrived. Raises RuntimeError if one came twice."""
        after = 1.5 + sends * 0.004
        size = {"platform": "slack", "number": sends, "channels": CHANNELS, "after": after}
        await self._post(bots[0], "posts", **size)
        for each in bots:
            await self._post(each, "wake")
            await each.is_idle()
        before = [each.cpu() for each in bots]
        await self._arrived(sends)
        for each in bots:
            await each.is_idle()
        return await self._sent(sends, [bot.cpu() - was for bot, was in zip(bots, before, strict=True)])

    async def by_the_client(self, sends: int) -> Sent:
        """Let the bare client make the calls."""
        await self._bare.is_idle()
        before = self._bare.cpu()
        await self._post(self._bare, "send", number=sends)
        await self._bare.is_idle()
        return await self._sent(sends, [self._bare.cpu() - before])

    async def _sent(self, sends: int, cpu: list[float]) -> Sent:
        found = await self._posts(take="1")
        if found["calls"] != sends or found["distinct"] != sends:
            raise RuntimeError(f"of {sends} messages {found['distinct']} arrived, in {found['calls']} calls")
        return Sent((sends - 1) / (found["last"] - found["first"]), tuple(each / sends for each in cpu))

    async def _arrived(self, sends: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while True:
                if (await self._posts())["calls"] >= sends:
                    return
                await asyncio.sleep(0.2)

    async def _posts(self, **query: str) -> dict[str, Any]:
        address = f"http://127.0.0.1:{self._slack_port}/posts"
        async with self._asking.get(address, params=query) as answer:
            found: dict[str, Any] = await answer.json()
            return found

    async def _post(self, server: Server, path: str, **query: Any) -> None:
        async with self._asking.post(f"{server.address}/{path}", params=query) as answer:
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status} {await answer.text()}")


async def outbox(bench: Bench, url: str) -> dict[str, Any]:
    """Send through the outbox and by the bare client, in turn."""
    plan, pairs = bench.plan, []
    async with bench.bots(url, 1) as bots:
        for _ in range(plan.rounds + 1):
            client = await bench.by_the_client(plan.sends)
            pairs.append((client, await bench.through_the_outbox(bots, plan.sends)))
    pairs = pairs[1:]  # the first one warms
    return {
        "client": _figures([client for client, _ in pairs]),
        "outbox": _figures([house for _, house in pairs]),
        "ratio": _spread([sum(house.cpu) / sum(client.cpu) for client, house in pairs]),
        "received once": plan.sends * (plan.rounds + 1),
    }


async def replicas(bench: Bench, cluster: Cluster) -> dict[str, Any]:
    """Send by one process and by two on one database, in turn."""
    plan, rounds = bench.plan, list[list[Sent]]()
    for _ in range(plan.rounds):
        found = []
        for count in (1, 2):
            name = cluster.copy("migrated")
            async with bench.bots(cluster.url(name), count) as bots:
                await bench.through_the_outbox(bots, plan.sends // 10)  # it warms
                found.append(await bench.through_the_outbox(bots, plan.sends))
            cluster.drop(name)
        rounds.append(found)
    return {
        "one": _figures([one for one, _ in rounds]),
        "two": _figures([two for _, two in rounds]),
        "ratio": _spread([two.per_second / one.per_second for one, two in rounds]),
        "cores used by one": median(sum(one.cpu) * one.per_second for one, _ in rounds),
        "cores used by each of two": median(sum(two.cpu) * two.per_second / 2 for _, two in rounds),
        "smaller part": median(min(two.cpu) / sum(two.cpu) for _, two in rounds),
    }


def _figures(rounds: list[Sent]) -> dict[str, Any]:
    return {
        "a second": _spread([each.per_second for each in rounds]),
        "a CPU second": _spread([each.per_cpu_second for each in rounds]),
    }


def _spread(figures: list[float]) -> dict[str, float]:
    return {"median": median(figures), "lowest": min(figures), "highest": max(figures)}


async def measure(plan: Plan, parts: set[str], cluster: Cluster | None) -> dict[str, Any]:
    """Run the parts that were asked for, and give the figures."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as place:
        async with AsyncExitStack() as stack:
            bench = Bench(plan, stack, Path(place, "at-once"))
            await bench.open()
            if "outbox" in parts:
                found["SQLite"] = await outbox(bench, f"sqlite:///{place}/bench.sqlite3")
                if cluster:
                    found["PostgreSQL"] = await outbox(bench, cluster.url(cluster.copy("migrated")))
            if "replicas" in parts and cluster:
                found["replicas"] = {"at once": await replicas(bench, cluster)}
                slow = Bench(plan, stack, Path(place, "slow"), USUAL_DELAY)
                await slow.open()
                found["replicas"][f"after {USUAL_DELAY:g} s"] = await replicas(slow, cluster)
        if "limits" in parts:
            found["limits"] = [vars(each) for each in await limited(plan.limited_seconds, Path(place))]
    return found


@contextmanager
def _postgres(*, is_wanted: bool) -> Iterator[Cluster | None]:
    """Start a PostgreSQL that waits for the disk, as the tests' does not. None: it is not installed."""
    if not is_wanted or not server_binaries():
        yield None
        return
    with a_cluster() as cluster:
        for setting in DURABLE:
            cluster.admin.execute(f"ALTER SYSTEM SET {setting}")
        cluster.admin.execute("SELECT pg_reload_conf()")
        yield cluster


def table(found: dict[str, Any]) -> str:
    """Write the figures as the README shows them."""
    lines = []
    if "SQLite" in found:
        lines += [
            "| sending through | a second | a second of one core | CPU beside the bare client |",
            "|---|---|---|---|",
        ]
        client = found["SQLite"]["client"]
        lines.append(
            f"| the bare client | {_three(client['a second'])} | {_three(client['a CPU second'])} | 1 |"
        )
    for name in ("SQLite", "PostgreSQL"):
        if name in found:
            house = found[name]["outbox"]
            rate = house["a CPU second"]
            verdict = f"aim {SENDS_AIM:g}: {_verdict(rate['median'] >= SENDS_AIM)}"
            ratio = _three(found[name]["ratio"], 1)
            lines.append(
                f"| the outbox on {name} | {_three(house['a second'])} | {_three(rate)}; {verdict} | {ratio} |"
            )
    if "replicas" in found:
        lines += ["", *(_of_replicas(how, each) for how, each in found["replicas"].items())]
    if "limits" in found:
        lines += [
            "",
            "| with limits on | accepted | share of the rate | beside all that the sandbox would take | 429 |",
            "|---|---|---|---|---|",
        ]
        lines += [_of_limits(Share(**each)) for each in found["limits"]]
    if "reminders" in found:
        lines += ["", _of_reminders(Reminded(**found["reminders"]))]
    return "\n".join(lines)


def _of_replicas(how: str, found: dict[str, Any]) -> str:
    ratio = found["ratio"]
    return (
        f"To a Slack that answers {how}, two replicas on PostgreSQL send {_three(found['two']['a second'])} a second, "
        f"one {_three(found['one']['a second'])}: {_three(ratio, 2)} times; "
        f"aim {REPLICAS_AIM:g}: {_verdict(ratio['median'] >= REPLICAS_AIM)}. One uses {found['cores used by one']:.2f} "
        f"of a core, each of two {found['cores used by each of two']:.2f}; the smaller part is {found['smaller part']:.0%}."
    )


def _of_limits(share: Share) -> str:
    verdict = f"aim {SHARE_AIM:.0%}: {_verdict(share.of_rate >= SHARE_AIM)}"
    return (
        f"| {share.what} | {share.accepted} in {share.seconds:.0f} s, {share.per_second:g} a second allowed | "
        f"{share.of_rate:.1%}; {verdict} | {share.of_all:.0%} | {share.refused} |"
    )


def _of_reminders(found: Reminded) -> str:
    return (
        f"{found.people:,} reminders, due at the same moment: {found.received:,} received, {found.twice} twice, "
        f"in {found.minutes:.0f} minutes of virtual time; Slack's limits allow it in {found.least_minutes:.0f}: "
        f"{found.ratio:.1f} times; {found.refused} answers were 429."
    )


def _three(spread: dict[str, float], digits: int = 0) -> str:
    return f"{spread['median']:,.{digits}f} ({spread['lowest']:,.{digits}f}-{spread['highest']:,.{digits}f})"


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "not met"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.delivery")
    parser.add_argument("--quick", action="store_true", help="some seconds, to see that it runs")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="leave the others out")
    parser.add_argument("--no-postgres", action="store_false", dest="with_postgres", help="SQLite alone")
    parser.add_argument("--reminders", type=int, help="how many, in the place of 10,000")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    if not sys.platform.startswith("linux"):
        parser.error("the figures come from Linux's process clocks; there are none here")
    plan = Plan(1, 40, 4, 20) if options.quick else Plan(3, 1200, 60, 10_000)
    parts = set(options.only or PARTS)
    with _postgres(is_wanted=options.with_postgres) as cluster:
        found = asyncio.run(measure(plan, parts, cluster))
    if "reminders" in parts:
        found["reminders"] = vars(reminded(options.reminders or plan.reminders))
    print(table(found))
    if options.json:
        options.json.write_text(json.dumps(found, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
