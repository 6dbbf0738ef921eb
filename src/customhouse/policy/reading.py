"""From YAML to a policy's parameters and tables, with every fault named by its file and line."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar

from customhouse.policy.grammar import FLAGS, number
from customhouse.policy.model import Column, ColumnType, Dated, HitPolicy, Parameter, Row, Table, Value, Wording, Worse
from customhouse.policy.tree import Fault, Faults, Node, read

T = TypeVar("T")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ROW_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_CURRENCY = re.compile(r"[A-Z]{3}")
NUMBER_UNITS = frozenset(
    {"s", "min", "h", "d", "months", "percent", "count", "g", "kg", "m", "km", "km/h", "cm3", "g/cm3", "ratio"}
)
WHOLE = 100  # percent


def gathered(folder: Path) -> dict[str, dict[str, Node]]:
    """Read the folder's files: {"parameters": {file stem: node}, "tables": {file stem: node}}."""
    return {part: _files(folder, part) for part in ("parameters", "tables")}


def _files(folder: Path, part: str) -> dict[str, Node]:
    if not (folder / part).is_dir():
        raise Fault.one(part, "folder_missing", f"the policy needs a folder {folder / part}")
    return {path.stem: read(path, f"{part}/{path.name}") for path in sorted((folder / part).glob("*.yaml"))}


def read_parameters(files: Mapping[str, Node], faults: Faults) -> dict[str, Parameter]:
    """Each file is a family: the parameter `undo_s` of imaging.yaml has the key `imaging.undo_s`."""
    parameters: dict[str, Parameter] = {}
    for family, root in files.items():
        with faults.caught():
            for name, node in root.branch().items():
                with faults.caught():
                    parameters[f"{family}.{name}"] = _parameter(f"{family}.{name}", node)
    return parameters


def _parameter(key: str, node: Node) -> Parameter:
    fields = node.fields(("description", "unit", "values"))
    if not all(_NAME.fullmatch(part) for part in key.split(".")):
        raise node.fault("bad_name", f"{key}: names are small letters, digits and underscores")
    unit = fields["unit"].text()
    read_value = _value_reader(fields["unit"])
    dated = []
    for since, entry in fields["values"].branch().items():
        parts = entry.fields(("value", "reference"))
        value = None if parts["value"].value is None else _told(parts["value"], read_value)
        dated.append(Dated(_date(since, entry), value, parts["reference"].text()))
    if not dated:
        raise fields["values"].fault("values_missing", f"{key} needs at least one dated value")
    return Parameter(key, fields["description"].text(), unit, tuple(sorted(dated, key=lambda d: d.since)))


def _value_reader(unit: Node) -> Callable[[Node], Value]:
    word = unit.text()
    if word == "percent":
        return _percent
    if word in NUMBER_UNITS or _CURRENCY.fullmatch(word):
        return lambda node: number(node.text(), _no_parameters)
    readers: dict[str, Callable[[Node], Value]] = {"flag": _flag, "code": Node.text, "codes": Node.texts}
    if word not in readers:
        known = ", ".join(sorted(NUMBER_UNITS | set(readers)))
        raise unit.fault("unit_unknown", f"{word!r} is not a unit; known are {known} and currencies such as EUR")
    return readers[word]


def _percent(node: Node) -> Value:
    value = number(node.text(), _no_parameters)
    if not 0 <= value <= WHOLE:
        raise ValueError(f"{value} percent is no share: write a number from 0 to {WHOLE}")
    return value


def _flag(node: Node) -> bool:
    if node.text() not in FLAGS:
        raise ValueError(f"{node.text()!r} is neither yes nor no")
    return FLAGS[node.text()]


def _no_parameters(key: str) -> Value:
    raise ValueError(f"${key}: a parameter's value cannot name another parameter")


def read_tables(files: Mapping[str, Node], faults: Faults) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    for name, root in files.items():
        with faults.caught():
            tables[name] = _table(name, root, faults)
    return tables


