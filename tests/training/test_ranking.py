"""Threats are ranked above the worst of clean bags, whatever else is in the bags."""

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="only who trains needs torch")

from training.ct import ranking  # noqa: E402 - after what may be missing
from training.ct.album import Album  # noqa: E402 - the same
from training.ct.classes import OBJECTS, THREATS  # noqa: E402 - the same
from training.ct.learn_objects import NAMING_FIRST, learn  # noqa: E402 - the same
from training.ct.nets import ObjectNet  # noqa: E402 - the same
from training.ct.ranking import Ranking  # noqa: E402 - the same

THREAT, FOOD = THREATS[0], OBJECTS.index("food")


def album(*candidates: tuple[int, int, int, int]) -> Album:
    """Of each: bag, label, instance, and whether it is a thing as it truly is."""
    bag, labels, instances, true = np.array(candidates).T
    rows = np.zeros((len(candidates), 3), np.float32)
    return Album(
        rows, labels.astype(np.int16), instances.astype(np.int32), true.astype(np.uint8), bag.astype(np.int32), ()
    )


def test_bags_and_threats_are_told_apart() -> None:
    clean = ((0, FOOD, 0, 0), (0, FOOD, 0, 0))
    told = Ranking.of(album(*clean, (1, FOOD, 0, 0), (1, THREAT, 7, 0), (1, THREAT, 8, 0), (1, THREAT, 7, 0)), 1)

    assert [own.tolist() for own in told.clean] == [[0, 1]]
    assert [own.tolist() for own in told.threats] == [[3, 5], [4]]


def test_a_bag_of_which_nobody_can_say_is_not_clean_and_one_whose_threat_no_candidate_holds_is() -> None:
    told = Ranking.of(album((0, FOOD, 0, 0), (0, -1, 0, 0), (1, THREAT, 3, 1), (1, FOOD, 0, 0)), 1)

    assert [own.tolist() for own in told.clean] == [[3]]  # its threat was never a candidate
    assert not told.is_possible


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
    torch.manual_seed(1)
    net = ObjectNet(len(OBJECTS), 3)
    [*_, last] = learn(net, lessons, tune, (NAMING_FIRST + 200, 1), ranks=ranks)

    assert last["bag_auroc"] > 0.95
    assert last["threats_at_10"] > 0.8
