"""Alarms of radiation portals beside what is declared: listed for people, and counted neither for nor against."""

from customhouse.imaging.comparison.sight import Sight
from customhouse.imaging.model import PortalReading, Row, Verdict
from customhouse.kernel.reasons import Reason

RADIATION = "radiation"


def radiation(sight: Sight) -> list[Row]:
    """A row for each reading with an alarm: honest goods alarm too (ceramics, fertiliser, medicine), so none judges."""
    return [_row(reading) for reading in sight.portal_readings if reading.alarms]


def _row(reading: PortalReading) -> Row:
    about = ", ".join(reading.alarms or ())
    text = f"Radiation portal {reading.portal_id} raised an alarm ({about}). An image shows no radiation, so it counts "
    text += "neither for nor against the declaration: measure the goods by hand before anything is opened."
    params = {"portal": reading.portal_id, "radiation": about}
    return Row(None, RADIATION, "-", _seen(reading), "-", Verdict.CANNOT_TELL, Reason("portal_alarm", text, params))


def _seen(reading: PortalReading) -> str:
    """The larger of both, in times the background: `× 5.3`."""
    counted = [counts for counts in (reading.gamma, reading.neutron) if counts is not None]
    times = [over for counts in counted if (over := counts.over_background) is not None]
    return f"× {max(times):.1f}" if times else "-"
