"""The list of consignments, as a duty officer asks for it; the same on both databases."""

from dataclasses import replace

import pytest

from customhouse.command import store
from customhouse.command.model import Filter, Line
from customhouse.kernel.columns import METADATA
from customhouse.kernel.database import Database
from tests.conftest import NOON

LINE = Line("1", "26XM1", "under_control", "red", "Trader", "Buyer", "tiles", ("CSQU3054383",), 0, NOON, NOON)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), ["4", "3", "2", "1"]),
        (Filter(owed="examination"), ["3", "1"]),
        (Filter(owed="scan"), ["3", "2"]),
        (Filter(owed="document_check"), []),
        (Filter(owed="examination", lane="red"), ["1"]),
    ],
)
def test_consignments_are_found_by_the_control_that_they_owe(
    database: Database, wanted: Filter, found: list[str]
) -> None:
    METADATA.create_all(database.engine, [store.lines])
    owing = {"1": ("examination",), "2": ("scan",), "3": ("scan", "examination"), "4": ()}
    with database.begin("test") as tx:
        for key, owed in owing.items():
            store.put_line(tx.connection, replace(LINE, id=key, lane="red" if key == "1" else "green", owed=owed))
        page = store.page_of_lines(tx.connection, wanted, None, 10)

    assert [line.id for line in page] == found
    assert {line.id: line.owed for line in page} == {key: owing[key] for key in found}
