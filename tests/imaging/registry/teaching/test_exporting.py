"""What is exported is a folder that can be learned from."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import yaml

from customhouse.imaging.adaptation.pictures import yolo
from customhouse.imaging.adaptation.pictures.layouts import Kind, layout_of
from customhouse.imaging.model import Box, Finding, Picture, PictureView, Provenance, Severity, Volume
from customhouse.imaging.registry.model import Labelled, Truth, Word
from customhouse.imaging.registry.teaching.exporting import Written, export
from customhouse.imaging.registry.teaching.forms import Form
from customhouse.kernel.errors import Invalid
from customhouse.kernel.reasons import Reason
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
            scan: Any = SimpleNamespace(id=told.scan_id, findings=())
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
        "clean-1": "it is a volume; those are learned from apart: write them by --volumes",
    }
    assert written.counts == {"negative": 6, "positive": 8}


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")

    with pytest.raises(Invalid, match="not empty"):
        export(labelled(), lambda _scan: SEEN, Form.CLASSES, tmp_path)


def suspicion(
    number: int, label: str = "firearm", severity: Severity = Severity.MEDIUM, *, placed: bool = True
) -> Finding:
    """The first lies at the left, the others beside it."""
    box = Box(5 + 30 * number, 10, 20, 30) if placed else None
    return Finding(f"f{number}", "suspected_object", None, severity, Reason("x", ""), view=0, box=box, label=label)


def spoken(*words: Word, others: tuple[Finding, ...] = (), truth: Truth | None = None) -> Labelled:
    """A scan with words on its findings; `others` are those of which nobody spoke."""
    scan: Any = SimpleNamespace(id="s-1", findings=(*(word.finding for word in words), *others))
    return Labelled(scan, label("s-1", truth) if truth else None, words)


def written_as(tmp_path: Path, each: Labelled, form: Form = Form.BOXES) -> Written:
    return export([each], lambda _scan: SEEN, form, tmp_path / "out")


def lines(tmp_path: Path) -> list[str]:
    return (tmp_path / "out" / "labels" / "s-1-0.txt").read_text().splitlines()


def told(tmp_path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((tmp_path / "out" / "data.yaml").read_text())
    return found


def test_what_was_accepted_is_a_box_of_its_class_and_what_was_relabelled_of_the_new_one(tmp_path: Path) -> None:
    words = (Word(suspicion(0), "firearm"), Word(suspicion(1), "blade"), Word(suspicion(2), None))
    written = written_as(tmp_path, spoken(*words))

    assert written.counts == {"positive": 1}
    assert lines(tmp_path) == ["0 0.150000 0.416667 0.200000 0.500000", "1 0.450000 0.416667 0.200000 0.500000"]
    assert told(tmp_path) == {"names": ["firearm", "blade"], "harmless": []}


def test_where_all_was_rejected_the_picture_teaches_that_nothing_is_there(tmp_path: Path) -> None:
    written = written_as(tmp_path, spoken(Word(suspicion(0), None)))

    assert written.counts == {"negative": 1}
    assert lines(tmp_path) == []


def test_what_is_no_threat_is_a_box_that_alarms_nobody(tmp_path: Path) -> None:
    written_as(tmp_path, spoken(Word(suspicion(0), "electronics")))

    assert told(tmp_path) == {"names": ["electronics"], "harmless": ["electronics"]}
    assert layout_of_one(tmp_path).is_harmless("electronics")


def layout_of_one(tmp_path: Path) -> Any:
    """As `adapt` reads it, were there enough of it."""
    return yolo.layout_of(tmp_path / "out")


@pytest.mark.parametrize(
    "each",
    [
        spoken(Word(suspicion(0), None), others=(suspicion(1),)),
        spoken(Word(suspicion(0, placed=False), "firearm")),
        spoken(Word(suspicion(0), None), truth=Truth.IRREGULAR),
    ],
    ids=["another suspicion is open", "nobody knows where", "something else was found"],
)
def test_a_view_that_may_hold_what_is_unmarked_is_left_out_and_named(tmp_path: Path, each: Labelled) -> None:
    written = written_as(tmp_path, each)

    assert written.counts == {}
    assert "in 1 of its 1 views" in dict(written.left_out)["s-1"]


def test_an_examination_that_found_nothing_outweighs_an_accepted_threat(tmp_path: Path) -> None:
    written = written_as(tmp_path, spoken(Word(suspicion(0), "firearm"), truth=Truth.CLEAN))

    assert written.counts == {"negative": 1}


def test_a_mark_over_an_accepted_finding_is_no_second_box(tmp_path: Path) -> None:
    each = spoken(Word(suspicion(0), "firearm"), truth=Truth.IRREGULAR)
    over, apart = {**MARK, "x": 4, "y": 8, "width": 24, "height": 32}, {**MARK, "x": 70}
    assert each.label is not None
    written_as(tmp_path, replace(each, label=replace(each.label, marks=(over, apart))))

    assert [line.split()[0] for line in lines(tmp_path)] == ["0", "1"]
    assert told(tmp_path)["names"] == ["firearm", "weapon_or_part"]


@pytest.mark.parametrize(
    ("words", "truth", "said"),
    [
        ((Word(suspicion(0), "blade"),), None, {"blade": 1}),
        ((Word(suspicion(0), "electronics"),), None, {"clean": 1}),
        ((Word(suspicion(0), None),), None, {"clean": 1}),
        ((Word(suspicion(0), "firearm"),), Truth.IRREGULAR, {"firearm": 1}),
        ((Word(suspicion(0), None),), Truth.IRREGULAR, {"weapon_or_part": 1}),
        ((Word(suspicion(0), "firearm"),), Truth.CLEAN, {"clean": 1}),
        ((Word(suspicion(0, "../up"), "../up"),), None, {"../up": 1}),
    ],
)
def test_as_a_whole_a_picture_is_of_the_class_that_was_confirmed(
    tmp_path: Path, words: tuple[Word, ...], truth: Truth | None, said: dict[str, int]
) -> None:
    written = written_as(tmp_path, spoken(*words, truth=truth), Form.CLASSES)

    assert written.counts == said
    assert [each.parent.parent.name for each in tmp_path.rglob("*.png")] == ["out"]
