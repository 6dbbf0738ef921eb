"""What a policy must satisfy before it is used: rows that can be reached, a last word, no case it forgets.

A table is checked on every day on which anything about it changes, so that a value that takes
effect next year is found wrong today.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from customhouse.policy import grammar
from customhouse.policy.grammar import Anything, Cell
from customhouse.policy.model import HitPolicy, Row, Table
from customhouse.policy.package import BoundRow, PolicyPackage, bind, lookup_on, rank, rows_on
from customhouse.policy.tree import Fault, Faults


def check_package(package: PolicyPackage, faults: Faults) -> None:
    for table in package.tables.values():
        with faults.caught():
            check_ids(table)
            check_last_row(table)
            check_groups(table)
            already = len(faults.problems)
            for day in days_of_change(package, table):
                if len(faults.problems) == already:  # one day's faults are enough: most return on every later day
                    _check_day(package, table, day, faults)


def days_of_change(package: PolicyPackage, table: Table) -> list[date]:
    """The days on which the table, a row of it or a parameter it names begins or ends to hold."""
    days = {table.since}
    text = " ".join(cell for row in table.rows for cell in (*row.cells.values(), *row.outputs.values()))
    for row in table.rows:
        days |= {day for day in (row.since, row.until) if day is not None}
    for key, parameter in package.parameters.items():
        if f"${key}" in text:
            days |= {dated.since for dated in parameter.values}
    return sorted(day for day in days if day >= table.since)


def check_ids(table: Table) -> None:
    seen: set[str] = set()
    for row in table.rows:
        if row.id in seen:
            raise _fault(row, "row_twice", f"there is already a row {row.id}")
        seen.add(row.id)


def check_last_row(table: Table) -> None:
    last = table.rows[-1] if table.rows else None
    if last is None or any(cell != "-" for cell in last.cells.values()) or last.since or last.until:
        raise Fault.one(
            last.place if last else table.place,
            "default_row_missing",
            f"end the table {table.name} with a row that has no conditions and no dates",
        )


def check_groups(table: Table) -> None:
    for row in table.rows[:-1]:
        if (table.hit_policy is HitPolicy.FIRST_OF_EACH_GROUP) is not bool(row.group):
            say = "name the row's group" if not row.group else "a table of hit policy first has no groups"
            raise _fault(row, "group_misplaced", say)


def _check_day(package: PolicyPackage, table: Table, day: date, faults: Faults) -> None:
    already = len(faults.problems)
    for row in table.rows:
        with faults.caught():
            _check_row(package, table, row, day)
    if len(faults.problems) > already:
        return
    rows = rows_on(package, table.name, day)
    for later, earlier in _shadowed(rows):
        faults.note(_fault(later.row, "row_unreachable", f"on {day} the row {earlier.row.id} above always holds first"))
    if table.monotone is not None:
        for fault in _lowering(table, rows, day):
            faults.note(fault)


def _check_row(package: PolicyPackage, table: Table, row: Row, day: date) -> None:
    _check_columns(table, row)
    if row.is_in_force(day):
        try:
            bind(row, table, lookup_on(package, day))
        except ValueError as error:
            raise _fault(row, "cell_unreadable", f"on {day}: {error}") from None


def _check_columns(table: Table, row: Row) -> None:
    for name in row.cells:
        if table.input(name) is None:
            raise _fault(row, "column_unknown", f"{name} is not an input of the table {table.name}")
    for name in row.outputs:
        if table.output(name) is None:
            raise _fault(row, "column_unknown", f"{name} is not an output of the table {table.name}")


def _shadowed(rows: tuple[BoundRow, ...]) -> Iterator[tuple[BoundRow, BoundRow]]:
    """Each row that an earlier one covers whole. Rows that only several others together cover are not found."""
    for group in _grouped(rows):
        for place, later in enumerate(group):
            covering = next((earlier for earlier in group[:place] if _covers(earlier, later)), None)
            if covering is not None:
                yield later, covering


def _covers(earlier: BoundRow, later: BoundRow) -> bool:
    cells: dict[str, Cell] = dict(later.cells)
    return all(cell.covers(cells.get(name, Anything())) for name, cell in earlier.cells)


def _grouped(rows: tuple[BoundRow, ...]) -> list[list[BoundRow]]:
    """The rows that stand in each other's way: those of one group, each followed by the last row of all."""
    groups: dict[str, list[BoundRow]] = {}
    for bound in rows[:-1]:
        groups.setdefault(bound.row.group, []).append(bound)
    return [[*group, rows[-1]] for group in groups.values()]


def _lowering(table: Table, rows: tuple[BoundRow, ...], day: date) -> Iterator[Fault]:
    """Where a worse fact could lower the output that must not be lowered.

    Rows stand from worst to best and each cell keeps holding as facts worsen: then a worse fact
    can only move the first row that holds upwards.
    """
    output = next(column for column in table.outputs if column.name == table.monotone)
    for above, below in (pair for group in _grouped(rows) for pair in pairwise(group)):
        if rank(below, output) > rank(above, output):
            message = (
                f"on {day} this row sets a worse {output.name} than the row {above.row.id} above: put it higher up"
            )
            yield _fault(below.row, "order_lowers", message)
    for row in rows:
        for name, cell in row.cells:
            column = table.input(name)
            if column is not None and not grammar.worsens(cell, column):
                message = f"{name}: {row.row.cells[name]!r} stops holding as {name} gets worse"
                yield _fault(row.row, "cell_lowers", message)


def _fault(row: Row, code: str, message: str) -> Fault:
    return Fault.one(row.place or row.id, code, f"row {row.id}: {message}")
