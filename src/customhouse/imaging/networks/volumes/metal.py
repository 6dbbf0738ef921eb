"""Metal that reads otherwise than any that was learned is looked at once more, brought near to the usual scale.

How bright metal reads, scanners agree least on. Of a pistol, a mean of 4 times water was learned, of solid steel 8 to
10, for the beam hardens in it; a scanner that corrects for that shows steel at up to 25, and one whose values end at
3,071 HU shows all metal at 4. A weapon is told by its form all the same: what is brighter than any weapon was is drawn
together, what ends early is stretched, and where that makes it likelier a weapon, that word counts.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from customhouse.imaging.networks.objects.cuts import Fields
from customhouse.imaging.networks.objects.rows import measured
from customhouse.imaging.networks.volumes.candidates import Candidate
from customhouse.imaging.networks.volumes.grids import Field
from customhouse.imaging.networks.volumes.naming import Named, Opened, name_all
from customhouse.imaging.networks.volumes.segments import Gridded, Segments

# Attenuation relative to water. Denser than METAL is nothing but metal; beyond FROM values are brought nearer or apart.
METAL, FROM = 2.6, 2.0
BRIGHT, FAINTER = 7.0, 0.3  # the mean of an object that is brighter than the weapons learned; what is left beyond FROM
ENDS, TOP, LEAST_TOP, BRIGHTER = 4.5, 99, 50, 2.0  # where values end, by what percentile of how many voxels at least
SHARE, LEAST_CM3 = 0.15, 3.0  # how much of an object is metal, and how large it is


def look_again(
    second: Opened, third: Opened | None, named: Sequence[Named], looked: tuple[Gridded, Segments]
) -> list[Named]:
    """The same objects, those of such metal by the word that makes them likelier a weapon."""
    grid, segments = looked
    times = BRIGHTER if ends_early(grid) else FAINTER
    at = [n for n, each in enumerate(named) if reads_otherwise(each.candidate, grid, times)]
    if not at:
        return list(named)
    scaled = replace(grid, high=_scaled(grid.high, times), low=_scaled(grid.low, times))
    fields = Fields.of(scaled)
    again = name_all(second, third, [measured(named[n].candidate, fields) for n in at], (scaled, segments))
    found = list(named)
    for n, each in zip(at, again, strict=True):
        found[n] = likelier(named[n], each)
    return found


def ends_early(grid: Gridded) -> bool:
    """Whether values end below where metal reads."""
    dense = grid.high[grid.high > METAL]
    return dense.size >= LEAST_TOP and float(np.percentile(dense, TOP)) < ENDS


def reads_otherwise(candidate: Candidate, grid: Gridded, times: float) -> bool:
    own = grid.high[candidate.box][candidate.mask]
    is_metal = own.size * grid.pitch_mm**3 >= 1000 * LEAST_CM3 and float((own > METAL).mean()) > SHARE
    return is_metal and (times > 1 or float(own.mean()) > BRIGHT)


def _scaled(field: Field, times: float) -> Field:
    return np.where(field > FROM, FROM + (field - FROM) * np.float32(times), field)


def likelier(first: Named, again: Named) -> Named:
    """The word by which it is likelier a weapon; what else it may be is not forgotten."""
    if again.weapon <= first.weapon:
        return first
    if again.weapon <= first.threat_probability:
        return replace(first, weapon=again.weapon)
    before = first.before or (first if again.before is not None else None)
    return replace(again, threat=max(first.threat, again.threat), before=before)
