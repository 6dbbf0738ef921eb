"""From a folder to a head that says the same of a picture when it is opened again."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from customhouse.imaging.adaptation.adapting import Made, Wish, adapt
from customhouse.imaging.adaptation.figures import figures_of, told_by_files
from customhouse.imaging.adaptation.pictures.layouts import Sample, layout_of
from customhouse.imaging.adaptation.pictures.opening import opened
from customhouse.imaging.adaptation.pictures.surveying import survey
from customhouse.imaging.adaptation.report import write
from customhouse.imaging.adaptation.site_heads.box_learning import Trainer
from customhouse.imaging.adaptation.site_heads.features import Eye
from customhouse.imaging.adaptation.site_heads.heads import SiteHead, open_head
from customhouse.imaging.model.recognition import UNKNOWN
from customhouse.imaging.networks.cards import load_model
from customhouse.kernel.errors import Invalid
from tests.imaging.adaptation.folders import bags, boxed, classes, save, striped, stripes


class Silent:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, line: str) -> None:
        self.lines.append(line)

    def watch(self, _what: str, _count: int, items: Iterable[Sample]) -> Iterator[Sample]:
        yield from items


def made_of(folder: Path) -> Made:
    return adapt(Wish(folder, "heads", "simulated"), Silent())


def head_of(made: Made, folder: Path) -> SiteHead:
    write(made, folder, 1)
    return open_head(load_model(folder / "heads.card.json"))


@pytest.fixture(scope="module")
def striped_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return striped(tmp_path_factory.mktemp("stripes"))


@pytest.fixture(scope="module")
def striped_head(striped_folder: Path) -> Made:
    return made_of(striped_folder)


def figure(made: Made, folder: Path, name: str) -> float:
    write(made, folder, 1)
    card = json.loads((folder / "heads.card.json").read_text())
    return next(each["value"] for each in card["figures"] if each["name"] == name)


def test_textures_are_told_apart_on_pictures_not_learned_from(striped_head: Made, tmp_path: Path) -> None:
    assert figure(striped_head, tmp_path / "head", "accuracy") > 0.9
    assert "5 folds, twins kept together" in str(striped_head.measured and striped_head.measured.how)


def test_the_same_folder_and_seed_give_the_same_head(striped_head: Made, striped_folder: Path) -> None:
    again = made_of(striped_folder)

    assert striped_head.learned.linear is not None
    assert again.learned.linear is not None
    assert np.array_equal(striped_head.learned.linear.weights, again.learned.linear.weights)


def test_a_head_that_is_opened_again_says_what_it_said(
    striped_head: Made, striped_folder: Path, tmp_path: Path
) -> None:
    head = head_of(striped_head, tmp_path / "head")
    pictures = [(name, opened(striped_folder / name / "0.png")) for name in ("across", "down")]

    assert [head.look(pixels).label for _, pixels in pictures] == [name for name, _ in pictures]


def test_what_is_like_nothing_learned_is_unknown(striped_head: Made, tmp_path: Path) -> None:
    head = head_of(striped_head, tmp_path / "head")
    page = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(page).ellipse([40, 30, 260, 170], fill="black")

    assert head.look(np.asarray(page)).label == "unknown"


def test_everything_is_written_and_files_left_out_are_named(striped_folder: Path, tmp_path: Path) -> None:
    folder = striped(tmp_path / "data")
    (folder / "across" / "broken.jpg").write_bytes(b"no picture")
    write(made_of(folder), tmp_path / "head", 1)

    names = {path.name for path in (tmp_path / "head").iterdir()}
    report = json.loads((tmp_path / "head" / "report.json").read_text())

    assert names >= {"heads.npz", "heads.card.json", "report.json", "report.html", "reliability.png", "confusion.png"}
    assert [(each["file"], "decode" in each["why"]) for each in report["refused"]] == [("across/broken.jpg", True)]
    assert "simulated" in report["card"]["trained_on"]


def test_names_that_are_no_utf_8_are_written_readably(tmp_path: Path) -> None:
    folder = striped(tmp_path / os.fsdecode(b"data \xe9"), names=("across", os.fsdecode(b"d\xe9")))
    (folder / "across" / os.fsdecode(b"g\xe9.png")).write_bytes(b"no picture")
    card, _ = write(made_of(folder), tmp_path / "head", 1)
    report = json.loads((tmp_path / "head" / "report.json").read_text(encoding="utf-8"))

    assert [each["file"] for each in report["refused"]] == [r"across/g\udce9.png"]
    assert r"across/g\udce9.png" in (tmp_path / "head" / "report.html").read_text(encoding="utf-8")
    assert card.classes == ("across", r"d\udce9")
    assert r"folder data \udce9," in card.trained_on


def test_a_folder_that_holds_something_else_is_not_written_over(striped_head: Made, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(Invalid, match="something else"):
        write(striped_head, tmp_path, 1)

    assert (tmp_path / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize("other", ["notes.txt", "second.card.json", "below/precious.txt"])
def test_a_head_beside_which_something_else_lies_is_not_replaced(
    striped_head: Made, tmp_path: Path, other: str
) -> None:
    write(striped_head, tmp_path / "head", 1.0)
    held = tmp_path / "head" / other
    held.parent.mkdir(exist_ok=True)
    held.write_text("{}")

    with pytest.raises(Invalid, match="something else"):
        write(striped_head, tmp_path / "head", 1.0)
    assert held.read_text() == "{}"


def test_a_head_that_was_written_is_replaced_whole(striped_head: Made, tmp_path: Path) -> None:
    first, _ = write(striped_head, tmp_path / "head", 1.0)
    again, _ = write(striped_head, tmp_path / "head", 2.0)

    assert first.name == again.name
    assert [each.name for each in tmp_path.iterdir()] == ["head"]


def test_a_head_that_cannot_be_replaced_stays(
    striped_head: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(striped_head, tmp_path / "head", 1.0)
    held = (tmp_path / "head" / "report.html").read_text(encoding="utf-8")
    move = Path.rename

    def moved(path: Path, into: Path) -> Path:
        if path.name == "made":
            raise OSError(28, "No space left on device")
        return move(path, into)

    monkeypatch.setattr(Path, "rename", moved)
    with pytest.raises(Invalid, match="No space left"):
        write(striped_head, tmp_path / "head", 2.0)

    assert (tmp_path / "head" / "report.html").read_text(encoding="utf-8") == held


def test_pictures_into_which_boxes_are_drawn_are_refused(tmp_path: Path) -> None:
    folder = striped(tmp_path, names=("positive", "negative"))
    for path in (folder / "positive").iterdir():
        page = Image.open(path).convert("RGB")
        ImageDraw.Draw(page).rectangle([20, 20, 70, 60], outline=(0, 255, 0), width=2)
        page.save(path)

    with pytest.raises(Invalid, match="boxes are drawn"):
        made_of(folder)


def test_twins_of_test_pictures_are_not_learned_from(tmp_path: Path) -> None:
    train, test = striped(tmp_path / "train", seed=1), striped(tmp_path / "test", 9, seed=2)
    copy = (test / "down" / "0.png").read_bytes()
    (train / "down" / "copy.png").write_bytes(copy)

    left_out = {each.path.name: each.why for each in made_of(tmp_path).layout.refused}

    assert left_out == {"copy.png": "its twin is in the test set"}


def test_positives_and_negatives_are_measured_beside_what_their_files_tell(tmp_path: Path) -> None:
    made = made_of(bags(tmp_path / "bags"))
    write(made, tmp_path / "head", 1)

    card = json.loads((tmp_path / "head" / "heads.card.json").read_text())
    told = {each["name"]: each for each in card["figures"]}

    assert told["AUC"]["baseline"] is not None  # sizes differ between the two, and that is said
    assert told["found at 10% false alarms"]["low"] is not None
    assert (tmp_path / "head" / "curve.png").exists()


def test_class_folders_beat_what_size_alone_tells(tmp_path: Path) -> None:
    made = made_of(classes(tmp_path / "classes"))

    assert made.measured is not None
    assert made.file_alone is not None
    right = made.measured.probabilities.argmax(axis=1) == made.truth[made.measured.places]
    alone = made.file_alone.probabilities.argmax(axis=1) == made.truth[made.file_alone.places]

    assert right.mean() > max(0.5, alone.mean())


def test_pictures_that_are_all_of_one_thing_are_refused_in_words(tmp_path: Path) -> None:
    folder = striped(tmp_path, 14)
    first = next((folder / "down").iterdir())
    for path in (folder / "down").iterdir():
        path.write_bytes(first.read_bytes())

    with pytest.raises(Invalid, match="down are nearly the same as one another: 1 are different"):
        made_of(folder)


def test_the_same_picture_in_two_classes_is_named(tmp_path: Path) -> None:
    folder = striped(tmp_path, 14)
    (folder / "down" / "again.png").write_bytes((folder / "across" / "3.png").read_bytes())
    seen = survey(layout_of(folder), Silent().watch)

    assert any("across/3.png and down/again.png are the same picture" in note for note in seen.notes)


@pytest.mark.parametrize("shade", [0, 255], ids=["black", "white"])
def test_a_blank_picture_is_like_nothing_learned(striped_head: Made, tmp_path: Path, shade: int) -> None:
    blank = np.full((120, 120, 3), shade, np.uint8)

    assert head_of(striped_head, tmp_path / "head").look(blank).label == UNKNOWN


def test_a_rare_class_does_not_make_the_files_look_telling(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    for number in range(70):
        save(stripes(random, across=True), tmp_path / ("common" if number % 7 else "rare") / f"{number}.png")
    made = made_of(tmp_path)
    [accuracy] = [each for each in figures_of(made) if each.name == "accuracy"]

    assert accuracy.baseline is not None
    assert accuracy.baseline > 0.8
    assert told_by_files(made) < 0.8


def test_boxes_in_twins_alone_are_not_learned_from_since_nothing_would_make_them_honest(tmp_path: Path) -> None:
    samples = layout_of(boxed(tmp_path)).samples
    trainer = Trainer(
        Eye((96, 160), 1), lambda sample: opened(sample.path), lambda _, __, each: iter(each), ("gun",), 1
    )

    with pytest.raises(Invalid, match="too few different pictures"):
        trainer.learn(samples, np.zeros(len(samples), np.int64), 160)


def test_boxes_are_found_where_the_things_are(tmp_path: Path) -> None:
    folder = boxed(tmp_path / "boxed")
    made = made_of(folder)
    head = head_of(made, tmp_path / "head")
    boxed_sample = next(sample for sample in made.layout.samples if sample.boxes and sample.split == "train")

    found = head.look(opened(boxed_sample.path)).boxes

    assert {"mAP50", "class of true boxes"} <= {each.name for each in head.card.figures}
    assert all(0 <= box.left <= 1 and 0 <= box.top <= 1 and box.left + box.width <= 1.001 for box in found)
