"""Where each rule ends: what stands just this side of it is left alone (what is beyond has its case in `bad/`)."""

from collections.abc import Mapping

import pytest

from bot.domain.share import NETWORKS
from bot.playbook import lint
from bot.playbook.book import Playbook
from bot.playbook.fields import Written
from bot.playbook.kinds import KINDS
from bot.playbook.kinds.share import Share
from bot.playbook.kinds.tip import Tip
from bot.playbook.source import source_of
from bot.playbook.tree import plain, read

KIND = {kind.name: kind for kind in KINDS}
CHANNEL = {"channel": "slack:C0SMALL", "schedule": {"at": "09:30", "timezone": "Europe/Paris"}}
ENGLISH = lint.Setting("en", company="Atelier Lumen")


def values_of(kind: str, **changes: object) -> dict[str, object]:
    """A kind's own example with something written otherwise; None takes a key out."""
    root = read(source_of("example.yaml", KIND[kind].example)).root
    values = {**plain(root), **changes}
    return {key: value for key, value in values.items() if value is not None}


def told_of(kind: str, setting: lint.Setting = ENGLISH, **changes: object) -> list[str]:
    part = KIND[kind].model.model_validate(values_of(kind, **changes))
    return [finding.code for finding in lint.about(part, setting)]


def told_of_whole(**changes: object) -> list[str]:
    front = {"id": "small", "name": "Small", "language": "en", "channels": [CHANNEL], **changes}
    return [finding.code for finding in lint.about_whole(Playbook.model_validate(front))]


def tips(count: int, **last: object) -> list[Written]:
    found = [values_of("tip", id=f"tip-{number}") for number in range(count)]
    return [Tip.model_validate(each) for each in (*found[:-1], {**found[-1], **last})]


def campaign(id_: str, starts: str, ends: str) -> dict[str, object]:
    return values_of("campaign", id=id_, starts=starts, ends=ends, shares=[])


# The playbook as a whole


@pytest.mark.parametrize(("place", "told"), [(5, ["publishes_too_early"]), (6, [])])
def test_the_first_week_is_the_first_five_tips(place, told):
    assert told_of_whole(tips=tips(place, step="Publish a post about it.")) == told


def test_a_channel_may_be_planned_up_to_its_cap():
    assert told_of_whole(channels=[{**CHANNEL, "shares_per_day": 1, "tips_per_day": 1, "daily_cap": 2}]) == []
    assert told_of_whole(channels=[{**CHANNEL, "shares_per_day": 2, "tips_per_day": 1, "daily_cap": 2}]) == [
        "over_the_cap"
    ]


@pytest.mark.parametrize(
    ("at", "told"), [("08:00", []), ("19:00", []), ("07:59", ["posts_at_rest"]), ("19:01", ["posts_at_rest"])]
)
def test_working_hours_are_from_eight_to_seven(at, told):
    channel = {"channel": "slack:C0SMALL", "schedule": {"at": at, "timezone": "Europe/Paris"}}
    assert told_of_whole(channels=[channel]) == told


@pytest.mark.parametrize(
    ("nudges", "told"),
    [
        ({"from": "08:00", "to": "19:00"}, []),
        ({"from": "07:59", "to": "19:01"}, ["outside_hours", "outside_hours"]),
        ({"from": "11:00", "to": "11:00"}, ["backwards"]),
        ({"from": "11:00", "to": "11:01"}, []),
    ],
)
def test_reminders_have_hours_and_some_time_between_them(nudges, told):
    assert told_of_whole(nudges=nudges) == told


def test_what_begins_and_ends_on_one_day_is_not_backwards():
    day = "2026-03-02"
    call = {**values_of("launch")["call"], "opens_week": "-3", "closes_week": "-3"}  # type: ignore[dict-item]
    assert (
        told_of_whole(
            closed_periods=[{"title": "Results", "from": day, "to": day}],
            phases={"vision": day, "learn": day, "share": day},
            campaigns=[campaign("one", day, day)],
            launch=values_of("launch", call=call),
        )
        == []
    )


@pytest.mark.parametrize(
    ("second", "told"),
    [(("2026-03-20", "2026-03-27"), ["campaigns_overlap"]), (("2026-03-21", "2026-03-27"), [])],
)
@pytest.mark.parametrize("is_written_first", [True, False])
def test_a_campaign_may_begin_on_the_day_after_another_whichever_is_written_first(
    second, told, is_written_first
):
    both = [campaign("one", "2026-03-02", "2026-03-20"), campaign("two", *second)]
    written = both if is_written_first else both[::-1]
    assert told_of_whole(campaigns=written) == told


