"""A consignment in one line, gathered from the rooms that know its parts."""

from dataclasses import dataclass

from customhouse.command.model import Line, Raw
from customhouse.declarations.service import Declarations
from customhouse.imaging.service import Imaging
from customhouse.kernel.errors import NotFound
from customhouse.kernel.transaction import Transaction
from customhouse.procedures.service import Procedures
from customhouse.risk.service import Risk
from customhouse.seals.service import Seals


@dataclass(frozen=True)
class Rooms:
    """The rooms below, as oversight reads them."""

    declarations: Declarations
    imaging: Imaging
    seals: Seals
    risk: Risk
    procedures: Procedures

    def line(self, tx: Transaction, consignment_id: str) -> Line | None:
        """Read the consignment as it stands now; None where nothing was ever lodged under this id."""
        try:
            declaration = self.declarations.get(tx, consignment_id)
        except NotFound:
            return None
        lodgement = declaration.lodgement
        waybill = lodgement.waybill
        containers = tuple(container.number for container in waybill.containers)
        goods = lodgement.goods_items[0].description if lodgement.goods_items else ""
        case = self.procedures.cases(tx, [consignment_id]).get(consignment_id)
        owed = self.procedures.owed_by(tx, consignment_id)
        assessment = self.risk.latest(tx, consignment_id)
        alarms = self.seals.facts(tx, consignment_id).open_alarms
        words = (
            declaration.mrn,
            lodgement.lrn,
            lodgement.declarant.name,
            waybill.consignee.name,
            waybill.number,
            goods,
            *containers,
        )
        return Line(
            id=consignment_id,
            mrn=declaration.mrn,
            state=case.state.value if case else "lodged",
            lane=assessment.lane.value if assessment else "",
            declarant=lodgement.declarant.name,
            consignee=waybill.consignee.name,
            goods=goods[:300],
            containers=containers,
            open_alarms=sum(alarms.values()),
            lodged_at=declaration.lodged_at,
            updated_at=tx.now,
            search="\n".join(words).casefold(),
            owed=tuple(what.value for what in owed),
        )

    def raws(self, tx: Transaction, consignment_id: str) -> tuple[Raw, ...]:
        """Every raw input that belongs to the consignment: messages, scan files, photographs of seals."""
        versions = self.declarations.versions(tx, consignment_id)
        found = [
            # A record of a file of many has a line in it: what is kept is that whole file, JSON or CSV.
            Raw(f"declaration-v{each.version}{'.json' if each.raw_line is None else '-file'}", each.raw_blob)
            for each in versions
            if each.raw_blob
        ]
        for scan in self.imaging.scans_of(tx, consignment_id):
            found += [Raw(file.name, file.sha256) for file in scan.raw_files]
        found += [
            Raw(f"seal-{journey.seal_number}.jpg", journey.photo)
            for journey in self.seals.journeys_of(tx, consignment_id)
            if journey.photo
        ]
        return tuple(found)
