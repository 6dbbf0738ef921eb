"""The line scanners that parcels pass: one tube, and a detector of two layers that sees two energies at once.

Between 140 and 320 kV makers build it so, and seldom with two voltages: a tube this large cannot change its voltage a
thousand times a second, and two tubes one behind the other see a thing on a moving belt from two places. The front
layer is thin and stops the soft photons; behind a sheet of copper the thick rear layer weighs the hard ones.
"""

from dataclasses import dataclass, replace

from simulators.scanner.bags.making import Maker
from simulators.scanner.rays.detector import Exposure
from simulators.scanner.rays.tubes import DENSITY_G_CM3, Tube

BELOW, SIDE = "below", "side"


@dataclass(frozen=True)
class Sandwich:
    """A detector of two layers: scintillator and millimetres of each, and millimetres of copper between them."""

    front: tuple[str, float] = ("Gd2O2S", 0.3)
    copper_mm: float = 0.6
    rear: tuple[str, float] = ("CsI", 4.0)

    def tubes(self, kilovolts: float, filters_mm: tuple[tuple[str, float], ...]) -> tuple[Tube, Tube]:
        """What each layer sees of one tube, the rear one, of the higher energy, first."""
        shadow = (self.front, ("Cu", self.copper_mm))
        rear, front = (
            Tube(kilovolts, filters, name, DENSITY_G_CM3[name] * mm / 10)
            for filters, (name, mm) in (((*filters_mm, *shadow), self.rear), (filters_mm, self.front))
        )
        return rear, front


@dataclass(frozen=True)
class LineScanner:
    """A scanner and its settings; lengths in millimetres.

    Attributes:
        photons: detected by the front and by the rear layer a pixel and line in the open beam.
        electronic: noise of the electronics, in photons.
        blur: of focal spot and crosstalk, in pixels across the belt.
        scatter: over the primary behind 10 g/cm2 of water.
        scatter_removed: share of it that the scanner's own correction takes away.
        gain: what the scanner's normalisation leaves of the differences between detector elements.
        pixel: across the belt, at `stated` above the belt; the scanner's files say so of everything.
        tunnel: width and height.
        below: from the lower tube to the belt.
        beside: from the tube at the side to the wall of the tunnel.
        names: of the views.
        wedges: whether its files bring the step wedges it measured.
    """

    kilovolts: float = 160.0
    filters_mm: tuple[tuple[str, float], ...] = (("Al", 3.0),)
    sandwich: Sandwich = Sandwich()
    photons: tuple[float, float] = (9e4, 6e4)
    electronic: float = 8.0
    blur: float = 0.5
    scatter: float = 0.02
    scatter_removed: float = 0.6
    gain: float = 0.001
    pixel: float = 1.5
    stated: float = 100.0
    tunnel: tuple[float, float] = (640.0, 460.0)
    below: float = 450.0
    beside: float = 420.0
    names: tuple[str, ...] = (BELOW, SIDE)
    wedges: bool = True

    @property
    def exposures(self) -> tuple[Exposure, Exposure]:
        """The higher energy first."""
        tubes = self.sandwich.tubes(self.kilovolts, self.filters_mm)
        rear, front = (
            Exposure(tube, photons, self.electronic, self.blur, self.scatter, self.scatter_removed)
            for tube, photons in zip(tubes, self.photons[::-1], strict=True)
        )
        return rear, front


USUAL = LineScanner()
# Other makes: voltage, filters, layers, dose, geometry.
OTHERS = (
    LineScanner(
        140.0, (("Al", 2.5),), Sandwich(("Gd2O2S", 0.2), 0.4, ("Gd2O2S", 0.6)), (6e4, 3e4), blur=0.7, pixel=2.0,
        below=380.0, names=(BELOW,),
    ),
    LineScanner(180.0, (("Al", 3.0), ("Cu", 0.3)), Sandwich(("CsI", 0.4), 1.0, ("CsI", 5.0)), scatter=0.04),
    LineScanner(
        200.0, (("Cu", 0.5),), Sandwich(("Gd2O2S", 0.35), 0.8, ("CsI", 6.0)), (6e4, 5e4), stated=0.0, beside=600.0,
        tunnel=(700.0, 600.0),
    ),
)  # fmt: skip
# For pallets: more volts, a larger tunnel, a coarser detector.
PALLETS = LineScanner(
    320.0, (("Al", 3.0), ("Cu", 1.0)), Sandwich(("CsI", 0.6), 1.5, ("CsI", 10.0)), (4e5, 4e5), 12.0, pixel=3.0,
    scatter=0.05, stated=500.0, tunnel=(1500.0, 1500.0), below=900.0, beside=900.0, wedges=True,
)  # fmt: skip
OTHER_PALLETS = (
    replace(PALLETS, kilovolts=300.0, pixel=4.0, names=(SIDE,)),
    replace(PALLETS, kilovolts=270.0, sandwich=Sandwich(("Gd2O2S", 0.5), 1.0, ("CsI", 8.0)), photons=(2e5, 2e5)),
)


def draw(maker: Maker, usual: LineScanner, others: tuple[LineScanner, ...]) -> LineScanner:
    """A scanner on some day; a third of the kept ones are of another make, and a third bring no wedges."""
    chosen = usual
    if maker.kept and maker.maybe(1 / 3):
        chosen = others[maker.count(0, len(others) - 1)]
    dose = maker.between(0.6, 1.5)
    return replace(
        chosen,
        photons=(chosen.photons[0] * dose, chosen.photons[1] * dose),
        blur=chosen.blur * maker.between(0.85, 1.2),
        scatter=chosen.scatter * maker.between(0.6, 1.5),
        names=chosen.names if maker.maybe(0.7) else chosen.names[:1],
        wedges=maker.maybe(2 / 3),
    )
