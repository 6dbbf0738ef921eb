"""Everything that runs, built once from the settings, floor by floor."""

import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from customhouse.access.guard import Guard
from customhouse.access.service import Access
from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.adapters.bus.jetstream import JetStreamBus
from customhouse.adapters.bus.memory import MemoryBus
from customhouse.adapters.nomenclature.geography import currencies, geography
from customhouse.adapters.nomenclature.hs import harmonized_system
from customhouse.adapters.waybill_documents.process import ProcessReader
from customhouse.app.bridges import (
    LabelsFromResults,
    LearningFromReleases,
    SaidOfDeclarations,
    ScreenedByWatchlists,
    SealableDeclarations,
    SeenByImaging,
    WitnessedBySeals,
)
from customhouse.app.furnishing import take_country_lists
from customhouse.app.goods_index import folder_of, preparer
from customhouse.app.recognisers import recogniser_of
from customhouse.app.texts import library_of, sourcing_of
from customhouse.command.gathering import Rooms
from customhouse.command.live import LiveFeed
from customhouse.command.picture import PictureReader
from customhouse.command.service import Command
from customhouse.commodities.descriptions import Descriptions
from customhouse.commodities.rules import DescriptionRules
from customhouse.commodities.service import Commodities
from customhouse.commodities.shelf import Shelf
from customhouse.commodities.stop_words import load_stop_words
from customhouse.declarations.checking import CodeLists
from customhouse.declarations.service import Declarations
from customhouse.enterprises.service import Enterprises
from customhouse.imaging.projection.copies import Projections
from customhouse.imaging.projection.projector import Projector
from customhouse.imaging.recognition.workshop import Workshop
from customhouse.imaging.registry.service import Registry
from customhouse.imaging.service import Imaging
from customhouse.kernel.bus import Bus
from customhouse.kernel.database import Database
from customhouse.kernel.events import Subscription
from customhouse.policy.country import CountryPack, load_country
from customhouse.policy.package import PolicyPackage
from customhouse.policy.service import load
from customhouse.procedures.readings.service import Readings
from customhouse.procedures.service import Procedures
from customhouse.risk.lottery import HmacLottery
from customhouse.risk.service import Risk
from customhouse.risk.sources import Sources
from customhouse.seals.corridor_files import corridors_in
from customhouse.seals.model import Site
from customhouse.seals.service import Seals
from customhouse.settings import Settings
from customhouse.sourcing.service import Sourcing
from customhouse.watchlists.librarian import Librarian
from customhouse.watchlists.service import Watchlists
from customhouse.watchlists.shelf import Shelf as NamesShelf
from customhouse.waybills.documents.service import Documents
from customhouse.waybills.service import Waybills


