"""Which commodity a pixel shows: the one with most areal density along its ray."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d, minimum_filter1d

from simulators.scanner.loads.shadows import Planes

# The commodity classes of radiographs, in the order of the appearance table's list; 0 is no commodity.
CLASSES = (
    "none", "live_animals", "frozen_meat", "chilled_food", "plants_flowers", "fruit_vegetables", "grain_bulk",
    "sacked_food", "packed_food", "beverages", "tobacco", "liquids_bulk", "chemicals_drums", "chemicals_sacks",
    "minerals_bulk", "fuels_solid", "pharma_cosmetics", "arms_ammunition", "plastics_granulate", "plastics_articles",
    "rubber_tyres", "hides_leather", "footwear_bags", "timber", "furniture", "paper_reels", "paper_packed",
    "pulp_baled", "textiles_baled", "textile_rolls", "garments_cartons", "ceramics_stone", "glass", "metal_coils",
    "metal_bars", "metal_articles", "cables_reels", "scrap", "machinery", "appliances", "electronics", "batteries",
    "vehicles", "vehicle_parts", "large_craft", "instruments", "precious_small", "toys_mixed", "art_antiques",
)  # fmt: skip
LEAST_KG_M2 = 2.0  # less than that is an edge or a strap
GAP = 5  # pixels: gaps between packages that are narrower belong to the goods


def labelled(planes: Planes, codes: list[str]) -> NDArray[np.uint8]:
    """Labels from one plane of kg/m² for each code."""
    height, width = planes.shape[1:]
    if not codes:
        return np.zeros((height, width), np.uint8)
    closed = np.stack([_closed(plane) for plane in planes])
    most = closed.argmax(axis=0)
    table = np.array([CLASSES.index(code) for code in codes], np.uint8)
    return np.where(closed.max(axis=0) > LEAST_KG_M2, table[most], np.uint8(0))


def _closed(plane: Planes) -> Planes:
    wide = maximum_filter1d(maximum_filter1d(plane, GAP, axis=0), GAP, axis=1)
    return np.asarray(minimum_filter1d(minimum_filter1d(wide, GAP, axis=0), GAP, axis=1))
