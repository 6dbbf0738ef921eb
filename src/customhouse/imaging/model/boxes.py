"""Where something lies: in an image, or in a volume."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """In pixels of the full image."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class BoxMm:
    """In millimetres from the first voxel's outer corner."""

    x: float
    y: float
    z: float
    width: float
    height: float
    depth: float
