"""Scan files that cannot be read, posted to a running server: kept in quarantine with words, and nothing is harmed."""

import gzip
import io
import random
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import numpy as np
import psutil
import pytest

from tests.imaging.phantoms import dicom_bytes, nifti_bytes, png_bytes, sidecar_bytes, tiff_bytes
from tests.journeys.siege import Siege, besieged

pytestmark = pytest.mark.journey
GREY = np.full((40, 60), 20_000, np.uint16)
SLICE = np.zeros((16, 16), np.int16)
Files = list[tuple[str, bytes]]


@pytest.fixture(scope="module")
def siege(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Siege]:
    with besieged(tmp_path_factory.mktemp("siege")) as siege:
        post(siege, [("warm.tif", tiff_bytes([GREY]))])  # the recogniser's processes are there before we measure
        yield siege


@pytest.fixture(autouse=True)
def looked_at_afterwards(siege: Siege) -> Iterator[None]:
    with siege.unharmed():
        yield


def post(siege: Siege, files: Files, **form: str) -> httpx.Response:
    parts = [("files", (name, content)) for name, content in files]
    return siege.person("scanner-xmpms").post("/api/scans", files=parts, data=form, timeout=120)


def claiming_two_gigabytes() -> bytes:
    content = bytearray(nifti_bytes(np.zeros((4, 4, 4), np.int16)))
    content[40:56] = struct.pack("<8h", 3, 1024, 1024, 1024, 1, 1, 1, 1)
    return bytes(content)


def png_claiming(width: int, height: int) -> bytes:
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 16, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


def zip_bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.dcm", bytes(200_000_000))
    return held.getvalue()


def not_a_number(value: float) -> bytes:
    voxels = np.full((16, 16, 16), -800.0, np.float32)
    voxels[3, 3, 3] = value
    return nifti_bytes(voxels)


def noise_after(magic: bytes) -> bytes:
    return magic + random.Random(3).randbytes(100_000)


BAD: dict[str, Files] = {
    "empty": [("scan.tif", b"")],
    "a text": [("scan.tif", b"dear customs, please find")],
    "random bytes": [("scan.tif", noise_after(b""))],
    "a program": [("scan.exe", noise_after(b"\x7fELF"))],
    "truncated DICOM": [("scan.dcm", dicom_bytes(np.zeros((256, 256), np.int16))[:20_000])],
    "DICOM of noise": [("scan.dcm", bytes(128) + noise_after(b"DICM"))],
    "DICOM of 40,000 frames": [("scan.dcm", dicom_bytes(SLICE, NumberOfFrames=40_000))],
    "DICOM of no size": [("scan.dcm", dicom_bytes(SLICE, Rows=0, Columns=0))],
    "two series": [(f"{n}.dcm", dicom_bytes(SLICE, n, f"1.2.{n}")) for n in (1, 2)],
    "a slice twice": [(f"{n}.dcm", dicom_bytes(SLICE, 5.0)) for n in (1, 2)],
    "spacing of nothing": [("scan.dcm", dicom_bytes(SLICE, PixelSpacing=[0, 0]))],
    "NaN volume": [("scan.nii", not_a_number(np.nan))],
    "infinite volume": [("scan.nii.gz", gzip.compress(not_a_number(np.inf)))],
    "header of 2 GB": [("scan.nii", claiming_two_gigabytes())],
    "packed header of 2 GB": [("scan.nii.gz", gzip.compress(claiming_two_gigabytes()))],
    "truncated gzip": [("scan.nii.gz", gzip.compress(noise_after(b""))[:9000])],
    "gzip of 2 GB": [("scan.nii.gz", gzip.compress(bytes(100_000_000)) * 20)],
    "zip of 200 MB": [("scan.zip", zip_bomb())],
    "broken zip": [("scan.zip", zip_bomb()[:5000])],
    "truncated TIFF": [("scan.tif", tiff_bytes([GREY])[:900])],
    "TIFF of noise": [("scan.tif", noise_after(b"II*\x00"))],
    "eight bit": [("scan.tif", tiff_bytes([GREY.astype(np.uint8)]))],
    "truncated PNG": [("scan.png", png_bytes(GREY)[:60])],
    "PNG of 100,000 pixels a side": [("scan.png", png_claiming(100_000, 100_000))],
    "PNG of no size": [("scan.png", png_claiming(0, 40))],
    "three energies": [
        ("scan.tif", tiff_bytes([GREY] * 3)),
        ("scan.json", sidecar_bytes(energies=[{"mev": 6}, {"mev": 4}, {"mev": 2}])),
    ],
    "energies without planes": [("scan.tif", tiff_bytes([GREY])), ("scan.json", sidecar_bytes())],
    "an impossible energy": [
        ("scan.tif", tiff_bytes([GREY])),
        ("scan.json", sidecar_bytes(energies=[{"mev": 6000}])),
    ],
    "side-car of noise": [("scan.tif", tiff_bytes([GREY])), ("scan.json", b"\xff\xfe{")],
    "side-car nested deeply": [("scan.tif", tiff_bytes([GREY])), ("scan.json", b"[" * 500_000)],
    "a side-car alone": [("scan.json", sidecar_bytes())],
    "a name that is a path": [("../../../../tmp/evil.tif", b"")],
}


