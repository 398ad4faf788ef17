"""Each platform by its name, as the contracts hold it: a new one in `adapters.PLATFORMS` has its line here."""

from tests.contracts import slack, teams

HARNESSES = {"slack": slack.at_work, "teams": teams.at_work}
"""A door at work."""
EYES = {"slack": slack.see, "teams": teams.see}
"""Read a painted card back."""
FORM_EYES = {"slack": slack.see_form, "teams": teams.see_form}
"""Read a painted form back."""
ACTIVE = {"slack": slack.active, "teams": teams.active}
"""List whatever is more than words on a painted card or form."""
