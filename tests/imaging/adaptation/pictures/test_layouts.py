"""What a folder is taken for, and what is refused with words."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from customhouse.imaging.adaptation.pictures.layouts import Kind, layout_of
from customhouse.kernel.errors import Invalid
from tests.imaging.adaptation.folders import bags, boxed, classes, save, striped

DOT = np.full((20, 20), 200, np.uint8)


def test_class_folders_below_train_and_test_are_a_fixed_split(tmp_path: Path) -> None:
    found = layout_of(classes(tmp_path))

    assert (found.kind, found.classes, found.is_split) == (Kind.CLASSES, ("gun", "knife", "other", "shuriken"), True)
    assert {sample.split for sample in found.samples} == {"train", "test"}


def test_a_split_inside_the_class_folders_is_understood_too(tmp_path: Path) -> None:
    for split in ("train", "test"):
        for name in ("gun", "other"):
            for number in range(8):
                save(DOT, tmp_path / name / split / f"{number}.png")

    found = layout_of(tmp_path)

    assert (found.classes, sum(sample.split == "test" for sample in found.samples)) == (("gun", "other"), 16)


def test_files_named_p_and_n_are_positives_and_negatives(tmp_path: Path) -> None:
    found = layout_of(bags(tmp_path))

    assert (found.kind, found.classes) == (Kind.POSITIVE_NEGATIVE, ("negative", "positive"))
    assert {sample.label for sample in found.samples if sample.path.name.startswith("P")} == {"positive"}


@pytest.mark.parametrize("names", [("positive", "negative"), ("Threat", "Clean"), ("pos", "neg")])
def test_folders_whose_names_say_so_are_positives_and_negatives(tmp_path: Path, names: tuple[str, str]) -> None:
    found = layout_of(striped(tmp_path, 8, names))

    assert found.kind is Kind.POSITIVE_NEGATIVE
    assert {sample.label for sample in found.samples if sample.path.parent.name == names[0]} == {"positive"}


def test_yolo_labels_give_boxes_and_pictures_without_any_are_negatives(tmp_path: Path) -> None:
    found = layout_of(boxed(tmp_path, 12))

    assert (found.kind, set(found.classes)) == (Kind.BOXES, {"gun", "knife", "shuriken"})
    assert any(not sample.boxes for sample in found.samples)
    assert "count as negatives" in found.notes[0]


@pytest.mark.parametrize("arranged", ["images/train", "valid/images", "."])
def test_every_usual_arrangement_of_yolo_is_understood(tmp_path: Path, arranged: str) -> None:
    images = tmp_path / arranged
    labels = tmp_path / arranged.replace("images", "labels")
    for number in range(8):
        save(DOT, images / f"{number}.png")
        labels.mkdir(parents=True, exist_ok=True)
        (labels / f"{number}.txt").write_text("1 0.5 0.5 0.2 0.4\n")

    found = layout_of(tmp_path)

    assert (found.kind, found.classes, len(found.samples)) == (Kind.BOXES, ("class 1",), 8)
    box = found.samples[0].boxes[0]
    assert (box.left, box.top, box.width, box.height) == pytest.approx((0.4, 0.3, 0.2, 0.4))


def test_boxes_that_a_program_predicted_are_refused(tmp_path: Path) -> None:
    folder = boxed(tmp_path, 9)
    text = next(path for path in folder.rglob("*.txt") if path.read_text() and "train" in path.parts)
    text.write_text("0 0.5 0.5 0.1 0.1 0.93\n")

    with pytest.raises(Invalid, match="predicted"):
        layout_of(folder)


def test_a_picture_whose_labels_cannot_be_read_is_left_out_with_the_reason(tmp_path: Path) -> None:
    folder = boxed(tmp_path)
    text = next(path for path in folder.rglob("*.txt") if path.read_text() and "train" in path.parts)
    text.write_text("0 5 5 1 1\n")

    [refused] = layout_of(folder).refused

    assert (refused.path.stem, "outside of the picture" in refused.why) == (text.stem, True)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("inf 0.5 0.5 0.1 0.1", "numbers count from 0"),
        ("-1 0.5 0.5 0.1 0.1", "numbers count from 0"),
        ("1.7 0.5 0.5 0.1 0.1", "numbers count from 0"),
        ("0 0.1 0.1 0.4 0.1 0.4 0.4 0.9", "two make a point"),
    ],
)
def test_a_line_that_is_no_box_leaves_its_picture_out_with_the_reason(tmp_path: Path, line: str, words: str) -> None:
    folder = boxed(tmp_path)
    next(path for path in folder.rglob("*.txt") if path.read_text()).write_text(line + "\n")
    [refused] = layout_of(folder).refused

    assert words in refused.why


def test_a_class_that_data_yaml_does_not_name_is_told(tmp_path: Path) -> None:
    folder = boxed(tmp_path)
    next(path for path in folder.rglob("*.txt") if path.read_text()).write_text("7 0.5 0.5 0.1 0.1\n")

    assert any("not named in data.yaml: class 7" in note for note in layout_of(folder).notes)


def test_pictures_outside_of_their_folder_and_labels_without_a_picture_are_told(tmp_path: Path) -> None:
    folder = boxed(tmp_path)
    pictures = sorted(folder.rglob("images/**/*.*"))
    (folder / "lost.png").write_bytes(pictures[0].read_bytes())
    pictures[1].unlink()
    layout = layout_of(folder)

    assert [(each.path.name, "outside" in each.why) for each in layout.refused] == [("lost.png", True)]
    assert "1 label files have no picture of their name" in layout.notes


def test_labels_without_a_folder_of_pictures_are_no_class(tmp_path: Path) -> None:
    folder = boxed(tmp_path)
    for images in list(folder.rglob("images")):
        images.rename(images.with_name("pictures"))

    with pytest.raises(Invalid, match="no folder `images` beside it"):
        layout_of(folder)


@pytest.mark.parametrize(
    ("make", "place"), [(classes, "train/gun"), (classes, "train"), (bags, "train"), (boxed, "train/images")]
)
def test_pictures_of_kinds_that_are_not_read_are_left_out_with_the_reason(
    tmp_path: Path, make: Callable[[Path], Path], place: str
) -> None:
    folder = make(tmp_path)
    place = place if (folder / place).is_dir() else "."
    for name in ("a.gif", "b.WebP", "c.dcm", "Thumbs.db", ".DS_Store", "README", "._d.gif"):
        (folder / place / name).write_bytes(b"x")

    refused = {each.path.name: each.why for each in layout_of(folder).refused}

    assert set(refused) == {"a.gif", "b.WebP", "c.dcm"}
    assert "(.webp) are not read" in refused["b.WebP"]


def test_a_class_folder_of_kinds_that_are_not_read_is_named(tmp_path: Path) -> None:
    folder = striped(tmp_path, 8)
    (folder / "lost").mkdir()
    (folder / "lost" / "1.gif").write_bytes(b"x")

    found = layout_of(folder)

    assert found.classes == ("across", "down")
    assert "the folder lost is no class" in found.notes[0]


def test_hidden_folders_are_passed_over(tmp_path: Path) -> None:
    folder = striped(tmp_path, 8)
    save(DOT, folder / "across" / ".kept" / "old.png")

    assert len(layout_of(folder).samples) == 16


def only_gifs(folder: Path) -> None:
    for name in ("gun", "knife"):
        (folder / name).mkdir()
        (folder / name / "1.gif").write_bytes(b"x")


def gifs_beside_one_class(folder: Path) -> None:
    only_gifs(folder)
    save(DOT, folder / "gun" / "1.png")


def below_test(folder: Path) -> None:
    """Enough to learn one class from; all pictures of the other are held back for testing."""
    striped(folder / "train", 9)
    striped(folder / "test", 9)
    for path in (folder / "train" / "down").glob("*.png"):
        path.unlink()


def in_one_picture(folder: Path) -> None:
    boxed(folder, 12)
    first, *others = sorted(path for path in folder.rglob("*.txt") if path.read_text() and "train" in path.parts)
    first.write_text("".join(f"0 0.{n}5 0.5 0.05 0.2\n" for n in range(8)))
    for path in others:
        path.write_text("")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: None, "no layout that is known"),
        (lambda folder: save(DOT, folder / "only" / "1.png"), "one class only"),
        (only_gifs, "holds 2 \\.gif files, which are not read"),
        (gifs_beside_one_class, "the folder knife is no class"),
        (lambda folder: striped(folder, 3), "too few of across \\(3\\), down \\(3\\)"),
        (lambda folder: striped(folder / "test"), "nothing to learn from"),
        (below_test, "to learn from are needed; too few of down \\(0\\)"),
        (in_one_picture, "lie in 1 of the pictures"),
    ],
    ids=[
        "empty",
        "one class",
        "only GIF",
        "a class of GIF",
        "too few",
        "only a test set",
        "a class only tested",
        "boxes in one picture",
    ],
)
def test_what_cannot_be_learned_from_is_refused_with_words(tmp_path: Path, make: object, words: str) -> None:
    make(tmp_path)  # type: ignore[operator]  # a maker of folders

    with pytest.raises(Invalid, match=words):
        layout_of(tmp_path)
