"""Every card people meet, once per language, drawn from sample values: what the golden pictures and the readers use."""

from dataclasses import replace
from datetime import date

from bot.cards.elements import Card, Form
from bot.cards.say import note
from bot.commands import GROUPS
from bot.commands.help import spelling
from bot.commands.rights import not_allowed
from bot.domain.claims import Claim, ClaimState
from bot.playbook.book import Playbook
from bot.playbook.item import Drawn
from bot.playbook.kinds import KINDS, Kind
from bot.playbook.load import load
from bot.playbook.problems import Problem
from bot.playbook.source import source_of
from bot.playbook.tree import read
from bot.playbook.validate import validate
from bot.screens.claims import Held, Shown, claims_card, reasons_card, today_card
from bot.screens.help import help_card, unknown_card
from bot.screens.kit import Kit, kit_card
from bot.screens.link import code_card, linked_card, parted_card, question_card
from bot.screens.membership import invitation
from bot.screens.notice import broken_card, mended_card
from bot.texts import LANGUAGES, catalogues
from tests.bots import PLAYBOOKS
from tests.factories import NOON, a_member, a_person, a_post
from tests.gallery_consent import consent_screens
from tests.gallery_delivery import delivery_screens
from tests.gallery_guide import guide_screens
from tests.gallery_learning import learning_screens
from tests.gallery_own_words import own_words_screens
from tests.gallery_plan import plan_screens
from tests.gallery_privacy import privacy_screens
from tests.gallery_programme import programme_screens
from tests.gallery_proposals import proposal_screens
from tests.gallery_report import report_screens
from tests.gallery_rhythm import rhythm_screens
from tests.gallery_setup import setup_screens
from tests.gallery_silence import silence_screens
from tests.gallery_together import together_screens

TEXTS = catalogues()
NOTES = {
    "full": ("claims.full", "title"),
    "closed": ("claims.closed",),
    "released": ("claims.released", "title"),
    "nothing to release": ("claims.nothing_to_release",),
    "done": ("claims.done",),
    "done before": ("claims.done_already",),
    "passed": ("claims.passed",),
    "tip read": ("tip.read",),
    "left": ("leave.left",),
    "stayed after a long time": ("absence.stayed",),
    "refused": ("join.refused",),
    "daily rhythm": ("rhythm.chosen_daily",),
    "no rhythm": ("rhythm.chosen_off",),
    "code, to be joined first": ("link.join_first",),
    "code, not one": ("link.unreadable",),
    "code, unknown": ("link.unknown",),
    "code, too many tries": ("link.too_often",),
    "code, typed where it was shown": ("link.own_code",),
    "code, same workspace": ("link.same_workspace",),
    "code, linked before": ("link.already",),
    "left apart": ("link.left_apart",),
    "not linked": ("unlink.nothing",),
    "status, appeared": ("status.marked", "title"),
    "status, posted again": ("status.posted", "title"),
    "status, resumed": ("status.resumed",),
    "status, settled": ("status.settled",),
    "proposal, kept": ("proposals.kept", "title"),
    "proposal, the same": ("proposals.same", "title"),
    "proposals, taken": ("proposals.taken", "title"),
    "proposals, declined for good": ("proposals.declined_done", "title"),
    "proposals, settled": ("proposals.settled",),
    "proposals, no name": ("proposals.nameless",),
    "retract, done": ("retract.done", "title"),
    "retract, a claim": ("retract.held", "title"),
    "plan, too late": ("plan.too_late",),
    "plan, rests": ("plan.expired", "title"),
    "silence, ended": ("silence.ended",),
    "silence, none": ("silence.none",),
    "trouble": ("answer.trouble",),
}


def playbook_in(language: str) -> Playbook:
    """The starter playbook of a language."""
    book = load(PLAYBOOKS).book
    assert book is not None
    return next(playbook for playbook in book.playbooks if playbook.language == language)


def example_of(kind: Kind) -> Drawn:
    """The example of a kind, as its file has it."""
    source = source_of(f"{kind.files}.yaml", kind.example)
    part, problems = validate(kind.model, read(source).root, source)
    assert part is not None, problems
    return part


