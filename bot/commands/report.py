"""`report`: what is told of the group, for champions, admins and the staff's representatives; no names, and no person's steps."""

from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.events import CommandTyped, Reply
from bot.screens.report import Week, report_card
from bot.usecases.report import make_report
from bot.usecases.sign_in import make_link


async def run(event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Show the newest week, and give a link to the page."""
    report = await make_report(asker.services, (event.person.platform, event.person.workspace))
    week = Week(
        report.week,
        {subject: report.newest[subject] for subject in report.subjects if subject in report.newest},
        report.commons,
        report.opinions,
        report.rest is not None,
        report.smallest,
    )
    address = await make_link(asker.services, event.person, asker.words.language)
    return Reply(report_card(asker.words, week, address))


REPORT = Command(
    name="report",
    aliases=("rapport", "chiffres"),
    run=run,
    for_champions=True,
)
