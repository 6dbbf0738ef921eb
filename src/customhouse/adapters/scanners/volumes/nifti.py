"""NIfTI-1 and -2 volumes, plain or gzipped, brought to (z, y, x) in the order in which DICOM stores an axial series."""

import gzip
import io
import math
import zlib
from collections.abc import Sequence
from typing import Any, BinaryIO, cast

import nibabel
import numpy as np
from nibabel.spatialimages import HeaderDataError
from numpy.typing import NDArray

from customhouse.adapters.scanners.images.sidecar import SideCar
from customhouse.adapters.scanners.volumes.voxels import hounsfield, looks_hounsfield, sane_spacing, turned
from customhouse.imaging.model import Volume
from customhouse.imaging.reading import Limits, ScanFile, Unreadable

GZIP = b"\x1f\x8b"
KINDS = {"u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8"}
UNIT_MM = {0: 1.0, 1: 1000.0, 2: 1.0, 3: 0.001}  # xyzt_units: unknown counts as mm, as everyone reads it


def is_nifti(head: bytes) -> bool:
    if head.startswith(GZIP):
        try:
            head = zlib.decompressobj(31).decompress(head, 1024)
        except zlib.error:
            return False
    sizes = {int.from_bytes(head[:4], "little"), int.from_bytes(head[:4], "big")}
    return (bool(sizes & {348}) and head[344:347] in (b"n+1", b"ni1")) or (bool(sizes & {540}) and head[4:7] == b"n+2")


def read(files: Sequence[ScanFile], sidecar: SideCar, limits: Limits) -> Volume:
    if len(files) != 1:
        raise Unreadable("several_series", "Post one NIfTI volume at a time.")
    [file] = files
    with file.path.open("rb") as raw:
        packed = raw.read(2) == GZIP
        raw.seek(0)
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if packed else cast(BinaryIO, raw)
        length = None if packed else file.path.stat().st_size
        try:
            return _read(file, stream, length, (sidecar, limits))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise Unreadable(
                "truncated", f"{file.name} breaks off while unpacking ({error}); post the whole file again."
            )


def _read(file: ScanFile, stream: BinaryIO, length: int | None, how: tuple[SideCar, Limits]) -> Volume:
    sidecar, limits = how
    header = _header(file, stream)
    shape = _shape(file, header)
    kind = header.get_data_dtype()
    if kind.str[1:] not in KINDS:
        raise Unreadable("unsupported_encoding", f"{file.name} holds {kind}; export whole or floating numbers.")
    claimed = math.prod(shape) * kind.itemsize
    if max(claimed, math.prod(shape) * 2) > limits.volume_bytes:
        raise Unreadable(
            "too_large", f"{file.name} claims {claimed:,} bytes of voxels; the limit is {limits.volume_bytes:,}."
        )
    if length is not None and length < claimed + int(header["vox_offset"]):
        raise Unreadable("truncated", f"{file.name} is shorter than its header says; post the whole file again.")
    voxels = _voxels(file, stream, header, claimed).reshape(shape, order="F")
    slope, intercept = header.get_slope_inter()
    scaled = voxels if slope is None else voxels.astype(np.float32) * slope + intercept
    whole, lengths = _oriented(file, header, scaled)
    unit = UNIT_MM.get(int(header["xyzt_units"]) & 7, 1.0)
    spacing = sane_spacing(file.name, tuple(length * unit for length in reversed(lengths)))
    values, calibrated = hounsfield(file.name, whole, sidecar.units(), looks_hounsfield(kind, whole))
    peaks = (sidecar.energies[0].energy().peak_kev,)
    return Volume(values, spacing, calibrated, sidecar.provenance("NIfTI"), None, peaks, sidecar.subject)


def _header(file: ScanFile, stream: BinaryIO) -> Any:
    head = stream.read(540)
    if len(head) < 348:
        raise Unreadable("truncated", f"{file.name} ends within its header; post the whole file again.")
    version: Any = nibabel.Nifti2Header if head[4:7] == b"n+2" else nibabel.Nifti1Header
    try:
        header = version.from_fileobj(io.BytesIO(head), check=False)
        header.get_data_dtype()
    except (HeaderDataError, ValueError, KeyError) as error:
        raise Unreadable("damaged", f"{file.name} has a damaged header ({error}); export it again.")
    if bytes(header["magic"])[:3] == b"ni1":
        raise Unreadable("unknown_format", f"{file.name} is a header without its image; export as a single .nii file.")
    return header


def _shape(file: ScanFile, header: Any) -> tuple[int, ...]:
    sizes = [int(size) for size in header["dim"]]
    rank, sizes = sizes[0], sizes[1:]
    if not 3 <= rank <= 7 or any(size > 1 for size in sizes[3:rank]):
        raise Unreadable("not_a_volume", f"{file.name} holds {rank} dimensions; post one volume of three.")
    if any(size <= 0 for size in sizes[:3]):
        raise Unreadable("empty", f"{file.name} claims a volume of no size; export it again.")
    return tuple(sizes[:3])


def _voxels(file: ScanFile, stream: BinaryIO, header: Any, claimed: int) -> NDArray[Any]:
    offset = int(header["vox_offset"])
    if not 0 <= offset <= 10_000_000:
        raise Unreadable("damaged", f"{file.name} says that its voxels begin at byte {offset}; export it again.")
    stream.seek(max(offset, 348))
    content = stream.read(claimed)
    if len(content) < claimed:
        raise Unreadable("truncated", f"{file.name} is shorter than its header says; post the whole file again.")
    return np.frombuffer(content, dtype=header.get_data_dtype())


def _oriented(file: ScanFile, header: Any, voxels: NDArray[Any]) -> tuple[NDArray[Any], tuple[float, ...]]:
    """Return voxels as (z, y, x) towards head, back and left, and the lengths of the axes x, y, z."""
    lengths = tuple(float(length) for length in header["pixdim"][1:4])
    if int(header["sform_code"]) <= 0 and int(header["qform_code"]) <= 0:
        return turned(file.name, voxels, None, lengths)
    try:
        affine = header.get_best_affine()
    except (ValueError, np.linalg.LinAlgError, HeaderDataError) as error:
        raise Unreadable("bad_geometry", f"{file.name} has a senseless affine ({error}); export it again.")
    return turned(file.name, voxels, affine, lengths)
