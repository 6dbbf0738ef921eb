"""Every benchmark can be run by name, and its arithmetic is right; what it measures is not tested here."""

import importlib
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray
from rich.console import Console

from benchmarks.ct import perfect_scanner
from benchmarks.ct.curves import CURVES, OTHERS, summed
from benchmarks.ct.likeness import class_of, likeness
from benchmarks.ct.measures import average_precision, drawn_anew, miscalibration, threshold_at
from benchmarks.ct.peer import measured
from benchmarks.ct.precision import parted
from benchmarks.ct.scanners import scanners
from benchmarks.ct.sets import HELD, plan
from benchmarks.ct.singles import singles
from benchmarks.ct.tables import Records, detection
from benchmarks.ct.unlike import unlike
from benchmarks.declared import plots as declared_plots
from benchmarks.declared.consignments import HONEST, KINDS
from benchmarks.declared.consignments import Case as Declared
from benchmarks.declared.containers import WAYS, calibration, caught, curve
from benchmarks.goods.measures import Share, at_coverage, reliability
from benchmarks.goods.texts import chinese, draw, nomenclature
from benchmarks.radiographs import recognition as recognition_radiograph
from benchmarks.radiographs.cases import Case
from benchmarks.radiographs.empties import BY_LITTLE, PHYSICS, RECOGNISER, empties
from benchmarks.radiographs.measures import calibrated, found_at, ious, resampled_each
from benchmarks.run import BENCHMARKS, main
from benchmarks.speed.first_image import quantile
from benchmarks.speed.memory import total
from customhouse.imaging.adaptation.measures import auc_between, calibration_error
from customhouse.imaging.adaptation.measures import reliability as reliability_of
from customhouse.imaging.model import Provenance, Volume
from customhouse.imaging.networks.cards import shipped
from customhouse.imaging.networks.volumes.segments import Gridded
from training.bags import Kept
from training.ct.classes import OBJECTS, THREATS


@pytest.mark.parametrize("name", BENCHMARKS.values())
def test_each_benchmark_says_what_it_measures_and_on_what(name: str) -> None:
    module = importlib.import_module(f"benchmarks.{name}")

    assert callable(module.main)
    assert module.__doc__
    assert module.DATA


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.95, 95), (1.0, 100), (0.001, 1)])
def test_a_quantile_is_not_exceeded_by_its_share(share: float, value: int) -> None:
    assert quantile([float(n) for n in range(100, 0, -1)], share) == value


def test_memory_is_summed_over_all_parts() -> None:
    sample = {"server": {"rss_mb": 100.0, "pss_mb": 60.0}, "simulators": {"rss_mb": 50.0, "pss_mb": 40.0}}

    assert (total(sample, "rss_mb"), total(sample, "pss_mb")) == (150.0, 100.0)


def test_a_share_carries_the_interval_that_its_count_allows() -> None:
    assert Share(50, 100).interval == pytest.approx((0.404, 0.596), abs=0.001)
    assert Share(0, 0).interval == (0.0, 1.0)


def test_auc_is_how_often_right_stands_above_wrong_and_ties_count_half() -> None:
    assert auc_between(np.array([3.0, 2.0]), np.array([1.0, 0.0])) == 1.0
    assert auc_between(np.array([1.0, 1.0]), np.array([1.0, 1.0])) == 0.5
    assert auc_between(np.array([2.0, 0.0]), np.array([1.0])) == 0.5


def test_who_says_seven_in_ten_and_is_right_seven_times_in_ten_is_calibrated() -> None:
    said, right = np.full(10, 0.7), np.array([1.0] * 7 + [0.0] * 3)

    assert reliability(said, right)[0] == pytest.approx(0)
    assert reliability(said, 1 - right)[0] == pytest.approx(0.4)
    assert at_coverage(np.array([0.9, 0.1]), np.array([1.0, 0.0]), (0.5, 1.0)) == {"50%": 1.0, "100%": 0.5}


