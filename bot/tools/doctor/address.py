"""Looking at the public address as the world sees it: that it leads to the bot, and that its certificate is good for a while."""

import asyncio
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from bot.domain.findings import Finding, broken, well, worth_a_look
from bot.tools.doctor.patient import Patient

NEAR_ITS_END: Final = timedelta(days=14)


async def address(patient: Patient) -> Sequence[Finding]:
    """Ask the address whether the bot is alive behind it."""
    url = patient.settings.public_url
    if not urlsplit(url).hostname:
        return [broken("address_missing")]
    try:
        async with patient.session.get(f"{url}/healthz", allow_redirects=False) as answer:
            said = (await answer.content.read(16)).decode(errors="replace")
    except (aiohttp.ClientConnectorError, ConnectionError):
        return [worth_a_look("address_silent", address=url)]
    except aiohttp.ClientError as error:
        return [broken("address_wrong", address=url, error=type(error).__name__)]
    if answer.status in {502, 503, 504}:
        return [worth_a_look("address_silent", address=url)]
    if answer.status != 200 or said.strip() != "alive":
        return [broken("address_other", address=url, status=answer.status)]
    return [well("address", address=url)]


async def certificate(patient: Patient) -> Sequence[Finding]:
    """Look at the certificate that a stranger is shown."""
    parts = urlsplit(patient.settings.public_url)
    if parts.scheme != "https" or not parts.hostname:
        return [worth_a_look("certificate_none")]
    try:
        # The system's own authorities decide, as they do for Slack and Microsoft.
        _, writer = await asyncio.open_connection(
            parts.hostname, parts.port or 443, ssl=ssl.create_default_context()
        )
    except ssl.SSLCertVerificationError as error:
        return [broken("certificate_wrong", reason=error.verify_message)]
    except (OSError, ssl.SSLError):
        return [worth_a_look("certificate_unseen")]
    try:
        shown = writer.get_extra_info("peercert") or {}
    finally:
        writer.close()
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
    left = ends - patient.clock.now()
    said = worth_a_look if left < NEAR_ITS_END else well
    return [
        said(
            "certificate_ends" if left < NEAR_ITS_END else "certificate",
            on=f"{ends:%Y-%m-%d}",
            count=left.days,
        )
    ]
