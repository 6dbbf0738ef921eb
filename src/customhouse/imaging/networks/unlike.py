"""Says so where an image is like nothing that the networks have learned."""

from dataclasses import replace

from customhouse.imaging.model import Finding, Grading, Recognition, Severity
from customhouse.kernel.reasons import Reason

UNLIKE_TRAINING = Reason(
    "unlike_training", "The image is unlike all that the network has learned: take its words for guesses."
)
AROUND = ("unlike_surroundings", "Something of about {size} m looks unlike the goods around it.")


def is_unlike(novelty: float | None, grading: Grading) -> bool:
    return novelty is not None and novelty >= grading.unlike


def noted(seen: Recognition, grading: Grading) -> Recognition:
    """With a note where the image is unlike the training."""
    return replace(seen, notes=(*seen.notes, UNLIKE_TRAINING)) if is_unlike(seen.novelty, grading) else seen


def doubted(finding: Finding) -> Finding:
    """A strange place of an image that is strange everywhere: of no kind, and not severe.

    It stays of medium severity where it was of more, so that a person looks at it all the same; no limit says so.
    """
    params = finding.reason.params
    plain = replace(finding, reason=Reason(AROUND[0], AROUND[1].format(**params), params))
    return replace(plain, severity=Severity.MEDIUM, held=None) if finding.severity is Severity.HIGH else plain
