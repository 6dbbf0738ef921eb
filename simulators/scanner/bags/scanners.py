"""The scanners a bag may pass: one make in training, a little different from day to day; others too in evaluation."""

from dataclasses import replace

from simulators.scanner.bags.making import Maker
from simulators.scanner.rays.detector import Exposure
from simulators.scanner.rays.tomograph import Tomograph
from simulators.scanner.rays.tubes import Tube

LINE = Tomograph()
# Other makes: voltages, filters, detectors, geometry, sharpness.
OTHERS = (
    Tomograph(
        exposures=(
            Exposure(Tube(140.0, (("Al", 3.0), ("Sn", 0.4)), "Gd2O2S", 0.4), photons=2.5e4, blur=0.6),
            Exposure(Tube(80.0, (("Al", 4.0),), "Gd2O2S", 0.4), photons=2.5e4, blur=0.6),
        ),
        views=120,
    ),
    Tomograph(
        exposures=(
            Exposure(Tube(180.0, (("Al", 3.0), ("Cu", 1.5))), photons=3.0e4, scatter=0.06, scatter_removed=0.7),
            Exposure(Tube(100.0, (("Al", 3.0), ("Cu", 0.1))), photons=3.0e4, scatter=0.06, scatter_removed=0.7),
        ),
        views=180,
        source_mm=700.0,
        cutoff=0.75,
    ),
    Tomograph(views=96, ray_voxels=1.2, slice_blur=0.16),
)


def draw(maker: Maker) -> Tomograph:
    """A scanner on some day; a third of the kept ones are of another make."""
    chosen = LINE
    if maker.kept and maker.maybe(1 / 3):
        chosen = OTHERS[maker.count(0, len(OTHERS) - 1)]
    high, low = chosen.exposures
    dose, blur = maker.between(0.6, 1.5), maker.between(0.85, 1.2)
    return replace(
        chosen,
        exposures=(
            replace(high, photons=high.photons * dose, blur=high.blur * blur),
            replace(low, photons=low.photons * dose, blur=low.blur * blur),
        ),
    )
