"""The repositories, inside one transaction."""

from dataclasses import dataclass

from store.acts import Acts
from store.brainstorms import Brainstorms
from store.claims import Claims
from store.clicks import Clicks
from store.connection import Connection
from store.crowds import Crowds
from store.days import Days
from store.deeds import Deeds
from store.examples import Examples
from store.guide import Guide
from store.halts import Halts
from store.inbox import Inbox
from store.installations import Installations
from store.lanes import Lanes
from store.links import Links
from store.members import Members
from store.opinions import Opinions
from store.outbox import Outbox
from store.own import Awards, Notes, Nudges, Standings
from store.plan_choices import PlanChoices
from store.playbooks import Playbooks
from store.posts import Posts
from store.proposals import Proposals
from store.questions import Questions
from store.restores import Restores
from store.seals import Seals
from store.sign_ins import SignIns
from store.thanks import Thanks
from store.traces import Traces
from store.workshops import Workshops
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
    def lanes(self) -> Lanes:
        return Lanes(self.connection)

    @property
    def halts(self) -> Halts:
        return Halts(self.connection)

    @property
    def inbox(self) -> Inbox:
        return Inbox(self.connection)

    @property
    def playbooks(self) -> Playbooks:
        return Playbooks(self.connection)

    @property
    def proposals(self) -> Proposals:
        return Proposals(self.connection)

    @property
    def plan_choices(self) -> PlanChoices:
        return PlanChoices(self.connection)

    @property
    def guide(self) -> Guide:
        return Guide(self.connection)

    @property
    def workspaces(self) -> Workspaces:
        return Workspaces(self.connection)

    @property
    def installations(self) -> Installations:
        return Installations(self.connection)

    @property
    def notes(self) -> Notes:
        return Notes(self.connection)

    @property
    def awards(self) -> Awards:
        return Awards(self.connection)

    @property
    def nudges(self) -> Nudges:
        return Nudges(self.connection)

    @property
    def standings(self) -> Standings:
        return Standings(self.connection)

    @property
    def days(self) -> Days:
        return Days(self.connection)

    @property
    def crowds(self) -> Crowds:
        return Crowds(self.connection)

    @property
    def deeds(self) -> Deeds:
        return Deeds(self.connection)

    @property
    def opinions(self) -> Opinions:
        return Opinions(self.connection)

    @property
    def sign_ins(self) -> SignIns:
        return SignIns(self.connection)

    @property
    def clicks(self) -> Clicks:
        return Clicks(self.connection)

    @property
    def workshops(self) -> Workshops:
        return Workshops(self.connection)

    @property
    def questions(self) -> Questions:
        return Questions(self.connection)

    @property
    def brainstorms(self) -> Brainstorms:
        return Brainstorms(self.connection)

    @property
    def thanks(self) -> Thanks:
        return Thanks(self.connection)

    @property
    def examples(self) -> Examples:
        return Examples(self.connection)

    @property
    def restores(self) -> Restores:
        return Restores(self.connection)

    @property
    def seals(self) -> Seals:
        return Seals(self.connection)

    @property
    def traces(self) -> Traces:
        return Traces(self.connection)
