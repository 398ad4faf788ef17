"""The Teams door; so far only how cards look there."""
