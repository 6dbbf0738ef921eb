"""Messages and files are read exactly, and what cannot be read is told with its line."""

import csv
import io
import json
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customhouse.declarations.intake import MAX_FILE, MAX_RECORDS, read_file, read_message
from customhouse.declarations.model import Submission
from customhouse.declarations.sheet import COLUMNS, template
from customhouse.kernel.errors import Invalid
from tests.declarations.builders import make_declarations, make_item, make_lodgement


def refusal(name: str, raw: bytes) -> str:
    with pytest.raises(Invalid) as error:
        read_file(name, raw)
    [problem] = error.value.problems
    return f"{problem.code}: {problem.message}"


def sheet(*changes: dict[str, str], separator: str = ",") -> bytes:
    """The template's example, a row for each set of changes."""
    [first, *_] = csv.DictReader(io.StringIO(template()))
    example = {**first, "gross_mass_kg": "9000", "net_mass_kg": "8900"}
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, COLUMNS, delimiter=separator)
    writer.writeheader()
    writer.writerows([{**example, **change} for change in changes])
    return written.getvalue().encode()


def check_file(folder: Path, name: str, raw: bytes) -> list[Submission]:
    return make_declarations(folder).read_file(name, raw)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6))
def test_numbers_of_a_message_are_exact(number: Decimal) -> None:
    assert read_message(f'{{"mass": {number:f}}}'.encode()) == {"mass": number}


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_but_break_nothing(raw: bytes) -> None:
    for name in ("x.json", "x.csv"):
        with suppress(Invalid):
            assert read_file(name, raw)


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_any_json_value_is_read_as_it_is(value: Any) -> None:
    assert read_message(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "breaks off"),
        (b'{"lrn": "a"', "line 1"),
        (b'{\n"lrn": "a",\n"x": xyz}', "line 3, column 6"),
        (b'{"lrn": "a"} x', "something follows"),
        (b'{"lrn": "a", "lrn": "b"}', "'lrn' is given twice"),
        (b'{"mass": NaN}', "NaN is no number"),
        (b'{"mass": 1e5, "x": Infinity}', "Infinity is no number"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"name":\n"caf\xe9"}', "line 2: the byte 0xe9 is no UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "UTF-16"),
    ],
)
def test_a_message_that_is_no_json_is_refused_with_its_line(raw: bytes, told: str) -> None:
    with pytest.raises(Invalid) as error:
        read_message(raw)

    assert told in error.value.problems[0].message


def test_a_whole_number_of_any_length_is_read() -> None:
    assert read_message(b'{"n": ' + b"9" * 6000 + b"}") == {"n": Decimal("9" * 6000)}


def test_a_list_gives_each_declaration_its_line() -> None:
    raw = json.dumps([make_lodgement(lrn="a"), make_lodgement(lrn="b")], indent=1).encode()
    first, second = read_file("many.json", raw)

    assert (first.lrn, first.line) == ("a", 2)
    assert second.lrn == "b"
    assert raw.decode().splitlines()[second.line - 1].strip() == "{"


