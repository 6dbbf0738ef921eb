"""Who is looked for in a declaration, and how a match is judged and explained. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from customhouse.declarations.model import Lodgement
from customhouse.watchlists.model import Asked, Entry, Listed, Match
from customhouse.watchlists.names.facts import Bearing, Fact, Known, imo_in
from customhouse.watchlists.names.model import Kind, Name
from customhouse.watchlists.names.reading import read_name
from customhouse.watchlists.names.scoring import Comparison, compare, facts_between
from customhouse.waybills.model import Mode, Party

PARTY_KINDS = (Kind.PERSON, Kind.COMPANY)
_WATER = frozenset({Mode.SEA, Mode.INLAND_WATER})
_SAME_ADDRESS, _ADDRESS_FACTOR = 0.8, 0.5


def asked_of(lodgement: Lodgement) -> tuple[Asked, ...]:
    """Every party, the carrier, and the vessel; once each, however often it is named."""
    waybill = lodgement.waybill
    found = [_party(role, party) for role, party in lodgement.parties().items()]
    if waybill.carrier.strip():
        found.append(Asked("waybill/carrier", waybill.carrier.strip(), (Kind.COMPANY,)))
    identity = waybill.conveyance.identity.strip()
    if waybill.conveyance.mode in _WATER and identity:
        found.append(Asked("waybill/conveyance", identity, (Kind.VESSEL,), imo=imo_in(identity)))
    seen: dict[str, Asked] = {}
    for asked in found:
        seen.setdefault(party_digest(asked), asked)
    return tuple(seen.values())


def _party(role: str, party: Party) -> Asked:
    address = party.address
    where = ", ".join(part for part in (address.street, address.city, address.postcode) if part)
    return Asked(role, party.name.strip(), PARTY_KINDS, country=address.country, address=where)


def queries_of(asked: Asked) -> list[Name]:
    """The name as each kind would be read; one with nothing to compare is none."""
    read = (read_name(asked.name, kind) for kind in asked.kinds)
    return [name for name in read if name.tokens]


def judged(asked: Asked, listed: Listed) -> Match | None:
    """Hold who is asked for against one entry; None where they are not of one kind."""
    entry = listed.entry
    if entry.kind not in asked.kinds:
        return None
    facts = (*facts_between(_known_of(asked), _known_of_entry(entry), entry.kind), *_by_address(asked, entry))
    compared = compare(asked.name, entry.names, entry.kind, facts)
    explanation = _explained(compared, entry)
    return Match(listed, entry.kind, compared.score, compared.names, compared.matched, explanation)


def _known_of(asked: Asked) -> Known:
    countries, born, numbers = ((value,) if value else () for value in (asked.country, asked.born, asked.registration))
    return Known(countries, born, asked.imo, numbers)


def _known_of_entry(entry: Entry) -> Known:
    return Known(entry.countries, entry.born, entry.imo, entry.registrations)


def _by_address(asked: Asked, entry: Entry) -> tuple[Fact, ...]:
    """The same address supports; another one says nothing, for most have several."""
    if not asked.address or not entry.addresses:
        return ()
    alike = compare(asked.address, entry.addresses[:10], Kind.ADDRESS)
    if alike.score < _SAME_ADDRESS:
        return ()
    return (Fact("address", Bearing.SUPPORTS, asked.address, alike.matched, _ADDRESS_FACTOR),)


def _explained(compared: Comparison, entry: Entry) -> dict[str, Any]:
    alignment = compared.alignment
    return {
        "names_score": compared.names,
        "pairs": [asdict(pair) for pair in alignment.pairs],
        "query_left": list(alignment.query_left),
        "entry_left": list(alignment.entry_left),
        "facts": [asdict(fact) for fact in compared.facts],
        "entry": plain_entry(entry),
    }


def plain_entry(entry: Entry) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else str(value) for name, value in vars(entry).items()}


def entry_from(plain: Mapping[str, Any]) -> Entry:
    values: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in plain.items()}
    return Entry(**{**values, "kind": Kind(plain["kind"])})


def party_digest(asked: Asked) -> str:
    """The same while the party is declared with the same words, in whatever role."""
    return _digest([asked.name, asked.country, asked.address, asked.imo, [kind.value for kind in asked.kinds]])


def entry_digest(entry: Entry) -> str:
    """The same while the list says the same of the entry."""
    return _digest(plain_entry(entry))


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def fingerprint_of(edition_ids: Sequence[str]) -> str:
    """Of all lists together: another one as soon as any of them has another edition."""
    return hashlib.sha256("\n".join(sorted(edition_ids)).encode()).hexdigest()
