"""A pretend field officer: seals containers at site A, and does the checks that chance orders."""
