"""Projection and reconstruction of shapes whose integrals are known."""

import numpy as np
import pytest

from simulators.scanner.rays import backprojection, projector

SIDE, RADIUS, CENTRE = 96, 30.0, (4.0, -6.0)
ANGLES = np.arange(120) * np.pi / 120
OFFSETS = np.arange(-70.0, 71.0)


def disc(radius: float = RADIUS, slices: int = 3) -> projector.Volume:
    y, x = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    level = np.clip(radius + 0.5 - np.hypot(x - CENTRE[0], y - CENTRE[1]), 0, 1).astype(np.float32)
    return np.ascontiguousarray(np.repeat(level[:, :, None], slices, axis=2))


def chords(angles: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    apart = offsets[None, :] - (CENTRE[0] * np.cos(angles) + CENTRE[1] * np.sin(angles))[:, None]
    return 2 * np.sqrt(np.clip(RADIUS**2 - apart**2, 0, None))


def test_a_ray_through_a_disc_is_as_long_as_its_chord() -> None:
    away = np.abs(projector.parallel(disc(), ANGLES, OFFSETS)[:, :, 1] - chords(ANGLES, OFFSETS))
    through = chords(ANGLES, OFFSETS) > 20  # rays that graze it depend on how its edge is drawn

    assert away[through].max() < 0.8
    assert away.mean() < 0.15


def test_every_view_sees_the_same_mass() -> None:
    volume = disc()
    sinogram = projector.parallel(volume, ANGLES, OFFSETS)

    assert sinogram.sum(axis=1)[:, 0] == pytest.approx(np.full(len(ANGLES), volume[:, :, 0].sum()), rel=0.005)


def test_a_fan_is_the_parallel_rays_it_is_made_of() -> None:
    source, turns, gammas = 150.0, np.arange(8) * np.pi / 4, np.linspace(-0.3, 0.3, 31)
    fans = projector.fan(disc(), turns, gammas, source)
    for turn, angle in enumerate(turns):
        for ray in (5, 15, 22):
            same = projector.parallel(
                disc(), np.array([angle + gammas[ray] - np.pi / 2]), np.array([source * np.sin(gammas[ray])])
            )

            assert fans[turn, ray, 0] == pytest.approx(same[0, 0, 0], abs=0.05)


def test_reconstruction_gives_back_the_disc() -> None:
    volume = disc()
    picture = backprojection.reconstruct(projector.parallel(volume, ANGLES, OFFSETS), ANGLES, 1.0, (SIDE, SIDE))
    inside, outside = disc(RADIUS - 4)[:, :, 0] == 1, disc(RADIUS + 4)[:, :, 0] == 0

    assert picture[inside].mean() == pytest.approx(1, abs=0.005)
    assert np.abs(picture[outside]).mean() < 0.02


def test_a_rebinned_fan_gives_back_the_disc_too() -> None:
    source, turns, gammas = 150.0, np.arange(240) * np.pi / 120, np.linspace(-0.5, 0.5, 200)
    fans = projector.fan(disc(), turns, gammas, source)
    sinogram, angles = backprojection.rebin(fans, turns, gammas, source, OFFSETS)
    picture = backprojection.reconstruct(sinogram, angles, 1.0, (SIDE, SIDE))

    assert picture[disc(RADIUS - 4)[:, :, 0] == 1].mean() == pytest.approx(1, abs=0.005)


def test_slices_do_not_touch_each_other() -> None:
    volume = disc()
    volume[:, :, 1] = 0
    sinogram = projector.parallel(volume, ANGLES, OFFSETS)

    assert not sinogram[:, :, 1].any()
    assert (sinogram[:, :, 0] == sinogram[:, :, 2]).all()