@pytest.mark.parametrize("files", BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_put_in_quarantine_with_words(siege: Siege, files: Files) -> None:
    begun = time.monotonic()
    answer = post(siege, files)

    assert answer.status_code == 422, answer.text
    assert time.monotonic() - begun < 30
    [problem] = answer.json()["error"]["problems"]
    kept = siege.person("admin").get("/api/quarantine").json()["items"][0]
    assert len(problem["message"]) > 20
    assert kept["id"] == answer.json()["quarantine_id"]
    assert (kept["code"], kept["message"]) == (problem["code"], problem["message"])
    assert [raw["bytes"] for raw in kept["raw_files"]] == [len(content) for _, content in files]


def test_a_post_without_files_or_to_nothing_is_refused(siege: Siege) -> None:
    good = [("scan.tif", tiff_bytes([GREY]))]
    scanner = siege.person("scanner-xmpms")
    answers = [
        scanner.post("/api/scans", data={"mrn": "x"}),
        scanner.post("/api/scans", content=b"not multipart", headers={"Content-Type": "multipart/form-data"}),
        scanner.post("/api/scans", content=b"--x\r\n", headers={"Content-Type": "multipart/form-data; boundary=x"}),
        post(siege, good, consignment_id="no-such-consignment"),
        post(siege, good, mrn="\x00"),
    ]

    assert [400 <= answer.status_code < 500 for answer in answers] == [True] * 5


def test_a_post_beyond_the_limit_is_refused_before_it_is_read(siege: Siege) -> None:
    headers = {"Content-Length": str(3 << 30), "Content-Type": "multipart/form-data; boundary=x"}
    request = siege.person("scanner-xmpms").build_request("POST", "/api/scans", headers=headers)
    lines = [f"{name.decode()}: {value.decode()}" for name, value in request.headers.raw]
    answer = siege.ask(("POST /api/scans HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n").encode())

    assert answer.startswith(b"HTTP/1.1 413")
    assert b"512 MiB" in answer


def test_many_bad_scans_at_once_leave_room_for_a_good_one(siege: Siege) -> None:
    siege.person("scanner-xmpms")
    with ThreadPoolExecutor(8) as posting:
        answers = list(posting.map(lambda files: post(siege, files), list(BAD.values())))
    good = post(siege, [("good.tif", tiff_bytes([GREY + 1]))])

    assert {answer.status_code for answer in answers} == {422}
    assert good.status_code == 202


def test_a_recogniser_that_is_killed_is_started_again(siege: Siege) -> None:
    assert siege.server.process is not None
    for child in psutil.Process(siege.server.process.pid).children(recursive=True):
        child.kill()
    answers = [post(siege, [("good.tif", tiff_bytes([GREY + number]))]) for number in (2, 3)]

    assert 202 in {answer.status_code for answer in answers}
    assert {answer.status_code for answer in answers} <= {202, 422, 503}
