"""Every card people meet, once per language, drawn from sample values: what the golden pictures and the readers use."""

from dataclasses import replace
from datetime import date

from bot.cards.elements import Card, Form
from bot.cards.say import note
from bot.commands import COMMANDS
from bot.commands.help import spelling
from bot.domain.claims import Claim, ClaimState
from bot.domain.people import Rhythm
from bot.domain.streak import Streak
from bot.playbook.book import Playbook
from bot.playbook.item import Drawn
from bot.playbook.kinds import KINDS, Kind
from bot.playbook.load import load
from bot.playbook.problems import Problem
from bot.playbook.source import source_of
from bot.playbook.tree import read
from bot.playbook.validate import validate
from bot.screens.claims import Held, Shown, claims_card, reasons_card, today_card
from bot.screens.help import help_card, suggest_card
from bot.screens.home import member_home, visitor_home
from bot.screens.kit import Kit, kit_card
from bot.screens.link import code_card, linked_card, parted_card, question_card
from bot.screens.membership import invitation, welcome
from bot.screens.notice import broken_card, mended_card
from bot.screens.rhythm import rhythm_card
from bot.screens.settings import settings_form
from bot.texts import LANGUAGES, Texts
from tests.bots import PLAYBOOKS
from tests.factories import NOON, a_member, a_person, a_post

TEXTS = Texts.load()
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
    "post not allowed": ("post.not_allowed",),
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
    streak = Streak(current=7, best=9, freezes=1, counted=12, is_today_counted=True, is_today_due=True)
    frozen = replace(streak, freezes=0, is_today_counted=False, used_freeze_on=date(2026, 11, 20))
    elsewhere = replace(member.person, platform="teams")
    kit = Kit(playbook, share, post, TEXTS, "https://bot.example.com")
    listed = [command for command in COMMANDS if command.is_listed]
    lines = [(spelling(command, language), f"commands.{command.name}.help") for command in listed]
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
        "invitation": invitation(words),
        "invitation after a claim": invitation(words, because_of_claim=True),
        "welcome": welcome(words),
        "rhythm": rhythm_card(words, member, streak),
        "rhythm, day off used": rhythm_card(words, member, frozen),
        "rhythm, at the beginning": rhythm_card(words, member, Streak()),
        "rhythm, not chosen": rhythm_card(words, replace(member, rhythm=Rhythm.UNDECIDED), Streak()),
        "rhythm, none": rhythm_card(words, replace(member, rhythm=Rhythm.OFF), Streak()),
        "home of a visitor": visitor_home(words),
        "home of a member": member_home(words, member, streak, held, [Shown(post, playbook.shares[2])]),
        "help": help_card(words, lines, [a_person("U0NADIA"), a_person("U0PRIYA")]),
        "help, unknown word": help_card(words, lines, [], unknown="strek", close="streak"),
        "idea for the champions": suggest_card(words, "https://www.example.com/lamp", [a_person("U0NADIA")]),
        "settings": settings_form(words, member),
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
    title = {"title": share.title}
    screens |= {name: note(words, key, **(title if rest else {})) for name, (key, *rest) in NOTES.items()}
    return screens