def gallery() -> dict[str, Card | Form]:
    """Name -> card, for every screen and both languages."""
    return {
        f"{name} [{language}]": card for language in LANGUAGES for name, card in _screens(language).items()
    }


def _screens(language: str) -> dict[str, Card | Form]:
    words, playbook = TEXTS.for_locale(language), playbook_in(language)
    share, tip = playbook.shares[0], playbook.tips[0]
    post = replace(a_post(), playbook=playbook.id, item=share.id, taken=2)
    member = a_member(locale=language)
    claim = Claim(post.id, member.person, ClaimState.HELD, NOON)
    held = [
        Held(claim, Shown(post, share), date(2026, 11, 23)),
        Held(replace(claim, state=ClaimState.DONE), Shown(post, playbook.shares[1]), date(2026, 11, 20)),
    ]
    elsewhere = replace(member.person, platform="teams")
    kit = Kit(playbook, share, post, TEXTS, "https://bot.example.com")
    lines = {
        name: [(spelling(each, language), f"commands.{each.name}.help") for each in commands]
        for name, commands in GROUPS.items()
    }
    screens: dict[str, Card | Form] = {
        "share of the day": share.card(words, playbook.key(share), post),
        "share of the day, last place": share.card(words, playbook.key(share), replace(post, taken=4)),
        "share of the day, full": share.card(words, playbook.key(share), replace(post, taken=5)),
        "tip of the day": tip.card(words, playbook.key(tip)),
        "kit": kit_card(words, kit),
        "kit, second angle": kit_card(words, kit, 1),
        "claims": claims_card(words, held),
        "claims, none": claims_card(words, []),
        "not for me": reasons_card(words, Shown(post, share)),
        "today": today_card(words, [Shown(post, share), Shown(replace(post, taken=5), playbook.shares[1])]),
        "today, more than is listed": today_card(words, [Shown(post, share)], more=12),
        "invitation": invitation(words),
        "invitation after a claim": invitation(words, because_of_claim=True),
        "help": help_card(words, lines, [a_person("U0NADIA"), a_person("U0PRIYA")]),
        "help, unknown word": unknown_card(words, "strek", [], close="streak"),
        "code": code_card(words, "CDFGHJKM", []),
        "code, with a linked account": code_card(words, "CDFGHJKM", [elsewhere]),
        "link, things move here": question_card(words, elsewhere, "f" * 64, moves_here=True),
        "link, things move there": question_card(words, elsewhere, "f" * 64, moves_here=False),
        "linked": linked_card(words, elsewhere),
        "unlinked": parted_card(words, elsewhere, [member.person], is_kept_here=False),
        "unlinked from where things are kept": parted_card(
            words, member.person, [elsewhere], is_kept_here=True
        ),
    }
    screens |= {
        f"{kind.name} as in its example": example_of(kind).card(words, f"{playbook.id}/{kind.name}/x")
        for kind in KINDS
        if kind.name not in {"tip", "share"}
    }
    screens["scenario, answered"] = example_of(next(k for k in KINDS if k.name == "scenario")).answers(words)[
        1
    ]
    problems = [
        Problem("tips/01.yaml", 3, 5, "unknown_key", {"word": "titel", "guess": "title"}, "    titel: One")
    ]
    screens |= {"playbook broken": broken_card(words, problems * 8, 9), "playbook mended": mended_card(words)}
    screens |= guide_screens(words, playbook)
    screens |= privacy_screens(words, member)
    screens |= learning_screens(words, playbook)
    screens |= consent_screens(words, playbook, member, held, Shown(post, playbook.shares[2]))
    screens |= own_words_screens(words, playbook, TEXTS)
    screens |= rhythm_screens(words, playbook, post, share)
    screens |= report_screens(words)
    screens |= delivery_screens(words, post, share)
    screens |= setup_screens(words, playbook)
    screens |= silence_screens(words)
    screens |= proposal_screens(words, playbook)
    screens |= plan_screens(words, playbook)
    screens |= together_screens(words, playbook)
    screens |= programme_screens(words, playbook)
    screens["not allowed"] = not_allowed(words, "post")
    title = {"title": share.title}
    screens |= {name: note(words, key, **(title if rest else {})) for name, (key, *rest) in NOTES.items()}
    return screens
