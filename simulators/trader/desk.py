"""The trader's desk: lodges a declaration, and finds again what was lodged before."""

from dataclasses import dataclass

from simulators.trader.lodgement import Consignment, lodgement
from simulators.wire import Line, Refused


@dataclass(frozen=True)
class Filed:
    """A declaration in the house's hands."""

    consignment_id: str
    mrn: str


@dataclass(frozen=True)
class TradersDesk:
    """A declarant at work for the enterprise `agent`, by its number in the register."""

    line: Line
    agent: str

    async def lodge(self, consignment: Consignment) -> Filed:
        """Lodge, or find the declaration that this reference already has."""
        try:
            answer = await self.line.post("/api/declarations", lodgement(consignment, self.agent))
        except Refused as refusal:
            if refusal.status != 409:
                raise
            return await self._find(consignment.lrn)
        return Filed(answer["consignment_id"], answer["mrn"])

    async def _find(self, lrn: str) -> Filed:
        found = await self.line.get("/api/declarations", q=lrn)
        for item in found["items"]:
            if item["lrn"] == lrn:
                return Filed(item["consignment_id"], item["mrn"])
        raise Refused(404, {"error": {"message": f"the declaration {lrn} was lodged and cannot be found"}})
