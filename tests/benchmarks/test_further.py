"""Finds of kinds that the training never hid, as the benchmark counts them."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from benchmarks.radiographs.cases import Case
from benchmarks.radiographs.further import further
from customhouse.imaging.networks.cards import shipped


def test_finds_that_training_lacks_are_held_against_what_hides_nothing() -> None:
    def case(said: float, kinds: tuple[str, ...] = ()) -> Case:
        shown = dict.fromkeys(("anomaly", "anomaly_by_places", "anomaly_by_trees"), said)
        return cast(Case, SimpleNamespace(kinds=kinds, found=said > 0.5, **shown))

    frozen = [*(case(n / 20) for n in range(10)), case(0.0, ("bricks",))]
    card = replace(shipped()["radiograph_hidden"].card, thresholds={"anomaly_medium": 0.8})

    told, _ = further([case(0.9, ("tusks",)), case(0.6, ("tusks",)), case(0.0, ("cells",))], frozen, card)

    assert [told[find]["count"] for find in ("tusks", "cells", "sheets", "any")] == [2, 1, 0, 3]
    assert told["tusks"]["area"]["product"]["value"] == 1.0
    assert (told["tusks"]["found"]["value"], told["tusks"]["in_place"]["value"]) == (0.5, 1.0)
    assert told["any"]["found"]["value"] == pytest.approx(1 / 3, abs=1e-3)
