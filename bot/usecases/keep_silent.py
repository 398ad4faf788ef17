"""Keeping silent: one act stops all that the bot says by itself, on every platform and machine, until the all-clear (R59)."""

from datetime import date, timedelta
from typing import Final

from bot.domain.calendar import local
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.edits import SILENCE, Edit
from bot.domain.people import Place
from bot.domain.posts import Post, post_id
from bot.domain.roles import Deed
from bot.playbook.book import Playbook
from bot.playbook.written import Value, entry, one_line
from bot.ports import Shelves
from bot.screens.silence import LONGEST_LINE, LONGEST_NAME, Silenced
from bot.usecases.close_days import quiet_in
from bot.usecases.letters import SUGGESTIONS
from bot.usecases.plan_daily import places, skip_passed
from bot.usecases.services import Services
from bot.usecases.speak import SILENT

WORTH_SAYING_FOR: Final = timedelta(hours=1)
"""A line that was agreed on for a moment is not said later than that."""


async def silenced_now(services: Services) -> list[Silenced]:
    """List the playbooks that keep silent now, and whether that was said in chat or in their files."""
    today = services.clock.now().date()
    async with services.store.reading() as shelves:
        edits = await shelves.playbooks.edits()
    services.take_up(edits)
    from_chat = {edit.playbook for edit in edits if edit.kind == SILENCE}
    return [
        Silenced(
            each.name,
            each.silence.since,
            each.silence.says or "",
            each.silence.all_clear,
            each.id in from_chat,
        )
        for each in services.book().playbooks
        if each.silence and each.silence.holds(today)
    ]


async def begin_silence(services: Services, deed: Deed, says: str, all_clear: str) -> bool:
    """Silence every playbook, drop what waits, and say the one line once in each channel. False: it goes on already.

    Days of it are neutral from the first on: they are written down with it.
    """
    now, homes = services.clock.now(), await places(services)
    line, who = one_line(says)[:LONGEST_LINE].strip(), one_line(all_clear)[:LONGEST_NAME].strip()
    async with services.store.writing() as shelves:
        new = False
        for playbook in services.book().playbooks:
            if playbook.silence is None or not playbook.silence.holds(now.date()):
                new |= await shelves.playbooks.add_edit(_edit(services, playbook, line, who))
        if not new:
            return False
        await shelves.outbox.drop(SILENT, SUGGESTIONS)
        edits = await shelves.playbooks.edits()
        silent = {edit.playbook for edit in edits if edit.kind == SILENCE}
        for place, playbook, _ in homes:
            if line and playbook.id in silent:
                await _say(shelves, services, place, playbook)
        for on in quiet_in(services, now):
            await shelves.days.put_quiet(on, "silence", now)
        await shelves.deeds.put(deed)
    services.take_up(edits)
    services.known_days.forget()
    services.wake()
    return True


async def end_silence(services: Services, deed: Deed) -> bool:
    """Give the all-clear: hours to come bring posts again, and those that have passed bring nothing. False: there is none."""
    now, homes = services.clock.now(), await places(services)
    async with services.store.writing() as shelves:
        ended = False
        for edit in await shelves.playbooks.edits():
            if edit.kind == SILENCE:
                ended |= await shelves.playbooks.remove_edit(edit.playbook, SILENCE, edit.id)
        if not ended:
            return False
        for place, playbook, channel in homes:
            await skip_passed(shelves, place, (playbook, channel), now, SILENT)
        await shelves.deeds.put(deed)
        edits = await shelves.playbooks.edits()
    services.take_up(edits)
    services.wake()
    return True


def _edit(services: Services, playbook: Playbook, line: str, who: str) -> Edit:
    now = services.clock.now()
    fields: dict[str, Value] = {"since": _since(services, playbook)}
    if line:
        fields["says"] = line
    return Edit(playbook.id, SILENCE, "", entry({**fields, "all_clear": who}), now)


def _since(services: Services, playbook: Playbook) -> date:
    """Give the earliest date that it is in a channel of the playbook: the silence holds in all of them at once."""
    now = services.clock.now()
    dates = [local(now, channel.schedule.timezone).date() for channel in playbook.channels]
    return min([*dates, now.date()])


async def _say(shelves: Shelves, services: Services, place: Place, playbook: Playbook) -> None:
    now = services.clock.now()
    slot = f"{SILENCE}-{now.isoformat()}"
    post = Post(
        id=post_id(place, now.date(), slot),
        place=place,
        on=now.date(),
        slot=slot,
        playbook=playbook.id,
        kind=SILENCE,
        item=SILENCE,
        due_at=now,
        closes_at=now,
        slots=0,
    )
    if await shelves.posts.plan(post):
        await shelves.outbox.put(
            Delivery(f"post:{post.id}", DeliveryKind.POST, post.id, now, now + WORTH_SAYING_FOR)
        )
