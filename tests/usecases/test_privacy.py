"""What the bot knows: told from the running configuration, shown field by field to its owner, and taken along at once."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet

from bot.cards.elements import Button, Buttons, Card
from bot.domain.acts import ActKind
from bot.domain.people import PersonRef, Profile
from bot.events import ButtonPressed
from bot.playbook.book import Book
from bot.playbook.kinds.tip import Tip
from bot.playbook.programme import Retention
from bot.ports import Store
from bot.screens.privacy import GROUPS
from bot.usecases.export_own import FORMAT, OPEN_FOR, make_ticket, open_export, read_ticket
from bot.usecases.keep_notebook import write_line
from store.traces import data_map, mentions
from tests.bots import Bot, a_bot, labels, links, someone
from tests.factories import an_act
from tests.store.everywhere import COLLEAGUE, mentioned, put_everywhere
from tests.usecases.linking import HERE, THERE, link

CANARY = 'the lamp that Ünal repaired, and "why"; =1+1'


async def me(bot: Bot, **who: str) -> str:
    """Read every page of `me`."""
    overview = await bot.type("me", **who)
    pages = [overview.plain()]
    for value in values_of(overview, "me.rows"):
        card = await bot.press("me.rows", value, **who)
        pages.append(card.plain())
        page = 0
        while (after := f"{value.partition('/')[0]}/{page + 1}") in values_of(card, "me.rows"):
            card, page = await bot.press("me.rows", after, **who), page + 1
            pages.append(card.plain())
    return "\n".join(pages)


def values_of(card: Card, action: str) -> list[str]:
    buttons = [item for element in card.elements if isinstance(element, Buttons) for item in element.items]
    return [item.value for item in buttons if isinstance(item, Button) and item.action == action]


# What is kept in general


@pytest.mark.parametrize(
    ("url", "said"), [("sqlite:///bot.sqlite3", "in one file"), ("postgresql://u@h/d", "PostgreSQL")]
)
async def test_the_short_answer_says_where_things_are_kept(store: Store, url: str, said: str):
    async with a_bot(store, database_url=url) as bot:
        assert said in (await bot.type("privacy")).plain()


async def test_the_short_answer_names_the_platforms_that_run_and_the_playbooks_times(bot: Bot):
    short = Retention(acts_months=1, claims_days=21, nudges_days=7)
    one, other = bot.services.book().playbooks
    bot.services.__dict__["book"] = lambda: Book((one.model_copy(update={"retention": short}), other))
    text = (await bot.type("privacy")).plain()
    for said in ("Slack and Microsoft Teams", "1 month,", "21 days", "7 days", "90 days", "14 days"):
        assert said in text
    bot.services.platforms.pop("teams")  # type: ignore[attr-defined]
    assert "Microsoft Teams" not in (await bot.type("privacy")).plain()


async def test_every_table_about_people_is_behind_one_button_with_every_column(bot: Bot):
    overview = await bot.type("confidentialité")
    groups = values_of(overview, "privacy.group")
    assert groups == list(GROUPS)
    text = {group: (await bot.press("privacy.group", group)).plain() for group in groups}
    for table in data_map():
        if table.is_about_people:
            [group] = [group for group, tables in GROUPS.items() if table.name in tables]
            assert table.comment in text[group]
            for column in table.columns:
                assert f"{column.name} · {column.comment}" in text[group]


@pytest.mark.parametrize("command", ["privacy", "me", "export"])
async def test_asking_leaves_no_row_of_whoever_asks(bot: Bot, command: str):
    await bot.type(command, user="U0STRANGER")
    await bot.press(
        {"privacy": "privacy.show", "me": "me.show", "export": "export.show"}[command], user="U0STRANGER"
    )
    assert await mentioned(bot.store, someone("U0STRANGER")) == []
    if command != "privacy":
        assert "Nothing is kept about you" in (await bot.type(command, user="U0STRANGER")).plain()


# Every stored field


async def test_me_shows_every_field_of_every_table_with_its_value_and_its_sentence(bot: Bot):
    await bot.join()
    await put_everywhere(bot.store, someone("U0OTHER"))
    await bot.router.close()
    async with bot.store.reading() as shelves:
        rows = await shelves.traces.of(someone("U0OTHER"))
    text = await me(bot, user="U0OTHER")
    assert set(rows) == {mention.table.name for mention in mentions()}
    hidden = {"platform", "workspace", "user_id", "arrangements", "pauses"}
    assert "since: 2000-01-01 · timezone: Europe/Paris" in text
    for table in data_map():
        if table.is_about_people:
            assert table.comment in text
            for column in table.columns:
                assert column.comment in text, (table.name, column.name)
            for row in rows[table.name]:
                for column, value in row.items():
                    if isinstance(value, str | int) and column not in hidden:
                        assert _as_shown(value) in text, (table.name, column)
    assert COLLEAGUE not in text


async def test_me_shows_a_note_as_it_was_written_and_to_nobody_else(bot: Bot):
    await bot.join()
    await bot.join("U0SAM")
    await write_line(bot.services, HERE, CANARY)
    assert CANARY in await me(bot)
    assert CANARY not in await me(bot, user="U0SAM")


async def test_a_note_whose_key_is_gone_does_not_hide_the_rest(bot: Bot):
    await bot.join()
    await write_line(bot.services, HERE, CANARY)
    bot.services.__dict__["settings"] = replace(bot.services.settings, secret_keys=("n" * 32,))
    async with bot.store.reading() as shelves:
        [line] = await shelves.notes.of(HERE)
    text = await me(bot)
    assert line.id in text
    assert CANARY not in text


async def test_me_is_the_same_from_every_account_of_the_person(bot: Bot):
    await bot.join()
    await link(bot)
    await bot.router.close()
    here, there = await me(bot), await me(bot, user=THERE.user, on="teams")
    for text in (here, there):
        for account in (HERE, THERE):
            assert f"id {account.user}" in text
    assert "Linked accounts (1)" in labels(await bot.type("me"))


async def test_many_steps_are_shown_page_by_page_and_none_is_left_out(bot: Bot):
    await bot.join()
    today = bot.clock.now().date()
    days = [today - timedelta(days=number) for number in range(40)]
    async with bot.store.writing() as shelves:
        for on in days:
            await shelves.acts.record(an_act(on))
    text = await me(bot)
    for on in days:
        assert f"item: starter/{on.isoformat()}" in text


@pytest.mark.parametrize("value", ["steps", "steps/x", "steps/²", "secrets/0", "steps/99", ""])
async def test_a_page_that_does_not_exist_shows_nothing_strange(bot: Bot, value: str):
    await bot.join()
    if value == "steps/99":
        assert "Nothing of this" in (await bot.press("me.rows", value)).plain()
    else:
        event = ButtonPressed(
            id="x", at=bot.clock.now(), person=someone("U0CAMILLE"), action="me.rows", value=value
        )
        assert await bot.hear(event) is None


# Taking it along


async def opened(bot: Bot, person: PersonRef = HERE, form: str = "json") -> bytes:
    found = await open_export(bot.services, make_ticket(bot.services, person), form)
    assert found is not None
    name, content = found
    assert name == f"portevoix-{bot.clock.now():%Y-%m-%d}.{form}"
    return content


def a_tip(bot: Bot) -> Tip:
    return next(each for each in bot.services.book().playbooks if each.id == "starter-en").tips[0]


async def a_full_life(bot: Bot) -> None:
    await bot.tick()
    await bot.join()
    await link(bot)
    await write_line(bot.services, HERE, CANARY)
    tip, share = a_tip(bot), bot.services.book().playbooks[0].shares[0]
    async with bot.store.writing() as shelves:
        await shelves.acts.record(replace(an_act(), item=f"starter-en/{tip.key}"))
        await shelves.acts.record(replace(an_act(kind=ActKind.TIP_SEEN), item=f"x/{share.id}"))
    await bot.router.close()


async def test_the_export_says_all_that_me_knows_and_each_thing_in_plain_words(bot: Bot):
    await a_full_life(bot)
    found = json.loads(await opened(bot))
    assert (found["format"], found["made_at"][:10]) == (FORMAT, f"{bot.clock.now():%Y-%m-%d}")
    assert found["accounts"] == [
        {"platform": each.platform, "workspace": each.workspace, "user_id": each.user}
        for each in (HERE, THERE)
    ]
    async with bot.store.reading() as shelves:
        rows = await shelves.traces.of(HERE)
    assert {table: len(part["rows"]) for table, part in found["tables"].items()} == {
        table: len(each) for table, each in rows.items()
    }
    tables = {table.name: table for table in data_map()}
    for name, part in found["tables"].items():
        assert part["about"] == tables[name].comment
        assert part["columns"] == {column.name: column.comment for column in tables[name].columns}
        assert all(set(row) == set(part["columns"]) for row in part["rows"])
    [note] = found["tables"]["note"]["rows"]
    assert note["text"] == CANARY
    [kept] = found["tables"]["member"]["rows"]
    assert kept["arrangements"][0]["timezone"] == "Europe/London"
    assert (kept["joined_at"][-1], kept["is_private"]) == ("Z", False)


async def test_the_learning_record_goes_along_in_words(bot: Bot):
    await a_full_life(bot)
    record = json.loads(await opened(bot))["learning_record"]
    assert {"on": "2026-11-23", "what": "tip_read", "title": a_tip(bot).title} in record
    assert not [line for line in record if line["what"] == "tip_seen"]


async def test_the_csv_files_hold_the_same_rows_as_the_json(bot: Bot):
    await a_full_life(bot)
    whole = json.loads(await opened(bot))
    files = unzipped(await opened(bot, form="zip"))
    assert set(files) == {f"{name}.csv" for name in (*whole["tables"], "learning_record", "about")}
    for name, part in whole["tables"].items():
        rows = files[f"{name}.csv"]
        assert len(rows) == len(part["rows"])
        for row, same in zip(rows, part["rows"], strict=True):
            assert set(row) == set(same)
            for column, value in same.items():
                assert _as_cell(value) == _read_cell(row[column], value), (name, column)
    assert files["learning_record.csv"] == whole["learning_record"]
    assert {(row["table"], row["column"]) for row in files["about.csv"]} == {
        (name, column) for name, part in whole["tables"].items() for column in ("", *part["columns"])
    }


async def test_an_export_speaks_the_language_of_its_owner(bot: Bot):
    bot.platform.profiles[HERE.user] = Profile("Camille", "fr-FR", "Europe/Paris")
    await bot.join()
    about = json.loads(await opened(bot))["tables"]["member"]["about"]
    assert about == bot.services.words_in("fr")("privacy.tables.member")


async def test_the_card_links_to_both_files_and_its_notification_holds_no_address(bot: Bot):
    await bot.join()
    card = await bot.type("exporter")
    addresses = list(links(card).values())
    assert [address.rpartition(".")[2] for address in addresses] == ["json", "zip"]
    for address in addresses:
        assert address.startswith("https://bot.example.com/own/")
        assert HERE.user not in address
        assert address not in card.summary + card.plain()


async def test_a_ticket_opens_its_owners_export_for_ten_minutes(bot: Bot):
    await bot.join()
    ticket = make_ticket(bot.services, HERE)
    assert read_ticket(bot.services, ticket) == HERE
    bot.clock.advance(OPEN_FOR - timedelta(seconds=1))
    assert read_ticket(bot.services, ticket) == HERE
    bot.clock.advance(timedelta(seconds=2))
    assert read_ticket(bot.services, ticket) is None
    assert await open_export(bot.services, ticket, "json") is None


async def test_a_ticket_of_any_other_making_opens_nothing(bot: Bot):
    await bot.join()
    good = make_ticket(bot.services, HERE)
    forged = (
        Fernet(Fernet.generate_key()).encrypt(b'[9999999999, "slack", "T0SANDBOX", "U0CAMILLE"]').decode()
    )
    changed = [
        good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :] for place in range(0, 100, 7)
    ]
    for ticket in ("", "x", "é", "=" * 40, forged, good[:-4], *changed):
        assert read_ticket(bot.services, ticket) is None
    assert await open_export(bot.services, good, "exe") is None


async def test_a_ticket_outlives_a_new_key_and_no_other_purpose_makes_one(bot: Bot):
    await bot.join()
    ticket = make_ticket(bot.services, HERE)
    keys = ("n" * 32, *bot.services.settings.secret_keys)
    newer = replace(bot.services, settings=replace(bot.services.settings, secret_keys=keys))
    assert read_ticket(newer, ticket) == HERE
    await write_line(bot.services, HERE, '[9999999999, "slack", "T0SANDBOX", "U0SAM"]')
    async with bot.store.reading() as shelves:
        [note] = await shelves.notes.of(HERE)
    assert read_ticket(bot.services, note.text.decode()) is None


async def test_after_leaving_a_ticket_opens_nothing(bot: Bot):
    await bot.join()
    ticket = make_ticket(bot.services, HERE)
    await bot.type("leave")
    assert await open_export(bot.services, ticket, "zip") is None


def unzipped(content: bytes) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")))
            for name in archive.namelist()
        }


def _as_shown(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value) or "(empty)"


def _as_cell(value: Any) -> Any:
    return "" if value is None else value


def _read_cell(cell: str, like: Any) -> Any:
    return json.loads(cell) if isinstance(like, bool | int | Mapping | list) else cell
