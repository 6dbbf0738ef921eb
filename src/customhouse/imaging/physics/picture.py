"""What physics says of a picture made for the eye: nothing, and that it says nothing."""

from customhouse.imaging.model import Picture, Recognition
from customhouse.imaging.physics import NAME, VERSION
from customhouse.kernel.reasons import Reason

PSEUDO_COLOUR = Reason(
    "pseudo_colour",
    "The image is a pseudo-colour picture, 8 bit, not calibrated: nothing can be measured on it. Look at it yourself.",
)


def recognise(_scan: Picture) -> Recognition:
    """An honest don't-know: colours of a console are no measurement, however well they look."""
    return Recognition(NAME, VERSION, (), None, None, None, {}, (PSEUDO_COLOUR,))
