"""Corridors as GeoJSON features: read with every problem named, written as the map wants them."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from customhouse.kernel.errors import Invalid, Problem
from customhouse.kernel.geo import Position
from customhouse.kernel.malformed import first_problem
from customhouse.seals.watch.corridor import Corridor

_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class _Line(BaseModel):
    type: str = Field(pattern="^LineString$")
    coordinates: list[tuple[float, float]] = Field(min_length=2, max_length=50_000)


class _Properties(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: str = Field(pattern=_ID, max_length=64)
    name: str = Field(min_length=1, max_length=120)
    from_site: str = Field(max_length=16)
    to_site: str = Field(max_length=16)
    width_m: float = Field(ge=50, le=20_000, allow_inf_nan=False)
    time_limit_h: float = Field(gt=0, le=240, allow_inf_nan=False)
    source: str = Field(default="", max_length=500)
    rest_areas: list[tuple[float, float]] = Field(default=[], max_length=500)


class CorridorFeature(BaseModel):
    """A GeoJSON feature: a LineString from site A to site B, in degrees, with the corridor's terms as properties."""

    type: str = Field(pattern="^Feature$")
    geometry: _Line
    properties: _Properties


def corridor_of(feature: CorridorFeature, sites: Collection[str]) -> Corridor:
    """Raises `Invalid`, naming every field that is wrong."""
    terms, problems = feature.properties, []
    for name, site in (("from_site", terms.from_site), ("to_site", terms.to_site)):
        if site not in sites:
            problems.append(Problem(f"properties/{name}", "unknown_site", f"There is no site {site}; see /api/sites."))
    for index, point in enumerate(feature.geometry.coordinates):
        if not _on_earth(point):
            field = f"geometry/coordinates/{index}"
            problems.append(Problem(field, "off_the_earth", "Give longitude, then latitude, in degrees."))
            break
    if problems:
        raise Invalid(problems)
    corridor = Corridor(
        id=terms.id,
        name=terms.name,
        from_site=terms.from_site,
        to_site=terms.to_site,
        line=tuple(feature.geometry.coordinates),
        width_m=terms.width_m,
        time_limit=timedelta(hours=terms.time_limit_h),
        source=terms.source,
        rest_areas=tuple(Position(latitude, longitude) for longitude, latitude in terms.rest_areas),
    )
    if corridor.path.length_m <= corridor.width_m:
        raise Invalid.one("geometry/coordinates", "too_short", "The corridor must be longer than it is wide.")
    return corridor


def corridors_in(folder: Path, sites: Collection[str]) -> list[Corridor]:
    """Every `*.geojson` of a country pack's folder; raises `Invalid` naming the file."""
    return [corridor for path in sorted(folder.glob("*.geojson")) for corridor in _corridors_of(path, sites)]


def _corridors_of(path: Path, sites: Collection[str]) -> Iterable[Corridor]:
    content: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    features = content["features"] if content.get("type") == "FeatureCollection" else [content]
    for feature in features:
        try:
            yield corridor_of(CorridorFeature.model_validate(feature), sites)
        except ValidationError as error:
            first = first_problem(error)
            raise Invalid.one(f"{path.name}/{first.field}", first.code, first.message)


def feature_of(corridor: Corridor) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [list(point) for point in corridor.line]},
        "properties": {
            "id": corridor.id,
            "name": corridor.name,
            "from_site": corridor.from_site,
            "to_site": corridor.to_site,
            "width_m": corridor.width_m,
            "time_limit_h": corridor.time_limit.total_seconds() / 3600,
            "length_km": round(corridor.path.length_m / 1000, 1),
            "source": corridor.source,
        },
    }


def _on_earth(point: tuple[float, float]) -> bool:
    return -180 <= point[0] <= 180 and -90 <= point[1] <= 90
