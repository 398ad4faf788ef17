"""Share links: the text a person starts from on each network, and the network's own page that opens with it.

Nothing here posts anything: every address opens a composer in which the person still decides (LinkedIn User
Agreement 8.2, X automation rules). NETWORKS is all we know of the networks; any other is reached by "copy".
"""

import re
import unicodedata
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal
from urllib.parse import parse_qsl, quote

from bot.domain.counting import COUNTERS, encoded, tidy

MOST_HASHTAGS: Final = 2
LONGEST_MAILTO: Final = 2000
"""Characters of a `mailto:` address; some mail programs and Windows cut longer ones off."""

_MAILTO: Final = "mailto:?body="
_HTTPS: Final = re.compile(r"https://[^\s/?#@\\<>\"\[\]]+([/?#][^\s<>\"]*)?")
_HOST: Final = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_HOLE: Final = re.compile(r"\{(?:text|url)\}")
_LAST_LINK: Final = re.compile(r"\s+(https://\S+)\s*\Z")
# A sentence ends with its signs and the quotes that close it, before something that is not a small
# letter, so that "M. Dupont" goes on; an ellipsis before a small letter is a blank to fill in. A line
# break ends one as well.
_SENTENCE_END: Final = re.compile(
    r"(?<!\b\w)[.!?…]+(?:\s?[»”\"’)\]])*(?=\s+[^\sa-zß-öø-ÿœ…])|[。！？]+[」』）]*|(?=\n)"
)
_SMALL_LETTERS: Final = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)


class LinkError(ValueError):
    """A shared link has to be a full https address, without spaces or a user name."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class Network:
    """One network, as data: the browser builds the same addresses from the same values."""

    id: str
    name: str
    template: str
    """The composer's address, encoded but for its places; a parameter without a value is left out.

    Empty where there is no composer.
    """
    counter: str
    """A key of `counting.COUNTERS`."""
    limit: int
    """The longest text in the counter's units; 0 for no limit."""
    takes: Literal["text+url", "url", "text"]
    """`text` alone: the link is written in the text. `url` alone: the person pastes the text."""
    link_cost: int = 0
    """What the separate link takes of the limit."""

    @property
    def takes_text(self) -> bool:
        """Tell whether the composer opens with the text in it."""
        return self.takes != "url"


# Undocumented, for browsers in which somebody is signed in; the mobile app may open without the text,
# which is why the page also offers "copy" and `linkedin_link`. 3,000 UTF-16 units.
_LINKEDIN: Final = Network(
    "linkedin",
    "LinkedIn",
    "https://www.linkedin.com/feed/?shareActive=true&text={text}",
    "utf16",
    3000,
    "text",
)
# docs.x.com/x-for-websites/post-button/guides/web-intent and docs.x.com/fundamentals/counting-characters:
# 280, the link is appended after a space and counts 23.
_X: Final = Network(
    "x", "X", "https://x.com/intent/tweet?text={text}&url={url}", "weighted", 280, "text+url", 24
)
# The old share page, no longer documented: it takes an address and no words. The limit is the one
# commonly reported.
_FACEBOOK: Final = Network(
    "facebook", "Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}", "utf16", 63206, "url"
)
# docs.bsky.app/docs/advanced-guides/intent-links: one parameter, 300 grapheme clusters.
_BLUESKY: Final = Network(
    "bluesky", "Bluesky", "https://bsky.app/intent/compose?text={text}", "shortened", 300, "text"
)
# developers.facebook.com/docs/threads/threads-web-intents: the link is attached, so it counts nothing; 500 by
# developers.facebook.com/docs/threads/posts.
_THREADS: Final = Network(
    "threads",
    "Threads",
    "https://www.threads.com/intent/post?text={text}&url={url}",
    "emoji_bytes",
    500,
    "text+url",
)
# github.com/mastodon/mastodon: the share page joins text and url with a space; StatusLengthValidator
# counts 500, and some servers allow more.
_MASTODON: Final = Network(
    "mastodon",
    "Mastodon",
    "https://{instance}/share?text={text}&url={url}",
    "placeholders",
    500,
    "text+url",
    24,
)
# RFC 6068. The subject is left to the person.
_EMAIL: Final = Network(
    "email", "E-mail", f"{_MAILTO}{{text}}", "encoded", LONGEST_MAILTO - len(_MAILTO), "text"
)
_COPY: Final = Network("copy", "Copy", "", "utf16", 0, "text")

