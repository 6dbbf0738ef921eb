"""Metal that reads brighter or fainter than any that was learned is looked at once more."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.model import Provenance, Severity, Volume
from customhouse.imaging.networks.cards import shipped
from customhouse.imaging.networks.volumes.candidates import Candidate
from customhouse.imaging.networks.volumes.looking import answers, look
from customhouse.imaging.networks.volumes.metal import BRIGHTER, FAINTER, ends_early, likelier, reads_otherwise
from customhouse.imaging.networks.volumes.naming import Named
from customhouse.imaging.networks.volumes.segments import Gridded

MM = 2.0
ENDS_HU = 3071
Values = NDArray[np.float32]


def pistol(steel: float) -> Values:
    """A slide with its barrel, a frame, a grip with a magazine, a trigger's guard; attenuation relative to water."""
    z, y, x = np.meshgrid(*(np.arange(count) * MM for count in (60, 110, 140)), indexing="ij")
    z, y, x = z - 60, y - 90, x - 140
    made = np.zeros(z.shape, np.float32)

    def box(middle: tuple[float, float], half: tuple[float, float, float], lean: float = 0.0) -> NDArray[np.bool_]:
        along, up = x - middle[0], y - middle[1]
        turned = along * np.cos(lean) + up * np.sin(lean), up * np.cos(lean) - along * np.sin(lean)
        return (np.abs(turned[0]) < half[0]) & (np.abs(turned[1]) < half[1]) & (np.abs(z) < half[2])

    made[box((0, 0), (95, 14, 13))] = steel
    made[box((0, 4), (88, 7, 7))] = 0.35 * steel
    made[box((55, 55), (22, 48, 14), -0.25)] = 1.05
    made[box((55, 55), (14, 44, 8), -0.25)] = 0.5 * steel
    made[box((20, 22), (60, 8, 11))] = 0.8 * steel
    made[box((5, 42), (22, 14, 4)) & ~box((5, 40), (17, 10, 9))] = 0.7 * steel
    blurred = np.asarray(ndimage.gaussian_filter(made, 0.5), np.float32)
    return blurred + np.random.default_rng(1).normal(0, 0.03, made.shape).astype(np.float32)


def scanned(values: Values, ends_hu: int = 32000) -> Volume:
    high, low = (
        np.clip((each - 1) * 1000, -1024, ends_hu).astype(np.int16)
        for each in (values, np.where(values > 1.2, 1.35 * values, values))
    )
    return Volume(high, (MM, MM, MM), calibrated=True, provenance=Provenance("made"), second=low, peaks_kev=(160, 100))


@pytest.mark.parametrize(("steel", "ends_hu"), [(8.0, 32000), (14.0, 32000), (24.0, 32000), (14.0, ENDS_HU)])
def test_a_pistol_is_a_weapon_however_bright_its_steel_reads(steel: float, ends_hu: int) -> None:
    looked = look(scanned(pistol(steel), ends_hu))

    raised = [each for each in looked.recognition.findings if each.severity in (Severity.MEDIUM, Severity.HIGH)]
    assert {each.label for each in raised} & {"firearm", "firearm_part"}


def test_without_the_second_look_steel_that_is_too_bright_is_no_weapon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "customhouse.imaging.networks.volumes.looking.look_again", lambda _second, _third, named, _looked: list(named)
    )

    assert max(each.weapon for each in answers(scanned(pistol(24.0)), shipped()).named) < 0.3


def grid_of(*levels: float) -> Gridded:
    """A block of 20³ voxels of each level, side by side."""
    high = np.repeat(np.array(levels, np.float32), 20)[None, None] * np.ones((20, 20, 1), np.float32)
    return Gridded(high, high, False, 2.5, (slice(0, 20), slice(0, 20), slice(0, high.shape[2])), (0.0, 0.0, 0.0))


def block(number: int) -> Candidate:
    box = (slice(0, 20), slice(0, 20), slice(20 * number, 20 * number + 20))
    return Candidate(box, np.ones((20, 20, 20), bool))


def test_only_metal_that_is_brighter_than_weapons_are_is_looked_at_again() -> None:
    grid = grid_of(1.0, 5.0, 12.0)

    assert not ends_early(grid)
    assert [reads_otherwise(block(n), grid, FAINTER) for n in range(3)] == [False, False, True]


def test_where_values_end_early_all_metal_is() -> None:
    grid = grid_of(1.0, 2.0, 4.07)

    assert ends_early(grid)
    assert [reads_otherwise(block(n), grid, BRIGHTER) for n in range(3)] == [False, False, True]


def test_a_scan_without_metal_does_not_end_early() -> None:
    assert not ends_early(grid_of(0.2, 1.0))


def test_metal_that_is_merely_faint_does_not_end_early() -> None:
    faint = np.random.default_rng(2).normal(3.2, 0.25, (20, 20, 20)).astype(np.float32)

    assert not ends_early(replace(grid_of(1.0), high=faint, low=faint))


GOLD = Named(block(0), "precious_metal", 0.6, 0.7, "precious_metal", 0.6, 0.1, 0.05)
ARM = replace(GOLD, label="firearm", threat=0.99, threat_label="firearm", weapon=0.64, weapon_label="firearm_part")


def test_the_likelier_weapon_counts_and_nothing_else_of_the_second_look() -> None:
    taken = likelier(GOLD, ARM)

    assert (taken.weapon, taken.threat, taken.threat_label, taken.threat_probability) == (
        0.64,
        0.7,
        "firearm_part",
        0.64,
    )
    assert (taken.label, taken.probability, taken.chances) == (GOLD.label, GOLD.probability, GOLD.chances)
    assert likelier(ARM, GOLD) == ARM


def test_what_is_likelier_something_else_keeps_its_name() -> None:
    assert likelier(GOLD, replace(ARM, weapon=0.5)) == replace(GOLD, weapon=0.5)


def test_a_threat_that_is_no_weapon_is_not_raised_by_the_second_look() -> None:
    tool = replace(
        GOLD, label="metal_goods", threat=0.15, threat_label="shielding", threat_probability=0.1, weapon=0.02
    )
    lead = replace(tool, threat=0.86, threat_label="shielding", threat_probability=0.8, weapon=0.06)

    assert likelier(tool, lead) == replace(tool, weapon=0.06)


def test_what_was_said_before_is_still_told() -> None:
    first = replace(GOLD, before=replace(GOLD, threat=0.9))
    arm = replace(ARM, before=replace(GOLD, weapon=0.3))

    assert likelier(first, arm).before == first.before
    assert likelier(GOLD, arm).before == GOLD
    assert likelier(GOLD, ARM).before is None


def test_an_object_at_the_edge_of_the_volume_is_measured_as_anywhere() -> None:
    values = pistol(24.0)
    whole = answers(scanned(values), shipped())
    cut = answers(scanned(values[:, 70 // 2 :, :]), shipped())

    assert max(each.weapon for each in whole.named) > 0.5
    assert max(each.weapon for each in cut.named) > 0.5
