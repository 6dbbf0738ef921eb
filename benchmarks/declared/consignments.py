"""Simulated consignments for holding declarations against scans: containers of known goods, declared truly or not.

A container is drawn from a seed, scanned, recognised, and declared in several ways: as it is; under another heading
with words to match; under another heading with true words; with mass and count off by 20 to 60 %; empty. Containers
that hide something are declared as if they did not. `training/comparison/fit.py` learns from the split unseen;
benchmarks measure on evaluation, whose packing styles and scanners no other split has.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
from pydantic import TypeAdapter

from benchmarks.goods.texts import FOLDER, nomenclature, split
from customhouse.commodities.language.index import GoodsIndex
from customhouse.commodities.rules import thresholds_on
from customhouse.commodities.trade_names import trade_names
from customhouse.imaging.comparison import Sight, Tolerances
from customhouse.imaging.comparison.scoring.terms import Seen, values
from customhouse.imaging.comparison.sight import Part
from customhouse.imaging.model import (
    Declared,
    DeclaredContainer,
    DeclaredItem,
    Modality,
    Radiograph,
    Recognition,
)
from customhouse.imaging.networks.cards import shipped
from customhouse.imaging.physics import NAME, VERSION
from customhouse.imaging.recognition.pipeline import recognise_scan
from customhouse.imaging.records import RECOGNITION
from customhouse.kernel.clock import SystemClock
from customhouse.policy.service import load
from simulators.scanner.loads import truth as truths
from simulators.scanner.loads.sample import CargoSample, make_sample
from simulators.scanner.loads.truth import Truth
from training.cargo_scans import scan_of

DATA = "simulated: containers packed, scanned and declared by our own simulators"
PIXEL_MM = 12.0
NUMBER = "CSQU3054383"
WEIGHED_EVERY = 3  # every third container also drove over a weighbridge
PAPER_NOISE = 0.02  # of a gross mass that an honest trader declares
HONEST = "honest"
# Falsehoods, as they are told apart in tables.
KINDS = ("commodity, papers in order", "commodity, true words", "quantity", "hidden goods", "empty or loaded")
POLICY = Path(__file__).resolve().parents[2] / "countries" / "meridia" / "policy"

Meaning = Callable[[str, str], tuple[Mapping[str, float], float | None]]
Told = TypeVar("Told")


@dataclass(frozen=True)
class Scanned(Generic[Told]):
    """A container or a bag as it was recognised, and what is true of it."""

    split: str
    seed: int
    recognition: Recognition
    truth: Told


@dataclass(frozen=True)
class Drawn(Generic[Told]):
    """What is drawn from a seed, and scanned.

    Attributes:
        begins: the names of its files.
        make: from split and seed to what is seen and what is true.
        truth: reads the truth again.
    """

    begins: str
    make: Callable[[str, int], tuple[Recognition, Told]]
    truth: TypeAdapter[Told]


@dataclass(frozen=True)
class Case:
    """One declaration held against one scan; `kind` is `honest` or a falsehood, of containers one of `KINDS`."""

    kind: str
    split: str
    seed: int
    declared: Declared
    sight: Sight
    hidden: str = ""

    def values(self, allowed: Tolerances | None = None) -> dict[str, float | None]:
        allowed = allowed or Tolerances()
        return values(Seen(self.declared, Part.of(self.declared, self.sight), self.sight, allowed))


def scanned(
    drawn: Drawn[Told], split: str, seeds: Iterable[int], folder: Path | None = None
) -> Iterator[Scanned[Told]]:
    """Draw, scan and recognise; with a folder what was done before is not done again."""
    for seed in seeds:
        yield _made(drawn, split, seed) if folder is None else _kept(drawn, split, seed, folder)


def _made(drawn: Drawn[Told], split: str, seed: int) -> Scanned[Told]:
    return Scanned(split, seed, *drawn.make(split, seed))


def recogniser() -> str:
    """Which recogniser speaks: physics and the networks that are shipped."""
    models = ".".join(f"{model.card.name}-{model.card.version}-{model.sha256[:8]}" for model in shipped().values())
    return f"{NAME}-{VERSION}.{models}".strip(".").replace("/", "-")


def _container(split: str, seed: int) -> tuple[Recognition, Truth]:
    sample = make_sample(seed, split, pixel_mm=PIXEL_MM)
    return recognise_scan(numbered_scan_of(sample)), sample.truth


CONTAINERS = Drawn("", _container, TypeAdapter(Truth))


def _kept(drawn: Drawn[Told], split: str, seed: int, folder: Path) -> Scanned[Told]:
    # The name of all is longer than a file's may be.
    stamp = hashlib.sha256(recogniser().encode()).hexdigest()[:16]
    held = folder / f"{drawn.begins}{split}-{seed}.{stamp}.json"
    if held.exists():
        plain = json.loads(held.read_text())
        told, truth = RECOGNITION.validate_python(plain["recognition"]), drawn.truth.validate_python(plain["truth"])
        return Scanned(split, seed, told, truth)
    made = _made(drawn, split, seed)
    folder.mkdir(parents=True, exist_ok=True)
    plain = {"recognition": RECOGNITION.dump_python(made.recognition), "truth": drawn.truth.dump_python(made.truth)}
    side = held.with_suffix(".part")
    side.write_text(json.dumps(plain, default=str))
    side.rename(held)
    return made


def numbered_scan_of(sample: CargoSample) -> Radiograph:
    """As it comes out of the reader of a file, the container's number with it."""
    scan = scan_of(sample)
    return replace(scan, container=replace(scan.container, number=NUMBER))


