"""The register of models: brought as challengers, moved by two people, asked of by the recogniser."""

import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from customhouse.imaging.model import ModelUsed, Recognition, Severity
from customhouse.imaging.networks.cards import CARD, Model, shipped
from customhouse.imaging.networks.engine import EngineMissing
from customhouse.imaging.recogniser import SiteModel, SiteWords
from customhouse.imaging.records import kept_scan
from customhouse.imaging.registry import monitoring, store
from customhouse.imaging.registry.events import ModelDrifted, ModelMoved, ModelSteadied
from customhouse.imaging.registry.model import (
    Drifting,
    Label,
    Labelled,
    ModelState,
    Move,
    Outcome,
    Posted,
    RegisteredModel,
    Said,
    Source,
    What,
)
from customhouse.imaging.registry.moving import SHADOW_SCANS, check_decision, check_proposal, check_shadow, follows
from customhouse.imaging.store import find_scan
from customhouse.kernel.blobs import Blobs
from customhouse.kernel.errors import Conflict, Invalid, NotFound
from customhouse.kernel.ids import new_id
from customhouse.kernel.malformed import first_problem
from customhouse.kernel.transaction import Transaction
from customhouse.policy.package import PolicyPackage

LARGEST = 64 << 20
RECOGNISER = "recogniser"  # under which the words of physics and shipped networks together are kept
ALARMING = (Severity.MEDIUM, Severity.HIGH)
LOOKED_BACK = timedelta(days=400)
ACTIVE = (ModelState.SERVING, ModelState.CHALLENGER)


def read_folder(folder: Path) -> Posted:
    """A site head from the folder that `adapt` wrote. Raises `Invalid`."""
    cards = sorted(folder.glob("*.card.json")) if folder.is_dir() else []
    if len(cards) != 1:
        raise Invalid.one("folder", "no_model", f"{folder} holds {len(cards)} model cards; name a folder with one")
    try:
        card = CARD.validate_json(cards[0].read_bytes())
        network = folder / f"{card.name}.npz"
        if network.stat().st_size > LARGEST:
            raise Invalid.one("folder", "too_large", f"{network.name} is larger than {LARGEST >> 20} MiB")
        posted = Posted(card, network.read_bytes())
    except ValidationError as error:
        first = first_problem(error)
        raise Invalid.one("folder", "damaged", f"{cards[0].name} is no model card: {first.field}: {first.message}")
    except OSError as error:
        raise Invalid.one("folder", "damaged", f"{folder} cannot be read: {str(error).splitlines()[0]}")
    _check(posted)
    return posted


def _check(posted: Posted) -> None:
    """Raises `Invalid` where the file does not open as what its card says, or cannot look at a picture."""
    from customhouse.imaging.adaptation.site_heads import heads  # noqa: PLC0415 - NumPy and SciPy only when one is brought

    if posted.card.task != heads.TASK:
        raise Invalid.one("task", "wrong_task", f"only site heads can be registered, not {posted.card.task}")
    with tempfile.TemporaryDirectory(prefix="customhouse-model-") as side:
        path = Path(side) / "head.npz"
        path.write_bytes(posted.content)
        try:
            head = heads.read_head(Model(posted.card, path, ""))
        except (OSError, ValueError) as error:
            raise Invalid.one("folder", "damaged", f"the head does not open: {error}")
    try:
        heads.look_once(head)
    except EngineMissing:
        return  # it opens; who recognises scans has the engine
    except Exception as error:  # noqa: BLE001 - whatever a file from elsewhere makes go wrong, it is refused with words
        text = f"the head cannot look at a picture ({type(error).__name__}: {error})"
        raise Invalid.one("folder", "damaged", text)


@cache
def came_with_the_program() -> tuple[RegisteredModel, ...]:
    return tuple(
        RegisteredModel(f"shipped-{name}", model.card, model.sha256, ModelState.SERVING, None, "", shipped=True)
        for name, model in shipped().items()
    )


