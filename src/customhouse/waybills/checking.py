"""What must hold of a waybill beyond being readable: codes that exist, numbers that check, nothing named twice."""

from customhouse.kernel.fields import Problems
from customhouse.waybills.container_code import number_fault, size_type_fault
from customhouse.waybills.model import Container, Party, Waybill
from customhouse.waybills.places import Places, Standing


def check_waybill(waybill: Waybill, path: str, places: Places, problems: Problems) -> None:
    for field, party in waybill.parties().items():
        check_party(party, f"{path}/{field}", places, problems)
    for field in ("loading", "discharge", "delivery"):
        check_place(getattr(waybill.places, field), f"{path}/places/{field}", places, problems)
    check_country(waybill.conveyance.nationality, f"{path}/conveyance/nationality", places, problems)
    for at, call in enumerate(waybill.itinerary):
        check_place(call.place, f"{path}/itinerary/{at}/place", places, problems)
    _check_order(waybill, path, problems)
    seen: set[str] = set()
    for at, container in enumerate(waybill.containers):
        _check_container(container, f"{path}/containers/{at}", seen, problems)


def check_party(party: Party, path: str, places: Places, problems: Problems) -> None:
    check_country(party.address.country, f"{path}/address/country", places, problems)


def check_country(code: str, field: str, places: Places, problems: Problems) -> None:
    if places.country(code) is None:
        problems.note(field, "unknown_country", f"{code} is no country of ISO 3166 or of this site's own list")


def check_place(code: str, field: str, places: Places, problems: Problems) -> None:
    if places.standing(code) is Standing.UNKNOWN:
        problems.note(field, "unknown_place", f"{code} is not in {places.source}: look the place up by its name")


def _check_order(waybill: Waybill, path: str, problems: Problems) -> None:
    """Times of the itinerary run forward; stops without a time are passed over."""
    last = None
    for at, call in enumerate(waybill.itinerary):
        if last and call.arrive_at and call.arrive_at < last:
            problems.note(f"{path}/itinerary/{at}/arrive_at", "out_of_order", "this stop is before the one above it")
        last = call.arrive_at or last


def _check_container(container: Container, path: str, seen: set[str], problems: Problems) -> None:
    if fault := number_fault(container.number):
        problems.note(f"{path}/number", *fault)
    if fault := size_type_fault(container.size_type):
        problems.note(f"{path}/size_type", *fault)
    if container.number in seen:
        problems.note(f"{path}/number", "container_twice", f"{container.number} is named twice in this waybill")
    seen.add(container.number)
    if container.tare_kg is not None and not 0 < container.tare_kg <= 20_000:
        problems.note(f"{path}/tare_kg", "tare", "give the mass of the empty container in kg, above 0 and up to 20000")
