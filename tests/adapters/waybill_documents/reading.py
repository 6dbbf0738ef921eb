"""Reads a document as the server does, and holds what was read against what the paper says."""

from customhouse.adapters.nomenclature.geography import Geography, PackPlaces, installed_unlocode
from customhouse.adapters.waybill_documents.formats import format_of
from customhouse.waybills.documents.judging import judged
from customhouse.waybills.documents.model import ReadConsignment, Reading
from customhouse.waybills.documents.reading import Unreadable
from customhouse.waybills.places import Place
from simulators.trader.papers.facts import Paper

MERIDIA = PackPlaces("Meridia", {"XM": "Meridia"}, (Place("XMPMS", "Port Mersea", "XM", ("port",)),))
PLACES = Geography(MERIDIA, installed_unlocode())


def read(content: bytes) -> Reading:
    """Raises `Unreadable`."""
    return judged(format_of(content).read(content).reading, PLACES)


def read_if_it_can_be(content: bytes) -> Reading | None:
    """None where it was refused, which must be in words."""
    try:
        return read(content)
    except Unreadable as refusal:
        if len(refusal.message) < 20:
            raise
        return None


def values_of(consignment: ReadConsignment) -> dict[str, str]:
    return {each.field: each.value for each in consignment.fields}


def untrue(consignment: ReadConsignment, paper: Paper, *but: str) -> dict[str, tuple[str, str | None]]:
    """Fields that were not read as the paper has them, but for those that begin with one of `but`."""
    got = values_of(consignment)
    told = {name: value for name, value in paper.truth().items() if not name.startswith(but)}
    return {name: (value, got.get(name)) for name, value in told.items() if got.get(name) != value}
