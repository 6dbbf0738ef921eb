"""The how-to shows a declaration that can be lodged and names every column of the sheet."""

import re
from pathlib import Path

from customhouse.declarations.sheet import COLUMNS
from tests.declarations.builders import make_declarations

HOW_TO = (Path(__file__).parents[2] / "docs" / "how-to" / "lodge-a-declaration.md").read_text(encoding="utf-8")


def test_the_example_has_no_problems(tmp_path: Path) -> None:
    [example] = re.findall(r"```json\n(.*?)```", HOW_TO, re.DOTALL)

    assert make_declarations(tmp_path).read(example.encode()).problems == ()


def test_every_column_of_the_sheet_is_named() -> None:
    assert [column for column in COLUMNS if f"`{column}`" not in HOW_TO] == []
