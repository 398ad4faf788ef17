"""Did you mean: the known name nearest to what somebody typed."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

FRENCH: Final = {
    "apres": "after",
    "auteur": "author",
    "canal": "channel",
    "canaux": "channels",
    "cas": "cases",
    "commence": "starts",
    "conseils": "tips",
    "debut": "starter",
    "duree": "minutes",
    "emplacements": "slots",
    "etape": "step",
    "exemples": "examples",
    "faits": "facts",
    "fin": "ends",
    "fuseau": "timezone",
    "geste": "step",
    "heure": "at",
    "jours": "days",
    "langue": "language",
    "lien": "link",
    "mots": "words",
    "niveau": "level",
    "nom": "name",
    "objectif": "goal",
    "partages": "shares",
    "phrases": "sentences",
    "places": "slots",
    "pourquoi": "why_for_you",
    "referents": "champions",
    "reponse": "answer",
    "reseaux": "networks",
    "réponse": "answer",
    "suite": "follow_up",
    "sujet": "topic",
    "texte": "text",
    "titre": "title",
    "vocabulaire": "vocabulary",
    "volontaires": "call",
}
"""Keys as a French-speaking author would write them from memory."""


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Name the known word closest to `word`, upper and lower case alike; an empty string when none is close.

    `cutoff` is difflib's ratio, 0 to 1: the share of letters that two words have in common.
    """
    spelled = {each.casefold(): each for each in known}
    asked = word.casefold().strip().replace(" ", "_")
    if (translated := FRENCH.get(asked, "")) in spelled:
        return translated
    close = get_close_matches(asked, spelled, n=1, cutoff=cutoff)
    return spelled[close[0]] if close else ""
