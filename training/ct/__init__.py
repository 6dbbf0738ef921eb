"""Learns the two networks for CT from simulated bags: one that parts a volume, one that names a single object."""
