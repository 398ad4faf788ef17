"""Advice and rules that a schema cannot say, each a small function; these two tables are all of them."""

from collections.abc import Callable, Iterator
from typing import Final

from bot.playbook.book import Playbook
from bot.playbook.item import Drawn
from bot.playbook.lint import tone, trust, whole
from bot.playbook.lint.finding import Finding, Setting

__all__ = ["Finding", "Setting", "about", "about_whole"]

PART_RULES: Final[tuple[Callable[[Drawn, Setting], Iterator[Finding]], ...]] = (
    trust.starters_have_blanks,
    trust.links_lead_to_no_reviews,
    trust.nobody_is_sent_to_the_front,
    trust.figures_have_source_and_date,
    trust.colleagues_have_agreed,
    trust.links_name_nobody,
    trust.starts_fit_the_networks,
    trust.pages_fit_one_message,
    tone.words_are_light,
    tone.words_are_plain,
    tone.rights_stay_whole,
    tone.words_are_the_houses,
    tone.text_is_in_the_playbooks_language,
)
"""About one part, whatever else the playbook holds."""

WHOLE_RULES: Final[tuple[Callable[[Playbook], Iterator[Finding]], ...]] = (
    whole.references_lead_somewhere,
    whole.periods_end_after_they_begin,
    whole.campaigns_leave_room,
    whole.limits_are_gentle,
    whole.networks_can_be_opened,
    whole.days_hold_what_is_planned,
    whole.the_company_leaves_room,
    whole.champions_come_from_several_departments,
    whole.counting_was_assessed,
    whole.first_week_asks_nobody_to_publish,
    whole.the_starter_was_made_yours,
)
"""About the playbook as a whole."""


def about(part: Drawn, setting: Setting) -> Iterator[Finding]:
    """Ask every rule about one part."""
    for rule in PART_RULES:
        yield from rule(part, setting)


def about_whole(playbook: Playbook) -> Iterator[Finding]:
    """Ask every rule about the playbook."""
    for rule in WHOLE_RULES:
        yield from rule(playbook)
