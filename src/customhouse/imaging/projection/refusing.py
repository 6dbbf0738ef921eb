"""Why nothing was inserted."""

from customhouse.imaging.reading import Unreadable


class NoPlace(Unreadable):
    """The scan has no place for this threat, or none where it could be seen."""

    def __init__(self, message: str) -> None:
        super().__init__("no_place", message)
