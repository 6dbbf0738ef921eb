"""Which goods there are of each commodity class, what they are made of, and how they are packed.

`goods.csv` holds one row a subheading: densities are those of a package with what is in it, kg/m³; materials are by
mass; goods that are held out are for evaluation.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from simulators.scanner.loads import styles_of_manufactures, styles_of_produce
from simulators.scanner.loads.packing import Style
from simulators.scanner.loads.substances import BY_NAME
from simulators.scanner.materials import Material


@dataclass(frozen=True)
class Goods:
    """What a trader would declare, and what it is made of.

    Attributes:
        hs: subheading of the Harmonized System, six digits.
        texts: honest descriptions, one of which is declared.
        parts: materials by mass.
        density: kg/m³ of a package.
    """

    hs: str
    texts: tuple[str, ...]
    parts: tuple[tuple[Material, float], ...]
    density: tuple[float, float]
    held_out: bool


@dataclass(frozen=True)
class Commodity:
    """A commodity class with its goods and styles."""

    code: str
    goods: tuple[Goods, ...]
    styles: tuple[Style, ...]

    def goods_packed(self, style: Style) -> tuple[Goods, ...]:
        """Those of the goods that travel in a style."""
        return tuple(one for one in self.goods if not style.only or one.hs in style.only.split())


def _goods() -> dict[str, list[Goods]]:
    found: dict[str, list[Goods]] = {}
    with Path(__file__).with_name("goods.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            parts = [part.split(":") for part in row["made_of"].split(";")]
            goods = Goods(
                row["hs"],
                tuple(text.strip() for text in row["texts"].split(";")),
                tuple((BY_NAME[name], float(share)) for name, share in parts),
                (float(row["density_low"]), float(row["density_high"])),
                row["held_out"] == "yes",
            )
            found.setdefault(row["class"], []).append(goods)
    return found


STYLES = styles_of_produce.STYLES | styles_of_manufactures.STYLES
COMMODITIES = tuple(Commodity(code, tuple(goods), STYLES[code]) for code, goods in _goods().items())
BY_CODE = {commodity.code: commodity for commodity in COMMODITIES}