def test_what_is_found_at_few_false_alarms_lies_above_all_but_so_many_of_the_clean() -> None:
    clean, own = np.arange(1000) / 1000, np.array([0.5, 0.9985, 0.9995, 1.0])

    found, alarms = found_at(1 / 454, own, clean)
    assert (found.value, found.count, alarms.value) == (0.75, 4, 0.002)
    few, none = found_at(1 / 454, own, clean[:400])
    assert (few.value, none.value) == (1.0, 0.0)


def test_calibration_is_drawn_by_whole_cases_and_says_what_it_says_of_all() -> None:
    sure = [np.full(10, 0.7), np.full(10, 0.7)]
    right = [np.arange(10) < 7, np.arange(10) < 4]

    error = calibrated(sure, right, 10)
    assert error.value == pytest.approx(0.15)
    assert (error.low, error.high) == (pytest.approx(0.0), pytest.approx(0.3))


def test_each_class_has_an_interval_and_one_that_is_not_there_has_none() -> None:
    confusions = np.zeros((20, 3, 3), np.int64)
    confusions[:, 1, 1], confusions[:10, 1, 0] = 10, 10

    confusions[:, 2, 0] = 3

    absent, found, never = resampled_each(20, lambda some: ious(confusions[some].sum(axis=0)))
    assert found.value == pytest.approx(200 / 300)
    assert found.low < found.value < found.high
    assert (never.value, never.high) == (0.0, 0.0)
    assert np.isnan([absent.value, absent.low]).all()


def test_containers_judged_on_another_scale_are_never_counted_with_those_of_today() -> None:
    model = shipped()["radiograph"]
    newer = replace(model, card=replace(model.card, version="99"))

    assert recognition_radiograph.folder_of(model, newer) != recognition_radiograph.folder_of(model, model)


def test_empties_are_counted_by_who_decides_and_by_how_little_shows() -> None:
    def case(kg: float, by_physics: bool | None, *, loaded: bool, kinds: tuple[str, ...] = ()) -> Case:
        share = kg / 10_000
        shown = {"goods_share": share, "goods_share_by_trees": share, "inside": np.full(84, np.nan, np.float32)}
        weighed = {"seen_kg": kg, "seen_loaded": by_physics}
        return cast(Case, SimpleNamespace(loaded=loaded, kinds=kinds, found=False, **shown, **weighed))

    some = [
        *(case(20, False, loaded=False), case(300, None, loaded=False), case(10, False, loaded=False, kinds=("bags",))),
        *(case(9000, True, loaded=True), case(100, False, loaded=True)),
    ]
    results, table = empties(some, None)

    for who in (PHYSICS, RECOGNISER):  # without trees the recogniser decides as physics does
        counted = results["decided"][who]
        assert (counted["empty_found"]["value"], counted["empty_found"]["count"]) == (0.5, 2)
        assert (counted["loaded_told_empty"]["value"], counted["unsettled"]) == (0.5, 1)
    assert results["emptiness"]["physics, by the mass"]["found"]["value"] == 0.5
    hiding = results["hiding"][RECOGNISER]
    assert hiding["told_empty"]["value"] == hiding["told_empty_and_not_found"]["value"] == 1.0
    assert table.row_count == 4 + 2 * len(BY_LITTLE)


def test_what_is_caught_of_false_declarations_is_drawn_with_how_right_the_probabilities_are(tmp_path: Path) -> None:
    kinds = [HONEST] * 40 + [KINDS[0]] * 10
    found = [cast(Declared, SimpleNamespace(kind=kind)) for kind in kinds]
    chances = np.r_[np.arange(40) / 100, np.full(6, 0.9), np.full(4, 0.2)]
    ways = {way: chances if way != "text only" else np.full(50, 0.5) for way in WAYS}
    results = {way: caught(found, chance) for way, chance in ways.items()}
    told = {"containers": 50, "results": {"verdicts, no score": results["both"], **results}}
    told["calibration"] = {way: calibration(found, chance) for way, chance in ways.items()}
    told["curves"] = {way: curve(found, chance) for way, chance in ways.items()}
    declared_plots.draw(told, tmp_path, Console(quiet=True))

    assert told["curves"]["text only"] == {"false_alarms": [0, 1], "caught": [0, 1]}
    assert told["curves"]["both"]["caught"][:3] == [0, 0.6, 0.6]
    assert told["curves"]["both"]["false_alarms"][:3] == [0, 0, 1 / 40]
    assert results["both"]["all"]["share"] == 0.6
    drawn = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert set(drawn) == {"declared_against_seen_caught.png", "declared_against_seen_reliability.png"}
    assert min(drawn.values()) > 10_000


