"""NRRD: every encoding and byte order gives the same voxels; what lies is refused."""

import bz2
import gzip
import resource
from pathlib import Path
from typing import Any

import nrrd
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from customhouse.adapters.scanners import read
from customhouse.imaging.model import Volume
from customhouse.imaging.reading import ScanFile, Unreadable
from tests.imaging.phantoms import nifti_bytes, save, sidecar_bytes


def voxels() -> NDArray[np.int16]:
    made = np.full((6, 7, 8), -1000, np.int16)
    made[0, 0, 7] = 300
    return made


def nrrd_bytes(content: NDArray[Any], folder: Path, **header: Any) -> bytes:
    """As the format's own library writes it: (x, y, z), first axis fastest."""
    path = folder / "written.nrrd"
    header.setdefault("space", "right-anterior-superior")
    header.setdefault("space directions", np.diag([1.0, 1.5, 2.0]))
    nrrd.write(str(path), content, header)
    return path.read_bytes()


def by_hand(fields: dict[str, str], content: bytes, gap: bytes = b"\n") -> bytes:
    lines = [b"NRRD0004", *[f"{name}: {said}".encode() for name, said in fields.items()]]
    return gap.join(lines) + gap + gap + content


PLAIN = {"type": "short", "dimension": "3", "sizes": "4 5 6", "spacings": "1 1 1", "encoding": "raw"}
INSIDE = np.arange(120, dtype=np.int16).reshape(4, 5, 6, order="F") - 1000


def read_volume(*files: ScanFile) -> Volume:
    scan = read(files)
    assert isinstance(scan, Volume)
    return scan


def refused(*files: ScanFile) -> str:
    with pytest.raises(Unreadable) as caught:
        read(files)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["raw", "gzip", "bzip2"])
def test_a_volume_is_turned_to_the_order_of_the_house(tmp_path: Path, encoding: str) -> None:
    volume = read_volume(save(tmp_path, "v.nrrd", nrrd_bytes(voxels(), tmp_path, encoding=encoding)))

    assert volume.values.shape == (8, 7, 6)
    assert volume.values[7, 6, 5] == 300  # head last, back last, left last
    assert volume.spacing_mm == (2.0, 1.5, 1.0)
    assert volume.calibrated


def test_it_reads_as_the_same_volume_as_its_nifti_twin(tmp_path: Path) -> None:
    content = np.random.default_rng(0).integers(-1000, 900, (6, 7, 8)).astype(np.int16)
    directions = np.diag([1.0, 1.0, 2.0])
    one = read_volume(save(tmp_path, "a.nrrd", nrrd_bytes(content, tmp_path, **{"space directions": directions})))
    other = read_volume(save(tmp_path, "a.nii", nifti_bytes(content)))

    assert np.array_equal(one.values, other.values)
    assert one.spacing_mm == other.spacing_mm


def test_left_and_right_handed_spaces_lead_to_the_same_side(tmp_path: Path) -> None:
    ras = read_volume(save(tmp_path, "a.nrrd", nrrd_bytes(voxels(), tmp_path)))
    flipped = nrrd_bytes(voxels()[::-1, ::-1], tmp_path, space="left-posterior-superior")

    assert np.array_equal(read_volume(save(tmp_path, "b.nrrd", flipped)).values, ras.values)


