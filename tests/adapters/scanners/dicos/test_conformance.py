"""The toolkit of another maker judges what we write, and what it writes is read: neither knows the other's code."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from customhouse.adapters.scanners import read, write_report
from customhouse.imaging import physics
from customhouse.imaging.model import ModelUsed, Radiograph, Severity, Volume
from customhouse.imaging.reading import ScanFile
from tests.adapters.scanners.dicos.exports import bag, finding, make_report, parcel, write_images
from tests.imaging.phantoms import make_container_radiograph, save

toolkit = pytest.importorskip("pydicos", reason="no wheel of the DICOS toolkit for this machine")
core: Any = pytest.importorskip("pyDICOS", reason="no wheel of the DICOS toolkit for this machine")


def write_ct(path: Path, voxels: np.ndarray, unit: str) -> ScanFile:
    """As the toolkit writes it: pixels lossless JPEG, identifiers with leading noughts, a count of frames as US."""
    made = core.CT(core.OBJECT_OF_INSPECTION_TYPE.enumTypeBaggage, core.OOI_IMAGE_CHARACTERISTICS.enumHighEnergy,
                   core.IMAGE_FLAVOR.enumVolume, core.PHOTOMETRIC_INTERPRETATION.enumMonochrome2)  # fmt: skip
    made.SetImageAcquisitionDateAndTime(core.DcsDate(2026, 11, 2), core.DcsTime(9, 14, 0, 0))
    made.SetImageAcquisitionDuration(5.0)
    made.SetNumberOfSections(1)
    section = made.GetSectionByIndex(0)
    section.SetRescaleType(core.DcsLongString(unit))
    volume = section.GetPixelData()
    volume.set_data(volume, voxels)
    errors = core.ErrorLog()
    assert made.Write(core.Filename(str(path)), errors, core.CT.TRANSFER_SYNTAX.enumLosslessJPEG), errors
    return ScanFile(path.name, path)


def write_dx(path: Path, plane: np.ndarray) -> ScanFile:
    made = core.DX(core.OBJECT_OF_INSPECTION_TYPE.enumTypeCargo)
    pixels = made.GetXRayData()
    pixels.Allocate(core.Volume.IMAGE_DATA_TYPE.enumUnsigned16Bit, plane.shape[1], plane.shape[0])
    np.array(pixels.GetUnsigned16(), copy=False)[:] = plane
    made.SetKVP(160)
    made.SetXRayTubeCurrent(2.5)
    errors = core.ErrorLog()
    assert made.Write(core.Filename(str(path)), errors, core.CT.TRANSFER_SYNTAX.enumLosslessJPEG), errors
    return ScanFile(path.name, path)


def test_the_toolkit_accepts_our_ct_and_reads_the_same_voxels(tmp_path: Path) -> None:
    [file] = write_images(tmp_path, bag())
    [voxels] = toolkit.CTLoader(str(file.path)).get_data()

    assert np.array_equal(voxels.astype(np.int32) - 1024, bag().values)


@pytest.mark.parametrize("cargo", [False, True], ids=["two energies", "accelerator"])
def test_the_toolkit_accepts_our_radiographs_and_reads_the_same_pixels(tmp_path: Path, cargo: bool) -> None:
    scan = make_container_radiograph() if cargo else parcel()
    files = write_images(tmp_path, scan)
    planes = [toolkit.DXLoader(str(file.path)).get_data() for file in files]

    assert all(np.array_equal(*pair) for pair in zip(planes, scan.views[0].transmission, strict=True))


def test_the_toolkit_accepts_our_report_and_reads_the_same_objects(tmp_path: Path) -> None:
    found = [finding("a", Severity.HIGH), finding("b", Severity.LOW, kind="opaque_region", mass_kg=None, density=None)]
    report = save(tmp_path, "tdr.dcs", write_report(make_report(parcel(), found)))
    told = toolkit.TDRLoader(str(report.path)).get_data()
    first, second = told["PTOs"]

    assert told["AlarmDecision"] == core.ALARM_DECISION.enumAlarm
    assert first["Base"] == {"x": 10.0, "y": 20.0, "z": 0.0}
    assert first["Extent"] == {"x": 30.0, "y": 40.0, "z": 1.0}
    assert first["Assessment"]["flag"] == core.ASSESSMENT_FLAG.enumHighThreat
    assert first["Assessment"]["description"] == "a: A connected object of metal, 2.3 cm³."
    assert second["Assessment"]["flag"] == core.ASSESSMENT_FLAG.enumUnknown
    assert second["Assessment"]["ability"] == core.ABILITY_ASSESSMENT.enumShield


def test_the_toolkit_reads_what_the_networks_say_and_how_sure_they_are(tmp_path: Path) -> None:
    network = ModelUsed("ct-objects", "4", "ab" * 32, task="ct_objects")
    word = {"kind": "suspected_object", "model": "ct-objects 4"}
    found = [
        finding("n1", label="firearm", probability=0.91, **word),
        finding("n2", label="explosive_bulk", probability=0.62, **word),
        finding("n3", label="tobacco", probability=0.55, **word),
        finding("o1"),
    ]
    report = save(tmp_path, "tdr.dcs", write_report(make_report(parcel(), found, models=(network,))))
    told = toolkit.TDRLoader(str(report.path)).get_data()
    assessments = [each["Assessment"] for each in told["PTOs"]]

    assert [each["category"] for each in assessments] == [
        core.THREAT_CATEGORY.enumProhibitedItem,
        core.THREAT_CATEGORY.enumExplosive,
        core.THREAT_CATEGORY.enumContraband,
        core.THREAT_CATEGORY.enumAnomaly,
    ]
    assert [each["probability"] for each in assessments] == pytest.approx([0.91, 0.62, 0.55, -1.0])
    assert assessments[0]["description"].startswith("n1: firearm by ct-objects 4: ")
    assert told["ATR"] == {
        "manufacturer": physics.NAME,
        "version": physics.VERSION,
        "parameters": {"ct-objects": "4"},
    }


@pytest.mark.parametrize("scan", ["nothing", "all that was seen"])
def test_the_toolkit_accepts_a_report_of_a_volume(tmp_path: Path, scan: str) -> None:
    report = make_report(bag(), [] if scan == "nothing" else None)
    file = save(tmp_path, "tdr.dcs", write_report(report))

    assert len(toolkit.TDRLoader(str(file.path)).get_data()["PTOs"]) == len(report.findings)


@pytest.mark.parametrize(("unit", "shift"), [("HU", 0), ("MHU", -1000)])
def test_a_ct_of_the_toolkit_is_read_and_its_unit_understood(tmp_path: Path, unit: str, shift: int) -> None:
    voxels = np.random.default_rng(0).integers(0, 4000, (5, 20, 30)).astype(np.uint16)
    scan = read([write_ct(tmp_path / "ct.dcs", voxels, unit)])

    assert isinstance(scan, Volume)
    assert np.array_equal(scan.values, voxels.astype(np.int32) + shift)


def test_a_radiograph_of_the_toolkit_is_read(tmp_path: Path) -> None:
    plane = np.random.default_rng(1).integers(0, 65535, (30, 40)).astype(np.uint16)
    scan = read([write_dx(tmp_path / "dx.dcs", plane)])

    assert isinstance(scan, Radiograph)
    assert np.array_equal(scan.views[0].transmission[0], plane)
    assert scan.energies[0].peak_kev == 160.0
