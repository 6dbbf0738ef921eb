"""The script of the border, before it is played."""

import re
from itertools import pairwise

from simulators.border import arguments
from simulators.scenarios import SCENARIOS

# What the house takes as a trader's reference.
LRN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,34}")


def test_the_script_has_at_least_twelve_scenarios_each_of_its_own_name() -> None:
    names = [scenario.name for scenario in SCENARIOS]

    assert len(set(names)) == len(names) >= 12


def test_every_reference_is_one_the_house_takes() -> None:
    assert all(LRN.fullmatch(f"S261123-{scenario.name}") for scenario in SCENARIOS)


def test_something_new_enters_at_least_each_fifteen_seconds_of_the_first_two_minutes() -> None:
    entries = sorted(scenario.starts_s for scenario in SCENARIOS)

    assert entries[0] == 0
    assert max(after - before for before, after in pairwise(entries)) <= 15
    assert entries[-1] < 120


def test_every_scenario_says_in_a_sentence_what_it_shows() -> None:
    assert all(scenario.shows.endswith(".") and scenario.shows[0].isupper() for scenario in SCENARIOS)


def test_the_border_can_be_told_to_play_one_scenario_fast() -> None:
    options = arguments(["--accounts", "a.json", "--pace", "fast", "--only", "wrong-seal"])

    assert (options.pace, options.only) == ("fast", ["wrong-seal"])
