"""What making a model took, as its card keeps it: one shape for every network, baseline and site head.

What is None or empty was not recorded. Nothing is filled in afterwards, and zero hours are hours that were counted.
"""

from dataclasses import dataclass, field

Setting = int | float | str


@dataclass(frozen=True)
class Spent:
    """Hours of one piece of the work, of processor cores and of a GPU."""

    on: str
    cpu_hours: float | None = None
    gpu_hours: float | None = None


@dataclass(frozen=True)
class Count:
    """How many of what was learned from."""

    what: str
    count: int


@dataclass(frozen=True)
class Trace:
    """One quantity over the steps of one run.

    Attributes:
        quantity: `loss`, or a score and the split that it was measured on.
        run: which of several runs, as `seed 2`; empty where there was one.
        points: (step, value).
    """

    quantity: str
    points: tuple[tuple[int, float], ...]
    run: str = ""


@dataclass(frozen=True)
class TrainingLog:
    """The record of a training.

    Attributes:
        steps: of each run, or rounds of boosting; there is a run for each seed.
        spent: the pieces of the work; one whose hours nobody counted is named all the same.
        measured_on: what the scores among the traces were measured on.
        settings: batch, rate and the like, by name.
        notes: sentences of what the numbers leave out.
        written_at: when the card was written, ISO 8601.
    """

    steps: int | None = None
    seeds: tuple[int, ...] = ()
    spent: tuple[Spent, ...] = ()
    learned_from: tuple[Count, ...] = ()
    traces: tuple[Trace, ...] = ()
    measured_on: str = ""
    settings: dict[str, Setting] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    written_at: str = ""

    @property
    def cpu_hours(self) -> float | None:
        """Of all pieces whose hours were counted; None where none was."""
        return _sum([piece.cpu_hours for piece in self.spent])

    @property
    def gpu_hours(self) -> float | None:
        return _sum([piece.gpu_hours for piece in self.spent])


def traces_of(notes: list[dict[str, float]], names: dict[str, str], run: str = "") -> tuple[Trace, ...]:
    """From what a training noted on its way, each note with its `step`, what is asked for, under a name to read."""
    found = []
    for key, quantity in names.items():
        points = tuple((int(note["step"]), round(float(note[key]), 4)) for note in notes if key in note)
        if points:
            found.append(Trace(quantity, points, run))
    return tuple(found)


def _sum(hours: list[float | None]) -> float | None:
    counted = [each for each in hours if each is not None]
    return round(sum(counted), 3) if counted else None
