"""Declared against seen: every verdict, and that a worse fact never gives a better one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customhouse.imaging.comparison import WORST, compare
from customhouse.imaging.model import (
    Declared,
    DeclaredContainer,
    DeclaredItem,
    Mass,
    Material,
    Modality,
    Recognition,
    Severity,
    Verdict,
)
from customhouse.imaging.networks.radiographs.emptiness import by_both
from customhouse.kernel.reasons import Reason
from tests.imaging.comparison.sights import ALLOWED, BOX, OTHER_BOX, about, declared, dense, recognition, row, sight


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (about(10_000), Verdict.AGREES),
        (about(12_000), Verdict.AGREES),
        (about(13_300), Verdict.DOUBTFUL),
        (about(20_000), Verdict.DISAGREES),
        (about(4_000), Verdict.DISAGREES),
        (about(12_000, 0.9), Verdict.CANNOT_TELL),
        (None, Verdict.CANNOT_TELL),
    ],
)
def test_mass_seen_against_mass_declared(seen: Mass | None, verdict: Verdict) -> None:
    comparison, _ = compare(declared(10_000), sight(recognition(seen)), ALLOWED)

    assert row(comparison, "gross_mass_kg").verdict is verdict
    assert comparison.verdict is verdict


@pytest.mark.parametrize(
    ("declared_kg", "seen", "verdict", "code"),
    [
        (0.69, about(157, 0.05), Verdict.CANNOT_TELL, "mass_below_tolerance"),
        (0.69, Mass(157, 0.5, 300), Verdict.CANNOT_TELL, "mass_below_tolerance"),
        (0.69, Mass(0.7, 0, 60), Verdict.CANNOT_TELL, "mass_below_tolerance"),
        (0.69, about(0.7, 0.05), Verdict.AGREES, "mass_agrees"),
        (0.69, about(400, 0.05), Verdict.DISAGREES, "mass_above"),
        (100.0, about(105, 0.05), Verdict.AGREES, "mass_agrees"),
        (100.0, about(20, 0.05), Verdict.CANNOT_TELL, "mass_below_tolerance"),
        (400.0, about(300, 0.05), Verdict.AGREES, "mass_agrees"),
    ],
)
def test_a_mass_below_what_masses_may_differ_by_is_not_confirmed_by_another(
    declared_kg: float, seen: Mass, verdict: Verdict, code: str
) -> None:
    comparison, _ = compare(declared(declared_kg), sight(recognition(seen)), ALLOWED)
    told = row(comparison, "gross_mass_kg")

    assert (told.verdict, told.reason.code) == (verdict, code)


def test_a_parcel_has_a_tolerance_of_its_own() -> None:
    comparison, _ = compare(declared(0.1), sight(recognition(about(0.35, 0.05)), Modality.CT), ALLOWED)
    told = row(comparison, "gross_mass_kg")

    assert (told.verdict, told.reason.params["tolerance"]) == (Verdict.CANNOT_TELL, "0.30")


@pytest.mark.parametrize(
    ("declared_kg", "verdict"),
    [
        (3.4, Verdict.AGREES),
        (8.0, Verdict.CANNOT_TELL),
        (15.0, Verdict.DISAGREES),
        (1.0, Verdict.DISAGREES),
    ],
)
def test_metal_beyond_the_scale_leaves_open_what_usual_metals_do_not_weigh(
    declared_kg: float, verdict: Verdict
) -> None:
    text = Reason("values_clipped", "ends", {"hu": "3071"})
    seen = recognition(Mass(3.4, 2.2, 9.3, (text,)))
    comparison, _ = compare(declared(declared_kg, "820411"), sight(seen, Modality.CT), ALLOWED)

    assert row(comparison, "gross_mass_kg").verdict is verdict


def test_a_small_difference_is_no_finding_whatever_its_share() -> None:
    comparison, _ = compare(declared(200), sight(recognition(about(320, 0.01))), ALLOWED)

    assert comparison.verdict is Verdict.AGREES


def test_a_container_declared_empty_that_holds_goods_disagrees() -> None:
    comparison, _ = compare(declared(0, loaded=False), sight(recognition(about(4000))), ALLOWED)

    assert row(comparison, "loaded").reason.code == "empty_but_loaded"
    assert comparison.verdict is Verdict.DISAGREES


def test_an_empty_container_declared_empty_agrees() -> None:
    comparison, _ = compare(declared(0, loaded=False), sight(recognition(Mass(0, 0, 40), loaded=False)), ALLOWED)

    assert comparison.verdict is Verdict.AGREES


def test_an_empty_container_declared_loaded_disagrees() -> None:
    comparison, _ = compare(declared(9000), sight(recognition(Mass(0, 0, 40), loaded=False)), ALLOWED)

    assert row(comparison, "loaded").reason.code == "loaded_but_empty"


@pytest.mark.parametrize(
    ("codes", "said"), [(("few_slices", "uncalibrated"), "uncalibrated"), (("few_slices",), "mass_not_seen")]
)
def test_why_there_is_no_mass_is_told_by_the_note_that_says_so(codes: tuple[str, ...], said: str) -> None:
    seen = replace(recognition(None), notes=tuple(Reason(code, "…") for code in codes))

    assert row(compare(declared(9000), sight(seen), ALLOWED)[0], "gross_mass_kg").reason.code == said


def test_a_container_that_is_half_in_the_image_is_not_accused_of_weighing_less() -> None:
    cut = Mass(4000, 3600, 4400, (Reason("container_cut_off", "Of a container …"),))

    less, more = (
        row(compare(declared(kg), sight(recognition(cut)), ALLOWED)[0], "gross_mass_kg") for kg in (9000, 900)
    )

    assert (less.verdict, less.reason.code) == (Verdict.CANNOT_TELL, "container_cut_off")
    assert more.verdict is Verdict.DISAGREES


@pytest.mark.parametrize("mass", [Mass(99, 49, 162), Mass(30, 0, 120)], ids=["something", "perhaps nothing"])
def test_a_load_as_light_as_it_is_declared_to_be_is_no_contradiction(mass: Mass) -> None:
    seen = replace(recognition(mass, loaded=False), goods_probability=0.01)

    told = {kg: row(compare(declared(kg), sight(seen), ALLOWED)[0], "loaded") for kg in (105, 9000)}

    assert (told[105].verdict, told[105].reason.code) == (Verdict.DOUBTFUL, "as_light_as_declared")
    assert told[9000].verdict is Verdict.DISAGREES


@pytest.mark.parametrize(
    ("kg", "said", "looks_loaded", "code"),
    [
        (400, False, False, "empty_but_for_litter"),
        (800, False, False, "empty_but_loaded"),
        (260, False, True, "perhaps_not_empty"),
        (20_000, False, None, "empty_but_loaded"),
        (150, False, None, "emptiness_not_seen"),
        (150, False, True, "little_in_empty"),
        (150, False, False, "empty_as_declared"),
        (700, True, False, "perhaps_empty"),
        (700, True, True, "loaded_as_declared"),
    ],
    ids=[
        *("pallets", "too heavy for pallets", "about the limit", "heavy and not settled", "not settled"),
        *("a light load", "dunnage", "no goods", "goods"),
    ],
)
def test_whether_a_container_is_empty_is_held_against_mass_and_look(
    kg: float, said: bool, looks_loaded: bool | None, code: str
) -> None:
    seen = replace(recognition(about(kg), loaded=looks_loaded), goods_probability=0.99 if looks_loaded else 0.01)
    comparison, _ = compare(declared(9000, loaded=said), sight(seen), ALLOWED)

    assert row(comparison, "loaded").reason.code == code


def test_what_looks_empty_and_may_weigh_little_agrees_and_what_surely_weighs_more_does_not() -> None:
    wide = (Mass(359, 0, 900), Mass(700, 260, 1500), Mass(900, 600, 1500))
    rows = []
    for mass in wide:
        seen = replace(recognition(mass, loaded=False), goods_probability=0.01)
        rows.append(row(compare(declared(0, loaded=False), sight(seen), ALLOWED)[0], "loaded").verdict)

    assert rows == [Verdict.AGREES, Verdict.DOUBTFUL, Verdict.DISAGREES]


@given(
    by_mass=st.sampled_from([True, None]), by_look=st.sampled_from([True, False, None]),
    lighter=st.floats(100, 5000), more=st.floats(0, 20_000),
)  # fmt: skip
def test_more_in_a_container_declared_empty_is_never_a_milder_verdict(
    by_mass: bool | None, by_look: bool | None, lighter: float, more: float
) -> None:
    milder, graver = (_declared_empty(by_mass, by_look, kg) for kg in (lighter, lighter + more))

    assert WORST.index(graver) <= WORST.index(milder)


def _declared_empty(by_mass: bool | None, by_look: bool | None, kg: float) -> Verdict:
    chance = {True: 0.99, False: 0.01, None: 0.5}[by_look]
    seen = replace(recognition(about(kg), loaded=by_both(by_mass, by_look, kg)), goods_probability=chance)
    return row(compare(declared(0, loaded=False), sight(seen), ALLOWED)[0], "loaded").verdict


def test_goods_that_are_seen_and_not_weighed_speak_against_an_empty_container() -> None:
    seen = replace(recognition(None, loaded=True), goods_probability=0.999)
    comparison, _ = compare(declared(0, loaded=False), sight(seen), ALLOWED)

    assert row(comparison, "loaded").reason.code == "unweighed_in_empty"
    assert row(comparison, "loaded").verdict is Verdict.DOUBTFUL


@pytest.mark.parametrize(
    ("mass", "loaded", "code"),
    [
        (Mass(118, 29, 265), False, "hardly_loaded"),
        (Mass(60, 20, 120), False, "loaded_but_empty"),
        (Mass(2000, 1500, 2500), True, "loaded_as_declared"),
    ],
)
def test_without_a_look_a_declared_load_is_there_only_where_goods_are_seen(mass: Mass, loaded: bool, code: str) -> None:
    comparison, _ = compare(declared(9000), sight(recognition(mass, loaded=loaded)), ALLOWED)

    assert row(comparison, "loaded").reason.code == code


def test_without_a_look_what_policy_allows_in_an_empty_container_is_no_load() -> None:
    comparison, _ = compare(declared(0, loaded=False), sight(recognition(about(200))), ALLOWED)

    assert row(comparison, "loaded").reason.code == "empty_as_declared"


@pytest.mark.parametrize(
    ("hs_code", "what", "severity"),
    [("640399", "disagrees", Severity.HIGH), ("848180", None, Severity.LOW), ("690721", None, Severity.LOW)],
    ids=["among shoes", "among valves", "among tiles"],
)
def test_a_dense_object_counts_only_among_light_goods(hs_code: str, what: str | None, severity: Severity) -> None:
    comparison, findings = compare(declared(10_000, hs_code), sight(recognition(about(10_000), dense(25))), ALLOWED)
    rows = [each.verdict.value for each in comparison.rows if each.what == "dense_object"]

    assert rows == ([what] if what else [])
    assert findings[0].severity is severity


FIXTURES = Reason("fixtures_hide", "Something may stand before the machinery.")


@pytest.mark.parametrize(
    ("seen", "rows"),
    [
        (recognition(about(10_000)), [Verdict.AGREES]),
        (replace(recognition(about(10_000)), notes=(FIXTURES,)), []),
        (replace(recognition(about(10_000), dense(25)), notes=(FIXTURES,)), [Verdict.DISAGREES]),
        (recognition(None), []),
    ],
    ids=["nothing dense", "behind fixtures", "beside fixtures", "nothing weighed"],
)
def test_that_nothing_dense_is_seen_is_said_only_where_it_could_be(seen: Recognition, rows: list[Verdict]) -> None:
    comparison, _ = compare(declared(10_000, "640399"), sight(seen), ALLOWED)

    assert [each.verdict for each in comparison.rows if each.what == "dense_object"] == rows


def test_light_goods_among_heavy_ones_say_nothing_of_dense_objects() -> None:
    mixed = Declared((*declared(5000, "640399").items, *declared(5000, "720851").items), declared(1).containers)
    comparison, _ = compare(mixed, sight(recognition(about(10_000), dense(25))), ALLOWED)

    assert comparison.verdict is Verdict.AGREES


def test_a_plate_across_the_beam_is_dense_though_it_looks_shallow() -> None:
    plate = replace(dense(200, density=2.0), areal_g_cm2=150.0)
    comparison, _ = compare(declared(5000, "481810"), sight(recognition(about(5000), plate)), ALLOWED)

    assert row(comparison, "dense_object").verdict is Verdict.DISAGREES


@pytest.mark.parametrize(
    ("modality", "change", "verdict", "severity"),
    [
        (Modality.RADIOGRAPH, {"material": None, "ambiguous": True}, Verdict.DOUBTFUL, Severity.MEDIUM),
        (Modality.RADIOGRAPH, {"ambiguous": True}, Verdict.DOUBTFUL, Severity.MEDIUM),
        (Modality.RADIOGRAPH, {}, Verdict.DISAGREES, Severity.HIGH),
        (Modality.RADIOGRAPH, {"material": None, "kind": "opaque_region"}, Verdict.DISAGREES, Severity.HIGH),
        (Modality.RADIOGRAPH, {"material": None, "areal_g_cm2": 150.0}, Verdict.DISAGREES, Severity.HIGH),
        (Modality.RADIOGRAPH, {"material": Material.ORGANIC}, Verdict.AGREES, Severity.LOW),
        (Modality.CT, {"material": None, "ambiguous": True}, Verdict.DISAGREES, Severity.HIGH),
    ],
    ids=["one energy", "hardly told", "told metal", "opaque", "much along the beam", "told organic", "a volume"],
)
def test_what_is_dense_only_if_it_is_not_deep_contradicts_nobody(
    modality: Modality, change: dict[str, object], verdict: Verdict, severity: Severity
) -> None:
    seen = sight(recognition(about(5000), replace(dense(25), **change)), modality)  # type: ignore[arg-type]  # of many types
    comparison, findings = compare(declared(5000, "481810"), seen, ALLOWED)

    assert row(comparison, "dense_object").verdict is verdict
    assert findings[0].severity is severity


def test_only_what_is_dense_for_certain_is_counted_where_something_is() -> None:
    unsure = replace(dense(50), id="v0-1", material=None)
    comparison, _ = compare(declared(5000, "481810"), sight(recognition(about(5000), dense(25), unsure)), ALLOWED)
    found = row(comparison, "dense_object")

    assert (found.seen, [place.finding for place in found.evidence]) == ("1, 25.0 kg", ["v0-0"])


def test_a_parcel_is_weighed_in_grams() -> None:
    parcel = Declared((DeclaredItem(1, "490199", "books", 2.0),))
    heavy, _ = compare(parcel, sight(recognition(about(3.2)), Modality.CT, None), ALLOWED)
    honest, _ = compare(parcel, sight(recognition(about(2.1)), Modality.CT, None), ALLOWED)

    assert (heavy.verdict, honest.verdict) == (Verdict.DISAGREES, Verdict.AGREES)


def test_one_of_several_containers_is_compared_with_its_own_items() -> None:
    items = (DeclaredItem(1, "690721", "tiles", 9000, (BOX,)), DeclaredItem(2, "690721", "tiles", 4000, (OTHER_BOX,)))
    both = Declared(items, (DeclaredContainer(BOX), DeclaredContainer(OTHER_BOX)))
    one, _ = compare(both, sight(recognition(about(9000))), ALLOWED)
    unknown, _ = compare(both, sight(recognition(about(9000)), number=None), ALLOWED)

    assert one.verdict is Verdict.AGREES
    assert unknown.verdict is Verdict.CANNOT_TELL


def test_items_spread_over_containers_leave_a_range() -> None:
    items = (DeclaredItem(1, "690721", "tiles", 9000, (BOX, OTHER_BOX)),)
    both = Declared(items, (DeclaredContainer(BOX), DeclaredContainer(OTHER_BOX)))
    comparison, _ = compare(both, sight(recognition(about(3000))), ALLOWED)

    assert comparison.verdict is Verdict.AGREES
    assert row(comparison, "gross_mass_kg").declared == "0 – 9000"


def test_without_a_declaration_there_is_nothing_to_compare() -> None:
    comparison, _ = compare(None, sight(recognition(about(1000))), ALLOWED)

    assert comparison.verdict is Verdict.CANNOT_TELL


@given(kg=st.floats(1000, 20_000), further=st.floats(0, 20_000))
def test_more_surplus_never_looks_better(kg: float, further: float) -> None:
    def rank(seen_kg: float) -> int:
        comparison, _ = compare(declared(kg), sight(recognition(about(seen_kg))), ALLOWED)
        return WORST.index(comparison.verdict)

    assert rank(kg + further) >= rank(kg + further * 1.5)


def test_what_cannot_be_told_of_looks_does_not_spoil_what_agrees() -> None:
    comparison, _ = compare(declared(10_000), sight(recognition(about(10_000))), ALLOWED)

    assert row(comparison, "material").verdict is Verdict.CANNOT_TELL
    assert comparison.verdict is Verdict.AGREES


def test_looks_that_contradict_are_a_contradiction_though_the_mass_agrees() -> None:
    seen = recognition(about(2500), mix={"metal": 0.9, "organic": 0.1})
    comparison, _ = compare(declared(2500, "481810"), sight(seen), ALLOWED)

    assert row(comparison, "gross_mass_kg").verdict is Verdict.AGREES
    assert comparison.verdict is Verdict.DISAGREES


def test_a_container_declared_empty_is_not_asked_what_it_looks_like() -> None:
    seen = recognition(about(4000), mix={"metal": 1.0})
    comparison, _ = compare(declared(0, loaded=False), sight(seen), ALLOWED)

    assert [each.what for each in comparison.rows] == ["loaded"]
