"""What is announced of models. They are about no consignment: the subject of each is the model's id."""

from dataclasses import dataclass
from typing import ClassVar

from customhouse.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ModelMoved(Event):
    """Two people let a model serve, go back to its predecessor, or retire."""

    kind: ClassVar[str] = "model.moved"
    what: str
    name: str
    version: str
    proposed_by: str
    decided_by: str


@dataclass(frozen=True, kw_only=True)
class ModelDrifted(Event):
    """The scans since this month are no longer like those that a model was measured on: told once, until it is over."""

    kind: ClassVar[str] = "model.drifted"
    name: str
    version: str
    month: str
    index: float
    scans: int


@dataclass(frozen=True, kw_only=True)
class ModelSteadied(Event):
    """The scans are again like those that a model was measured on, or it looks at none any more."""

    kind: ClassVar[str] = "model.steadied"
    name: str
    version: str
