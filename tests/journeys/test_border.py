"""One test for each scenario of the border: what it comes to, asked of the public API, on both databases."""

import pytest

from tests.journeys.endings import Border

pytestmark = pytest.mark.journey


def test_an_honest_container_is_scanned_and_released(border: Border) -> None:
    ending = border.end_of("honest-container")

    assert ending.state == "released"
    assert ending.verdicts == {"agrees"}
    assert not ending.alarms
    assert ending.kinds.index("declaration.lodged") < ending.kinds.index("scan.recognised")
    assert "goods.released" in ending.kinds


def test_an_honest_transit_passes_the_gate_and_is_released(border: Border) -> None:
    ending = border.end_of("honest-transit")

    assert ending.state == "released"
    assert [reading["outcome"] for reading in ending.gate] == ["pass"]
    assert not ending.alarms


def test_an_honest_parcel_passes_the_ct_and_is_released(border: Border) -> None:
    ending = border.end_of("honest-parcel")

    assert ending.state == "released"
    [scan] = ending.scans
    assert scan["modality"] == "ct"
    assert scan["volume"]["spacing_mm"] == [2.0, 2.0, 2.0]


def test_a_real_ct_volume_is_taken_as_a_parcel(border: Border) -> None:
    ending = border.end_of("real-ct-parcel")

    [scan] = ending.scans
    assert scan["modality"] == "ct"
    assert scan["volume"]["shape"][1:] == [256, 256]
    assert scan["state"] == "recognised"


def test_real_bus_positions_make_one_quiet_journey(border: Border) -> None:
    ending = border.end_of("real-bus")

    assert ending.state == "in_transit"
    assert not [alarm for alarm in ending.alarms.values() if alarm["state"] != "retracted"]


def test_a_mass_far_from_the_declared_one_is_found(border: Border) -> None:
    ending = border.end_of("mass-far-off")

    assert ending.lane == "red"
    [scan] = ending.scans
    mass = next(row for row in scan["comparison"]["rows"] if "mass" in row["what"])
    assert mass["verdict"] == "disagrees"
    assert "review.opened" in ending.kinds


def test_a_container_declared_empty_but_loaded_is_found(border: Border) -> None:
    ending = border.end_of("empty-but-loaded")

    assert ending.lane == "red"
    assert ending.verdicts == {"disagrees"}


def test_a_seller_whom_a_list_has_in_other_signs_is_a_hit_that_waits_for_an_officer(border: Border) -> None:
    ending = border.end_of("watched-seller")

    screened = next(entry for entry in ending.timeline if entry["kind"] == "parties.screened")
    assert screened["facts"]["level"] == "likely"
    assert "goods.released" not in ending.kinds


def test_a_dense_object_hidden_in_light_cargo_is_found(border: Border) -> None:
    ending = border.end_of("dense-hidden")

    [scan] = ending.scans
    dense = [finding for finding in scan["findings"] if finding["kind"] == "dense_object"]
    assert max(finding["mass_kg"] for finding in dense) == pytest.approx(0.50 * 0.18 * 0.20 * 7850, rel=0.25)
    assert ending.lane == "red"


def test_a_pistol_in_clothes_is_found(border: Border) -> None:
    ending = border.end_of("pistol-parcel")

    [scan] = ending.scans
    assert "dense_object" in {finding["kind"] for finding in scan["findings"]}
    assert "firearm" in {finding["label"] for finding in scan["findings"] if finding["severity"] in ("medium", "high")}
    assert ending.lane == "red"


def test_a_rope_cut_on_the_road_is_a_critical_alarm(border: Border) -> None:
    ending = border.end_of("rope-cut")

    alarm = ending.alarms["rope_cut"]
    assert alarm["severity"] == "critical"
    assert not alarm["late"]
    assert alarm["position"] is not None
    assert ending.lane == "red"


def test_a_rope_cut_reported_after_release_reopens_the_consignment(border: Border) -> None:
    ending = border.end_of("rope-cut-late")

    assert ending.state == "reopened"
    assert ending.alarms["rope_cut"]["late"]
    assert {reading["outcome"] for reading in ending.gate} == {"pass"}
    assert ending.kinds.index("goods.released") < ending.kinds.index("consignment.reopened")


def test_a_lorry_that_leaves_its_corridor_is_alarmed(border: Border) -> None:
    ending = border.end_of("corridor-left")

    alarm = ending.alarms["corridor_left"]
    assert alarm["severity"] == "high"
    assert float(alarm["reason"]["params"]["outside_m"]) > 3000


def test_a_silent_seal_that_returns_with_its_buffer_retracts_the_alarm(border: Border) -> None:
    ending = border.end_of("silent-then-back")

    assert ending.alarms["silent"]["state"] == "retracted"
    assert ending.state == "in_transit"
    assert "alarm.retracted" in ending.kinds


def test_a_wrong_seal_is_stopped_at_the_gate(border: Border) -> None:
    ending = border.end_of("wrong-seal")

    [reading] = ending.gate
    assert reading["outcome"] == "stop"
    assert "gate_wrong_seal" in {reason["code"] for reason in reading["reasons"]}
    assert ending.lane == "red"


def test_a_lorry_beyond_its_time_limit_is_overdue(border: Border) -> None:
    ending = border.end_of("overdue")

    assert ending.alarms["overdue"]["severity"] == "medium"
    assert ending.state == "in_transit"
