"""The files of a drive-through scan."""

import json
from datetime import UTC, datetime
from io import BytesIO

import tifffile

from simulators.scanner import cargo
from simulators.scanner.files import Passage, radiograph_files
from simulators.scanner.scenes import Load, build


def test_a_scan_is_one_tiff_with_four_pages_and_a_side_car_that_names_them() -> None:
    views = build(Load(cargo.nothing, size_type="22G1", on_lorry=False)).views(0.02)
    passage = Passage("scan-1", "container", "WSCU0000011", "22G1", 2250, datetime(2026, 11, 2, 9, tzinfo=UTC))

    picture, side_car = radiograph_files(views, passage)

    pages = tifffile.TiffFile(BytesIO(picture.content)).pages
    told = json.loads(side_car.content)
    assert [page.dtype.name for page in pages] == ["uint16"] * 4
    assert (pages[0].asarray() == views[0].planes[0]).all()
    assert (pages[3].asarray() == views[1].planes[1]).all()
    assert told["format"] == "customhouse-scan/1"
    assert [plane["page"] for plane in told["planes"]] == [0, 1, 2, 3]
    assert [(plane["view"], plane["energy"]) for plane in told["planes"]] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert told["scanned_at"] == "2026-11-02T09:00:00Z"
