"""The third network for CT: what it measures, what it learns from, and what is written of it."""

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="only who trains needs torch")

from customhouse.imaging.networks.cards import load_model  # noqa: E402 - after what may be missing
from customhouse.imaging.networks.engine import open_network  # noqa: E402 - the same
from customhouse.imaging.networks.objects.crops import SIDE  # noqa: E402 - the same
from customhouse.imaging.networks.volumes.naming import ASKED  # noqa: E402 - the same
from customhouse.imaging.networks.volumes.segments import Gridded  # noqa: E402 - the same
from simulators.scanner.bags import (  # noqa: E402 - the same
    CubeSample,
    cubes,
    make_cube,
)
from training.ct.__main__ import FULL, steps  # noqa: E402 - the same
from training.ct.classes import OBJECTS, THREATS  # noqa: E402 - the same
from training.ct.crops import learn as learn_crops  # noqa: E402 - the same
from training.ct.crops.learn import figures  # noqa: E402 - the same
from training.ct.crops.masks import label_of, masks  # noqa: E402 - the same
from training.ct.crops.measures import MEASURES, extents, measures, of_one_energy  # noqa: E402 - the same
from training.ct.crops.net import CropNet, CropsInUse, together  # noqa: E402 - the same
from training.ct.crops.publish import publish  # noqa: E402 - the same
from training.ct.crops.rows import is_there, keep, measured_crops, of_bag, of_cubes  # noqa: E402 - the same
from training.ct.export import write_crops  # noqa: E402 - the same

THREAT, FOOD = THREATS[0], OBJECTS.index("food")
DICE = np.random.default_rng(3)


def crop(density: float, ratio: float = 1.2) -> "torch.Tensor":
    """A block of 12 x 8 x 4 places in air."""
    planes = torch.zeros(1, 3, SIDE, SIDE, SIDE)
    own = (0, slice(10, 22), slice(12, 20), slice(14, 18))
    planes[:, 0][own], planes[:, 1][own], planes[:, 2][own] = density, density * ratio, 1.0
    return planes


def test_measures_tell_amount_matter_and_energies() -> None:
    two = torch.tensor([[0.0, 1.0]])
    [water], [denser], [other] = measures(crop(1.0), two), measures(crop(2.0), two), measures(crop(1.0, 1.6), two)

    assert water.shape == (MEASURES,)
    assert torch.exp(water[0] / 0.3) == pytest.approx(12 * 8 * 4 * 2.5**3 / 1000 + 0.01, rel=1e-3)
    assert torch.exp(water[3]) - 0.05 == pytest.approx(1.0, rel=1e-3)
    assert denser[3] > water[3]
    assert other[5] > water[5] > 0


def test_a_block_turned_is_the_same_block() -> None:
    about = torch.tensor([[0.3, 1.0]])
    planes = crop(1.3)
    turned = planes.permute(0, 1, 4, 2, 3).flip(2)

    torch.testing.assert_close(measures(planes, about), measures(turned, about), atol=2e-3, rtol=1e-3)


