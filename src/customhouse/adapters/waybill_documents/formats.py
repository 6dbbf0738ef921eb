"""Which technology reads a document, told by its content: names and endings of files lie."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from customhouse.adapters.waybill_documents import dcsa, edifact, one_record, ubl
from customhouse.adapters.waybill_documents.listing import laid_out, parsed
from customhouse.waybills.documents.reading import MAX_BYTES, Notes, Opened, Unreadable

READ_HERE = (
    "EDIFACT (CUSCAR, IFTMIN, BAPLIE), a bill of lading of DCSA or a waybill of ONE Record as JSON, "
    "UBL Waybill or BillOfLading as XML, PDF, PNG, JPEG and TIFF"
)


@dataclass(frozen=True)
class Format:
    """`is_heavy` says that it is read in a process of its own, with bounds on time and memory."""

    name: str
    read: Callable[[bytes], Opened]
    is_heavy: bool = False


def format_of(content: bytes) -> Format:
    """Raises `Unreadable` where no reader knows it."""
    check_size(content)
    if _is_picture(content):
        return Format("picture", _read_picture, is_heavy=True)
    if edifact.recognises(content):
        return Format("EDIFACT", edifact.read)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in {b"{", b"["}:
        return Format("JSON", _read_json)
    if ubl.recognises(content):
        return Format("XML", ubl.read)
    if b"%PDF-" in content[:1024]:  # some programs write a line of their own before it
        return Format("PDF", _read_pdf, is_heavy=True)
    raise Unreadable("unknown_format", f"This is none of the formats read here: {READ_HERE}.")


def check_size(content: bytes) -> None:
    if not content.strip():
        raise Unreadable("empty", "The file is empty: choose another one, or ask the sender for it again.")
    if len(content) > MAX_BYTES:
        raise Unreadable("too_large", f"The file has {len(content):,} bytes; {MAX_BYTES:,} are the most. Split it.")


def _is_picture(content: bytes) -> bool:
    signatures = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM", b"GIF8")
    return content.startswith(signatures) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")


def _read_pdf(content: bytes) -> Opened:
    from customhouse.adapters.waybill_documents import pdf  # noqa: PLC0415 - loaded in the process of its own alone

    return pdf.read(content)


def _read_picture(content: bytes) -> Opened:
    from customhouse.adapters.waybill_documents import picture  # noqa: PLC0415 - the same

    return picture.read(content)


def _read_json(content: bytes) -> Opened:
    notes = Notes()
    value: Any = parsed(content, notes)
    if one_record.recognises(value, content):
        return one_record.read(value, laid_out(value), notes)
    if dcsa.recognises(value):
        return dcsa.read(value, laid_out(value), notes)
    said = ", ".join(list(value)[:6]) if isinstance(value, dict) else type(value).__name__
    message = f"This JSON is neither a transport document of DCSA nor of ONE Record; at its top stand: {said[:200]}."
    raise Unreadable("other_document", message)
