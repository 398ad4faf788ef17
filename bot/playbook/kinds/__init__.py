"""The parts of a playbook beside its front page, as one explicit table: a kind is a file beside this one and a line here."""

from dataclasses import dataclass
from typing import Final

from bot.playbook.item import Drawn
from bot.playbook.kinds import (
    campaign,
    charter,
    checklist,
    conversation,
    example,
    launch,
    prompt,
    question,
    scenario,
    session,
    share,
    tip,
    workshop,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind is written down."""

    name: str
    """`tip`; what `Drawn.kind` says."""
    files: str
    """`tips`: read from `tips.yaml` and `tips/*.yaml`, and kept in the Playbook under this name."""
    model: type[Drawn]
    example: str
    """One entry as YAML text that validates."""
    is_single: bool = False
    """The file is one page, not a list: a playbook has one charter."""


KINDS: Final = (
    Kind("tip", "tips", tip.Tip, tip.EXAMPLE),
    Kind("share", "shares", share.Share, share.EXAMPLE),
    Kind("scenario", "scenarios", scenario.Scenario, scenario.EXAMPLE),
    Kind("conversation", "conversations", conversation.Conversation, conversation.EXAMPLE),
    Kind("campaign", "campaigns", campaign.Campaign, campaign.EXAMPLE),
    Kind("workshop", "workshops", workshop.Workshop, workshop.EXAMPLE),
    Kind("question", "guide", question.Question, question.EXAMPLE),
    Kind("example", "examples", example.Example, example.EXAMPLE),
    Kind("session", "executive", session.Session, session.EXAMPLE),
    Kind("prompt", "brainstorm", prompt.Prompt, prompt.EXAMPLE),
    Kind("checklist", "checklists", checklist.Checklist, checklist.EXAMPLE),
    Kind("charter", "charter", charter.Charter, charter.EXAMPLE, is_single=True),
    Kind("launch", "launch", launch.Launch, launch.EXAMPLE, is_single=True),
)
