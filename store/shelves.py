"""The repositories, inside one transaction."""

from dataclasses import dataclass

from store.acts import Acts
from store.claims import Claims
from store.connection import Connection
from store.inbox import Inbox
from store.links import Links
from store.members import Members
from store.outbox import Outbox
from store.playbooks import Playbooks
from store.posts import Posts
from store.workspaces import Workspaces


@dataclass(frozen=True, slots=True)
class Shelves:
    """Implements `bot.ports.Shelves`."""

    connection: Connection

    @property
    def members(self) -> Members:
        return Members(self.connection)

    @property
    def links(self) -> Links:
        return Links(self.connection)

    @property
    def posts(self) -> Posts:
        return Posts(self.connection)

    @property
    def claims(self) -> Claims:
        return Claims(self.connection)

    @property
    def acts(self) -> Acts:
        return Acts(self.connection)

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.connection)

    @property
    def inbox(self) -> Inbox:
        return Inbox(self.connection)

    @property
    def playbooks(self) -> Playbooks:
        return Playbooks(self.connection)

    @property
    def workspaces(self) -> Workspaces:
        return Workspaces(self.connection)
