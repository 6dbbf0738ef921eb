"""What a declared unit weighs, against what such goods weigh apiece."""

import pytest

from customhouse.imaging.comparison import compare
from customhouse.imaging.model import Declared, DeclaredItem, Modality, Row, Verdict
from tests.imaging.comparison.sights import ALLOWED, about, recognition, sight

SHOES, SHIRTS, FRIDGES, CIGARETTES, WINE, COFFEE = "640399", "610910", "841821", "240220", "220421", "090111"


def judged(hs_code: str, net_kg: float, quantity: float, unit: str) -> Row | None:
    item = DeclaredItem(1, hs_code, "goods", net_kg, net_mass_kg=net_kg, quantity=quantity, unit=unit)
    comparison, _ = compare(Declared((item,)), sight(recognition(about(net_kg)), Modality.CT, None), ALLOWED)
    return next((each for each in comparison.rows if each.what == "unit_mass"), None)


@pytest.mark.parametrize(
    ("hs_code", "net_kg", "quantity", "unit"),
    [
        (SHOES, 1000, 900, "PR"),
        (SHOES, 1000, 900, "NAR"),
        (SHOES, 1000, 75, "DPR"),
        (SHIRTS, 150, 1000, "NAR"),
        (SHIRTS, 150, 83, "DZN"),
        (FRIDGES, 6500, 100, "NAR"),
        (CIGARETTES, 1000, 1000, "MIL"),
        (WINE, 9000, 9000, "LTR"),
    ],
)
def test_units_of_the_usual_mass_agree(hs_code: str, net_kg: float, quantity: float, unit: str) -> None:
    found = judged(hs_code, net_kg, quantity, unit)

    assert found is not None
    assert (found.verdict, found.item) == (Verdict.AGREES, 1)


@pytest.mark.parametrize(
    ("hs_code", "net_kg", "quantity", "unit", "code"),
    [
        (SHOES, 1000, 20_000, "PR", "unit_mass_low"),
        (SHIRTS, 5000, 500, "NAR", "unit_mass_high"),
        (FRIDGES, 300, 300, "NAR", "unit_mass_low"),
        (COFFEE, 6000, 600, "KGM", "quantity_not_net"),
        (COFFEE, 6000, 60, "TNE", "quantity_not_net"),
    ],
)
def test_units_of_another_mass_are_doubtful_and_no_more(
    hs_code: str, net_kg: float, quantity: float, unit: str, code: str
) -> None:
    found = judged(hs_code, net_kg, quantity, unit)

    assert found is not None
    assert (found.verdict, found.reason.code) == (Verdict.DOUBTFUL, code)


@pytest.mark.parametrize(
    ("hs_code", "net_kg", "quantity", "unit"),
    [
        (COFFEE, 6000, 6000, "KGM"),
        (COFFEE, 6000, 100, "NAR"),
        (SHOES, 0, 10, "PR"),
        (SHOES, 10, 0, "PR"),
        (SHOES, 9, 9, ""),
    ],
    ids=["the net mass itself", "no usual unit", "no net mass", "no quantity", "no unit"],
)
def test_where_there_is_nothing_to_check_there_is_no_row(
    hs_code: str, net_kg: float, quantity: float, unit: str
) -> None:
    assert judged(hs_code, net_kg, quantity, unit) is None


def test_of_many_items_only_those_that_stand_out_are_listed() -> None:
    usual = [DeclaredItem(n, SHOES, "shoes", 100, net_mass_kg=90, quantity=80, unit="PR") for n in range(1, 12)]
    odd = DeclaredItem(12, SHOES, "shoes", 100, net_mass_kg=90, quantity=9000, unit="PR")
    seen = sight(recognition(about(1200)), Modality.CT, None)
    comparison, _ = compare(Declared((*usual, odd)), seen, ALLOWED)

    assert [each.item for each in comparison.rows if each.what == "unit_mass"] == [12]
