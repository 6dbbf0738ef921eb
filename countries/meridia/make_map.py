"""Makes the basemap and the corridors of Meridia from packages that anybody can install.

Run it only when the map must change; its results are committed. In an empty folder outside the repository:

    python -m venv v && v/bin/pip install scgraph==2.3.0 scgraph_data==2.0.0 shapely==2.2.0
    npm install --prefix n world-atlas@2.0.2 @geo-maps/earth-lands-100m@0.6.0
    v/bin/python <repository>/countries/meridia/make_map.py n/node_modules

Land and borders of the world are Natural Earth (public domain). Fine coast, roads and corridors are
OpenStreetMap (ODbL) and stay in files of their own; see basemap/NOTICE.md. Names are invented.
"""

import heapq
import json
import math
import sys
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import map_design as design
from scgraph_data.world_highways import world_highways_geograph
from shapely import LineString, MultiLineString, MultiPolygon, Polygon, box, get_parts, make_valid, unary_union
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

HERE = Path(__file__).parent
EARTH_RADIUS_KM = 6371.0088
# A junction costs as much as 300 m of road, so that a route keeps to the through road and does not hop between slips.
JUNCTION_COST_KM = 0.3
CORRIDOR_STEP_KM = 0.45

Point = tuple[float, float]  # longitude, latitude
Roads = dict[int, dict[int, float]]  # junction to neighbouring junctions, with the kilometres between them
Feature = dict[str, Any]


def distance_km(a: Point, b: Point) -> float:
    """Return the great-circle distance (haversine)."""
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*a, *b))
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


# --- The world, from Natural Earth -------------------------------------------------------------------------------


