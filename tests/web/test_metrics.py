"""The page with figures for machines: in Prometheus' format, told in the documentation, and about nobody."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML

from adapters import PLATFORMS
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.environment import read_settings
from bot.events import Event
from bot.ports import RateLimited, Route
from bot.settings import SettingsError
from bot.usecases.tally import Outcome, Tally
from bot.web.metrics import Figures, PlaybookFigures, Reading, build_metrics
from bot.web.readiness import reading_of
from tests.bots import Bot

ROOT = Path(__file__).parents[2]
SINCE = datetime(2026, 11, 23, tzinfo=UTC)


def everything() -> Reading:
    """Give a reading in which every figure has a value."""
    tally = Tally()
    tally.events["slack", "command", "accepted"] += 2
    tally.deliveries["post", "sent"] += 1
    tally.waits["slack"] += 1
    tally.waited["slack"] += 30
    return Reading(
        playbook=PlaybookFigures(is_good=True, read_at=SINCE, problems=3),
        tally=tally,
        lag=4.0,
        skews={"slack": -1.0},
        outbox={"due": 2, "sent": 5},
        oldest=7.0,
    )


def families(text: str) -> dict[str, Any]:
    return {each.name: each for each in text_string_to_metric_families(text)}


def sample_names(text: str) -> set[str]:
    return {sample.name for each in families(text).values() for sample in each.samples}


@pytest.mark.parametrize("is_good", [True, False])
async def test_the_figures_say_whether_the_playbook_is_in_use(is_good: bool):
    playbook = PlaybookFigures(is_good, SINCE if is_good else None, 3)
    reading = Reading(playbook=playbook, tally=Tally(), lag=None)

    async def read() -> Reading:
        return reading

    async with TestClient(TestServer(build_metrics(Figures(), read))) as client:
        answer = await client.get("/metrics")
        text = await answer.text()
    assert answer.content_type == "text/plain"
    assert f"\nportevoix_playbook_last_reload_successful {float(is_good)}\n" in text
    assert "\nportevoix_playbook_problems 3.0\n" in text
    assert ("portevoix_playbook_last_reload_success_timestamp_seconds" in text) is is_good
    assert "\nportevoix_database_up 0.0\n" in text


def test_the_address_of_the_page_is_host_and_port():
    with pytest.raises(SettingsError, match=r"PORTEVOIX_METRICS is not host:port: '9090'"):
        read_settings({"PORTEVOIX_METRICS": "9090"})


async def test_how_long_a_platform_waits_is_counted_whether_it_is_answered_or_not():
    async def answers(_request: web.Request) -> web.Response:
        return web.Response()

    async def fails(_request: web.Request) -> web.Response:
        raise ValueError

    figures = Figures()
    await figures.timed("slack", Route("POST", "/", answers)).handler(None)
    with pytest.raises(ValueError):
        await figures.timed("slack", Route("POST", "/", fails)).handler(None)
    text = figures.write(everything()).decode()
    assert 'portevoix_acknowledge_seconds_count{platform="slack"} 2.0' in text


async def test_a_bot_at_work_counts_what_it_heard_and_said(bot: Bot):
    await bot.tick(minutes=-30)
    await bot.join()
    bot.platform.failures.append(RateLimited(30))
    await bot.tick(minutes=30)
    for _ in range(4):
        await bot.tick(minutes=1)
    tally = bot.services.tally
    assert tally.events["slack", "command", "accepted"] == tally.events["slack", "command", "answered"] > 0
    assert (tally.waits["slack"], tally.waited["slack"]) == (1, 30)
    posts = sum(
        count for (kind, state), count in tally.deliveries.items() if (kind, state) == ("post", "sent")
    )
    assert posts == len({marker for _, _, marker in bot.platform.posted if marker})


async def test_the_outbox_tells_its_depth_and_the_age_of_its_oldest(bot: Bot):
    class Unwatched:
        is_broken, good_since, problems = False, SINCE, ()

    await bot.tick(minutes=-30)
    bot.platform.failures.extend([RateLimited(3600)] * 8)
    await bot.tick(minutes=30)
    bot.clock.advance(timedelta(minutes=5))
    reading = await reading_of(bot.services, bot.engine, Unwatched())  # type: ignore[arg-type]
    async with bot.store.reading() as shelves:
        counts = await shelves.outbox.counts()
        due_at = await shelves.outbox.oldest_due()
    assert reading.outbox == {state.value: count for state, count in counts.items()}
    assert reading.outbox
    assert reading.lag == 300.0
    assert reading.oldest == max(0.0, (bot.clock.now() - due_at).total_seconds() if due_at else 0.0)


async def test_without_a_database_there_are_figures_all_the_same(bot: Bot, monkeypatch: pytest.MonkeyPatch):
    class Unwatched:
        is_broken, good_since, problems = False, SINCE, ()

    def away(_self: object) -> object:
        raise OSError

    monkeypatch.setattr(type(bot.store), "reading", away)
    reading = await reading_of(bot.services, bot.engine, Unwatched())  # type: ignore[arg-type]
    assert reading.outbox is None
    assert "portevoix_database_up 0.0" in Figures().write(reading).decode()


def test_every_label_is_one_of_a_few_words_and_none_names_a_person_or_a_channel():
    kinds = {each.default for kind in get_args(Event) for each in fields(kind) if each.name == "kind"}
    allowed = {
        "platform": set(PLATFORMS),
        "kind": {str(kind) for kind in kinds} | {kind.value for kind in DeliveryKind},
        "outcome": set(get_args(Outcome)),
        "state": {state.value for state in DeliveryState},
    }
    for family in families(Figures().write(everything()).decode()).values():
        for sample in family.samples:
            for name, value in sample.labels.items():
                assert name == "le" or value in allowed[name], (sample.name, name, value)


def test_the_documentation_lists_exactly_these_figures():
    figures = Figures()
    figures.timed("slack", Route("POST", "/", None))  # type: ignore[arg-type]
    found = families(figures.write(everything()).decode())
    exposed = {
        (f"{name}_total" if family.type == "counter" else name): family.type
        for name, family in found.items()
        if not name.endswith("_created")  # the library's own, beside each histogram
    }
    page = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(portevoix_\w+)(?:\{[^`]*\})?` \| (\w+) \|", page, re.MULTILINE))
    assert told == exposed


def expressions(tree: Any) -> Iterator[str]:
    """Find every expression of Prometheus' language in a dashboard or a file of rules."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            if name == "expr":
                yield str(value)
            else:
                yield from expressions(value)
    elif isinstance(tree, list):
        for each in tree:
            yield from expressions(each)


