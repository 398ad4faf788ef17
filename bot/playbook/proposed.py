"""From a proposal to the share it becomes: the entry as an admin would write it, and what keeps it from being one."""

from datetime import date
from typing import Final

from bot.domain.proposals import Sort, Wording
from bot.playbook import lint
from bot.playbook.book import Playbook
from bot.playbook.kinds.share import Share
from bot.playbook.problems import Problem
from bot.playbook.source import source_of
from bot.playbook.tree import read
from bot.playbook.validate import validate
from bot.playbook.written import Value, entry
from bot.texts import Words

ORIGINS: Final = {Sort.TOPIC: "colleague", Sort.LINK: "outside", Sort.COLLEAGUE: "colleague"}
ANGLES: Final = (1, 2, 3)


def share_text(words: Words, item: str, sort: Sort, wording: Wording, author: str, agreed_on: date) -> str:
    """Write the share in the playbook's `words`. `author` is empty unless they wished to be named."""
    fields: dict[str, Value] = {"id": item, "title": wording.title}
    if wording.link:
        fields["link"] = wording.link
    fields["facts"] = wording.facts
    fields["angles"] = [
        {
            "title": words(f"proposals.share.angle{number}"),
            "starter": words(f"proposals.share.starter{number}"),
        }
        for number in ANGLES
    ]
    fields["question"] = words("proposals.share.question")
    fields["why_for_you"] = words("proposals.share.why")
    fields["origin"] = ORIGINS[sort]
    if author:
        fields["author"] = author
        fields["consent"] = words("proposals.share.consent", day=agreed_on.isoformat())
    if wording.expires:
        fields["expires"] = wording.expires
    return entry(fields)


def judge(playbook: Playbook, text: str) -> tuple[Share | None, tuple[Problem, ...]]:
    """Read a share as the overlay will. Without one, the problems say what is to be repaired."""
    source = source_of("chat/share", text)
    tree = read(source)
    if tree.root is None or tree.problems:
        return None, tuple(tree.problems)
    share, problems = validate(Share, tree.root, source)
    if not isinstance(share, Share):
        return None, tuple(problems)
    found = [each for each in lint.about(share, lint.Setting.of(playbook)) if each.blocks]
    if found:
        spot = tree.root.spot
        return None, tuple(source.problem(spot, each.code, **each.values) for each in found)
    return share, ()
