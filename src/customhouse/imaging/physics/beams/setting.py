"""What a radiograph says of its beams, and how far that is to be trusted."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from customhouse.imaging.model import Radiograph
from customhouse.imaging.physics.beams.beam import Beam, beams
from customhouse.imaging.physics.radiographs.faults import INVERTED, energies_contradict, inverted
from customhouse.kernel.reasons import Reason

# Half ranges as shares of the mass, meant to hold nineteen times in twenty.
GEOMETRY = 0.03
# A tube stands half a metre from the goods: what lies a hand nearer to it is drawn, and weighs, a fifth more.
GEOMETRY_FAN = 0.20
BEAM_CALIBRATED, BEAM_LINAC, BEAM_TUBE = 0.03, 0.08, 0.12
SCATTER = 0.03
COMPOSITION = 0.04  # goods of one class differ by their hydrogen
ONE_THING_TUBE = 0.35  # how far steel among water is off: a tube's beam hardens in it
RATIO_CALIBRATED, RATIO_LINAC, RATIO_TUBE = 0.006, 0.02, 0.04
RATIO_TUBE_GUESSED = 0.10  # filters and detectors of tubes differ so much between makes


@dataclass(frozen=True)
class Setting:
    """What the scan says about its beams, and how far it is to be trusted.

    Attributes:
        named: whether the scan says what filters its beams and what reads them.
    """

    beams: tuple[Beam, ...]
    calibrated: bool
    contradicts: bool = False
    named: bool = False

    @property
    def tells_materials(self) -> bool:
        # At accelerator energies the ratios lie within four per cent of each other: a guessed beam tells nothing.
        return len(self.beams) == 2 and not self.contradicts and (self.calibrated or not self.beams[0].is_linac)

    @property
    def mass_share(self) -> float:
        """Half the range of a mass, as a share of it, before what is opaque or of unknown material."""
        beam = BEAM_CALIBRATED if self.calibrated else BEAM_LINAC if self.beams[0].is_linac else BEAM_TUBE
        geometry = GEOMETRY if self.beams[0].is_linac else GEOMETRY_FAN
        return math.hypot(beam, geometry, SCATTER, COMPOSITION)

    @property
    def excess_share(self) -> float:
        """As `mass_share`, of one thing among others: at a tube's energies all of it may be of another material."""
        one = 0.0 if self.beams[0].is_linac else ONE_THING_TUBE
        return math.hypot(self.mass_share, one)

    @property
    def ratio_share(self) -> float:
        if self.calibrated:
            return RATIO_CALIBRATED
        if self.beams[0].is_linac:
            return RATIO_LINAC
        return RATIO_TUBE if self.named else RATIO_TUBE_GUESSED


def setting_of(scan: Radiograph) -> Setting | None:
    """None where nothing can be measured; `scan_notes` says why."""
    if any(energy.peak_kev is None for energy in scan.energies) or inverted(scan):
        return None
    known = beams(scan.energies, scan.wedges)
    calibrated = all(beam.is_calibrated for beam in known)
    named = all(energy.filters is not None and energy.detector is not None for energy in scan.energies)
    return Setting(known, calibrated, energies_contradict(scan.views[0].transmission), named)


def scan_notes(scan: Radiograph, setting: Setting | None) -> Sequence[Reason]:
    notes = []
    if setting is None and inverted(scan):
        notes.append(INVERTED)
    elif setting is None:
        notes.append(Reason("energy_unknown", "The scan does not name its energy, so no mass can be given."))
    elif setting.contradicts:
        notes.append(
            Reason(
                "energies_contradict",
                "The two energies are swapped or not what the side-car says; materials were not told apart.",
            )
        )
    elif not setting.calibrated:
        notes.append(
            Reason(
                "beam_not_calibrated",
                "No step wedge came with the scan: a usual beam is assumed, and masses are less sure.",
            )
        )
    if any(view.pixel_mm is None for view in scan.views):
        notes.append(
            Reason("pixel_size_unknown", "The size of a pixel at the object is unknown, so no mass can be given.")
        )
    return notes
