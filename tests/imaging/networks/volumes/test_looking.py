"""The shipped networks on simulated objects, by the way that a scan takes, and what is said where they cannot look."""

import csv
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

import numpy as np
import pytest

from customhouse.imaging.model import Finding, Grading, Held, Provenance, Recognition, Severity, Suspicion, Volume
from customhouse.imaging.model.grading import BY_CARD, BY_POLICY
from customhouse.imaging.networks.cards import MODELS, shipped
from customhouse.imaging.networks.objects.rows import Measured
from customhouse.imaging.networks.volumes import looking, naming
from customhouse.imaging.networks.volumes.candidates import Candidate
from customhouse.imaging.networks.volumes.looking import CROPS, OBJECTS, SEGMENTS, SUSPECTED_WEAPON, grade_of, look
from customhouse.imaging.networks.volumes.naming import Named
from customhouse.imaging.networks.volumes.segments import Gridded
from customhouse.imaging.physics.volumes.examining import examine
from customhouse.imaging.recognition.pipeline import recognise_scan
from customhouse.kernel.likelihood import step_of
from simulators.scanner.bags import make_object
from tests.imaging.phantoms import make_volume

TABLE = files("customhouse.commodities.appearance") / "objects.csv"
CODES = [row["code"] for row in csv.DictReader(TABLE.read_text("utf-8").splitlines())]
BLOCK = make_volume([((10, 20, 20), (20, 20, 20), 0.0)])
MEDIUM = Severity.MEDIUM
THREAT, WEAPON = Suspicion.THREAT, Suspicion.WEAPON


@cache
def loose(label: str, seed: int = 3) -> Volume:
    """One object alone, as no training run has seen it."""
    made = make_object(seed, "evaluation", label=label)
    return Volume(made.high, made.spacing_mm, True, Provenance("simulated"), made.low, made.peaks_kev)


@cache
def seen(label: str) -> Recognition:
    return recognise_scan(loose(label))


def suspected(recognition: Recognition) -> list[Finding]:
    return [each for each in recognition.findings if each.severity in (Severity.MEDIUM, Severity.HIGH)]


CLEAR = 0.99  # above every limit of the shipped card
Said = tuple[str, float]  # what a candidate is taken for, and the probability of all threats


def said_of(monkeypatch: pytest.MonkeyPatch, say: Callable[[Candidate], Said]) -> None:
    """Let the second network say this of each candidate, whose likeliest threat are cells or else a dense block."""

    def named(_second: object, _third: object, found: Sequence[Measured], _looked: object) -> list[Named]:
        all_said = [(each.candidate, *say(each.candidate)) for each in found]
        of = {"lithium_cells": "lithium_cells"}
        return [
            Named(each, label, 0.9, threat, worst, threat, 0.1, chances={worst: threat})
            for each, label, threat in all_said
            for worst in [of.get(label, "explosive_bulk")]
        ]

    monkeypatch.setattr(looking, "name_all", named)


def test_a_fragment_gets_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    said_of(monkeypatch, lambda _each: ("air", 0.0))
    found = look(BLOCK).recognition.findings

    assert found == examine(BLOCK).recognition.findings


def test_a_suspected_fragment_keeps_its_suspicion(monkeypatch: pytest.MonkeyPatch) -> None:
    said_of(monkeypatch, lambda each: ("air", CLEAR if each.seen else 0.0))
    [found] = look(BLOCK).recognition.findings

    assert (found.label, found.probability, found.severity) == ("explosive_bulk", CLEAR, Severity.HIGH)


def test_a_suspicion_of_what_physics_has_seen_raises_that(monkeypatch: pytest.MonkeyPatch) -> None:
    said_of(monkeypatch, lambda each: ("food", 0.0) if each.seen else ("explosive_bulk", CLEAR))
    [plain] = examine(BLOCK).recognition.findings
    [found] = look(BLOCK).recognition.findings

    assert (found.id, found.label, found.severity) == (plain.id, "explosive_bulk", Severity.HIGH)
    assert found.reason.code == "suspected_object"
    assert (found.mass_kg, found.volume_cm3) == (plain.mass_kg, plain.volume_cm3)


