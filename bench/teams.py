"""`make bench-teams`: what one turn costs at the Teams door, beside the SDK's stock echo and a bare route, in the same run.

CPU seconds are those of the server process until it is idle again. The same activities go to the three servers in
turn, round after round; each turn ends in one message to a quiet Teams that runs in a process of its own. The door
verifies each token anew, the worst case: the service repeats its token for an hour. The stock echo has no credentials,
so it verifies nothing and fetches no token, which flatters it.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from bench.processes import Server, free_ports, started
from bench.teams_servers import APP, TENANT

LANES = 8
TURN_AIM, SEND_AIM = 8.0, 400.0


def activity(number: int, service: str) -> bytes:
    """Write a mention in a channel as Teams sends it, about 1.6 KB."""
    channel = "19:shares@thread.tacv2"
    name = "<at>Portevoix</at>"
    return json.dumps(
        {
            "type": "message",
            "id": f"17640000{number:08d}",
            "timestamp": "2026-11-23T08:30:00.0000000Z",
            "localTimestamp": "2026-11-23T09:30:00.0000000+01:00",
            "serviceUrl": service,
            "channelId": "msteams",
            "from": {"id": "29:1" + "c" * 80, "name": "Camille Moreau", "aadObjectId": f"aad-{number % 50}"},
            "conversation": {"isGroup": True, "conversationType": "channel", "tenantId": TENANT,
                             "id": f"{channel};messageid=17640000{number:08d}"},
            "recipient": {"id": f"28:{APP}", "name": "Portevoix"},
            "textFormat": "plain",
            "text": f"{name} today",
            "attachments": [{"contentType": "text/html", "content": f"<div><div><span>{name}</span>&nbsp;today</div></div>"}],
            "entities": [
                {"type": "mention", "text": name, "mentioned": {"id": f"28:{APP}", "name": "Portevoix"}},
                {"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web", "timezone": "Europe/London"},
            ],
            "channelData": {"teamsChannelId": channel, "teamsTeamId": channel, "channel": {"id": channel},
                            "team": {"id": channel}, "tenant": {"id": TENANT}},
            "locale": "en-GB",
            "localTimezone": "Europe/London",
        }
    ).encode()  # fmt: skip


class Signer:
    """Signs tokens as the service does, each unlike the one before."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(65537, 2048)
        self._count = 0

    @property
    def keys(self) -> str:
        """The document of keys."""
        public = RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return json.dumps({"keys": [{**public, "kid": "bench", "endorsements": ["msteams"]}]})

    def token(self, service: str) -> str:
        self._count += 1
        now = int(time.time())
        claims = {"iss": "https://api.botframework.com", "aud": APP, "nbf": now - 60, "exp": now + 3600,
                  "serviceurl": service, "jti": str(self._count)}  # fmt: skip
        return jwt.encode(claims, self._key, "RS256", {"kid": "bench"})


async def send(server: Server, letters: Sequence[tuple[bytes, str]]) -> float:
    """Bring all letters over some connections. Returns CPU seconds of the server per letter."""
    await server.is_idle()
    before, waiting, refused = server.cpu(), iter(letters), 0
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=LANES)) as teams:

        async def lane() -> None:
            nonlocal refused
            for body, token in waiting:
                headers = {"Content-Type": "application/json"}
                if token:
                    headers["Authorization"] = f"Bearer {token}"
                async with teams.post(f"{server.address}/api/messages", data=body, headers=headers) as answer:
                    refused += answer.status >= 300

        await asyncio.gather(*(lane() for _ in range(LANES)))
    await server.is_idle()
    if refused:
        raise RuntimeError(f"{refused} of {len(letters)} requests were not taken by {server.address}")
    return (server.cpu() - before) / len(letters)


async def direct(server: Server, count: int) -> float:
    """Let the door write to people. Returns its CPU seconds per message."""
    await server.is_idle()
    before = server.cpu()
    async with aiohttp.ClientSession() as session, session.get(f"{server.address}/send/{count}") as answer:
        if answer.status != 200:
            raise RuntimeError(f"the door answered {answer.status}")
    await server.is_idle()
    return (server.cpu() - before) / count


async def measure(rounds: int, requests: int) -> dict[str, Any]:
    """Run everything and give the figures."""
    ports, signer = free_ports(4), Signer()
    quiet_address = f"http://127.0.0.1:{ports[0]}"
    service = f"{quiet_address}/teams/"
    env = {"QUIET": quiet_address, "KEYS": signer.keys, "PYTHONWARNINGS": "ignore"}
    async with AsyncExitStack() as stack:
        servers = {}
        for kind, port in zip(("quiet", "bare", "stock", "door"), ports, strict=True):
            arguments = ["-m", "bench.teams_servers", kind, str(port)]
            servers[kind] = await stack.enter_async_context(started(arguments, port, "/healthz", env))
        turns, sends = [], []
        for round_ in range(rounds + 1):
            bodies = [activity(round_ * requests + number, service) for number in range(requests)]
            found = {
                "bare": await send(servers["bare"], [(body, "") for body in bodies]),
                "stock": await send(
                    servers["stock"], [(body, "") for body in bodies[: max(requests // 4, 1)]]
                ),
                "door": await send(servers["door"], [(body, signer.token(service)) for body in bodies]),
            }
            sending = await direct(servers["door"], requests)
            if round_:  # the first one warms
                turns.append(found)
                sends.append(sending)
        async with aiohttp.ClientSession() as session, session.get(f"{quiet_address}/heard") as answer:
            heard = await answer.json()
    return {
        "turn": {kind: median(each[kind] for each in turns) for kind in ("bare", "stock", "door")},
        "stock to door": _spread([each["stock"] / each["door"] for each in turns]),
        "door to bare": _spread([each["door"] / each["bare"] for each in turns]),
        "sends a second and core": _spread([1 / each for each in sends]),
        "heard": heard,
    }


def _spread(figures: list[float]) -> dict[str, float]:
    return {"median": median(figures), "lowest": min(figures), "highest": max(figures)}


def table(found: dict[str, Any]) -> str:
    """Write the figures as the README shows them."""
    turn, stock, bare = found["turn"], found["stock to door"], found["door to bare"]
    sends = found["sends a second and core"]
    return "\n".join(
        [
            "| one turn: a mention in, one message out | CPU | beside the door |",
            "|---|---|---|",
            f"| a bare aiohttp route, JSON in and out, nothing sent | {turn['bare'] * 1e3:.2f} ms | 1/{bare['median']:.1f} |",
            f"| the door, each token verified anew | {turn['door'] * 1e3:.2f} ms | 1 |",
            (
                f"| the SDK's stock echo, no token verified | {turn['stock'] * 1e3:.2f} ms | "
                f"{stock['median']:.1f} ({stock['lowest']:.1f}-{stock['highest']:.1f}); aim {TURN_AIM:g}: "
                f"{'met' if stock['median'] >= TURN_AIM else 'not met'} |"
            ),
            "",
            (
                f"Messages written to people, a second of one core: {sends['median']:.0f} "
                f"({sends['lowest']:.0f}-{sends['highest']:.0f}); aim {SEND_AIM:g}: "
                f"{'met' if sends['median'] >= SEND_AIM else 'not met'}."
            ),
        ]
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.teams")
    parser.add_argument("--quick", action="store_true", help="some seconds, to see that it runs")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    if not sys.platform.startswith("linux"):
        parser.error("the figures come from Linux's process clocks; there are none here")
    found = asyncio.run(measure(1, 12) if options.quick else measure(5, 800))
    print(table(found))
    if options.json:
        options.json.write_text(json.dumps(found, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
