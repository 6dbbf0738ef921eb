"""What networks say of a whole scan, and their maps of it, over HTTP."""

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict

from customhouse.access.guard import AdmittingRoute, Desk, Guard
from customhouse.imaging.api import ASK_AGAIN, READERS, send_file
from customhouse.imaging.grading import grading_by
from customhouse.imaging.model import ModelUsed
from customhouse.imaging.networks.cards import ModelCard
from customhouse.imaging.service import Imaging
from customhouse.imaging.showing.overlays import OverlayKind, installed_cards, overlays_of, place_of
from customhouse.imaging.showing.scans import Show, as_it_is
from customhouse.kernel.errors import NotFound
from customhouse.kernel.shares import wilson

Cards = Callable[[], Mapping[str, ModelCard]]
MEDIA = {OverlayKind.OBJECTS: "application/gzip"}


class TrialOut(BaseModel):
    """Of `count` statements with the probability `sure`, from `low` to `high` were right in trials (95 % interval)."""

    sure: float
    low: float
    high: float
    count: int


class ModelUsedOut(BaseModel):
    """A challenger only watches: its words count for nothing and are in no map.

    `trials` say what its probabilities are worth; empty where its card tells of none, or is not installed.
    """

    name: str
    version: str
    challenger: bool
    trials: list[TrialOut]


class OverlayOut(BaseModel):
    """`classes` are codes by number; 255 is `unknown`. Empty for grades, or where the model's card is not installed.

    `threats` are those of the classes that must not drown among the others.
    """

    model_config = ConfigDict(from_attributes=True)
    name: str
    kind: OverlayKind
    view: int | None
    model: str
    classes: list[str]
    threats: list[str]


class NetworksOut(BaseModel):
    """`novelty`: the share of trial images that were more like the training; `is_unlike`: policy wants a warning."""

    models: list[ModelUsedOut]
    novelty: float | None
    is_unlike: bool
    overlays: list[OverlayOut]


def overlays_router(imaging: Imaging, guard: Guard, show: Show = as_it_is, cards: Cards = installed_cards) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["imaging"], route_class=AdmittingRoute)

    @routes.get("/scans/{scan_id}/networks")
    def read_networks(scan_id: str, desk: Desk = guard.reads(*READERS)) -> NetworksOut:
        """The models that looked, how unlike their training the image is, and the maps they made of it."""
        scan = show(desk.tx, desk.user, imaging.get(desk.tx, scan_id)).told
        seen = scan.recognition
        novelty = seen.novelty if seen else None
        limit = grading_by(imaging.policy, scan.received_at).unlike
        return NetworksOut(
            models=[_used(each, cards()) for each in (seen.models if seen else ())],
            novelty=novelty,
            is_unlike=novelty is not None and novelty >= limit,
            overlays=[OverlayOut.model_validate(each) for each in overlays_of(scan, cards())],
        )

    @routes.get("/scans/{scan_id}/overlays/{name}", response_class=FileResponse)
    def read_overlay(scan_id: str, name: str, request: Request, desk: Desk = guard.reads(*READERS)) -> Response:
        """One map: a PNG of 8 bits over a view, or a NIfTI of uint8 over a volume."""
        place = place_of(name)
        if place is None:
            raise NotFound(f"There is no overlay {name!r}.")
        found = imaging.artefact_of(show(desk.tx, desk.user, imaging.get(desk.tx, scan_id)).told, name)
        # A newer recognition makes other maps of the same scan.
        return send_file(imaging, found, request, (MEDIA.get(place[0], "image/png"), {"Cache-Control": ASK_AGAIN}))

    return routes


def _used(model: ModelUsed, cards: Mapping[str, ModelCard]) -> ModelUsedOut:
    card = cards.get(f"{model.name} {model.version}")
    trials = []
    for sure, right, count in card.reliability if card is not None else ():
        low, high = wilson(round(right * count), count)
        trials.append(TrialOut(sure=sure, low=low, high=high, count=count))
    return ModelUsedOut(name=model.name, version=model.version, challenger=model.challenger, trials=trials)
