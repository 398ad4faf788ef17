"""The desk: all parts of the sandbox in one place, for those who answer requests and act for people."""

from dataclasses import dataclass

from sandbox.courier import Courier
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.installation import Installation
from sandbox.limits import Limits
from sandbox.modals import Modals
from sandbox.sockets import Sockets
from sandbox.tickets import Tickets
from sandbox.workplace import Workplace


@dataclass(slots=True)
class Desk:
    """The parts, wired together."""

    workplace: Workplace
    installation: Installation
    courier: Courier
    events: Events
    modals: Modals
    tickets: Tickets
    limits: Limits
    faults: Faults
    sockets: Sockets
    base_url: str = ""
    """Where the sandbox listens, without a slash at the end."""
    neighbour: str = ""
    """The address of the other workplace's page, to link to; empty without one."""
