"""A volume as radiographs: what lies where in them, and back again."""

from dataclasses import replace

import numpy as np
import pytest

from customhouse.imaging.adaptation.pictures.projecting import flat, projected, solid
from customhouse.imaging.model import Box, BoxMm
from tests.imaging.phantoms import make_volume

CORNER, SIZE = (20, 30, 50), (10, 24, 16)  # (z, y, x)
THING = BoxMm(50.0, 30.0, 40.0, 16.0, 24.0, 20.0)  # the voxels are 2 mm deep


def test_a_thing_is_dark_in_each_view_where_its_box_is() -> None:
    scan = make_volume([(CORNER, SIZE, 3000)])
    views, boxes = projected(scan), flat(THING, (2.0, 1.0, 1.0))

    assert boxes == (Box(50, 30, 16, 24), Box(50, 20, 16, 10), Box(20, 30, 10, 24))
    assert [view.shape for view in views] == [(100, 100), (60, 100), (100, 60)]
    for view, box in zip(views, boxes, strict=True):
        inside = view[box.y + 2 : box.y + box.height - 2, box.x + 2 : box.x + box.width - 2]
        outside = view.copy()
        outside[box.y - 2 : box.y + box.height + 2, box.x - 2 : box.x + box.width + 2] = 65535
        assert inside.max() < 30_000
        assert outside.min() > 60_000


def test_what_lies_behind_a_box_in_a_view_is_what_casts_its_shadow() -> None:
    scan = make_volume([(CORNER, SIZE, 3000)])
    boxes = flat(THING, (2.0, 1.0, 1.0))
    behind = [solid(box, view, scan) for view, box in enumerate(boxes)]

    assert behind == [
        replace(THING, z=0.0, depth=120.0),
        replace(THING, y=0.0, height=100.0),
        replace(THING, x=0.0, width=100.0),
    ]


@pytest.mark.parametrize("change", [{"calibrated": False}, {"spacing_mm": None}])
def test_of_values_without_a_scale_no_radiograph_is_made(change: dict[str, object]) -> None:
    scan = replace(make_volume([]), **change)  # type: ignore[arg-type]  # the names are those of its fields

    with pytest.raises(ValueError, match="no Hounsfield units or no size"):
        projected(scan)


def test_water_dims_as_much_as_its_depth() -> None:
    scan = make_volume([((0, 40, 0), (60, 50, 100), 0)], noise=0)

    assert projected(scan)[0][60, 50] == pytest.approx(65535 * np.exp(-0.2 * 12), rel=0.02)
