"""The documentation: its reference pages are written by the code, and what it says is compared with the code."""