@pytest.mark.parametrize("name", ["grafana.json", "alerts.yaml"])
def test_dashboard_and_alerts_name_only_figures_that_exist(name: str):
    raw = (ROOT / "deploy" / "prometheus" / name).read_text(encoding="utf-8")
    tree = json.loads(raw) if name.endswith("json") else YAML(typ="safe", pure=True).load(raw)
    figures = Figures()
    figures.timed("slack", Route("POST", "/", None))  # type: ignore[arg-type]
    known = sample_names(figures.write(everything()).decode()) | {"up"}
    asked = list(expressions(tree))
    assert len(asked) > 5
    for expression in asked:
        assert set(re.findall(r"\bportevoix_\w+", expression)) <= known, expression
        assert expression.count("(") == expression.count(")"), expression
        labels = set(re.findall(r"[{,]\s*(\w+)\s*=", expression))
        assert labels <= {"platform", "kind", "outcome", "state", "job", "le"}, expression


def test_every_alert_says_what_to_do():
    raw = (ROOT / "deploy" / "prometheus" / "alerts.yaml").read_text(encoding="utf-8")
    rules = [rule for group in YAML(typ="safe", pure=True).load(raw)["groups"] for rule in group["rules"]]
    page = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    for rule in rules:
        assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert set(rule["annotations"]) == {"summary", "description"}
        assert f"`{rule['alert']}`" in page