def test_a_suspicion_of_much_more_than_physics_has_seen_stands_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    scan = make_volume([((10, 20, at), (20, 20, 20), 0.0) for at in (5, 75)])
    monkeypatch.setattr(looking, "hanging", around)
    said_of(monkeypatch, lambda each: ("explosive_bulk", 0.97) if each.mask.size > 5000 else ("food", 0.0))
    found = look(scan).recognition.findings

    assert [(each.id, each.label) for each in found] == [("o0", "food"), ("o1", "food"), ("n0", "explosive_bulk")]


LIMITS = {"suspected": 0.9, "likely": 0.97, SUSPECTED_WEAPON: 0.4, "unknown": 0.99, "least": 0.25}
CARD = replace(shipped()[OBJECTS].card, thresholds=LIMITS)
STRICT = Grading(noticed=frozenset())
ONE = Candidate((slice(0, 2),) * 3, np.ones((2, 2, 2), bool))


@pytest.mark.parametrize(
    ("threat", "weapon", "severity", "limit"),
    [(0.5, 0.45, Severity.MEDIUM, 0.4), (0.95, 0.45, Severity.MEDIUM, 0.9), (0.98, 0.9, Severity.HIGH, 0.97)],
    ids=["a weapon, perhaps", "any threat", "any threat, likely"],
)
def test_a_weapon_is_suspected_from_a_limit_of_its_own(
    threat: float, weapon: float, severity: Severity, limit: float
) -> None:
    grade = grade_of(Named(ONE, "metal_goods", 0.5, threat, "firearm", weapon, 0.1, weapon), CARD)

    assert grade is not None
    assert (grade[0], grade[1].limit, grade[1].by) == (severity, limit, "card")


def test_what_is_hardly_a_weapon_is_not_suspected() -> None:
    blade = Named(ONE, "metal_goods", 0.5, 0.5, "blade", 0.4, 0.1, 0.1)
    weapon = Named(ONE, "metal_goods", 0.5, 0.5, "firearm", 0.45, 0.1, 0.45)

    assert grade_of(blade, CARD) is None
    assert grade_of(weapon, replace(CARD, thresholds={"suspected": 0.9, "likely": 0.97})) is None


@pytest.mark.parametrize(
    ("policy", "severity", "held"),
    [
        (Grading(objects={MEDIUM: 0.6}), MEDIUM, Held(0.45, 0.4, BY_CARD, WEAPON)),
        (Grading(objects={Severity.LOW: 0.1}), MEDIUM, Held(0.45, 0.4, BY_CARD, WEAPON)),
        (Grading(weapons={MEDIUM: 0.3}), MEDIUM, Held(0.45, 0.3, BY_POLICY, WEAPON)),
        (Grading(weapons={Severity.HIGH: 0.44}), Severity.HIGH, Held(0.45, 0.44, BY_POLICY, WEAPON)),
        (Grading(weapons={MEDIUM: 0.9}, objects={MEDIUM: 0.5}), MEDIUM, Held(0.5, 0.5, BY_POLICY, THREAT)),
    ],
    ids=["objects higher", "objects low", "weapons lower", "weapons grave", "weapons higher, objects lower"],
)
def test_policy_sets_the_limits_of_weapons_and_of_objects_each_without_the_other(
    policy: Grading, severity: Severity, held: Held
) -> None:
    assert grade_of(Named(ONE, "metal_goods", 0.5, 0.5, "firearm", 0.45, 0.1, 0.45), CARD, policy) == (severity, held)


def test_a_limit_of_weapons_that_policy_raises_lets_the_weapon_pass_and_no_other_threat() -> None:
    raised = Grading(weapons={MEDIUM: 0.6})
    weapon = Named(ONE, "metal_goods", 0.5, 0.5, "firearm", 0.45, 0.1, 0.45)

    assert grade_of(weapon, CARD, raised) is None
    assert grade_of(replace(weapon, threat=0.95), CARD, raised) == (MEDIUM, Held(0.95, 0.9, BY_CARD, THREAT))


