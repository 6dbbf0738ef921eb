"""The encoder against frames that real devices sent."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulators.seal.frames import Fix, LockEvent, LockReport, Report, acknowledged, heartbeat

VECTORS = Path(__file__).parents[4] / "shared" / "data" / "seals" / "vectors.json"


def vector(number: int) -> dict[str, str]:
    if not VECTORS.exists():
        pytest.skip("the device frames of shared/data/seals are not here")
    return json.loads(VECTORS.read_text())["vectors"][number]


def test_a_report_is_byte_for_byte_what_the_device_sent() -> None:
    sent = bytes.fromhex(vector(0)["hex"])

    made = Report(
        "8000620011",
        datetime(2021, 4, 18, 16, 22, 59, tzinfo=UTC),
        Fix(22.580517, 113.917572, 33.336, 304),
        86,
        mileage_km=45,
        battery_percent=40,
    ).encode()

    assert len(made) == len(sent) == 62
    assert made[:31] == sent[:31]  # up to the satellites in view
    assert made[32:43] == sent[32:43]  # from the vehicle's number to the battery, cell and area
    assert made[-1] == sent[-1]


def test_a_lock_event_is_what_the_device_sent() -> None:
    sent = vector(1)["text"].strip("()").split(",")

    made = (
        LockReport(
            "8000632862",
            datetime(2022, 3, 29, 13, 24, 12, tzinfo=UTC),
            Fix(-25.28217, -57.54683),
            9,
            LockEvent.AUTO_LOCKED,
            verification=0,
        )
        .encode()
        .decode()
        .strip("()")
        .split(",")
    )

    assert len(made) == len(sent) == 18
    assert made[:4] == sent[:4]
    assert [float(made[4]), float(made[6])] == [float(sent[4]), float(sent[6])]
    assert (made[5], made[7]) == (sent[5], sent[7]) == ("S", "W")
    assert made[8:] == sent[8:]


def test_a_heartbeat_is_what_the_device_sent() -> None:
    assert heartbeat("8000620011") == bytes.fromhex(vector(2)["hex"])


@pytest.mark.parametrize(("longitude", "flags"), [(-3.01, 0xB), (3.01, 0xF)])
def test_west_and_east_differ_in_the_flags_only(longitude: float, flags: int) -> None:
    frame = Report("8000620011", datetime(2026, 1, 1, tzinfo=UTC), Fix(53.455, longitude), 0).encode()

    assert frame[24] & 0xF == flags
    assert frame[20:25].hex()[:9] == "003006000"


def test_minutes_are_never_rounded_up_to_sixty() -> None:
    frame = Report("8000620011", datetime(2026, 1, 1, tzinfo=UTC), Fix(53.9999999999, 0.0), 0).encode()

    assert frame[16:20].hex() == "54000000"


def test_acknowledgements_are_found_between_other_answers() -> None:
    assert acknowledged(b"(P35)(P69,0,86)(P22,1)(P69,0,7)") == [86, 7]