def test_one_declaration_alone_is_a_file_too() -> None:
    [record] = read_file("one.JSON", b"\n" + json.dumps(make_lodgement()).encode())

    assert (record.lrn, record.line) == ("2026-0417", 2)


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("x.xml", b"<a/>", "wrong_kind"),
        ("x.json", b"", "empty"),
        ("x.csv", b" \n\n", "empty"),
        ("x.json", b"[]", "no declaration"),
        ("x.json", b'[{"lrn": "a"},\n{"lrn": "b"}', "line 2: the file breaks off"),
        ("x.json", b'[{"lrn": "a"},\n{"lrn": ', "line 2, column 9"),
        ("x.json", b'[{"lrn": "a"}\n{"lrn": "b"}]', "line 2: expected a comma"),
        ("x.json", b"[1] 2", "something follows"),
        ("x.json", b"[1,\n]", "line 2: a comma"),
        ("x.json", b"[" + b"1," * MAX_RECORDS + b"1]", "more than 1000"),
        ("x.json", b" " * (MAX_FILE + 1), "too_large"),
        ("x.csv", b"a,b\n1,2\n", "wrong_columns: line 1: columns missing: lrn, procedure"),
        ("x.csv", b",,,\n,,\n", "wrong_columns"),
        ("x.csv", sheet({}) + b'"unfinished', "look for a missing quote"),
        ("x.csv", sheet({})[:60] + b"\xff" + sheet({})[60:], "line 1: the byte 0xff"),
        ("x.csv", sheet({}) + b"\xe9\n", "line 3: the byte 0xe9"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole_with_the_line(name: str, raw: bytes, told: str) -> None:
    assert told in refusal(name, raw)


def test_the_template_has_no_problems_and_makes_one_declaration_of_two_items(tmp_path: Path) -> None:
    [submission] = check_file(tmp_path, "template.csv", template().encode())
    assert submission.lodgement is not None
    first, second = submission.lodgement.goods_items

    assert submission.problems == ()
    assert (first.gross_mass_kg, second.gross_mass_kg) == (Decimal(18450), Decimal("1050.5"))
    assert first.container_numbers == ("CSQU3054383",)
    assert submission.lodgement.waybill.containers[0].seal_numbers == ("WS104417",)
    assert submission.lodgement.waybill.itinerary[1].place == "XMPMS"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_sheet_may_use_the_separator_of_its_country(tmp_path: Path, separator: str) -> None:
    [submission] = check_file(tmp_path, "x.csv", b"\xef\xbb\xbf" + sheet({}, separator=separator))

    assert submission.problems == ()


def test_rows_of_one_reference_make_one_declaration_wherever_they_stand(tmp_path: Path) -> None:
    rows = ({"lrn": "a"}, {"lrn": "b"}, {"lrn": "a", "item_number": "2", "consignee_name": ""})
    first, second = check_file(tmp_path, "x.csv", sheet(*rows))
    assert first.lodgement is not None

    assert [item.number for item in first.lodgement.goods_items] == [1, 2]
    assert (first.line, second.line, second.lrn) == (2, 3, "b")
    assert first.problems == ()


def test_a_problem_in_a_sheet_names_its_line_and_column(tmp_path: Path) -> None:
    rows = ({"lrn": "a"}, {"lrn": "a", "item_number": "2", "hs_code": "999999"}, {"lrn": "b", "mode": "balloon"})
    first, second = check_file(tmp_path, "x.csv", sheet(*rows))

    assert [(problem.field, problem.message.split(":")[0]) for problem in first.problems] == [
        ("goods_items/1/hs_code", "line 3, column hs_code")
    ]
    assert second.problems[0].message.startswith("line 4, column mode: give one of sea, rail")


def test_a_fault_inside_a_cell_of_containers_names_that_cell(tmp_path: Path) -> None:
    cell = "CSQU3054383/22G1/loaded; CSQU3054384/22G1/half"
    [submission] = check_file(tmp_path, "x.csv", sheet({"containers": cell}))

    assert {problem.field: problem.message.split(":")[0] for problem in submission.problems} == {
        "waybill/containers/1/loaded": "line 2, column containers",
        "waybill/containers/1/number": "line 2, column containers",
    }


def test_rows_that_contradict_each_other_are_a_problem_of_that_declaration_only(tmp_path: Path) -> None:
    rows = ({"lrn": "a"}, {"lrn": "a", "item_number": "2", "office": "XMDEV"}, {"lrn": "b"})
    first, second = check_file(tmp_path, "x.csv", sheet(*rows))

    assert [(problem.field, problem.code) for problem in first.problems] == [("office", "rows_differ")]
    assert "line 3" in first.problems[0].message
    assert second.problems == ()


def test_a_row_of_the_wrong_width_is_told_and_spoils_only_its_own_declaration(tmp_path: Path) -> None:
    raw = sheet({"lrn": "a"}, {"lrn": "b"}) + b"c,import,2022\n"
    verdicts = check_file(tmp_path, "x.csv", raw)

    assert [bool(submission.problems) for submission in verdicts] == [False, False, True]
    assert "line 4 has 3 cells" in verdicts[2].problems[0].message


def test_rows_without_a_reference_each_have_their_own_verdict(tmp_path: Path) -> None:
    verdicts = check_file(tmp_path, "x.csv", sheet({"lrn": ""}, {"lrn": ""}))

    assert [submission.problems[0].field for submission in verdicts] == ["lrn", "lrn"]


def test_a_declaration_of_ten_thousand_items_is_refused(tmp_path: Path) -> None:
    raw = json.dumps(make_lodgement(goods_items=[make_item(number) for number in range(10_000)])).encode()
    submission = make_declarations(tmp_path).read(raw)

    assert "10000 entries and may have 999" in submission.problems[0].message
