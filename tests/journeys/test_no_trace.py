"""What is private leaves no byte: a refusal, a mute, the reason of a pause, an answer; and of whoever has left, nothing at all."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.demo import Demo
from bot.screens.settings import TOPICS
from bot.usecases.export_own import make_ticket, open_export
from bot.usecases.membership import find_member
from sandbox.teams.people import app_id_of, chat_id, directory_id
from tests.journeys.dialogue import PLATFORMS, Character, enters, everything_answered, some_time_later
from tests.journeys.traces import a_workplace, found_in, found_in_files, listening, page, spellings

CAMILLE = {
    "id in Slack": "U0CAMILLE",
    "id in the directory": directory_id("U0CAMILLE"),
    "id for the app": app_id_of("U0CAMILLE"),
    "own chat": chat_id("U0CAMILLE"),
}
SAID = {
    "reason of a pause": "Krevellen",
    "question to the guide": "Ouagadieu",
    "note": "Zwartepoel",
    "mistyped": "Quibberish",
    "help given": "Bjelovucic",
}


async def lives(workplace: Demo, platform: str) -> Character:
    """Use what is private: pause for a reason, mute, play, ask, note, mistype."""
    person = enters(workplace, "U0CAMILLE", platform)
    await person.presses(await person.types("rejoindre"), "join.yes")
    await person.sees_privately("join.welcome")
    await person.types(f"pause du 24/12 au 4/1 parce que {SAID['reason of a pause']}")
    await person.types(f"pause parce que {SAID['reason of a pause']} est là")
    topic = person.words("likes.topic_employer")
    await person.presses(await person.types("sourdine"), "mute.topic", topic=topic)
    await everything_answered(workplace)
    await person.presses_label(await person.types("situation"), "B")
    await everything_answered(workplace)
    await person.types(f"guide {SAID['question to the guide']} veut nommer un client, que dois-je dire ?")
    await person.types(f"carnet {SAID['note']} m’a remerciée")
    await person.types(f"{SAID['mistyped']} est venue")
    await person.types(f"entraide {SAID['help given']}")
    await everything_answered(workplace)
    return person


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_what_was_said_in_private_leaves_no_trace_in_any_file_log_or_page(
    platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    async with listening() as log:
        async with a_workplace(tmp_path, monkeypatch) as (workplace, figures):
            person = await lives(workplace, platform)
            assert found_in_files(tmp_path, SAID) == {}
            services = workplace.bot.services
            for address in (figures, f"{workplace.bot.address}/readyz", f"{workplace.bot.address}/healthz"):
                assert found_in(await page(address), SAID | CAMILLE) == []
            me = person.actor.id if platform == "slack" else directory_id("U0CAMILLE")  # type: ignore[attr-defined]
            members = {each.user: each for each, _ in await everybody(workplace)}
            export = await open_export(services, make_ticket(services, members[me]), "json")
            assert export is not None
            assert found_in(export[1], SAID) == ["note"], (
                "one's own notebook goes along, and nothing else of it"
            )
            await some_time_later(workplace, minutes=5)
        assert found_in_files(tmp_path, SAID) == {}
    assert found_in("\n".join(log.lines).encode(), SAID) == []
    assert found_in("".join(capfd.readouterr()).encode(), SAID) == []
    assert len(log.lines) > 10, "the log was listened to"


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_whoever_says_no_was_never_there(
    platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    async with listening() as log:
        async with a_workplace(tmp_path, monkeypatch) as (workplace, figures):
            person = enters(workplace, "U0CAMILLE", platform)
            await person.presses(await person.types("rejoindre"), "join.not_now")
            await person.sees_privately("join.refused")
            await person.types("confidentialité")
            await person.types("moi")
            await everything_answered(workplace)
            assert found_in_files(tmp_path, CAMILLE) == {}
            assert found_in(await page(figures), CAMILLE) == []
            await some_time_later(workplace, minutes=5)
        assert found_in_files(tmp_path, CAMILLE) == {}
    assert found_in("".join(capfd.readouterr()).encode(), CAMILLE) == []
    assert found_in("\n".join(log.lines).encode(), CAMILLE) == []


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_muted_topic_is_named_nowhere_but_on_the_button(
    platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with a_workplace(tmp_path, monkeypatch) as (workplace, _):
        before = found_bytes(tmp_path, b"employer")
        person = enters(workplace, "U0CAMILLE", platform)
        await person.presses(await person.types("rejoindre"), "join.yes")
        await person.sees_privately("join.welcome")
        topic = person.words("likes.topic_employer")
        await person.presses(await person.types("sourdine"), "mute.topic", topic=topic)
        await everything_answered(workplace)
        [(who, _)] = await everybody(workplace)
        member = await find_member(workplace.bot.services, who)
        assert member is not None
        assert member.choices.topics == frozenset(TOPICS) - {"employer"}
        assert found_bytes(tmp_path, b"employer") == before


async def test_the_words_would_be_found(tmp_path: Path):
    """Written down on purpose, in every spelling, each of them is seen: the tests above look at what they say."""
    for name, word in (SAID | CAMILLE).items():
        for number, spelling in enumerate(spellings(word)):
            (tmp_path / "written").write_bytes(b"before " + spelling + b" behind")
            assert name in found_in_files(tmp_path, SAID | CAMILLE)["written"], (name, number)
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as connection:
        connection.execute("CREATE TABLE said (words TEXT)")
        connection.executemany("INSERT INTO said VALUES (?)", [(word,) for word in SAID.values()])
        connection.commit()
    assert set(found_in_files(tmp_path, SAID)["bot.sqlite3"]) == set(SAID)


async def has_left(workplace: Demo) -> None:
    """Live on both platforms as one person, then leave from one of them."""
    slack = await lives(workplace, "slack")
    teams = enters(workplace, "U0CAMILLE", "teams")
    shown = await slack.types("lier")
    code = shown.all_text.replace("*", "").partition("advocacy lier ")[2].split()[0].rstrip(".")
    await teams.types(f"lier {code}")
    await teams.sees_privately("link.linked", platform="Slack")
    await slack.types("reprendre")
    share = await slack.sees_in_channel("daily.share.intro")
    await slack.reacts(share)
    await some_time_later(workplace, hours=3)
    await teams.types("moi")
    await teams.types("exporter")
    shutil.copytree(workplace_folder(workplace), workplace_folder(workplace).parent / "backup")
    await teams.types("oublier")
    await teams.sees_privately("leave.left")
    await everything_answered(workplace)


def workplace_folder(workplace: Demo) -> Path:
    return Path(workplace.bot.services.settings.database_url.removeprefix("sqlite:///")).parent


async def test_of_whoever_has_left_no_byte_is_anywhere_not_even_after_a_backup_is_restored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    folder, traces = tmp_path / "data", CAMILLE | {"note": SAID["note"]}
    folder.mkdir()
    async with listening() as log:
        async with a_workplace(folder, monkeypatch) as (workplace, figures):
            await has_left(workplace)
            backup = tmp_path / "backup"
            known = {name for names in found_in_files(backup, traces).values() for name in names}
            assert known == {"id in Slack", "id in the directory"}, "the backup knows them"
            assert found_in_files(folder, traces) == {}
            assert found_in(await page(figures), traces) == []
        assert found_in_files(folder, traces) == {}

        # The database comes from the backup; the ledger stays where it was.
        for path in folder.glob("bot.sqlite3*"):
            if not path.name.endswith(".erasures"):
                path.unlink()
        for path in backup.glob("bot.sqlite3*"):
            if not path.name.endswith((".erasures", ".lock")):
                shutil.copy(path, folder / path.name)
        async with a_workplace(folder, monkeypatch) as (workplace, figures):
            assert await everybody(workplace) == []
            assert found_in_files(folder, traces) == {}
            for platform in PLATFORMS:
                assert enters(workplace, "U0CAMILLE", platform).private() == []
            await some_time_later(workplace, hours=3)
            for platform in PLATFORMS:
                assert enters(workplace, "U0CAMILLE", platform).letters() == []
        assert found_in_files(folder, traces) == {}
    printed = "".join(capfd.readouterr())
    assert found_in(printed.encode(), traces) == []
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    assert [line["members"] for line in lines if line["event"] == "erased.again"] == [1]
    assert found_in("\n".join(log.lines).encode(), traces) == []


async def everybody(workplace: Demo) -> list[tuple[object, object]]:
    async with workplace.bot.services.store.reading() as shelves:
        return list(await shelves.traces.joined())


def found_bytes(folder: Path, word: bytes) -> dict[str, int]:
    return {path.name: path.read_bytes().count(word) for path in folder.iterdir()}
