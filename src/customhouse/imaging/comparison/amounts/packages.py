"""Number of packages declared against the packages that are counted in the image."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from customhouse.imaging.comparison.amounts.package_kinds import PackageKind, kind_of, may_be
from customhouse.imaging.comparison.sight import Part, Sight, Tolerances
from customhouse.imaging.model import Modality, PackagesSeen, Row, Verdict
from customhouse.kernel.reasons import Reason

SETTLED = 2.0  # tolerances: beyond so many, a count that is certain contradicts


@dataclass(frozen=True)
class Said:
    """Packages declared in this container; `kind` is None where nothing is known of how large they are."""

    count: int
    code: str
    kind: PackageKind | None


def said_of(part: Part) -> Said | None:
    """None where no packages are declared, or of several kinds, or how many of them are here is not said."""
    counts = [item.package_count for item in part.items]
    if part.declared_empty or not part.whole or part.low_kg < part.high_kg or not all(n is not None for n in counts):
        return None
    count = sum(n for n in counts if n)
    codes = {item.package_kind for item in part.items if item.package_count}
    if count <= 0 or len(codes) != 1:
        return None
    code = codes.pop()
    return None if code.startswith("V") else Said(count, code, kind_of(code))


def seen_as(said: Said, seen: Sequence[PackagesSeen]) -> PackagesSeen | None:
    """Of the ways of counting that may be of such packages, the one that is nearest to what is declared."""
    fitting = [each for each in seen if said.kind is not None and may_be(each, said.kind, said.count)]
    return min(
        fitting, key=lambda each: (each.count is None, _outside(said.count, each), not each.certain), default=None
    )


def apart(said: Said, seen: PackagesSeen) -> float:
    """Natural logarithm of the factor by which the declared number lies outside what is counted."""
    high = math.inf if seen.high is None else seen.high
    return max(0.0, math.log(max(seen.low, 0.5) / said.count), math.log(said.count / max(high, 0.5)))


def _outside(said: int, seen: PackagesSeen) -> float:
    high = math.inf if seen.high is None else seen.high
    return max(0.0, seen.low - said, said - high)


def packages(part: Part, sight: Sight, allowed: Tolerances) -> list[Row]:
    counted = sight.recognition.packages
    if sight.modality is not Modality.RADIOGRAPH or sight.recognition.loaded is False or counted is None:
        return []
    said = said_of(part)
    if said is None:
        return _several_kinds(part)
    item = part.items[0].number if len(part.items) == 1 else None
    declared = f"{said.count} {said.code}"
    seen = seen_as(said, counted)
    if seen is None:
        reason = _not_counted(said, counted)
        return [Row(item, "packages", declared, "-", "-", Verdict.CANNOT_TELL, reason)]
    verdict, reason = _judged(said, seen, allowed)
    if item is None and verdict is not Verdict.AGREES:  # goods of another item may be packed in another size
        verdict = Verdict.CANNOT_TELL
    shown = str(seen.count) if seen.count is not None else f"≥ {seen.low}"
    return [Row(item, "packages", declared, shown, _range(seen), verdict, reason, None, seen.places)]


def _several_kinds(part: Part) -> list[Row]:
    """A load of several kinds is not counted: which of them a package is of, the image does not say."""
    told = [item for item in part.items if item.package_count and not item.is_bulk]
    kinds = sorted({item.package_kind for item in told})
    if len(kinds) < 2 or not part.whole or part.declared_empty:
        return []
    params = {"kinds": ", ".join(kinds)}
    text = f"Packages of several kinds are declared ({params['kinds']}); they are not told apart."
    declared = str(sum(item.package_count or 0 for item in told))
    return [Row(None, "packages", declared, "-", "-", Verdict.CANNOT_TELL, Reason("packages_mixed", text, params))]


def _not_counted(said: Said, seen: Sequence[PackagesSeen]) -> Reason:
    if said.kind is None:
        params = {"code": said.code}
        text = f"How large packages of kind {said.code} are is not known, so they are not counted."
        return Reason("packages_kind_unknown", text, params)
    if not seen:
        text = "The load is not parted into things alike by gaps that the image shows, so nothing is counted."
        return Reason("packages_not_parted", text)
    params = {"seen": _range(seen[0]), "code": said.code}
    text = f"What repeats ({params['seen']}) is not as large as packages of kind {said.code}, or holds several of them."
    return Reason("packages_other_size", text, params)


def _judged(said: Said, seen: PackagesSeen, allowed: Tolerances) -> tuple[Verdict, Reason]:
    params = {"said": str(said.count), "seen": _range(seen), "fewest": str(seen.low)}
    tolerance = max(allowed.packages_share * said.count, 0.5)
    off = _outside(said.count, seen)
    if seen.count is None:
        tolerance = SETTLED * tolerance + 1  # a single view cannot be held against another one
    if seen.count is None and off <= tolerance:
        code = "packages_behind" if seen.unknown == "across" else "packages_above"
        behind = "stand behind them, one view does not show"
        if seen.unknown == "tiers":
            behind = "stand on each other, the view from above does not show"
        text = f"At least {seen.low} packages are seen; how many more {behind}."
        return Verdict.CANNOT_TELL, Reason(code, text, params)
    if off <= tolerance:
        text = f"{params['seen']} packages are counted, {said.count} are declared."
        return Verdict.AGREES, Reason("packages_agree", text, params)
    more = seen.low > said.count
    text = f"{params['seen']} packages are counted; {'only ' if more else ''}{said.count} are declared."
    settled = (
        seen.certain
        and off > SETTLED * tolerance
        and said.kind is not None
        and not said.kind.holds_more
        and not said.kind.touching
    )
    code = "packages_more" if more else "packages_fewer"
    return (Verdict.DISAGREES if settled else Verdict.DOUBTFUL), Reason(code, text, params)


def _range(seen: PackagesSeen) -> str:
    if seen.high is None:
        return f"≥ {seen.low}"
    return str(seen.low) if seen.low == seen.high else f"{seen.low} – {seen.high}"
