"""Packages that are counted in an image."""

from dataclasses import dataclass

from customhouse.imaging.model.declared import Place


@dataclass(frozen=True)
class PackagesSeen:
    """One way of counting what repeats. Drums on pallets are counted as pallets and as drums.

    Attributes:
        count: None where a view is missing and only the fewest are known.
        high: None where more may stand behind what is seen.
        mm: usual length along the container, width across it and height of one; None where no view shows it.
        certain: all of the load is parted into things alike, and the views agree.
        unknown: `across` or `tiers`: of what there may be more; empty where nothing is left open.
    """

    count: int | None
    low: int
    high: int | None
    mm: tuple[float | None, float | None, float | None]
    certain: bool
    places: tuple[Place, ...] = ()
    unknown: str = ""
