"""What is wrong in a policy is found when it is loaded, with the file and line to look at."""

from pathlib import Path

import pytest

from customhouse.policy.service import check, load
from customhouse.policy.tree import Fault
from tests.policy.building import PARAMETERS, TABLE, write_policy


def faults_of(folder: Path, table: str = TABLE, parameters: str = PARAMETERS) -> list[tuple[str, str]]:
    with pytest.raises(Fault) as caught:
        load(write_policy(folder, table, parameters))
    return [(problem.field, problem.code) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ("verdict: disagrees}", "verdikt: disagrees}", "tables/lanes.yaml:13", "column_unknown"),
        ("then: {lane: yellow}", "then: {lanes: yellow}", "tables/lanes.yaml:18", "column_unknown"),
        ("The scan {verdict}.", "The scan {verdikt}.", "tables/lanes.yaml:16", "column_unknown"),
        ("2026-01-01\nhit", "01/01/2026\nhit", "tables/lanes.yaml:3", "bad_date"),
        ("hit_policy: first", "hit_policy: any", "tables/lanes.yaml:4", "bad_value"),
        ("verdict: disagrees}", "verdict: disagree}", "tables/lanes.yaml:13", "cell_unreadable"),
        ("lane: yellow", "lane: orange", "tables/lanes.yaml:18", "cell_unreadable"),
        ("id: high", "id: disagrees", "tables/lanes.yaml:18", "row_twice"),
        ("monotone: lane", "monotone: line", "tables/lanes.yaml:5", "output_unknown"),
        ("type: number,", "type: float,", "tables/lanes.yaml:7", "bad_value"),
    ],
)
def test_a_mistake_in_a_table_is_named_by_its_line(tmp_path: Path, old: str, new: str, place: str, code: str) -> None:
    assert faults_of(tmp_path, TABLE.replace(old, new, 1)) == [(place, code)]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("2026-07-01:", "2026-13-01:", "bad_date"),
        ("value: 50.50", "value: fifty", "bad_value"),
        ("unit: EUR", "unit: furlongs", "unit_unknown"),
        ("value: no,", "value: perhaps,", "bad_value"),
        ("description: A flag.", "describe: A flag.", "name_missing"),
    ],
)
def test_a_mistake_in_a_parameter_is_found(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert [found for _, found in faults_of(tmp_path, parameters=PARAMETERS.replace(old, new, 1))] == [code]


@pytest.mark.parametrize("value", ["-1", "100.1"])
def test_a_share_lies_between_none_and_all(tmp_path: Path, value: str) -> None:
    shares = PARAMETERS.replace("unit: EUR", "unit: percent")

    load(write_policy(tmp_path / "right", TABLE, shares))
    assert [code for _, code in faults_of(tmp_path, parameters=shares.replace("50.50", value))] == ["bad_value"]


def test_a_row_that_an_earlier_one_covers_can_never_be_reached(tmp_path: Path) -> None:
    extra = TABLE.replace(
        "  - id: rest",
        '  - id: higher\n    when: {value: "> 200"}\n    then: {lane: yellow}\n'
        '    reason: {code: high, text: "High."}\n  - id: rest',
    )

    assert faults_of(tmp_path, extra) == [("tables/lanes.yaml:22", "row_unreachable")]


def test_a_row_that_only_next_year_can_no_longer_be_reached_is_found_today(tmp_path: Path) -> None:
    table = TABLE.replace('value: ">= 100"', 'value: ">= $lanes.limit"').replace(
        "  - id: rest",
        '  - id: higher\n    when: {value: ">= 75"}\n    then: {lane: yellow}\n'
        '    reason: {code: high, text: "High."}\n  - id: rest',
    )
    parameters = PARAMETERS.replace('    2027-01-01: {value: null, reference: "Act 3"}\n', "")

    assert faults_of(tmp_path, table, parameters) == [("tables/lanes.yaml:22", "row_unreachable")]


def test_a_table_without_a_last_word_is_refused(tmp_path: Path) -> None:
    cut = TABLE[: TABLE.index("  - id: rest")]

    assert [code for _, code in faults_of(tmp_path, cut)] == ["default_row_missing"]


def test_a_repealed_parameter_that_a_row_still_names_is_found(tmp_path: Path) -> None:
    assert [code for _, code in faults_of(tmp_path, TABLE.replace('">= 100"', '">= $lanes.limit"'))] == [
        "cell_unreadable"
    ]


def test_a_cell_that_a_worse_fact_leaves_is_refused_where_the_lane_must_not_fall(tmp_path: Path) -> None:
    assert [code for _, code in faults_of(tmp_path, TABLE.replace('">= 100"', '"100..200"'))] == ["cell_lowers"]


def test_rows_out_of_order_are_refused_where_the_lane_must_not_fall(tmp_path: Path) -> None:
    swapped = TABLE.replace("lane: red}", "lane: yellow}").replace(
        '>= 100"}\n    then: {lane: yellow}', '>= 100"}\n    then: {lane: red}'
    )

    assert [code for _, code in faults_of(tmp_path, swapped)] == ["order_lowers"]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    found = faults_of(
        tmp_path, TABLE.replace("hit_policy: first", "hit_policy: any"), PARAMETERS.replace("EUR", "furlongs")
    )

    assert [code for _, code in found] == ["unit_unknown", "bad_value"]


def test_a_failing_test_of_the_policy_says_what_was_expected(tmp_path: Path) -> None:
    tests = """
table: lanes
at: 2026-03-01
background: {value: 1, verdict: agrees, origins: [NO]}
cases:
  - name: A small value is green
    output: {lane: green}
  - name: A small value is red
    output: {lane: red}
  - name: The limit is a hundred
    parameter: lanes.limit
    output: 100
"""
    checked = check(write_policy(tmp_path, tests=tests))

    assert [verdict.failure for verdict in checked.verdicts] == ["", "lane is green, expected red", ""]
    assert not checked.passed
