"""What is counted of random samples, of two models beside each other, and of scans that change."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pytest

from customhouse.imaging.registry.model import Label, Said, Source, Truth
from customhouse.imaging.registry.monitoring import DRIFTED, by_month, compared, drifts, stability_index
from customhouse.imaging.registry.shares import Share
from tests.conftest import NOON
from tests.imaging.registry.heads import label


def said(
    scan: str, alarm: float, *, novelty: float | None = None, at: datetime = NOON, model: str = "recogniser"
) -> Said:
    return Said(scan, model, False, at, "physics 1", alarm, novelty)


def mixed(count: int, found: int, wrong: int) -> tuple[list[Said], list[Label]]:
    """As many irregular as clean scans; so many of each alarm."""
    words = [said(f"bad-{n}", float(n < found)) for n in range(count)]
    words += [said(f"good-{n}", float(n < wrong)) for n in range(count)]
    labels = [label(f"bad-{n}") for n in range(count)] + [label(f"good-{n}", Truth.CLEAN) for n in range(count)]
    return words, labels


def test_random_samples_give_detection_and_false_alarms_by_month_and_version() -> None:
    words, labels = mixed(20, 18, 3)

    [month] = by_month(words, labels, {})

    assert (month.month, month.version) == ("2026-11", "physics 1")
    assert (month.detected, month.false_alarms) == (Share(18, 20), Share(3, 20))


@pytest.mark.parametrize(
    "other", [label("bad", random=False), label("bad", source=Source.REVIEW)], ids=["chosen by its alarm", "only read"]
)
def test_what_was_not_drawn_or_not_examined_measures_nothing(other: Label) -> None:
    assert by_month([said("bad", 1)], [other], {}) == []


def test_who_needs_more_samples_is_told_how_many() -> None:
    assert Share(0, 0).more_needed == 385
    assert 0 < Share(90, 100).more_needed < 100
    assert Share(900, 1000).more_needed == 0


@pytest.mark.parametrize("seed", range(20))
def test_scans_like_those_of_the_card_raise_no_drift(seed: int) -> None:
    index = stability_index(list(np.random.default_rng(seed).random(60)))

    assert index is not None
    assert index < DRIFTED


@pytest.mark.parametrize("seed", range(5))
def test_scans_stranger_than_those_of_the_card_raise_drift(seed: int) -> None:
    novelties: Sequence[float] = list(np.random.default_rng(seed).random(80) ** 0.25)

    [drift] = drifts([said(f"s-{n}", 0, novelty=value) for n, value in enumerate(novelties)], {})

    assert drift.is_alarming


def test_of_few_scans_nothing_is_told() -> None:
    assert stability_index([0.99] * 10) is None


def test_a_challenger_stands_beside_what_serves_on_the_scans_both_have_seen() -> None:
    serving, labels = mixed(10, 5, 0)
    mine = [said(each.scan_id, float("bad" in each.scan_id), model="m-1") for each in serving]

    both = compared(mine, [*serving, said("unseen", 1)], labels)

    assert (both.scans, both.agreed, both.mine, both.serving) == (20, Share(15, 20), Share(20, 20), Share(15, 20))


def test_an_examination_outweighs_what_was_read() -> None:
    words = [said("a", 1)]
    labels = [label("a", Truth.IRREGULAR), label("a", Truth.CLEAN, source=Source.REVIEW)]

    assert compared(words, words, labels).mine == Share(1, 1)
