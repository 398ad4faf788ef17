"""Benchmarks: each prints a ratio against a yardstick measured in the same run."""
