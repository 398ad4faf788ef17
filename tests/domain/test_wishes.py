"""Reading dates as people type them: what is understood is what was meant, or nothing is understood at all."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.markup import text_of
from bot.domain.wishes import FURTHEST_AHEAD, FURTHEST_BACK, LONGEST, Wish, flaw_of, read_wish, week_from
from bot.screens.pause import EXAMPLES, pause_card
from bot.texts import Words, catalogues

TEXTS = catalogues()
TODAY = date(2026, 11, 23)
"""A Monday."""
DAY = timedelta(days=1)
todays = st.dates(date(2025, 1, 1), date(2032, 12, 31))


def day(number: int, month: int, year: int = 2026) -> date:
    return date(year, month, number)


READABLE = {
    "en": {
        "": (TODAY, None),
        "2w": (TODAY, day(6, 12)),
        "2 weeks": (TODAY, day(6, 12)),
        "for two weeks": (TODAY, day(6, 12)),
        "a week": (TODAY, day(29, 11)),
        "10 days": (TODAY, day(2, 12)),
        "1 month": (TODAY, day(22, 12)),
        "until 3 March": (TODAY, day(3, 3, 2027)),
        "until March 3rd": (TODAY, day(3, 3, 2027)),
        "until the 27th": (TODAY, day(27, 11)),
        "till friday": (TODAY, day(27, 11)),
        "until I come back": (TODAY, None),
        "this week": (TODAY, day(29, 11)),
        "next week": (day(30, 11), day(6, 12)),
        "today": (TODAY, TODAY),
        "tomorrow": (day(24, 11), day(24, 11)),
        "tomorrow friday": (day(24, 11), day(27, 11)),
        "the day after tomorrow": (day(25, 11), day(25, 11)),
        "Monday": (day(30, 11), day(30, 11)),
        "from Monday": (day(30, 11), None),
        "from Monday to Friday": (day(30, 11), day(4, 12)),
        "friday to friday": (day(27, 11), day(4, 12)),
        "from next week for 2 weeks": (day(30, 11), day(13, 12)),
        "2 weeks from monday": (day(30, 11), day(13, 12)),
        "since yesterday": (day(22, 11), None),
        "since Thursday until tomorrow": (day(19, 11), day(24, 11)),
        "last Thursday": (day(19, 11), day(19, 11)),
        "20/11": (day(20, 11), day(20, 11)),
        "2026-12-24 2027-01-04": (day(24, 12), day(4, 1, 2027)),
        "24/12 - 4/1": (day(24, 12), day(4, 1, 2027)),
        "24-27 December": (day(24, 12), day(27, 12)),
        "28 to 3 January": (day(28, 12), day(3, 1, 2027)),
        "3/4": (day(3, 4, 2027), day(3, 4, 2027)),
        "12/24": (day(24, 12), day(24, 12)),
        "29 february": (day(29, 2, 2028), day(29, 2, 2028)),
    },
    "fr": {
        "2 semaines": (TODAY, day(6, 12)),
        "pendant une semaine": (TODAY, day(29, 11)),
        "10 jours": (TODAY, day(2, 12)),
        "10j": (TODAY, day(2, 12)),
        "jusqu'au 3 mars": (TODAY, day(3, 3, 2027)),
        "jusqu’au 1er décembre": (TODAY, day(1, 12)),
        "jusqu’à vendredi": (TODAY, day(27, 11)),
        "jusqu’à mon retour": (TODAY, None),
        "cette semaine": (TODAY, day(29, 11)),
        "la semaine prochaine": (day(30, 11), day(6, 12)),
        "aujourd’hui": (TODAY, TODAY),
        "demain": (day(24, 11), day(24, 11)),
        "demain vendredi": (day(24, 11), day(27, 11)),
        "après-demain": (day(25, 11), day(25, 11)),
        "vendredi prochain": (day(27, 11), day(27, 11)),
        "jeudi dernier": (day(19, 11), day(19, 11)),
        "dès lundi": (day(30, 11), None),
        "à partir du 1er décembre": (day(1, 12), None),
        "de lundi à vendredi": (day(30, 11), day(4, 12)),
        "du 24/12 au 4/1": (day(24, 12), day(4, 1, 2027)),
        "du 24 au 27 décembre": (day(24, 12), day(27, 12)),
        "du 24 décembre 2026 au 4 janvier 2027": (day(24, 12), day(4, 1, 2027)),
        "entre le 24/12 et le 4/1": (day(24, 12), day(4, 1, 2027)),
        "2 semaines à partir de lundi": (day(30, 11), day(13, 12)),
        "depuis jeudi": (day(19, 11), None),
        "from monday to friday": (day(30, 11), day(4, 12)),
    },
}
UNREADABLE = (
    "surgery", "because I am ill", "until Christmas", "until the end of March", "until March", "december", "24", "next friday",
    "after 3 March", "every friday", "weekends", "1.5 weeks", "until 31 February", "monday 1 december", "2 weeks for Christmas",
    "2026-13-45", "0 days", "3 4 5", "until friday, or perhaps monday", "2 weeks, until 3 March", "from", "until", "the",
    "congé maladie", "jusqu’à Noël", "fin mars", "mardi 30 novembre", "après le 3 mars", "un vendredi sur deux",
)  # fmt: skip

WORDS_OF_DATES = (
    *(
        "from",
        "to",
        "until",
        "since",
        "the",
        "3",
        "24",
        "31",
        "march",
        "mai",
        "mars",
        "lundi",
        "friday",
        "2w",
    ),
    *("semaine", "prochaine", "-", "24/12", "2027", "next", "week", "au", "du", "a", "last", "open"),
)


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [(language, typed, meant) for language, table in READABLE.items() for typed, meant in table.items()],
)
def test_what_is_typed_is_understood_as_it_is_meant(
    language: str, typed: str, meant: tuple[date, date | None]
):
    for spelled in (typed, typed.upper(), f"  {typed}  "):
        assert read_wish(spelled, language, TODAY) == Wish(*meant)


@pytest.mark.parametrize("typed", UNREADABLE)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_not_sure_is_not_guessed(language: str, typed: str):
    assert read_wish(typed, language, TODAY) is None


def test_the_order_of_day_and_month_is_that_of_the_persons_own_country():
    assert read_wish("3/4/2027", "en", TODAY) == Wish(day(3, 4, 2027), day(3, 4, 2027))
    assert read_wish("3/4/2027", "en", TODAY, month_first=True) == Wish(day(4, 3, 2027), day(4, 3, 2027))
    assert read_wish("24/12", "en", TODAY, month_first=True) == Wish(day(24, 12), day(24, 12))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_examples_that_are_shown_work(language: str):
    words = TEXTS.for_locale(language)
    for each in EXAMPLES:
        typed = words(f"pause.example_{each}").removeprefix("/advocacy pause ")
        wish = read_wish(typed, language, TODAY)
        assert wish is not None, typed
        assert flaw_of(wish, TODAY) is None


def ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number // 10 != 1 else 0, "th")
    return f"{number}{ending}"


def english(on: date, words: Words) -> list[str]:
    named = words.date(on).split()
    return [
        on.isoformat(),
        f"{on:%Y/%m/%d}",
        f"{on:%d/%m/%Y}",
        f"{on.day}.{on.month}.{on:%y}",
        f"{on.day} {named[1]} {on.year}",
        f"{named[1]} {on.day}, {on.year}",
        f"{named[1][:3]} {ordinal(on.day)} {on.year}",
        f"the {ordinal(on.day)} of {named[1]} {on.year}",
        f"{words.day(on)} {on.year}",
    ]


def french(on: date, words: Words) -> list[str]:
    return [
        on.isoformat(),
        f"{on:%d/%m/%Y}",
        f"{on.day}.{on.month}.{on:%y}",
        words.date(on),
        f"le {words.date(on)}",
        words.date(on).replace("é", "e").replace("û", "u").upper(),
        f"{words.day(on)} {on.year}",
        f"le {words.day(on)} {on.year}",
    ]


SPELLINGS: dict[str, Callable[[date, Words], list[str]]] = {"en": english, "fr": french}
SPANS = {
    "en": ("{} {}", "from {} to {}", "{} until {}", "{} - {}", "{} – {}", "between {} and {}"),
    "fr": ("{} {}", "du {} au {}", "{} au {}", "{} - {}", "{} → {}", "entre {} et {}"),
}
SINCE = {
    "en": ("from {}", "{} - open", "starting {}"),
    "fr": ("à partir du {}", "dès {}", "{} jusqu’à mon retour"),
}


@given(
    today=todays,
    language=st.sampled_from(["en", "fr"]),
    begins=st.integers(-FURTHEST_BACK, FURTHEST_AHEAD),
    length=st.none() | st.integers(0, LONGEST - 1),
    data=st.data(),
)
def test_reading_dates_back_gives_what_was_meant(
    today: date, language: str, begins: int, length: int | None, data: st.DataObject
):
    """Whatever way two dates are written, with their years."""
    words = TEXTS.for_locale(language)
    starts = today + begins * DAY
    ends = None if length is None else starts + length * DAY
    first = data.draw(st.sampled_from(SPELLINGS[language](starts, words)))
    if ends is None:
        typed = data.draw(st.sampled_from(SINCE[language])).format(first)
    else:
        last = data.draw(st.sampled_from(SPELLINGS[language](ends, words)))
        typed = data.draw(st.sampled_from(SPANS[language])).format(first, last)
    assert read_wish(typed, language, today) == Wish(starts, ends), typed


@given(today=todays, begins=st.integers(-FURTHEST_BACK, 300), length=st.integers(0, 150), data=st.data())
def test_a_year_that_is_left_out_is_the_one_that_comes(
    today: date, begins: int, length: int, data: st.DataObject
):
    starts = today + begins * DAY
    ends = starts + length * DAY
    language = data.draw(st.sampled_from(["en", "fr"]))
    words = TEXTS.for_locale(language)
    written = [
        [f"{on.day}/{on.month}", words.day(on), " ".join(words.date(on).split()[:2])] for on in (starts, ends)
    ]
    span = data.draw(st.sampled_from(SPANS[language]))
    typed = span.format(*(data.draw(st.sampled_from(each)) for each in written))
    assert read_wish(typed, language, today) == Wish(starts, ends), typed


@given(
    today=todays,
    language=st.sampled_from(["en", "fr"]),
    begins=st.integers(-FURTHEST_BACK, FURTHEST_AHEAD),
    length=st.none() | st.integers(0, LONGEST - 1),
)
def test_what_the_bot_says_it_understood_reads_as_what_was_meant(
    today: date, language: str, begins: int, length: int | None
):
    words = TEXTS.for_locale(language)
    starts = today + begins * DAY
    wish = Wish(starts, None if length is None else starts + length * DAY)
    said = text_of(pause_card(words, wish, today).elements[1].text)
    typed = said.removeprefix("Pause").removesuffix(".").strip()
    for closing in (", both days included", ", ces deux jours compris"):
        typed = typed.removesuffix(closing)
    typed = typed.replace(" on, until", " until") if language == "en" else typed.replace("votre", "mon")
    typed = typed.replace("until you come back", "until I come back").removeprefix("on ")
    assert read_wish(typed, language, today) == wish, typed


@given(
    today=todays,
    count=st.integers(1, 25),
    unit=st.sampled_from(["days", "weeks", "jours", "semaines", "d", "w", "j"]),
    glue=st.sampled_from(["", " "]),
)
def test_a_length_is_so_many_dates_from_today_on(today: date, count: int, unit: str, glue: str):
    days = count * (7 if unit[0] in "ws" else 1)
    for language in ("en", "fr"):
        wish = read_wish(f"{count}{glue}{unit}", language, today)
        assert wish == Wish(today, today + (days - 1) * DAY)


@given(
    reason=st.text(st.sampled_from("aeiouvxyz éè!'"), min_size=1),
    boundary=st.sampled_from([", ", "; ", ": ", " (", " because ", " car "]),
)
def test_a_reason_is_passed_over(reason: str, boundary: str):
    language = "fr" if "car" in boundary else "en"
    typed = f"{'2 semaines' if language == 'fr' else '2 weeks'}{boundary}{reason}"
    assert read_wish(typed, language, TODAY) == Wish(TODAY, day(6, 12))


def test_a_long_reason_is_passed_over_as_a_short_one_is():
    assert read_wish(f"2 weeks, {'because of all this, ' * 2_000}", "en", TODAY) == Wish(TODAY, day(6, 12))


@given(typed=st.text(), today=todays, language=st.sampled_from(["en", "fr", "de"]), month_first=st.booleans())
def test_whatever_is_typed_is_read_or_not_but_never_fails(
    typed: str, today: date, language: str, month_first: bool
):
    wish = read_wish(typed, language, today, month_first=month_first)
    assert wish is None or isinstance(wish.starts, date)


@given(
    words=st.lists(st.sampled_from(WORDS_OF_DATES), max_size=7),
    language=st.sampled_from(["en", "fr"]),
)
def test_words_of_dates_in_any_order_are_read_or_not_but_never_fail(words: list[str], language: str):
    wish = read_wish(" ".join(words), language, TODAY)
    assert wish is None or (wish.ends is None or isinstance(wish.ends, date))


def test_a_pause_reaches_two_weeks_back_a_year_ahead_and_lasts_half_a_year_at_most():
    def flaw(starts: int, ends: int | None) -> str | None:
        return flaw_of(Wish(TODAY + starts * DAY, None if ends is None else TODAY + ends * DAY), TODAY)

    assert [flaw(-14, 0), flaw(-15, 0)] == [None, "too_early"]
    assert [flaw(366, None), flaw(367, None)] == [None, "too_late"]
    assert [flaw(0, 179), flaw(0, 180)] == [None, "too_long"]
    assert [flaw(0, None), flaw(1, 0)] == [None, "backwards"]
    assert week_from(TODAY) == Wish(TODAY, TODAY + 6 * DAY)
