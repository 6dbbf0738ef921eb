"""Every route of the house, room by room."""

from fastapi import APIRouter

from customhouse.access.api import session_router, users_router
from customhouse.adapters.scanners import write_report
from customhouse.app.house import House
from customhouse.command.about_api import about_router
from customhouse.command.api import router as command_router
from customhouse.command.basemap_api import basemap_router
from customhouse.command.operations_api import operations_router
from customhouse.commodities.api import router as commodities_router
from customhouse.commodities.describing_api import describing_router
from customhouse.commodities.looking_api import looking_router
from customhouse.commodities.origins import Origins
from customhouse.declarations.api import router as declarations_router
from customhouse.enterprises.api import router as enterprises_router
from customhouse.imaging.api import router as imaging_router
from customhouse.imaging.earlier_api import earlier_router
from customhouse.imaging.likeness.api import likeness_router
from customhouse.imaging.overlays_api import overlays_router
from customhouse.imaging.reading import Limits
from customhouse.imaging.registry.api import models_router
from customhouse.policy.api import router as policy_router
from customhouse.procedures.api import controls_router
from customhouse.procedures.readings.api import reviews_router
from customhouse.procedures.readings.quality import Quality
from customhouse.procedures.readings.quality_api import quality_router
from customhouse.risk.api import router as risk_router
from customhouse.seals.api import router as seals_router
from customhouse.sourcing.api import router as sourcing_router
from customhouse.watchlists.api import router as watchlists_router
from customhouse.waybills.api import router as waybills_router
from customhouse.waybills.documents.api import documents_router


def routers_of(house: House) -> tuple[APIRouter, ...]:
    guard, settings, readings = house.guard, house.settings, house.readings
    limits = Limits(post_bytes=settings.max_upload_mb << 20)
    origins = Origins(house.sourcing, house.commodities.latest)
    return (
        session_router(house.access, guard, house.database, secure_cookie=settings.https),
        users_router(house.access, guard),
        about_router(guard, house.database.clock, house.country, demo=settings.demo),
        basemap_router(guard, house.country.folder / "basemap"),
        policy_router(house.policy, guard),
        sourcing_router(house.sourcing, guard),
        enterprises_router(house.enterprises, guard),
        describing_router(house.descriptions, origins, guard),
        looking_router(house.descriptions, origins, guard),
        commodities_router(house.commodities, guard),
        waybills_router(house.waybills, guard),
        documents_router(house.documents, guard),
        declarations_router(house.declarations, guard),
        imaging_router(house.imaging, guard, limits, write_report, readings.shown),
        likeness_router(house.imaging, guard, readings.shown),
        earlier_router(house.imaging, guard, readings.shown),
        models_router(house.registry, guard),
        overlays_router(house.imaging, guard, readings.shown),
        seals_router(house.seals, guard),
        watchlists_router(house.watchlists, guard),
        risk_router(house.risk, guard, readings.hides_findings),
        reviews_router(house.procedures, readings, guard),
        quality_router(Quality(readings), guard),
        controls_router(house.procedures, readings, guard),
        command_router(house.command, house.feed, guard, readings.veils_of),
        operations_router(house.database, guard),
    )
