"""NRRD volumes: header and voxels in one file, or a detached header posted together with its voxels."""

import bz2
import gzip
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PureWindowsPath
from typing import Any, BinaryIO, cast

import numpy as np
from nrrd import NRRDError, read_header
from numpy.typing import NDArray

from customhouse.adapters.scanners.images.sidecar import SideCar
from customhouse.adapters.scanners.volumes.voxels import hounsfield, looks_hounsfield, sane_spacing, turned
from customhouse.imaging.model import Volume
from customhouse.imaging.reading import Limits, ScanFile, Unreadable

MAGIC = b"NRRD000"
LONGEST_HEADER = 1 << 20
# The names that the format gives to its types, by the number that numpy gives to them.
TYPES = {
    "i1": ("signed char", "int8", "int8_t"),
    "u1": ("uchar", "unsigned char", "uint8", "uint8_t"),
    "i2": ("short", "short int", "signed short", "signed short int", "int16", "int16_t"),
    "u2": ("ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t"),
    "i4": ("int", "signed int", "int32", "int32_t"),
    "u4": ("uint", "unsigned int", "uint32", "uint32_t"),
    "f4": ("float",),
    "f8": ("double",),
}
KINDS = {name: kind for kind, names in TYPES.items() for name in names}
# Signs that bring a space's axes to right, anterior, superior.
SPACES = {
    "right-anterior-superior": (1, 1, 1),
    "ras": (1, 1, 1),
    "left-anterior-superior": (-1, 1, 1),
    "las": (-1, 1, 1),
    "left-posterior-superior": (-1, -1, 1),
    "lps": (-1, -1, 1),
}
UNIT_MM = {"um": 0.001, "microns": 0.001, "cm": 10.0, "centimeters": 10.0, "m": 1000.0, "meters": 1000.0}
BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, OSError)


def is_nrrd(head: bytes) -> bool:
    return head.startswith(MAGIC)


@dataclass(frozen=True)
class Layout:
    """What the header claims, checked."""

    name: str
    header: dict[str, Any]
    shape: tuple[int, ...]  # fastest axis first, as the format has it
    kind: np.dtype[Any]

    @property
    def claimed(self) -> int:
        return math.prod(self.shape) * self.kind.itemsize


def read(files: Sequence[ScanFile], sidecar: SideCar, limits: Limits) -> Volume:
    headers = [file for file in files if is_nrrd(_start(file, len(MAGIC)))]
    if len(headers) != 1:
        raise Unreadable("several_series", "Post one NRRD volume at a time.")
    [file] = headers
    fields, at = _header(file)
    layout = Layout(file.name, fields, _shape(file, fields), _kind(file, fields))
    if max(layout.claimed, math.prod(layout.shape) * 2) > limits.volume_bytes:
        raise Unreadable(
            "too_large", f"{file.name} claims {layout.claimed:,} bytes of voxels; the limit is {limits.volume_bytes:,}."
        )
    held, at = _where(file, fields, at, [other for other in files if other is not file])
    voxels = _voxels(held, at, layout).reshape(layout.shape, order="F")
    affine, lengths = _geometry(layout)
    whole, lengths = turned(file.name, voxels, affine, lengths)
    spacing = sane_spacing(file.name, tuple(reversed(lengths)))
    values, calibrated = hounsfield(file.name, whole, sidecar.units(), looks_hounsfield(layout.kind, whole))
    peaks = (sidecar.energies[0].energy().peak_kev,)
    return Volume(values, spacing, calibrated, sidecar.provenance("NRRD"), None, peaks, sidecar.subject)


def _start(file: ScanFile, length: int) -> bytes:
    with file.path.open("rb") as stream:
        return stream.read(length)


def _header(file: ScanFile) -> tuple[dict[str, Any], int]:
    """Return the fields, and where the voxels begin if they follow."""
    head = _start(file, LONGEST_HEADER)
    ends = [(at, len(gap)) for gap in (b"\n\n", b"\r\n\r\n") if (at := head.find(gap)) >= 0]
    if not ends and len(head) == LONGEST_HEADER:
        raise Unreadable("damaged", f"{file.name} has a header without an end; export it again.")
    end, gap = min(ends, default=(len(head), 0))
    lines = head[:end].decode("utf-8", "replace").splitlines()
    try:
        return dict(read_header(lines)), end + gap
    except (NRRDError, ValueError, KeyError, IndexError, TypeError) as error:
        raise Unreadable("damaged", f"{file.name} has a header that makes no sense ({error}); export it again.")


