"""Seconds and memory to recognise a 256×256×128 CT volume and a 4000×1500 two-energy radiograph; and archives of both.

Each case runs in a process of its own, as the server's recogniser does, so that the peak of memory is the case's alone.
An archive of both is worked through by `customhouse recognise`, by one worker and by two. MONAI's U-Net is timed beside
the first network for CT, where torch and monai are installed.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import tifffile
from rich.console import Console
from rich.table import Table
from scipy import ndimage

from benchmarks.speed.engines import peer

ROUNDS = 3
EACH = 10  # scans of each kind in the archive
DATA = "made here: blurred boxes and spheres in noise (CT); a loaded 40-foot container with a hidden block (radiograph)"
AIMS = {"ct": 2.0, "radiograph": 1.5}
ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def make_volume(folder: Path) -> list[Path]:
    """A parcel: three hundred things of every class, some touching, in a belt scanner's noise."""
    dice = np.random.default_rng(7)
    hu = np.full((128, 256, 256), -1000, np.float32)
    for _ in range(300):
        at, size = dice.integers(20, (100, 200, 200)), dice.integers(4, 26, 3)
        kind = dice.choice([-800, -300, 0, 200, 900, 2400, 9000], p=[0.25, 0.2, 0.25, 0.15, 0.08, 0.05, 0.02])
        hu[tuple(slice(a, a + s) for a, s in zip(at, size, strict=True))] = kind
    hu = ndimage.gaussian_filter(hu, 0.7) + dice.normal(0, 30, hu.shape)
    voxels = np.clip(np.rint(hu), -1024, 30000).astype(np.int16).transpose(2, 1, 0)
    path = folder / "parcel.nii"
    path.write_bytes(nibabel.Nifti1Image(voxels, np.diag([1.5, 1.5, 2.0, 1.0])).to_bytes())
    return [path]


def wedges() -> list[dict[str, Any]]:
    """Step wedges of a scanner with the usual beams: with them both energies are used to the full."""
    from customhouse.imaging.model import Energy  # noqa: PLC0415 - only who makes the case needs it
    from customhouse.imaging.physics.beams.beam import beams  # noqa: PLC0415 - the same

    mm = np.linspace(5, 250, 12)
    return [
        {
            "energy": number,
            "material": name,
            "mm": mm.tolist(),
            "minus_log_t": beam.behind(name, mm / 10 * rho).tolist(),
        }
        for number, beam in enumerate(beams((Energy("high", 6000.0), Energy("low", 4000.0))))
        for name, rho in (("steel", 7.87), ("polyethylene", 0.94))
    ]


def make_radiograph(folder: Path) -> list[Path]:
    """4000 × 1500 pixels of 4 mm, 6 and 4 MeV, cartons of uneven density."""
    dice = np.random.default_rng(8)
    depth = np.zeros((1500, 4000), np.float32)
    depth[300:960, 400:3450] = 0.18
    goods = ndimage.zoom(dice.uniform(0.8, 1.6, (12, 60)).astype(np.float32), (50, 50), order=0)
    depth[330:930, 420:3420] += goods
    depth[500:560, 2000:2070] += 2.5
    planes = []
    for ratio in (1.0, 1.19):
        signal = np.exp(-depth * ratio) + dice.normal(0, 0.003, depth.shape).astype(np.float32)
        planes.append(np.rint(np.clip(signal, 0, 1) * 65535).astype(np.uint16))
    image, car = folder / "scan.tif", folder / "scan.json"
    with tifffile.TiffWriter(image) as pages:
        for plane in planes:
            pages.write(plane, photometric="minisblack", metadata=None)
    said = {"format": "customhouse-scan/1", "subject": "container", "energies": [{"mev": 6}, {"mev": 4}]}
    said |= {"views": [{"name": "side", "pixel_mm": [4.0, 4.0]}], "calibration": wedges()}
    car.write_text(json.dumps(said), encoding="utf-8")
    return [image, car]