def test_scans_alike_are_counted_among_the_nearest_and_beside_chance() -> None:
    dice = np.random.default_rng(1)
    labels = ["bottle"] * 8 + ["blade"] * 8 + ["odd one"]
    apart = np.repeat([[0.0, 0.0], [9.0, 0.0], [20.0, 20.0]], [8, 8, 1], axis=0) + dice.normal(0, 0.5, (17, 2))
    found, chance, kinds = likeness(apart.astype(np.float32), labels)
    blind, _, _ = likeness(dice.normal(0, 1, (17, 2)).astype(np.float32), labels)

    assert (found.value, found.count, kinds) == (1.0, 16, 2)
    assert chance == pytest.approx(7 / 16)
    assert blind.value < 0.8


def test_a_bag_is_of_the_goods_that_most_of_it_are_besides_clothes(tmp_path: Path) -> None:
    planes = np.zeros((4, 4, 4, 4), np.int16)
    planes[2, :3], planes[2, 3, 0], planes[2, 3, 1] = (
        OBJECTS.index("clothing"),
        OBJECTS.index("food"),
        OBJECTS.index("blade"),
    )
    planes[2, 3, 2] = OBJECTS.index("blade")
    np.save(tmp_path / "bag.npy", planes)
    bag = Kept(tmp_path / "bag.npy", {})

    assert (class_of(bag), class_of(bag, ("clothing",))) == ("clothing", "blade")


def test_near_twins_are_drawn_to_the_same_side() -> None:
    assert draw("Cotton shirts, 3 pcs", "test") == draw("shirt <b>cotton</b>", "test")


def test_the_chinese_names_are_many_and_their_headings_exist() -> None:
    cases = chinese()

    assert len({case.text for case in cases}) == len(cases) >= 120
    assert {case.code for case in cases} <= nomenclature().keys()


def test_a_name_that_no_benchmark_has_measures_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    main(only="no-such-benchmark", as_json=True)

    assert capsys.readouterr().out.strip() == "{}"


def test_two_networks_are_held_against_each_other_on_the_same_voxels(tmp_path: Path) -> None:
    blade, planes = OBJECTS.index("blade"), np.zeros((4, 24, 24, 24), np.int16)
    planes[:2], planes[2, 8:16, 8:16, 8:16], planes[3] = -1000, blade, planes[2] > 0
    planes[:2, 8:16, 8:16, 8:16] = 3000
    (tmp_path / "evaluation").mkdir()
    np.save(tmp_path / "evaluation" / "bag-00000001.npy", planes)
    record = {"seed": 1, "peaks_kev": [160.0, 100.0], "things": []}
    (tmp_path / "evaluation" / "bag-00000001.json").write_text(json.dumps(record), encoding="utf-8")

    def sharp(grid: Gridded) -> NDArray[np.uint8]:
        return np.where(grid.high > 2, blade, 0).astype(np.uint8)

    found = measured({"sharp": sharp, "blind": lambda grid: np.zeros(grid.high.shape, np.uint8)}, tmp_path, 1)

    assert found["sharp"]["threats"].value == 1
    assert found["blind"]["threats"].value == 0
    assert found["sharp"]["all"] == 1 > found["blind"]["all"]


def test_the_threshold_lets_no_more_clean_bags_be_stopped_than_are_allowed() -> None:
    clean = [n / 20 for n in range(20)]
    threshold = threshold_at(clean, 0.1)

    assert sum(each >= threshold for each in clean) == 2


def test_average_precision_counts_a_true_object_once() -> None:
    found = {"distinct": True, "as": "blade", "true": 13, "instance": 5, "like": 0.8}
    twice = [{**found, "as_probability": 0.9}, {**found, "as_probability": 0.8}]
    record = {"things": [{"label": "blade", "instance": 5}, {"label": "blade", "instance": 6}], "found": twice}
    value, count = average_precision([record], "blade")

    assert (value.value, count) == (pytest.approx(0.5), 2)


