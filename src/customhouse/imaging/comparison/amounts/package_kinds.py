"""How large packages of a kind are: which of the things that repeat in an image may be the packages declared."""

from dataclasses import dataclass

from customhouse.imaging.model import PackagesSeen

Range = tuple[float, float]


@dataclass(frozen=True)
class PackageKind:
    """Packages of one build, sizes in mm with some room for the fan of the beam.

    Attributes:
        codes: of UN/ECE Recommendation 21, revision 12.
        sides: both sides of what stands on the floor.
        height: as they stand.
        touching: they stand on each other without a gap that an image shows, so that tiers may be missed.
        holds_more: what is parted may hold several of them: cartons on a pallet, sacks under wrap.
    """

    name: str
    codes: frozenset[str]
    sides: Range
    height: Range
    holds_more: bool = False
    touching: bool = False


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


KINDS = (
    PackageKind("drum", _codes("DR 1A 1B 1D 1G 1H 1W QA QB QC QD QF QG QH QJ"), (240, 720), (280, 1250)),
    PackageKind("barrel", _codes("KG BA CK 2C QP QQ QR QS"), (240, 800), (240, 1250)),
    PackageKind("bulk container", _codes("WA WB WC WD WF WG WH WJ WK WL WM WN WP ZA ZB"), (800, 1450), (600, 1500)),
    PackageKind("reel", _codes("RL RO CL BB SO"), (180, 2300), (180, 1700), touching=True),
    PackageKind("bale", _codes("BL BN"), (280, 1800), (250, 1400)),
    PackageKind("pallet", _codes("PX PB PD PE AG AH OB OC OD OE 8A"), (700, 1450), (250, 2500)),
    PackageKind("bag", _codes("BG SA 43 5H 5L 5M XC XD XF XG XH XJ XK"), (200, 1350), (60, 1700), holds_more=True),
    PackageKind("box", _codes("CT BX CS CR 4A 4B 4C 4D 4F 4G 4H 8B 8C DC"), (150, 1300), (80, 1300), holds_more=True),
)  # fmt: skip
SEVERAL = 2.5  # as many declared as seen, and more: what is parted holds several of them


def kind_of(code: str) -> PackageKind | None:
    return next((kind for kind in KINDS if code in kind.codes), None)


def may_be(seen: PackagesSeen, kind: PackageKind, said: int) -> bool:
    """Whether what repeats may be packages of this kind, `said` of which are declared."""
    along, across, tall = seen.mm
    sides = all(kind.sides[0] <= each <= kind.sides[1] for each in (along, across) if each is not None)
    if not sides or (tall is not None and not kind.height[0] <= tall <= kind.height[1]):
        return False
    return not (kind.holds_more and seen.high is not None and said >= SEVERAL * seen.high)
