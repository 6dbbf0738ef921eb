"""One consignment while the segments of its groups are read: which item, container or place a segment speaks of."""

from dataclasses import dataclass, field

from customhouse.adapters.waybill_documents.edifact import codes
from customhouse.adapters.waybill_documents.edifact.tokens import Segment
from customhouse.waybills.documents.model import ReadConsignment, ReadField
from customhouse.waybills.documents.reading import Gathered, Notes

UNSAID_KIND = {"sea": "bill_of_lading", "air": "air_waybill", "road": "cmr", "mail": "postal"}


@dataclass
class Candidate:
    """One number that may be the waybill's; the lowest rank is taken."""

    rank: int
    number: str
    segment: Segment
    kind: str = ""


@dataclass
class Consignment:
    """`item`, `container` and `call` are indexes of what the last group began; None outside of one."""

    notes: Notes
    decimal: str = "."
    item: int | None = None
    container: int | None = None
    call: int | None = None
    place: tuple[str, Segment] | None = None
    split: str | None = None  # the container that an SGP puts a part of the item in
    items: int = 0
    calls: int = 0
    numbers: list[Candidate] = field(default_factory=list)
    containers: dict[str, int] = field(default_factory=dict)
    inexact: set[str] = field(default_factory=set)
    gathered: Gathered = field(init=False)

    def __post_init__(self) -> None:
        self.gathered = Gathered(self.notes)

    def put(self, name: str, text: str, segment: Segment, element: str, *, exact: bool = True) -> None:
        """An exact qualifier replaces what an inexact one told, and an inexact one never replaces."""
        if not text.strip():
            return
        if exact and name in self.inexact:
            del self.gathered.by_name[name]
            self.inexact.discard(name)
        elif not exact and self.gathered.has(name):
            return
        elif not exact:
            self.inexact.add(name)
        self.gathered.add(name, text, segment.where(element))

    def also(self, name: str, text: str, segment: Segment, element: str) -> None:
        if not self.gathered.has(f"also/{name}"):
            self.gathered.add(f"also/{name}", text, segment.where(element))

    def leave_groups(self) -> None:
        self.item = self.container = self.call = self.split = self.place = None

    def begin_item(self) -> int:
        self.leave_groups()
        self.item, self.items = self.items, self.items + 1
        return self.item

    def container_index(self, number: str, segment: Segment, element: str) -> int:
        """The container of that number, begun where it is new."""
        key = number.replace(" ", "").replace("-", "").upper()
        if key not in self.containers:
            self.containers[key] = len(self.containers)
            self.put(f"waybill/containers/{self.containers[key]}/number", key, segment, element)
        return self.containers[key]

    def put_in_container(self, item: int, number: str, segment: Segment, element: str) -> None:
        """Say that an item, or a part of it, lies in a container."""
        self.container_index(number, segment, element)
        prefix = f"goods_items/{item}/container_numbers/"
        key = number.replace(" ", "").replace("-", "").upper()
        held = self.gathered.under(prefix)
        if key not in {each.value for each in held}:
            self.put(f"{prefix}{len(held)}", key, segment, element)

    def finished(self) -> ReadConsignment:
        self._choose_number()
        self._choose_kind()
        self._spread_totals()
        return self.gathered.finished()

    def _choose_number(self) -> None:
        ranked = sorted(self.numbers, key=lambda each: each.rank)
        for each in ranked:
            self.put("waybill/kind", each.kind if not self.gathered.has("waybill/kind") else "", each.segment, "1153")
        for at, each in enumerate(ranked):
            element = "1154" if each.segment.tag == "RFF" else "1004"
            if at == 0:
                self.put("waybill/number", each.number, each.segment, element)
            elif each.number != ranked[0].number:
                self.also(f"reference/{at}", each.number, each.segment, element)

    def _choose_kind(self) -> None:
        mode = self.gathered.by_name.get("waybill/conveyance/mode")
        if mode is not None and mode.value in UNSAID_KIND and not self.gathered.has("waybill/kind"):
            note = f"not told: goods that go by {mode.value} usually have one"
            self.gathered.add("waybill/kind", UNSAID_KIND[mode.value], mode.where, confidence=0.8, note=note)

    def _spread_totals(self) -> None:
        """A consignment of one item has the mass and the packages of the whole."""
        if self.items != 1:
            return
        for total, name in (("gross_mass_kg", "gross_mass_kg"), ("packages", "packages/count")):
            told = self.gathered.by_name.get(f"also/total/{total}")
            if told is not None and not self.gathered.has(f"goods_items/0/{name}"):
                note = "told for the whole consignment, which has this one item"
                self.gathered.add(f"goods_items/0/{name}", told.value, told.where, confidence=0.85, note=note)

    def equipment(self, number: str) -> list[ReadField]:
        """What is told of a container, its number first."""
        at = self.containers.get(number)
        return [] if at is None else self.gathered.under(f"waybill/containers/{at}/")

    def take_in(self, index: int, told: list[ReadField]) -> None:
        """Take over what another consignment, the message's header, tells of a container that we name."""
        for each in told:
            rest = each.field.split("/", 3)[3]
            renamed = ReadField(f"waybill/containers/{index}/{rest}", each.value, each.raw, each.where)
            self.gathered.inherit([renamed])


def mass_of(consignment: Consignment, segment: Segment) -> tuple[str, str] | None:
    """What an MEA tells: `gross`, `net` or `tare`, and kilograms; None where it is no mass. Notes what is no number."""
    attribute, unit, value = segment.get(2), segment.get(3), segment.get(3, 1)
    if attribute in codes.TARE:
        kind = "tare"
    elif attribute in codes.NET:
        kind = "net"
    elif attribute in codes.GROSS or (not attribute and segment.get(1) in codes.WEIGHTS):
        kind = "gross"
    else:
        return None
    mass = codes.kilograms(value, unit, consignment.decimal)
    if mass is None and value:
        text = f"{value!r} {unit!r} is no mass: a number and a unit of mass such as KGM belong here"
        consignment.notes.note("no_mass", text, segment.where("C174"))
    return (kind, mass) if mass is not None else None
