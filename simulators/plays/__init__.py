"""The plays: what trader, officer, scanner, seal and gate do, one after another, to make a scenario."""
