"""What a word on a finding teaches of a scan."""

from types import SimpleNamespace
from typing import Any

import pytest

from customhouse.imaging.model import Box, Finding, Severity
from customhouse.imaging.registry.model import Labelled, Word
from customhouse.imaging.registry.teaching.lessons import UNNAMED, class_of, places_in
from customhouse.kernel.reasons import Reason

BOX = Box(1, 2, 3, 4)
INFO, LOW, HIGH = Severity.INFO, Severity.LOW, Severity.HIGH


def read(label: str, severity: Severity, said: str | None) -> Labelled:
    """A scan with one finding, and what a reader says it is; None where it was rejected."""
    reason = Reason("object", "An object.")
    finding = Finding("n0", "object", "organic", severity, reason, view=0, box=BOX, label=label)
    scan: Any = SimpleNamespace(id="one", findings=(finding,))
    return Labelled(scan, None, words=(Word(finding, said),))


@pytest.mark.parametrize(
    ("label", "severity", "said", "taught"),
    [
        ("", INFO, "", "clean"),
        ("clothing", INFO, "clothing", "clean"),
        ("unknown", LOW, "unknown", None),
        ("unknown", HIGH, "unknown", UNNAMED),
        ("", HIGH, "", UNNAMED),
        ("clothing", INFO, "blade", "blade"),
        ("blade", HIGH, "clothing", "clean"),
        ("blade", HIGH, None, "clean"),
    ],
)
def test_only_what_alarms_is_taught_as_found(
    label: str, severity: Severity, said: str | None, taught: str | None
) -> None:
    assert class_of(read(label, severity, said)) == taught


def test_a_nameless_thing_that_is_harmless_is_no_place_of_anything() -> None:
    assert places_in(read("", INFO, ""), 0) == []
    assert [place.label for place in places_in(read("clothing", INFO, "clothing"), 0) or ()] == ["clothing"]
    assert [(place.label, place.alarms) for place in places_in(read("", HIGH, ""), 0) or ()] == [(UNNAMED, True)]
