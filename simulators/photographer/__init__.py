"""A pretend photographer: pictures of the end or the side of a container with its painted markings."""

from simulators.photographer.shot import EVALUATION, GATE, TUNING, Photo, Style, photograph

__all__ = ["EVALUATION", "GATE", "TUNING", "Photo", "Style", "photograph"]
