"""`make bench-report`: the report over 100,000 members and a year of their steps, beside bare SQL of the same week.

The rows are made in bulk and not counted. Then an edition is made anew, round after round, each beside the yardstick in the
same run: one statement of sqlite3 that counts, in the same file, the members and those with a step in that week. The page is
asked over HTTP as somebody signed in, first with nothing worked out and then again. Times are wall-clock; a ratio is taken
within its round.
"""

import argparse
import asyncio
import json
import resource
import sqlite3
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import aiohttp
from aiohttp import web

import store
from bot.domain.acts import ActKind
from bot.domain.people import Member, PersonRef
from bot.playbook.load import load
from bot.settings import Settings
from bot.texts import catalogues
from bot.usecases.make_edition import SIX_DAYS, edition
from bot.usecases.services import Services
from bot.usecases.sign_in import make_link
from bot.web.application import build_web
from bot.web.report_page import cookie_name, report_routes
from bot.web.share_page import SharePages
from sandbox.clock import SandboxClock
from store.rows import member_values
from store.tables import ACT, MEMBER
from tests.factories import a_member

ROOT = Path(__file__).parents[1]
PLATFORM, WORKSPACE = "slack", "T0SANDBOX"
NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)
WEEK = date(2026, 11, 16)
KINDS = (ActKind.TIP_READ, ActKind.SCENARIO_PLAYED, ActKind.HELPED, ActKind.TIP_SEEN)
CHAMPION = PersonRef(PLATFORM, WORKSPACE, "U0PRIYA")
PAGE_AIM = 2.0
BARE = """
    SELECT count(*), count(acted.user_id) FROM member LEFT JOIN (
        SELECT user_id FROM act
        WHERE platform = ? AND workspace = ? AND local_date BETWEEN ? AND ? AND kind <> 'tip_seen' GROUP BY user_id
    ) AS acted ON acted.user_id = member.user_id
    WHERE member.platform = ? AND member.workspace = ?
"""


def main() -> int:
    """Measure and print; `--json FILE` keeps the figures."""
    parser = argparse.ArgumentParser(prog="bench.report")
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--acts", type=int, default=52, help="steps of each member in the year")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portevoix-bench-") as folder:
        figures = asyncio.run(_measured(Path(folder) / "bench.sqlite3", options))
    _print(figures)
    if options.json:
        Path(options.json).write_text(json.dumps(figures), encoding="utf-8")
    return 0


async def _measured(file: Path, options: argparse.Namespace) -> dict[str, Any]:
    url = f"sqlite:///{file}"
    await store.upgrade(url)
    rows = _fill(file, options.members, options.acts)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cellar = await store.open_store(url)
    book = load(ROOT / "playbooks").book
    assert book is not None
    settings = Settings(
        playbooks=ROOT,
        public_url="http://127.0.0.1",
        secret_keys=("k" * 32,),
        admins=frozenset({(PLATFORM, CHAMPION.user)}),
    )
    services = Services(
        store=cellar,
        platforms={},
        book=lambda: book,
        texts=catalogues(),
        clock=SandboxClock(NOW),
        settings=settings,
        wake=lambda: None,
    )
    try:
        rounds = [await _round(services, file) for _ in range(options.rounds)]
        _forget(file)
        first, again = await _page(services)
    finally:
        await cellar.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ratios = sorted(made / bare for made, bare in rounds)
    return {
        "members": options.members,
        "acts": rows,
        "edition": median(made for made, _ in rounds),
        "bare": median(bare for _, bare in rounds),
        "ratio": [median(ratios), ratios[0], ratios[-1]],
        "page": first,
        "page again": again,
        "memory": peak - before,
    }


