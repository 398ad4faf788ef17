"""The cards of the learning path, check-ups, the executive track, the notebook and the recap, drawn from a starter playbook."""

from dataclasses import replace
from datetime import date
from typing import Final

from bot.cards.elements import Card, Form
from bot.cards.say import note, paragraph
from bot.domain.acts import ActKind
from bot.domain.path import Part
from bot.domain.people import Choices, Level
from bot.playbook.book import Playbook
from bot.playbook.kinds.checklist import Checklist
from bot.screens.checkup import Checkup, checkups_card, slept_card, step_card
from bot.screens.helped import helped_before_card, helped_card
from bot.screens.notebook import Line, kept_card, line_form, notebook_card, tearing_card
from bot.screens.path import (
    Found,
    after_easy,
    answered_card,
    conversation_card,
    finished_card,
    path_card,
    read_card,
    situation_card,
    tip_card,
    tips_card,
)
from bot.screens.recap import Month, recap_card
from bot.screens.session import (
    Prepared,
    arrived_card,
    assistant_card,
    named_card,
    naming_card,
    prepare_card,
    prepared_form,
    session_card,
)
from bot.screens.session import finished_card as track_card
from bot.texts import Words
from bot.usecases.learn import checkups
from tests.factories import MONDAY, a_person

FRIDAY: Final = date(2026, 11, 20)
NOTES: Final = {
    "tip, no word of it": ("tip.unknown", {"text": "zeppelins"}),
    "path, no tips": ("path.none", {}),
    "level saved": ("path.level_saved", {"level": "…"}),
    "conversation, none": ("conversation.none", {}),
    "conversation noted": ("conversation.noted", {}),
    "conversation noted before": ("conversation.already", {}),
    "help taken back": ("helped.undone", {}),
    "check-up, none": ("checkup.none", {}),
    "check-up, gone": ("checkup.gone", {}),
    "check-up stopped": ("checkup.stopped", {}),
    "check-up noted": ("checkup.noted", {}),
    "reminder after a night": ("checkup.will_remind", {"day": "…"}),
    "reminder after a night, before": ("checkup.reminds_already", {"day": "…"}),
    "reminder after a night, no day": ("checkup.cannot_remind", {}),
    "session, not yours": ("session.not_yours", {}),
    "session, none": ("session.none", {}),
    "session noted": ("session.noted", {}),
    "session noted, the last": ("session.noted_last", {}),
    "session noted before": ("session.already", {}),
    "session, another day": ("session.postponed", {}),
    "sessions stopped": ("session.stopped", {}),
    "assistant, as before": ("assistant.kept", {}),
    "assistant taken back": ("assistant.removed", {}),
    "assistant, not understood": ("assistant.unreadable", {}),
    "assistant, oneself": ("assistant.yourself", {}),
    "assistant, elsewhere": ("assistant.elsewhere", {"platform": "Slack"}),
    "prepared and delivered": ("prepare.sent", {}),
    "prepared, no longer named": ("prepare.no_longer", {}),
    "notebook, nothing to keep": ("notebook.empty_line", {}),
    "notebook, too long": ("notebook.too_long", {"limit": 500}),
    "recap stopped": ("recap.stopped", {}),
    "recap started": ("recap.started", {}),
}


def learning_screens(words: Words, playbook: Playbook) -> dict[str, Card | Form]:
    """Name -> card."""
    return {
        **_path(words, playbook),
        **_checkups(words, playbook),
        **_track(words, playbook),
        **_own(words),
        **{name: note(words, key, **values) for name, (key, values) in NOTES.items()},
    }


def _path(words: Words, playbook: Playbook) -> dict[str, Card | Form]:
    tip, second = playbook.tips[:2]
    found = Found(playbook.key(tip), tip)
    parts = [Part("privacy", 4, 6), Part("listening", 1, 6), Part("own_words", 0, 6), Part("", 0, 2)]
    chosen = Choices(level=Level.AT_EASE, goals=frozenset({"learn", "touch"}))
    scenario, conversation = playbook.scenarios[0], playbook.conversations[0]
    key = playbook.key(scenario)
    another = Found(playbook.key(second), second, FRIDAY)
    passed = [paragraph(words, "tip.next")]
    return {
        "tip for a member": tip_card(words, found, is_member=True),
        "tip for a visitor": tip_card(words, found, is_member=False),
        "tip, read before": tip_card(words, another, is_member=True),
        "tip after one that did not suit": tip_card(words, another, is_member=True, opening=passed),
        "tip after one too easy": tip_card(
            words, another, is_member=True, opening=[*after_easy(words, Level.UNDECIDED)]
        ),
        "tips about a word": tips_card(words, [(playbook.key(each), each) for each in (tip, second)]),
        "tips, all met": finished_card(words),
        "tip noted, with the path": read_card(words),
        "path": path_card(words, parts, chosen, found, is_talking=True),
        "path, nothing chosen": path_card(words, parts, Choices(), None, is_talking=False),
        "situation": situation_card(words, scenario, key, "sales"),
        "situation, answered by a member": answered_card(words, scenario, key, 1, is_noted=True),
        "situation, answered by a visitor": answered_card(words, scenario, key, 0, is_noted=False),
        "conversation to join": conversation_card(words, conversation, playbook.key(conversation)),
        "helped": helped_card(words, MONDAY, is_new=True, before=FRIDAY),
        "helped before": helped_card(words, MONDAY, is_new=False, before=None),
        "helped, the day before": helped_before_card(words, FRIDAY),
        "helped, the day before is closed": helped_before_card(words, None),
    }


