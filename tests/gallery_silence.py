"""The silence of the programme: before it, its dialog, while it goes on, and its one line."""

from datetime import date

from bot.cards.elements import Card, Form
from bot.screens.silence import Silenced, before_card, line_card, silence_form, silenced_card
from bot.texts import Words

LINE = {
    "fr": "Nous mettons nos idées en pause tant que nos collègues de Metz ne sont pas tirés d’affaire.",
    "en": "We pause all ideas while our colleagues in Metz are being looked after.",
}


def silence_screens(words: Words) -> dict[str, Card | Form]:
    """Name -> card or form."""
    line = LINE[words.language]
    chat = Silenced("Our voices", date(2026, 11, 23), line, "Claire Morel", is_from_chat=True)
    file = Silenced("Nos voix", date(2026, 11, 20), "", "Olivier Petit", is_from_chat=False)
    return {
        "silence, before": before_card(words),
        "silence, asked": silence_form(words, "Nadia Benali"),
        "silence, begun": silenced_card(words, [chat], "silence.begun"),
        "silence, in a file as well": silenced_card(words, [chat, file]),
        "silence, its line": line_card(line),
    }
