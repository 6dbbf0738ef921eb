"""The benchmark of bags that an analyst is called to: what counts as clean, and what as stopped."""

from dataclasses import replace

import pytest

from benchmarks.ct.clean_bags import SETS, SHIPPED, STRICTER, counted, is_stopped, set_of, words
from benchmarks.declared.bags import Bag
from benchmarks.declared.consignments import Scanned
from customhouse.imaging.model import Finding, Held, Severity
from customhouse.imaging.model.grading import BY_CARD, Suspicion
from customhouse.kernel.reasons import Reason
from simulators.scanner.bags.scenes import Declared
from tests.imaging.comparison.sights import about, recognition


def found(severity: Severity, probability: float, label: str = "blade", of: Suspicion = Suspicion.THREAT) -> Finding:
    told = Finding("o0", "suspected_object", None, severity, Reason("suspected_object", "suspected"))
    return replace(told, label=label, probability=probability, held=Held(probability, 0.5, BY_CARD, of))


def bag(seed: int, contraband: tuple[str, ...], *findings: Finding) -> Scanned[Bag]:
    truth = Bag("parcel", Declared("books", "490199", 2.0), contraband, ())
    return Scanned("unseen", seed, recognition(about(2.0), *findings, loaded=None), truth)


@pytest.mark.parametrize(
    ("contraband", "name"),
    [((), SETS[0]), (("lithium_cells",), SETS[1]), (("blade",), SETS[2]), (("blade", "lithium_cells"), SETS[2])],
)
def test_a_bag_with_cells_alone_hides_nothing_and_is_counted_apart(contraband: tuple[str, ...], name: str) -> None:
    assert set_of(bag(1, contraband)) == name


def test_what_is_of_low_severity_stops_nothing() -> None:
    noticed = bag(1, (), found(Severity.LOW, 0.99, "lithium_cells"))
    suspected = bag(2, (), found(Severity.MEDIUM, 0.78))

    assert [is_stopped(each.recognition) for each in (noticed, suspected)] == [False, True]


def test_stricter_limits_stop_fewer_and_weapons_have_their_own() -> None:
    blade = bag(1, (), found(Severity.MEDIUM, 0.82)).recognition
    weapon = bag(2, (), found(Severity.MEDIUM, 0.82, "firearm", Suspicion.WEAPON)).recognition

    assert [is_stopped(blade, limits) for limits in STRICTER] == [True, False, False]
    assert [is_stopped(weapon, limits) for limits in STRICTER] == [True, True, True]


def test_bags_are_counted_by_what_they_hold() -> None:
    told = counted([bag(1, ()), bag(2, (), found(Severity.HIGH, 0.88)), bag(3, ("blade",), found(Severity.HIGH, 0.95))])

    assert (told[SETS[0]]["bags"], told[SETS[0]][SHIPPED]) == (2, 1)
    assert [told[SETS[0]][words(limits)] for limits in STRICTER] == [1, 1, 0]
    assert told[SETS[1]] == {"bags": 0, SHIPPED: 0} | {words(limits): 0 for limits in STRICTER}
    assert told[SETS[2]][words(STRICTER[-1])] == 1
