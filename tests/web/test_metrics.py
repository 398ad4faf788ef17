"""The page with figures for machines: in Prometheus' format, and about the playbook alone."""

from datetime import UTC, datetime

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.settings import SettingsError, read_settings
from bot.web.metrics import PlaybookFigures, build_metrics


@pytest.mark.parametrize("is_good", [True, False])
async def test_the_figures_say_whether_the_playbook_is_in_use(is_good: bool):
    figures = PlaybookFigures(is_good, datetime(2026, 11, 23, tzinfo=UTC) if is_good else None, 3)
    async with TestClient(TestServer(build_metrics(lambda: figures))) as client:
        answer = await client.get("/metrics")
        text = await answer.text()
    assert answer.content_type == "text/plain"
    assert f"\nportevoix_playbook_last_reload_successful {float(is_good)}\n" in text
    assert "\nportevoix_playbook_problems 3.0\n" in text
    assert ("portevoix_playbook_last_reload_success_timestamp_seconds" in text) is is_good


def test_the_address_of_the_page_is_host_and_port():
    with pytest.raises(SettingsError, match=r"PORTEVOIX_METRICS is not host:port: '9090'"):
        read_settings({"PORTEVOIX_METRICS": "9090"})
