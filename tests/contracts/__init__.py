"""What every door owes the house, whichever platform it opens to: a new one in PLATFORMS has to keep all of this."""
