"""UN/EDIFACT messages that tell consignments: CUSCAR, IFTMIN, IFTMCS, BAPLIE."""

import re
from collections.abc import Callable

from customhouse.adapters.waybill_documents.edifact import bayplan, manifest
from customhouse.adapters.waybill_documents.edifact.envelope import Message, messages_in
from customhouse.adapters.waybill_documents.edifact.tokens import interchange
from customhouse.waybills.documents.model import DocumentKind, ReadConsignment
from customhouse.waybills.documents.reading import Notes, Opened, Result, Unreadable

Mapper = Callable[[Message, str, Notes], list[ReadConsignment]]
MAPPERS: dict[str, Mapper] = {
    "CUSCAR": manifest.consignments_of,
    "IFTMIN": manifest.consignments_of,
    "IFTMCS": manifest.consignments_of,
    "IFTMBC": manifest.consignments_of,
    "IFTMBF": manifest.consignments_of,
    "IFCSUM": manifest.consignments_of,
    "BAPLIE": bayplan.consignments_of,
}
_BEGINS = re.compile(rb"\s*(\xef\xbb\xbf)?\s*(UNA|UNB|UNG|UNH)[^A-Za-z]", re.IGNORECASE)
LISTED = 20_000
WIDE = 400  # signs of one segment that the listing shows


def recognises(content: bytes) -> bool:
    return _BEGINS.match(content[:200]) is not None


def read(content: bytes) -> Opened:
    """Raises `Unreadable` where no message in it tells consignments."""
    notes = Notes()
    found = interchange(content, notes)
    messages = messages_in(found.segments, notes)
    consignments: list[ReadConsignment] = []
    named = []
    for message in messages:
        mapper = MAPPERS.get(message.type) if message.header else manifest.consignments_of
        if mapper is None:
            assert message.header is not None  # noqa: S101 - a message without a header has a mapper
            text = f"{message.type or 'a message without a type'} tells no consignments that are read here"
            notes.note("other_message", text, message.header.where("S009"))
            continue
        consignments += mapper(message, found.separators.decimal, notes)
        named.append(f"{message.type} {message.edition}".strip())
    if not named:
        types = ", ".join(sorted({message.type for message in messages if message.type})) or "no message at all"
        raise Unreadable(
            "other_message",
            f"This interchange holds {types}; read here are {', '.join(MAPPERS)}. Post one of those.",
        )
    title = ", ".join(dict.fromkeys(named)) or "EDIFACT"
    listing = tuple(segment.text[:WIDE] + found.separators.terminator for segment in found.segments[:LISTED])
    return Result(DocumentKind.EDIFACT, title, notes, listing).opened(consignments)
