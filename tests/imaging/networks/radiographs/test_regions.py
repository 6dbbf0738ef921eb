"""From maps to shares, regions and strange places: checked on maps whose truth is plain."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from customhouse.imaging.model import Box, Grading, Held, Severity, Suspicion
from customhouse.imaging.networks.cards import Model, ModelCard
from customhouse.imaging.networks.radiographs.anomalies import anomalies_of
from customhouse.imaging.networks.radiographs.channels import Plate
from customhouse.imaging.networks.radiographs.hidden import KINDS
from customhouse.imaging.networks.radiographs.regions import (
    Answer,
    labels_of,
    looks_of,
    regions_of,
    shares_of,
)
from customhouse.imaging.networks.unlike import doubted

CLASSES = ("none", "beverages", "timber")
CARD = ModelCard(
    "radiograph", "1", "radiograph_segments", CLASSES, "", "", preparation={"anomaly_scale": (1.0, 0.0)},
    thresholds={"unknown": 0.5, "anomaly": 0.6, "anomaly_medium": 0.8, "anomaly_high": 0.95},
)  # fmt: skip
MODEL = Model(CARD, Path("none"), "0" * 64)
ROWS, COLUMNS = 100, 400  # of the maps


def answer(probabilities: np.ndarray, strange: np.ndarray | None = None, step: float = 2.0) -> Answer:
    """A container 20 pixels within a plate that lies at (100, 50) of its view."""
    planes = np.ones((2, 2 * ROWS, 2 * COLUMNS), np.float32)
    box = Box(20, 20, 2 * COLUMNS - 40, 2 * ROWS - 40)
    plate = Plate(planes, Box(100, 50, 2 * COLUMNS, 2 * ROWS), box, True, False, (step, step), (400, 1000))
    areal = np.where(probabilities[0] < 0.5, 24.0, 4.0).astype(np.float32)
    strange = np.full((ROWS, COLUMNS), -6.0, np.float32) if strange is None else strange
    return Answer(plate, probabilities, strange, areal, np.ones(64, np.float32), 0.0)


def maps(*fills: tuple[int, slice, float]) -> np.ndarray:
    """Probabilities: each fill gives a class so much of the probability over columns, from the 50th row on."""
    made = np.zeros((3, ROWS, COLUMNS), np.float32)
    made[0] = 1.0
    for number, columns, probability in fills:
        made[:, 50:90, columns] = (1 - probability) / 1.5
        made[0, 50:90, columns] = 0.0
        made[number, 50:90, columns] = probability
        other = 3 - number
        made[other, 50:90, columns] = 1 - probability
    return made


def test_goods_are_shared_out_by_their_mass() -> None:
    seen = answer(maps((1, slice(50, 250), 0.9), (2, slice(300, 350), 0.9)))

    assert shares_of(seen, CLASSES, 0.5) == {
        "beverages": pytest.approx(0.8, abs=0.01),
        "timber": pytest.approx(0.2, abs=0.01),
    }


def test_goods_that_no_class_fits_still_look_like_some_more_than_others() -> None:
    seen = answer(maps((1, slice(50, 250), 0.55)))

    assert looks_of(seen, CLASSES) == {
        "beverages": pytest.approx(0.55, abs=0.01),
        "timber": pytest.approx(0.45, abs=0.01),
    }
    assert looks_of(answer(maps()), CLASSES) == {}


def test_what_no_class_fits_is_unknown() -> None:
    seen = answer(maps((1, slice(50, 250), 0.55)))

    assert shares_of(seen, CLASSES, 0.7) == {"unknown": 1.0}
    assert set(np.unique(labels_of(seen, 0.7))) == {0, 255}


def test_an_empty_container_has_no_commodities() -> None:
    seen = answer(maps())

    assert shares_of(seen, CLASSES, 0.5) == {}
    assert regions_of(seen, 0, MODEL, None) == ()


def test_a_region_lies_where_it_is_in_the_scan() -> None:
    seen = answer(maps((1, slice(50, 250), 0.9), (2, slice(300, 350), 0.9)))
    first, second = regions_of(seen, 0, MODEL, 10000.0)

    # Maps are at half of the plate, the plate at half of the scan, and it begins at (100, 50) of its own pixels.
    assert first.box == Box((100 + 2 * 50) * 2, (50 + 2 * 50) * 2, 200 * 4, 40 * 4)
    assert (first.label, second.label) == ("beverages", "timber")
    assert first.mass_kg == pytest.approx(8000, rel=0.02)
    assert first.probability == pytest.approx(0.9, abs=0.02)


def test_a_small_gap_does_not_part_a_region() -> None:
    seen = answer(maps((1, slice(50, 150), 0.9), (1, slice(152, 250), 0.9)))

    assert len(regions_of(seen, 0, MODEL, None)) == 1


def test_a_strange_place_is_found_and_graded() -> None:
    strange = np.full((ROWS, COLUMNS), -6.0, np.float32)
    strange[60:70, 100:112] = 5.0
    [found] = anomalies_of(answer(maps((1, slice(50, 250), 0.9)), strange), 1, MODEL)

    assert found.kind == "anomaly"
    assert found.severity is Severity.HIGH
    assert found.view == 1
    assert found.box == Box((100 + 200) * 2, (50 + 120) * 2, 48, 40)
    assert found.model == "radiograph 1"
    assert found.held == Held(pytest.approx(0.993, abs=0.001), 0.95, "card", Suspicion.ANOMALY)


@pytest.mark.parametrize(
    ("wanted", "severity", "held"),
    [
        ({Severity.HIGH: 0.999}, Severity.MEDIUM, (0.8, "card")),
        ({Severity.HIGH: 0.999, Severity.MEDIUM: 0.998}, Severity.LOW, (0.6, "card")),
        ({Severity.MEDIUM: 0.5, Severity.HIGH: 0.999}, Severity.MEDIUM, (0.5, "policy")),
    ],
)
def test_policy_moves_the_limits_that_it_names(
    wanted: dict[Severity, float], severity: Severity, held: tuple[float, str]
) -> None:
    strange = np.full((ROWS, COLUMNS), -6.0, np.float32)
    strange[60:70, 100:112] = 5.0  # a probability of 0.993
    [found] = anomalies_of(answer(maps((1, slice(50, 250), 0.9)), strange), 0, MODEL, Grading(anomalies=wanted))

    assert found.severity is severity
    assert found.held is not None
    assert (found.held.limit, found.held.by) == held


def test_policy_may_ask_for_places_that_the_card_leaves_out() -> None:
    strange = np.full((ROWS, COLUMNS), -6.0, np.float32)
    strange[60:70, 100:112] = 0.2  # a probability of 0.55, below the card's 0.6
    seen = answer(maps((1, slice(50, 250), 0.9)), strange)
    [found] = anomalies_of(seen, 0, MODEL, Grading(anomalies={Severity.LOW: 0.5}))

    assert anomalies_of(seen, 0, MODEL) == ()
    assert found.severity is Severity.LOW


def test_places_that_policy_asks_for_join_none_that_the_card_tells_apart() -> None:
    strange = np.full((ROWS, COLUMNS), -6.0, np.float32)
    strange[60:70, 80:140] = -0.5  # a slight bridge between two places, and a slight place of its own
    strange[60:70, 80:92], strange[60:70, 128:140] = 5.0, 5.0
    strange[20:30, 100:112] = -0.5
    seen = answer(maps((1, slice(50, 250), 0.9)), strange)
    usual = anomalies_of(seen, 0, MODEL)
    found = anomalies_of(seen, 0, MODEL, Grading(anomalies={Severity.LOW: 0.3}))

    assert [each.box for each in found[:2]] == [each.box for each in usual]
    assert [each.severity for each in found] == [Severity.HIGH, Severity.HIGH, Severity.LOW]


@pytest.mark.parametrize(
    ("metal", "code"), [(8.0, "hidden_metal"), (0.1, "unlike_surroundings"), (None, "unlike_surroundings")]
)
def test_a_strange_place_is_called_by_the_kind_it_is_likest(metal: float | None, code: str) -> None:
    strange = np.full((ROWS, COLUMNS), -6.0, np.float32)
    strange[60:70, 100:112] = 5.0
    seen = answer(maps((1, slice(50, 250), 0.9)), strange)
    if metal is not None:
        kinds = np.zeros((len(KINDS), ROWS, COLUMNS), np.float32)
        kinds[KINDS.index("metal"), 60:70, 100:112] = metal
        seen = replace(seen, kinds=kinds)
    [found] = anomalies_of(seen, 0, MODEL)

    assert found.reason.code == code
    assert "0.4 × 0.3 m" in found.reason.text


def test_in_an_image_unlike_the_training_nothing_strange_is_grave_or_has_a_kind() -> None:
    strange = np.full((ROWS, COLUMNS), -6.0, np.float32)
    strange[60:70, 100:112] = 5.0
    kinds = np.stack([strange + 8.0 * (name == "metal") for name in KINDS])
    [found] = anomalies_of(replace(answer(maps((1, slice(50, 250), 0.9)), strange), kinds=kinds), 0, MODEL)
    plain = doubted(found)
    slight = doubted(replace(found, severity=Severity.LOW))

    assert (found.severity, found.reason.code) == (Severity.HIGH, "hidden_metal")
    assert (plain.severity, plain.reason.code) == (Severity.MEDIUM, "unlike_surroundings")
    assert slight.severity is Severity.LOW
    assert plain.reason.text.startswith("Something of about 0.4 × 0.3 m")


def test_a_speck_is_nothing_strange() -> None:
    strange = np.full((ROWS, COLUMNS), -6.0, np.float32)
    strange[60, 100:102] = 5.0

    assert anomalies_of(answer(maps((1, slice(50, 250), 0.9)), strange), 0, MODEL) == ()