def decoded_arcs(topology: dict[str, Any]) -> list[list[Point]]:
    """Undo the delta coding and quantisation of TopoJSON."""
    (scale_x, scale_y), (shift_x, shift_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(line)
    return arcs


def ring_of(arcs: list[list[Point]], indices: list[int]) -> list[Point]:
    """Join arcs (~i is arc i backwards) and unwrap the ring where it crosses the antimeridian."""
    line: list[Point] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        line.extend(arc[1:] if line else arc)
    turn = 0
    unwrapped = line[:1]
    for (previous, _), (lon, lat) in pairwise(line):
        turn += -360 if lon - previous > 180 else 360 if lon - previous < -180 else 0
        unwrapped.append((lon + turn, lat))
    return unwrapped


def folded(polygon: BaseGeometry) -> BaseGeometry:
    """Bring what the unwrapping pushed beyond ±180° back to the other side, as pieces of their own."""
    pieces = []
    for turn in (-360, 0, 360):
        window = box(-180 + turn, -90, 180 + turn, 90)
        piece = make_valid(polygon).intersection(window)
        pieces.extend(
            Polygon(
                [(x - turn, y) for x, y in p.exterior.coords],
                [[(x - turn, y) for x, y in h.coords] for h in p.interiors],
            )
            for p in get_parts(piece)
            if isinstance(p, Polygon)
        )
    return unary_union(pieces)


def world_land(topology: dict[str, Any]) -> list[Polygon]:
    """Return the land masses of the world without Antarctica and without the isles that the fine coast draws."""
    arcs = decoded_arcs(topology)
    islands = box(*design.FINE_COAST)
    kept = []
    for polygon in topology["objects"]["land"]["geometries"][0]["arcs"]:
        rings = [ring_of(arcs, ring) for ring in polygon]
        parts = get_parts(folded(Polygon(rings[0], rings[1:])))
        kept.extend(part for part in parts if part.bounds[3] > -60 and not islands.contains(part))
    return kept


def world_borders(topology: dict[str, Any]) -> MultiLineString:
    """Return the lines that two countries share, once each; those on the isles of Meridia are left out."""
    users: dict[int, set[str]] = {}
    for country in topology["objects"]["countries"]["geometries"]:
        for index in flat(country["arcs"]):
            users.setdefault(index if index >= 0 else ~index, set()).add(
                country.get("id", country["properties"]["name"])
            )
    arcs = decoded_arcs(topology)
    islands = box(*design.FINE_COAST)
    lines = [LineString(arcs[i]) for i, names in users.items() if len(names) > 1]
    return linemerge([line for line in lines if not islands.contains(line)])


def flat(nested: Any) -> Iterator[int]:
    """Yield the arc numbers of a geometry, however deep."""
    if isinstance(nested, int):
        yield nested
        return
    for inner in nested:
        yield from flat(inner)


# --- The isles, finely, from OpenStreetMap's coastline -----------------------------------------------------------


def fine_land(path: Path) -> list[Polygon]:
    """Return the isles, 60 m fine around Meridia and coarse elsewhere, without specks of under a square kilometre."""
    islands, near = box(*design.FINE_COAST), box(*design.BOUNDS).buffer(0.3)
    found = []
    for geometry in json.loads(path.read_text())["geometries"]:
        for part in get_parts(shape(geometry)):
            if islands.contains(part) and part.area > (1.5e-4 if part.intersects(near) else 2e-3):
                lakes = [thinned(hole.coords, near) for hole in part.interiors if Polygon(hole).area > 3e-4]
                found.append(Polygon(thinned(part.exterior.coords, near), [lake for lake in lakes if len(lake) > 3]))
    valid = [make_valid(part, method="structure", keep_collapsed=False) for part in found]
    return [part for whole in valid for part in get_parts(whole)]


def thinned(ring: Iterable[Point], near: BaseGeometry) -> list[Point]:
    """Simplify a ring run by run: finely where it is near, coarsely where it is far."""
    west, south, east, north = near.bounds
    runs: list[tuple[bool, list[Point]]] = []
    for lon, lat in ring:
        is_near = west <= lon <= east and south <= lat <= north
        if not runs or runs[-1][0] != is_near:
            runs.append((is_near, runs[-1][1][-1:] if runs else []))
        runs[-1][1].append((lon, lat))
    line: list[Point] = []
    for is_near, run in runs:
        line.extend(LineString(run).simplify(0.0006 if is_near else 0.01).coords if len(run) > 1 else run)
    return line


# --- Roads ---------------------------------------------------------------------------------------------------


def roads_around(bounds: tuple[float, float, float, float]) -> tuple[Roads, dict[int, Point]]:
    """Return the part of the world's highway graph inside the bounds. Its edges run straight between junctions."""
    west, south, east, north = bounds
    points = {
        i: (lon, lat)
        for i, (lat, lon) in enumerate(world_highways_geograph.nodes)
        if west <= lon <= east and south <= lat <= north
    }
    roads = {i: {j: km for j, km in world_highways_geograph.graph[i].items() if j in points} for i in points}
    reached, queue = set(), [nearest(points, design.SITES["XMPMS"])]
    while queue:
        junction = queue.pop()
        if junction not in reached:
            reached.add(junction)
            queue.extend(roads[junction])
    return {i: roads[i] for i in reached}, {i: points[i] for i in reached}


def nearest(points: dict[int, Point], place: Point) -> int:
    return min(points, key=lambda i: distance_km(points[i], place))


def route(roads: Roads, start: int, end: int) -> list[int]:
    """Return the junctions of the cheapest way (Dijkstra)."""
    cost, came_from, queue = {start: 0.0}, {}, [(0.0, start)]
    while queue:
        spent, junction = heapq.heappop(queue)
        if junction == end:
            break
        for neighbour, km in roads[junction].items():
            total = spent + km + JUNCTION_COST_KM
            if total < cost.get(neighbour, math.inf):
                cost[neighbour], came_from[neighbour] = total, junction
                heapq.heappush(queue, (total, neighbour))
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]


def road_features(roads: Roads, points: dict[int, Point]) -> list[Feature]:
    """Return main roads (those that the ways between towns use) and all others, merged into long lines."""
    towns = [nearest(points, (lon, lat)) for _, lon, lat, rank in design.TOWNS if rank <= 2]
    main = {frozenset(pair) for a, b in combinations(towns, 2) for pair in pairwise(route(roads, a, b))}
    edges = {frozenset((i, j)) for i in roads for j in roads[i] if i != j}
    features = []
    for rank, chosen in ((1, main), (2, edges - main)):
        lines = linemerge([LineString([points[i] for i in edge]) for edge in chosen])
        features.append(feature(lines, {"rank": rank}, digits=3))
    return features


