"""The cards about what the bot knows: in general, of oneself, to take along, and when somebody leaves or is away for long."""

from dataclasses import replace
from datetime import timedelta

from bot.cards.elements import Card, Form
from bot.domain.people import Member
from bot.playbook.programme import Retention
from bot.screens.privacy import (
    GROUPS,
    Kept,
    absence_card,
    export_card,
    goodbye_card,
    group_card,
    me_card,
    nothing_card,
    own_rows_card,
    privacy_card,
)
from bot.texts import Words
from store.rows import act_values, member_values
from store.traces import data_map
from tests.factories import MONDAY, NOON, an_act


def privacy_screens(words: Words, member: Member) -> dict[str, Card | Form]:
    """Name -> card."""
    tables = {table.name: table for table in data_map()}
    kept = Kept(Retention(), is_on_server=False, platforms=("slack", "teams"), away_days=90, erased_days=14)
    acts = [act_values(an_act(MONDAY - timedelta(days=number))) for number in range(14)]
    note = {"id": "1790000000.0001", "local_date": MONDAY, "text": "Sam asked me how the lamp was repaired."}
    rows = {"member": [member_values(member)], "act": acts, "note": [note]}
    elsewhere = replace(member.person, platform="teams", workspace="T0TENANT", user="29:camille")
    address = "https://bot.example.com/own/gAAAAABq.json"
    groups = {
        f"privacy, {group}": group_card(words, group, [tables[name] for name in names])
        for group, names in GROUPS.items()
    }
    return {
        "privacy": privacy_card(words, kept),
        "privacy, on a server and shorter": privacy_card(
            words, replace(kept, retention=Retention(acts_months=1, claims_days=7), is_on_server=True)
        ),
        "privacy, where links are counted": privacy_card(words, replace(kept, counts_links=True)),
        **groups,
        "me": me_card(words, [member.person], rows),
        "me, with a linked account": me_card(words, [member.person, elsewhere], rows),
        "me, nothing": nothing_card(words),
        "me, choices": own_rows_card(words, "choices", rows, member.person),
        "me, steps": own_rows_card(words, "steps", rows, member.person),
        "me, steps from another account": own_rows_card(words, "steps", rows, elsewhere, 1),
        "me, notebook": own_rows_card(words, "notes", rows, member.person),
        "me, an empty group": own_rows_card(words, "ideas", rows, member.person),
        "export": export_card(words, address, address.replace("json", "zip")),
        "left, with a receipt": goodbye_card(words, member, NOON, "K7QX-34MD"),
        "away for long": absence_card(words, 14),
    }
