"""A small Teams on loopback, faithful on the wire: Bot Connector, activities, tokens, and its own page."""
