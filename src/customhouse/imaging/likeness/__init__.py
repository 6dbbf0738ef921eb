"""Scans that look alike: similar images, the containers of a lot, and what goods usually look like here."""
