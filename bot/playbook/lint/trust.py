"""Rules about what a reader must be able to trust: true figures, consent, links without names, no ordered applause."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from bot.domain.share import Draft, compose, fits
from bot.playbook.item import Drawn, Suggestion
from bot.playbook.kinds.campaign import Campaign
from bot.playbook.kinds.conversation import Conversation
from bot.playbook.kinds.share import BLANK, Share
from bot.playbook.kinds.tip import Tip
from bot.playbook.lint.finding import Finding, Setting, texts_of
from bot.texts import catalogues

REVIEW_SITES: Final = re.compile(
    r"(?:^|\.)(?:glassdoor|kununu|trustpilot|capterra|g2|tripadvisor|yelp|avis-verifies|choosemycompany)"
    r"\.(?:com?(?:\.\w\w)?|\w\w)(?:/|$)|(?:^|\.)indeed\.\w+(?:\.\w+)?/(?:cmp|companies)/|^g\.page/r/"
)
"""Reviews by insiders mislead buyers and candidates (16 CFR 465; UCPD 2005/29, Annex I, 23b)."""

MISSIONS: Final = re.compile(
    r"(?<!\w)(?:defend (?:us|our|the (?:company|brand|firm))|(?:reply|respond|answer) to (?:the |our )?(?:critics|haters|trolls)"
    r"|(?:everyone|everybody|all of (?:you|us)) (?:likes?|shares?|comments?|upvotes?)|like and share|downvote|mass[- ]like"
    r"|report (?:the|this) (?:post|account)|défend(?:ez|re|ons|s) (?:l['’]entreprise|la marque|la maison|notre|nos)"
    r"|répond(?:ez|re|ons|s) aux? (?:critiques?|détracteurs?|trolls?)|lik(?:ez|ons|er) tous|tous ensemble,? lik"
    r"|likez et partagez|aim(?:ez|ons) et partage|signal(?:ez|ons|er) (?:ce|cette|la|le) (?:post|publication|compte))(?!\w)",
    re.IGNORECASE,
)
"""Defence and applause are worth something only when nobody asked for them (R92, L7, L12)."""

FIGURE: Final = re.compile(
    r"\d[\d\s.,\u00a0\u202f]*(?:%|percent\b|per cent\b|pour cent\b|million|milliard|billion|times as\b|fois plus\b|fois moins\b)",
    re.IGNORECASE,
)
PERSONAL_NAME: Final = re.compile(
    r"(?:^|[_-])(?:user|userid|uid|employee|emp|person|member|staff|email|mail|name|nom|prenom|salarie|matricule|team|equipe)(?:$|[_-])",
    re.IGNORECASE,
)
LONGEST_CARD: Final = 6_000
"""Characters of a card. Slack refuses a message at about 13,000 of its own notation, twice as long for the starters' pages."""
PERSONAL_VALUE: Final = re.compile(r".+@.+\..+|[UWTC]0?[A-Z0-9]{7,}|[0-9a-f]{16,}|\d{6,}")


def starters_have_blanks(part: Drawn, setting: Setting) -> Iterator[Finding]:
    """A starter without a blank is a finished text: forty people would post the same one."""
    del setting
    if isinstance(part, Share):
        for number, angle in enumerate(part.angles):
            if BLANK not in angle.starter:
                yield Finding(("angles", number, "starter"), "no_blank", blocks=True)


def links_lead_to_no_reviews(part: Drawn, setting: Setting) -> Iterator[Finding]:
    """Nobody is sent to a site where people review employers or products (R61, L2)."""
    del setting
    if isinstance(part, Share | Conversation) and part.link:
        parts = urlsplit(part.link)
        if REVIEW_SITES.search(f"{parts.hostname}{parts.path}".lower()):
            yield Finding(("link",), "review_site", {"word": parts.hostname or ""}, blocks=True)


def nobody_is_sent_to_the_front(part: Drawn, setting: Setting) -> Iterator[Finding]:
    """No mission to defend, to answer critics, or to like in a crowd."""
    del setting
    if not isinstance(part, Share | Conversation | Campaign | Tip):
        return
    for location, text in texts_of(part):
        # A tip's text may well explain why not; what it asks for is its step.
        if isinstance(part, Tip) and location[0] != "step":
            continue
        if match := MISSIONS.search(text):
            pattern = re.compile(re.escape(match[0]))
            yield Finding(location, "mission", {"word": match[0]}, pattern, blocks=True)


def figures_have_source_and_date(part: Drawn, setting: Setting) -> Iterator[Finding]:
    """A source without a date, or a date without a source, is half a proof; a figure without both is none (R39)."""
    del setting
    if not isinstance(part, Suggestion):
        return
    if bool(part.source) != bool(part.date):
        given, other = ("source", "date") if part.source else ("date", "source")
        yield Finding((given,), "half_a_source", {"field": given, "other": other}, blocks=True)
    elif not part.source:
        for location, text in texts_of(part):
            if match := FIGURE.search(text):
                figure = re.compile(re.escape(match[0]))
                yield Finding(location, "figure_without_source", {"word": match[0].strip()}, figure)
                return


def colleagues_have_agreed(part: Drawn, setting: Setting) -> Iterator[Finding]:
    """Advice: a named colleague's story says when and how they agreed (R65)."""
    del setting
    if isinstance(part, Share) and part.origin == "colleague" and part.author and not part.consent:
        yield Finding(("author",), "no_consent", {"author": part.author})


def links_name_nobody(part: Drawn, setting: Setting) -> Iterator[Finding]:
    """Tracking parameters say which item and network, never who (domain rules on UTM; L9)."""
    del setting
    link = getattr(part, "link", None)
    for name, value in parse_qsl(urlsplit(link).query) if link else ():
        pattern = re.compile(rf"(?<=[?&]){re.escape(name)}=")
        if "@" in value or PERSONAL_NAME.search(name):
            yield Finding(("link",), "personal_link", {"word": name}, pattern, blocks=True)
        elif name.startswith("utm_") and PERSONAL_VALUE.fullmatch(value):
            yield Finding(("link",), "perhaps_personal_link", {"word": f"{name}={value}"}, pattern)


def starts_fit_the_networks(part: Drawn, setting: Setting) -> Iterator[Finding]:
    """Advice: what a person starts from leaves room on each network that the playbook offers."""
    if not isinstance(part, Share):
        return
    words = catalogues().for_locale(setting.language)
    tie = part.disclosure or ""
    if not tie and part.needs_disclosure:
        key = f"kit.{part.relationship}" if setting.company else "kit.unnamed"
        tie = words(key, company=setting.company)
    for number, angle in enumerate(part.angles):
        draft = Draft(tie, angle.starter, link=part.link or "")
        for network in setting.networks:
            text = compose(draft, network)
            if not fits(text, network, draft.link) or not _is_whole(angle.starter, text):
                values: dict[str, str | int] = {"network": network.name, "limit": network.limit}
                yield Finding(("angles", number, "starter"), "too_long_for_network", values)
                break


def pages_fit_one_message(part: Drawn, setting: Setting) -> Iterator[Finding]:
    """Advice: a page is not longer than what one chat message takes; entries that are posted are limited field by field."""
    if not isinstance(part, Suggestion):
        length = len(part.card(catalogues().for_locale(setting.language), "").plain())
        if length > LONGEST_CARD:
            yield Finding((), "too_long_for_chat", {"length": length, "most": LONGEST_CARD})


def _is_whole(starter: str, text: str) -> bool:
    """Tell whether the start survived; networks see lines in their own way, so the words are compared."""
    return " ".join(starter.split()) in " ".join(text.split())
