"""Tables of goods: a row of column labels, and below it rows that may run over several lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from customhouse.adapters.waybill_documents.layout.labels import COLUMNS
from customhouse.adapters.waybill_documents.layout.snippets import Snippet, merged, rows_of
from customhouse.adapters.waybill_documents.layout.values import Labelled

# A number in one of these begins a new row of goods.
_ANCHORS = ("packages", "gross", "hs_code", "net")
_END = re.compile(
    r"^\W*(total|totals|sub-?total|合计|总计|total general|freight|运费|said to|above particulars)\b|^(合计|总计)",
    re.IGNORECASE,
)
MAX_ROWS = 999


@dataclass
class Column:
    key: str
    header: Snippet
    tail: str = ""
    left: float = 0.0
    right: float = 0.0


@dataclass
class Row:
    """Cells by the key of their column, each the runs that stand in it."""

    cells: dict[str, list[Snippet]] = field(default_factory=dict)

    def text(self, key: str) -> str:
        return " ".join(each.text for each in self.cells.get(key, ()))

    def snippet(self, key: str) -> Snippet | None:
        return merged(self.cells[key]) if self.cells.get(key) else None


@dataclass
class Table:
    columns: list[Column]
    rows: list[Row]
    taken: frozenset[int]  # the runs that are part of it


def tables_in(page: Labelled) -> list[Table]:
    """The tables of goods of one page, the runs of each by their numbers among the page's."""
    numbers = {id(each): at for at, each in enumerate(page.snippets)}
    rows = rows_of(page.snippets)
    found: list[Table] = []
    at = 0
    while at < len(rows):
        columns = _columns(rows[at], page, numbers)
        if columns is None:
            at += 1
            continue
        _set_bounds(columns, rows[at])
        table, at = _read(columns, rows, at, page, numbers)
        found.append(table)
    return found


def _columns(row: Sequence[Snippet], page: Labelled, numbers: dict[int, int]) -> list[Column] | None:
    """A header has three columns or more, or two of which one is the goods' description; none has a value beside it."""
    columns: list[Column] = []
    for snippet in row:
        label = page.labels.get(numbers[id(snippet)])
        if label is None or label.key not in COLUMNS or (label.rest and not _is_unit(label.rest)):
            continue
        columns.append(Column(label.key, snippet, f"{label.tail} {label.rest}"))
    keys = [column.key for column in columns]
    strangers = len(row) - len(columns)
    if len(set(keys)) != len(keys) or strangers > len(columns):
        return None
    enough = len(keys) >= 3 or (len(keys) == 2 and "description" in keys)
    return columns if enough and ({"description", "packages", "gross"} & set(keys)) else None


def _is_unit(text: str) -> bool:
    return re.fullmatch(r"[(\[]?\s*(kgs?|kg\.|m3|cbm|lbs?|公斤|千克)\s*[)\]]?", text.strip(), re.IGNORECASE) is not None


def _set_bounds(columns: list[Column], row: Sequence[Snippet]) -> None:
    edges = [(each.left, each.right) for each in row]
    for column in columns:
        before = [right for left, right in edges if left < column.header.left]
        after = [left for left, right in edges if left > column.header.left]
        column.left = (max(before) + column.header.left) / 2 if before else float("-inf")
        column.right = (min(after) + column.header.right) / 2 if after else float("inf")


def _column_of(snippet: Snippet, columns: list[Column]) -> Column | None:
    """By the header it stands under: left edges agree, or right edges, or the middle lies within."""
    best: tuple[float, Column] | None = None
    for column in columns:
        header = column.header
        overlap = min(snippet.right, header.right) - max(snippet.left, header.left)
        off = min(abs(snippet.left - header.left), abs(snippet.right - header.right))
        score = off if overlap > 0 else off + 0.5 * abs(overlap)
        if overlap <= 0 and not column.left <= (snippet.left + snippet.right) / 2 <= column.right:
            continue
        if best is None or score < best[0]:
            best = (score, column)
    return best[1] if best else None


def _read(columns: list[Column], rows: list[list[Snippet]], header_at: int, page: Labelled,
          numbers: dict[int, int]) -> tuple[Table, int]:  # fmt: skip
    taken = {numbers[id(column.header)] for column in columns}
    goods: list[Row] = []
    last = max(column.header.bottom for column in columns)
    height = max(column.header.height for column in columns)
    at = header_at + 1
    while at < len(rows) and len(goods) < MAX_ROWS:
        row = rows[at]
        if (
            row[0].page != columns[0].header.page
            or row[0].top - last > 4 * height
            or _ends(row, columns, page, numbers)
        ):
            break
        placed = [(snippet, column) for snippet in row if (column := _column_of(snippet, columns)) is not None]
        if len(placed) == 1 and _runs_over(placed[0][0], columns):
            placed = []  # a line across the columns, such as a container with its seal, is of the whole
        if _is_second_header(row, goods):
            for snippet, column in placed:
                column.tail += f" {snippet.text}"
        elif placed:
            _put(goods, placed)
        taken.update(numbers[id(snippet)] for snippet, _ in placed)
        last = max(snippet.bottom for snippet in row)
        at += 1
    return Table(columns, goods, frozenset(taken)), at


def _runs_over(snippet: Snippet, columns: list[Column]) -> bool:
    return sum(snippet.left < column.header.right and snippet.right > column.header.left for column in columns) > 1


def _is_second_header(row: Sequence[Snippet], goods: list[Row]) -> bool:
    """A line with units below the labels, such as (KGS) and (CBM)."""
    return not goods and all(_is_unit(each.text) or re.fullmatch(r"\(.{1,20}\)", each.text.strip()) for each in row)


def _ends(row: Sequence[Snippet], columns: list[Column], page: Labelled, numbers: dict[int, int]) -> bool:
    if any(_END.search(each.text) for each in row):
        return True
    labels = [page.labels.get(numbers[id(each)]) for each in row]
    # A label that is no column of this table begins another part of the form; goods may well be called goods.
    keys = {label.key for label in labels if label is not None and (label.is_marked or label.key == "other")}
    foreign = keys - COLUMNS
    return bool(foreign) or len(keys & {column.key for column in columns}) >= 3


def _put(goods: list[Row], placed: list[tuple[Snippet, Column]]) -> None:
    """Begin a new row of goods where a number stands that the current one has already."""
    filled = {column.key for snippet, column in placed if any(sign.isdigit() for sign in snippet.text)}
    current = goods[-1] if goods else None
    fresh = current is None or any(key in filled and key in current.cells for key in _ANCHORS)
    if fresh:
        current = Row()
        goods.append(current)
    assert current is not None  # noqa: S101 - made above where there was none
    for snippet, column in placed:
        current.cells.setdefault(column.key, []).append(snippet)
