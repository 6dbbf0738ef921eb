"""Where the texts come from that an index of goods descriptions is built from, and the model that compares them."""

from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.adapters.embedding.fuse import fuse
from customhouse.adapters.reference_data import READERS
from customhouse.commodities.library import Library, SourcedExamples
from customhouse.commodities.model import Nomenclature
from customhouse.commodities.trade_names import TradeNames
from customhouse.policy.country import CountryPack
from customhouse.settings import Settings
from customhouse.sourcing.manifest import load_manifest
from customhouse.sourcing.service import Sourcing


def sourcing_of(settings: Settings, blobs: FolderBlobs) -> Sourcing:
    """Also for the command line, which brings reference data without a house. Raises `Invalid` for a wrong manifest."""
    return Sourcing(load_manifest(READERS, settings.country_folder), READERS, blobs)


def library_of(nomenclature: Nomenclature, sourcing: Sourcing, country: CountryPack) -> Library:
    model, languages = fuse(), frozenset({"en", *country.languages})
    return Library(
        nomenclature,
        SourcedExamples(sourcing, languages),
        model.name if model else None,
        lambda: model,
        TradeNames(languages),
    )
