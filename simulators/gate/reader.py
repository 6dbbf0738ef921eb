"""One gate and its reader."""

from dataclasses import dataclass
from datetime import datetime

from simulators.trader.lodgement import stamp
from simulators.wire import Answer, Line


@dataclass(frozen=True)
class Passing:
    """What drives through, as cameras and antennas see it."""

    plate: str
    container_number: str
    seal_number: str
    tid: str
    at: datetime
    seal_state: str = "intact"


@dataclass(frozen=True)
class GateReader:
    """A reader at a site's gate."""

    line: Line
    site_id: str
    gate: str

    async def read(self, passing: Passing) -> Answer:
        """Post one reading; the house says pass, check or stop."""
        return await self.line.post(
            "/api/gate-readings",
            {
                "site_id": self.site_id,
                "gate": self.gate,
                "read_at": stamp(passing.at),
                "plate": passing.plate,
                "container_number": passing.container_number,
                "seal_epc": passing.seal_number,
                "tid": passing.tid,
                "seal_state": passing.seal_state,
            },
        )