def _table(name: str, root: Node, faults: Faults) -> Table:
    fields = root.fields(("description", "in_force", "hit_policy", "inputs", "outputs", "rows"), ("monotone",))
    hit_policy = _told(fields["hit_policy"], lambda node: HitPolicy(node.text()))
    inputs = tuple(_column(*item) for item in fields["inputs"].branch().items())
    outputs = tuple(_column(*item) for item in fields["outputs"].branch().items())
    rows: list[Row] = []
    for node in fields["rows"].items():
        with faults.caught():
            rows.append(_row(node, {column.name for column in inputs}))
    monotone = fields["monotone"].text() if "monotone" in fields else None
    if monotone is not None and monotone not in {column.name for column in outputs}:
        raise fields["monotone"].fault("output_unknown", f"{monotone} is not an output of this table")
    since = _date(fields["in_force"].text(), fields["in_force"])
    return Table(
        name, fields["description"].text(), since, hit_policy, inputs, outputs, tuple(rows), monotone, str(root.place)
    )


def _column(name: str, node: Node) -> Column:
    fields = node.fields(("type",), ("description", "values", "worse"))
    kind = _told(fields["type"], lambda n: ColumnType(n.text()))
    values = fields["values"].texts() if "values" in fields else ()
    worse = _told(fields["worse"], lambda n: Worse(n.text())) if "worse" in fields else None
    if not _NAME.fullmatch(name):
        raise node.fault("bad_name", f"{name}: names are small letters, digits and underscores")
    if kind is ColumnType.SCALE and len(values) < 2:
        raise node.fault("values_missing", f"{name} is a scale: list its values from best to worst")
    fitting = {ColumnType.NUMBER: (Worse.HIGHER, Worse.LOWER), ColumnType.FLAG: (Worse.YES, Worse.NO)}
    if worse is not None and worse not in fitting.get(kind, ()):
        raise node.fault("worse_misplaced", f"worse: {worse} says nothing about a column of type {kind}")
    return Column(name, kind, fields["description"].text() if "description" in fields else "", values, worse)


def _row(node: Node, inputs: set[str]) -> Row:
    fields = node.fields(("id", "then", "reason"), ("when", "trader", "group", "reference", "from", "until"))
    identifier = fields["id"].text()
    if not _ROW_ID.fullmatch(identifier):
        raise fields["id"].fault("bad_name", f"{identifier}: a row's id is small letters, digits and hyphens")
    return Row(
        id=identifier,
        cells=_written(fields["when"]) if "when" in fields else {},
        outputs=_written(fields["then"]),
        officer=_wording(fields["reason"], inputs),
        trader=_wording(fields["trader"], inputs) if "trader" in fields else None,
        group=fields["group"].text() if "group" in fields else "",
        reference=fields["reference"].text() if "reference" in fields else "",
        since=_date(fields["from"].text(), fields["from"]) if "from" in fields else None,
        until=_date(fields["until"].text(), fields["until"]) if "until" in fields else None,
        place=str(node.place),
    )


def _written(node: Node) -> dict[str, str]:
    return {name: ", ".join(cell.texts()) for name, cell in node.branch().items()}


def _wording(node: Node, inputs: set[str]) -> Wording:
    fields = node.fields(("code", "text"))
    text = fields["text"].text()
    for name in re.findall(r"\{(.*?)\}", text):
        if name not in inputs:
            raise fields["text"].fault("column_unknown", f"{{{name}}} is not a column of this table")
    return Wording(fields["code"].text(), text)


def _date(text: str, node: Node) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise node.fault("bad_date", f"{text!r} is not a date such as 2026-01-31") from None


def _told(node: Node, reader: Callable[[Node], T]) -> T:
    """Read a value; what is wrong with it is said with its place."""
    try:
        return reader(node)
    except ValueError as error:
        raise node.fault("bad_value", str(error)) from None
