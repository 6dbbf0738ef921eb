"""The place of the WCO's Unified File Format: a file that is probably one is told apart, and refused with the reason.

The specification is open to its members only, so nothing is known of the container but its name. No layout is guessed
here: a reader that guesses would show the wrong picture one day. Who holds the specification writes `read` in this
file; docs/reference/scan-model.md says where each of its topics goes.
"""

from collections.abc import Sequence
from typing import NoReturn

from customhouse.imaging.reading import ScanFile, Unreadable

ENDING = ".uff"


def is_uff(files: Sequence[ScanFile]) -> bool:
    """By the name alone, which is all that is public; files that another reader knows are never asked about."""
    return any(file.name.lower().endswith(ENDING) for file in files)


def refuse(files: Sequence[ScanFile]) -> NoReturn:
    named = next(file.name for file in files if file.name.lower().endswith(ENDING))
    raise Unreadable(
        "uff_not_public",
        f"{named} seems to be in the Unified File Format, whose specification is not public: it cannot be read here. "
        "Export DICOS, or 16-bit TIFF with a side-car.",
    )
