"""What engines cost on the shapes of our networks: seconds of CPU and clock, memory, start, size; and a peer's windows.

Each figure is of a process of its own. Rows whose packages are not installed are left out, and said: torch, onnx and
monai are no packages of the product, a training environment has them.
"""

import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.speed.stand_ins import CT_SEGMENTS, MONAI_UNET, STAND_INS, StandIn, build, export, quantise, sample

DATA = "untrained networks of the product's shapes, smooth noise as input; what was learned does not change the cost"
ROUNDS = 5
ENGINES = {
    "onnxruntime": ("onnxruntime",),
    "openvino": ("openvino",),
    "openvino, bf16": ("openvino",),
    "torch": ("torch",),
}
VOLUME = (2, 128, 256, 256)
Run = Callable[[np.ndarray], np.ndarray]


def opened(engine: str, path: Path, stand_in: StandIn, threads: int) -> Run:
    """What answers one input. Raises `ImportError`."""
    if engine == "onnxruntime":
        import onnxruntime  # noqa: PLC0415 - optional, and its import is measured

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        return lambda image: session.run(None, {"image": image})[0]
    if engine.startswith("openvino"):
        import openvino  # noqa: PLC0415 - the same

        precision = "bf16" if "bf16" in engine else "f32"
        config = {
            "INFERENCE_NUM_THREADS": threads,
            "INFERENCE_PRECISION_HINT": precision,
            "PERFORMANCE_HINT": "LATENCY",
        }
        model = openvino.Core().compile_model(str(path), "CPU", config)
        return lambda image: model([image])[0]
    import torch  # noqa: PLC0415 - the same

    torch.set_num_threads(threads)
    network = build(stand_in)

    def run(image: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            return network(torch.from_numpy(image)).numpy()

    return run


def measure(engine: str, path: Path, stand_in: StandIn, threads: int) -> dict[str, Any]:
    """In this process: the start, then the best of a few rounds; the answer is kept beside the network."""
    image, began = sample(stand_in), time.perf_counter()
    before_mb = _peak_mb()
    run = opened(engine, path, stand_in, threads)
    answer = run(image)
    first_s = time.perf_counter() - began
    rounds = [_timed(lambda: run(image)) for _ in range(ROUNDS)]
    kept = path.with_suffix(f".{engine.replace(', ', '-')}.{threads}.npy")
    np.save(kept, answer)
    wall_s, cpu_s = (min(values) for values in zip(*rounds, strict=True))
    return {"wall_s": wall_s, "cpu_s": cpu_s, "first_s": first_s, "mb": _peak_mb() - before_mb, "answer": str(kept)}


def windows(engine: str, path: Path, stand_in: StandIn, threads: int) -> dict[str, Any]:
    """A whole volume by sliding windows: MONAI's own in torch, ours over an engine."""
    dice = np.random.default_rng(3)
    volume = dice.normal(0, 1, VOLUME).astype(np.float32)
    run = opened(engine, path, stand_in, threads)
    if engine == "torch":
        import torch  # noqa: PLC0415 - optional
        from monai.inferers import sliding_window_inference  # noqa: PLC0415 - the same

        network = build(stand_in)

        def whole() -> np.ndarray:
            with torch.inference_mode():
                given = torch.from_numpy(volume[None])
                said = sliding_window_inference(given, (96, 96, 96), 1, network, overlap=0.25, mode="gaussian")
                return said[0].argmax(0).numpy()
    else:
        from benchmarks.speed.sliding import Tiling, choices  # noqa: PLC0415 - only who needs it

        tiling = Tiling((96, 96, 96), 0.25)

        def whole() -> np.ndarray:
            return np.concatenate([slab.values for slab in tiling.slabs(volume, run, keep=choices)])

    wall_s, cpu_s = _timed(whole)
    said = {"wall_s": wall_s, "cpu_s": cpu_s, "mb": _peak_mb()}
    return said | ({"parameters": sum(each.numel() for each in network.parameters())} if engine == "torch" else {})


def _timed(work: Callable[[], Any]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def _peak_mb() -> float:
    """The high-water mark of this program alone; `getrusage` would also count what the parent held when it forked."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def installed_mb(package: str) -> float:
    """What the package's own files take, without what it depends on."""
    files = importlib.metadata.files(package) or []
    return sum(path.stat().st_size for each in files if (path := Path(str(each.locate()))).is_file()) / 1e6


def missing(*packages: str) -> list[str]:
    found = {name.lower() for name in importlib.metadata.packages_distributions()}
    return [name for name in packages if name not in found]


def _asked(what: str, engine: str, path: Path, stand_in: StandIn, threads: int) -> dict[str, Any]:
    """The same question, answered in a process of its own."""
    arguments = [what, engine, str(path), str(STAND_INS.index(stand_in)), str(threads)]
    bound = {**os.environ, "OMP_NUM_THREADS": str(threads), "MKL_NUM_THREADS": str(threads)}
    command = [sys.executable, "-m", "benchmarks.speed.engines", *arguments]
    run = subprocess.run(command, env=bound, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(run.stderr[-2000:])
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def peer() -> dict[str, Any]:
    """MONAI's own U-Net over a 256×256×128 volume, by one thread of a process of its own; or what is missing for it."""
    lacking = missing("torch", "monai")
    return {"missing": lacking} if lacking else _asked("volume", "torch", Path(), MONAI_UNET, 1)


def _networks(folder: Path, console: Console) -> Iterator[tuple[StandIn, str, Path]]:
    """Each network as it is, and in 8-bit integers."""
    for stand_in in STAND_INS:
        if stand_in.peer and missing("monai"):
            console.print(f"left out: {stand_in.name} (monai is not installed)")
            continue
        path = folder / f"{STAND_INS.index(stand_in)}.onnx"
        export(stand_in, path)
        yield stand_in, "fp32", path
        if not stand_in.peer:
            small = path.with_suffix(".int8.onnx")
            quantise(path, small, stand_in)
            yield stand_in, "int8", small


def _agreement(row: dict[str, Any], reference: np.ndarray) -> dict[str, float]:
    """Against ONNX Runtime's answer in full precision: the largest difference, and the share of equal choices."""
    answer = np.load(row.pop("answer"))
    same = (answer.argmax(axis=1) == reference.argmax(axis=1)).mean()
    return {"difference": float(np.abs(answer - reference).max()), "agree": float(same)}


def main() -> dict[str, Any]:
    console = Console()
    lacking = missing("torch", "onnx", "onnxruntime")
    if lacking:
        console.print(f"engines: not measured; {', '.join(lacking)} not installed: run it in a training environment")
        return {"claim": "engines", "data": DATA, "skipped": lacking}
    engines = [name for name, packages in ENGINES.items() if not missing(*packages)]
    for name in ENGINES.keys() - set(engines):
        console.print(f"left out: {name} (not installed)")
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name:
        for stand_in, precision, path in _networks(Path(name), console):
            reference: np.ndarray | None = None
            if precision == "int8":
                reference = np.load(path.with_name(f"{path.name.split('.')[0]}.onnxruntime.1.npy"))
            for engine, threads in product(engines, (1, 2)):
                if precision == "int8" and (engine == "torch" or "bf16" in engine):
                    continue
                row = _asked("network", engine, path, stand_in, threads)
                reference = np.load(row["answer"]) if reference is None else reference
                said = _agreement(row, reference)
                rows.append(
                    {"network": stand_in.name, "as": precision, "engine": engine, "threads": threads, **row, **said}
                )
        whole = list(_volumes(Path(name), engines))
    sizes = {name: round(installed_mb(name)) for name in ("onnxruntime", "openvino", "torch") if not missing(name)}
    _show(console, rows, whole, sizes)
    return {"claim": "cost of engines", "data": DATA, "networks": rows, "volumes": whole, "installed_mb": sizes}


def _volumes(folder: Path, engines: list[str]) -> Iterator[dict[str, Any]]:
    for stand_in in (MONAI_UNET, CT_SEGMENTS):
        for engine in engines:
            if missing("monai") and (stand_in.peer or engine == "torch"):
                continue
            path = folder / f"{STAND_INS.index(stand_in)}.onnx"
            yield {"network": stand_in.name, "engine": engine, **_asked("volume", engine, path, stand_in, 1)}


def _show(console: Console, rows: list[dict[str, Any]], whole: list[dict[str, Any]], sizes: dict[str, int]) -> None:
    headings = ("network", "as", "engine", "threads", "CPU", "clock", "first answer", "memory", "difference", "agree")
    table = Table(*headings, title="One input")
    for row in rows:
        named = [row["network"], row["as"], row["engine"], str(row["threads"])]
        costs = [f"{row[key] * 1000:.1f} ms" for key in ("cpu_s", "wall_s")] + [f"{row['first_s']:.2f} s"]
        table.add_row(*named, *costs, f"{row['mb']:.0f} MB", f"{row['difference']:.1g}", f"{row['agree']:.2%}")
    console.print(table)
    table = Table(*("network", "windows", "CPU", "clock", "peak memory"), title="256×256×128 volume, one thread")
    for row in whole:
        by = "MONAI, torch" if row["engine"] == "torch" else f"ours, {row['engine']}"
        table.add_row(row["network"], by, f"{row['cpu_s']:.2f} s", f"{row['wall_s']:.2f} s", f"{row['mb']:.0f} MB")
    console.print(table)
    print("Installed: " + ", ".join(f"{name} {size} MB" for name, size in sizes.items()))
    print(f"Data: {DATA}. Best of {ROUNDS}; memory beyond that of Python with its arrays. Difference and agreement are")
    print(
        "against ONNX Runtime in fp32, of untrained networks: int8 must be judged anew by Dice once they are trained."
    )


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        what, engine, file, number, threads = sys.argv[1:]
        asked = measure if what == "network" else windows
        print(json.dumps(asked(engine, Path(file), STAND_INS[int(number)], int(threads))))