NETWORKS: Final[Mapping[str, Network]] = MappingProxyType(
    {
        network.id: network
        for network in (_LINKEDIN, _X, _FACEBOOK, _BLUESKY, _THREADS, _MASTODON, _EMAIL, _COPY)
    }
)
"""Every network we offer, in the order we show them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person starts from, before it is laid out for a network."""

    disclosure: str
    """The line that says where they work; empty where the item is not about the employer."""
    body: str
    question: str = ""
    hashtags: tuple[str, ...] = ()
    """With or without `#`; the first two are used."""
    link: str = ""
    """A full https address, or empty."""


def compose(draft: Draft, network: Network) -> str:
    """Lay out the text to start from on this network, within its limit.

    The disclosure is the first line; the link is the last one where the network has no parameter for it.
    What does not fit goes in this order: hashtags, whole sentences of the body from its end, the
    question, then words, for which an ellipsis stands. Disclosure and link are never cut: if those two
    alone are too long, so is the text. Raises LinkError.
    """
    disclosure = " ".join(tidy(draft.disclosure).split())
    body, question = tidy(draft.body).strip(), tidy(draft.question).strip()
    link = checked(draft.link)
    written = link if network.takes == "text" else ""
    if not body:
        body, question = question, ""

    def lay(body: str, question: str = "", tags: str = "") -> str:
        last = "\n".join(filter(None, (tags, written)))
        return "\n\n".join(filter(None, (disclosure, body, question, last)))

    def is_short_enough(text: str) -> bool:
        return fits(text, network, link)

    whole, sentences = [len(body)], [*_sentence_ends(body), len(body)]
    tries: tuple[tuple[Sequence[int], Callable[[int], str]], ...] = (
        (whole, lambda end: lay(body[:end], question, _tags(draft.hashtags))),
        (sentences, lambda end: lay(body[:end].rstrip(), question)),
        (sentences, lambda end: lay(body[:end].rstrip())),
        (_word_ends(body), lambda end: lay(_broken_off(body, end))),
    )
    found = (_longest(ends, laid, is_short_enough) for ends, laid in tries)
    return next(filter(None, found), lay(""))


def used(text: str, network: Network, link: str = "") -> int:
    """Count the text in the network's own units, with the link that the network adds by itself."""
    return COUNTERS[network.counter](text) + (network.link_cost if link else 0)


def fits(text: str, network: Network, link: str = "") -> bool:
    """Tell whether the network would take the text as it is."""
    return not network.limit or used(text, network, link) <= network.limit


def intent(network: Network, text: str, link: str = "", instance: str = "") -> str | None:
    """Build the address that opens the network's composer with this text, and the link if it has a place.

    None where there is nothing to open: for `copy`, for a Mastodon server not known yet, for Facebook
    without a link. Where the network takes only a text, the link has to be in it, as `compose` writes it.
    `instance` is a Mastodon server in any form of `instance_host`. A text too long for a mail address is
    cut at a word, before the link at its end. Raises LinkError.
    """
    url, host = checked(link), instance_host(instance)
    is_mail = network.template.startswith("mailto:")
    is_homeless = "{instance}" in network.template and not host
    if not network.template or is_homeless or (network.takes == "url" and not url):
        return None
    words = _for_mail(tidy(text), network.limit).replace("\n", "\r\n") if is_mail else tidy(text)
    values = {"{text}": words, "{url}": url}
    head, _, query = network.template.replace("{instance}", host).partition("?")
    filled = "&".join(filter(None, (_filled(pair, values) for pair in query.split("&"))))
    return f"{head}?{filled}" if filled else head


def linkedin_link(link: str) -> str:
    """Build LinkedIn's stable share address, which takes a link and no words. Raises LinkError.

    `intent` gives the form that carries the text, because an empty box is the harder start; this one is
    for when the text does not arrive, as in the mobile app, and is pasted instead.
    """
    return f"https://www.linkedin.com/sharing/share-offsite/?url={quote(checked(link), safe='')}"


GO_ROUTE: Final = r"/go/{playbook}/{item}/{network}"


def go_path(playbook: str, item: str, network: str) -> str:
    """Give the address of a counted link, below our own: one for each idea and network, the same for everybody."""
    return "/go/" + "/".join(quote(each, safe="") for each in (playbook, item, network))