@pytest.mark.parametrize(
    ("threat", "cells", "severity"),
    [(0.99, 0.98, Severity.LOW), (0.99, 0.05, Severity.MEDIUM), (0.5, 0.4, None)],
    ids=["surely cells", "rather something else", "hardly either"],
)
def test_cells_as_telephones_hold_them_are_noticed_and_stop_nothing_by_their_look(
    threat: float, cells: float, severity: Severity | None
) -> None:
    named = Named(ONE, "lithium_cells", cells, threat, "lithium_cells", cells, 0.1, chances={"lithium_cells": cells})
    grade, strict = grade_of(named, CARD), grade_of(named, CARD, STRICT)

    assert (grade and grade[0]) == severity
    assert (strict and strict[0]) == (None if severity is None else Severity.HIGH)


def test_of_two_classes_that_are_noticed_neither_makes_the_other_grave() -> None:
    chances = {"lithium_cells": 0.52, "tobacco": 0.46}
    named = Named(ONE, "lithium_cells", 0.52, 0.98, "lithium_cells", 0.52, 0.1, chances=chances)
    card = replace(CARD, thresholds={**LIMITS, "suspected": 0.4})
    both = grade_of(named, card, Grading(noticed=frozenset(chances)))
    one = grade_of(named, card)

    assert (both and both[0], one and one[0]) == (Severity.LOW, Severity.MEDIUM)


def test_what_is_merely_noticed_is_told_in_other_words_than_a_suspicion(monkeypatch: pytest.MonkeyPatch) -> None:
    said_of(monkeypatch, lambda _: ("lithium_cells", CLEAR))
    [noticed] = look(BLOCK).recognition.findings
    [suspected] = look(BLOCK, grading=STRICT).recognition.findings

    assert (noticed.label, noticed.severity, noticed.reason.code) == ("lithium_cells", Severity.LOW, "noticed_object")
    assert "Honest parcels" in noticed.reason.text
    assert (suspected.severity, suspected.reason.code) == (Severity.HIGH, "suspected_object")


def test_weapons_that_are_likelier_together_than_any_other_threat_name_it() -> None:
    card = replace(CARD, classes=("air", "blade", "firearm", "firearm_part"), temperature=1.0)
    card = replace(card, preparation={"threats": list(card.classes[1:]), "weapons": ["firearm", "firearm_part"]})
    logits = np.log(np.array([[0.3, 0.3, 0.22, 0.18], [0.3, 0.5, 0.15, 0.05]], np.float32))

    both, blade = (naming._named(card, ONE, each, 0.0) for each in naming.calibrated(logits, 1.0))

    assert (both.threat_label, blade.threat_label) == ("firearm", "blade")
    assert both.weapon == pytest.approx(0.4)
    assert both.threat == pytest.approx(0.7)


def around(grid: Gridded) -> list[Candidate]:
    """All that is no air, and the air between, as one thing."""
    whole = grid.high.shape
    return [Candidate((slice(0, whole[0]), slice(0, whole[1]), slice(0, whole[2])), np.ones(whole, bool))]


def test_a_suspicion_is_a_finding_signed_by_the_model_that_has_it() -> None:
    """With a threshold low enough for the shipped network, which is too weak to raise much at its own."""
    model = shipped()[CROPS]
    bold = replace(model.card, thresholds={**model.card.thresholds, "suspected": 0.001, "likely": 0.99})
    scan = loose("firearm")
    looked = look(scan, {**shipped(), CROPS: replace(model, card=bold)})
    found = suspected(looked.recognition)

    assert found
    assert found[0].label in CODES
    assert 0 < (found[0].probability or 0) <= 1
    assert found[0].model == f"{bold.name} {bold.version}"
    assert found[0].reason.code == "suspected_object"
    assert not re.search(r"\d", found[0].reason.text), "the figure stands beside the words, not in them"
    assert found[0].reason.params["likelihood"] == step_of(float(found[0].reason.params["probability"]))


def test_a_garment_is_not_suspected() -> None:
    assert suspected(seen("clothing")) == []


def test_the_models_that_took_part_are_named_with_their_files() -> None:
    used = {each.name: each for each in seen("clothing").models}

    assert set(used) == {SEGMENTS, OBJECTS, CROPS}
    assert all(used[name].sha256 == shipped()[name].sha256 for name in used)
    assert 0 <= (seen("clothing").novelty or 0) <= 1