def test_an_interval_is_drawn_anew_from_cases_and_the_same_each_time() -> None:
    right = np.arange(100) < 70
    value = drawn_anew(100, lambda often: float((right * often).sum() / often.sum()))

    assert value.value == pytest.approx(0.7)
    assert (value.low, value.high) == pytest.approx((0.61, 0.79), abs=0.025)
    assert value == drawn_anew(100, lambda often: float((right * often).sum() / often.sum()))


def test_calibration_error_of_bags_is_that_of_all_their_candidates_together() -> None:
    blade = OBJECTS.index("blade")
    bags = [
        {"found": [{"threat": 0.95, "true": blade}, {"threat": 0.9, "true": -1}]},
        {"found": [{"threat": 0.95, "true": 0}, {"threat": 0.05, "true": 0}]},
    ]
    value, count = miscalibration(bags)

    assert count == 3
    assert value.value == pytest.approx((2 * (0.95 - 0.5) + 0.05) / 3)


def test_with_the_enriched_bags_each_class_of_threats_is_held_forty_times() -> None:
    hidden = Counter(label for bag in plan() for label in bag)

    assert set(HELD) == {OBJECTS[n] for n in THREATS}
    assert all(HELD[label] + hidden[label] >= 40 for label in HELD if label != "firearm")
    assert HELD["firearm"] + hidden["handgun"] >= 40
    assert len(set(plan()[:7])) == 7
    assert {label for bag in plan()[:7] for label in bag} == (set(HELD) - {"firearm"}) | {"handgun"}


def test_enriched_bags_count_for_classes_and_never_for_bags(capsys: pytest.CaptureFixture[str]) -> None:
    def bag(label: str, threat: float, name: str = "") -> dict[str, Any]:
        code = OBJECTS.index(label) if label else 0
        own = {"threat": threat, "as": label or "blade", "as_probability": threat, "distinct": True, "true": code}
        own |= {"instance": 1 if label else 0, "like": 0.9, "raised": threat >= 0.9}
        things = [{"instance": 1, "label": label, "name": name, "voxels": 9}] if label else []
        return {"things": things, "found": [own], "dice": [[0] * len(OBJECTS)] * 3}

    frozen = [bag("", 0.2), bag("", 0.4), bag("firearm", 0.99, "derringer"), bag("firearm", 0.1, "printed pistol")]
    enriched = [bag("firearm", 0.99, "weapon"), bag("blade", 0.99, "knife")]
    said = detection(Console(), Records(frozen, enriched, [], [], [], []), 0.9)

    assert (said["handgun"]["shipped"], said["handgun"]["count"], said["handgun"]["frozen"]) == (2, 2, 1)
    assert (said["other firearm"]["shipped"], said["other firearm"]["count"]) == (0, 1)
    assert (said["all"]["shipped"], said["all"]["count"]) == (1, 2)
    frozen[3]["found"][0]["raised"] = True  # by the limit of its own that a weapon has
    raised = detection(Console(), Records(frozen, enriched, [], [], [], []), 0.9)
    assert (raised["all"]["shipped"], raised["all"]["found"]) == (2, said["all"]["found"])
    assert said["all, with enriched"]["count"] == 4
    assert said["false_alarms"]["count"] == 2
    assert "1 + 1" in capsys.readouterr().out


def test_at_other_scanners_a_weapon_is_found_and_a_clean_bag_stopped_by_the_limit_that_weapons_have() -> None:
    weapon = {"threat": 0.45, "instance": 1, "raised": True}  # below the limit of all threats, above its own
    other, phantom = {"threat": 0.55, "instance": 2, "raised": False}, {**weapon, "instance": 0}
    seen, stopped, passed = summed([weapon, other]), summed([phantom]), summed([])

    def bag(things: list[dict[str, int]], own: dict[str, Any]) -> dict[str, Any]:
        at = {curve.name: [[level, own] for level in curve.levels] for curve in CURVES}
        return {"things": things, "usual": own, "curves": at, "others": {name: own for name, *_ in OTHERS}}

    bags = [bag([{"instance": 1}, {"instance": 2}], seen), bag([], stopped), bag([], passed)]
    said = scanners(Console(quiet=True), bags)

    assert (seen["at"], seen["worst"], stopped["at"]) == ([1], 0.55, [])
    for point in (said["usual"], said["curves"]["noise"][-1][1], said["others"]["one energy"]):
        assert (point["found"], point["count"], point["stopped"], point["clean"]) == (1, 2, 1, 2)
    assert said["usual"]["auroc"] == 1.0


