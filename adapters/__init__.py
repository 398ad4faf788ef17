"""The doors: one per chat platform, each turning native payloads into events and neutral cards into native ones."""

from adapters import slack, teams
from adapters.slack.looks import LOOKS as SLACK_LOOKS
from adapters.slack.settings import SETTINGS as SLACK_SETTINGS
from adapters.teams.looks import LOOKS as TEAMS_LOOKS
from adapters.teams.settings import SETTINGS as TEAMS_SETTINGS

PLATFORMS = {"slack": slack.build, "teams": teams.build}
SETTINGS = {"slack": SLACK_SETTINGS, "teams": TEAMS_SETTINGS}
"""What each is built from, as it stands in the environment."""
LOOKS = {"slack": SLACK_LOOKS, "teams": TEAMS_LOOKS}
"""What `portevoix doctor` looks at on each platform, by the name of the line; a platform may have none."""
