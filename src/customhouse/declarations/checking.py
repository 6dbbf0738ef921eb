"""What must hold of a lodgement beyond being readable. Every rule notes its problem at the field to correct."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from customhouse.commodities.model import Nomenclature
from customhouse.commodities.rules import DescriptionRules
from customhouse.declarations.model import GoodsItem, Lodgement
from customhouse.kernel.fields import Problems
from customhouse.waybills.checking import check_country, check_party, check_waybill
from customhouse.waybills.places import Places, Standing

# ISO 668: no series 1 container may have a gross mass above 36 t.
MAX_CONTAINER_KG = 36_000


@dataclass(frozen=True)
class CodeLists:
    """What codes and words are checked against. `country` is the one whose offices take the declarations."""

    nomenclature: Nomenclature
    places: Places
    currencies: frozenset[str]
    country: str
    descriptions: DescriptionRules


def check_lodgement(lodgement: Lodgement, lists: CodeLists, problems: Problems) -> None:
    _check_header(lodgement, lists, problems)
    check_party(lodgement.declarant, "declarant", lists.places, problems)
    check_waybill(lodgement.waybill, "waybill", lists.places, problems)
    _check_numbers(lodgement, problems)
    for at, item in enumerate(lodgement.goods_items):
        _check_item(item, f"goods_items/{at}", lodgement, lists, problems)
        _check_masses(item, f"goods_items/{at}", problems)
    _check_packages(lodgement, problems)
    _check_containers(lodgement, problems)
    _check_load(lodgement, problems)
    _check_totals(lodgement, problems)


def _check_header(lodgement: Lodgement, lists: CodeLists, problems: Problems) -> None:
    editions = lists.nomenclature.editions()
    if lodgement.hs_edition not in editions:
        have = ", ".join(editions)
        problems.note("hs_edition", "unknown_edition", f"this office knows the HS editions {have}: name one of them")
    at_home = lodgement.office[:2] == lists.country
    if not at_home or lists.places.standing(lodgement.office) is not Standing.LISTED:
        problems.note("office", "unknown_office", f"{lodgement.office} is no office of {lists.country}")
    _check_currency(lodgement.invoice_currency, "invoice_currency", lists, problems)


def _check_currency(code: str, field: str, lists: CodeLists, problems: Problems) -> None:
    if code not in lists.currencies:
        problems.note(field, "unknown_currency", f"{code} is no currency of ISO 4217 or of this site's own list")


def _check_numbers(lodgement: Lodgement, problems: Problems) -> None:
    """Numbers of goods items are unique, and there are goods unless all containers are declared empty."""
    counted = Counter(item.number for item in lodgement.goods_items)
    for at, item in enumerate(lodgement.goods_items):
        field = f"goods_items/{at}/number"
        if counted[item.number] > 1 and problems.spare(field):
            problems.note(field, "number_twice", f"the number {item.number} is given to more than one goods item")
    containers = lodgement.waybill.containers
    if not lodgement.goods_items and not (containers and not any(each.loaded for each in containers)):
        problems.note("goods_items", "missing", "declare the goods, or only containers that are empty")


def _check_item(item: GoodsItem, path: str, lodgement: Lodgement, lists: CodeLists, problems: Problems) -> None:
    if problems.spare("hs_edition") and not lists.nomenclature.exists(item.hs_code, lodgement.hs_edition):
        message = f"HS {lodgement.hs_edition} has no subheading {item.hs_code[:6]}: look the goods up by their name"
        problems.note(f"{path}/hs_code", "unknown_hs_code", message)
    _check_description(item, f"{path}/description", lists, problems)
    check_country(item.origin, f"{path}/origin", lists.places, problems)
    if item.quantity.value <= 0:
        problems.note(f"{path}/quantity/value", "not_positive", "give a quantity above 0")
    if item.value.amount < 0:
        problems.note(f"{path}/value/amount", "negative", "give an amount of 0 or above")
    currency = f"{path}/value/currency"
    _check_currency(item.value.currency, currency, lists, problems)
    if item.value.currency != lodgement.invoice_currency and problems.spare(currency, "invoice_currency"):
        message = f"values are in the currency of the invoice, here {lodgement.invoice_currency}"
        problems.note(currency, "currency_differs", message)


def _check_description(item: GoodsItem, field: str, lists: CodeLists, problems: Problems) -> None:
    if problems.spare(field) and (refused := lists.descriptions.refused(item.description)):
        message = f"{refused.word.term!r} alone does not say what the goods are. {refused.say['en']}"
        problems.note(field, "vague_description", message)


def _check_masses(item: GoodsItem, path: str, problems: Problems) -> None:
    gross, net = f"{path}/gross_mass_kg", f"{path}/net_mass_kg"
    if item.gross_mass_kg <= 0:
        problems.note(gross, "not_positive", "give a mass in kg above 0")
    if item.net_mass_kg <= 0:
        problems.note(net, "not_positive", "give a mass in kg above 0")
    if item.net_mass_kg > item.gross_mass_kg and problems.spare(gross, net):
        message = f"the net mass {item.net_mass_kg} kg is above the gross mass {item.gross_mass_kg} kg"
        problems.note(net, "net_above_gross", message)


def _check_packages(lodgement: Lodgement, problems: Problems) -> None:
    """No packages may be declared only of goods in bulk, or of goods packed with another item's of that kind."""
    counted = {item.packages.kind for item in lodgement.goods_items if item.packages.count}
    for at, item in enumerate(lodgement.goods_items):
        if item.packages.count == 0 and not item.packages.is_bulk and item.packages.kind not in counted:
            message = "give the number of packages; 0 is for goods in bulk, or packed with those of another item"
            problems.note(f"goods_items/{at}/packages/count", "no_packages", message)


