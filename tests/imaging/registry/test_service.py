"""Challengers look and count for nothing; two people let one serve; it can be taken back."""

import io
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from customhouse.imaging.model import Finding, ModelUsed, ScanState
from customhouse.imaging.networks.cards import write_card
from customhouse.imaging.reading import ScanFile
from customhouse.imaging.registry import store
from customhouse.imaging.registry.model import ModelState, Move, Outcome, Posted, Truth, What
from customhouse.imaging.registry.moving import SHADOW_SCANS
from customhouse.imaging.registry.service import RECOGNISER, Registry, read_folder
from customhouse.imaging.service import KeptScan, Reference
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from tests.conftest import NOON
from tests.imaging.registry.heads import changed, label, packed, posted
from tests.imaging.rooms import POLICY, Room, make_room

REASON = "It finds more on the same scans."


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return make_room(database, tmp_path)


def registry_of(room: Room) -> Registry:
    assert room.imaging.registry is not None
    return room.imaging.registry


def registered(room: Room, says: str = "positive", version: str = "1") -> str:
    with room.database.begin("admin") as tx:
        return registry_of(room).register(tx, posted(says, version)).id


def move(room: Room, model_id: str, what: What, *, approved: bool = True) -> None:
    with room.database.begin("one") as tx:
        proposed = registry_of(room).propose(tx, "one", model_id, what, REASON)
    with room.database.begin("two") as tx:
        registry_of(room).decide(tx, "two", proposed.id, "", approved=approved)


def states(room: Room, ids: Sequence[str]) -> list[ModelState]:
    with room.database.read("test") as tx:
        return [registry_of(room).get(tx, model_id).state for model_id in ids]


def recognised(room: Room, folder: Path, shade: int = 200) -> KeptScan:
    """A grey picture, posted and recognised."""
    path = folder / f"bag-{shade}.png"
    Image.fromarray(np.full((90, 120), shade, np.uint8)).save(path)
    post = room.imaging.open_post([ScanFile(path.name, path)])
    with room.database.begin("scanner") as tx:
        taken = room.imaging.receive(tx, post, Reference(), "XMPMS")
    room.workshop.work_off()
    with room.database.read("test") as tx:
        return room.imaging.get(tx, taken.id)


