"""Figures for machines, on a port of their own: counts and states, never anything about people."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from types import MappingProxyType
from typing import Any, Final

from aiohttp import web
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.ports import Route
from bot.usecases.tally import Tally
from bot.web.serving import watching

ACKNOWLEDGED: Final = "portevoix_acknowledge_seconds"
_BUCKETS: Final = (0.01, 0.05, 0.1, 0.3, 1.0, 2.0, 3.0, 10.0)
"""Seconds. Slack counts three as too late, Teams ten to fifteen."""


@dataclass(frozen=True, slots=True)
class PlaybookFigures:
    """How the last reading of the playbook went."""

    is_good: bool
    read_at: datetime | None
    """When a good one was last taken up; None if that was before this process began."""
    problems: int


@dataclass(frozen=True, slots=True)
class Reading:
    """All figures at one moment."""

    playbook: PlaybookFigures
    tally: Tally
    lag: float | None
    """Seconds since the engine last looked for work; None before its first look."""
    skews: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """By platform: seconds by which its clock is ahead of ours."""
    outbox: Mapping[str, int] | None = None
    """By state: how many deliveries there are. None: the database did not answer."""
    oldest: float = 0.0
    """Seconds for which the oldest delivery has been due."""


class Figures:
    """Counts how long the platforms wait for us, and writes all figures down when they are asked for."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._acknowledged = Histogram(
            ACKNOWLEDGED,
            "How long a platform waited for our answer to what it brought",
            ("platform",),
            buckets=_BUCKETS,
            registry=self._registry,
        )

    def timed(self, platform: str, route: Route) -> Route:
        """Measure how long a door's address takes to answer."""
        waits = self._acknowledged.labels(platform)

        async def handler(request: Any) -> Any:
            began = perf_counter()
            try:
                return await route.handler(request)
            finally:
                waits.observe(perf_counter() - began)

        return Route(route.method, route.path, handler)

    def write(self, reading: Reading) -> bytes:
        """Write everything in Prometheus' text format."""
        house = CollectorRegistry()
        house.register(_House(reading))
        return generate_latest(self._registry) + generate_latest(house)


def build_metrics(figures: Figures, read: Callable[[], Awaitable[Reading]]) -> web.Application:
    """Answer `/metrics` in Prometheus' text format. Figures are read at each visit; nothing is global."""

    async def answer(_request: web.Request) -> web.Response:
        body = figures.write(await read())
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application(middlewares=[watching])
    app.router.add_get("/metrics", answer)
    return app


class _House(Collector):
    """Names as Prometheus itself has them: prometheus.io/docs/practices/naming."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def collect(self) -> Iterator[Metric]:
        yield from self._playbook(self._reading.playbook)
        yield from self._counts(self._reading.tally)
        yield from self._states()

    def _playbook(self, found: PlaybookFigures) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "portevoix_playbook_last_reload_successful",
            "1 when the playbook's files are in use, 0 when they have mistakes and an older one is",
            value=float(found.is_good),
        )
        yield GaugeMetricFamily(
            "portevoix_playbook_problems", "Mistakes and pieces of advice in the files", value=found.problems
        )
        if found.read_at is not None:
            yield GaugeMetricFamily(
                "portevoix_playbook_last_reload_success_timestamp_seconds",
                "When a good playbook was last taken up",
                value=found.read_at.timestamp(),
            )

    def _counts(self, tally: Tally) -> Iterator[Metric]:
        yield _counter(
            "portevoix_events",
            "What the platforms brought, and what became of it",
            ("platform", "kind", "outcome"),
            tally.events,
        )
        yield _counter(
            "portevoix_deliveries",
            "What the bot had to say, by the state that it came to",
            ("kind", "state"),
            tally.deliveries,
        )
        waits = {(platform,): count for platform, count in tally.waits.items()}
        yield _counter(
            "portevoix_rate_limit_waits", "How often a platform asked the bot to wait", ("platform",), waits
        )
        waited = {(platform,): seconds for platform, seconds in tally.waited.items()}
        yield _counter(
            "portevoix_rate_limit_wait_seconds",
            "For how long in all a platform asked the bot to wait",
            ("platform",),
            waited,
        )

    def _states(self) -> Iterator[Metric]:
        found = self._reading
        yield GaugeMetricFamily(
            "portevoix_database_up", "1 when the database answered", value=float(found.outbox is not None)
        )
        if found.outbox is not None:
            held = GaugeMetricFamily(
                "portevoix_outbox_deliveries", "Deliveries in the database", labels=("state",)
            )
            for state, count in found.outbox.items():
                held.add_metric((state,), count)
            yield held
            yield GaugeMetricFamily(
                "portevoix_outbox_oldest_due_seconds",
                "For how long the oldest delivery has been due; 0 when none is",
                value=found.oldest,
            )
        if found.lag is not None:
            yield GaugeMetricFamily(
                "portevoix_engine_lag_seconds",
                "How long ago the engine last looked for work; up to sixty are as they should be",
                value=found.lag,
            )
        skews = GaugeMetricFamily(
            "portevoix_clock_skew_seconds",
            "How far a platform's clock is ahead of ours",
            labels=("platform",),
        )
        for platform, seconds in found.skews.items():
            skews.add_metric((platform,), seconds)
        yield skews


def _counter(name: str, said: str, labels: tuple[str, ...], counts: Mapping[Any, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, said, labels=labels)
    for values, count in sorted(counts.items()):
        family.add_metric(values, count)
    return family