@pytest.mark.parametrize("order", ["little", "big"])
@pytest.mark.parametrize("gap", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_both_byte_orders_and_line_endings_give_the_same_numbers(tmp_path: Path, order: str, gap: bytes) -> None:
    kind = "<i2" if order == "little" else ">i2"
    content = by_hand(PLAIN | {"endian": order}, INSIDE.astype(kind).tobytes(order="F"), gap)

    assert np.array_equal(read_volume(save(tmp_path, "a.nrrd", content)).values, INSIDE.transpose(2, 1, 0))


@pytest.mark.parametrize("kind", ["u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8"])
def test_every_type_of_number_is_read(tmp_path: Path, kind: str) -> None:
    content = np.arange(60).reshape(3, 4, 5).astype(kind)
    volume = read_volume(save(tmp_path, "a.nrrd", nrrd_bytes(content, tmp_path)))

    assert volume.values.shape == (5, 4, 3)
    assert not volume.calibrated


def test_a_side_car_can_say_what_its_numbers_mean(tmp_path: Path) -> None:
    content = nrrd_bytes(np.full((4, 4, 4), 1000, np.uint16), tmp_path)
    car = sidecar_bytes(kind="ct", energies=[{"kv": 160}], calibration={"unit": "relative_to_water", "water": 1000})
    volume = read_volume(save(tmp_path, "a.nrrd", content), save(tmp_path, "a.json", car))

    assert (volume.calibrated, int(volume.values.max()), volume.peaks_kev) == (True, 0, (160.0,))


def test_a_detached_header_is_read_with_its_voxels_and_refused_without(tmp_path: Path) -> None:
    fields = PLAIN | {"endian": "little", "data file": "./elsewhere/body.raw"}
    header = save(tmp_path, "a.nhdr", by_hand(fields, b"").rstrip() + b"\n")
    body = save(tmp_path, "body.raw", INSIDE.astype("<i2").tobytes(order="F"))

    assert np.array_equal(read_volume(header, body).values, INSIDE.transpose(2, 1, 0))
    assert refused(header) == "detached_header"


def test_a_header_never_opens_a_file_of_this_machine(tmp_path: Path) -> None:
    fields = PLAIN | {"endian": "little", "data file": "/etc/passwd"}

    assert refused(save(tmp_path, "a.nhdr", by_hand(fields, b""))) == "detached_header"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sizes": "4 5"}, "not_a_volume"),
        ({"sizes": "4 5 0"}, "empty"),
        ({"sizes": "4 5 -6"}, "empty"),
        ({"sizes": "4 5 six"}, "damaged"),
        ({"sizes": "40 50 60"}, "truncated"),
        ({"type": "block"}, "unsupported_encoding"),
        ({"encoding": "hex"}, "unsupported_encoding"),
        ({"spacings": "1 0 1"}, "bad_geometry"),
        ({"spacings": "1 nan 1"}, "bad_geometry"),
        ({"spacings": "1 1"}, "bad_geometry"),
        ({"endian": ""}, "damaged"),
        ({"line skip": "2"}, "unsupported_encoding"),
        ({"sizes": "4000 5000 6000"}, "too_large"),
    ],
)
def test_a_header_that_lies_is_refused(tmp_path: Path, changes: dict[str, str], code: str) -> None:
    content = by_hand({**PLAIN, "endian": "little", **changes}, INSIDE.tobytes(order="F"))

    assert refused(save(tmp_path, "a.nrrd", content)) == code


def test_voxels_that_are_no_number_are_refused(tmp_path: Path) -> None:
    content = np.full((4, 4, 4), np.nan, np.float32)

    assert refused(save(tmp_path, "a.nrrd", nrrd_bytes(content, tmp_path))) == "not_finite"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress], ids=["gzip", "bzip2"])
def test_a_bomb_is_unpacked_no_further_than_its_header_claims(tmp_path: Path, pack: Any) -> None:
    fields = PLAIN | {"endian": "little", "encoding": "gzip" if pack is gzip.compress else "bzip2"}
    bomb = by_hand(fields, pack(bytes(300_000_000)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    volume = read_volume(save(tmp_path, "a.nrrd", bomb))

    assert volume.values.size == 120
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_volume_that_breaks_off_anywhere_is_refused(tmp_path: Path, data: st.DataObject) -> None:
    noise = np.random.default_rng(1).integers(-1000, 900, (5, 6, 7)).astype(np.int16)
    encoding = data.draw(st.sampled_from(["raw", "gzip", "bzip2"]))
    whole = nrrd_bytes(noise, tmp_path, encoding=encoding)
    # The last bytes of packed voxels are their checksum: what was packed is whole without it.
    keep = data.draw(st.integers(1, len(whole) - 13))

    assert refused(save(tmp_path, "a.nrrd", whole[:keep])) in (
        "truncated", "damaged", "unknown_format", "not_a_volume", "unsupported_encoding", "bad_geometry", "empty",
    )  # fmt: skip


def test_a_header_without_an_end_is_refused(tmp_path: Path) -> None:
    assert refused(save(tmp_path, "a.nrrd", b"NRRD0004\n" + b"# on and on\n" * 100_000)) == "damaged"


def test_nothing_but_a_volume_stands_in_one_post(tmp_path: Path) -> None:
    whole = save(tmp_path, "a.nrrd", nrrd_bytes(voxels(), tmp_path))
    stray = save(tmp_path, "readme.txt", b"dear customs")

    assert refused(whole, stray) == "several_series"
