"""Writes painting.json: what the painter must answer, in the browser as in print. Run it only to extend the vectors."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from customhouse.imaging.painting import painter

SCALE = painter.MaterialScale(
    attenuation=(0.1, 1, 4),
    organic=(1.22, 1.2, 1.16),
    inorganic=(1.7, 1.55, 1.4),
    metal=(2.8, 2.1, 1.9),
    thinnest=0.05,
    opaque=40,
)
TONES = [
    painter.Tone("distinct", 0, 2000),
    painter.Tone("classic", 310, 1500),
    painter.Tone("grey", 100, 108, inverted=True),
]


def digest(values: np.ndarray, kind: str) -> str:
    return hashlib.sha256(np.ascontiguousarray(values).astype(kind).tobytes()).hexdigest()


def planes() -> list[np.ndarray]:
    """A wedge of three materials in noise, odd in both sizes, with an opaque corner."""
    chance = np.random.default_rng(20260)
    rows, columns = np.indices((37, 53))
    thickness = 0.01 + columns / 20 + chance.normal(0, 0.004, rows.shape)
    ratio = np.select([rows < 12, rows < 24], [1.19, 1.5], 2.2)
    attenuation = [thickness, thickness * ratio]
    attenuation[0][30:, 45:] = attenuation[1][30:, 45:] = 12
    return [np.clip(np.round(65535 * np.exp(-a)), 0, 65535).astype(np.uint16) for a in attenuation]


def vectors() -> dict[str, object]:
    base = planes()
    levels = painter.pyramid(base, smallest=8)
    fine = painter.pyramid(painter.fine_attenuation(base), smallest=8)
    shifts = [min(painter.MATERIAL_SHIFT, len(levels) - 1 - i) for i in range(len(levels))]
    return {
        "scale": asdict(SCALE),
        "width": 53,
        "height": 37,
        "planes": [plane.ravel().tolist() for plane in base],
        "fine_sha256": digest(painter.FINE, "<u2"),
        "levels": [
            {
                "width": level[0].shape[1],
                "height": level[0].shape[0],
                "planes_sha256": [digest(plane, "<u2") for plane in level],
                "index_sha256": digest(painter.picture_index(level, fine[i + shifts[i]], shifts[i], SCALE), "<u2"),
            }
            for i, level in enumerate(levels)
        ],
        "smallest_index": painter.picture_index(levels[-1], fine[-1], 0, SCALE).ravel().tolist(),
        "one_energy_index_sha256": digest(painter.picture_index(base[:1], base[:1], 0, SCALE), "<u2"),
        "luts": [
            {
                "palette": tone.palette,
                "light": tone.light,
                "dark": tone.dark,
                "inverted": tone.inverted,
                "sha256": digest(painter.build_lut(tone), "u1"),
                "some": {str(at): painter.build_lut(tone)[at].tolist() for at in (0, 700, 5000, 33000, 58000, 65535)},
            }
            for tone in TONES
        ],
    }


if __name__ == "__main__":
    Path(__file__).with_name("painting.json").write_text(json.dumps(vectors(), separators=(",", ":")) + "\n")
