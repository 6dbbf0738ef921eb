"""Models over HTTP: their cards, what is proposed of them and decided, how right they were."""

import math
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from customhouse.access.guard import Desk, Guard
from customhouse.access.model import Permission
from customhouse.imaging.networks.training_log import TrainingLog
from customhouse.imaging.registry import monitoring
from customhouse.imaging.registry.model import ModelState, Move, Outcome, RegisteredModel, What
from customhouse.imaging.registry.service import Registry
from customhouse.imaging.registry.shares import Share

READERS = (Permission.READ_MODELS, Permission.MANAGE_MODELS)
ModelId = Annotated[str, Path(max_length=80)]


class SampledOut(BaseModel):
    """`value` is null where there is nothing to count; `low` and `high` are the 95 % interval."""

    hits: int
    of: int
    value: float | None
    low: float
    high: float
    more_needed: int


class MoveOut(BaseModel):
    id: str
    what: What
    reason: str
    proposed_by: str
    proposed_by_name: str
    proposed_at: datetime
    outcome: Outcome
    decided_by_name: str | None
    decided_at: datetime | None
    note: str


class ModelLineOut(BaseModel):
    id: str
    name: str
    version: str
    task: str
    state: ModelState
    shipped: bool
    sha256: str
    registered_at: datetime | None
    registered_by_name: str
    state_since: datetime | None
    open_move: MoveOut | None


class ModelsOut(BaseModel):
    items: list[ModelLineOut]


class ModelFigureOut(BaseModel):
    name: str
    value: float
    data: str
    low: float | None
    high: float | None
    count: int | None
    baseline: float | None
    target: float | None
    at_most: bool
    of: str


class ReliabilityOut(BaseModel):
    """`sure` is the mean probability of a bin, `right` the share of its `count` that was right."""

    sure: float
    right: float
    count: int


class SpentOut(BaseModel):
    on: str
    cpu_hours: float | None
    gpu_hours: float | None


class LearnedFromOut(BaseModel):
    what: str
    count: int


class TraceOut(BaseModel):
    """`points` are (step, value); `run` tells several runs apart."""

    quantity: str
    run: str
    points: list[tuple[int, float]]


class TrainingOut(BaseModel):
    """What is null or empty was not recorded. `steps` are of each run, a run for each seed; hours are of all pieces."""

    steps: int | None
    seeds: list[int]
    cpu_hours: float | None
    gpu_hours: float | None
    spent: list[SpentOut]
    learned_from: list[LearnedFromOut]
    traces: list[TraceOut]
    measured_on: str
    settings: dict[str, int | float | str]
    notes: list[str]
    written_at: str


class ModelOut(ModelLineOut):
    """`curve` are (false alarms, found), `confusion` rows of true classes."""

    classes: list[str]
    description: str
    trained_on: str
    limits: str
    figures: list[ModelFigureOut]
    reliability: list[ReliabilityOut]
    reliability_of: str
    curve: list[tuple[float, float]]
    confusion: list[list[int]]
    training: TrainingOut
    moves: list[MoveOut]
    scans: int
    agreed: SampledOut
    right: SampledOut
    serving_right: SampledOut


class MoveIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    what: What
    reason: str = Field(max_length=2000)


class MoveDecisionIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    approved: bool
    note: str = Field("", max_length=2000)


class MonthOut(BaseModel):
    month: str
    model_id: str
    version: str
    detected: SampledOut
    false_alarms: SampledOut


class DriftOut(BaseModel):
    """`index` is null below the fewest scans that tell anything."""

    month: str
    model_id: str
    version: str
    scans: int
    index: float | None
    alarming: bool


class MonitoringOut(BaseModel):
    """`samples` are random examinations so far; `more_needed` until detection is known to about ±5 %."""

    months: list[MonthOut]
    drifts: list[DriftOut]
    samples: int
    irregular: int
    more_needed: int
    threshold: float
    fewest: int


class DriftingOut(BaseModel):
    """`month`, `scans` and `index` are of when it was first told, at `at`."""

    model_config = ConfigDict(from_attributes=True)
    model_id: str
    version: str
    month: str
    scans: int
    index: float
    at: datetime


class DriftingModelsOut(BaseModel):
    threshold: float
    items: list[DriftingOut]


