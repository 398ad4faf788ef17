"""The cellar's rules, each on SQLite and on PostgreSQL."""
