"""What goods look like thing by thing: every kind of goods is of some class, and every harmless class of some goods."""

import csv
from datetime import date

import pytest

from customhouse.commodities.appearance.expecting import appearance_of
from customhouse.commodities.appearance.labels import labels
from customhouse.commodities.appearance.objects import objects_of, objects_table
from customhouse.commodities.appearance.table import FOLDER, table

OBJECTS = {code: label for code, label in labels().items() if "object" in label.kinds}
MAPPED = objects_table()


def test_every_kind_of_goods_is_mapped_and_nothing_that_is_none() -> None:
    assert set(table().classes) <= set(MAPPED)
    assert set(MAPPED) <= {*table().classes, *table().rows}


@pytest.mark.parametrize("code", MAPPED)
def test_a_line_names_object_classes_by_weights_that_sum_to_one(code: str) -> None:
    assert set(MAPPED[code]) <= set(OBJECTS) - {"air"}
    assert all(weight > 0 for weight in MAPPED[code].values())
    assert sum(MAPPED[code].values()) == pytest.approx(1)


def test_every_harmless_class_is_mapped_from_some_goods() -> None:
    reached = {name for weights in MAPPED.values() for name in weights}

    assert {code for code, label in OBJECTS.items() if not label.is_threat} - {"air"} <= reached


def test_a_line_says_why_and_when_it_was_looked_at() -> None:
    with (FOLDER / "objects_of.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))

    assert len({line["code"] for line in lines}) == len(lines) == len(MAPPED)
    assert all(line["reason"] and date.fromisoformat(line["reviewed"]) for line in lines)


@pytest.mark.parametrize(
    ("code", "likeliest"),
    [
        ("490199", "paper"),
        ("640399", "plastics"),
        ("611020", "clothing"),
        ("220210", "liquid"),
        ("851713", "electronics"),
        ("820411", "metal_goods"),
        ("821191", "blade"),
        ("481910", "packaging"),
    ],
)
def test_goods_look_like_what_they_are(code: str, likeliest: str) -> None:
    look = appearance_of(code)
    assert look is not None
    told = objects_of(look)

    assert next(iter(told)) == likeliest
    assert sum(told.values()) == pytest.approx(1)


def test_what_the_words_may_mean_is_expected_too() -> None:
    look = appearance_of("610910", likely={"1806": 0.8})
    assert look is not None

    assert objects_of(look)["clothing"] == pytest.approx(0.6)
    assert objects_of(look)["food"] > 0.2