def test_a_campaign_that_runs_on_is_noticed_beyond_the_next_one():
    dates = [("2026-01-05", "2026-06-30"), ("2026-02-02", "2026-02-06"), ("2026-03-02", "2026-03-06")]
    written = [campaign(f"c{number}", *each) for number, each in enumerate(dates)]
    assert told_of_whole(campaigns=written) == ["campaigns_overlap", "campaigns_overlap"]


def test_two_campaigns_begin_in_a_month_and_the_same_month_of_another_year_is_another():
    weeks = [("2026-03-02", "2026-03-04"), ("2026-03-09", "2026-03-11"), ("2027-03-09", "2027-03-11")]
    written = [campaign(f"c{number}", *each) for number, each in enumerate(weeks)]
    assert told_of_whole(campaigns=written) == []
    assert told_of_whole(campaigns=[*written, campaign("c3", "2026-03-30", "2026-04-02")]) == [
        "too_many_campaigns"
    ]


@pytest.mark.parametrize(
    ("champions", "told"),
    [
        (["Workshop"], []),
        (["Workshop", "Sales"], []),
        (["Workshop", None], []),
        ([None, None], []),
        (["Workshop", "workshop"], ["one_department"]),
    ],
)
def test_champions_are_judged_when_there_are_several_and_all_departments_are_known(champions, told):
    written = [
        {"person": f"slack:U0{number}A", **({"department": tag} if tag else {})}
        for number, tag in enumerate(champions)
    ]
    assert told_of_whole(champions=written) == told


def test_a_network_with_an_address_of_its_own_need_not_be_known():
    written = {"id": "intranet", "template": "https://intra.example.com/new?text={text}"}
    assert told_of_whole(networks=["linkedin", written]) == []


@pytest.mark.parametrize(("between", "told"), [(1, ["company_too_often"]), (2, [])])
def test_the_company_speaks_in_one_of_any_three_ideas(between, told):
    origins = ["company", *["outside"] * between, "company"]
    shares = [values_of("share", id=f"s{number}", origin=each) for number, each in enumerate(origins)]
    assert told_of_whole(shares=shares) == told


# One entry


def test_a_tip_may_speak_of_what_it_does_not_ask_for():
    assert told_of("tip", text="Nobody has to defend the company or to reply to the critics.") == []
    assert told_of("tip", step="Defend the company.") == ["mission"]


@pytest.mark.parametrize(
    ("kind", "field"),
    [("share", "question"), ("conversation", "about"), ("campaign", "goal"), ("campaign", "text")],
)
def test_whatever_asks_for_something_is_looked_at_for_missions(kind, field):
    assert told_of(kind, **{field: "Everyone likes it and we defend our brand, all of us."}) == ["mission"]


def test_a_figure_with_its_source_and_its_date_is_welcome():
    proof: Mapping[str, object] = {"source": "Annual report", "date": "2026-03-31"}
    assert told_of("tip", text="58 % of visitors look twice.") == ["figure_without_source"]
    assert told_of("tip", text="58 % of visitors look twice.", **proof) == []
    assert told_of("tip", source="Annual report") == told_of("tip", date="2026-03-31") == ["half_a_source"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"origin": "colleague", "author": "Tom"}, ["no_consent"]),
        ({"origin": "colleague", "author": None}, []),
        ({"origin": "company", "author": "Tom"}, []),
        ({"origin": "colleague", "author": "Tom", "consent": "Tom wrote to Nadia"}, []),
    ],
)
def test_consent_is_asked_for_where_a_colleague_is_named(changes, told):
    assert told_of("share", **{"consent": None, **changes}) == told


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("utm_campaign=spring&utm_source=linkedin&utm_content=repair-day", []),
        ("article=20260302", []),
        ("utm_content=20260302", ["perhaps_personal_link"]),
        ("utm_content=U012AB3CD", ["perhaps_personal_link"]),
        ("ref=tom@example.com", ["personal_link"]),
        ("user_id=7", ["personal_link"]),
        ("username_hint=7", []),
    ],
)
def test_links_say_which_idea_and_never_which_person(query, told):
    assert told_of("share", link=f"https://www.example.com/repair-day?{query}") == told