def corridor(roads: Roads, points: dict[int, Point], plan: design.Corridor) -> Feature:
    """Return a corridor from gate to gate, with a vertex at least every 500 m."""
    start, end = design.SITES[plan.from_site], design.SITES[plan.to_site]
    way = route(roads, nearest(points, start), nearest(points, end))
    line = [start, *(points[i] for i in way), end]
    dense: list[Point] = [line[0]]
    for a, b in pairwise(line):
        steps = max(1, math.ceil(distance_km(a, b) / CORRIDOR_STEP_KM))
        dense.extend((a[0] + (b[0] - a[0]) * k / steps, a[1] + (b[1] - a[1]) * k / steps) for k in range(1, steps + 1))
    length_km = sum(distance_km(a, b) for a, b in pairwise(line))
    return feature(
        LineString(dense),
        {
            "id": plan.id,
            "name": plan.name,
            "from_site": plan.from_site,
            "to_site": plan.to_site,
            "width_m": plan.width_m,
            "time_limit_h": plan.time_limit_h,
            "length_km": round(length_km, 1),
            "source": "Highway graph of scgraph_data 2.0.0, © OpenStreetMap contributors, ODbL 1.0",
        },
        digits=5,
    )


# --- Writing ---------------------------------------------------------------------------------------------------


def rounded(coordinates: Any, digits: int) -> Any:
    if isinstance(coordinates[0], (int, float)):
        return [round(coordinates[0], digits), round(coordinates[1], digits)]
    inner = [rounded(part, digits) for part in coordinates]
    if inner and isinstance(inner[0][0], (int, float)):
        return [point for i, point in enumerate(inner) if i == 0 or point != inner[i - 1]]
    return inner


def feature(geometry: BaseGeometry, properties: dict[str, Any], *, digits: int) -> Feature:
    drawn = mapping(geometry)
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": drawn["type"], "coordinates": rounded(drawn["coordinates"], digits)},
    }


def collection(features: list[Feature]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def write(name: str, content: dict[str, Any]) -> None:
    path = HERE / name
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")
    sys.stdout.write(f"{path.relative_to(HERE)}  {path.stat().st_size / 1000:.0f} kB\n")


def main(packages: Path) -> None:
    land_topology = json.loads((packages / "world-atlas/land-50m.json").read_text())
    country_topology = json.loads((packages / "world-atlas/countries-50m.json").read_text())
    write("basemap/land.geojson", collection([feature(p, {}, digits=2) for p in world_land(land_topology)]))
    border = LineString(design.wiggled(design.BORDER))
    isles = fine_land(packages / "@geo-maps/earth-lands-100m/map.geo.json")
    realm = Polygon([*border.coords, *design.SEAWARD])
    home = [part for isle in isles for part in get_parts(isle.intersection(realm))]
    abroad = [part for isle in isles for part in get_parts(isle.difference(realm))]
    write(
        "basemap/coast.geojson",
        collection(
            [
                feature(MultiPolygon(home), {"country": "XM"}, digits=4),
                feature(MultiPolygon(abroad), {"country": ""}, digits=4),
            ]
        ),
    )
    mainland = max(isles, key=lambda part: part.area)
    write(
        "basemap/borders.geojson",
        collection(
            [
                feature(world_borders(country_topology), {"country": ""}, digits=2),
                feature(border.intersection(mainland), {"country": "XM"}, digits=4),
            ]
        ),
    )
    west, south, east, north = design.BOUNDS
    roads, points = roads_around((west - 0.5, south - 0.5, east + 0.8, north + 0.5))
    write("basemap/roads.geojson", collection(road_features(roads, points)))
    write("basemap/places.geojson", collection(design.places()))
    for plan in design.CORRIDORS:
        drawn = corridor(roads, points, plan)
        write(f"corridors/{plan.id}.geojson", drawn)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
