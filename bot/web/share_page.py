"""The share page: the text to start from for one angle and network, the same for everybody, kept by nobody.

A person's own draft is never in the part of an address that reaches us: it travels in the fragment (`share.packed`), and
the page's script puts it into the text field in the browser. What comes to this server names an item, not a text.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from aiohttp import web
from babel.numbers import format_decimal

from bot.domain.share import (
    LONGEST_MAILTO,
    NETWORKS,
    Draft,
    Network,
    compose,
    intent,
    linkedin_link,
    share_path,
    with_utm,
)
from bot.texts import WordsFor
from bot.web.drawing import Drawing, language_of

SHARE_ROUTE: Final = r"/s/{playbook}/{item}/{angle:\d{1,2}}/{network}"
"""As `share_path` writes it; the language is the query's `lang`."""


@dataclass(frozen=True, slots=True)
class SharePage:
    """What the playbook says for one address."""

    title: str
    angles: tuple[str, ...]
    """The titles of all the item's angles, in order."""
    draft: Draft
    """For the angle that was asked for."""
    language: str
    """What the draft is written in, which need not be the page's language."""
    networks: tuple[Network, ...] = tuple(NETWORKS.values())
    """Those that the playbook offers, in its order."""


Lookup = Callable[[str, str, int, str], SharePage | None]
"""Find (playbook, item, angle counted from 0, page language); None if any of them is unknown."""


@dataclass(frozen=True, slots=True)
class SharePages:
    """What the web needs of the house: how to look an address up, and the words."""

    lookup: Lookup
    words: WordsFor


@dataclass(frozen=True, slots=True)
class _Choice:
    label: str
    path: str
    is_current: bool


def share_page(pages: SharePages, drawing: Drawing) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Make the handler of SHARE_ROUTE. Whatever is unknown in an address gets the same 404."""

    async def answer(request: web.Request) -> web.Response:
        language = language_of(request)
        playbook, item = request.match_info["playbook"], request.match_info["item"]
        angle = int(request.match_info["angle"])
        found = pages.lookup(playbook, item, angle, language)
        offered = {each.id: each for each in found.networks} if found else {}
        network = offered.get(request.match_info["network"])
        if network is None or found is None:
            raise web.HTTPNotFound

        def address(angle: int, network: Network) -> str:
            return share_path(playbook, item, angle, network.id, language)

        link = with_utm(found.draft.link, network, playbook, item, angle)
        elsewhere = pages.words(language)("web.share.elsewhere")
        networks = [
            _Choice(elsewhere if each.id == "copy" else each.name, address(angle, each), each is network)
            for each in offered.values()
        ]
        angles = [
            _Choice(title, address(number, network), number == angle)
            for number, title in enumerate(found.angles)
        ]
        values = {"networks": networks, "angles": angles, **_values(found, network, link, language)}
        return drawing.page(request, "share.html", values)

    return answer


def _values(page: SharePage, network: Network, link: str, language: str) -> Mapping[str, Any]:
    text = compose(replace(page.draft, link=link), network)
    return {
        "title": page.title,
        "text": text,
        "text_language": page.language,
        "has_disclosure": bool(page.draft.disclosure.strip()),
        "network": network,
        "limit": format_decimal(LONGEST_MAILTO if network.id == "email" else network.limit, locale=language),
        "link": link,
        "address": intent(network, text, link),
        "link_only": linkedin_link(link) if network.id == "linkedin" and link else "",
    }
