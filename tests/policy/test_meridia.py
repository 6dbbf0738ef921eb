"""The country of the demo: its policy passes its own tests, and its pack holds together."""

from pathlib import Path

import pytest

from customhouse.policy.country import CountryPack, load_country
from customhouse.policy.service import load
from customhouse.policy.trials import Trial, read_trials, tried

MERIDIA = Path(__file__).resolve().parents[2] / "countries" / "meridia"
POLICY = load(MERIDIA / "policy")


@pytest.fixture(scope="module")
def pack() -> CountryPack:
    return load_country(MERIDIA)


@pytest.mark.parametrize("trial", read_trials(MERIDIA / "policy"), ids=lambda trial: trial.name)
def test_of_the_policy(trial: Trial) -> None:
    assert tried(trial, POLICY).failure == ""


def test_every_row_of_the_lane_table_is_proved_by_a_test_or_is_plain(pack: CountryPack) -> None:
    proved = {
        t.expected.branch()["row"].text()
        for t in read_trials(pack.policy_folder)
        if t.expected.value and isinstance(t.expected.value, dict) and "row" in t.expected.value
    }
    rows = {row.id for row in POLICY.tables["lanes"].rows}

    assert len(rows - proved) <= 8


def test_sites_and_places_lie_on_the_country_map(pack: CountryPack) -> None:
    bounds = pack.bounds

    for site in pack.sites:
        assert bounds.west < site.position.longitude < bounds.east
        assert bounds.south < site.position.latitude < bounds.north


def test_every_site_is_a_place_that_a_declaration_can_name(pack: CountryPack) -> None:
    assert {site.code for site in pack.sites} <= {place.code for place in pack.places}


def test_enterprises_are_told_apart_by_id_and_name(pack: CountryPack) -> None:
    assert len({enterprise.id for enterprise in pack.enterprises}) == len(pack.enterprises) >= 25
    assert len({enterprise.name for enterprise in pack.enterprises}) == len(pack.enterprises)


def test_nobody_is_authorised_before_being_registered(pack: CountryPack) -> None:
    for enterprise in pack.enterprises:
        assert enterprise.authorised_since is None or enterprise.authorised_since > enterprise.registered_on


def test_every_outcome_has_a_reason_code_in_english_and_chinese(pack: CountryPack) -> None:
    outcomes = {outcome for code in pack.reason_codes for outcome in code.outcomes}

    assert outcomes == {"clear", "suspicious", "rescan", "second_opinion", "refer"}
    assert all({"en", "zh"} <= set(code.text) for code in pack.reason_codes)