@dataclass(frozen=True)
class Registry:
    """Without a policy, a challenger may serve however few scans it has looked at."""

    blobs: Blobs
    policy: PolicyPackage | None = None

    def register(self, tx: Transaction, posted: Posted) -> RegisteredModel:
        """Keep a model as a challenger. The same file is the same model."""
        digest = hashlib.sha256(posted.content).hexdigest()
        known = store.find_by_hash(tx.connection, digest)
        if known is not None:
            return known
        self.blobs.put(posted.content)
        model = RegisteredModel(new_id(), posted.card, digest, ModelState.CHALLENGER, tx.now, tx.actor, tx.now)
        store.insert_model(tx.connection, model)
        return model

    def models(self, tx: Transaction) -> list[RegisteredModel]:
        """The site's own, newest first, then those that came with the program."""
        return [*store.list_models(tx.connection), *came_with_the_program()]

    def get(self, tx: Transaction, model_id: str) -> RegisteredModel:
        """By id, or by name and version as findings carry them. Raises `NotFound`."""
        found = store.find_model(tx.connection, model_id) or next(
            (each for each in self.models(tx) if model_id in (each.id, f"{each.card.name} {each.card.version}")), None
        )
        if found is None:
            raise NotFound("There is no such model.")
        return found

    def moves(self, tx: Transaction, model_id: str | None = None) -> list[Move]:
        """Newest first."""
        return store.list_moves(tx.connection, model_id)

    def propose(self, tx: Transaction, user_id: str, model_id: str, what: What, reason: str) -> Move:
        found = self.get(tx, model_id)
        model = store.find_model(tx.connection, found.id, lock=True) or found
        check_proposal(model, what, reason, store.list_moves(tx.connection, model.id))
        follows(model, what, store.list_models(tx.connection), store.list_moves(tx.connection))
        check_shadow(model, what, store.count_words(tx.connection, model.id), self._least_shadow(tx))
        move = Move(new_id(), model.id, what, reason.strip(), user_id, tx.now)
        store.insert_move(tx.connection, move)
        return move

    def decide(self, tx: Transaction, user_id: str, move_id: str, note: str, *, approved: bool) -> Move:
        """Another person's word on a proposal; an approved one takes effect at once, for the scans to come."""
        move = store.find_move(tx.connection, move_id, lock=True)
        if move is None:
            raise NotFound("There is no such proposal.")
        check_decision(move, user_id)
        outcome = Outcome.APPROVED if approved else Outcome.REFUSED
        decided = replace(move, outcome=outcome, decided_by=user_id, decided_at=tx.now, note=note.strip())
        model = self.get(tx, move.model_id)
        changes = self._changes(tx, model, move.what) if approved else []
        if not store.close_move(tx.connection, decided):
            raise Conflict("This is decided already.")
        for changed, state in changes:
            store.change_state(tx.connection, changed, state, tx.now)
        if approved:
            card = model.card
            who = {"proposed_by": move.proposed_by, "decided_by": user_id}
            told = {"what": move.what.value, "name": card.name, "version": card.version}
            tx.announce(ModelMoved(subject=model.id, occurred_at=tx.now, **told, **who))
        return decided

    def _changes(self, tx: Transaction, model: RegisteredModel, what: What) -> list[tuple[str, ModelState]]:
        """Locked and read again: of two approvals at once, the later one follows from what the earlier one did."""
        namesakes = store.lock_namesakes(tx.connection, model.card.name)
        by_now = next(each for each in namesakes if each.id == model.id)
        return follows(by_now, what, namesakes, store.list_moves(tx.connection))

    def _least_shadow(self, tx: Transaction) -> int:
        if self.policy is None or not self.policy.has(SHADOW_SCANS, tx.now):
            return 0
        return int(self.policy.number(SHADOW_SCANS, tx.now))

    # The recogniser's side

    def active(self, tx: Transaction) -> list[RegisteredModel]:
        """The site's own models that look at scans, for good or in shadow."""
        return [model for model in store.list_models(tx.connection) if model.state in ACTIVE]

    def at_hand(self, models: Iterable[RegisteredModel], folder: Path) -> tuple[SiteModel, ...]:
        """The models as files that the recogniser's process can open."""
        return tuple(
            SiteModel(
                model.id, model.card, self._path(model, folder), model.sha256, model.state is ModelState.CHALLENGER
            )
            for model in models
        )

    def _path(self, model: RegisteredModel, folder: Path) -> Path:
        kept = folder / model.sha256
        try:
            path = self.blobs.path(model.sha256)
            if path is None:
                kept.write_bytes(self.blobs.get(model.sha256))
        except NotFound:
            return kept  # where nothing lies: the recogniser notes that this model did not look
        return path or kept

    def keep_words(self, tx: Transaction, scan_id: str, seen: Recognition, words: Sequence[SiteWords]) -> None:
        """What each said of a scan; the recogniser as a whole among them."""
        alarms = any(finding.severity in ALARMING for finding in seen.findings)
        told = " + ".join([f"{seen.recogniser} {seen.version}", *(_label(m) for m in seen.models if not m.challenger)])
        # That of one picture, as training measured it, and not the strangest of several.
        novelty = next((each.novelty for each in words if not each.challenger), seen.novelty)
        store.keep_word(tx.connection, Said(scan_id, RECOGNISER, False, tx.now, told[:80], float(alarms), novelty))
        for each in words:
            plain = {"probabilities": each.probabilities, "boxes": [vars(box) for box in each.boxes]}
            said = Said(
                scan_id, each.model_id, each.challenger, tx.now, each.label[:80], each.alarm, each.novelty, plain
            )
            store.keep_word(tx.connection, said)

    # What was found to be true

    def learn(self, tx: Transaction, label: Label) -> None:
        store.keep_label(tx.connection, label)

    def labels(self, tx: Transaction) -> list[Label]:
        """Oldest first."""
        return store.list_labels(tx.connection)

    def labelled(self, tx: Transaction, *, reviews: bool = False) -> list[Labelled]:
        """Scans with the best that is known of each, oldest first; with `reviews`, what was only read counts too."""
        known = self.labels(tx)
        if not reviews:
            known = [label for label in known if label.source is Source.EXAMINATION]
        found = []
        for label in monitoring.truths(known).values():
            row = find_scan(tx.connection, label.scan_id)
            if row is not None:
                found.append(Labelled(kept_scan(row), label))
        return found

    # How right they are

    def months(self, tx: Transaction) -> list[monitoring.Month]:
        """What each model was worth on the random samples of each month, newest first."""
        names = self._names(tx)
        words = store.words_of(tx.connection, [RECOGNISER, *names], tx.now - LOOKED_BACK, random=True)
        return monitoring.by_month(words, store.list_labels(tx.connection), names)

    def drifts(self, tx: Transaction) -> list[monitoring.Drift]:
        """How far the scans of each month are from those each model was measured on, newest first."""
        names = self._names(tx)
        return monitoring.drifts(store.words_of(tx.connection, [RECOGNISER, *names], tx.now - LOOKED_BACK), names)

    def comparison(self, tx: Transaction, model_id: str) -> monitoring.Comparison:
        """A model beside the recogniser as it counted, on the scans that both have seen."""
        since = tx.now - LOOKED_BACK
        mine = store.words_of(tx.connection, [model_id], since)
        serving = store.words_of(tx.connection, [RECOGNISER], since)
        return monitoring.compared(mine, serving, store.list_labels(tx.connection))

    def announce_drift(self, tx: Transaction) -> int:
        """Tell of each model whose scans have changed, once until they are as before; return of how many."""
        known = {(each.model_id, each.version): each for each in self.drifting(tx)}
        looking = {RECOGNISER, *(model.id for model in self.active(tx))}
        found = monitoring.standing(self.drifts(tx), tx.now)
        standing = {key: drift for key, drift in found.items() if drift.model_id in looking}
        for key, begun in known.items():
            index = standing[key].index if key in standing else None
            over = index is None or index <= monitoring.STEADY
            if over and store.end_drift(tx.connection, begun):
                tx.announce(ModelSteadied(subject=begun.model_id, occurred_at=tx.now, **_named(begun.version)))
        fresh = [drift for key, drift in standing.items() if drift.is_alarming and key not in known]
        return sum(self._begin_drift(tx, drift) for drift in fresh)

    def _begin_drift(self, tx: Transaction, drift: monitoring.Drift) -> bool:
        """False where another server was quicker."""
        model_id, month, index, scans = drift.model_id, drift.month, drift.index or 0.0, drift.scans
        if not store.note_drift(tx.connection, Drifting(model_id, drift.version, month, index, scans, tx.now)):
            return False
        told = {"month": month, **_named(drift.version)}
        tx.announce(ModelDrifted(subject=model_id, occurred_at=tx.now, index=index, scans=scans, **told))
        return True

    def drifting(self, tx: Transaction) -> list[Drifting]:
        """What was told and is not over, the latest first."""
        return store.standing_drifts(tx.connection)

    def _names(self, tx: Transaction) -> dict[str, str]:
        """Of the site's own models; the recogniser as a whole names its parts in each of its words."""
        return {model.id: f"{model.card.name} {model.card.version}" for model in store.list_models(tx.connection)}


def _named(version: str) -> dict[str, str]:
    name, _, number = version.rpartition(" ")
    return {"name": name, "version": number}


def _label(model: ModelUsed) -> str:
    return f"{model.name} {model.version}"
