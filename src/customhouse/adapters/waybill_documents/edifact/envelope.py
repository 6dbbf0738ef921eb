"""The envelope of an interchange: its messages, and whether the counts its sender wrote are those that came."""

from dataclasses import dataclass, field

from customhouse.adapters.waybill_documents.edifact.tokens import Segment
from customhouse.waybills.documents.model import Where
from customhouse.waybills.documents.reading import Notes

SERVICE = frozenset({"UNB", "UNG", "UNE", "UNZ"})


@dataclass
class Message:
    """`header` is None where a file holds segments without UNH."""

    header: Segment | None
    segments: list[Segment] = field(default_factory=list)
    trailer: Segment | None = None

    @property
    def type(self) -> str:
        return self.header.get(2, 0).upper() if self.header else ""

    @property
    def edition(self) -> str:
        """Such as D.95B, and the association's own code where there is one, such as SMDG22."""
        if self.header is None:
            return ""
        directory = ".".join(part for part in (self.header.get(2, 1), self.header.get(2, 2)) if part)
        return " ".join(part for part in (directory, self.header.get(2, 4)) if part)


def messages_in(segments: list[Segment], notes: Notes) -> list[Message]:
    """The messages of an interchange, with what is wrong about the envelope noted."""
    messages: list[Message] = []
    open_message: Message | None = None
    for segment in segments:
        if segment.tag == "UNH":
            _check_closed(open_message, notes)
            open_message = Message(segment)
            messages.append(open_message)
        elif segment.tag == "UNT":
            open_message = _close(open_message, segment, notes)
        elif segment.tag not in SERVICE:
            if open_message is None:
                notes.note(
                    "no_header", "segments stand outside of UNH and UNT; they are read all the same", segment.where()
                )
                open_message = Message(None)
                messages.append(open_message)
            open_message.segments.append(segment)
    _check_closed(open_message, notes)
    _check_interchange(segments, messages, notes)
    return messages


def _close(message: Message | None, trailer: Segment, notes: Notes) -> Message | None:
    if message is None or message.header is None:
        notes.note("no_header", "UNT ends a message that no UNH began", trailer.where())
        return None
    message.trailer = trailer
    counted, told = len(message.segments) + 2, trailer.get(1)
    if told.isdigit() and int(told) != counted:
        text = f"UNT says {told} segments, UNH to UNT are {counted}: some may be lost or added on the way"
        notes.note("segment_count", text, trailer.where("0074"))
    if not told.isdigit():
        notes.note("segment_count", "UNT does not say how many segments the message has", trailer.where("0074"))
    if trailer.get(2) != message.header.get(1):
        text = f"UNT names message {trailer.get(2)!r}, UNH named {message.header.get(1)!r}"
        notes.note("message_reference", text, trailer.where("0062"))
    return None


def _check_closed(message: Message | None, notes: Notes) -> None:
    if message is None or message.header is None:
        return
    last = message.segments[-1] if message.segments else message.header
    text = f"the message {message.header.get(1)!r} has no end (UNT): it is cut off after segment {last.ordinal}"
    notes.note("cut_off", text, last.where())


def _check_interchange(segments: list[Segment], messages: list[Message], notes: Notes) -> None:
    header = next((each for each in segments if each.tag == "UNB"), None)
    trailer = next((each for each in segments if each.tag == "UNZ"), None)
    if header is None:
        notes.note("no_interchange_header", "the interchange header (UNB) is missing; the rest is read all the same")
    elif trailer is None:
        notes.note("cut_off", "the interchange has no end (UNZ)", _last(segments))
    if trailer is None:
        return
    grouped = any(each.tag == "UNG" for each in segments)
    counted = sum(each.tag == "UNG" for each in segments) if grouped else len(messages)
    told = trailer.get(1)
    if not told.isdigit() or int(told) != counted:
        what = "groups" if grouped else "messages"
        notes.note("message_count", f"UNZ says {told or 'nothing'}, {counted} {what} came", trailer.where("0036"))
    if header is not None and trailer.get(2) != header.get(5):
        text = f"UNZ names interchange {trailer.get(2)!r}, UNB named {header.get(5)!r}"
        notes.note("interchange_reference", text, trailer.where("0020"))


def _last(segments: list[Segment]) -> Where:
    return segments[-1].where()