def of_site(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    return [(finding.label, finding.model) for finding in findings if finding.kind.startswith("site_")]


def test_a_challengers_words_are_kept_and_count_for_nothing(room: Room, tmp_path: Path) -> None:
    model_id = registered(room)
    scan = recognised(room, tmp_path)

    with room.database.read("test") as tx:
        words = {each.model_id: each for each in store.words_of(tx.connection, [model_id, RECOGNISER], NOON)}

    assert of_site(scan.findings) == []
    assert scan.recognition is not None
    assert scan.recognition.models == (ModelUsed("site-pictures", "1", _hash(room, model_id), True, "picture_site"),)
    assert (words[model_id].label, words[model_id].is_challenger) == ("positive", True)
    assert words[model_id].alarm == pytest.approx(0.953, abs=0.01)
    assert (words[RECOGNISER].alarm, words[RECOGNISER].scan_id) == (0, scan.id)


def _hash(room: Room, model_id: str) -> str:
    with room.database.read("test") as tx:
        return registry_of(room).get(tx, model_id).sha256


def test_once_it_serves_its_findings_count_with_its_version(room: Room, tmp_path: Path) -> None:
    model_id = registered(room)
    move(room, model_id, What.PROMOTE)

    scan = recognised(room, tmp_path)

    assert of_site(scan.findings) == [("positive", "site-pictures 1")]
    assert scan.recognition is not None
    assert not scan.recognition.models[0].challenger
    assert [told["what"] for told in room.news("model.moved")] == ["promote"]


def test_a_challenger_serves_only_once_it_has_looked_at_enough_scans(room: Room, tmp_path: Path) -> None:
    model_id, registry = registered(room), replace(registry_of(room), policy=POLICY)
    least = int(POLICY.number(SHADOW_SCANS, NOON))
    for number in range(least):
        with pytest.raises(Conflict, match=f"looked at {number} scans.*asks for {least}"):
            propose(room, registry, model_id)
        recognised(room, tmp_path, 100 + number)

    assert propose(room, registry, model_id).outcome is Outcome.OPEN


def propose(room: Room, registry: Registry, model_id: str) -> Move:
    with room.database.begin("one") as tx:
        return registry.propose(tx, "one", model_id, What.PROMOTE, REASON)


def test_nobody_approves_what_they_proposed(room: Room) -> None:
    model_id = registered(room)
    with room.database.begin("one") as tx:
        proposed = registry_of(room).propose(tx, "one", model_id, What.PROMOTE, REASON)

    with pytest.raises(Forbidden, match="another person"), room.database.begin("one") as tx:
        registry_of(room).decide(tx, "one", proposed.id, "", approved=True)

    assert states(room, [model_id]) == [ModelState.CHALLENGER]


def test_a_refused_proposal_changes_nothing_and_another_can_be_made(room: Room) -> None:
    model_id = registered(room)
    move(room, model_id, What.PROMOTE, approved=False)
    before = states(room, [model_id])
    move(room, model_id, What.PROMOTE)

    with room.database.read("test") as tx:
        outcomes = [each.outcome for each in registry_of(room).moves(tx, model_id)]

    assert (before, states(room, [model_id])) == ([ModelState.CHALLENGER], [ModelState.SERVING])
    assert outcomes == [Outcome.APPROVED, Outcome.REFUSED]


def test_a_new_version_retires_the_one_before_and_rolling_back_restores_it(room: Room) -> None:
    first, second = registered(room, version="1"), registered(room, version="22")
    move(room, first, What.PROMOTE)
    move(room, second, What.PROMOTE)
    promoted = states(room, [first, second])
    move(room, second, What.ROLL_BACK)

    assert promoted == [ModelState.RETIRED, ModelState.SERVING]
    assert states(room, [first, second]) == [ModelState.SERVING, ModelState.RETIRED]


def proposed(room: Room, model_id: str, what: What) -> str:
    with room.database.begin("one") as tx:
        return registry_of(room).propose(tx, "one", model_id, what, REASON).id


def decided(room: Room, move_id: str, *, approved: bool = True) -> None:
    with room.database.begin("two") as tx:
        registry_of(room).decide(tx, "two", move_id, "", approved=approved)


def test_what_the_models_state_no_longer_allows_is_not_approved_but_can_be_refused(room: Room) -> None:
    first, second, third = (registered(room, version="v" * length) for length in (1, 2, 3))
    move(room, first, What.PROMOTE)
    move(room, second, What.PROMOTE)
    stale = proposed(room, second, What.ROLL_BACK)
    move(room, third, What.PROMOTE)

    with pytest.raises(Conflict, match="by now"):
        decided(room, stale)
    decided(room, stale, approved=False)

    assert states(room, [first, second, third]) == [ModelState.RETIRED, ModelState.RETIRED, ModelState.SERVING]


def test_two_versions_approved_at_once_leave_one_serving(room: Room) -> None:
    first, second = registered(room, version="1"), registered(room, version="22")
    moves = [proposed(room, model_id, What.PROMOTE) for model_id in (first, second)]
    with room.database.begin("two") as tx:
        registry_of(room).decide(tx, "two", moves[0], "", approved=True)
        other = threading.Thread(target=decided, args=(room, moves[1]))
        other.start()
        other.join(0.5)  # it has come as far as it can before this transaction ends
    other.join(30)

    assert states(room, [first, second]) == [ModelState.RETIRED, ModelState.SERVING]


def test_a_model_proposed_by_its_name_and_version_is_proposed_by_its_id(room: Room) -> None:
    model_id = registered(room)
    decided(room, proposed(room, "site-pictures 1", What.PROMOTE))

    with room.database.read("test") as tx:
        moves = registry_of(room).moves(tx, model_id)

    assert [each.what for each in moves] == [What.PROMOTE]
    assert states(room, [model_id]) == [ModelState.SERVING]


def test_there_is_no_rolling_back_to_nothing(room: Room) -> None:
    model_id = registered(room)
    move(room, model_id, What.PROMOTE)

    with pytest.raises(Conflict, match="retire it instead"), room.database.begin("one") as tx:
        registry_of(room).propose(tx, "one", model_id, What.ROLL_BACK, REASON)


@pytest.mark.parametrize(
    ("what", "reason", "error"),
    [(What.PROMOTE, " ", Invalid), (What.ROLL_BACK, REASON, Conflict)],
    ids=["no reason", "unfit"],
)
def test_a_proposal_needs_a_reason_and_a_fitting_state(
    room: Room, what: What, reason: str, error: type[Exception]
) -> None:
    model_id = registered(room)

    with pytest.raises(error), room.database.begin("one") as tx:
        registry_of(room).propose(tx, "one", model_id, what, reason)


def test_a_retired_model_looks_no_more(room: Room, tmp_path: Path) -> None:
    move(room, registered(room), What.RETIRE)

    scan = recognised(room, tmp_path)

    assert scan.recognition is not None
    assert scan.recognition.models == ()


def test_a_model_whose_file_is_broken_is_noted_and_the_scan_is_recognised_all_the_same(
    room: Room, tmp_path: Path
) -> None:
    model_id = registered(room, version="broken")
    path = registry_of(room).blobs.path(_hash(room, model_id))
    assert path is not None
    path.chmod(0o644)
    path.write_bytes(b"no archive")

    scan = recognised(room, tmp_path)

    assert scan.recognition is not None
    assert [note.code for note in scan.recognition.notes][-1] == "model_unavailable"


@pytest.mark.parametrize("harm", ["missing", "cut short", "card"])
def test_whatever_is_wrong_with_a_model_the_scan_is_recognised_without_it(
    room: Room, tmp_path: Path, harm: str
) -> None:
    brought = posted(version=harm)
    if harm == "card":
        brought = replace(brought, card=replace(brought.card, preparation={"recipe": ["small"]}))
    with room.database.begin("admin") as tx:
        path = registry_of(room).blobs.path(registry_of(room).register(tx, brought).sha256)
    assert path is not None
    if harm == "missing":
        path.unlink()
    elif harm == "cut short":
        path.write_bytes(brought.content[:-90])

    scan = recognised(room, tmp_path)

    assert scan.recognition is not None
    assert (scan.state, scan.recognition.models) == (ScanState.RECOGNISED, ())
    assert [note.code for note in scan.recognition.notes][-1] == "model_unavailable"


def test_models_of_the_program_are_listed_and_cannot_be_moved(room: Room) -> None:
    with room.database.read("test") as tx:
        shipped = [model for model in registry_of(room).models(tx) if model.shipped]

    assert "picture-features" in {model.card.name for model in shipped}
    with pytest.raises(Conflict, match="came with the program"), room.database.begin("one") as tx:
        registry_of(room).propose(tx, "one", shipped[0].id, What.RETIRE, REASON)


def test_the_same_file_is_the_same_model_and_an_unknown_one_is_not_found(room: Room) -> None:
    assert registered(room) == registered(room)
    with pytest.raises(NotFound), room.database.read("test") as tx:
        registry_of(room).get(tx, "nothing")


def test_a_folder_is_read_whole_or_refused_with_words(tmp_path: Path) -> None:
    brought = posted()
    write_card(brought.card, tmp_path)
    with pytest.raises(Invalid, match="cannot be read"):
        read_folder(tmp_path)
    (tmp_path / "site-pictures.npz").write_bytes(b"no archive")
    with pytest.raises(Invalid, match="does not open"):
        read_folder(tmp_path)
    (tmp_path / "site-pictures.npz").write_bytes(brought.content)

    assert read_folder(tmp_path) == replace(brought)


def damaged(content: bytes) -> bytes:
    """One whose compressed numbers are not what was packed."""
    with np.load(io.BytesIO(content)) as kept:
        made = io.BytesIO()
        np.savez_compressed(made, allow_pickle=False, **kept)
    whole = bytearray(made.getvalue())
    whole[200:260] = bytes(60)
    return bytes(whole)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda b: replace(b, content=b.content[:-90]), "does not open"),
        (lambda b: replace(b, content=damaged(b.content)), "does not open"),
        (lambda b: replace(b, content=b""), "does not open"),
        (lambda b: replace(b, content=packed(weights=np.zeros((1280, 2)))), "lacks 'bias'"),
        (lambda b: replace(b, content=changed(b, bias=np.array([0, np.nan]))), "numbers"),
        (lambda b: replace(b, content=changed(b, strange_basis=np.zeros((7, 2)))), "cannot look"),
        (lambda b: replace(b, card=replace(b.card, preparation={"recipe": ["small"]})), "lacks 'side'"),
        (lambda b: replace(b, card=replace(b.card, preparation={**b.card.preparation, "sides": 3})), "does not open"),
        (lambda b: replace(b, card=replace(b.card, preparation={**b.card.preparation, "side": -1})), "sides"),
        (lambda b: replace(b, card=replace(b.card, task="ct_objects")), "only site heads"),
    ],
    ids=["cut", "damaged", "empty", "no bias", "not a number", "unfit", "no side", "one side", "negative", "task"],
)
def test_a_head_that_could_not_look_is_not_registered(
    tmp_path: Path, spoil: Callable[[Posted], Posted], says: str
) -> None:
    brought = spoil(posted())
    write_card(brought.card, tmp_path)
    (tmp_path / "site-pictures.npz").write_bytes(brought.content)

    with pytest.raises(Invalid, match=says):
        read_folder(tmp_path)


def test_accuracy_counts_and_a_challenger_is_compared(room: Room, tmp_path: Path) -> None:
    model_id = registered(room)
    scans = [recognised(room, tmp_path, shade) for shade in (60, 120, 180)]
    with room.database.begin("test") as tx:
        for scan in scans[:2]:
            registry_of(room).learn(tx, label(scan.id))
        registry_of(room).learn(tx, label(scans[2].id, Truth.CLEAN))
    with room.database.read("test") as tx:
        months = {row.version: row for row in registry_of(room).months(tx)}
        both = registry_of(room).comparison(tx, model_id)

    head = months["site-pictures 1"]
    assert (head.detected.hits, head.detected.of, head.false_alarms.hits, head.false_alarms.of) == (2, 2, 1, 1)
    assert (both.scans, both.mine.hits, both.serving.hits) == (3, 2, 1)
