"""What lies around a thing: films, tapes, foils, cartons, tins; and a thing as a whole made larger or denser."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import affine_transform

from simulators.scanner.bags.making import ALONG_X, Maker, ball, box, rod
from simulators.scanner.bags.solids import BALL, BOX, COIL, FIELD, RING, ROD, Blueprint, Solid, Texture
from simulators.scanner.bags.substances import Stuff
from simulators.scanner.bags.varied.gathered import extent
from simulators.scanner.bags.varied.pieces import Pieces

WARP = 0.22  # natural logarithm of how far a real shape is stretched along each axis
CLOSE = 12  # pieces above which each is no more wrapped by itself


@dataclass(frozen=True)
class Wrap:
    """`stuffs` are of the appearance table; how densely they lie; thickness in millimetres."""

    stuffs: tuple[str, ...]
    packed: tuple[float, float]
    thick: tuple[float, float]


TIGHT: Mapping[str, Wrap] = {
    "film": Wrap(("polyolefin", "polyester", "pvc"), (0.5, 1.0), (0.3, 1.6)),
    "tape": Wrap(("plastic", "rubber", "pvc"), (0.8, 1.0), (0.5, 2.5)),
    "foil": Wrap(("aluminium",), (0.2, 0.9), (0.2, 0.8)),
    "paper": Wrap(("cellulose",), (0.4, 0.8), (0.4, 1.8)),
    "latex": Wrap(("rubber",), (0.8, 1.0), (0.5, 1.5)),
    "cloth": Wrap(("cotton", "polyester", "wool"), (0.12, 0.4), (2.0, 9.0)),
    "wax": Wrap(("fat",), (0.9, 1.0), (0.8, 3.0)),
    "bubbles": Wrap(("polyolefin",), (0.04, 0.12), (3.0, 9.0)),
}
OUTER: Mapping[str, Wrap] = {
    "carton": Wrap(("cellulose",), (0.3, 0.85), (0.8, 4.0)),
    "tin": Wrap(("steel", "aluminium"), (0.9, 1.0), (0.3, 0.9)),
    "tub": Wrap(("polyolefin", "plastic", "polystyrene"), (0.9, 1.0), (0.9, 2.6)),
    "case": Wrap(("wood", "leather", "plastic"), (0.8, 1.0), (2.0, 7.0)),
    "jar": Wrap(("glass", "fired_clay"), (0.9, 1.0), (2.2, 5.0)),
    "bag": Wrap(("polyolefin", "polyester", "cellulose"), (0.4, 1.0), (0.3, 1.2)),
}


def layered(m: Maker, parts: Pieces, tight: tuple[str, ...]) -> Pieces:
    """Each piece in up to three layers of what there is to choose from."""
    if not tight or len(parts) > CLOSE:
        return parts
    whole = list(parts)
    for _ in range(m.count(0, 3)):
        wrap = TIGHT[m.one(*tight)]
        stuff, thick = m.stuff(m.one(*wrap.stuffs), m.between(*wrap.packed)), m.between(*wrap.thick)
        whole = [
            each for part in whole for each in ((part,) if _is_bare(part) else (part, _around(part, stuff, thick)))
        ]
    return tuple(whole)


def enclosed(m: Maker, parts: Pieces, outer: tuple[str, ...]) -> Pieces:
    """All pieces in one more thing around them: a carton, a tin, a bag."""
    lower, upper = extent(parts)
    wrap = OUTER[m.one(*outer)]
    stuff, thick = m.stuff(m.one(*wrap.stuffs), m.between(*wrap.packed)), m.between(*wrap.thick)
    room = m.between(0.3, 6)
    x, y, z = (float(side) for side in upper - lower + 2 * (room + thick))
    a, b, c = (float(each) for each in (lower + upper) / 2)
    kind = m.count(0, 2)
    if kind == 0:
        radius = float(np.hypot(y, z)) / 2
        return *parts, rod(stuff, radius, x, (a, b, c), turn=ALONG_X, skin=thick)
    if kind == 1:
        return *parts, ball(stuff, (x * 1.15, y * 1.15, z * 1.2), (a, b, c), m.between(3.5, 6), skin=thick)
    return *parts, box(stuff, (x, y, z), (a, b, c), m.between(0, 4), skin=thick)


def _is_bare(part: Solid) -> bool:
    """What is cut, taken away, wound or a wrap already, is not wrapped again."""
    return part.stuff is None or part.kind in {RING, FIELD, COIL} or part.clip[0] >= 0


def _around(part: Solid, stuff: Stuff, thick: float) -> Solid:
    p = part.params
    grown: tuple[float, ...]
    outline = part.outline
    if part.kind == BOX:
        grown = (p[0] + thick, p[1] + thick, p[2] + thick, p[3] + thick)
    elif part.kind == BALL:
        grown = (p[0] + thick, p[1] + thick, p[2] + thick, p[3])
    elif part.kind == ROD:
        grown = (p[0] + thick, p[1] + thick, p[2] + thick, p[3] + thick)
    else:
        grown = (p[0] + thick,)
        share = 1 + thick / float(part.reach[:2].min())
        outline = tuple((x * share, y * share) for x, y in outline)
    return replace(part, stuff=stuff, params=grown, outline=outline, texture=Texture(), skin=thick)


def warped(m: Maker, thing: Blueprint) -> Blueprint:
    """A thing of a real shape stretched and sheared, so that its shape is no other's; any other thing as it is."""
    if thing.field is None:
        return thing
    bent = np.diag(1 / np.exp(m.dice.uniform(-WARP, WARP, 3)))
    bent[1, 2], bent[2, 1] = m.dice.uniform(-WARP, WARP, 2) / 2
    shape = np.ceil(np.abs(np.linalg.inv(bent)) @ np.array(thing.field.shape)).astype(int)
    centre = (np.array(thing.field.shape) - 1) / 2
    offset = centre - bent @ ((shape - 1) / 2)
    field = affine_transform(thing.field, bent, offset, output_shape=tuple(shape), order=1)
    z, y, x = (float(side) for side in shape)
    solids = tuple(
        replace(solid, params=(x, y, z, solid.params[3])) if solid.kind == FIELD else solid for solid in thing.solids
    )
    return replace(thing, field=np.ascontiguousarray(field, np.float32), solids=solids)


def resized(thing: Blueprint, factor: float, denser: float) -> Blueprint:
    """A thing as a whole so many times larger and denser; what is wound keeps the thickness of its wire."""
    return replace(thing, solids=tuple(_resized(solid, factor, denser) for solid in thing.solids))


def _resized(solid: Solid, factor: float, denser: float) -> Solid:
    p, lengths = solid.params, {BALL: 3, RING: 2}.get(solid.kind, len(solid.params))
    if solid.kind == FIELD:
        params = (*p[:3], p[3] * factor)
    else:
        params = (*(each * factor for each in p[:lengths]), *p[lengths:])
    x, y, z = solid.at
    stuff = solid.stuff
    if stuff is not None:
        light, iron, lead = stuff.basis
        stuff = replace(stuff, density=stuff.density * denser, basis=(light * denser, iron * denser, lead * denser))
    return replace(
        solid,
        stuff=stuff,
        params=params,
        at=(x * factor, y * factor, z * factor),
        bend=solid.bend / factor,
        clip=(solid.clip[0], solid.clip[1] * factor, solid.clip[2]),
        outline=tuple((a * factor, b * factor) for a, b in solid.outline),
        skin=solid.skin * factor,
        wave=(solid.wave[0] * factor, solid.wave[1] * factor),
    )
