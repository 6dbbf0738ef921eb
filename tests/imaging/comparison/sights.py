"""Builders of what is declared and what is seen."""

from customhouse.imaging.comparison import Sight, Tolerances
from customhouse.imaging.model import (
    Comparison,
    Declared,
    DeclaredContainer,
    DeclaredItem,
    Finding,
    Mass,
    Material,
    Modality,
    Packed,
    Recognition,
    Row,
    Severity,
)
from customhouse.kernel.reasons import Reason

BOX = "CSQU3054383"
OTHER_BOX = "MSKU9070323"
ALLOWED = Tolerances(kinds_settle=True)


def recognition(
    mass: Mass | None,
    *findings: Finding,
    loaded: bool | None = True,
    mix: dict[str, float] | None = None,
    packed: Packed | None = None,
) -> Recognition:
    return Recognition("test", "1", findings, mass, mass, loaded, {}, contents_mix=mix or {}, packed=packed)


def sight(seen: Recognition, modality: Modality = Modality.RADIOGRAPH, number: str | None = BOX) -> Sight:
    return Sight(modality, seen, number)


def declared(kg: float, hs_code: str = "690721", *, loaded: bool = True) -> Declared:
    items = (DeclaredItem(1, hs_code, "goods", kg, (BOX,)),) if kg else ()
    return Declared(items, (DeclaredContainer(BOX, "22G1", loaded),))


def about(kg: float, share: float = 0.1) -> Mass:
    return Mass(kg, kg * (1 - share), kg * (1 + share))


def lying_at(density: float, share: float = 0.1) -> Packed:
    return Packed(density, density * (1 - share), density * (1 + share), 10.0)


def dense(kg: float, density: float = 7.0, cm3: float = 3000.0) -> Finding:
    reason = Reason("denser_than_surroundings", "denser")
    return Finding(
        "v0-0", "dense_object", Material.METAL, Severity.LOW, reason, volume_cm3=cm3, mass_kg=kg, density=density
    )


def row(comparison: Comparison, what: str) -> Row:
    [found] = [each for each in comparison.rows if each.what == what]
    return found
