"""What the summary of an archive counts, and which scans it names."""

from typing import Any

from customhouse.imaging.archive.results import Tally


def line(file: str, *severities: str) -> dict[str, Any]:
    findings = [{"severity": each, "label": "", "reason": {"text": f"{each} of {file}"}} for each in severities]
    return {"file": file, "readable": True, "seconds": 1.0, "scan": {"modality": "ct"}, "findings": findings}


def test_scans_that_an_analyst_should_look_at_are_named_the_worst_first() -> None:
    tally = Tally()
    for each in (
        line("b.dcm", "low", "medium", "medium"),
        line("c.dcm", "medium", "high"),
        line("quiet.dcm", "low", "info"),
        line("a.dcm", "medium"),
        line("empty.dcm"),
    ):
        tally.add(each)

    assert tally.plain()["raised"] == [
        {"file": "c.dcm", "severity": "high", "message": "high of c.dcm"},
        {"file": "a.dcm", "severity": "medium", "message": "medium of a.dcm"},
        {"file": "b.dcm", "severity": "medium", "message": "medium of b.dcm"},
    ]
    assert tally.plain()["findings"] == {"high": 1, "medium": 4, "low": 2, "info": 1}


def test_what_cannot_be_read_raises_nothing() -> None:
    tally = Tally()
    tally.add({"file": "x", "readable": False, "seconds": 0.1, "code": "no_scan", "message": "This is no scan."})

    assert tally.plain()["raised"] == []
    assert tally.plain()["scans"] == 1
