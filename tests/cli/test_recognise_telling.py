"""What a person reads of one scan: the worst first, with its reason and place, and a word on what is left out."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from customhouse.adapters.scanners.answer import recognise_file
from customhouse.cli.recognise_telling import LISTED, printable, render
from customhouse.imaging.archive.survey import told
from customhouse.imaging.model import (
    AlarmCategory,
    Box,
    BoxMm,
    Finding,
    Marking,
    MarkingKind,
    Mass,
    Material,
    Modality,
    PhotoFacts,
    PhotosRead,
    PortalReading,
    Recognition,
    Severity,
)
from customhouse.imaging.recogniser import Described, EnergyFacts, ViewFacts
from customhouse.kernel.reasons import Reason
from tests.adapters.scanners.test_answer import declare
from tests.imaging.phantoms import save, sidecar_bytes, tiff_bytes
from tests.imaging.rooms import container_files

SIDE = ViewFacts("side", (EnergyFacts("6 MV", 6000.0),), 2000, 600, 5, (5.0, 4.0))
HIDDEN = Reason("hidden_metal", "Looks like something of metal, about 0.3 × 0.4 m, among the goods.", {})
OPAQUE = Reason("opaque_share", "4.2 % of the image lets nothing through.", {"percent": "4.2"})
SMALL = Reason("object_seen", "A connected object of organic, 9.0 cm³, 1.00 g/cm³.", {"cm3": "9.0"})


def shown(answer: dict[str, Any], width: int = 100) -> str:
    console = Console(record=True, width=width)
    console.print(render(answer))
    return " ".join(console.export_text().replace("│", " ").split())


def answer_of(*findings: Finding, view: ViewFacts = SIDE, described: Any = None, **seen: Any) -> dict[str, Any]:
    said = {"mass": None, "contents": None, "loaded": None, "mix": {}, **seen}
    about = {"container_number": None, "scanner": {}, "scanned_at": None, "notes": (), **(described or {})}
    scan = Described(Modality.RADIOGRAPH, "TIFF", "container", views=(view,), **about)
    answer = told(scan, Recognition("physics-first", "1", findings, **said))
    return {"file": "a.tif", "readable": True, **answer, "comparison": None, "written": []}


def small(number: int, **changes: Any) -> Finding:
    given: dict[str, Any] = {"box_mm": BoxMm(0, 0, 0, 9, 9, 9), **changes}
    return Finding(f"o{number}", "object", Material.ORGANIC, Severity.INFO, SMALL, **given)


def hidden(identifier: str = "a0-0", severity: Severity = Severity.HIGH, probability: float = 0.998) -> Finding:
    place = Box(1436, 410, 64, 77)
    return Finding(
        identifier, "anomaly", None, severity, HIDDEN, ambiguous=True, view=0, box=place, probability=probability
    )


def test_a_high_finding_after_many_others_comes_first_with_its_reason_its_likelihood_and_its_place() -> None:
    text = shown(answer_of(*(small(number) for number in range(60)), hidden()))

    assert "! 1 finding of HIGH severity" in text
    assert "another material" not in text
    assert text.index("HIGH severity") < text.index("Findings (61): 1 high, 60 info") < text.index("HIGH Looks like")
    for part in (
        "about 0.3 × 0.4 m",
        "how likely: almost certain",
        "side: 7.18–7.50 m from the",
        "1.64–1.95 m from the",
    ):
        assert part in text


def test_findings_are_told_by_severity_then_probability_then_mass() -> None:
    mixed = (
        small(1, mass_kg=1.0),
        small(2, mass_kg=2.0),
        small(3, label="food", probability=0.9, mass_kg=0.1),
        hidden("a-low", Severity.LOW),
        hidden("a-less", Severity.HIGH, 0.7),
        hidden("a-more", Severity.HIGH, 0.9),
    )
    text = shown(answer_of(*mixed))
    order = [text.index(f" {identifier} ") for identifier in ("a-more", "a-less", "a-low", "o3", "o2", "o1")]

    assert order == sorted(order)


def test_what_is_not_shown_is_counted_in_words_with_the_way_to_see_it() -> None:
    some = [hidden(f"a{n}", Severity.LOW) for n in range(10)] + [small(n) for n in range(10)]
    text = shown(answer_of(*some))

    assert "Not shown: 5 of info severity, less likely or lighter than these. --json prints all of them." in text
    assert "Not shown" not in shown(answer_of(*some[:LISTED]))


def test_no_finding_of_high_or_medium_severity_is_left_out() -> None:
    many = [hidden(f"a-{n}-", Severity.MEDIUM if n % 2 else Severity.HIGH) for n in range(40)]
    text = shown(answer_of(*many, small(1)))

    assert all(f"a-{n}-" in text for n in range(40))
    assert "Not shown: 1 of info severity" in text


def test_a_label_is_told_in_words_with_what_the_reason_does_not_measure() -> None:
    reason = Reason("looks_like", "Looks like precious metal.", {"label": "precious_metal"})
    seen = Finding(
        "o1", "dense_object", Material.METAL, Severity.MEDIUM, reason, ambiguous=True, box_mm=BoxMm(1, 2, 3, 4, 5, 6),
        volume_cm3=21.7, density=7.84, mass_kg=0.17, mass_low_kg=0.1, label="precious_metal", probability=0.6,
    )  # fmt: skip
    text = shown(answer_of(seen), width=140)

    assert "taken for: Precious metal, likely" in text
    assert "21.7 cm³ · 7.84 g/cm³ · metal · another material would look the same" in text
    assert "x 1–5, y 2–7, z 3–9 mm" in text
    assert "0.1 or more" in text


def test_what_is_merely_noticed_says_once_what_it_is_taken_for() -> None:
    reason = Reason("noticed_object", "Looks like lithium cells: likely. Honest parcels hold such things, too.", {})
    text = shown(answer_of(small(1, label="lithium_cells", probability=0.7), hidden()), 140)
    noticed = replace(small(2), severity=Severity.LOW, reason=reason, label="lithium_cells", probability=0.7)

    assert "taken for: Lithium cells, likely" in text
    assert "taken for" not in shown(answer_of(noticed), 140)


def test_a_label_of_a_site_head_and_a_finding_without_place_or_size_of_a_pixel_are_told_too() -> None:
    view = ViewFacts("top", (), 100, 100, 1, None)
    own = Finding("s1", "site", None, Severity.LOW, HIDDEN, view=0, box=Box(10, 20, 5, 6), label="own_thing")
    text = shown(answer_of(own, Finding("s2", "site", None, Severity.LOW, HIDDEN), view=view))

    assert "taken for: own thing" in text
    assert "top: x 10–15, y 20–26 pixels" in text
    assert "no place: the whole scan" in text


def test_masses_come_with_their_reasons_once_and_with_loaded_and_kinds_of_goods() -> None:
    whole, inside = Mass(12_491.2, 11_193, 14_815, (OPAQUE,)), Mass(8541.2, 7581, 10_528, (OPAQUE,))
    goods = {"unknown": 0.25, "glass": 0.75}
    seen = {"mass": whole, "contents": inside, "loaded": True, "goods_probability": 0.994, "commodities": goods}
    text = shown(answer_of(**seen, contents_mix={"light_organic": 0.6, "metal": 0.4}))

    assert "contents: 8,541 kg (7,581 to 10,528) all that is seen: 12,491 kg (11,193 to 14,815)" in text
    assert text.count("4.2 % of the image lets nothing through.") == 1
    assert "loaded or empty: loaded; that it holds goods, by its look: almost certain" in text
    assert "kinds of goods, by mass: Glass and glassware 75%, like nothing that was learned 25%" in text
    assert "materials: light organic 60%, metal 40%" in text
    assert "Findings: none" in text


@pytest.mark.parametrize(("loaded", "word"), [(False, "empty"), (None, "cannot be told")])
def test_an_empty_container_and_one_nobody_can_tell_are_told(loaded: bool | None, word: str) -> None:
    assert f"loaded or empty: {word}" in shown(answer_of(loaded=loaded))


def test_an_alarm_of_a_radiation_portal_is_told() -> None:
    reading = PortalReading("P-1", alarms=(AlarmCategory.NEUTRON,), nuclides=("Cf-252",))
    text = shown(answer_of(described={"portal_readings": (reading,)}))

    assert "radiation portal P-1: alarm: neutron; nuclides: Cf-252" in text


def test_markings_beyond_the_first_are_counted() -> None:
    place = Box(10, 10, 200, 30)
    one = Marking(MarkingKind.CONTAINER_NUMBER, "MSKU9070323", "MSKU9070323", 0.97, 0, place, sure=True)
    photos = PhotosRead("test", (PhotoFacts("gate.jpg", 800, 600),), (one,) * (LISTED + 2))
    text = shown(answer_of(photos=photos))

    assert text.count("photo gate.jpg: container number MSKU9070323, sure") == LISTED
    assert "2 more markings are not shown" in text


def test_words_in_brackets_out_of_a_file_are_told_as_they_are() -> None:
    assert "the maker's [red]note[/]" in shown(answer_of(described={"notes": ("the maker's [red]note[/]",)}))


def test_a_real_container_is_told_and_what_disagrees_with_its_declaration(tmp_path: Path) -> None:
    image, _ = container_files(tmp_path, 9000)
    text = shown(recognise_file(image.path, declare(tmp_path, 2000)))

    assert "loaded or empty: loaded" in text
    assert "contents: 9," in text or "contents: 8," in text
    assert "Declared against seen: disagrees" in text
    assert "disagrees gross_mass_kg: declared 2000" in text


def test_what_the_reader_noted_is_told(tmp_path: Path) -> None:
    plane = np.pad(np.full((60, 80), 65_000, np.uint16), 10)
    plane[30:50, 30:60] = 20_000
    save(tmp_path, "a.json", sidecar_bytes(energies=[{"mev": 6}]))
    image = save(tmp_path, "a.tif", tiff_bytes([plane]))

    assert "side: black at the edge and taken for open beam: 20 rows, 20 columns" in shown(recognise_file(image.path))


def test_what_cannot_be_read_is_told_with_its_code(tmp_path: Path) -> None:
    assert "[not_found]" in shown(recognise_file(tmp_path / "absent.tif"))


def test_no_name_out_of_a_file_steers_the_terminal() -> None:
    told = printable({"label": "a\x1b]0;owned\x07b", "views": [{"name": "side\u202e"}], "count": 3, "none": None})

    assert told == {"label": "a\ufffd]0;owned\ufffdb", "views": [{"name": "side\ufffd"}], "count": 3, "none": None}
