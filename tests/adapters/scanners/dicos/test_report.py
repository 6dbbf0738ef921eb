"""Threat Detection Reports: a finding keeps its place, its mass and its doubt; nothing is claimed that nobody knows."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.dataset import Dataset

from customhouse.adapters.scanners import read, write_report
from customhouse.adapters.scanners.dicos.report import CATEGORIES
from customhouse.commodities.appearance.labels import labels
from customhouse.imaging import physics
from customhouse.imaging.model import BoxMm, Finding, ModelUsed, Reported, Severity, Verdict
from customhouse.imaging.reading import Unreadable
from tests.adapters.scanners.dicos.exports import bag, finding, make_report, parcel, write_images
from tests.imaging.phantoms import dicom_bytes, save


def written(*findings: Finding, **changes: Any) -> Dataset:
    return dcmread(io.BytesIO(write_report(make_report(parcel(), findings, **changes))))


def regions(report: Dataset) -> list[tuple[list[float], list[float]]]:
    shown = [each.PTORepresentationSequence[0].ThreatROIVoxelSequence[0] for each in report.ThreatSequence]
    return [(list(region.ThreatROIBase), list(region.ThreatROIExtents)) for region in shown]


def test_a_finding_keeps_its_place_mass_and_density() -> None:
    [shown] = written(finding()).ThreatSequence[0].PTORepresentationSequence

    assert list(shown.ThreatROIVoxelSequence[0].ThreatROIBase) == [10, 20, 0]
    assert list(shown.ThreatROIVoxelSequence[0].ThreatROIExtents) == [30, 40, 1]
    assert (shown.Mass, shown.Density) == pytest.approx((1500.0, 7.8))


def test_a_place_in_a_volume_is_told_in_voxels() -> None:
    seen = finding(view=None, box=None, box_mm=BoxMm(19.0, 21.0, 18.0, 42.0, 40.0, 64.0))
    report = dcmread(io.BytesIO(write_report(make_report(bag(), [seen]))))  # 2 mm slices, 1 mm pixels

    assert regions(report) == [([19, 21, 9], [42, 40, 32])]


def test_where_the_place_is_not_known_it_is_the_whole_image() -> None:
    volume = replace(bag(), spacing_mm=None)
    report = dcmread(io.BytesIO(write_report(make_report(volume, [finding(view=None, box=None)]))))

    assert regions(report) == [([0, 0, 0], [100, 100, 60])]


@pytest.mark.parametrize(
    ("severity", "flag"),
    [
        (Severity.INFO, "UNKNOWN"),
        (Severity.LOW, "UNKNOWN"),
        (Severity.MEDIUM, "THREAT"),
        (Severity.HIGH, "HIGH_THREAT"),
    ],
)
def test_severity_is_told_as_the_flag_and_never_as_no_threat(severity: Severity, flag: str) -> None:
    [judged] = written(finding(severity=severity)).ThreatSequence[0].ATDAssessmentSequence

    assert judged.ATDAssessmentFlag == flag
    assert "ATDAssessmentProbability" not in judged


NETWORK = ModelUsed("ct-objects", "4", "ab" * 32, task="ct_objects")


def named(label: str, **changes: Any) -> Finding:
    return finding(
        "n1", kind="suspected_object", **({"label": label, "probability": 0.91, "model": "ct-objects 4"} | changes)
    )


@pytest.mark.parametrize(
    ("label", "category"),
    [
        ("firearm", "PI"),
        ("explosive_sheet", "EXPLOSIVE"),
        ("narcotics", "CONTRABAND"),
        ("shielding", "ANOMALY"),
        ("clothing", "OTHER"),
        ("a label of the site", "OTHER"),
    ],
)
def test_what_a_network_names_is_told_with_its_category_its_probability_and_the_network(
    label: str, category: str
) -> None:
    [judged] = written(named(label)).ThreatSequence[0].ATDAssessmentSequence

    assert judged.ThreatCategory == category
    assert judged.ThreatCategoryDescription.startswith(f"n1: {label} by ct-objects 4: ")
    assert judged.ATDAssessmentProbability == pytest.approx(0.91)


def test_every_threat_of_the_list_of_objects_has_a_category_and_nothing_harmless_has() -> None:
    assert set(CATEGORIES) == {each.code for each in labels().values() if each.is_threat}


def test_a_strange_place_is_an_anomaly_with_a_probability() -> None:
    seen = finding("a0-1", kind="anomaly", probability=0.8, model="radiograph_hidden 2.3")
    [judged] = written(seen).ThreatSequence[0].ATDAssessmentSequence

    assert judged.ThreatCategory == "ANOMALY"
    assert judged.ThreatCategoryDescription.startswith("a0-1: anomaly by radiograph_hidden 2.3: ")
    assert judged.ATDAssessmentProbability == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("seen", "changes"),
    [
        (finding(probability=0.7), {}),
        (named("unknown"), {}),
        (named("firearm"), {"novelty": 0.995}),
        (named("firearm", probability=None), {}),
    ],
    ids=["physics alone", "like nothing learned", "in an image like none learned", "none given"],
)
def test_no_probability_is_told_that_would_not_be_right(seen: Finding, changes: dict[str, Any]) -> None:
    [judged] = written(seen, **changes).ThreatSequence[0].ATDAssessmentSequence

    assert "ATDAssessmentProbability" not in judged


def test_the_networks_stand_behind_the_recogniser_and_a_challenger_does_not() -> None:
    challenger = replace(NETWORK, name="site\\goods", challenger=True)
    report = written(named("firearm"), models=(NETWORK, challenger, replace(NETWORK, name="site\\goods")))

    assert list(report.ThreatDetectionAlgorithmAndVersion) == [
        physics.NAME, physics.VERSION, "-ct-objects=4", "-site/goods=4",
    ]  # fmt: skip


def test_behind_what_nothing_passes_the_detector_is_shielded() -> None:
    [judged] = written(finding(kind="opaque_region")).ThreatSequence[0].ATDAssessmentSequence

    assert judged.ATDAbilityAssessment == "SHIELD"


@pytest.mark.parametrize(
    ("severities", "verdict", "decision"),
    [
        ([], None, "UNKNOWN"),
        ([], Verdict.CANNOT_TELL, "UNKNOWN"),
        ([Severity.LOW], Verdict.AGREES, "CLEAR"),
        ([Severity.LOW, Severity.MEDIUM], Verdict.AGREES, "ALARM"),
        ([Severity.HIGH], None, "ALARM"),
    ],
)
def test_only_what_agrees_with_a_declaration_is_clear(
    severities: list[Severity], verdict: Verdict | None, decision: str
) -> None:
    found = [finding(f"o{number}", severity) for number, severity in enumerate(severities)]
    report = written(*found, verdict=verdict)

    assert report.AlarmDecision == decision
    assert report.NumberOfTotalObjects == len(found)
    assert report.NumberOfAlarmObjects == sum(each in (Severity.MEDIUM, Severity.HIGH) for each in severities)


def test_a_container_is_cargo_and_bears_its_number() -> None:
    report = written(container_number="CSQU3054383")

    assert (report.OOIType, report.PatientID) == ("CARGO", "CSQU3054383")


def test_the_report_refers_to_the_objects_that_were_read(tmp_path: Path) -> None:
    scan = read(write_images(tmp_path, parcel()))
    report = dcmread(io.BytesIO(write_report(make_report(scan, [finding()]))))
    named = [each.ReferencedSOPInstanceUID for each in report.ReferencedInstanceSequence]
    [shown] = report.ThreatSequence[0].PTORepresentationSequence

    assert named == [instance.sop_instance for instance in scan.provenance.instances]
    assert [each.ReferencedSOPInstanceUID for each in shown.ReferencedInstanceSequence] == named
    assert report.StudyInstanceUID == scan.provenance.instances[0].study


def test_of_a_series_only_the_slices_of_a_finding_are_named(tmp_path: Path) -> None:
    slices = [np.full((16, 16), hu, np.int16) for hu in (-1000, 0, 500, 1000, 0, -1000)]
    files = [save(tmp_path, f"{z}.dcm", dicom_bytes(one, 2.0 * z)) for z, one in enumerate(slices)]
    scan = read(list(reversed(files)))
    seen = finding(view=None, box=None, box_mm=BoxMm(0.0, 0.0, 4.0, 16.0, 16.0, 4.0))
    report = dcmread(io.BytesIO(write_report(make_report(scan, [seen]))))
    [shown] = report.ThreatSequence[0].PTORepresentationSequence
    expected = [dcmread(files[z].path).SOPInstanceUID for z in (2, 3)]

    assert [each.ReferencedSOPInstanceUID for each in shown.ReferencedInstanceSequence] == expected


def test_a_report_posted_with_its_image_is_shown_as_anothers_word(tmp_path: Path) -> None:
    report = save(tmp_path, "tdr.dcs", write_report(make_report(parcel(), [finding()])))
    scan = read([*write_images(tmp_path, parcel()), report])

    assert scan.provenance.reported == (
        Reported(
            "ANOMALY: o1: A connected object of metal, 2.3 cm³.",
            f"{physics.NAME} {physics.VERSION}",
            "HIGH_THREAT",
            "NO_INTERFERENCE",
            None,
            (10.0, 20.0, 0.0),
            (30.0, 40.0, 1.0),
            1.5,
            pytest.approx(7.8),
        ),
    )


def test_a_network_s_word_comes_back_with_its_probability(tmp_path: Path) -> None:
    report = save(tmp_path, "tdr.dcs", write_report(make_report(parcel(), [named("firearm")], models=(NETWORK,))))
    [found] = read([*write_images(tmp_path, parcel()), report]).provenance.reported

    assert found.label == "PI: n1: firearm by ct-objects 4: A connected object of metal, 2.3 cm³."
    assert found.by == f"{physics.NAME} {physics.VERSION} -ct-objects=4"
    assert found.probability == pytest.approx(0.91)


def test_a_report_without_its_image_is_no_scan(tmp_path: Path) -> None:
    report = save(tmp_path, "tdr.dcs", write_report(make_report(parcel(), [finding()])))

    with pytest.raises(Unreadable) as caught:
        read([report])

    assert (caught.value.code, "with its images" in caught.value.message) == ("not_an_image", True)


def test_numbers_that_make_no_sense_are_left_out_and_the_object_is_not(tmp_path: Path) -> None:
    broken = dcmread(io.BytesIO(write_report(make_report(parcel(), [finding()]))))
    shown = broken.ThreatSequence[0].PTORepresentationSequence[0]
    shown.Mass, shown.Density = float("nan"), -1.0
    shown.ThreatROIVoxelSequence[0].ThreatROIBase = [float("inf"), 0.0, 0.0]
    broken.ThreatSequence[0].ATDAssessmentSequence[0].ATDAssessmentProbability = 7.0
    held = io.BytesIO()
    broken.save_as(held)
    [found] = read([*write_images(tmp_path, parcel()), save(tmp_path, "tdr.dcs", held.getvalue())]).provenance.reported

    assert (found.mass_kg, found.density, found.base, found.probability) == (None, None, None, None)
    assert found.flag == "HIGH_THREAT"


def test_a_report_of_nothing_is_a_report() -> None:
    report = written()

    assert (len(report.ThreatSequence), report.AbortFlag) == (0, "SUCCESS")


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0.01, 0.99))
def test_a_report_that_breaks_off_never_costs_the_scan_more_than_a_refusal(tmp_path: Path, share: float) -> None:
    whole = write_report(make_report(parcel(), [finding()]))
    broken = save(tmp_path, "tdr.dcs", whole[: int(len(whole) * share)])
    try:
        scan = read([*write_images(tmp_path, parcel()), broken])
    except Unreadable as refusal:
        told = refusal.message
    else:
        told = scan.provenance.format

    assert told
