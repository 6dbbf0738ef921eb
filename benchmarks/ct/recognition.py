"""Threats in simulated CT bags: detection, false alarms, calibration, strangers, other scanners; beside baselines.

`make bench-recognition`, or `python -m benchmarks.ct.recognition --bags 400 --part 1/4`: the frozen evaluation split
has shapes, materials and packing that no training bag has, and bags enriched with threats stand beside it. Each volume
is looked at once and its record kept, so parts may run one after another; the tables are of all records there are of
the very models that are measured, and of bags with the same firearms: where no real weapons' shapes are at hand, plain
ones stand in, which is said, and all that rests on them is kept apart. The baseline on voxels is learned first where no
file is named; the one on candidates is used where it has been learned, for it needs all the rows that the network
learned from.
"""

import argparse
import json
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from rich.progress import track

from benchmarks.ct.curves import curves_of
from benchmarks.ct.look import Baselines, Record, measure, measure_alone
from benchmarks.ct.measures import DATA
from benchmarks.ct.sets import FULL, KINDS, Sizes, made
from benchmarks.ct.tables import Records, report
from customhouse.imaging.networks.cards import Model, shipped
from customhouse.imaging.networks.volumes.looking import CROPS as THIRD
from customhouse.imaging.networks.volumes.looking import OBJECTS as SECOND
from customhouse.imaging.networks.volumes.looking import SEGMENTS
from simulators.scanner.bags import shapes
from training.bags import Kept, fill, kept

RESULTS = Path(__file__).parents[1] / "results" / "recognition_ct"
PLAIN = "-plain-firearms"  # behind the names of what rests on bags without real weapons' shapes
FORMAT = 4  # of a record; one of another is looked at anew
FORMATS = {"curve": 5}  # of a record whose kind has one of its own
EVERY = 8  # bags between those that the first network and its baseline are compared on


@dataclass(frozen=True)
class Where:
    """Simulated volumes, and the files of both baselines; None is where they are looked for."""

    cache: Path = field(default_factory=lambda: cache_of(shapes.find()))
    baseline: Path | None = None
    trees: Path | None = None


def cache_of(weapons: Path | None) -> Path:
    """Where simulated volumes are, by the file of weapons' shapes that they are packed with."""
    return RESULTS / f"cache{_mark(weapons)}"


def folder_of(kind: str, models: Mapping[str, Model], weapons: Path | None) -> Path:
    """Where the records of these very models are: those of an older or a newer one are never counted with them.

    Nor are those of bags with real weapons' shapes counted with those of bags without.
    """
    own = [models[name] for name in (SEGMENTS, SECOND, THIRD) if name in models]
    digests = [f"{each.sha256[:12]}.{each.card.version}" for each in own]  # the same file may be asked otherwise
    return RESULTS / f"{'-'.join(digests)}{_mark(weapons)}" / f"{kind}-{FORMATS.get(kind, FORMAT)}"


def _mark(weapons: Path | None) -> str:
    return "" if shapes.are_real(weapons) else PLAIN


def records(cache: Path, kind: str, count: int, part: tuple[int, int], baselines: Baselines) -> None:
    """Look at what is lacking of this part of the first so many; a record without the trees that there are, anew."""
    folder = folder_of(kind, shipped(), shapes.find())
    folder.mkdir(parents=True, exist_ok=True)
    mine = [bag for bag in kept(cache, "evaluation", kind)[:count] if int(bag.record["seed"]) % part[1] == part[0] - 1]
    for bag in track(mine, description=f"looking at {KINDS[kind]}"):
        target = folder / f"{bag.path.stem}.json"
        if not target.exists() or (
            kind in {"bag", "enriched"} and baselines.objects_hash not in {"", _read(target).get("trees")}
        ):
            _keep(target, _looked(bag, kind, part[1], baselines))


