"""Threats are ranked above the worst of clean bags, whatever else is in the bags."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="only who trains needs onnx")
torch = pytest.importorskip("torch", reason="only who trains needs torch")

from training.ct import ranking  # noqa: E402 - after what may be missing
from training.ct.classes import OBJECTS, THREATS  # noqa: E402 - the same
from training.ct.export import write_objects  # noqa: E402 - the same
from training.ct.objects.album import Album  # noqa: E402 - the same
from training.ct.objects.learn import NAMING_FIRST, Course, answers, learn, main, written  # noqa: E402 - the same
from training.ct.objects.unknown import strangeness_of  # noqa: E402 - the same
from training.ct.ranking import Ranking  # noqa: E402 - the same

THREAT, FOOD = THREATS[0], OBJECTS.index("food")


def album(*candidates: tuple[int, int, int, int]) -> Album:
    """Of each: bag, label, instance, and whether it is a thing as it truly is."""
    bag, labels, instances, true = np.array(candidates).T
    rows = np.zeros((len(candidates), 3), np.float32)
    names = tuple(f"varied/bag-{number:08d}" for number in range(int(bag.max()) + 1))
    return Album(
        rows, labels.astype(np.int16), instances.astype(np.int32), true.astype(np.uint8), bag.astype(np.int32), names
    )


def test_what_is_harmless_in_a_bag_is_told_from_each_of_its_threats() -> None:
    clean = ((0, FOOD, 0, 0), (0, FOOD, 0, 0))
    told = Ranking.of(album(*clean, (1, FOOD, 0, 0), (1, THREAT, 7, 0), (1, THREAT, 8, 0), (1, THREAT, 7, 0)), 1)

    assert [own.tolist() for own in told.clean] == [[0, 1], [2]]
    assert [own.tolist() for own in told.threats] == [[3, 5], [4]]


def test_what_nobody_can_say_of_is_neither_and_what_is_measured_as_it_truly_is_takes_no_part() -> None:
    told = Ranking.of(album((0, FOOD, 0, 0), (0, -1, 0, 0), (1, THREAT, 3, 1), (1, FOOD, 0, 0)), 1)

    assert [own.tolist() for own in told.clean] == [[0], [3]]
    assert not told.is_possible


def test_nothing_of_a_loose_threat_is_clean() -> None:
    made = replace(
        album((0, FOOD, 0, 0), (0, THREAT, 1, 0), (1, FOOD, 0, 0)), names=("varied/object-1", "varied/object-2")
    )

    assert [own.tolist() for own in Ranking.of(made, 1).clean] == [[2]]


def test_bags_are_ranked_however_many_loose_objects_there_are() -> None:
    told = [(bag, THREAT if bag % 2 else FOOD, bag, 0) for bag in range(40)]
    names = tuple(f"varied/{'bag' if bag < 4 else 'object'}-{bag:08d}" for bag in range(40))

    ranked = Ranking.of(replace(album(*told), names=names), 1)
    rows, groups = ranked.drawn()

    assert ranked.bags == (2, 2)  # clean ones, and threats
    for own in (rows[groups < ranking.EACH], rows[groups >= ranking.EACH]):
        assert (own < 4).sum() == round(ranking.OF_BAGS * ranking.EACH)


def test_threats_above_all_clean_bags_cost_nothing_and_one_false_alarm_costs_much() -> None:
    groups = torch.arange(2 * ranking.EACH).repeat_interleave(2)
    logits = torch.zeros(len(groups), len(OBJECTS))
    logits[: 2 * ranking.EACH, FOOD] = 20.0
    logits[2 * ranking.EACH :, THREAT] = 20.0
    told_apart = float(ranking.loss(logits, groups))
    logits[0] = 0.0
    logits[0, THREAT] = 30.0  # one candidate of one clean bag

    assert told_apart < 1e-6
    assert float(ranking.loss(logits, groups)) > 1.0


def test_learning_raises_the_threats() -> None:
    told = Ranking.of(
        album(*((bag, FOOD, 0, 0) for bag in range(4)), *((bag, THREAT, bag, 0) for bag in range(4, 8))), 1
    )
    values = torch.zeros(8, len(OBJECTS), requires_grad=True)
    rows, groups = (torch.from_numpy(each) for each in told.drawn())
    ranking.loss(values[rows], groups).backward()

    assert (values.grad[:4, THREAT] >= 0).all()
    assert (values.grad[4:, THREAT] <= 0).all()
    assert values.grad.abs().sum() > 0


def drawn_album(dice: np.random.Generator) -> Album:
    """Twenty bags of which every other one holds a threat; its candidates are higher in the first measure."""
    told = [(bag, THREAT if bag % 2 and n == 0 else FOOD, 1, 0) for bag in range(20) for n in range(8)]
    made = album(*told)
    rows = dice.normal(size=(len(told), 3)).astype(np.float32)
    rows[:, 0] += 6 * (made.labels == THREAT)
    return replace(made, rows=rows, names=tuple(f"tune/bag-{bag:08d}" for bag in range(20)))


@pytest.mark.parametrize("ranks", [True, False])
def test_a_member_learns_to_stop_the_bags_that_hold_a_threat(ranks: bool) -> None:
    lessons, tune = drawn_album(np.random.default_rng(1)), drawn_album(np.random.default_rng(2))
    how = Course(NAMING_FIRST + 200, 1)
    [*_, last] = learn(how.begun(lessons), lessons, tune, how, ranks=ranks)

    assert last["bag_auroc"] > 0.95
    assert last["threats_at_10"] > 0.8


def test_a_member_learns_on_from_what_was_written_and_knows_no_less(tmp_path: Path) -> None:
    lessons, tune = drawn_album(np.random.default_rng(1)), drawn_album(np.random.default_rng(2))
    before = Course(NAMING_FIRST + 200, 1)
    net = before.begun(lessons)
    learn(net, lessons, tune, before)
    write_objects([net, Course(1, 2).begun(lessons)], torch.zeros(6, 64), 0.5, tmp_path / "objects.onnx")

    members = written(tmp_path / "objects.onnx", 3)
    on = Course(5, 3, 1e-4, members[0])
    begun = on.begun(lessons)
    at_first = answers([begun], tune)[0]
    [*_, last] = learn(begun, lessons, tune, on)

    assert len(members) == 2
    assert torch.allclose(at_first, answers([net], tune)[0], atol=0.02)  # written at half precision
    assert last["bag_auroc"] > 0.95


def test_what_names_no_objects_is_not_learned_on(tmp_path: Path) -> None:
    value = onnx.helper.make_tensor_value_info("row", onnx.TensorProto.FLOAT, [1])
    other = onnx.helper.make_graph([onnx.helper.make_node("Identity", ["row"], ["row"])], "other", [value], [value])
    onnx.save(onnx.helper.make_model(other), tmp_path / "other.onnx")

    with pytest.raises(ValueError, match=r"other\.onnx is no network that names objects"):
        written(tmp_path / "other.onnx", 3)


def test_a_network_of_other_measures_is_not_learned_on(tmp_path: Path) -> None:
    net = Course(1, 1).begun(drawn_album(np.random.default_rng(1)))
    write_objects([net], torch.zeros(6, 64), 0.5, tmp_path / "objects.onnx")

    with pytest.raises(
        ValueError, match=f"other layers than networks of {len(OBJECTS)} classes and 7 measures: mean, "
    ):
        written(tmp_path / "objects.onnx", 7)


def test_members_stay_beside_those_that_learn_on_from_them_and_a_used_folder_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = drawn_album(np.random.default_rng(1))
    first = [Course(1, seed).begun(made) for seed in (1, 2, 3)]
    write_objects(first, torch.zeros(6, 64), 0.5, tmp_path / "objects.onnx")
    for split in ("varied", "tune", "unseen"):
        put_rows(tmp_path / "cache" / "rows" / split, made)
    given = ["--cache", str(tmp_path / "cache"), "--run", str(tmp_path / "run"), "--members", "2", "--device", "cpu"]
    given += ["--begin-with", str(tmp_path / "objects.onnx"), "--keep"]

    monkeypatch.setattr("sys.argv", ["learn_objects", *given, "--steps", "3"])
    main()
    said = json.loads((tmp_path / "run" / "objects.json").read_text(encoding="utf-8"))
    state = torch.load(tmp_path / "run" / "objects.pt", weights_only=True)

    assert (said["members"], said["begun_with"], said["keeps"]) == (5, "objects", True)
    for net, kept in zip(first, state["nets"][2:], strict=True):
        assert torch.allclose(kept["last.weight"], net.last.weight, atol=1e-3)
    main()  # takes up what is there
    monkeypatch.setattr("sys.argv", ["learn_objects", *given, "--steps", "4"])
    with pytest.raises(SystemExit, match="was learned otherwise: name another --run"):
        main()


def put_rows(folder: Path, made: Album) -> None:
    folder.mkdir(parents=True)
    for bag, name in enumerate(made.names):
        own = made.bag == bag
        columns = {column: getattr(made, column)[own] for column in ("rows", "labels", "instances")}
        for true in (0, 1):  # candidates, and things as they are
            np.savez(
                folder / f"{name.rpartition('/')[2]}-{true}.npz", **columns, true=np.full(own.sum(), true, np.uint8)
            )


def test_weights_are_kept_at_half_of_their_size_and_what_is_divided_by_is_not(tmp_path: Path) -> None:
    net = Course(1, 1).begun(drawn_album(np.random.default_rng(1)))
    write_objects([net], torch.zeros(6, 64), 0.5, tmp_path / "objects.onnx")
    held = {each.name: each.data_type for each in onnx.load(tmp_path / "objects.onnx").graph.initializer}

    assert held["nets.0.mean"] == held["nets.0.spread"] == held["nets.0.body.0.bias"] == onnx.TensorProto.FLOAT
    assert held["nets.0.body.0.weight.half"] == onnx.TensorProto.FLOAT16


def test_how_strange_things_of_a_class_left_out_are_is_measured() -> None:
    made = drawn_album(np.random.default_rng(1))
    whole = replace(made, true=np.ones_like(made.true))

    area, count = strangeness_of(whole, THREAT, 20, torch.device("cpu"))

    assert area > 0.9  # it lies far from all that was learned
    assert count == sum(bag % 5 == 0 for bag in range(1, 20, 2))
