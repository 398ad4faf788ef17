"""Figures for machines, on a port of their own: counts and states, never anything about people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector


@dataclass(frozen=True, slots=True)
class PlaybookFigures:
    """How the last reading of the playbook went."""

    is_good: bool
    read_at: datetime | None
    """When a good one was last taken up; None if that was before this process began."""
    problems: int


def build_metrics(figures: Callable[[], PlaybookFigures]) -> web.Application:
    """Answer `/metrics` in Prometheus' text format. Figures are read at each visit; nothing is global."""
    registry = CollectorRegistry()
    registry.register(_Playbook(figures))

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.router.add_get("/metrics", answer)
    return app


class _Playbook(Collector):
    """Names as Prometheus itself has them: prometheus.io/docs/practices/naming."""

    def __init__(self, figures: Callable[[], PlaybookFigures]) -> None:
        self._figures = figures

    def collect(self) -> Iterator[GaugeMetricFamily]:
        found = self._figures()
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
