"""DICOM that is packed: deflated as a whole, or JPEG of 12 bits; real files, and our own packed by other libraries."""

import io
import resource
import tracemalloc
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import gdcm
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import FileDataset
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import CTImageStorage, DeflatedExplicitVRLittleEndian, JPEGExtended12Bit

from customhouse.adapters.scanners import read
from customhouse.adapters.scanners.dicom.jpeg import parted
from customhouse.adapters.scanners.folders import scans_in
from customhouse.imaging.model import Volume
from customhouse.imaging.reading import Limits, ScanFile, Unreadable
from tests.imaging.phantoms import dicom_bytes, save

TWELVE_BITS: dict[str, Any] = {"BitsStored": 12, "HighBit": 11}


def volume_of(*files: ScanFile, limits: Limits | None = None) -> Volume:
    scan = read(files, limits)
    assert isinstance(scan, Volume)
    return scan


def refused(*files: ScanFile, limits: Limits | None = None) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(files, limits)
    return caught.value


def real(name: str) -> FileDataset:
    """A file of the library's own tests, called a CT: they come from other machines of medicine."""
    path = get_testdata_file(name)
    assert isinstance(path, str)
    dataset = dcmread(path)
    dataset.Modality = "CT"
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = CTImageStorage
    dataset.PixelSpacing, dataset.SliceThickness = [1.0, 1.0], 2.0
    return dataset


def saved(folder: Path, name: str, dataset: FileDataset) -> ScanFile:
    held = io.BytesIO()
    dataset.save_as(held)
    return save(folder, name, held.getvalue())


def deflated(content: bytes) -> bytes:
    """The same object as pydicom deflates it."""
    dataset, held = dcmread(io.BytesIO(content)), io.BytesIO()
    dataset.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    dataset.save_as(held)
    return held.getvalue()


def start_of_stream(content: bytes) -> int:
    return 144 + int.from_bytes(content[140:144], "little")


def slices() -> list[np.ndarray]:
    grain = np.random.default_rng(3)
    return [np.clip(grain.normal(hu, 30, (48, 64)), -1024, 3000).astype(np.int16) for hu in (-1000, 0, 400, 1500)]


def test_a_deflated_series_is_the_series_that_was_deflated(tmp_path: Path) -> None:
    plain = [dicom_bytes(each, 2.0 * z) for z, each in enumerate(slices())]
    files = [save(tmp_path, f"{z}.dcm", deflated(each)) for z, each in enumerate(plain)]
    volume = volume_of(files[2], files[0], files[3], files[1])

    assert np.array_equal(volume.values, np.stack(slices()))
    assert volume.spacing_mm == (2.0, 1.0, 1.0)
    assert len(files[0].path.read_bytes()) < len(plain[0])


def test_a_deflated_and_a_plain_slice_are_one_series(tmp_path: Path) -> None:
    plain = [dicom_bytes(each, 2.0 * z) for z, each in enumerate(slices()[:2])]
    volume = volume_of(save(tmp_path, "0.dcm", deflated(plain[0])), save(tmp_path, "1.dcm", plain[1]))

    assert np.array_equal(volume.values, np.stack(slices()[:2]))


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_real_deflated_file_gives_its_pixels(tmp_path: Path) -> None:
    dataset = real("image_dfl.dcm")
    volume = volume_of(saved(tmp_path, "a.dcm", dataset))

    assert dataset.file_meta.TransferSyntaxUID == DeflatedExplicitVRLittleEndian
    assert np.array_equal(volume.values[0], dataset.pixel_array)
    assert volume.values.shape == (1, 512, 512)


def test_a_deflated_file_as_it_came_is_refused_for_what_it_is_and_not_for_how_it_is_packed() -> None:
    path = get_testdata_file("image_dfl.dcm")
    assert isinstance(path, str)

    assert refused(ScanFile("image_dfl.dcm", Path(path))).code == "not_a_volume"