@dataclass(frozen=True)
class House:
    """Built by `build`; its routes and what runs beside them are made in `routes` and `server`."""

    settings: Settings
    country: CountryPack
    policy: PolicyPackage
    database: Database
    blobs: FolderBlobs
    bus: Bus
    access: Access
    guard: Guard
    sourcing: Sourcing
    enterprises: Enterprises
    commodities: Commodities
    descriptions: Descriptions
    shelf: Shelf
    waybills: Waybills
    documents: Documents
    declarations: Declarations
    registry: Registry
    imaging: Imaging
    workshop: Workshop
    projector: Projector
    seals: Seals
    watchlists: Watchlists
    librarian: Librarian
    risk: Risk
    procedures: Procedures
    readings: Readings
    command: Command
    feed: LiveFeed

    @classmethod
    def build(cls, settings: Settings) -> "House":
        """Raises `HouseError` when the country pack or its policy is unfit."""
        database, access = Database(settings.database), Access()
        country = load_country(settings.country_folder)
        policy = load(country.policy_folder)
        blobs = FolderBlobs(settings.data / "blobs")
        sourcing = sourcing_of(settings, blobs)
        # What is said.
        nomenclature, enterprises, waybills = harmonized_system(), Enterprises(), Waybills(geography(country))
        commodities, stop_list = Commodities(nomenclature, sourcing), load_stop_words(country.folder)
        shelf = Shelf(library_of(nomenclature, sourcing, country), database, folder_of(settings), preparer(settings))
        descriptions = Descriptions(commodities, shelf, policy, stop_list, database.clock)
        rules = DescriptionRules(policy, stop_list, database.clock)
        lists = CodeLists(nomenclature, waybills.places, currencies([country.currency.code]), country.code, rules)
        documents = Documents(ProcessReader(), waybills.places, blobs)
        declarations = Declarations(lists, enterprises, waybills, blobs, descriptions.read_ahead)
        # What is seen, what is witnessed.
        registry, recogniser, papers = Registry(blobs, policy), recogniser_of(settings), documents.paper
        imaging = Imaging(declarations, blobs, recogniser, policy, descriptions.meaning, registry, papers=papers)
        sites = {site.code: Site(site.code, site.name, site.position) for site in country.sites}
        seals = Seals(SealableDeclarations(declarations), blobs, policy, sites, database.clock.now())
        watchlists = Watchlists(declarations, policy, NamesShelf(settings.data / "watchlists"))
        # What is judged, what is done, what is shown.
        said = SaidOfDeclarations(declarations, descriptions)
        seen, witnessed = SeenByImaging(imaging), WitnessedBySeals(seals)
        sources = Sources(said, seen, witnessed, ScreenedByWatchlists(watchlists))
        risk = Risk(policy, HmacLottery(site_secret(settings.data)), sources)
        procedures = Procedures(policy, risk, declarations, imaging, country.reason_codes)
        readings = Readings(procedures, Projections(imaging))
        command = Command(Rooms(declarations, imaging, seals, risk, procedures), access, blobs)
        return cls(
            settings=settings,
            country=country,
            policy=policy,
            database=database,
            blobs=blobs,
            bus=JetStreamBus(settings.nats_url) if settings.nats_url else MemoryBus(),
            access=access,
            guard=Guard(database, access),
            sourcing=sourcing,
            enterprises=enterprises,
            commodities=commodities,
            descriptions=descriptions,
            shelf=shelf,
            waybills=waybills,
            documents=documents,
            declarations=declarations,
            registry=registry,
            imaging=imaging,
            workshop=Workshop(database, imaging, settings.recogniser_workers, shared=bool(settings.nats_url)),
            projector=Projector(database, readings.projections),
            seals=seals,
            watchlists=watchlists,
            librarian=Librarian(database, watchlists),
            risk=risk,
            procedures=procedures,
            readings=readings,
            command=command,
            feed=LiveFeed(database, PictureReader(seals, access)),
        )

    @property
    def subscriptions(self) -> list[Subscription]:
        """Who listens, in the order in which news is passed on: facts before judgement, judgement before action."""
        return [
            *self.commodities.subscriptions(),
            *self.workshop.subscriptions(),
            *self.projector.subscriptions(),
            *self.seals.subscriptions(),
            *self.watchlists.subscriptions(),
            *self.risk.subscriptions(),
            *self.procedures.subscriptions(),
            *LabelsFromResults(self.registry, self.imaging, self.risk, self.procedures).subscriptions(),
            *self.readings.subscriptions(),
            *LearningFromReleases(self.descriptions, self.declarations, self.procedures).subscriptions(),
            *self.declarations.subscriptions(),
            *self.command.subscriptions(),
        ]

    def take_jobs(self) -> None:
        """Where the bus is shared, recognition is taken from it, by this process among others."""
        if isinstance(self.bus, JetStreamBus) and self.settings.recogniser_workers:
            self.bus.take(self.workshop.jobs())

    def furnish(self) -> None:
        """Take over what the country pack brings: register, corridors, own reference data and watch-lists."""
        corridors = corridors_in(self.country.folder / "corridors", self.seals.sites)
        records = [
            {name: value for name, value in vars(enterprise).items() if value is not None}
            for enterprise in self.country.enterprises
        ]
        with self.database.begin("system:country-pack") as tx:
            self.enterprises.import_register(tx, records, f"country pack of {self.country.name}")
            self.seals.adopt_corridors(tx, corridors)
            self.sourcing.furnish(tx, self.country.folder)
            self.commodities.renew(tx)
        take_country_lists(self.database, self.country.folder / "watchlists")


def site_secret(folder: Path) -> bytes:
    """What makes this site's random draws unforeseeable: made once, readable by the server alone."""
    path = folder / "site.secret"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        # Whole or not there: an empty secret would make every draw foreseeable. Of two servers the first one's counts.
        with tempfile.NamedTemporaryFile(dir=folder) as side:
            side.write(secrets.token_bytes(32))
            side.flush()
            os.fsync(side.fileno())
            with suppress(FileExistsError):
                os.link(side.name, path)
    return path.read_bytes()
