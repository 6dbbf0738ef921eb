"""The field officer's round."""

from dataclasses import dataclass
from datetime import datetime

from simulators.trader.desk import Filed
from simulators.trader.lodgement import Consignment, stamp
from simulators.wire import Answer, Line, Refused


@dataclass(frozen=True)
class Sealing:
    """A seal put on a container."""

    seal_number: str
    device_id: str
    corridor_id: str
    sealed_at: datetime

    @property
    def tid(self) -> str:
        """The tag's own number, burnt in at the factory."""
        return f"E2801160{self.device_id}"


@dataclass(frozen=True)
class FieldOfficer:
    """An officer at site A with a portable machine, also without a network: a sealing may be told of hours later."""

    line: Line

    async def seal(self, filed: Filed, consignment: Consignment, sealing: Sealing) -> Answer:
        """Bind a seal to a container."""
        return await self.line.post(
            "/api/journeys",
            {
                "consignment_id": filed.consignment_id,
                "container_number": consignment.container,
                "seal_number": sealing.seal_number,
                "device_id": sealing.device_id,
                "corridor_id": sealing.corridor_id,
                "plate": consignment.plate,
                "tag_id": sealing.tid,
                "sealed_at": stamp(sealing.sealed_at),
            },
        )

    async def journey_of(self, filed: Filed) -> Answer | None:
        """The journey a consignment already has, so that a second start of the border continues it."""
        found = await self.line.get("/api/journeys", consignment_id=filed.consignment_id)
        journeys: list[Answer] = found["items"]
        return journeys[-1] if journeys else None

    async def scans_of(self, filed: Filed) -> list[Answer]:
        """The scans a consignment already has."""
        found: list[Answer] = (await self.line.get("/api/scans", consignment_id=filed.consignment_id))["items"]
        return found

    async def state_of(self, filed: Filed) -> str:
        """Where the procedure stands; `lodged` while the news of the lodging is still on its way."""
        try:
            return str((await self.line.get(f"/api/consignments/{filed.consignment_id}/procedure"))["state"])
        except Refused as refusal:
            if refusal.status != 404:
                raise
            return "lodged"

    async def do_examinations(self, filed: Filed, note: str) -> int:
        """Do what is ordered of this consignment and find it in order; says how many controls that were."""
        if await self.state_of(filed) == "lodged":
            return 0
        procedure = await self.line.get(f"/api/consignments/{filed.consignment_id}/procedure")
        ordered = [
            control for control in procedure["controls"] if control["state"] == "ordered" and control["what"] != "scan"
        ]
        for control in ordered:
            await self.line.post(f"/api/controls/{control['id']}/result", {"result": "conforms", "note": note})
        return len(ordered)