def _checkups(words: Words, playbook: Playbook) -> dict[str, Card | Form]:
    found = [(playbook.key(each), each) for each in checkups(playbook)]
    privacy = _checkup(found, "privacy")
    posture = _checkup(found, "posture")
    return {
        "check-ups": checkups_card(words, found, [(FRIDAY, found[0][1].title)]),
        "check-up, first point": step_card(words, privacy),
        "check-up, second point": step_card(words, privacy.forward(is_ticked=True)),
        "check-up, the end": step_card(words, replace(privacy, step=9, ticked=0b101)),
        "posture, a point": step_card(words, posture),
        "posture, the end": step_card(words, replace(posture, step=9, ticked=0b011)),
        "after a night": slept_card(words, ("post", playbook.shares[0].title), posture.key),
        "after a night, without an idea": slept_card(words, None, posture.key),
    }


def _track(words: Words, playbook: Playbook) -> dict[str, Card | Form]:
    first, second = playbook.executive[:2]
    bare = first.model_copy(update={"assistant": None})
    samira, tom = a_person("U0SAMIRA"), a_person("U0TOM")
    prepared = [
        Prepared(samira, second),
        Prepared(a_person("U0HELENE"), bare),
        Prepared(a_person("U0X"), None),
    ]
    text = "Line one.\nLine two, with *stars* and <angles>."
    return {
        "session, the first": session_card(words, first, playbook.key(first), is_first=True),
        "session by letter": session_card(words, second, playbook.key(second), is_first=False),
        "session by letter, the last for now": session_card(
            words, second, playbook.key(second), is_first=False, is_last_call=True
        ),
        "sessions finished": track_card(words),
        "assistant, nobody": assistant_card(words, None, None),
        "assistant, proposed": assistant_card(words, None, tom),
        "assistant, named": assistant_card(words, tom, tom),
        "assistant, to be confirmed": naming_card(words, tom),
        "assistant, confirmed": named_card(words, tom),
        "to prepare": prepare_card(words, tom, prepared),
        "to prepare, for nobody": prepare_card(words, tom, []),
        "what was prepared, dialog": prepared_form(words, samira),
        "what was prepared, arrived": arrived_card(words, tom, text, second, playbook.key(second)),
    }


def _own(words: Words) -> dict[str, Card | Form]:
    lines = [
        Line(str(number), date(2026, 11, 20 - number), text)
        for number, text in enumerate(["Marie asked for the lamp.", None, *["…"] * 6])
    ]
    steps = {kind: number + 1 for number, kind in enumerate(ActKind) if kind is not ActKind.TIP_SEEN}
    month = Month(date(2026, 11, 1), 12, steps, 3)
    quiet = Month(date(2026, 10, 1), 0, {}, 0)
    one = Month(date(2026, 11, 1), 1, {ActKind.TIP_READ: 1}, 0, settings_on=date(2026, 7, 2))
    goals = Choices(goals=frozenset({"found", "help"}), wants_recap=True)
    return {
        "notebook": notebook_card(words, lines),
        "notebook, earlier lines": notebook_card(words, lines, 5),
        "notebook, blank": notebook_card(words, []),
        "notebook, a line kept": kept_card(words),
        "notebook, dialog": line_form(words),
        "notebook, tearing out": tearing_card(words, lines[0]),
        "recap": recap_card(words, month, goals),
        "recap by letter": recap_card(words, one, goals, is_letter=True),
        "recap, a quiet month": recap_card(words, quiet, Choices()),
    }


def _checkup(found: list[tuple[str, Checklist]], checks: str) -> Checkup:
    return next(Checkup(key, each) for key, each in found if each.checks == checks)
