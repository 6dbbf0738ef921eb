"""The third network for CT: what it learns from, what it is before it learns, and what is written of it."""

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="only who trains needs torch")

from customhouse.imaging.networks.cards import load_model  # noqa: E402 - after what may be missing
from customhouse.imaging.networks.engine import open_network  # noqa: E402 - the same
from customhouse.imaging.networks.objects.crops import SIDE  # noqa: E402 - the same
from customhouse.imaging.networks.volumes.naming import ASKED  # noqa: E402 - the same
from training.ct import learn_crops  # noqa: E402 - the same
from training.ct.__main__ import FULL, steps  # noqa: E402 - the same
from training.ct.classes import OBJECTS, THREATS  # noqa: E402 - the same
from training.ct.crop_lessons import BATCH, Lessons, Scene, Scenes  # noqa: E402 - the same
from training.ct.crop_net import CropNet  # noqa: E402 - the same
from training.ct.export import write_crops  # noqa: E402 - the same
from training.ct.learn_crops import answers, figures, loss_of  # noqa: E402 - the same
from training.ct.publish_crops import publish  # noqa: E402 - the same
from training.devices import chosen  # noqa: E402 - the same

THREAT, FOOD = THREATS[0], OBJECTS.index("food")
DICE = np.random.default_rng(3)


def put(folder: Path, name: str, *crops: tuple[int, int]) -> None:
    """A scene of crops of these labels and instances: a threat is a bright ball and food a dark one."""
    folder.mkdir(parents=True, exist_ok=True)
    labels, instances = np.array(crops).T
    planes = np.zeros((len(crops), 3, SIDE, SIDE, SIDE), np.float16)
    for plane, label in zip(planes, labels, strict=True):
        plane[:2, 8:24, 8:24, 8:24] = 2.0 if label in THREATS else 1.0
        plane[2, 8:24, 8:24, 8:24] = 1.0
    said = {
        "planes": planes,
        "pitches": np.ones(len(crops), np.float32),
        "both": np.ones(len(crops), bool),
        "logits": DICE.standard_normal((len(crops), len(OBJECTS))).astype(np.float32),
        "labels": labels.astype(np.int16),
        "instances": instances.astype(np.int32),
        "true": np.zeros(len(crops), np.uint8),
        "cpu_s": np.array(1.0),
    }
    with (folder / f"{name}.npz").open("wb") as sink:
        np.savez(sink, **said)


def scenes(folder: Path) -> list[Scene]:
    put(folder, "bag-bag-00000001", (THREAT, 1), (FOOD, 0), (-1, 0))
    put(folder, "bag-bag-00000002", (FOOD, 0), (FOOD, 0))
    return Scenes.of(folder)


def test_before_it_has_learned_it_repeats_the_second_network(tmp_path: Path) -> None:
    [first, _] = scenes(tmp_path)
    net = CropNet(len(OBJECTS)).eval()
    said = answers(net, first, chosen("cpu", "f32"))

    np.testing.assert_allclose(said, torch.from_numpy(first["logits"]).log_softmax(1), atol=1e-5)


