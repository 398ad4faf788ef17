"""Countries by their names, for people who write `Belgique` where a code is meant."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

from babel import Locale

from bot.texts import LANGUAGES


def country_code(name: str) -> str:
    """Give the ISO 3166 code of a country that is named in one of our languages; an empty string for no such country."""
    return _codes().get(name.strip().casefold(), "")


def nearest_country(name: str) -> str:
    """Give the code of the country whose name is closest; an empty string when none is close."""
    close = get_close_matches(name.strip().casefold(), _codes(), n=1, cutoff=0.75)
    return _codes()[close[0]] if close else ""


@cache
def _codes() -> Mapping[str, str]:
    return {
        name.casefold(): code
        for language in LANGUAGES
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2
    }
