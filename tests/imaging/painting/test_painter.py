"""The printed picture obeys the same vectors as the screen."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from customhouse.imaging.painting import painter

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "painting.json").read_text())
SCALE = painter.MaterialScale(
    **{name: tuple(value) if isinstance(value, list) else value for name, value in VECTORS["scale"].items()}
)


def sha256(values: NDArray[np.generic], kind: str) -> str:
    return hashlib.sha256(np.ascontiguousarray(values).astype(kind).tobytes()).hexdigest()


def base() -> list[painter.Plane]:
    shape = (VECTORS["height"], VECTORS["width"])
    return [np.array(plane, np.uint16).reshape(shape) for plane in VECTORS["planes"]]


def test_the_table_of_logarithms_is_that_of_the_browser() -> None:
    assert sha256(painter.FINE, "<u2") == VECTORS["fine_sha256"]


def test_every_level_and_its_index_are_those_of_the_browser() -> None:
    levels = painter.pyramid(base(), smallest=8)
    fine = painter.pyramid(painter.fine_attenuation(base()), smallest=8)
    last = len(levels) - 1
    shifts = [min(painter.MATERIAL_SHIFT, last - i) for i in range(len(levels))]
    indices = [
        painter.picture_index(level, fine[i + shift], shift, SCALE)
        for i, (level, shift) in enumerate(zip(levels, shifts, strict=True))
    ]

    assert [[sha256(plane, "<u2") for plane in level] for level in levels] == [
        level["planes_sha256"] for level in VECTORS["levels"]
    ]
    assert [sha256(index, "<u2") for index in indices] == [level["index_sha256"] for level in VECTORS["levels"]]
    assert indices[-1].ravel().tolist() == VECTORS["smallest_index"]


@pytest.mark.parametrize("wanted", VECTORS["luts"], ids=lambda lut: lut["palette"])
def test_a_look_up_table_is_that_of_the_browser(wanted: dict[str, object]) -> None:
    tone = painter.Tone(
        str(wanted["palette"]), int(str(wanted["light"])), int(str(wanted["dark"])), bool(wanted["inverted"])
    )

    assert sha256(painter.build_lut(tone), "u1") == wanted["sha256"]


def test_halving_keeps_the_mean() -> None:
    plane = np.arange(64, dtype=np.uint16).reshape(8, 8) * 1000

    assert abs(float(painter.halve(plane).mean()) - float(plane.mean())) <= 0.5


def test_more_matter_is_never_lighter() -> None:
    lut = painter.build_lut(painter.Tone("distinct", 0, 3000)).astype(int)
    for material in range(painter.OPAQUE):
        ramp = lut[material * 4096 : (material + 1) * 4096, :3].sum(axis=1)

        assert (np.diff(ramp) <= 0).all()


def test_an_edge_of_organic_goods_does_not_look_like_metal() -> None:
    attenuation = np.where(np.arange(48) < 21, 0.0, 2.0)[None, :].repeat(24, axis=0)
    planes = [np.round(65535 * np.exp(-attenuation * ratio)).astype(np.uint16) for ratio in (1, 1.19)]
    fine = painter.pyramid(painter.fine_attenuation(planes), smallest=8)
    material = painter.picture_index(planes, fine[2], 2, SCALE) >> 12

    assert set(np.unique(material)) <= {painter.UNKNOWN, painter.ORGANIC_END, painter.ORGANIC_END + 1}


def test_one_energy_has_no_material() -> None:
    index = painter.picture_index(base()[:1], base()[:1], 0, SCALE)

    assert set(np.unique(index >> 12)) == {painter.UNKNOWN, painter.OPAQUE}


def test_opaque_areas_are_hatched_and_not_coloured() -> None:
    picture = painter.paint(base(), SCALE, painter.Tone("distinct", 0, 2000))
    corner = picture[32:, 47:].reshape(-1, 3)

    assert {tuple(int(channel) for channel in colour) for colour in corner} == set(painter.HATCH)
