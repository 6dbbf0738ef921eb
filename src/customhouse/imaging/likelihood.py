"""Calibrated probabilities in words; twin of `web/src/ui/likelihood.ts`."""

STEPS: tuple[tuple[float, str], ...] = (
    (0.95, "almost certain"),
    (0.80, "very likely"),
    (0.60, "likely"),
    (0.40, "even chance"),
    (0.20, "unlikely"),
    (0.05, "very unlikely"),
    (0.0, "remote"),
)


def in_words(probability: float) -> str:
    """The word of the first step that the probability reaches."""
    return next((word for least, word in STEPS if probability >= least), STEPS[-1][1])
