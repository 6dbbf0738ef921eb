"""Whatever a sound file may hold, the recogniser answers: odd shapes, empty images, saturation, noise, no geometry."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customhouse.imaging.model import Energy, Radiograph, Recognition, Subject, View, Volume
from customhouse.imaging.recognition.pipeline import describe, recognise_scan
from tests.imaging.phantoms import FROM_TESTS

SIZES = st.integers(8, 90)
PIXELS = st.sampled_from([None, (0.02, 0.02), (1.0, 3.0), (40.0, 40.0)])
ENERGIES = st.sampled_from([None, 60.0, 160.0, 450.0, 4000.0, 9000.0])


def fill(kind: str, shape: tuple[int, ...], seed: int, top: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    if kind == "noise":
        return rng.integers(0, top, shape)
    if kind == "blocks":
        coarse = rng.integers(0, top, tuple(size // 8 + 1 for size in shape))
        return np.kron(coarse, np.ones((9,) * len(shape), int))[tuple(slice(0, size) for size in shape)]
    return np.full(shape, {"nothing": 0, "all": top - 1, "half": top // 2}[kind])


KINDS = st.sampled_from(["noise", "blocks", "nothing", "all", "half"])


def check(seen: Recognition) -> None:
    for mass in (seen.mass, seen.contents):
        if mass is not None:
            assert mass.low_kg <= mass.kg <= mass.high_kg
            assert math.isfinite(mass.kg)
            assert mass.low_kg >= 0
    assert all(math.isfinite(value) for value in seen.mix.values())
    assert len({finding.id for finding in seen.findings}) == len(seen.findings)


@pytest.mark.filterwarnings("error")
@settings(max_examples=120, deadline=None)
@given(
    st.tuples(SIZES, SIZES),
    KINDS,
    st.lists(ENERGIES, min_size=1, max_size=2),
    PIXELS,
    st.sampled_from(list(Subject)),
    st.integers(0, 9),
)
def test_any_radiograph_is_answered(
    shape: tuple[int, int],
    kind: str,
    peaks: list[float | None],
    pixel: tuple[float, float] | None,
    subject: Subject,
    seed: int,
) -> None:
    ordered = sorted(peaks, key=lambda peak: -(peak or 0))
    planes = np.stack([fill(kind, shape, seed + number, 65536) for number in range(len(ordered))]).astype(np.uint16)
    scan = Radiograph(
        (View("side", planes, pixel),), tuple(Energy(str(peak), peak) for peak in ordered), FROM_TESTS, subject
    )

    check(recognise_scan(scan))
    assert describe(scan).views[0].width == shape[1]


@pytest.mark.filterwarnings("error")
@settings(max_examples=120, deadline=None)
@given(
    st.tuples(st.integers(1, 24), st.integers(1, 30), st.integers(1, 30)),
    KINDS,
    st.sampled_from([(-1000, 1), (-1024, 40), (0, 1), (-32768, 16)]),
    st.booleans(),
    st.sampled_from([(1.0, 1.0, 1.0), (5.0, 0.4, 0.4), (0.01, 0.01, 50.0)]),
    st.integers(0, 9),
)
def test_any_volume_is_answered(
    shape: tuple[int, int, int],
    kind: str,
    scale: tuple[int, int],
    calibrated: bool,
    spacing: tuple[float, float, float],
    seed: int,
) -> None:
    start, step = scale
    values = np.clip(fill(kind, shape, seed, 4096) * step + start, -32768, 32767).astype(np.int16)
    scan = Volume(np.ascontiguousarray(values), spacing, calibrated, FROM_TESTS)

    check(recognise_scan(scan))
    assert describe(scan).volume is not None