def test_extents_are_the_roots_of_the_covariance_s_eigenvalues() -> None:
    weight = torch.rand(5, (SIDE // 2) ** 3) ** 8
    weight = weight / weight.sum(1, keepdim=True)
    line = (torch.arange(SIDE // 2) + 0.5) * 2 - SIDE / 2
    at = torch.stack([each.flatten() for each in torch.meshgrid(line, line, line, indexing="ij")])
    mean = weight @ at.T
    spread = torch.einsum("bn,in,jn->bij", weight, at, at) - mean[:, :, None] * mean[:, None, :] + 0.3 * torch.eye(3)

    torch.testing.assert_close(extents(weight), torch.linalg.eigvalsh(spread).sqrt(), atol=2e-2, rtol=2e-3)


def test_one_energy_is_told_from_two_as_a_scanner_would_show_it() -> None:
    planes = crop(1.4, 1.5)
    two = measures(planes, torch.tensor([[0.1, 1.0]]))
    planes[:, 1] = planes[:, 0]

    torch.testing.assert_close(of_one_energy(two), measures(planes, torch.tensor([[0.1, 0.0]])))


def test_cubes_have_as_many_voxels_as_a_crop_has_places() -> None:
    assert cubes.SIDE == SIDE


def test_a_cube_holds_a_thing_and_what_candidates_make_of_it() -> None:
    named, kept, there = set(), 0, 0
    for seed in range(6):
        cube = make_cube(seed, "varied")
        part, whole, above, within = masks(cube, np.random.default_rng(seed))
        own = cube.instances >= cube.first
        kept, there = kept + (whole & own).sum(), there + own.sum()
        assert part.any()
        assert all((mask & own).any() for mask in (above, within))
        named.add(label_of(whole, cube))
    assert len(named) > 2
    assert kept > 0.5 * there
    np.testing.assert_array_equal(make_cube(3, "varied").high, make_cube(3, "varied").high)


@pytest.mark.parametrize(("held", "label"), [(6, THREAT), (4, -1), (1, FOOD)])
def test_a_mask_is_a_threat_from_a_half_and_harmless_below_a_fifth(held: int, label: int) -> None:
    instances = np.full((1, 1, 10), 2, np.uint8)
    instances[..., :held] = 1
    values = np.zeros((1, 1, 10), np.int16)
    cube = CubeSample(values, values, instances, (0, THREAT, FOOD), 1, 2.5)

    assert label_of(np.ones_like(instances, bool), cube) == label


@pytest.mark.parametrize(("value", "label"), [(-990, 0), (-400, -1)], ids=["air", "cloth around it"])
def test_what_is_of_no_class_is_air_only_where_it_is_empty(value: int, label: int) -> None:
    nothing = np.zeros((1, 1, 10), np.uint8)
    values = np.full((1, 1, 10), value, np.int16)

    assert label_of(nothing == 0, CubeSample(values, values, nothing, (0, FOOD), 1, 2.5)) == label


def test_rows_of_cubes_and_of_a_bag(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.ct.crops.rows.CUBES", 3)
    cubes, bag = of_cubes(1, "varied"), of_bag(700_001, "crowded", "varied")

    assert set(cubes["instances"]) <= {3, 4, 5}
    assert cubes["rows"].shape == (len(cubes["labels"]), MEASURES)
    assert np.isfinite(bag["rows"]).all()
    assert np.isin(bag["labels"], THREATS).any()
    assert set(bag["true"]) == {0, 1}


def put(folder: Path, name: str, *crops: tuple[int, int], **more: np.ndarray) -> None:
    """Rows of these labels and instances: what is a threat has high measures."""
    folder.mkdir(parents=True, exist_ok=True)
    labels, instances = np.array(crops).T
    rows = DICE.normal(np.isin(labels, THREATS)[:, None] * 2.0, 0.3, (len(crops), MEASURES))
    said = {"rows": rows.astype(np.float32), "labels": labels.astype(np.int16), "instances": instances.astype(np.int32)}
    keep(folder / f"{name}.npz", said | {"true": np.zeros(len(crops), np.uint8), "cpu_s": np.array(1.0)} | more)


def never(*_told: object) -> list[dict[str, float]]:
    raise AssertionError("learned anew")


def word(*labels: int) -> np.ndarray:
    """What the second network says: hardly anything."""
    return DICE.standard_normal((len(labels), len(OBJECTS))).astype(np.float32) * 0.01


def test_it_learns_what_threats_are_and_is_written_with_its_card(tmp_path: Path) -> None:
    cache, run, models = tmp_path / "cache", tmp_path / "run", tmp_path / "models"
    for number in range(2):
        for split in ("train", "varied"):
            put(cache / "crops" / split, f"cubes-{number:05d}", *[(THREAT, 1), (FOOD, 2)] * 8)
        put(cache / "crops/varied", f"crowded-{number:08d}", (THREAT, 1), (FOOD, 0), (FOOD, 0), (-1, 0))
    for split in ("tune", "unseen"):
        (cache / split).mkdir(parents=True)
        for seed, held in ((1, ["firearm"]), (2, [])):
            own = [(THREAT, 1)] if held else [(FOOD, 0), (FOOD, 0)]
            threats = np.array([1] if held else [], np.int32)
            put(cache / "crops" / split, f"scene-{seed:08d}", *own, logits=word(*own), threats=threats)
            record = json.dumps({"seed": seed, "contraband": held, "things": []})
            (cache / split / f"bag-{seed:08d}.json").write_text(record, encoding="utf-8")
    told = ["--cache", str(cache), "--run", str(run), "--steps", "30", "--members", "2"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["learn_crops", *told])
        learn_crops.main()
        patch.setattr(learn_crops, "learn", never)  # what is there is taken up
        learn_crops.main()
        patch.undo()
        patch.setattr("sys.argv", ["learn_crops", *told])
        keep(cache / "crops/varied/bag-00000009.npz", dict(np.load(cache / "crops/varied/crowded-00000000.npz")))
        patch.setattr(learn_crops, "learn", never)  # but not where there is more to learn from
        with pytest.raises(AssertionError, match="learned anew"):
            learn_crops.main()
    card = publish(cache, run, models)

    said = json.loads((run / "crops.json").read_text(encoding="utf-8"))
    assert said["chosen"]["tune"] == {"bag_auroc": 1.0, "bags_at_10": 1.0, "threats_at_10": 1.0}
    assert [(note["seed"], note["named"]) for note in said["curve"]] == [(1, 1.0), (2, 1.0)]  # of the file held back
    assert said["rows"] == 32  # one file of each split
    assert set(card.thresholds) == {ASKED, "suspected", "likely", "suspected_weapon"}
    assert (card.task, card.log.steps, load_model(models / "ct-crops.card.json").card) == ("ct_crops", 30, card)


def test_scenes_are_made_anew_where_another_network_spoke(tmp_path: Path) -> None:
    put(tmp_path, "scene-00000001", (FOOD, 0), said_by=np.array("one"))
    target = tmp_path / "scene-00000001.npz"

    assert is_there(target, "one")
    assert not is_there(target, "another")
    assert not is_there(tmp_path / "scene-00000002.npz", "one")


def test_nothing_to_measure_is_no_error() -> None:
    high = np.ones((8, 8, 8), np.float32)
    whole = slice(0, 8)

    assert measured_crops([], Gridded(high, high, True, 2.5, (whole, whole, whole), (0.0, 0.0, 0.0))).shape == (
        0,
        MEASURES,
    )


def test_without_lessons_it_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["learn_crops", "--cache", str(tmp_path), "--run", str(tmp_path / "run")])

    with pytest.raises(SystemExit, match="no two files of cubes"):
        learn_crops.main()


def test_figures_count_threats_that_are_not_among_the_suspicious_as_missed() -> None:
    full = {"labels": np.array([THREAT, FOOD]), "instances": np.array([1, 0]), "threats": np.array([1, 7])}
    clean = {"labels": np.array([FOOD]), "instances": np.array([0]), "threats": np.array([], np.int32)}
    high, low = torch.zeros(2, len(OBJECTS)), torch.zeros(1, len(OBJECTS))
    high[0, THREAT] = 5.0

    said = figures([(full, high), (clean, low)])

    assert (said["bag_auroc"], said["bags_at_10"], said["threats_at_10"]) == (1.0, 1.0, 0.5)


def test_the_written_network_says_what_the_learned_one_says(tmp_path: Path) -> None:
    torch.manual_seed(2)
    nets = [CropNet().eval(), CropNet().eval()]
    path = tmp_path / "ct-crops.onnx"
    write_crops(nets, 0.5, 0.25, path)
    planes, before = torch.rand(3, 3, SIDE, SIDE, SIDE) * 2, torch.rand(3, len(OBJECTS))
    planes[:, 2] = (planes[:, 2] > 1.7).float()
    about = torch.tensor([[0.0, 1.0], [0.7, 1.0], [0.2, 0.0]])
    with torch.no_grad():
        wanted = CropsInUse(nets, 0.5, 0.25)(planes, about, before)
        plain = together([net(measures(planes, about)) for net in nets], before, 0.5)
    given = zip(("planes", "about", "before"), (planes, about, before), strict=True)
    said = open_network(path).run({name: each.numpy() for name, each in given})

    np.testing.assert_allclose((wanted - plain)[:, THREAT], 0.25, atol=1e-5)
    np.testing.assert_allclose(said["logits"], wanted, atol=2e-2)


def test_the_third_learns_last(tmp_path: Path) -> None:
    modules = [step[0] for step in steps(tmp_path, tmp_path / "models", FULL, 1, ())]

    assert modules.index("training.ct.publish") < modules.index("training.ct.crops.rows")
    assert modules[-2:] == ["training.ct.crops.learn", "training.ct.crops.publish"]
    rows = [step for step in steps(tmp_path, tmp_path, FULL, 1, ()) if step[0] == "training.ct.crops.rows"]
    assert [(step[1], step[step.index("--split") + 1]) for step in rows] == [
        ("cubes", "train"),
        ("bag", "train"),
        ("cubes", "varied"),
        ("crowded", "varied"),
        ("bag", "varied"),
        ("scenes", "tune"),
        ("scenes", "unseen"),
    ]
