"""The country's map, as the layers of its pack: an air-gapped site needs no tile server."""

from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from customhouse.access.guard import Guard
from customhouse.access.model import Permission, User
from customhouse.kernel.errors import NotFound


def basemap_router(guard: Guard, folder: Path) -> APIRouter:
    routes = APIRouter(prefix="/api/basemap", tags=["command"])
    layers = {path.name: path for path in folder.glob("*.geojson")}

    @routes.get("/{name}", response_class=FileResponse)
    def read_layer(name: str, _user: User = guard.admits(Permission.WATCH, Permission.READ_CASE)) -> Response:
        if name not in layers:
            raise NotFound(f"The country pack has no map layer {name[:40]}.")
        answer = FileResponse(layers[name], media_type="application/geo+json")
        answer.headers["Cache-Control"] = "private, max-age=3600"
        return answer

    return routes
