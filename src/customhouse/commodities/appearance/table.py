"""Reads the table of expected appearances from the files beside this module."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from customhouse.commodities.appearance.composition import effective_z, families_of
from customhouse.commodities.appearance.model import (
    Bulk,
    CommodityClass,
    Family,
    Material,
    Row,
    Source,
    Span,
    UnitMass,
)

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Table:
    """`rows` by chapter and heading."""

    rows: Mapping[str, Row]
    materials: Mapping[str, Material]
    classes: Mapping[str, CommodityClass]
    sources: Mapping[str, Source]

    def row_of(self, hs_code: str) -> Row | None:
        """The heading's own row, else its chapter's; None for a chapter that the table has not."""
        return self.rows.get(hs_code[:4]) or self.rows.get(hs_code[:2])


@lru_cache(maxsize=1)
def table() -> Table:
    sources = {line["id"]: Source(**line) for line in _lines("sources.csv")}
    return Table(
        rows={line["code"]: _row(line, sources) for line in _lines("table.csv")},
        materials={line["name"]: _material(line) for line in _lines("materials.csv")},
        classes={line["code"]: CommodityClass(**line) for line in _lines("classes.csv")},
        sources=sources,
    )


def _lines(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _material(line: dict[str, str]) -> Material:
    z = effective_z(line["formula"])
    named = frozenset(Family(word) for word in line["seen_as"].split(";") if word)
    density = (float(line["density_low"]), float(line["density_high"]))
    return Material(line["name"], density, z, named or families_of(z))


def _row(line: dict[str, str], sources: Mapping[str, Source]) -> Row:
    return Row(
        code=line["code"],
        goods=line["goods"],
        classes={name: float(weight) for name, weight in _pairs(line["classes"])},
        density=Span(float(line["density_low"]), float(line["density_usual"]), float(line["density_high"])),
        made_of={name: _range(words) for name, words in _pairs(line["made_of"])},
        packing=tuple(line["packing"].split(";")),
        unit_mass=_unit_mass(line),
        per_package=_numbers(line["per_package_low"], line["per_package_high"]),
        is_uniform=line["homogeneity"] == "uniform",
        holds_metal=line["holds_metal"] == "yes",
        bulk=Bulk(line["bulk"]),
        source=sources[line["source"]],
        reason=line["reason"],
        reviewed=line["reviewed"],
    )


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (part.partition(":") for part in text.split(";"))]


def _range(text: str) -> tuple[float, float]:
    low, _, high = text.partition("-")
    return float(low), float(high)


def _numbers(low: str, high: str) -> tuple[float, float] | None:
    return (float(low), float(high)) if low else None


def _unit_mass(line: dict[str, str]) -> UnitMass | None:
    masses = _numbers(line["unit_low_kg"], line["unit_high_kg"])
    return UnitMass(line["unit"], *masses) if masses else None
