"""Declared against seen: a pure judgement, each row with its reason, and an honest don't-know."""

from customhouse.imaging.comparison.judging import WORST, compare
from customhouse.imaging.comparison.sight import Sight, Tolerances

__all__ = ["WORST", "Sight", "Tolerances", "compare"]
