"""The cards of joining, settings, pauses, topics and Home, drawn for a member of a starter playbook."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from bot.cards.elements import Card, Form
from bot.cards.say import note
from bot.domain.arrangement import Pause, Slot
from bot.domain.people import Level, Member, Reminders, Rhythm
from bot.domain.streak import Streak, View
from bot.domain.wishes import Wish, flaw_of
from bot.playbook.book import Playbook
from bot.screens.claims import Held, Shown
from bot.screens.home import HomeView, member_home, visitor_home
from bot.screens.membership import welcome
from bot.screens.mute import RunningCampaign, mute_card
from bot.screens.path import Found
from bot.screens.pause import flawed_card, pause_card, pause_form, unreadable_card
from bot.screens.settings import days_form, likes_form, settings_card, settings_form
from bot.texts import Words
from tests.factories import MONDAY, NOON, a_member, an_arrangement

NOTES = (
    *("join.already", "join.guest", "join.try_later", "settings.join_first", "settings.saved"),
    *("settings.is_private", "settings.is_public", "pause.join_first", "mute.join_first", "mute.none_left"),
    *("resume.ended", "resume.cancelled", "resume.nothing", "resume.reminders"),
)
DAY = timedelta(days=1)


def consent_screens(
    words: Words, playbook: Playbook, member: Member, held: Sequence[Held], shown: Shown
) -> dict[str, Card | Form]:
    """Name -> card or dialog."""
    new = a_member(locale=words.language, rhythm=Rhythm.UNDECIDED)
    chosen = _with_everything(words)
    networks = [each.network for each in playbook.networks if each.id != "copy"]
    campaign = RunningCampaign("Three weeks of repair days", MONDAY + 20 * DAY, is_wanted=True)
    few = replace(member, choices=replace(member.choices, topics=frozenset({"expertise", "community"})))
    last = replace(member, choices=replace(member.choices, topics=frozenset({"customer"})))
    return {
        "welcome": welcome(words, new),
        "welcome, days of a week asked": welcome(words, new, is_asking_target=True),
        "welcome, all chosen": welcome(words, chosen),
        "settings of someone new": settings_card(words, new, networks),
        "settings of someone with everything": settings_card(words, chosen, networks),
        "settings": settings_form(words, member),
        "settings, all chosen": settings_form(words, chosen),
        "my days": days_form(words, member, MONDAY),
        "my days, a fortnight of nights": days_form(words, chosen, MONDAY),
        "what I like": likes_form(words, new, networks),
        "what I like, all chosen": likes_form(words, chosen, networks),
        "saved, from tomorrow on": note(words, "settings.saved_from", day=words.day(MONDAY + DAY)),
        **_pauses(words),
        "topics, all shown": mute_card(words, member, [campaign]),
        "topics, some left out": mute_card(words, few, [replace(campaign, is_wanted=False)]),
        "topics, one left": mute_card(words, last, []),
        **_homes(words, playbook, member, held, shown),
        **{f"{key} told": note(words, key) for key in NOTES},
    }


def _with_everything(words: Words) -> Member:
    nights = an_arrangement(
        rollover=time(5),
        work_week=frozenset({0, 1, 2, 3}),
        other_week=frozenset({2, 3, 4}),
        holidays="FR-57",
        slot=Slot(time(22), time(4)),
        weekly_target=3,
    )
    return a_member(
        locale=words.language,
        rhythm=Rhythm.WEEKLY,
        arrangements=(nights,),
        reminders=Reminders.USUAL,
        level=Level.NEW,
        is_private=True,
        tells_milestones=True,
        wants_recap=True,
        allows_tracked_links=True,
        allows_examples=True,
        topics=frozenset({"expertise", "customer"}),
        networks=frozenset({"linkedin", "mastodon"}),
        goals=frozenset({"learn", "touch"}),
    )


def _pauses(words: Words) -> dict[str, Card | Form]:
    wishes = {
        "pause, a day": Wish(MONDAY + DAY, MONDAY + DAY),
        "pause, over the year's end": Wish(date(2026, 12, 24), date(2027, 1, 4)),
        "pause, until one comes back": Wish(MONDAY, None),
        "pause, of days gone by": Wish(MONDAY - 6 * DAY, MONDAY - 3 * DAY),
    }
    flawed = {
        "pause, the last day first": Wish(MONDAY + DAY, MONDAY),
        "pause, too far back": Wish(MONDAY - 15 * DAY, MONDAY),
        "pause, too far ahead": Wish(MONDAY + 400 * DAY, None),
        "pause, too long": Wish(MONDAY, MONDAY + 180 * DAY),
    }
    return {
        **{name: pause_card(words, wish, MONDAY) for name, wish in wishes.items()},
        **{
            name: flawed_card(words, wish, flaw, MONDAY)
            for name, wish in flawed.items()
            if (flaw := flaw_of(wish, MONDAY))
        },
        "pause, not readable": unreadable_card(words),
        "pause, its dates": pause_form(words, MONDAY),
    }


def _homes(
    words: Words, playbook: Playbook, member: Member, held: Sequence[Held], shown: Shown
) -> dict[str, Card | Form]:
    tip = playbook.tips[0]
    streak = Streak(MONDAY, View(7, 9, 1, counted=12), is_today_due=True)
    view = HomeView(member, MONDAY, streak, held, [shown], Found(playbook.key(tip), tip))
    new = HomeView(a_member(locale=words.language, rhythm=Rhythm.UNDECIDED), MONDAY, Streak(MONDAY))
    paused = Pause(MONDAY - DAY, date(2027, 1, 4), NOON)
    planned = Pause(date(2026, 12, 24), date(2027, 1, 4), NOON)
    return {
        "home of a visitor": visitor_home(words),
        "home of a member": member_home(words, view),
        "home of someone new": member_home(words, new),
        "home in a pause": member_home(words, replace(view, member=replace(member, pauses=(paused,)))),
        "home in a pause without an end": member_home(
            words, replace(view, member=replace(member, pauses=(replace(paused, ends=None),)), held=())
        ),
        "home before a pause": member_home(words, replace(view, member=replace(member, pauses=(planned,)))),
    }