def test_without_the_third_network_the_second_s_word_and_limits_stand() -> None:
    two = {name: model for name, model in shipped().items() if name != CROPS}
    recognition = look(loose("firearm"), two).recognition

    assert {each.name for each in recognition.models} == {SEGMENTS, OBJECTS}
    assert {each.model for each in recognition.findings if each.label} == {shipped()[OBJECTS].label}


def test_one_energy_is_enough_to_be_looked_at() -> None:
    scan = loose("firearm")
    alone = recognise_scan(replace(scan, second=None, peaks_kev=scan.peaks_kev[:1]))

    assert {each.name for each in alone.models} == {SEGMENTS, OBJECTS, CROPS}
    assert any(each.label for each in alone.findings)


def test_the_physics_findings_keep_their_measures_when_they_are_named() -> None:
    scan = loose("firearm")
    plain = {each.id: each for each in examine(scan).recognition.findings}
    both = [(each, plain[each.id]) for each in seen("firearm").findings if each.id in plain]

    assert both
    assert all(
        (one.mass_kg, one.volume_cm3, one.box_mm) == (two.mass_kg, two.volume_cm3, two.box_mm) for one, two in both
    )


def test_classes_of_objects_are_laid_over_the_scans_own_voxels() -> None:
    scan = loose("clothing")
    looked = look(scan)

    assert looked.objects is not None
    assert looked.objects.shape == scan.values.shape
    assert int(looked.objects.max()) < len(CODES)
    assert (looked.objects[scan.values < -950] == 0).all()


@pytest.mark.parametrize(
    ("scan", "code"),
    [
        (replace(BLOCK, calibrated=False), "networks_need_units"),
        (replace(BLOCK, spacing_mm=None), "networks_need_units"),
        (replace(BLOCK, spacing_mm=(50.0, 50.0, 50.0)), "networks_too_large"),
    ],
)
def test_what_cannot_be_looked_at_keeps_the_physics_word_and_a_note(scan: Volume, code: str) -> None:
    looked = look(scan)

    assert looked.objects is None
    assert looked.recognition.findings == examine(scan).recognition.findings
    assert code in [note.code for note in looked.recognition.notes]
    assert looked.recognition.models == ()


def test_what_breaks_while_the_first_network_looks_aside_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def run(self, _inputs: object) -> dict[str, np.ndarray]:
            raise MemoryError("no room for a tile")

    monkeypatch.setattr(looking, "open_network", lambda _path: Broken())

    with pytest.raises(MemoryError, match="no room"):
        look(loose("clothing"))


def test_without_models_physics_alone_speaks() -> None:
    looked = look(BLOCK, {})

    assert [note.code for note in looked.recognition.notes][-1] == "networks_missing"


def test_without_the_engine_physics_alone_speaks() -> None:
    program = (
        "import sys; sys.modules['onnxruntime'] = sys.modules['openvino'] = None\n"
        "from tests.imaging.phantoms import make_volume\n"
        "from customhouse.imaging.recognition.pipeline import recognise_scan\n"
        "seen = recognise_scan(make_volume([((10, 20, 20), (20, 20, 20), 0.0)]))\n"
        "print(len(seen.findings), seen.notes[-1].code, seen.models)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert said.stdout.split() == ["1", "engine_missing", "()"]


def test_a_volume_of_air_is_looked_at_too() -> None:
    found = recognise_scan(make_volume([]))

    assert found.findings == ()
    assert found.novelty is not None


@pytest.mark.parametrize("name", [SEGMENTS, OBJECTS])
def test_a_shipped_model_is_small_and_its_card_is_whole(name: str) -> None:
    model = shipped()[name]

    assert list(model.card.classes) == CODES
    assert model.path.stat().st_size < 10 << 20
    assert "simulated" in (model.card.trained_on + model.card.limits).lower()
    assert len(model.card.novelty) == 101
    assert np.all(np.diff(model.card.novelty) >= 0)
    assert {trace.quantity for trace in model.card.log.traces} >= {"loss"}
    assert model.card.figures
    assert (MODELS / f"{name}.card.json").exists()
