"""The settings dialog: what a member may choose, filled with what they chose."""

from bot.cards.elements import Choice, Form, Option
from bot.domain.people import Member, Rhythm
from bot.texts import LANGUAGES, Words

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}


def settings_form(words: Words, member: Member) -> Form:
    """Draw the dialog; a rhythm not yet chosen stays unchosen."""
    return Form(
        name="settings",
        title=words("settings.title"),
        submit=words("settings.save"),
        cancel=words("settings.cancel"),
        elements=(
            Choice(
                "language",
                words("settings.language"),
                tuple(Option(language, LANGUAGE_NAMES[language]) for language in LANGUAGES),
                value=words.language,
            ),
            Choice(
                "rhythm",
                words("settings.rhythm"),
                (
                    Option(Rhythm.DAILY, words("settings.rhythm_daily")),
                    Option(Rhythm.OFF, words("settings.rhythm_off")),
                ),
                value="" if member.rhythm is Rhythm.UNDECIDED else member.rhythm,
                optional=True,
            ),
        ),
    )