def _looked(bag: Kept, kind: str, parts: int, baselines: Baselines) -> Record:
    if kind in {"bag", "enriched"}:
        return measure(bag, baselines, on_voxels=kind == "bag" and int(bag.record["seed"]) // parts % EVERY == 0)
    return measure_alone(bag)


def curves(cache: Path, count: int, bags: int) -> None:
    """As many bags with threats as clean ones, the first of each among the frozen ones that are made."""
    folder = folder_of("curve", shipped(), shapes.find())
    folder.mkdir(parents=True, exist_ok=True)
    frozen = kept(cache, "evaluation", "bag")[:bags]
    halves = [[bag for bag in frozen if bool(bag.record["contraband"]) is full][: count // 2] for full in (True, False)]
    for bag in track([bag for half in halves for bag in half], description="looking as other scanners would"):
        target = folder / f"{bag.path.stem}.json"
        if not target.exists():
            _keep(target, curves_of(bag))


def _keep(target: Path, record: Record) -> None:
    side = target.with_suffix(".part")
    side.write_text(json.dumps(record), encoding="utf-8")
    side.replace(target)


def _read(path: Path) -> Record:
    record: Record = json.loads(path.read_text(encoding="utf-8"))
    return record


def read(kind: str) -> list[Record]:
    return [_read(path) for path in sorted(folder_of(kind, shipped(), shapes.find()).glob("*.json"))]


def baselines_of(where: Where) -> Baselines:
    objects = where.trees or RESULTS / "trees.pickle"
    if where.trees is not None and not objects.exists():
        raise SystemExit(f"There are no trees at {objects}: python -m training.ct.objects.baseline --out makes them.")
    raw = objects.read_bytes() if objects.exists() else b""
    return Baselines.of(learned(where.cache, where.baseline), raw, pickle.loads(raw) if raw else None)


def learned(cache: Path, file: Path | None) -> Any:
    """The booster that the network is held against; where no file is named, it is learned once, and kept."""
    if file is None:
        file = RESULTS / f"booster{_mark(shapes.find())}.pickle"
        if not file.exists():
            from training.ct.segments.baseline import BAGS, learn  # noqa: PLC0415 - needs the bench group's packages

            count = BAGS * 3 // 2  # some of the train split are kept from the first network, and from the booster
            for _ in track(fill(cache, "train", "bag", count, 1), description="making bags to learn from", total=count):
                pass
            learn(cache, file)
    if not file.exists():
        raise SystemExit(f"There is no booster at {file}: leave --baseline out to have one learned.")
    return pickle.loads(file.read_bytes())


def main(sizes: Sizes | None = None, part: tuple[int, int] = (1, 1), where: Where | None = None) -> dict[str, Any]:
    sizes, where, weapons = sizes or Sizes.of(), where or Where(), shapes.words(shapes.find())
    print(f"In the bags {weapons}.")
    baselines = baselines_of(where)
    asked = {"bag": sizes.bags, "enriched": min(sizes.enriched, FULL.enriched), "object": sizes.objects}
    asked |= {"stranger": sizes.strangers, "familiar": sizes.strangers}
    for kind, count in asked.items():
        made(where.cache, kind, count)
        records(where.cache, kind, count, part, baselines)
    if part[0] == 1:
        curves(where.cache, sizes.curves, sizes.bags)
    every = Records(*(read(kind) for kind in (*KINDS, "curve")))
    told = report(every, shipped(), RESULTS)
    print(f"In these bags {weapons}.")
    return {"data": f"{DATA}; {weapons}"} | told


def _arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for each in fields(Sizes):
        parser.add_argument(f"--{each.name}", type=int, default=getattr(FULL, each.name))
    parser.add_argument("--part", default="1/1", help="which part of how many, as 2/4")
    parser.add_argument("--cache", type=Path, default=Where().cache)
    parser.add_argument("--baseline", type=Path, help="booster of training.ct.segments.baseline; learned if left out")
    parser.add_argument("--trees", type=Path, help="the trees of training.ct.objects.baseline")
    return parser.parse_args(given)


if __name__ == "__main__":
    asked = _arguments()
    number, of = (int(each) for each in asked.part.split("/"))
    sizes = Sizes(**{each.name: getattr(asked, each.name) for each in fields(Sizes)})
    main(sizes, (number, of), Where(asked.cache, asked.baseline, asked.trees))
