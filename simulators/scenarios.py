"""What the border plays: every scenario by name, with what it shows and the end that it must come to.

The ends are asserted by `tests/journeys`, through the public API.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from simulators.plays import scanned, sealed
from simulators.scanner import parcels
from simulators.stage import Stage
from simulators.trader import goods

Play = Callable[[Stage, str], Awaitable[None]]


@dataclass(frozen=True)
class End:
    """What a scenario must come to.

    Attributes:
        states: of the consignment; any of them.
        lane: of its last assessment; None where chance or calibration may decide it.
        alarms: rule and state of each alarm that must be there, and no other may be open.
        verdict: of the scan; None where there is none or it may vary.
        finding: a kind that must be among the scan's findings.
        gate: what the gate said.
    """

    states: tuple[str, ...]
    lane: str | None = None
    alarms: tuple[tuple[str, str], ...] = ()
    verdict: str | None = None
    finding: str | None = None
    gate: str | None = None


@dataclass(frozen=True)
class Scenario:
    """One scripted consignment; `starts_s` is when it enters in a live run."""

    name: str
    shows: str
    end: End
    play: Play
    starts_s: float


SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "honest-container",
        "An honest container is scanned, agrees with its declaration, and is released.",
        End(("released",), "green", verdict="agrees"),
        scanned.honest_container,
        0,
    ),
    Scenario(
        "rope-cut",
        "The rope is cut on the road: a critical alarm while the lorry drives on.",
        End(("in_transit", "under_control"), "red", (("rope_cut", "open"),)),
        sealed.rope_cut_on_road,
        2,
    ),
    Scenario(
        "honest-transit",
        "An honest transit passes the gate and is released.",
        End(("released",), "green", gate="pass"),
        sealed.honest_transit,
        5,
    ),
    Scenario(
        "dense-hidden",
        "A block of steel is hidden in toilet paper.",
        End(("under_control",), "red", finding="dense_object"),
        scanned.dense_object_hidden,
        9,
    ),
    Scenario(
        "watched-seller",
        "The exporter is one whom a watch-list has in Chinese signs: the hit waits for an officer.",
        End(("under_control",), "red"),
        scanned.watched_seller,
        11,
    ),
    Scenario(
        "silent-then-back",
        "A seal falls silent and comes back with its buffer: the alarm is withdrawn.",
        End(("in_transit", "released"), None, (("silent", "retracted"),)),
        sealed.silent_then_back,
        13,
    ),
    Scenario(
        "honest-parcel",
        "An honest parcel passes the CT scanner and is released.",
        End(("released",), "green", verdict="agrees"),
        partial(scanned.scanned_parcel, ware=goods.SHOES_BY_POST, pack=parcels.shoes_and_clothes),
        20,
    ),
    Scenario(
        "rope-cut-late",
        "Only after the release the seal tells that its rope was cut: the case is reopened.",
        End(("reopened", "under_control"), "red", (("rope_cut", "open"),), gate="pass"),
        sealed.cut_told_late,
        26,
    ),
    Scenario(
        "empty-but-loaded",
        "A container declared empty holds goods.",
        End(("under_control",), "red", verdict="disagrees"),
        scanned.declared_empty_loaded,
        33,
    ),
    Scenario(
        "real-ct-parcel",
        "A real CT volume, a teapot with something in it, arrives as a parcel.",
        End(("released", "under_control")),
        scanned.real_ct_parcel,
        40,
    ),
    Scenario(
        "corridor-left",
        "A lorry leaves its corridor by five kilometres.",
        End(("in_transit", "under_control"), "yellow", (("corridor_left", "open"),)),
        sealed.corridor_left,
        46,
    ),
    Scenario(
        "mass-far-off",
        "Newsprint is declared with less than half its weight, and the photo shows another container.",
        End(("under_control",), "red", verdict="disagrees"),
        scanned.declared_mass_far,
        55,
    ),
    Scenario(
        "wrong-seal",
        "Another seal hangs at the gate than was put on.",
        End(("under_control",), "red", gate="stop"),
        sealed.wrong_seal_at_gate,
        64,
    ),
    Scenario(
        "real-bus",
        "Real positions of a city bus, reported newest first, make one quiet journey.",
        End(("in_transit",), "green"),
        sealed.real_bus_positions,
        73,
    ),
    Scenario(
        "pistol-parcel",
        "A pistol is folded into second-hand clothes.",
        End(("under_control",), "red", finding="dense_object"),
        partial(scanned.scanned_parcel, ware=goods.CLOTHES, pack=parcels.pistol_in_clothes, honest=False),
        84,
    ),
    Scenario(
        "overdue",
        "A lorry dawdles until its time limit is over.",
        End(("in_transit", "under_control"), "yellow", (("overdue", "open"),)),
        sealed.overdue,
        96,
    ),
)
