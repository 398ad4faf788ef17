"""How a page is drawn: Jinja templates in the reader's language, everything escaped."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from aiohttp import hdrs, web
from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.texts import FALLBACK, LANGUAGES, WordsFor

LONGEST_ACCEPT_LANGUAGE: Final = 200
"""Characters that are looked at."""
NOT_KEPT: Final[Mapping[str, str]] = MappingProxyType(
    {hdrs.CACHE_CONTROL: "no-store", "X-Robots-Tag": "none"}
)
"""The headers of what is for one person at one moment: no cache and no search engine keeps it."""


class Drawing:
    """The templates and the words for them."""

    def __init__(self, words: WordsFor) -> None:
        self._words = words
        self._templates = Environment(
            loader=PackageLoader("bot.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(
        self, request: web.Request, template: str, values: Mapping[str, Any], *, status: int = 200
    ) -> web.Response:
        """Draw a template for the reader of this request; it gets `language` and `t`, which words a key."""
        language = language_of(request)
        text = self._templates.get_template(template).render(
            values, language=language, t=self._words(language)
        )
        return web.Response(
            text=text, content_type="text/html", status=status, headers={hdrs.CONTENT_LANGUAGE: language}
        )

    def page_not_kept(
        self, request: web.Request, template: str, values: Mapping[str, Any], *, status: int = 200
    ) -> web.Response:
        """Draw a page for one person at one moment."""
        response = self.page(request, template, values, status=status)
        response.headers.update(NOT_KEPT)
        return response


def is_over_https(public_url: str) -> bool:
    """Tell whether a cookie may demand https: only then can a browser be made to bind it to this host (`__Host-`).

    Plain http is for this machine alone.
    """
    return public_url.startswith("https://")


def language_of(request: web.Request) -> str:
    """Choose the page's language: `?lang=`, else the first we speak of what the browser accepts, else English."""
    accepted = request.headers.get(hdrs.ACCEPT_LANGUAGE, "")[:LONGEST_ACCEPT_LANGUAGE].split(",")
    for wanted in (request.query.get("lang", ""), *accepted):
        language = wanted.partition(";")[0].strip().partition("-")[0].lower()
        if language in LANGUAGES:
            return language
    return FALLBACK
