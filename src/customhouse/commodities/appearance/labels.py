"""Every label that something seen may bear: the object classes of CT and the commodity classes of radiographs."""

import csv
from dataclasses import dataclass
from functools import lru_cache

from customhouse.commodities.appearance.table import FOLDER


@dataclass(frozen=True)
class Label:
    """`kinds` are object, commodity or both; some codes, such as tobacco, are of both lists."""

    code: str
    name: str
    kinds: tuple[str, ...]
    is_threat: bool


@lru_cache(maxsize=1)
def labels() -> dict[str, Label]:
    """By code: objects first, threats before the rest."""
    found: dict[str, Label] = {}
    for name, kind in (("objects.csv", "object"), ("classes.csv", "commodity")):
        with (FOLDER / name).open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                known = found.get(line["code"])
                kinds = (*known.kinds, kind) if known else (kind,)
                threat = line.get("threat") == "yes" or (known is not None and known.is_threat)
                found[line["code"]] = Label(line["code"], known.name if known else line["name"], kinds, threat)
    return dict(sorted(found.items(), key=lambda item: not item[1].is_threat))
