"""A small Slack on loopback, faithful on the wire, for the demo and for tests."""

from sandbox.acts import Impossible
from sandbox.clock import SandboxClock
from sandbox.driver import Actor
from sandbox.installation import AppConfig
from sandbox.log import LogEntry
from sandbox.people import Person
from sandbox.server import Sandbox

__all__ = ["Actor", "AppConfig", "Impossible", "LogEntry", "Person", "Sandbox", "SandboxClock"]
