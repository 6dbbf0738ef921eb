"""What a training leaves becomes the one record that a card keeps."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.ct.voxels import voxel_reliability, voxel_sums
from customhouse.imaging.networks.volumes.segments import Segments
from training.ct import card_log
from training.radiographs.log import log_of, network_curves

SEGMENTS_LOG = {
    "step": 300,
    "bags": 24,
    "cpu_s": 360.0,
    "plan": {"steps": 400, "rate": 0.002, "seed": 1},
    "curve": [
        {"step": 100, "loss": 2.0, "threat": 0.1, "all": 0.2, "air": 0.9},
        {"step": 300, "loss": 1.0, "threat": 0.2, "all": 0.3, "air": 0.9},
        {"step": 300, "head_rows": 5000, "loss": 0.8, "threat": 0.3, "all": 0.4, "air": 0.9},
    ],
}


def test_the_head_that_was_fitted_anew_is_a_run_of_its_own() -> None:
    log = card_log.of_segments(SEGMENTS_LOG, None, "")
    losses = {trace.run: trace.points for trace in log.traces if trace.quantity == "loss"}

    assert losses == {"": ((100, 2.0), (300, 1.0)), "head fitted anew": ((300, 0.8),)}
    assert (log.steps, log.seeds, log.settings) == (300, (1,), {"steps": 400, "rate": 0.002})


def test_hours_that_nobody_counted_are_none_and_not_nought() -> None:
    log = card_log.of_segments(SEGMENTS_LOG, None, "")

    assert [piece.cpu_hours for piece in log.spent] == [0.1, None, None]
    assert log.cpu_hours == 0.1
    assert card_log.hours([3600.0, None]) is None
    assert card_log.hours([]) is None


def test_rows_tell_their_hours_only_where_all_kept_them(tmp_path: Path) -> None:
    np.savez(tmp_path / "one.npz", labels=np.zeros(1), cpu_s=np.array(1800.0))
    both = card_log.rows_hours([tmp_path])
    np.savez(tmp_path / "two.npz", labels=np.zeros(1))

    assert both == 0.5
    assert card_log.rows_hours([tmp_path]) is None


def test_each_seed_of_the_members_has_its_own_curve() -> None:
    curve = [{"seed": seed, "step": 1000, "loss": 1.0 / seed, "threats_at_10": 0.4} for seed in (1, 2)]
    said = {"curve": curve, "rows": 10, "bags": 2, "cpu_h": 0.3, "members": 2, "threat_bias": -1.0}
    log = card_log.of_objects(said, 3.5, "")

    assert (log.seeds, log.steps, log.cpu_hours) == ((1, 2), 1000, 3.8)
    assert {(t.quantity, t.run) for t in log.traces} >= {("threats found at 10 % false alarms", "seed 2")}


@pytest.mark.parametrize(("device", "gpu"), [("cpu", 0.0), ("cuda", 2.0)])
def test_hours_of_a_gpu_are_those_by_the_clock_of_a_run_on_one(device: str, gpu: float) -> None:
    lines = [
        {"step": 0, "seed": 7, "device": device},
        {"step": 50, "cpu_minutes": 60.0, "minutes": 120.0, "loss": 1.5},
        {"step": 60, "miou": 0.5},
    ]
    log = log_of(lines, network_curves(lines), ())

    assert (log.steps, log.seeds, log.cpu_hours, log.gpu_hours) == (60, (7,), 1.0, gpu)
    assert {trace.quantity: trace.points for trace in log.traces} == {
        "loss": ((50, 1.5),),
        "mean IoU on `tune`": ((60, 0.5),),
    }


def test_voxels_are_counted_where_matter_is_by_how_sure_the_network_was() -> None:
    high = np.array([[[0.0, 1.0, 1.0, 1.0]]], np.float32)
    said = np.array([[[0, 3, 3, 4]]], np.uint8)
    sure = np.array([[[255, 204, 204, 51]]], np.uint8)
    sums = voxel_sums(Segments(said, sure, sure, said), np.array([[[9, 3, 5, 4]]], np.int16), high)
    bins, volumes = voxel_reliability([{"voxels": sums}, {"found": []}])

    assert volumes == 1
    assert [(round(each, 3), right, count) for each, right, count in bins] == [(0.2, 1.0, 1), (0.8, 0.5, 2)]