async def _round(services: Services, file: Path) -> tuple[float, float]:
    _forget(file)
    began = time.perf_counter()
    with sqlite3.connect(file) as connection:
        week = (PLATFORM, WORKSPACE, WEEK.isoformat(), (WEEK + SIX_DAYS).isoformat(), PLATFORM, WORKSPACE)
        connection.execute(BARE, week).fetchone()
    connection.close()
    bare = time.perf_counter() - began
    began = time.perf_counter()
    told = await edition(services, (PLATFORM, WORKSPACE), WEEK)
    assert told["rhythm"].tenths is not None
    return time.perf_counter() - began, bare


def _forget(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM crowd")
    connection.close()


async def _page(services: Services) -> tuple[float, float]:
    """Time the page's first answer, when nothing was worked out, and the next."""
    pages = SharePages(lambda *_: None, services.texts.for_locale)

    async def ready() -> tuple[str, ...]:
        return ()

    runner = web.AppRunner(build_web(pages, report_routes(services), ready), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    home = f"http://127.0.0.1:{runner.addresses[0][1]}"
    times = []
    try:
        link = (await make_link(services, CHAMPION, "en")).removeprefix(services.settings.public_url)
        async with aiohttp.ClientSession() as session:
            entered = await session.post(f"{home}{link}", allow_redirects=False)
            cookie = entered.cookies[cookie_name(services)].value
            for _ in range(2):
                began = time.perf_counter()
                headers = {"Cookie": f"{cookie_name(services)}={cookie}"}
                async with session.get(f"{home}/report", headers=headers) as answer:
                    await answer.read()
                    assert answer.status == 200
                times.append(time.perf_counter() - began)
    finally:
        await runner.cleanup()
    return times[0], times[1]


def _fill(file: Path, members: int, acts: int) -> int:
    """Make everybody and a year of steps, in bulk."""
    chance, model = Random("report"), a_member()
    ids = [f"U{number:08d}" for number in range(members)]
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        _insert(connection, MEMBER, (_member(model, each) for each in ids))
        _insert(connection, ACT, (_act(chance, each, number) for each in ids for number in range(acts)))
        (rows,) = connection.execute("SELECT count(*) FROM act").fetchone()
    connection.close()
    return int(rows)


def _insert(connection: sqlite3.Connection, table: Any, rows: Any) -> None:
    names = [column.name for column in table.columns]
    values = ", ".join("?" * len(names))
    connection.executemany(
        f"INSERT OR IGNORE INTO {table.name} ({', '.join(names)}) VALUES ({values})",
        ([row.get(name) for name in names] for row in rows),
    )


def _member(model: Member, user: str) -> dict[str, Any]:
    values = {**member_values(model), "user_id": user, "platform": PLATFORM, "workspace": WORKSPACE}
    return {name: _plain(value) for name, value in values.items()}


def _act(chance: Random, user: str, number: int) -> dict[str, Any]:
    on = WEEK + SIX_DAYS - timedelta(days=7 * number + chance.randrange(7))
    return {
        "platform": PLATFORM,
        "workspace": WORKSPACE,
        "user_id": user,
        "item": f"starter/{number}",
        "kind": chance.choice(KINDS).value if chance.random() < 0.6 else ActKind.TIP_SEEN.value,
        "local_date": on.isoformat(),
        "acted_at": f"{on} 10:00:00.000000",
    }


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value


def _print(figures: dict[str, Any]) -> None:
    ratio, low, high = figures["ratio"]
    is_met = "met" if figures["page"] <= PAGE_AIM else "not met"
    print(
        "| members | steps | edition | bare SQL of the week | ratio (lowest-highest) | page, first answer | again | memory |"
    )
    print("|---|---|---|---|---|---|---|---|")
    print(
        f"| {figures['members']:,} | {figures['acts']:,} | {figures['edition']:.2f} s | {figures['bare']:.3f} s "
        f"| {ratio:.1f} ({low:.1f}-{high:.1f}) | {figures['page']:.2f} s (aim {PAGE_AIM:.0f} s: {is_met}) "
        f"| {figures['page again'] * 1000:.0f} ms | {figures['memory']:.0f} MiB |"
    )


if __name__ == "__main__":
    raise SystemExit(main())