def test_half_of_a_batch_are_threats_and_what_nobody_could_name_is_never_drawn(tmp_path: Path) -> None:
    lessons = Lessons(scenes(tmp_path), np.random.default_rng(1))
    planes, about, before, labels = lessons.batch()

    assert planes.shape == (BATCH, 3, SIDE, SIDE, SIDE)
    assert (about.shape, before.shape) == ((BATCH, 2), (BATCH, len(OBJECTS)))
    assert labels.tolist() == [THREAT] * (BATCH // 2) + [FOOD] * (BATCH // 2)
    assert lessons.things == 1


def test_scenes_that_appear_later_are_taken_up_once(tmp_path: Path) -> None:
    put(tmp_path, "laid-bag-00000001", (THREAT, 1))
    every = Scenes((tmp_path,))

    assert every.look()
    assert not every.look()
    put(tmp_path, "laid-bag-00000002", (FOOD, 0))
    assert every.look()
    assert [scene["name"] for scene in every.every] == ["laid-bag-00000001", "laid-bag-00000002"]


def test_a_threat_below_harmless_things_costs_more() -> None:
    labels = torch.tensor([THREAT, FOOD])
    right, wrong = torch.zeros(2, len(OBJECTS)), torch.zeros(2, len(OBJECTS))
    right[0, THREAT], wrong[1, THREAT] = 3.0, 3.0

    assert loss_of(right, labels) < loss_of(wrong, labels)


def test_figures_are_of_bags_and_of_single_threats(tmp_path: Path) -> None:
    every = scenes(tmp_path)
    logits = [torch.zeros(len(scene["labels"]), len(OBJECTS)) for scene in every]
    logits[0][0, THREAT] = 9.0

    said = figures(list(zip(every, logits, strict=True)))

    assert (said["bag_auroc"], said["bags_at_10"], said["threats_at_10"]) == (1.0, 1.0, 1.0)
    assert 0 <= said["accuracy"] <= 1


def test_it_learns_to_tell_bright_balls_from_dark_ones_and_is_written_with_its_card(tmp_path: Path) -> None:
    cache, run, models = tmp_path / "cache", tmp_path / "run", tmp_path / "models"
    for split in ("train", "tune", "unseen"):
        scenes(cache / "crops" / split)
    for split in ("tune", "unseen"):
        (cache / split).mkdir()
        for seed, held in ((1, ["firearm"]), (2, [])):
            record = json.dumps({"seed": seed, "contraband": held, "things": []})
            (cache / split / f"bag-{seed:08d}.json").write_text(record, encoding="utf-8")
    told = ["--cache", str(cache), "--run", str(run), "--steps", "40", "--precision", "f32"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["learn_crops", *told])
        learn_crops.main()
    curve = json.loads((run / "crops.json").read_text(encoding="utf-8"))["curve"]
    card = publish(cache, run, models)

    assert curve[-1]["step"] == 40
    assert curve[-1]["tune"]["accuracy"] > curve[-1]["tune before"]["accuracy"]
    assert set(card.thresholds) == {ASKED, "suspected", "likely", "suspected_weapon"}
    assert (card.task, card.log.steps, load_model(models / "ct-crops.card.json").card) == ("ct_crops", 40, card)


def test_the_written_network_says_what_the_learned_one_says(tmp_path: Path) -> None:
    torch.manual_seed(2)
    net = CropNet(len(OBJECTS)).eval()
    torch.nn.init.normal_(net.last.weight)
    path = tmp_path / "ct-crops.onnx"
    write_crops(net, 0.5, path)
    given = torch.rand(3, 3, SIDE, SIDE, SIDE), torch.rand(3, 2), torch.rand(3, len(OBJECTS))
    with torch.no_grad():
        wanted = net(*given).numpy()
    wanted[:, list(THREATS)] += 0.5
    names = ("planes", "about", "before")
    said = open_network(path).run({name: each.numpy() for name, each in zip(names, given, strict=True)})

    np.testing.assert_allclose(said["logits"], wanted, atol=2e-3)


def test_the_third_learns_last_from_bags_of_its_own(tmp_path: Path) -> None:
    every = steps(tmp_path, tmp_path / "models", FULL, 1, ())
    modules = [step[0] for step in every]
    fresh = [step for step in every if step[0] == "training.bags" and str(tmp_path / "fresh") in step]

    assert modules.index("training.ct.publish") < modules.index("training.ct.crops")
    assert modules[-2:] == ["training.ct.learn_crops", "training.ct.publish_crops"]
    taught = [step for step in fresh if step[step.index("--split") + 1] in ("train", "varied")]
    assert [step[step.index("--first") + 1] for step in taught] == ["3000"] * 4