def with_utm(link: str, network: Network, playbook: str, item: str, angle: int) -> str:
    """Say in the link where a reader came from: network, playbook, item and angle, never who shared it.

    Adds only those of the four `utm_` parameters that the link does not have; the rest of its query and
    its fragment stay as they are. `social` is a medium that analytics know (GA4, Organic Social). Raises
    LinkError.
    """
    address, hash_sign, fragment = checked(link).partition("#")
    _, mark, query = address.partition("?")
    present = {name.casefold() for name, _ in parse_qsl(query, keep_blank_values=True)}
    wanted = {
        "utm_source": _slug(network.id),
        "utm_medium": "social",
        "utm_campaign": _slug(playbook),
        "utm_content": _slug(f"{item}-{angle}"),
    }
    added = "&".join(f"{name}={value}" for name, value in wanted.items() if value and name not in present)
    if not address or not added:
        return link
    joint = "&" if query and not query.endswith("&") else "" if mark else "?"
    return f"{address}{joint}{added}{hash_sign}{fragment}"


def share_path(playbook: str, item: str, angle: int, network: str, language: str) -> str:
    """Address our own stateless page for an angle, counted from 0, and a network. It names no person."""
    parts = (quote(part, safe="") for part in (playbook, item, str(angle), network))
    return f"/s/{'/'.join(parts)}?lang={quote(language, safe='')}"


def packed(text: str) -> str:
    """Pack a person's own text for the fragment of `share_path`, deflated (RFC 1951) and in base64url.

    A browser keeps a fragment to itself (RFC 3986, 3.5): the text reaches no server, no proxy and no log. The page's
    script unpacks it; packed, 2,000 characters of French fit into a button's address.
    """
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = squeeze.compress(tidy(text).encode()) + squeeze.flush()
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unpacked(pack: str, longest: int) -> str:
    """Read what `packed` wrote, of at most `longest` characters. Raises ValueError for anything else."""
    unzip = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = unzip.decompress(urlsafe_b64decode(pack + "=" * (-len(pack) % 4)), 4 * longest)
    except zlib.error as error:
        raise ValueError("not packed") from error
    if not unzip.eof:
        raise ValueError("cut off, or too long")
    return data.decode()


def instance_host(instance: str) -> str:
    """Read a Mastodon server as people write it: `mastodon.social`, its address, or `@me@mastodon.social`.

    Empty where there is no host name in it. A name with accents is understood in its `xn--` form only.
    """
    host = re.sub(r"^https?://", "", instance.strip().lower()).partition("/")[0].rpartition("@")[2]
    return host if len(host) <= 253 and _HOST.fullmatch(host) else ""


def checked(link: str) -> str:
    """Give back the link in NFC; an empty one stays empty. Raises LinkError unless it is plain https."""
    whole = unicodedata.normalize("NFC", link)
    if whole and not (_HTTPS.fullmatch(whole) and whole.isprintable()):
        raise LinkError
    return whole


def _filled(pair: str, values: Mapping[str, str]) -> str:
    """Put the values into a parameter, encoded once; what is written around them stays as it is. Empty without a value."""
    holes = _HOLE.findall(pair)
    if holes and not any(values[hole] for hole in holes):
        return ""
    return _HOLE.sub(lambda hole: quote(values[hole[0]], safe=""), pair)


def _tags(hashtags: tuple[str, ...]) -> str:
    words = (re.sub(r"\W", "", tidy(tag)) for tag in hashtags)
    return " ".join([f"#{word}" for word in words if word][:MOST_HASHTAGS])


def _sentence_ends(text: str) -> list[int]:
    return [match.end() for match in _SENTENCE_END.finditer(text)]


def _word_ends(text: str) -> list[int]:
    return [match.start() for match in re.finditer(r"\s+", text)]


def _broken_off(text: str, end: int) -> str:
    return text[:end].rstrip(" \u00a0\u202f\n,;:–—-….«“(") + "…"


def _longest(ends: Sequence[int], lay: Callable[[int], str], is_short_enough: Callable[[str], bool]) -> str:
    """Lay the text out up to the last end that is short enough; empty if none is. Longer texts count more."""
    count = bisect_right(ends, 0, key=lambda end: 0 if is_short_enough(lay(end)) else 1)
    return lay(ends[count - 1]) if count else ""


def _for_mail(text: str, limit: int) -> str:
    if encoded(text) <= limit:
        return text
    last = _LAST_LINK.search(text)
    body, tail = (text[: last.start()], f"\n\n{last[1]}") if last else (text, "")
    ends = _word_ends(body)
    cut = _longest(ends, lambda end: _broken_off(body, end) + tail, lambda each: encoded(each) <= limit)
    return cut or tail.strip()


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SMALL_LETTERS))
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "-", kept).strip("-")
