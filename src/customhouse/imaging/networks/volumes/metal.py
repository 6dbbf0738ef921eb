"""Metal that reads otherwise than any that was learned is looked at once more, brought near to the usual scale.

How bright metal reads, scanners agree least on. Of a pistol, a mean of 4 times water was learned, of solid steel 8 to
10, for the beam hardens in it; a scanner that corrects for that shows steel at up to 25, and one whose values end at
3,071 HU shows all metal at 4. A weapon is told by its form all the same: what is brighter than any weapon was is drawn
together, what ends early is stretched, and where that makes it likelier a weapon, so it is. Nothing else is believed of
that look: of blades, gold and shielding the brightness tells much.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from customhouse.imaging.networks.objects.crops import edge_of
from customhouse.imaging.networks.objects.cuts import Fields
from customhouse.imaging.networks.objects.rows import Measured, measured
from customhouse.imaging.networks.volumes.candidates import Candidate
from customhouse.imaging.networks.volumes.grids import Field
from customhouse.imaging.networks.volumes.naming import Named, Opened, name_all
from customhouse.imaging.networks.volumes.segments import Gridded, Segments
from customhouse.imaging.physics.volumes.voxels import Region

# Attenuation relative to water. Denser than METAL is nothing but metal; beyond FROM values are brought nearer or apart.
METAL, FROM = 2.6, 2.0
BRIGHT, FAINTER = 7.0, 0.3  # the mean of an object that is brighter than the weapons learned; what is left beyond FROM
# Values end where so much of what is dense lies so close to the highest of all, and that is lower than metal reads.
HIGHEST, CLOSE, PILED, LEAST = 5.5, 0.97, 0.05, 50
BRIGHTER = 2.0
SHARE, LEAST_CM3 = 0.15, 3.0  # how much of an object is metal, and how large it is
PAD = 8  # voxels around an object that its measures depend on


def look_again(
    second: Opened, third: Opened | None, named: Sequence[Named], looked: tuple[Gridded, Segments]
) -> list[Named]:
    """The same objects, those of such metal as likely weapons as the likelier look has them."""
    times = BRIGHTER if ends_early(looked[0]) else FAINTER
    return [
        likelier(each, _again(second, third, each.candidate, looked, times))
        if reads_otherwise(each.candidate, looked[0], times)
        else each
        for each in named
    ]


def ends_early(grid: Gridded) -> bool:
    """Whether values end below where metal reads."""
    dense = grid.high[grid.high > METAL]
    if dense.size < LEAST:
        return False
    highest = float(dense.max())
    return highest < HIGHEST and float((dense > CLOSE * highest).mean()) > PILED


def reads_otherwise(candidate: Candidate, grid: Gridded, times: float) -> bool:
    own = grid.high[candidate.box][candidate.mask]
    is_metal = own.size * grid.pitch_mm**3 >= 1000 * LEAST_CM3 and float((own > METAL).mean()) > SHARE
    return is_metal and (times > 1 or float(own.mean()) > BRIGHT)


def _again(
    second: Opened, third: Opened | None, candidate: Candidate, looked: tuple[Gridded, Segments], times: float
) -> Named:
    """As it is named on the other scale, which no more than its surroundings are brought to: volumes may be large."""
    grid, segments = looked
    edge, shape = edge_of(candidate), grid.high.shape
    near = _window(candidate.box, [PAD] * 3, shape)
    wide = _window(candidate.box, [max(PAD, edge - (each.stop - each.start)) for each in candidate.box], shape)
    fields = Fields.of(_scaled(grid, near, times))
    own = measured(Candidate(_within(candidate.box, near), candidate.mask), fields)
    row = _moved(own, near, wide)
    seen = Segments(**{name: plane[wide] for name, plane in vars(segments).items()})
    return name_all(second, third, [row], (_scaled(grid, wide, times), seen))[0]


def _window(box: Region, around: Sequence[int], shape: tuple[int, ...]) -> Region:
    z, y, x = (
        slice(max(0, part.start - more), min(size, part.stop + more))
        for part, more, size in zip(box, around, shape, strict=True)
    )
    return z, y, x


def _within(box: Region, window: Region) -> Region:
    """A box of the grid as it lies in a window of it."""
    z, y, x = (
        slice(part.start - whole.start, part.stop - whole.start, part.step)
        for part, whole in zip(box, window, strict=True)
    )
    return z, y, x


def _moved(found: Measured, near: Region, wide: Region) -> Measured:
    """What was measured in one window, in a wider one."""

    def moved(box: Region) -> Region:
        shifts = [inner.start - outer.start for inner, outer in zip(near, wide, strict=True)]
        z, y, x = (slice(b.start + by, b.stop + by, b.step) for b, by in zip(box, shifts, strict=True))
        return z, y, x

    candidate = Candidate(moved(found.candidate.box), found.candidate.mask)
    return replace(found, candidate=candidate, region=moved(found.region))


def _scaled(grid: Gridded, window: Region, times: float) -> Gridded:
    """The window's own values, those of metal brought together or apart."""

    def scaled(field: Field) -> Field:
        own = field[window]
        return np.where(own > FROM, FROM + (own - FROM) * np.float32(times), own)

    return replace(grid, high=scaled(grid.high), low=scaled(grid.low))


def likelier(first: Named, again: Named) -> Named:
    """As it was named; a weapon as likely as the likelier look has it, and called one where that is likeliest."""
    if again.weapon <= first.weapon:
        return first
    before = first.before or (first if again.before is not None else None)
    found = replace(first, weapon=again.weapon, threat=max(first.threat, again.weapon), before=before)
    if again.weapon <= first.threat_probability:
        return found
    return replace(found, threat_label=again.weapon_label, threat_probability=again.weapon)