MAKERS: dict[str, Callable[[Path], list[Path]]] = {"ct": make_volume, "radiograph": make_radiograph}


def measure(folder: Path) -> dict[str, float]:
    """In this process: read, recognise, and make the viewer's files; the best of a few rounds."""
    from customhouse.adapters.scanners import read  # noqa: PLC0415 - only the child carries it
    from customhouse.imaging.model import Volume  # noqa: PLC0415 - the same
    from customhouse.imaging.reading import Limits, ScanFile  # noqa: PLC0415 - the same
    from customhouse.imaging.recognition import pipeline  # noqa: PLC0415 - the same

    files = [ScanFile(path.name, path) for path in sorted(folder.iterdir()) if path.is_file()]
    (folder / "made").mkdir()
    scan = read(files)
    seconds: dict[str, list[float]] = {"read_s": [], "recognise_s": [], "clock_s": [], "all_s": []}
    for _ in range(ROUNDS):
        started = time.process_time()
        scan = read(files)
        seconds["read_s"].append(time.process_time() - started)
        started, clock = time.process_time(), time.perf_counter()
        pipeline.recognise_scan(scan)
        seconds["recognise_s"].append(time.process_time() - started)
        seconds["clock_s"].append(time.perf_counter() - clock)
        started = time.process_time()
        pipeline.recognise(read, files, Limits(), folder / "made")
        seconds["all_s"].append(time.process_time() - started)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = {name: round(min(values), 3) for name, values in seconds.items()} | {"peak_mb": round(peak_mb)}
    return said | ({"network_s": round(_first_network(scan), 3)} if isinstance(scan, Volume) else {})


def archive(folder: Path) -> list[dict[str, Any]]:
    """The same scans over and over, by one worker and by two; start-up, reading and writing included."""
    kept = folder / "archive"
    for kind, make in MAKERS.items():
        for number in range(EACH):
            place = kept / f"{kind}{number}"
            place.mkdir(parents=True)
            if number == 0:
                make(place)
            else:
                shutil.copytree(kept / f"{kind}0", place, dirs_exist_ok=True)
    return [_worked_through(kept, folder / f"out{workers}", workers) for workers in (1, 2)]


def _worked_through(kept: Path, out: Path, workers: int) -> dict[str, Any]:
    before = _cpu_of_children()
    command = [sys.executable, "-m", "customhouse", "recognise", str(kept), "--json"]
    command += ["--workers", str(workers), "--out", str(out)]
    run = subprocess.run(command, env={**os.environ, **ONE_CORE}, capture_output=True, text=True, check=True)
    said = json.loads(run.stdout)
    cpu_s = _cpu_of_children() - before
    taken = {key: said[key] for key in ("scans", "workers", "seconds", "scans_per_minute", "worker_peak_mb")}
    return taken | {"cpu_s": round(cpu_s, 1), "scans_per_core_minute": round(said["scans"] / cpu_s * 60, 1)}


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _first_network(scan: Any) -> float:
    """CPU seconds of the first network for CT alone, its grid included; the best of a few rounds."""
    from customhouse.imaging.networks.cards import shipped  # noqa: PLC0415 - only the child carries it
    from customhouse.imaging.networks.engine import open_network  # noqa: PLC0415 - the same
    from customhouse.imaging.networks.volumes.looking import SEGMENTS  # noqa: PLC0415 - the same
    from customhouse.imaging.networks.volumes.segments import Gridded, segment  # noqa: PLC0415 - the same

    model = shipped()[SEGMENTS]
    network, pitch_mm, spent = open_network(model.path), float(model.card.preparation["pitch_mm"]), []
    for _ in range(ROUNDS):
        started = time.process_time()
        segment(network, Gridded.of(scan, pitch_mm))
        spent.append(time.process_time() - started)
    return min(spent)


