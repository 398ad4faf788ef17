"""The judge: what it calls lost, said twice, unknown and wrong."""

from dataclasses import replace
from typing import Any

from bot.domain.delivery import PERHAPS_SENT
from tests.faults.judge import Ended, judge
from tests.faults.rig import Case, by_rarity
from tests.faults.towns import Said

TABLES: dict[str, list[dict[str, Any]]] = {
    "post": [{"id": "monday", "message": "C0SHARES/1.0", "taken": 0}],
    "delivery": [{"key": "post:monday", "kind": "post", "post": "monday", "state": "sent", "reason": ""}],
    "claim": [],
    "act": [],
    "workspace": [{"platform": "slack", "workspace": "T0SANDBOX"}],
    "inbox_event": [],
}
SAID = Said("idea of the day", "C0SHARES", "1.0", is_private=False)
REFERENCE = Ended(
    said=[SAID], picture="four places", is_heard=False, calls=[], tables=TABLES, is_refused=False
)


def judged(scenario: str = "daily", reference: Ended = REFERENCE, **ended: Any):
    tables = TABLES | ended.pop("tables", {})
    return judge(scenario, "slack", reference, replace(reference, tables=tables, **ended), 2, 3)


def delivery(state: str, reason: str = "", kind: str = "post") -> dict[str, Any]:
    row = {"key": "post:monday", "kind": kind, "post": "monday", "state": state, "reason": reason}
    return {"delivery": [row]}


def test_what_is_seen_once_is_well():
    assert judged().is_clean


def test_what_is_seen_twice_is_a_duplicate():
    assert judged(said=[SAID, replace(SAID, message="2.0")]).duplicates == [
        "idea of the day in C0SHARES 2 times"
    ]


def test_what_is_neither_seen_nor_reported_is_lost():
    for state in ("due", "sending", "sent", "failed"):
        assert judged(said=[], tables=delivery(state)).lost, state
    assert judged(said=[], tables={"delivery": []}).lost == ["post:monday: never planned"]


def test_what_nobody_knows_is_reported_and_not_lost():
    asked = Said("did it appear?", "D0ALEX", "3.0", is_private=True, asks_about="monday")
    verdict = judged(said=[asked, asked], tables=delivery("held", "history is not read"))
    assert (verdict.lost, verdict.duplicates, verdict.unknown) == ([], [], ["post:monday"])


def test_what_is_held_without_an_admin_having_been_asked_is_lost():
    assert judged(said=[], tables=delivery("held", "history is not read")).lost


def test_a_letter_that_may_have_arrived_is_given_up():
    assert judged(said=[], tables=delivery("failed", PERHAPS_SENT, "letter")).is_clean
    assert not judged(said=[], tables=delivery("failed", PERHAPS_SENT)).is_clean


def test_an_acknowledged_claim_is_kept_once_and_shown():
    held, row = {"state": "held"}, {"id": "monday", "message": "C0SHARES/1.0"}
    heard = replace(REFERENCE, is_heard=True)
    one = {"claim": [held], "post": [row | {"taken": 1}]}
    assert judged("claim", heard, tables=one).is_clean
    assert judged("claim", heard).lost == ["the claim"]
    assert judged("claim", heard, tables=one, picture="five places").lost == ["the card that shows the claim"]
    twice = {"claim": [held], "post": [row | {"taken": 2}]}
    assert judged("claim", heard, tables=twice).duplicates == ["1 claims on 2 places"]


def test_an_act_counts_once():
    heard = replace(REFERENCE, is_heard=True)
    done = {"claim": [{"state": "done"}], "post": [TABLES["post"][0] | {"taken": 1}]}
    act = {"kind": "share_done"}
    assert judged("done", heard, tables=done | {"act": [act]}).is_clean
    assert judged("done", heard, tables=done).lost == ["the act"]
    assert judged("done", heard, tables=done | {"act": [act, act]}).duplicates == ["2 acts"]


def test_an_uninstalled_bot_is_silent_and_forgets():
    heard = replace(REFERENCE, is_heard=True)
    assert judged("uninstall", heard, tables={"workspace": []}).is_clean
    assert judged("uninstall", heard).wrong == ["the workspace is still kept"]
    assert judged("uninstall", heard, is_refused=True).wrong == ["the workspace is still kept"]
    calls = ["chat.postMessage account_inactive"]
    assert judged("uninstall", heard, tables={"workspace": []}, calls=calls).wrong


def test_a_case_is_read_as_it_was_written():
    case = Case("claim", "teams", "sqlite", 3, "bot.router:Router._write#1 before leaving writing", 40, 120)
    assert Case.read(str(case)) == case


def test_points_that_nobody_met_come_first():
    def dies(point: str, nth: int) -> Case:
        return Case("daily", "slack", "sqlite", nth, point, 5, 1)

    cases = [dies("a", 1), dies("a", 2), dies("b", 1), dies("a", 3), dies("b", 2)]
    assert [str(each)[-3:] for each in by_rarity(cases)] == ["1/a", "1/b", "2/a", "2/b", "3/a"]
