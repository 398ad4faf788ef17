"""The doors: one per chat platform, each turning native payloads into events and neutral cards into native ones."""

from adapters import slack, teams
from adapters.slack.looks import LOOKS as SLACK_LOOKS
from adapters.teams.looks import LOOKS as TEAMS_LOOKS

PLATFORMS = {"slack": slack.build, "teams": teams.build}
LOOKS = {"slack": SLACK_LOOKS, "teams": TEAMS_LOOKS}
"""What `portevoix doctor` looks at on each platform, by the name of the line."""