def _show_peer(found: dict[str, Any], ours: dict[str, float]) -> None:
    table = Table("network, 256×256×128", "CPU", "clock", "peak memory", "mean threat Dice")
    table.title = "The first network for CT beside a peer's, one thread"
    table.add_row("ours, the volume brought to its 2.5 mm", f"{ours['network_s']:.2f} s", "", "", _dice_words())
    if "missing" in found:
        lacking = " and ".join(found["missing"])
        table.add_row("MONAI U-Net", f"not measured: {lacking} not installed", "", "", "untrained")
    else:
        name = f"MONAI U-Net, {found['parameters'] / 1e6:.1f} million parameters, 96³ windows on all voxels"
        times = [f"{found[key]:.2f} s" for key in ("cpu_s", "wall_s")]
        table.add_row(name, *times, f"{found['mb']:.0f} MB", "untrained")
    Console().print(table)
    if "missing" in found:
        print("To measure it: pip install torch monai, into the environment that runs the benchmark.")
    print("This U-Net has learned nothing, which changes no seconds. By python -m benchmarks.ct.peer one")
    print("that learned as long as ours, on the same patches, stands beside ours on the same bags: Dice and seconds.")


def _dice_words() -> str:
    """As the card of the shipped network says, with where it was measured."""
    from customhouse.imaging.networks.cards import shipped  # noqa: PLC0415 - slow to load
    from customhouse.imaging.networks.volumes.looking import SEGMENTS  # noqa: PLC0415 - the same

    figures = shipped()[SEGMENTS].card.figures
    said = next((each for each in figures if each.name == "mean threat Dice"), None)
    return f"{said.value:.2f}, {said.count} simulated bags (card)" if said else "not in its card"


def _show_archive(rows: list[dict[str, Any]]) -> None:
    headings = ("workers", "scans", "clock", "CPU", "scans a minute", "for a minute of one core", "peak of a worker")
    table = Table(*headings, title="Archive, half CT and half radiographs")
    for row in rows:
        times = [f"{row['seconds']:.1f} s", f"{row['cpu_s']:.1f} s", f"{row['scans_per_minute']:g}"]
        told = [f"{row['scans_per_core_minute']:g}", f"{row['worker_peak_mb']} MB"]
        table.add_row(str(row["workers"]), str(row["scans"]), *times, *told)
    Console().print(table)
    faster = rows[0]["seconds"] / rows[-1]["seconds"]
    load = os.getloadavg()[0]
    print(f"Two workers take {faster:.2f} times less time than one; load of the machine at the end {load:.1f}.")


def main() -> dict[str, Any]:
    results: dict[str, Any] = {}
    table = Table(
        *("scan", "read", "recognise", "by the clock", "aim"),
        *("all, with the viewer's files", "peak memory"),
        title="Recognition",
    )
    for kind, make in MAKERS.items():
        with tempfile.TemporaryDirectory() as name:
            make(Path(name))
            command = [sys.executable, "-m", "benchmarks.speed.recognition", name]
            run = subprocess.run(command, env={**os.environ, **ONE_CORE}, capture_output=True, text=True, check=True)
        got = results[kind] = json.loads(run.stdout)
        times = [f"{got[name]:.2f} s" for name in ("read_s", "recognise_s", "clock_s", "all_s")]
        cells = [*times[:3], f"≤ {AIMS[kind]} s", times[3]]
        table.add_row(
            {"ct": "CT 256×256×128", "radiograph": "radiograph 4000×1500×2"}[kind], *cells, f"{got['peak_mb']} MB"
        )
    Console().print(table)
    print(f"Data: {DATA}. CPU seconds but for the clock, where a scan may use two cores; best of {ROUNDS}.")
    print(f"Aims are for two idle cores; the load of this machine was {os.getloadavg()[0]:.1f}.")
    beside = peer()
    _show_peer(beside, results["ct"])
    with tempfile.TemporaryDirectory() as name:
        rows = archive(Path(name))
    _show_archive(rows)
    claim = "recognition seconds on one core, and archives"
    return {"claim": claim, "data": DATA, "aims_s": AIMS, "results": results, "peer": beside, "archive": rows}


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(json.dumps(measure(Path(sys.argv[1]))))
    else:
        main()
