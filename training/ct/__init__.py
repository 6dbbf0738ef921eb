"""Learns the networks for CT from simulated bags: one parts a volume, one names each object, one looks again."""