def cases(found: Iterable[Scanned[Truth]], meaning: Meaning) -> Iterator[Case]:
    """Every way in which each container is declared."""
    for each in found:
        honest = truths.declare(each.truth)
        if each.truth.hidden:
            yield _case(KINDS[3], each, honest, meaning)
            continue
        yield _case(HONEST, each, honest, meaning)
        dice = np.random.default_rng([each.seed, 41])
        yield _case(KINDS[4], each, truths.wrong_emptiness(honest, dice), meaning)
        if honest.items:
            wrong = truths.wrong_commodity(honest, dice)
            yield _case(KINDS[0], each, wrong, meaning)
            yield _case(KINDS[1], each, _true_words(wrong, honest), meaning)
            yield _case(KINDS[2], each, truths.wrong_quantity(honest, dice), meaning)


def _true_words(wrong: truths.Declared, honest: truths.Declared) -> truths.Declared:
    items = tuple(replace(item, text=own.text) for item, own in zip(wrong.items, honest.items, strict=True))
    return replace(wrong, items=items)


def _case(kind: str, each: Scanned[Truth], said: truths.Declared, meaning: Meaning) -> Case:
    dice = np.random.default_rng([each.seed, 42])
    items = []
    for number, item in enumerate(said.items, 1):
        kg = item.gross_kg * float(np.clip(dice.normal(1, PAPER_NOISE), 0.95, 1.05))
        net = kg * item.net_kg / max(1.0, item.gross_kg)
        likely, fits = meaning(item.text, item.hs)
        kind_of_package = item.kind or ""
        packages = {"package_kind": kind_of_package, "package_count": item.count or 0}
        declared = DeclaredItem(number, item.hs, item.text, kg, (NUMBER,), net, **packages)
        items.append(replace(declared, likely=dict(likely), fits=fits))
    tare = float(round(each.truth.tare_kg / 10) * 10)
    box = DeclaredContainer(NUMBER, each.truth.size_type, said.loaded, tare)
    weighed = None
    if each.seed % WEIGHED_EVERY == 0:
        weighed = (each.truth.cargo_kg + each.truth.tare_kg) * float(dice.normal(1, 0.005))
    sight = Sight(Modality.RADIOGRAPH, each.recognition, NUMBER, weighed)
    hidden = each.truth.hidden[0].kind if each.truth.hidden else ""
    return Case(kind, each.split, each.seed, Declared(tuple(items), (box,)), sight, hidden)


@cache
def read_descriptions() -> Meaning:
    """The language of goods, with the labelled texts where they lie here, else as it is installed."""
    labelled = list(split().index) if FOLDER.exists() else []
    index = GoodsIndex.build([*trade_names("en"), *labelled], nomenclature())
    thresholds = thresholds_on(load(POLICY), SystemClock().now())
    return cache(lambda text, code: index.meaning(text, code, thresholds))


def main() -> dict[str, Any]:
    """What one container looks like to the score, for the curious."""
    [first] = scanned(CONTAINERS, "train", [1])
    return {case.kind: case.values() for case in cases([first], read_descriptions())}
