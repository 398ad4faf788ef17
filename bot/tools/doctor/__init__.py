"""`portevoix doctor`: one look at everything the bot needs, with what to do about what is not well. It posts nothing."""

import argparse
import asyncio
import os
from collections.abc import Mapping, Sequence
from typing import Final

import aiohttp

from bot.app import SystemClock
from bot.domain.findings import Finding, Verdict
from bot.texts import Words
from bot.tools.doctor.checks import CHECKS, clock, platform_checks, playbook
from bot.tools.doctor.patient import Check, Patient, look
from bot.tools.tool import PROBLEMS, WELL, Tool, language_argument, words_of

SECONDS: Final = 10.0
"""For each check."""


def run(options: argparse.Namespace) -> int:
    """Look, and print a line for each finding. Exit code 1 when anything is broken."""
    words = words_of(options)
    findings = asyncio.run(examine(os.environ))
    _print(findings, words)
    return PROBLEMS if any(each.verdict is Verdict.BROKEN for _, each in findings) else WELL


async def examine(env: Mapping[str, str], seconds: float = SECONDS) -> Sequence[tuple[str, Finding]]:
    """Do every check, whatever becomes of the others. Gives each finding with the name of its check."""
    # Each check ends first, with its own word for it.
    timeout = aiohttp.ClientTimeout(total=2 * seconds)
    async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
        patient = Patient.of(env, session, SystemClock())
        # First and alone: the others need what it reads, and none of them is late for its sake.
        await look(playbook, patient, seconds)
        checks: list[tuple[str, Check]] = [*CHECKS, *platform_checks(patient)]
        rounds = await asyncio.gather(*(look(check, patient, seconds) for _, check in checks))
        found = [(name, each) for (name, _), seen in zip(checks, rounds, strict=True) for each in seen]
        # Last: it reads the dates of the answers that the others had.
        return [*found, *[("clock", each) for each in await look(clock, patient, seconds)]]


def _print(findings: Sequence[tuple[str, Finding]], words: Words) -> None:
    verdicts = {each: words(f"tools.doctor.verdict.{each}") for each in Verdict}
    names = {name: words(f"tools.doctor.name.{name}") for name, _ in findings}
    first, second = max(map(len, verdicts.values())), max(map(len, names.values()))
    for name, finding in findings:
        said = words(f"tools.doctor.says.{finding.says}", **finding.values)
        print(f"{verdicts[finding.verdict]:<{first}}  {names[name]:<{second}}  {said}")
    worst = [sum(each.verdict is verdict for _, each in findings) for verdict in Verdict]
    print(words("tools.doctor.sum", well=worst[0], look=worst[1], broken=worst[2]))


DOCTOR: Final = Tool(
    "doctor", "look at everything the bot needs, and say what to do; it posts nothing", language_argument, run
)
