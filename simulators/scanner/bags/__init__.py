"""Bags, parcels and mail with their truth, packed and scanned from a seed: `make_sample` and `make_object`."""

from simulators.scanner.bags.catalogue import OBJECTS, SPLITS, THREATS
from simulators.scanner.bags.cubes import CubeSample, make_cube
from simulators.scanner.bags.files import as_volume_file
from simulators.scanner.bags.sample import (
    BagSample,
    ObjectSample,
    make_crowded,
    make_enriched,
    make_object,
    make_sample,
    make_stranger,
    scan_again,
)

__all__ = [
    "OBJECTS",
    "SPLITS",
    "THREATS",
    "BagSample",
    "CubeSample",
    "ObjectSample",
    "as_volume_file",
    "make_crowded",
    "make_cube",
    "make_enriched",
    "make_object",
    "make_sample",
    "make_stranger",
    "scan_again",
]
