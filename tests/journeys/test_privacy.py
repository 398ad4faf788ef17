"""What the bot knows, taking it along, leaving and being away, as people live it on both platforms and in both languages."""

import io
import json
import re
import zipfile
from datetime import timedelta

import aiohttp
import pytest

from bot.demo import Demo
from sandbox.teams.people import directory_id
from tests.journeys.dialogue import (
    PLATFORMS,
    Character,
    Seen,
    enters,
    everything_answered,
    next_working_day,
    plain,
    some_time_later,
)

pytestmark = [
    pytest.mark.parametrize("platform", PLATFORMS),
    pytest.mark.parametrize("user", ["U0CAMILLE", "U0SAM"]),
]
"""One speaks French, one English; both have joined."""


def typed(person: Character, english: str, french: str) -> str:
    return french if person.words.language == "fr" else english


def says(seen: Seen, person: Character, key: str, **values: object) -> bool:
    return plain(person.words(key, **values)) in plain(seen.all_text)


async def sees(person: Character, key: str, **values: object) -> Seen:
    return await person.sees_privately(key, **values)


async def download(address: str) -> tuple[int, bytes]:
    async with aiohttp.ClientSession() as browser, browser.get(address) as answer:
        return answer.status, await answer.read()


async def test_what_is_kept_is_told_in_short_and_table_by_table(workplace: Demo, platform: str, user: str):
    person = enters(workplace, user, platform)
    shown = await person.types(typed(person, "privacy", "confidentialité"))
    for key in ("privacy.why", "privacy.never", "privacy.links"):
        assert says(shown, person, key)
    assert "Slack" in shown.all_text
    assert "Microsoft Teams" in shown.all_text
    await person.presses(shown, "privacy.groups.choices")
    choices = await sees(person, "privacy.columns.member.joined_at")
    await person.presses(choices, "privacy.groups.steps")
    steps = await sees(person, "privacy.tables.act")
    await person.presses(steps, "privacy.back")
    await sees(person, "privacy.never")


async def test_one_sees_every_field_of_ones_own_and_nobody_elses(workplace: Demo, platform: str, user: str):
    person = enters(workplace, user, platform)
    await person.types(typed(person, "helped", "entraide"))
    shown = await person.types(typed(person, "me", "moi"))
    own = directory_id(user) if platform == "teams" else user
    assert own in shown.all_text
    await person.presses(shown, "me.open", group=person.words("privacy.groups.steps"), count=1)
    steps = await sees(person, "privacy.columns.act.acted_at")
    assert "helped" in steps.all_text
    await person.presses(steps, "me.back")
    await person.presses(
        await sees(person, "me.intro"), "me.open", group=person.words("privacy.groups.choices"), count=1
    )
    choices = await sees(person, "privacy.columns.member.renewed_on")
    assert own in choices.all_text


async def test_everything_is_taken_along_by_two_links_that_open_for_ten_minutes(
    workplace: Demo, platform: str, user: str
):
    person = enters(workplace, user, platform)
    await person.types(f"{typed(person, 'notebook', 'carnet')} la lampe « Ünal »")
    shown = await person.types(typed(person, "export", "exporter"))
    addresses = [shown.links[person.words(key)] for key in ("export.json", "export.csv")]
    (status, document), (_, packed) = [await download(address) for address in addresses]
    assert status == 200
    whole = json.loads(document)
    assert [note["text"] for note in whole["tables"]["note"]["rows"]] == ["la lampe « Ünal »"]
    assert whole["tables"]["member"]["about"] == person.words("privacy.tables.member")
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        assert "la lampe « Ünal »" in files.read("note.csv").decode()
    workplace.sandbox.clock.advance(timedelta(minutes=11))
    assert [(await download(address))[0] for address in addresses] == [404, 404]


async def test_leaving_gives_a_receipt_and_then_nothing_is_kept(workplace: Demo, platform: str, user: str):
    person = enters(workplace, user, platform)
    shown = await person.types(typed(person, "export", "exporter"))
    address = shown.links[person.words("export.json")]
    goodbye = await person.types(typed(person, "forget", "oublier"))
    assert says(goodbye, person, "leave.left")
    # A database server has no place of its own for the ledger, and without one there is no receipt.
    has_ledger = workplace.bot.services.ledger is not None
    assert says(goodbye, person, "leave.receipt_means") == has_ledger
    assert bool(re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", goodbye.all_text)) == has_ledger
    assert (await download(address))[0] == 404
    assert says(await person.types(typed(person, "me", "moi")), person, "me.nothing")
    assert says(await person.types(typed(person, "leave", "partir")), person, "leave.not_member")


async def test_somebody_away_for_long_is_asked_once_and_one_press_stays(
    workplace: Demo, platform: str, user: str
):
    person = enters(workplace, user, platform)
    workplace.sandbox.clock.advance(timedelta(days=91))
    for _ in range(6):
        await next_working_day(workplace, "10:30")
        await some_time_later(workplace, hours=4)
    letters = [each for each in person.letters() if says(each, person, "absence.hello")]
    assert len(letters) == 1
    await person.presses(letters[0], "absence.stay")
    await person.until(lambda: any(says(each, person, "absence.stayed") for each in person.letters()))
    await everything_answered(workplace)
    for _ in range(16):
        await next_working_day(workplace, "10:30")
    assert says(await person.types(typed(person, "me", "moi")), person, "me.intro")
