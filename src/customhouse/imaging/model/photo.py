"""What is read off photographs that come with a scan: the markings of a container."""

from dataclasses import dataclass
from enum import StrEnum

from customhouse.imaging.model.boxes import Box


class MarkingKind(StrEnum):
    CONTAINER_NUMBER = "container_number"
    SIZE_TYPE = "size_type"
    CODE = "code"  # letters and digits that may be the number of a seal


@dataclass(frozen=True)
class PhotoFacts:
    """Size in pixels of the copy that is shown, upright and without what the camera wrote beside the picture."""

    name: str
    width: int
    height: int
    fault: str = ""  # why it was not read, where the engine gave up on it


@dataclass(frozen=True)
class Marking:
    """Something read in one photo.

    Attributes:
        value: of a container number the characters that ISO 6346 allows in each place; of others as read.
        raw: as it was read, before look-alike characters were told apart.
        confidence: 0 to 1, of the reading, before other photos are asked.
        photo: its place among the photos of the scan.
        box: in pixels of the copy that is shown.
        fault: `check_digit` where it does not hold, `incomplete` where it was not read; empty where all is well.
        sure: the check digit holds, the letters are clear, and no other reading contradicts it.
    """

    kind: MarkingKind
    value: str
    raw: str
    confidence: float
    photo: int
    box: Box
    fault: str = ""
    sure: bool = False


@dataclass(frozen=True)
class PhotosRead:
    """All that was read in the photos of one scan, the surest first. `reader` is empty where none is installed."""

    reader: str
    photos: tuple[PhotoFacts, ...]
    markings: tuple[Marking, ...] = ()

    def numbers(self) -> tuple[Marking, ...]:
        return tuple(each for each in self.markings if each.kind is MarkingKind.CONTAINER_NUMBER)

    def sure_numbers(self) -> tuple[str, ...]:
        """Container numbers read surely, each once: a photo of a lorry may show two."""
        return tuple(dict.fromkeys(each.value for each in self.numbers() if each.sure))