def test_a_single_thing_is_judged_by_any_candidate_and_as_a_whole() -> None:
    def thing(label: str, *found: tuple[int, float]) -> dict[str, Any]:
        said = {"as": "blade", "as_probability": 1.0, "distinct": True, "true": 0, "instance": 0, "like": 0.0}
        things = [{"instance": 1, "label": label, "name": "", "voxels": 9}] if label else []
        return {"things": things, "found": [said | {"voxels": size, "threat": threat} for size, threat in found]}

    # A fragment of the harmless thing looks more like a threat than the threat does.
    objects = [thing("blade", (900, 0.8), (30, 0.1)), thing("", (900, 0.1), (40, 0.9), (300, 0.2)), thing("")]
    said = singles(Console(), objects, objects)

    assert (said["found"], said["threats"], said["clean"]) == (0, 1, 2)
    assert (said["whole"]["found"], said["whole"]["threats"]) == (1, 1)
    assert (said["auroc"], said["whole"]["auroc"]) == (0.5, 1.0)


def test_calibration_is_perfect_where_each_probability_comes_true() -> None:
    chance = np.repeat([0.05, 0.95], 100)
    truth = np.concatenate([np.arange(100) < 5, np.arange(100) < 95])

    assert calibration_error(reliability_of(chance, truth)) == pytest.approx(0.0, abs=1e-9)
    assert calibration_error(reliability_of(chance, ~truth)) == pytest.approx(0.9)


def test_a_perfect_scanner_is_told_what_things_are_made_of_and_tells_more_by_more_of_them() -> None:
    lessons, asked = perfect_scanner.drawn("varied", 250, 1), perfect_scanner.drawn("varied", 150, 2)
    few, _ = perfect_scanner.measured(lessons.first(25), asked, form=True)
    many, found = perfect_scanner.measured(lessons, asked, form=True)

    assert asked.material.shape[0] == asked.form.shape[0] == len(asked.threat) == 150
    assert asked.form.shape[1] > asked.material.shape[1]
    assert np.isfinite(asked.material[:, :17]).all()
    assert 0.3 < asked.threat.mean() < 0.9
    assert few.value < many.value
    assert found[0.015][0] <= found[0.10][0] <= found[0.10][1] == asked.threat.sum()


def test_the_integers_ranges_come_from_bags_that_nobody_is_judged_on() -> None:
    bags = [cast("Kept", f"{split} {n}") for split in ("tune", "unseen") for n in range(5)]

    judged, others = parted(bags, 3)

    assert judged == [f"{split} {n}" for split in ("tune", "unseen") for n in range(3)]
    assert others == ["tune 3", "tune 4"]


def test_volumes_unlike_the_training_show_the_same_forms_at_both_energies() -> None:
    values = np.full((12, 12, 12), -1000, np.int16)
    values[3:9, 3:9, 3:9] = 0
    scan = Volume(values, (2.5, 2.5, 2.5), True, Provenance("made"), values.copy(), (160.0, 100.0))

    changed = dict(unlike(scan, 5))

    assert len(changed) == len({*changed}) == 9
    for name in ("values scaled by 0.6", "smooth noise in the bag's outline"):
        np.testing.assert_array_equal(changed[name].values, changed[name].second)
    noisy = changed["noise of 250 HU"]
    assert noisy.second is not None
    assert np.corrcoef((noisy.values - values).ravel(), (noisy.second - values).ravel())[0, 1] < 0.2
    assert changed["voxels said to be twice as large"].spacing_mm == (5.0, 5.0, 5.0)