def bomb(folder: Path) -> ScanFile:
    """A sound header before 256 MB of nothing."""
    packer, plain = zlib.compressobj(9, zlib.DEFLATED, -15), dicom_bytes(slices()[0])
    packed = packer.compress(plain[start_of_stream(plain) :])
    packed += b"".join(packer.compress(bytes(1 << 20)) for _ in range(256)) + packer.flush()
    content = deflated(plain)
    return save(folder, "bomb.dcm", content[: start_of_stream(content)] + packed)


def test_a_folder_is_searched_without_inflating_what_lies_in_it(tmp_path: Path) -> None:
    for z, each in enumerate(slices()):
        save(tmp_path, f"{z}.dcm", deflated(dicom_bytes(each, 2.0 * z, StudyInstanceUID="1.2.3")))
    bomb(tmp_path)
    tracemalloc.start()
    found = {scan.name: len(scan.files) for scan in scans_in(tmp_path)}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert found == {"0.dcm": 4, "bomb.dcm": 1}
    assert peak < 20_000_000


def test_a_deflated_header_longer_than_what_is_looked_at_still_tells_its_series(tmp_path: Path) -> None:
    for z, each in enumerate(slices()):
        dataset = dcmread(io.BytesIO(dicom_bytes(each, 2.0 * z, StudyInstanceUID="1.2.3")))
        dataset.add_new(0x00420011, "OB", np.random.default_rng(z).bytes(3 << 20))
        held = io.BytesIO()
        dataset.save_as(held)
        save(tmp_path, f"{z}.dcm", deflated(held.getvalue()))

    assert [len(scan.files) for scan in scans_in(tmp_path)] == [4]


def test_a_deflate_bomb_is_refused_before_it_takes_memory(tmp_path: Path) -> None:
    file = bomb(tmp_path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refusal = refused(file, limits=Limits(volume_bytes=20_000_000))
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert (refusal.code, "bomb.dcm inflates to more bytes" in refusal.message) == ("too_large", True)
    assert grown_kib < 50_000
    assert file.path.stat().st_size < 2_000_000


def test_the_slices_of_a_post_share_what_they_may_inflate_to(tmp_path: Path) -> None:
    wide = np.zeros((2048, 2048), np.int16)  # 8 MB each: none alone is too large
    files = [save(tmp_path, f"{z}.dcm", deflated(dicom_bytes(wide, 2.0 * z))) for z in range(9)]

    assert refused(*files, limits=Limits(volume_bytes=8_400_000)).code == "too_large"


@pytest.mark.parametrize("keep", [0.4, 0.8, 0.99])
def test_a_deflated_file_that_breaks_off_is_refused(tmp_path: Path, keep: float) -> None:
    content = deflated(dicom_bytes(slices()[0]))

    assert refused(save(tmp_path, "a.dcm", content[: int(keep * len(content))])).code == "truncated"


def test_a_deflated_file_with_a_damaged_stream_is_refused(tmp_path: Path) -> None:
    content = bytearray(deflated(dicom_bytes(slices()[0])))
    content[start_of_stream(bytes(content)) :] = b"\xff" * 200

    assert refused(save(tmp_path, "a.dcm", bytes(content))).code == "damaged"


def as_jpeg(content: bytes, folder: Path, precision: int = 12) -> bytes:
    """The same object as GDCM packs it into JPEG Extended; left to itself it would take a precision of 16."""
    plain, packed = folder / "plain.tmp", folder / "packed.tmp"
    plain.write_bytes(content)
    reader, change, writer = gdcm.ImageReader(), gdcm.ImageChangeTransferSyntax(), gdcm.ImageWriter()
    reader.SetFileName(str(plain))
    assert reader.Read()
    image, dataset, codec = reader.GetImage(), dcmread(plain), gdcm.JPEGCodec()
    image.SetPixelFormat(gdcm.PixelFormat(1, precision, 12, 11, dataset.PixelRepresentation))
    codec.SetLossless(False)
    codec.SetQuality(95)
    change.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.JPEGExtendedProcess2_4))
    change.SetUserCodec(codec)
    change.SetInput(image)
    assert change.Change()
    writer.SetFile(reader.GetFile())
    writer.SetImage(change.GetOutput())
    writer.SetFileName(str(packed))
    assert writer.Write()
    dataset.PixelData = dcmread(packed).PixelData
    dataset["PixelData"].is_undefined_length = True
    dataset.file_meta.TransferSyntaxUID = JPEGExtended12Bit
    held = io.BytesIO()
    dataset.save_as(held)
    return held.getvalue()


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_real_jpeg_of_12_bits_gives_the_samples_that_libjpeg_turbo_gives(tmp_path: Path) -> None:
    dataset = real("JPGExtended.dcm")
    volume = volume_of(saved(tmp_path, "a.dcm", dataset))
    [plane] = volume.values

    assert (dataset.file_meta.TransferSyntaxUID, dataset.BitsStored) == (JPEGExtended12Bit, 12)
    assert plane.shape == (1024, 256)
    # Told by libjpeg-turbo 3 of the same frame.
    assert (int(plane.min()), int(plane.max()), int(plane[420, 140]), int(plane[230, 120])) == (0, 264, 244, 95)
    assert float(plane.mean()) == pytest.approx(14.369991, abs=1e-6)


