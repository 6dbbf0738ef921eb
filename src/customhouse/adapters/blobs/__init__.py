"""Keepers of raw inputs: a folder (the default)."""
