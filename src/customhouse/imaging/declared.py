"""The part of a declaration that an image can contradict, and what its descriptions may mean."""

from collections.abc import Callable, Mapping

from customhouse.declarations.model import GoodsItem, Lodgement
from customhouse.imaging.model import Declared, DeclaredContainer, DeclaredItem, OnPaper
from customhouse.kernel.transaction import Transaction
from customhouse.waybills.documents.paper import Paper, PaperGoods

# Of a description and its code: headings that it may mean, by probability, and how probably the code's is a right one.
# Nothing and None where nobody reads descriptions.
Meaning = Callable[[str, str], tuple[Mapping[str, float], float | None]]
# What the transport document says of a waybill's number, as seen by its declarant; None where there is none.
Papers = Callable[[Transaction, str, str], Paper | None]
READ = 20  # descriptions of a declaration: reading takes its time, and it is done while a transaction is open
READ_ON_PAPER = 5  # likewise descriptions of a document, and headings that each is held against


def says_nothing(_description: str, _hs_code: str) -> tuple[Mapping[str, float], None]:
    """The meaning where no language engine is wired in: goods are then what their code says."""
    return {}, None


def no_papers(_tx: Transaction, _waybill_number: str, _declarant_id: str) -> None:
    """Where no transport documents are kept."""
    return


def on_paper(paper: Paper, lodgement: Lodgement, meaning: Meaning = says_nothing) -> OnPaper:
    """What the document says, its words held against what was declared."""
    told = [_misfit(goods, lodgement, meaning) for goods in paper.goods[:READ_ON_PAPER]]
    misfit = max((each for each in told if each is not None), default=None)
    return OnPaper(paper.gross_mass_kg, paper.packages, paper.containers, paper.seals, misfit, paper.official)


def _misfit(goods: PaperGoods, lodgement: Lodgement, meaning: Meaning) -> float | None:
    """Of the declared headings the one that suits best; the same words, or the same heading, suit."""
    items = lodgement.goods_items
    words = {" ".join(item.description.casefold().split()) for item in items}
    headings = list(dict.fromkeys(item.hs_code[:4] for item in items))
    if " ".join(goods.description.casefold().split()) in words or goods.hs_code[:4] in headings:
        return 0.0
    codes = [next(item.hs_code for item in items if item.hs_code[:4] == heading) for heading in headings]
    fits = [fit for code in codes[:READ_ON_PAPER] if (fit := meaning(goods.description, code)[1]) is not None]
    return 1 - max(fits) if fits else None


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
