"""Looking up who somebody is to a programme, at the moment of the act."""

from bot.domain.people import Member, PersonRef
from bot.domain.roles import Role
from bot.playbook.book import Playbook
from bot.ports import PlatformError
from bot.usecases.services import Services


async def roles_of(
    services: Services, person: PersonRef, member: Member | None, playbook: Playbook | None = None
) -> frozenset[Role]:
    """Tell what somebody is to a playbook (to any of them, when None). What the platform cannot tell now, they are not.

    Who administers a workspace is an admin to the playbooks that speak there, and to no others.
    """
    named_by = (playbook,) if playbook else services.book().playbooks
    roles = {Role.COLLEAGUE, *(role for each in named_by for role in each.roles_of(person))}
    for role, group in {
        pair for each in named_by for pair in each.groups_for(person.platform, person.workspace)
    }:
        if role not in roles and await _is_in(services, person, group):
            roles.add(role)
    if member:
        roles.add(Role.VOLUNTEER)
    speaks_there = any(each.speaks_in(person.platform, person.workspace) for each in named_by)
    if services.settings.is_admin(person) or (speaks_there and await _is_admin_there(services, person)):
        roles.add(Role.ADMIN)
    return frozenset(roles)


async def _is_admin_there(services: Services, person: PersonRef) -> bool:
    platform = services.platforms.get(person.platform)
    try:
        return platform is not None and await platform.is_admin(person)
    except PlatformError:
        return False


async def _is_in(services: Services, person: PersonRef, group: str) -> bool:
    try:
        return await services.platforms[person.platform].is_in_group(person, group)
    except PlatformError:
        return False
