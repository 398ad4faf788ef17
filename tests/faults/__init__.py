"""The torture rig: the bot is killed where it waits, and again while it recovers; the sandbox's log judges."""