def a_start_of(length: int, **changes: object) -> list[str]:
    angles = [{"title": f"Angle {number}", "starter": "A …"} for number in range(2)]
    angles.append({"title": "The long one", "starter": "…".rjust(length, "a")})
    network = NETWORKS["bluesky"]
    setting = lint.Setting("en", networks=(network,), company="Atelier Lumen")
    return told_of("share", setting, angles=angles, **changes)


@pytest.mark.parametrize(
    ("changes", "taken"),
    [
        ({"relationship": "none", "link": None}, 0),
        ({"relationship": "none", "disclosure": "x" * 50, "link": None}, 50),
        ({"relationship": "employer", "link": None}, 20),
        ({"relationship": "none"}, 20),
    ],
    ids=["nothing beside it", "a tie of its own", "the usual tie", "a link"],
)
def test_a_start_shares_a_networks_room_with_the_tie_and_the_link(changes, taken):
    limit = NETWORKS["bluesky"].limit
    longest = max(length for length in range(1, limit + 1) if a_start_of(length, **changes) == [])
    assert longest <= limit - taken
    assert longest > limit / 2
    assert a_start_of(longest + 1, **changes) == ["too_long_for_network"]


def test_the_usual_tie_is_counted_with_the_companys_name():
    text = "…".rjust(240, "a")
    angles = [{"title": f"Angle {number}", "starter": text} for number in range(3)]
    changes = {"angles": angles, "link": None, "relationship": "employer"}
    networks = (NETWORKS["bluesky"],)
    assert told_of("share", lint.Setting("en", networks, company="Lumen"), **changes) == []
    long = lint.Setting("en", networks, company="Lumen " * 15)
    assert told_of("share", long, **changes) == ["too_long_for_network"] * 3


def test_a_page_is_measured_as_it_is_drawn():
    long = ["I stop when I want to. " * 12] * 12
    case = {"role": "sales", "situation": "It happens. " * 20, "answer": "I ask a colleague. " * 15}
    assert told_of("charter", sentences=long, cases=[]) == []
    assert told_of("charter", sentences=long, cases=[case] * 4) == []
    assert told_of("charter", sentences=long, cases=[case] * 10) == ["too_long_for_chat"]


# Words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hurry, it closes at noon.", ["heavy_word"]),
        ("Hurrying helps nobody.", []),
        ("Un-hurry yourself.", []),
        ("This is your last\u00a0chance.", ["heavy_word"]),
        ("Don't forget.", ["heavy_word"]),
        ("Don’t forget.", ["heavy_word"]),
        ("Hurry, hurry.", ["heavy_word", "heavy_word"]),
        ("hurry and hurry.", ["heavy_word"]),
        ("Nobody says “last chance” here.", []),
        ("Nobody says “last” chance “of all”.", []),
        ('Nobody says "hurry".', []),
        ("“Come in”, he said, hurry.", ["heavy_word"]),
    ],
)
def test_whole_words_are_heard_outside_quotation_marks(text, told):
    assert told_of("tip", text=text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The lamp is on.", ["avoided_word"]),
        ("The Lamps are on.", ["avoided_word"]),
        ("The lampshade is on.", []),
        ("The headlamp is on.", []),
        ("Deux cadeaux.", ["avoided_word"]),
    ],
)
def test_a_word_to_avoid_is_found_in_its_plural_and_in_no_other_word(text, told):
    setting = lint.Setting("en", vocabulary={"lamp": "light", "cadeau": "souvenir"}, company="Atelier Lumen")
    assert told_of("tip", setting, text=text) == told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"text": "Elle est pour nous et pour vous."}, ["other_language"]),
        ({"text": "Elle est pour nous."}, []),
        ({"text": "Our motto is « elle est pour nous », on the wall of the hall."}, []),
        ({"text": "Chez Lumen, faire avec les mains compte double."}, []),
        ({"author": "Nadia, de la part de ceux du service et des ateliers"}, []),
        ({"source": "Rapport sur les lampes et les gens, par la maison", "date": "2026-03-31"}, []),
    ],
)
def test_a_text_is_judged_by_its_small_words_when_it_has_some(changes, told):
    assert told_of("tip", **changes) == told


def test_the_example_of_a_kind_is_english_and_is_noticed_in_a_french_playbook():
    share = Share.model_validate(values_of("share"))
    assert [each.code for each in lint.about(share, lint.Setting("fr", company="Lumen"))] == [
        "other_language"
    ]
    assert list(lint.about(share, lint.Setting("", company="Lumen"))) == []