def _check_containers(lodgement: Lodgement, problems: Problems) -> None:
    """Goods lie in containers of the waybill that are declared loaded, and no such container is without goods."""
    loaded = {container.number: container.loaded for container in lodgement.waybill.containers}
    named: set[str] = set()
    for at, item in enumerate(lodgement.goods_items):
        for place, number in enumerate(item.container_numbers):
            field = f"goods_items/{at}/container_numbers/{place}"
            if number not in loaded:
                problems.note(field, "container_not_in_waybill", f"{number} is not among the waybill's containers")
            elif not loaded[number]:
                problems.note(field, "container_declared_empty", f"{number} is declared empty and can carry no goods")
            named.add(number)
    for at, container in enumerate(lodgement.waybill.containers):
        field = f"waybill/containers/{at}/loaded"
        if container.loaded and container.number not in named and problems.spare(field, "goods_items"):
            message = f"no goods item names {container.number}: name it where its goods are, or declare it empty"
            problems.note(field, "container_without_goods", message)


def _check_load(lodgement: Lodgement, problems: Problems) -> None:
    """Goods that lie only in containers cannot weigh more than these may."""
    contained = [item for item in lodgement.goods_items if item.container_numbers]
    numbers = {number for item in contained for number in item.container_numbers}
    gross = sum((item.gross_mass_kg for item in contained), Decimal(0))
    if gross > MAX_CONTAINER_KG * len(numbers):
        first = next(at for at, item in enumerate(lodgement.goods_items) if item.container_numbers)
        message = f"{gross} kg cannot lie in {len(numbers)} containers: ISO 668 allows {MAX_CONTAINER_KG} kg for each"
        problems.note(f"goods_items/{first}/gross_mass_kg", "too_heavy_for_containers", message)


def _check_totals(lodgement: Lodgement, problems: Problems) -> None:
    stated, items = lodgement.totals, lodgement.goods_items
    if stated is None:
        return
    sums = {
        "gross_mass_kg": (
            stated.gross_mass_kg,
            "gross_mass_kg",
            sum((item.gross_mass_kg for item in items), Decimal(0)),
        ),
        "packages": (stated.packages, "packages/count", sum(item.packages.count for item in items)),
        "invoice_amount": (
            stated.invoice_amount,
            "value/amount",
            sum((item.value.amount for item in items), Decimal(0)),
        ),
    }
    for name, (given, part, counted) in sums.items():
        parts = (f"goods_items/{at}/{part}" for at in range(len(items)))
        if given is not None and given != counted and problems.spare("goods_items", *parts):
            problems.note(f"totals/{name}", "sum_differs", f"{given} is stated and the goods items add up to {counted}")
