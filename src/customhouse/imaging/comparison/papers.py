"""The transport document against the declaration: masses, packages, containers, seals and goods that are told twice.

A declaration repeats what its waybill says. Where the two differ, one of them is wrong, whatever the image shows.
"""

import math

from customhouse.imaging.model import Declared
from customhouse.kernel.identifiers import bare

LEAST = 1e-3  # of a mass or a number of packages that was declared as nothing


def mass_factor(declared: Declared) -> float | None:
    """How many times the smaller gross mass of the consignment goes into the larger, as a logarithm."""
    paper = declared.paper
    return None if paper is None else _apart(sum(item.gross_mass_kg for item in declared.items), paper.gross_mass_kg)


def package_factor(declared: Declared) -> float | None:
    """The same of the packages; None where an item does not say how many it has, or is of goods in bulk."""
    counts = [None if item.is_bulk else item.package_count for item in declared.items]
    known = [count for count in counts if count is not None]
    if declared.paper is None or not sum(known) or len(known) < len(counts):
        return None
    return _apart(sum(known), declared.paper.packages)


def _apart(said: float, on_paper: float | None) -> float | None:
    """None where either is no number that can be told."""
    if on_paper is None or not math.isfinite(said) or not math.isfinite(on_paper):
        return None
    return abs(math.log(max(said, LEAST)) - math.log(max(on_paper, LEAST)))


def containers_unlike(declared: Declared) -> float | None:
    """Of all containers that either names, the share that the other does not; None where the paper names none."""
    if declared.paper is None or not declared.paper.containers:
        return None
    said = {container.number for container in declared.containers}
    return len(said ^ declared.paper.containers) / len(said | declared.paper.containers)


def seals_unlike(declared: Declared) -> float | None:
    """Of the containers whose seals both name, the share that has no seal in common."""
    if declared.paper is None:
        return None
    both = [
        (seals, declared.paper.seals[container.number])
        for container in declared.containers
        if (seals := {bare(seal) for seal in container.seal_numbers}) and container.number in declared.paper.seals
    ]
    return sum(not said & on_paper for said, on_paper in both) / len(both) if both else None
