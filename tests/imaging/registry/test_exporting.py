"""What is exported is a folder that can be learned from."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from customhouse.imaging.adaptation.pictures.layouts import Kind, layout_of
from customhouse.imaging.model import Picture, PictureView, Provenance, Volume
from customhouse.imaging.registry.exporting import export
from customhouse.imaging.registry.forms import Form
from customhouse.imaging.registry.model import Labelled, Truth
from customhouse.kernel.errors import Invalid
from tests.imaging.registry.heads import label

RANDOM = np.random.default_rng(0)
SEEN = Picture((PictureView("view 1", RANDOM.integers(0, 255, (60, 100, 3), np.uint8)),), Provenance("PNG"))
MARK = {"view": 0, "x": 10, "y": 20, "width": 30, "height": 20, "note": ""}


def labelled(count: int = 8) -> list[Labelled]:
    found = []
    for number in range(count):
        for truth in Truth:
            told = label(f"{truth.value}-{number}", truth)
            marks = (MARK,) if truth is Truth.IRREGULAR else ()
            scan: Any = SimpleNamespace(id=told.scan_id)
            found.append(Labelled(scan, replace(told, marks=marks)))
    return found


@pytest.mark.parametrize(
    ("form", "kind", "classes"),
    [
        (Form.POSITIVE_NEGATIVE, Kind.POSITIVE_NEGATIVE, ("negative", "positive")),
        (Form.CLASSES, Kind.CLASSES, ("clean", "weapon_or_part")),
        (Form.BOXES, Kind.BOXES, ("weapon_or_part",)),
    ],
)
def test_each_form_is_a_layout_that_adapt_knows(
    tmp_path: Path, form: Form, kind: Kind, classes: tuple[str, ...]
) -> None:
    export(labelled(), lambda _scan: SEEN, form, tmp_path / "out")

    found = layout_of(tmp_path / "out")

    assert (found.kind, found.classes, len(found.samples)) == (kind, classes, 16)


def test_marks_become_boxes_in_shares_of_the_picture(tmp_path: Path) -> None:
    export(labelled(), lambda _scan: SEEN, Form.BOXES, tmp_path / "out")

    box = next(sample for sample in layout_of(tmp_path / "out").samples if sample.boxes).boxes[0]

    assert (box.left, box.top, box.width, box.height) == pytest.approx((0.1, 1 / 3, 0.3, 1 / 3), abs=1e-4)


def test_what_nobody_marked_is_no_picture_of_nothing(tmp_path: Path) -> None:
    both = replace(SEEN, views=(*SEEN.views, replace(SEEN.views[0], name="view 2")))
    scans = labelled(9)
    scans[1] = replace(scans[1], label=replace(scans[1].label, marks=()))
    written = export(scans, lambda _scan: both, Form.BOXES, tmp_path / "out")

    told = layout_of(tmp_path / "out").samples

    assert written.counts == {"negative": 18, "positive": 8}
    assert (len([each for each in told if each.boxes]), len(told)) == (8, 26)
    assert "nobody marked where in 2 of its 2 views" in dict(written.left_out)[scans[1].scan.id]
    assert "in 1 of its 2 views" in dict(written.left_out)[scans[3].scan.id]


def test_volumes_and_scans_that_do_not_open_are_left_out_with_the_reason(tmp_path: Path) -> None:
    volume = Volume(np.zeros((2, 2, 2), np.int16), None, False, Provenance("NIfTI"))

    def read(scan: Any) -> Any:
        if scan.id == "clean-0":
            raise OSError("gone")
        return volume if scan.id == "clean-1" else SEEN

    written = export(labelled(), read, Form.POSITIVE_NEGATIVE, tmp_path / "out")

    assert dict(written.left_out) == {
        "clean-0": "gone",
        "clean-1": "it is a volume: only pictures and radiographs are learned from",
    }
    assert written.counts == {"negative": 6, "positive": 8}


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")

    with pytest.raises(Invalid, match="not empty"):
        export(labelled(), lambda _scan: SEEN, Form.CLASSES, tmp_path)
