"""Did you mean: the known name nearest to what somebody typed."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

FRENCH: Final = {
    "a": "at to", "a_propos": "about", "accord": "consent", "administrateurs": "admins",
    "adresse": "template", "amorce": "starter", "animateurs": "champions", "appel": "call",
    "apporter": "bring", "apprendre": "learn", "apres": "after", "assistant": "delegate",
    "assistante": "assistant delegate", "ateliers": "workshops", "au": "to", "auteur": "author",
    "auteurs": "authors", "bilan": "review_on", "but": "purpose goal", "campagnes": "campaigns",
    "canal": "channel", "canaux": "channels", "cas": "cases", "charte": "charter", "choix": "options",
    "commence": "starts", "comment": "how", "conseille": "suggested", "conseils": "tips",
    "conseils_par_jour": "tips_per_day", "consentement": "consent", "conservation": "retention",
    "coup_d_envoi": "kick_off", "date": "given_on", "de": "from", "debut": "starter starts from",
    "delegue": "delegate", "depuis": "since", "deroule": "agenda", "direction": "executives executive",
    "dirigeants": "executives executive", "dit": "says", "donne_le": "given_on", "droits": "rights",
    "du": "from", "duree": "minutes", "durees": "retention", "emplacements": "slots",
    "engagements": "commitments", "entreprise": "company", "equipe": "department", "etape": "step",
    "etapes": "milestones", "exemples": "examples", "expiration": "expires", "faits": "facts",
    "faq": "guide", "feries": "skip_holidays holidays", "ferme": "closes_week",
    "fin": "ends to expires all_clear", "formateurs": "trainers", "fuseau": "timezone",
    "fuseau_horaire": "timezone", "geste": "step", "heure": "at", "horaire": "schedule",
    "horaires": "schedule", "jalons": "milestones", "jours": "days",
    "jours_feries": "skip_holidays holidays", "juridique": "legal", "lancement": "launch kick_off",
    "langue": "language", "le": "given_on", "lien": "link", "limite": "limit", "listes": "checklists",
    "livret": "playbook", "marraine": "sponsor", "materiel": "bring", "maximum": "most_a_week",
    "mention": "disclosure", "message": "says", "metiers": "roles", "mission": "purpose",
    "mises_en_situation": "scenarios", "modele": "template", "mots": "words",
    "mots_diese": "hashtags", "mots_dieses": "hashtags",
    "niveau": "level", "niveaux": "levels", "nom": "name", "objectif": "goal", "ordre_du_jour": "agenda",
    "origine": "origin", "ouvre": "opens_week", "par_semaine": "most_a_week", "parrain": "sponsor",
    "partager": "share", "partages": "shares", "partages_par_jour": "shares_per_day",
    "periodes_fermees": "closed_periods", "personne": "person", "phrase": "says", "phrases": "sentences",
    "pilote": "owner", "places": "slots", "plafond": "daily_cap", "planning": "schedule",
    "politesse": "etiquette", "pour_vous": "why_for_you", "pourquoi": "why_for_you why",
    "pourquoi_pour_vous": "why_for_you", "programme": "agenda", "public": "audience", "quoi": "what",
    "raison": "purpose why", "rappels": "nudges", "redacteurs": "editors", "referents": "champions",
    "relances": "nudges", "relecteurs": "editors", "remarques": "notes", "remue_meninges": "brainstorm",
    "reponse": "answer", "reprise": "all_clear", "reseau": "network", "reseaux": "networks",
    "responsable": "owner", "revue": "review_on", "semaine": "week", "service": "department",
    "seuils": "thresholds", "suggere": "suggested", "suite": "follow_up", "suites": "follow_up",
    "sujet": "topic about", "sujets": "topics", "texte": "text", "textes_legaux": "legal", "theme": "topic",
    "themes": "topics", "titre": "title", "ton": "tone", "transparence": "disclosure",
    "usages": "etiquette", "vocabulaire": "vocabulary", "voir_aussi": "see_also", "volontaires": "call",
}  # fmt: skip
"""Keys and files as a French-speaking author would name them from memory, without accents; the first one that is known counts."""


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Name the known word closest to `word`, upper and lower case alike; an empty string when none is close.

    `cutoff` is difflib's ratio, 0 to 1: the share of letters that two words have in common.
    """
    spelled = {each.casefold(): each for each in known}
    asked = word.casefold().strip().replace(" ", "_")
    bare = unicodedata.normalize("NFKD", asked).encode("ascii", "ignore").decode()
    for translated in FRENCH.get(re.sub(r"\W", "_", bare), "").split():
        if translated in spelled:
            return spelled[translated]
    close = get_close_matches(asked, spelled, n=1, cutoff=cutoff)
    return spelled[close[0]] if close else ""