@pytest.mark.parametrize("precision", [12, 16])
def test_a_series_of_jpegs_is_within_their_loss_of_what_was_packed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], precision: int
) -> None:
    rows = np.mgrid[0:48, 0:64][0]
    truth = [(900 + 40 * rows + 200 * z).clip(0, 4095).astype(np.int16) for z in range(3)]
    plain = [
        dicom_bytes(each, 2.0 * z, PixelRepresentation=0, RescaleIntercept=-1024, **TWELVE_BITS)
        for z, each in enumerate(truth)
    ]
    files = [save(tmp_path, f"{z}.dcm", as_jpeg(each, tmp_path, precision)) for z, each in enumerate(plain)]
    volume = volume_of(*files)

    assert volume.calibrated
    assert int(np.abs(volume.values - (np.stack(truth).astype(int) - 1024)).max()) <= 8
    assert capfd.readouterr() == ("", "")


def test_signed_samples_keep_their_sign(tmp_path: Path) -> None:
    truth = np.full((48, 64), -300, np.int16)
    truth[:, 32:] = -900
    stored = dicom_bytes(truth & 0xFFF, PixelRepresentation=0, **TWELVE_BITS)  # the twelve bits of a signed sample
    dataset = dcmread(io.BytesIO(as_jpeg(stored, tmp_path)))
    dataset.PixelRepresentation = 1
    volume = volume_of(saved(tmp_path, "a.dcm", dataset))

    assert int(np.abs(volume.values[0].astype(int) - truth).max()) <= 16


def jpeg_of(folder: Path) -> FileDataset:
    plain = dicom_bytes(slices()[2] + np.int16(1024), PixelRepresentation=0, **TWELVE_BITS)
    return dcmread(io.BytesIO(as_jpeg(plain, folder)))


def with_frame(dataset: FileDataset, frame: bytes) -> FileDataset:
    dataset.PixelData = encapsulate([frame])
    return dataset


