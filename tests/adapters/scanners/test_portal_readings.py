"""Readings of radiation portals in the side-car: carried with every kind of scan, and refused where they cannot be."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from customhouse.adapters.scanners import read
from customhouse.imaging.model import AlarmCategory, PortalCounts, PortalReading
from customhouse.imaging.reading import ScanFile, Unreadable
from customhouse.imaging.recogniser import Described
from customhouse.imaging.recognition import pipeline
from customhouse.imaging.records import DESCRIBED
from tests.imaging.phantoms import dicom_bytes, nifti_bytes, png_bytes, save, sidecar_bytes, tiff_bytes

NO_TIMES = (
    "yesterday",
    "",
    "2026-11-02",
    "2026-W10",
    "2026-11-02T09",
    "2026-11-02T09:10:00",
    "0001-01-01T00:00:00+14:00",
)
GREY = np.full((40, 60), 30_000, np.uint16)
SAID: dict[str, Any] = {
    "portal_id": "RPM-2",
    "read_at": "2026-11-02T09:10:00Z",
    "gamma": {"counts": 41_210, "seconds": 8.5, "background_cps": 2310.0},
    "neutron": {"counts": 14, "seconds": 8.5},
    "alarms": ["gamma", "isotope", "gamma"],
    "nuclides": ["K-40"],
}
HELD = PortalReading(
    "RPM-2",
    "2026-11-02T09:10:00+00:00",
    PortalCounts(41_210, 8.5, 2310.0),
    PortalCounts(14, 8.5),
    (AlarmCategory.GAMMA, AlarmCategory.ISOTOPE),
    ("K-40",),
)


def radiograph(folder: Path) -> list[ScanFile]:
    return [save(folder, "a.tif", tiff_bytes([GREY]))]


def picture(folder: Path) -> list[ScanFile]:
    return [save(folder, "a.png", png_bytes(np.zeros((40, 60, 3), np.uint8)))]


def volume(folder: Path) -> list[ScanFile]:
    return [save(folder, "a.nii", nifti_bytes(np.full((8, 9, 10), -1000, np.int16)))]


def series(folder: Path) -> list[ScanFile]:
    return [save(folder, f"{z}.dcm", dicom_bytes(np.zeros((16, 16), np.int16), float(z))) for z in range(3)]


def described(folder: Path, files: list[ScanFile], **said: Any) -> Described:
    car = sidecar_bytes(energies=[{}], **{"kind": None, **said})
    return pipeline.describe(read([*files, save(folder, "a.json", car)]))


@pytest.mark.parametrize("files", [radiograph, picture, volume, series])
def test_a_reading_is_kept_with_every_kind_of_scan(tmp_path: Path, files: Callable[[Path], list[ScanFile]]) -> None:
    found = described(tmp_path, files(tmp_path), portal_readings=[SAID])

    assert found.portal_readings == (HELD,)
    assert DESCRIBED.validate_python(DESCRIBED.dump_python(found, mode="json")) == found


def test_a_scan_that_was_kept_before_there_were_readings_has_none(tmp_path: Path) -> None:
    kept = DESCRIBED.dump_python(described(tmp_path, radiograph(tmp_path)), mode="json")
    del kept["portal_readings"]

    assert DESCRIBED.validate_python(kept).portal_readings == ()


def test_no_alarm_and_nothing_said_of_one_are_told_apart(tmp_path: Path) -> None:
    gamma = {"portal_id": "RPM-2", "gamma": {"counts": 9, "seconds": 2.0}}
    quiet, silent = described(
        tmp_path, radiograph(tmp_path), portal_readings=[gamma | {"alarms": []}, gamma]
    ).portal_readings

    assert (quiet.alarms, silent.alarms) == ((), None)
    assert silent.gamma is not None
    assert silent.gamma.over_background is None


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("20261102T091000Z", "2026-11-02T09:10:00+00:00"),
        ("2026-W45-1T09:10:00+00:00", "2026-11-02T09:10:00+00:00"),
        ("2026-11-02T17:10+08:00", "2026-11-02T09:10:00+00:00"),
        ("2026-11-02T09:10:30+00:00:30", "2026-11-02T09:10:00+00:00"),
    ],
)
def test_a_time_is_kept_in_the_form_that_browsers_read(tmp_path: Path, said: str, kept: str) -> None:
    found = described(tmp_path, radiograph(tmp_path), portal_readings=[SAID | {"read_at": said}])

    assert found.portal_readings[0].read_at == kept


def test_names_are_kept_without_blanks_around_them_and_no_background_is_a_background(tmp_path: Path) -> None:
    said = SAID | {"portal_id": " RPM-2 ", "nuclides": ["K-40 "], "gamma": SAID["gamma"] | {"background_cps": 0}}
    (reading,) = described(tmp_path, radiograph(tmp_path), portal_readings=[said]).portal_readings

    assert (reading.portal_id, reading.nuclides) == ("RPM-2", ("K-40",))
    assert reading.gamma == PortalCounts(41_210, 8.5, 0.0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"portal_id": ""}, "portal_readings/0/portal_id: this must not be empty"),
        ({"plate": "AB 123"}, "portal_readings/0/plate: there is no such field"),
        ({"portal_id": "  "}, "portal_readings/0/portal_id: this must not be empty"),
        ({"nuclides": [" "]}, "portal_readings/0/nuclides/0: this must not be empty"),
        *(({"read_at": said}, "portal_readings/0/read_at: give a date with its time and zone") for said in NO_TIMES),
        ({"neutron": {"counts": 3}}, "portal_readings/0/neutron/seconds: give this"),
        ({"neutron": {"counts": 3, "seconds": 0}}, "portal_readings/0/neutron/seconds: give a value of at least 0.01"),
        (
            {"neutron": {"counts": 3, "seconds": 1e-300}},
            "portal_readings/0/neutron/seconds: give a value of at least 0.01",
        ),
        (
            {"neutron": {"counts": 3, "seconds": 1, "background_cps": 1e-300}},
            "portal_readings/0/neutron/background_cps: give 0 or a value of at least 0.000001",
        ),
        ({"neutron": {"counts": 2.5, "seconds": 1}}, "portal_readings/0/neutron/counts: give a whole number"),
        ({"alarms": ["loud"]}, "portal_readings/0/alarms/0: give 'alpha'"),
        ({"gamma": None, "neutron": None, "alarms": None}, "portal_readings/0: a reading says what was counted"),
    ],
)
def test_a_reading_that_cannot_be_names_its_place(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        described(tmp_path, radiograph(tmp_path), portal_readings=[SAID | changes])

    assert caught.value.code == "bad_sidecar"
    assert said in caught.value.message
