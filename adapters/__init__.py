"""The doors: one per chat platform, each turning native payloads into events and neutral cards into native ones."""

from adapters import slack, teams

PLATFORMS = {"slack": slack.build, "teams": teams.build}
