"""The comparison as a whole: its steps in order, and the verdict over their rows."""

from collections.abc import Callable

from customhouse.imaging.comparison.amounts.mass import gross_mass
from customhouse.imaging.comparison.amounts.packages import packages
from customhouse.imaging.comparison.amounts.quantity import quantity
from customhouse.imaging.comparison.amounts.units import unit_masses
from customhouse.imaging.comparison.amounts.weighbridge import weighbridge
from customhouse.imaging.comparison.itemising import itemised
from customhouse.imaging.comparison.looks.commodity import commodities
from customhouse.imaging.comparison.looks.dense import dense_objects, raised
from customhouse.imaging.comparison.looks.emptiness import loaded_or_empty
from customhouse.imaging.comparison.looks.evenness import evenness
from customhouse.imaging.comparison.looks.material import material
from customhouse.imaging.comparison.looks.objects import anomalies, unexpected_objects
from customhouse.imaging.comparison.looks.packing import packed_density
from customhouse.imaging.comparison.lot import odd_one
from customhouse.imaging.comparison.markings import marked
from customhouse.imaging.comparison.radiation import radiation
from customhouse.imaging.comparison.scoring.score import scored
from customhouse.imaging.comparison.scoring.terms import Seen
from customhouse.imaging.comparison.sight import Part, Sight, Tolerances
from customhouse.imaging.model import Comparison, Declared, Finding, Row, Verdict
from customhouse.kernel.reasons import Reason

WORST = (Verdict.DISAGREES, Verdict.DOUBTFUL, Verdict.CANNOT_TELL, Verdict.AGREES)
Step = Callable[[Part, Sight, Tolerances], list[Row]]
STEPS: tuple[Step, ...] = (
    *(gross_mass, weighbridge, loaded_or_empty, commodities, material, packed_density, evenness),
    *(packages, quantity, unit_masses, dense_objects, anomalies, unexpected_objects, odd_one),
)
# Whatever else is seen, without these it is not settled that an image agrees. The other rows speak up or stay silent.
SETTLING = ("gross_mass_kg", "loaded")


def compare(declared: Declared | None, sight: Sight, allowed: Tolerances) -> tuple[Comparison, tuple[Finding, ...]]:
    """Return the comparison, and the findings with the severity that they have among such goods."""
    findings = sight.recognition.findings
    if declared is None:
        reason = Reason("nothing_declared", "Nothing is declared for this scan, so there is nothing to compare.")
        row = Row(None, "declaration", "-", "-", "-", Verdict.CANNOT_TELL, reason)
        return Comparison(Verdict.CANNOT_TELL, (row, *radiation(sight))), findings
    part = Part.of(declared, sight)
    rows = (*marked(declared, sight), *(row for step in STEPS for row in step(part, sight, allowed)))
    judged = raised(findings, part, sight, allowed)
    score = scored(Seen(declared, part, sight, allowed))
    listed = (*rows, *radiation(sight))  # behind those that count, so that the items' places among them hold
    return Comparison(_verdict(rows), listed, itemised(part, sight, rows), score), tuple(judged)


def _verdict(rows: tuple[Row, ...]) -> Verdict:
    counting = [row for row in rows if row.verdict is not Verdict.CANNOT_TELL or row.what in SETTLING]
    return next((each for each in WORST if any(row.verdict is each for row in counting)), Verdict.CANNOT_TELL)