def test_a_frame_that_is_larger_than_its_header_says_is_never_decoded(tmp_path: Path) -> None:
    dataset = jpeg_of(tmp_path)
    frame = bytearray(next(generate_frames(dataset.PixelData, number_of_frames=1)))
    at = frame.index(b"\xff\xc1")
    frame[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    refusal = refused(saved(tmp_path, "a.dcm", with_frame(dataset, bytes(frame))))

    assert (parted(bytes(frame)).rows, parted(bytes(frame)).columns) == (65535, 65535)
    assert (refusal.code, "65535 × 65535" in refusal.message) == ("unsupported_encoding", True)


@pytest.mark.parametrize("keep", [2, 20, 300, 0.5])
def test_a_frame_that_breaks_off_is_refused(tmp_path: Path, keep: float) -> None:
    dataset = jpeg_of(tmp_path)
    frame = next(generate_frames(dataset.PixelData, number_of_frames=1))
    short = frame[: int(keep if keep > 1 else keep * len(frame))]
    refusal = refused(saved(tmp_path, "a.dcm", with_frame(dataset, short)))

    assert refusal.code in ("unsupported_encoding", "truncated")


@pytest.mark.parametrize(
    "wrong",
    [b"\x00" * 40, b"\xff\xe0\x00\x10JFIF\x00\x07\x07" + bytes(7), b"\xff\xee\x00\x0eAdobe" + bytes(7)],
    ids=["bytes of no segment", "a version that is none", "a colour that is none"],
)
def test_what_the_decoder_ends_the_process_for_never_reaches_it(tmp_path: Path, wrong: bytes) -> None:
    dataset = jpeg_of(tmp_path)
    frame = next(generate_frames(dataset.PixelData, number_of_frames=1))
    before = volume_of(saved(tmp_path, "a.dcm", dataset))
    file = saved(tmp_path, "b.dcm", with_frame(dataset, frame[:2] + wrong + frame[2:]))
    try:
        read_so = bool(np.array_equal(volume_of(file).values, before.values))
    except Unreadable as refusal:
        read_so = refusal.code == "unsupported_encoding" and "damaged" in refusal.message

    assert read_so


SECOND_FRAME = b"\xff\xc1\x00\x0b\x0c\xff\xff\xff\xff\x01\x01\x11\x00"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (SECOND_FRAME, "FFC1 has no place"),
        (b"\xff\xee\x00\x0eAdobe" + bytes(7), "FFEE has no place"),
        (b"\xff\xdd\x00\x04\x00\x00" + SECOND_FRAME, "FFC1 has no place"),
        (b"\xff\xd8\xff\xd9", "FFD8 has no place"),
        (b"\xff\xd9\xff\xd8" + SECOND_FRAME, "goes on behind its end"),
    ],
    ids=["a second frame", "of an application", "a frame behind tables", "a second image", "an image behind the end"],
)
def test_what_stands_behind_the_samples_is_looked_at_too(tmp_path: Path, wrong: bytes, words: str) -> None:
    dataset = jpeg_of(tmp_path)
    frame = next(generate_frames(dataset.PixelData, number_of_frames=1)).rstrip(b"\0")
    mine = frame[:-2] + wrong + frame[-2:]
    with pytest.raises(ValueError, match=words):
        parted(mine)

    assert refused(saved(tmp_path, "a.dcm", with_frame(dataset, mine))).code == "unsupported_encoding"


@pytest.mark.parametrize("more", [b"\xff\xff\xff", b"\xff\xfe\x00\x05abc"], ids=["fill", "a comment"])
def test_fill_and_comments_behind_the_samples_change_nothing(tmp_path: Path, more: bytes) -> None:
    dataset = jpeg_of(tmp_path)
    frame = next(generate_frames(dataset.PixelData, number_of_frames=1)).rstrip(b"\0")
    before = volume_of(saved(tmp_path, "a.dcm", dataset))
    after = volume_of(saved(tmp_path, "b.dcm", with_frame(dataset, frame[:-2] + more + frame[-2:])))

    assert np.array_equal(after.values, before.values)


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=8))
def test_whatever_is_done_to_a_frame_it_is_read_or_refused(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    dataset = jpeg_of(tmp_path)
    frame = bytearray(next(generate_frames(dataset.PixelData, number_of_frames=1)))
    for at, value in changes:
        frame[at] = value
    with suppress(Unreadable):
        read([saved(tmp_path, "a.dcm", with_frame(dataset, bytes(frame)))])


def test_eight_bits_in_a_jpeg_that_is_said_to_hold_twelve_are_refused(tmp_path: Path) -> None:
    dataset = jpeg_of(tmp_path)
    frame = bytearray(next(generate_frames(dataset.PixelData, number_of_frames=1)))
    frame[frame.index(b"\xff\xc1") + 4] = 8

    assert refused(saved(tmp_path, "a.dcm", with_frame(dataset, bytes(frame)))).code == "unsupported_encoding"
