"""What the second network for CT learns from, and what it is chosen on: rows of several splits, told apart."""

import json
from pathlib import Path

import numpy as np
import pytest

from training.bags import CHOOSING, TAUGHT
from training.ct.objects.album import Album
from training.ct.objects.measure import scenes


def put_rows(cache: Path, split: str, stem: str, count: int, label: int = 4) -> None:
    folder = cache / "rows" / split
    folder.mkdir(parents=True, exist_ok=True)
    labels = np.full(count, label, np.int16)
    zeros = np.zeros(count, np.int32)
    with (folder / f"{stem}.npz").open("wb") as sink:
        np.savez(
            sink, rows=np.ones((count, 3), np.float32), labels=labels, instances=zeros, true=zeros.astype(np.uint8)
        )


def put_bag(cache: Path, split: str, seed: int, contraband: list[str], kind: str = "bag") -> None:
    (cache / split).mkdir(parents=True, exist_ok=True)
    record = {"seed": seed, "contraband": contraband, "things": [{"label": "food"}]}
    (cache / split / f"{kind}-{seed:08d}.json").write_text(json.dumps(record), encoding="utf-8")
    np.save(cache / split / f"{kind}-{seed:08d}.npy", np.zeros((4, 2, 2, 2), np.int16))


def test_rows_of_two_splits_keep_their_bags_apart(tmp_path: Path) -> None:
    put_rows(tmp_path, "tune", "bag-00000001", 2)
    put_rows(tmp_path, "unseen", "bag-00000001", 3)

    album = Album.splits(tmp_path, CHOOSING)

    assert album.names == ("tune/bag-00000001", "unseen/bag-00000001")
    assert album.bag.tolist() == [0, 0, 1, 1, 1]


def test_a_split_that_was_not_measured_is_left_out(tmp_path: Path) -> None:
    put_rows(tmp_path, "train", "bag-00000003", 2)

    assert Album.splits(tmp_path, TAUGHT).names == ("train/bag-00000003",)


def test_the_first_network_never_learned_from_what_the_second_does(tmp_path: Path) -> None:
    for split in TAUGHT:
        for seed in (1, 2, 3):
            put_bag(tmp_path, split, seed, [])
    names = {split: [name for name, _, _ in scenes(tmp_path, split, "bag", 9)] for split in TAUGHT}

    assert names["train"] == ["bag-00000003"]  # the others taught the first
    assert len(names["varied"]) == 3  # none of these did


def test_alarms_are_counted_in_the_clean_bags_of_both_splits(tmp_path: Path) -> None:
    for split in CHOOSING:
        for seed in range(1, 11):
            put_rows(tmp_path, split, f"bag-{seed:08d}", 1)
            put_bag(tmp_path, split, seed, ["blade"] if seed > 8 else [])
    pytest.importorskip("torch", reason="only who trains needs torch and onnx")
    from training.ct.publish import LEAST_SUSPECTED, LEAST_WEAPON, _thresholds  # noqa: PLC0415 - after what may be missing

    album = Album.splits(tmp_path, CHOOSING)
    threat = np.linspace(0.1, 0.6, len(album.labels)).astype(np.float32)
    threat[[8, 9]] = 0.99  # of bags that do hold a threat

    said, sure = (_thresholds(tmp_path, album, threat, weapon) for weapon in (0.1 * threat, 0.8 * threat))

    clean = np.sort(np.delete(threat, [8, 9, 18, 19]))
    assert said["suspected"] == pytest.approx(max(LEAST_SUSPECTED, clean[-2] + 1e-4))
    assert said["suspected_weapon"] == LEAST_WEAPON
    assert sure["suspected_weapon"] == pytest.approx(max(LEAST_WEAPON, 0.8 * clean[-2] + 1e-4))  # the last is stopped


def test_each_split_counts_alike_however_many_bags_it_has() -> None:
    pytest.importorskip("torch", reason="only who trains needs torch and onnx")
    from training.ct.publish import thresholds_of  # noqa: PLC0415 - after what may be missing

    names = [f"tune/{n}" for n in range(10)] + [f"unseen/{n}" for n in range(100)]
    worst = np.concatenate([np.full(10, 0.3), np.linspace(0.5, 0.995, 100)])

    limit = thresholds_of(names, worst, np.zeros(110))["suspected"]

    assert (worst[10:] >= limit).mean() == pytest.approx(0.16)  # 8 % of both, for none of `tune` is
    assert not (worst[:10] >= limit).any()


def test_a_weapon_stops_one_clean_bag_in_a_hundred_more_than_threats_do() -> None:
    pytest.importorskip("torch", reason="only who trains needs torch and onnx")
    from training.ct.publish import thresholds_of  # noqa: PLC0415 - after what may be missing

    names = [f"{split}/{n}" for split in ("tune", "unseen") for n in range(200)]
    worst = np.tile(np.linspace(0.0, 0.995, 200), 2)

    said = thresholds_of(names, worst, 0.9 * worst)

    stopped = (worst >= said["suspected"]).mean()
    assert stopped == pytest.approx(0.08)
    armed = (0.9 * worst >= said["suspected_weapon"]) | (worst >= said["suspected"])
    assert armed.mean() == pytest.approx(stopped + 0.01)


def test_what_is_drawn_anew_is_met_as_often_as_all_the_rest(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="only who trains needs torch and onnx")
    from training.ct.objects.learn import VARIED, chances  # noqa: PLC0415 - after what may be missing

    put_rows(tmp_path, "train", "bag-00000003", 60)
    put_rows(tmp_path, "varied", "bag-00000001", 10)
    album = Album.splits(tmp_path, TAUGHT)
    only = Album.splits(tmp_path, TAUGHT[:1])

    chance = chances(album)

    assert chance.sum() == pytest.approx(1.0)
    assert chance[album.bag == 1].sum() == pytest.approx(VARIED)
    assert chances(only).sum() == pytest.approx(1.0)
