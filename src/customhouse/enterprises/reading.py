"""Makes enterprises of the plain records of a register."""

from collections.abc import Mapping, Sequence
from datetime import date

from customhouse.enterprises.model import Enterprise, EnterpriseRole, Seat
from customhouse.kernel.fields import Fields, Problems


def read_enterprises(records: Sequence[Mapping[str, object]]) -> list[Enterprise]:
    """Raises `Invalid` with what is wrong in all of them: a register is taken whole or not at all."""
    problems = Problems()
    enterprises = [_read(Fields(record, str(at), problems), record) for at, record in enumerate(records)]
    seen: set[str] = set()
    for at, enterprise in enumerate(enterprises):
        if enterprise.id in seen:
            problems.note(f"{at}/id", "twice", f"{enterprise.id} is in the list twice")
        seen.add(enterprise.id)
    problems.raise_any()
    return enterprises


def _read(fields: Fields, record: Mapping[str, object]) -> Enterprise:
    fields.only(frozenset({"id", "name", "address", "registered_on", "roles", "authorised_since"}))
    address = fields.inner("address")
    seat = Seat(
        street=address.text_if_any("street", 120) or "",
        city=address.text("city", 80),
        postcode=address.text_if_any("postcode", 17) or "",
        country=address.text("country", 2),
    )
    return Enterprise(
        id=fields.text("id", 40),
        name=fields.text("name", 120),
        address=seat,
        registered_on=_day(fields, "registered_on", record) or date.min,
        roles=tuple(_role(fields, text, at) for at, text in enumerate(fields.texts("roles", 8, 20))),
        authorised_since=_day(fields, "authorised_since", record) if fields.has("authorised_since") else None,
    )


def _role(fields: Fields, text: str, at: int) -> EnterpriseRole:
    if text in set(EnterpriseRole):
        return EnterpriseRole(text)
    fields.note(f"roles/{at}", "not_in_list", f"give one of {', '.join(EnterpriseRole)}")
    return EnterpriseRole.IMPORTER


def _day(fields: Fields, name: str, record: Mapping[str, object]) -> date | None:
    value = record.get(name) if isinstance(record, Mapping) else None
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        fields.note(name, "not_a_day", "give a day such as 2026-03-01")
        return None