def _shape(file: ScanFile, fields: dict[str, Any]) -> tuple[int, ...]:
    sizes = tuple(int(size) for size in np.atleast_1d(fields.get("sizes", ())))
    if len(sizes) != 3 or int(fields.get("dimension", 0)) != 3:
        raise Unreadable("not_a_volume", f"{file.name} holds {len(sizes)} dimensions; post one volume of three.")
    if min(sizes) <= 0:
        raise Unreadable("empty", f"{file.name} claims a volume of no size; export it again.")
    return sizes


def _kind(file: ScanFile, fields: dict[str, Any]) -> np.dtype[Any]:
    kind = KINDS.get(str(fields.get("type", "")).lower())
    if kind is None:
        raise Unreadable(
            "unsupported_encoding", f"{file.name} holds {fields.get('type')}; export whole or floating numbers."
        )
    order = {"little": "<", "big": ">"}.get(str(fields.get("endian", "")).lower(), "")
    if not order and kind[1] != "1":
        raise Unreadable("damaged", f"{file.name} does not say which endian its numbers have; export it again.")
    return np.dtype(order + kind)


def _where(file: ScanFile, fields: dict[str, Any], at: int, others: Sequence[ScanFile]) -> tuple[ScanFile, int]:
    """The file that holds the voxels. A name in a header is looked up among what was posted, never on the disk."""
    named = fields.get("data file", fields.get("datafile"))
    if named is None:
        if others:
            raise Unreadable(
                "several_series", f"{others[0].name} does not belong to {file.name}; post one volume alone."
            )
        return file, at
    wanted = PureWindowsPath(str(named)).name
    found = [other for other in others if other.name == wanted]
    if str(named).upper().startswith("LIST") or "%" in str(named) or len(found) != 1:
        raise Unreadable(
            "detached_header",
            f"{file.name} is a header whose voxels lie in {str(named)[:80]}; post both together, or export one file.",
        )
    return found[0], 0


def _voxels(file: ScanFile, at: int, layout: Layout) -> NDArray[Any]:
    encoding = str(layout.header.get("encoding", "")).lower()
    skip = int(layout.header.get("byte skip", 0) or 0)
    if int(layout.header.get("line skip", 0) or 0):
        raise Unreadable("unsupported_encoding", f"{layout.name} skips lines before its voxels; export it plainly.")
    with file.path.open("rb") as raw:
        if encoding == "raw":
            length = file.path.stat().st_size
            raw.seek(length - layout.claimed if skip == -1 else at + skip)
            content = raw.read(layout.claimed) if length >= layout.claimed else b""
        elif encoding in ("gzip", "gz", "bzip2", "bz2"):
            raw.seek(at)
            content = _unpacked(layout, raw, encoding, skip)
        else:
            raise Unreadable("unsupported_encoding", f"{layout.name} is encoded as {encoding}; export it raw or gzip.")
    if len(content) < layout.claimed:
        raise Unreadable("truncated", f"{layout.name} is shorter than its header says; post the whole file again.")
    return np.frombuffer(content, dtype=layout.kind)


def _unpacked(layout: Layout, raw: BinaryIO, encoding: str, skip: int) -> bytes:
    """As much as the header claims and no more, so that a bomb is never unpacked."""
    if skip < 0:
        raise Unreadable("unsupported_encoding", f"{layout.name} skips backwards in packed voxels; export it plainly.")
    stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw) if encoding.startswith("g") else bz2.BZ2File(raw))
    try:
        with stream:
            stream.read(min(skip, LONGEST_HEADER))
            return stream.read(layout.claimed)
    except BROKEN as error:
        raise Unreadable("truncated", f"{layout.name} breaks off while unpacking ({error}); post the whole file again.")


def _geometry(layout: Layout) -> tuple[NDArray[np.float64] | None, tuple[float, ...]]:
    """Return the way to right, anterior, superior (None where not said), and the lengths of the axes in mm."""
    directions = layout.header.get("space directions")
    if directions is None:
        given = np.atleast_1d(layout.header.get("spacings", ()))
        if given.size != 3:
            raise Unreadable("bad_geometry", f"{layout.name} gives no spacing; export it with its geometry.")
        return None, tuple(float(length) for length in given)
    axes = np.asarray(directions, dtype=np.float64)
    if axes.shape != (3, 3) or not np.isfinite(axes).all():
        raise Unreadable("bad_geometry", f"{layout.name} has axes that make no space; export it again.")
    units = np.atleast_1d(layout.header.get("space units", ()))
    axes = axes * (UNIT_MM.get(str(units[0]).strip('"').lower(), 1.0) if units.size else 1.0)
    lengths = tuple(float(length) for length in np.linalg.norm(axes, axis=1))
    signs = SPACES.get(str(layout.header.get("space", "")).lower())
    if signs is None:
        return None, lengths
    affine = np.eye(4)
    affine[:3, :3] = axes.T * np.array(signs)[:, None]
    return affine, lengths
