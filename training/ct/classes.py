"""The classes of CT, as the appearance table lists them: a network's outputs keep the order of the file."""

import csv
from importlib.resources import files

_ROWS = list(
    csv.DictReader((files("customhouse.commodities.appearance") / "objects.csv").read_text("utf-8").splitlines())
)
OBJECTS: tuple[str, ...] = tuple(row["code"] for row in _ROWS)
THREATS: tuple[int, ...] = tuple(n for n, row in enumerate(_ROWS) if row["threat"] == "yes")
HARMLESS: tuple[int, ...] = tuple(n for n in range(1, len(OBJECTS)) if n not in THREATS)
WEAPONS: tuple[int, ...] = tuple(OBJECTS.index(code) for code in ("firearm", "firearm_part"))
