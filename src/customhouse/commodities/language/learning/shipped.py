"""What was learned elsewhere, for an index that has too few labelled texts of its own; and its form as JSON.

`training/learn_goods_weights.py` makes the file, from texts asked of the nomenclature and the trade names.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from customhouse.commodities.language.learning.belief import Learned
from customhouse.commodities.language.learning.calibration import Calibration
from customhouse.commodities.language.learning.fitting import FitModel
from customhouse.commodities.language.learning.ranking import Ranker

FILE = Path(__file__).parent / "shipped.json"


@cache
def learned() -> Mapping[bool, Learned]:
    plain = json.loads(FILE.read_text(encoding="utf-8"))
    return {False: read(plain["lexical"]), True: read(plain["meaning"])}


def plain(known: Learned) -> dict[str, Any]:
    def numbers(values: Any) -> list[float]:
        return [float(f"{value:.6g}") for value in values]

    def ranker(of: Ranker) -> dict[str, list[float]]:
        return {"mean": numbers(of.mean), "weights": numbers(of.weights)}

    return {
        "headings": ranker(known.headings),
        "subheadings": ranker(known.subheadings),
        "calibrations": [
            {"weights": numbers(c.weights), "said": numbers(c.said), "came_true": numbers(c.came_true)}
            for c in known.calibrations
        ],
        "fit": {"inner": [numbers(unit) for unit in known.fit.inner], "outer": numbers(known.fit.outer)},
    }


def read(told: Mapping[str, Any]) -> Learned:
    def numbers(values: list[float]) -> Any:
        return np.array(values, np.float32)

    def ranker(of: Mapping[str, list[float]]) -> Ranker:
        return Ranker(numbers(of["mean"]), numbers(of["weights"]))

    chapter, heading, subheading = (
        Calibration(numbers(c["weights"]), numbers(c["said"]), numbers(c["came_true"])) for c in told["calibrations"]
    )
    fit = FitModel(numbers(told["fit"]["inner"]), numbers(told["fit"]["outer"]))
    return Learned(ranker(told["headings"]), ranker(told["subheadings"]), (chapter, heading, subheading), fit)
