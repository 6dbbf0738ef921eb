"""What the goods in a container are made of and how they lie, on simulated scans of known goods."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from customhouse.adapters.scanners import read
from customhouse.imaging.model import Recognition
from customhouse.imaging.recognition.pipeline import recognise_scan
from simulators.scanner import cargo
from simulators.scanner.cargo import Packer
from simulators.scanner.files import Passage, radiograph_files
from simulators.scanner.scenes import Load, Truth, build
from tests.imaging.phantoms import make_container_radiograph, save

ROOM_M3 = 5.9 * 2.35 * 2.39  # inside a 20-foot container


def scanned(packer: Packer, folder: Path) -> tuple[Recognition, Truth]:
    scene = build(Load(packer, size_type="22G1", on_lorry=False, seed=31))
    passage = Passage("scan", "container", "CSQU3054383", "22G1", round(scene.truth.tare_kg), datetime.now(UTC))
    files = radiograph_files(scene.views(0.02), passage)
    return recognise_scan(read([save(folder, file.name, file.content) for file in files])), scene.truth


@pytest.mark.parametrize(
    ("packer", "material", "least"),
    [
        (cargo.cartons_of_tissue, "organic", 0.8),
        (cargo.bales_of_cotton, "organic", 0.7),
        (cargo.cartons_of_appliances, "inorganic", 0.8),
        (cargo.cartons_of_tools, "metal", 0.5),
        (cargo.cartons_of_tiles, "untold", 0.8),
    ],
    ids=["tissue", "cotton", "steel and plastic of refrigerators", "tools", "tiles, too thick"],
)
def test_goods_are_seen_without_the_steel_around_them(
    packer: Packer, material: str, least: float, tmp_path: Path
) -> None:
    seen, _ = scanned(packer, tmp_path)

    assert seen.contents_mix[material] >= least
    assert sum(seen.contents_mix.values()) == pytest.approx(1, abs=0.01)


def test_cartons_lie_about_as_dense_as_they_were_packed(tmp_path: Path) -> None:
    seen, truth = scanned(cargo.cartons_of_tissue, tmp_path)

    assert seen.packed is not None
    assert seen.packed.low <= truth.cargo_kg / seen.packed.volume_m3 / 1000 <= seen.packed.high
    assert 0.7 * ROOM_M3 < seen.packed.volume_m3 < ROOM_M3


def test_one_energy_tells_no_materials() -> None:
    assert recognise_scan(make_container_radiograph()).contents_mix == {}


def test_an_empty_container_packs_nothing(tmp_path: Path) -> None:
    seen, _ = scanned(cargo.nothing, tmp_path)

    assert seen.packed is None
