"""The judge: compares what people saw, by the sandbox's own log, with what they see when nobody is killed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.delivery import PERHAPS_SENT, DeliveryKind, DeliveryState
from tests.faults.cellars import Row
from tests.faults.towns import Said, Town

Tables = Mapping[str, Sequence[Row]]
UNSETTLED = frozenset(
    {
        DeliveryState.DUE,
        DeliveryState.LEASED,
        DeliveryState.SENDING,
        DeliveryState.UNKNOWN,
        DeliveryState.HELD,
    }
)

TRIES_AFTER_LEAVING = {"slack": 0, "teams": 4}
"""Calls that would show something, after an uninstallation of which the bot knows.

In Teams a team is left, whose channels nobody names: two posts are due that morning, and of each channel an admin is told.
"""


def is_reported(delivery: Row, said: Sequence[Said] | None) -> bool:
    """Tell whether an admin was really asked whether this message arrived. None: there is nobody to be asked."""
    is_asked = said is None or any(each.asks_about == delivery["post"] for each in said)
    return delivery["state"] == DeliveryState.HELD and is_asked


def is_at_most_once(delivery: Row) -> bool:
    """Tell whether this is a letter that was given up because it may have arrived: that is what is promised of letters."""
    is_given_up = delivery["state"] == DeliveryState.FAILED and delivery["reason"] == PERHAPS_SENT
    return delivery["kind"] == DeliveryKind.LETTER and is_given_up


@dataclass(frozen=True)
class Ended:
    """How it all ended: what people saw, and what lies in the database."""

    said: Sequence[Said]
    picture: str
    is_heard: bool
    """What a person did was acknowledged."""
    calls: Sequence[str]
    """What was asked of the platform that people would see."""
    tables: Tables
    is_refused: bool
    """The last life would not begin."""

    @classmethod
    def of(cls, town: Town, tables: Tables, *, is_refused: bool) -> "Ended":
        calls = [f"{each.method} {each.outcome}" for each in town.calls()]
        return cls(town.said(), town.picture(), town.is_heard(), calls, tables, is_refused)


@dataclass
class Verdict:
    """What the judge found. Nobody may be in `lost`, `duplicates` and `wrong`.

    Private answers to what a person did are not judged: they may be lost, and come again when it is done again.
    """

    deaths: int = 0
    lives: int = 0
    lost: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Messages whose fate nobody knows, each reported or given up as promised."""

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.duplicates or self.wrong)


def judge(scenario: str, platform: str, reference: Ended, ended: Ended, deaths: int, lives: int) -> Verdict:
    """Judge one case."""
    verdict = Verdict(deaths, lives)
    # Shown out, the bot can ask nobody.
    _judge_posts(verdict, reference, ended, None if scenario == "uninstall" else ended.said)
    if scenario in {"claim", "reaction", "done"}:
        _judge_claim(verdict, reference, ended)
    if scenario == "done":
        _judge_act(verdict, ended)
    # A person repeats a press as often as it takes. Teams brings an event once, and Slack four times, which deaths may use up.
    is_brought_again = scenario in {"claim", "done"}
    if reference.is_heard and not ended.is_heard and is_brought_again:
        verdict.wrong.append("nobody heard what was done, however often it was")
    if scenario == "uninstall":
        _judge_silence(verdict, platform, ended)
    elif ended.is_refused:
        verdict.wrong.append("the last life would not begin")
    return verdict


def _judge_posts(verdict: Verdict, reference: Ended, ended: Ended, asked: Sequence[Said] | None) -> None:
    """Look for each thing that is said when all goes well, and for what was said more often."""
    is_letter_judged = not reference.is_heard
    judged = [each for each in ended.said if not each.asks_about]
    expected = Counter(_where(each) for each in reference.said if is_letter_judged or not each.is_private)
    seen = Counter(_where(each) for each in judged if is_letter_judged or not each.is_private)
    verdict.duplicates += [f"{key} {count} times" for key, count in seen.items() if count > 1]
    verdict.duplicates += [f"{key}, which nobody expected" for key in seen.keys() - expected.keys()]
    intended = {_where(each): _delivery_of(each, reference.tables) for each in reference.said}
    rows = {str(row["key"]): row for row in ended.tables["delivery"]}
    for key in expected.keys() - seen.keys():
        row = rows.get(intended[key])
        if row is None:
            verdict.lost.append(f"{intended[key]}: never planned")
        elif not (is_reported(row, asked) or is_at_most_once(row)):
            verdict.lost.append(f"{intended[key]}: {row['state']}, {row['reason']}")
    for key in expected.keys() & seen.keys():
        row = rows.get(intended[key])
        is_given_up = row is not None and row["state"] in {DeliveryState.FAILED, DeliveryState.SKIPPED}
        if row is not None and is_given_up and not is_at_most_once(row):
            verdict.wrong.append(f"{intended[key]}: is to be seen, but is {row['state']}, {row['reason']}")
    for name, row in rows.items():
        if is_reported(row, asked) or is_at_most_once(row):
            verdict.unknown.append(name)
        elif row["state"] in UNSETTLED and not ended.is_refused:
            verdict.lost.append(f"{name}: still {row['state']}")


def _where(said: Said) -> str:
    return f"{said.key} in {said.place}"


def _delivery_of(said: Said, tables: Tables) -> str:
    """Find the intention behind what was said."""
    for post in tables["post"]:
        if post["message"] and str(post["message"]).endswith(said.message):
            return f"post:{post['id']}"
    letters = [str(row["key"]) for row in tables["delivery"] if row["kind"] == DeliveryKind.LETTER]
    return letters[0] if letters else "nothing"


def _judge_claim(verdict: Verdict, reference: Ended, ended: Ended) -> None:
    """A claim that was acknowledged is kept once, counted once, and seen by everybody."""
    kept = [row for row in ended.tables["claim"] if row["state"] in {"held", "done"}]
    taken = sum(int(str(row["taken"])) for row in ended.tables["post"])
    if len(kept) > 1 or taken != len(kept):
        verdict.duplicates.append(f"{len(kept)} claims on {taken} places")
    if ended.is_heard and not kept:
        verdict.lost.append("the claim")
    if kept and ended.picture != reference.picture:
        verdict.lost.append("the card that shows the claim")


def _judge_act(verdict: Verdict, ended: Ended) -> None:
    acts = [row for row in ended.tables["act"] if row["kind"] == "share_done"]
    if len(acts) > 1:
        verdict.duplicates.append(f"{len(acts)} acts")
    if ended.is_heard and not acts:
        verdict.lost.append("the act")


def _judge_silence(verdict: Verdict, platform: str, ended: Ended) -> None:
    """After it was told, the bot asks nothing that people would see, and has forgotten the workspace.

    In Teams it is a team that is left, not the tenant; that nothing may be posted there, each post learns at its one try.
    """
    if not ended.is_heard:
        return
    # What a death cut off is told to the admin once more.
    repeated = verdict.deaths if platform == "teams" else 0
    if len(ended.calls) > TRIES_AFTER_LEAVING[platform] + repeated:
        verdict.wrong.append(f"called after it was uninstalled: {ended.calls}")
    if ended.tables["workspace"] and platform == "slack":
        verdict.wrong.append("the workspace is still kept")
