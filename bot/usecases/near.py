"""Which playbook and which channel are nearest to a member: on their platform and, where there are several, in their language."""

from collections.abc import Sequence

from bot.domain.people import Member, Place
from bot.playbook.book import Channel, Playbook
from bot.usecases.services import Services

Home = tuple[Place, Playbook, Channel]


def channels_near(services: Services, member: Member) -> Sequence[Home]:
    """List the channels of the member's workspace, those of playbooks in their language first, in the playbooks' order."""
    person, language = member.person, services.texts.for_locale(member.locale).language
    playbooks = sorted(services.book().playbooks, key=lambda each: each.language != language)
    return [
        (Place(person.platform, person.workspace, channel.channel), playbook, channel)
        for playbook in playbooks
        for channel in playbook.channels
        if channel.platform == person.platform and channel.workspace in {"", person.workspace}
    ]


def playbook_near(services: Services, member: Member) -> Playbook:
    """Give the playbook of the nearest channel, else one in their language, else the first."""
    for _, playbook, _ in channels_near(services, member):
        return playbook
    language = services.texts.for_locale(member.locale).language
    return min(services.book().playbooks, key=lambda each: each.language != language)