def models_router(registry: Registry, guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["models"])

    @routes.get("/models")
    def list_models(desk: Desk = guard.reads(*READERS)) -> ModelsOut:
        """The site's own models, newest first, then those that came with the program."""
        moves = registry.moves(desk.tx)
        return ModelsOut(items=[ModelLineOut(**_line(desk, model, moves)) for model in registry.models(desk.tx)])

    @routes.get("/models/{model_id}")
    def read_model(model_id: ModelId, desk: Desk = guard.reads(*READERS)) -> ModelOut:
        return _model(desk, registry, registry.get(desk.tx, model_id))

    @routes.post("/models/{model_id}/moves")
    def propose(model_id: ModelId, given: MoveIn, desk: Desk = guard.writes(Permission.MANAGE_MODELS)) -> ModelOut:
        """Propose that a model serves, goes back to its predecessor, or retires. Another person decides."""
        registry.propose(desk.tx, desk.user.id, model_id, given.what, given.reason)
        return _model(desk, registry, registry.get(desk.tx, model_id))

    @routes.post("/model-moves/{move_id}/decision")
    def decide(
        move_id: ModelId, given: MoveDecisionIn, desk: Desk = guard.writes(Permission.MANAGE_MODELS)
    ) -> ModelOut:
        """Approve or refuse what another person proposed; an approved move holds for the scans to come."""
        move = registry.decide(desk.tx, desk.user.id, move_id, given.note, approved=given.approved)
        return _model(desk, registry, registry.get(desk.tx, move.model_id))

    @routes.get("/recognition-monitoring")
    def read_monitoring(desk: Desk = guard.reads(*READERS)) -> MonitoringOut:
        """Detection and false alarms on random samples by month and version, and whether the scans have changed."""
        return _monitoring(registry.months(desk.tx), registry.drifts(desk.tx))

    @routes.get("/drifting-models")
    def list_drifting(desk: Desk = guard.reads(Permission.MANAGE_MODELS)) -> DriftingModelsOut:
        """Models whose scans have changed, for who decides on models; the latest first, empty once it is over."""
        items = [DriftingOut.model_validate(each) for each in registry.drifting(desk.tx)]
        return DriftingModelsOut(threshold=monitoring.DRIFTED, items=items)

    return routes


def _share(share: Share) -> SampledOut:
    low, high = share.interval
    value = None if math.isnan(share.value) else share.value
    return SampledOut(hits=share.hits, of=share.of, value=value, low=low, high=high, more_needed=share.more_needed)


def _move(desk: Desk, move: Move) -> MoveOut:
    names = desk.names(move.proposed_by, move.decided_by)
    return MoveOut(
        **{name: value for name, value in vars(move).items() if name not in {"model_id", "decided_by"}},
        proposed_by_name=names.get(move.proposed_by, move.proposed_by),
        decided_by_name=names.get(move.decided_by or "", move.decided_by),
    )


def _line(desk: Desk, model: RegisteredModel, moves: list[Move]) -> dict[str, Any]:
    open_move = next((m for m in moves if m.model_id == model.id and m.outcome is Outcome.OPEN), None)
    names = desk.names(model.registered_by)
    return {
        "id": model.id,
        "name": model.card.name,
        "version": model.card.version,
        "task": model.card.task,
        "state": model.state,
        "shipped": model.shipped,
        "sha256": model.sha256,
        "registered_at": model.registered_at,
        "registered_by_name": names.get(model.registered_by, model.registered_by),
        "state_since": model.state_since,
        "open_move": None if open_move is None else _move(desk, open_move),
    }


def _model(desk: Desk, registry: Registry, model: RegisteredModel) -> ModelOut:
    card, moves = model.card, registry.moves(desk.tx, model.id)
    compared = registry.comparison(desk.tx, model.id)
    return ModelOut(
        **_line(desk, model, moves),
        classes=list(card.classes) or list(card.preparation.get("box_classes", ())),
        description=card.description,
        trained_on=card.trained_on,
        limits=card.limits,
        figures=[ModelFigureOut(**vars(figure)) for figure in card.figures],
        reliability=[ReliabilityOut(sure=sure, right=right, count=n) for sure, right, n in card.reliability],
        reliability_of=card.reliability_of,
        curve=list(card.curve),
        confusion=[list(row) for row in card.confusion],
        training=_training(card.log),
        moves=[_move(desk, move) for move in moves],
        scans=compared.scans,
        agreed=_share(compared.agreed),
        right=_share(compared.mine),
        serving_right=_share(compared.serving),
    )


def _training(log: TrainingLog) -> TrainingOut:
    return TrainingOut(
        **{name: getattr(log, name) for name in ("steps", "cpu_hours", "gpu_hours", "measured_on", "written_at")},
        seeds=list(log.seeds),
        spent=[SpentOut(**vars(piece)) for piece in log.spent],
        learned_from=[LearnedFromOut(**vars(each)) for each in log.learned_from],
        traces=[TraceOut(quantity=t.quantity, run=t.run, points=list(t.points)) for t in log.traces],
        settings=dict(log.settings),
        notes=list(log.notes),
    )


def _monitoring(months: list[monitoring.Month], drifts: list[monitoring.Drift]) -> MonitoringOut:
    counted = [row for row in months if row.model_id == "recogniser"]
    found = Share(sum(row.detected.hits for row in counted), sum(row.detected.of for row in counted))
    clean = sum(row.false_alarms.of for row in counted)
    return MonitoringOut(
        months=[
            MonthOut(
                month=m.month,
                model_id=m.model_id,
                version=m.version,
                detected=_share(m.detected),
                false_alarms=_share(m.false_alarms),
            )
            for m in months
        ],
        drifts=[
            DriftOut(
                month=d.month,
                model_id=d.model_id,
                version=d.version,
                scans=d.scans,
                index=d.index,
                alarming=d.is_alarming,
            )
            for d in drifts
        ],
        samples=found.of + clean,
        irregular=found.of,
        more_needed=found.more_needed,
        threshold=monitoring.DRIFTED,
        fewest=monitoring.FEWEST,
    )
