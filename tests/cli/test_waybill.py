"""`customhouse waybill read`, as a person and as a script use it."""

import json
from pathlib import Path

from simulators.trader.papers.facts import make_paper
from simulators.trader.papers.messages import STYLES, cuscar
from simulators.trader.papers.pages import lay_out
from simulators.trader.papers.printing import pdf
from tests.conftest import run_cli

PAPER = make_paper(1)


def test_a_document_is_told_field_by_field_with_places(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(pdf([lay_out(PAPER, "boxes")]))

    done = run_cli("waybill", "read", str(path), env={"COLUMNS": "200", "PATH": "/usr/bin"})

    assert (done.returncode, done.stderr) == (0, "")
    assert PAPER.number in done.stdout
    assert "page 1 (" in done.stdout


def test_json_tells_all_with_segment_and_confidence(tmp_path: Path) -> None:
    path = tmp_path / "manifest.edi"
    path.write_bytes(cuscar(STYLES[0], [PAPER]))

    done = run_cli("waybill", "read", str(path), "--json")
    told = json.loads(done.stdout)

    assert done.returncode == 0
    assert told["message"] == "CUSCAR D.95B"
    number = told["consignments"][0]["fields"][0]
    assert (number["field"], number["value"], number["confidence"]) == ("waybill/number", PAPER.number, 1.0)
    assert number["where"]["segment"] > 5


def test_a_file_that_cannot_be_read_ends_with_four_and_words(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("only words")

    done, as_json = run_cli("waybill", "read", str(path)), run_cli("waybill", "read", str(path), "--json")

    assert (done.returncode, as_json.returncode) == (4, 4)
    assert "none of the formats" in done.stdout.replace("\n", " ")
    assert json.loads(as_json.stdout)["code"] == "unknown_format"


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    done = run_cli("waybill", "read", str(tmp_path / "none.pdf"))

    assert done.returncode == 1
    assert "No such file" in done.stderr
