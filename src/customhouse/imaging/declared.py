"""The part of a declaration that an image can contradict, and what its descriptions may mean."""

from collections.abc import Callable, Mapping

from customhouse.declarations.model import GoodsItem, Lodgement
from customhouse.imaging.model import Declared, DeclaredContainer, DeclaredItem

# Of a description and its code: headings that it may mean, by probability, and how probably the code's is a right one.
# Nothing and None where nobody reads descriptions.
Meaning = Callable[[str, str], tuple[Mapping[str, float], float | None]]
READ = 20  # descriptions of a declaration: reading takes its time, and it is done while a transaction is open


def says_nothing(_description: str, _hs_code: str) -> tuple[Mapping[str, float], None]:
    """The meaning where no language engine is wired in: goods are then what their code says."""
    return {}, None


def declared_of(lodgement: Lodgement, meaning: Meaning = says_nothing) -> Declared:
    containers = tuple(
        DeclaredContainer(
            number=each.number,
            size_type=each.size_type,
            loaded=each.loaded,
            tare_kg=None if each.tare_kg is None else float(each.tare_kg),
            seal_numbers=each.seal_numbers,
        )
        for each in lodgement.waybill.containers
    )
    items = lodgement.goods_items
    read = [_item(item, meaning) for item in items[:READ]]
    return Declared((*read, *(_item(item, says_nothing) for item in items[READ:])), containers)


def standing_of(facts: Mapping[str, object]) -> dict[str, float]:
    """What counts of who declares, as numbers; see `Declared.standing`."""
    return {
        "authorised": float(facts["authorised"] is True),
        "trader_known": float(facts["trader_known"] is True),
        "trader_months": float(str(facts["trader_months"])),
        "irregularities": float(str(facts["trader_irregular"])),
    }


def _item(item: GoodsItem, meaning: Meaning) -> DeclaredItem:
    likely, fits = meaning(item.description, item.hs_code)
    return DeclaredItem(
        number=item.number,
        hs_code=item.hs_code,
        description=item.description,
        gross_mass_kg=float(item.gross_mass_kg),
        container_numbers=item.container_numbers,
        net_mass_kg=float(item.net_mass_kg),
        quantity=float(item.quantity.value),
        unit=item.quantity.unit,
        package_kind=item.packages.kind,
        package_count=item.packages.count,
        likely=dict(likely),
        fits=fits,
    )
