"""What the network for what is hidden learns from, and what is made of a trained one."""

from pathlib import Path

import numpy as np
import pytest

from customhouse.imaging.networks.cards import shipped as shipped_models
from customhouse.imaging.networks.engine import open_network
from customhouse.imaging.networks.radiographs.hidden import CHANNELS, KINDS, NAME
from training.cargo import Container, available, container_of, fill, keep, kept
from training.cargo_scans import sample_of
from training.hidden.lessons import KIND_OF, SIZE, UNKNOWN, Chances, halved, pieces_of, whole
from training.hidden.shapes import MAKERS, NUMBER, Thing, drawn, insert, weapons_of

PIXEL_MM = 16.0
PLAIN = Chances(inserted=0, stretched=0, retextured=0, disturbed=0, one_energy=0, uncalibrated=0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("cargo")
    fill(made, "tune", range(3))
    return made


@pytest.fixture(scope="module")
def container(folder: Path) -> Container:
    return kept(available(folder, "tune")[0])


def test_everything_that_the_generator_hides_is_of_a_kind() -> None:
    from simulators.scanner.loads.contraband import SECRETS  # noqa: PLC0415 - the generator, for this alone

    dice = np.random.default_rng(1)
    made = {make(dice).kind for make, _ in SECRETS} | {"cargo", "vehicle", "compartment", "bags"}

    assert made == set(KIND_OF)
    assert set(KIND_OF.values()) == set(KINDS)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_put_among_goods_lies_among_them_and_changes_them(container: Container, seed: int) -> None:
    dice = np.random.default_rng(seed)
    thing = drawn(dice, PIXEL_MM)
    image = np.full((2, 200, 260), 0.3, np.float32)
    loaded = np.zeros((200, 260), bool)
    loaded[90:110, 120:140] = True
    before = image.copy()
    mask = insert(image, loaded, container.settings[0].beams, thing, dice)

    assert mask.any()
    assert thing.kind in NUMBER
    assert not np.array_equal(image, before)
    assert 0 < image.min() <= image.max() <= 1
    far = np.ones_like(loaded)
    far[max(0, 90 - thing.areal.shape[0]) : 110 + thing.areal.shape[0], :] = False
    np.testing.assert_array_equal(image[:, far], before[:, far])


def test_metal_darkens_and_a_hollow_lightens(container: Container) -> None:
    dice, loaded, beams = np.random.default_rng(3), np.ones((200, 260), bool), container.settings[0].beams
    for make, is_darker in ((MAKERS[0], True), (MAKERS[3], False)):
        image = np.full((2, 200, 260), 0.2, np.float32)
        mask = insert(image, loaded, beams, make(dice, PIXEL_MM, ()), dice)

        assert bool(image[0][mask].mean() < 0.2) is is_darker
        assert bool(image[1][mask].mean() < 0.2) is is_darker


def test_nothing_is_put_where_there_are_no_goods(container: Container) -> None:
    image = np.ones((2, 60, 60), np.float32)
    thing = Thing("metal", "steel", *(np.ones((5, 5), np.float32) for _ in range(3)))
    mask = insert(image, np.zeros((60, 60), bool), container.settings[0].beams, thing, np.random.default_rng(0))

    assert not mask.any()
    assert image.min() == 1


def test_real_shapes_are_read_where_there_are_any(tmp_path: Path) -> None:
    solid = np.zeros((6, 5, 4), bool)
    solid[1:4, 2, 1:3] = True
    np.savez(tmp_path / "shapes.npz", one=np.packbits(solid), one_shape=np.array(solid.shape))
    [points] = weapons_of(tmp_path / "shapes.npz")

    assert {tuple(int(at) for at in point) for point in points} == {tuple(at) for at in np.argwhere(solid).tolist()}
    assert weapons_of(tmp_path / "none.npz") == ()


def test_pieces_are_of_one_size_and_say_what_is_hidden_where(folder: Path) -> None:
    always = Chances(about_hidden=0.0, inserted=1.0)
    for path in available(folder, "tune"):
        for piece in pieces_of(path, np.random.default_rng(5), (), always):
            assert piece.planes.shape == (len(CHANNELS), *SIZE)
            assert np.isfinite(piece.planes).all()
            assert piece.kinds.shape == (SIZE[0] // 2, SIZE[1] // 2)
            assert set(np.unique(piece.kinds)) <= {0, *range(1, len(KINDS) + 1), UNKNOWN}


def test_a_piece_without_anything_put_in_it_marks_only_what_the_container_hides(tmp_path: Path) -> None:
    seed = next(seed for seed in range(40) if sample_of(seed, "tune", 40.0).truth.hidden)
    made = container_of(sample_of(seed, "tune", 20.0))
    keep(made, tmp_path / "one.npz")
    number = 1 + KINDS.index(KIND_OF[made.facts["hidden"][0]])
    pieces = pieces_of(tmp_path / "one.npz", np.random.default_rng(2), (), PLAIN)

    assert any((piece.kinds == number).any() for piece in pieces)
    for piece in pieces:
        assert set(np.unique(piece.kinds)) <= {0, number, UNKNOWN}


def test_a_whole_view_is_marked_as_the_generator_says(container: Container) -> None:
    for example in container.examples:
        piece = whole(container, example)
        rows, columns = example.labels.shape

        assert piece.planes.shape == (len(CHANNELS), rows, columns)
        assert piece.kinds.shape == (-(-rows // 2), -(-columns // 2))
        assert bool(piece.kinds.any()) is bool(example.anomaly.any())


def test_a_place_of_two_by_two_pixels_is_marked_where_any_of_them_is() -> None:
    mask = np.zeros((5, 4), bool)
    mask[1, 1] = mask[4, 2] = True

    assert halved(mask).tolist() == [[True, False], [False, False], [False, True]]


def test_the_scale_is_that_of_packing_never_learned_from(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch", reason="only who trains needs torch")
    from training.hidden import export as export_hidden  # noqa: PLC0415 - after what may be missing
    from training.hidden.scores import WORDS, Judged  # noqa: PLC0415 - the same

    monkeypatch.setattr(export_hidden, "strangeness", lambda case, _kinds: float(case.tops.max()))
    dice = np.random.default_rng(4)

    def cases(count: int, apart: float) -> list[Judged]:
        hiding = dice.random(count) < 0.5
        tops = dice.normal(-1, 1, (count, len(WORDS))) + apart * hiding[:, None]
        return [Judged(("drum",) if own else (), row) for own, row in zip(hiding, tops, strict=True)]

    unseen = cases(400, 0.5)
    told_by = [export_hidden.calibrated(cases(400, apart), unseen).scale[0] for apart in (0.5, 6.0)]

    assert told_by[1] == pytest.approx(told_by[0], abs=0.05)


def test_the_word_of_places_is_fitted_beside_kinds_whose_scales_stay() -> None:
    pytest.importorskip("torch", reason="only who trains needs torch")
    from training.hidden.export import words_fitted  # noqa: PLC0415 - after what may be missing
    from training.hidden.scores import WORDS  # noqa: PLC0415 - the same

    dice, hiding = np.random.default_rng(4), np.arange(200) % 2 == 0
    tops = dice.normal(-3, 1, (200, len(WORDS)))
    tops[:, -1] += 4 * hiding
    names = [("cargo",) if own else () for own in hiding]
    known = np.stack([np.full(len(KINDS), 0.7), np.full(len(KINDS), -3.0)], axis=1)
    told = words_fitted(tops, names, known)

    assert told.shape == (len(WORDS), 2)
    np.testing.assert_array_equal(told[:-1], known)
    together = np.logaddexp.reduce(told[:, 0] * tops + told[:, 1], axis=1)
    assert together[hiding].min() > np.median(together[~hiding])
    assert together[hiding].mean() > together[~hiding].mean() + 2


def test_a_network_that_is_written_gets_new_scales_and_keeps_what_it_learned_from(folder: Path) -> None:
    pytest.importorskip("torch", reason="only who trains needs torch")
    from training.hidden import export as export_hidden  # noqa: PLC0415 - after what may be missing
    from training.hidden.net import shipped  # noqa: PLC0415 - the same
    from training.hidden.scores import WORDS, judged  # noqa: PLC0415 - the same

    network, places = shipped_models()[NAME], shipped_models()["radiograph"]
    cases = judged(shipped(network.path), available(folder, "tune"), places)
    found = export_hidden.Calibrated(
        np.arange(2.0 * len(WORDS)).reshape(-1, 2), (1.0, 0.0), {"anomaly": 0.5}, -2.0, {"anything": (0.8, 3)}, 4, ()
    )
    card = export_hidden.anew(network.card, found, "Found anew.")

    assert all(case.tops.shape == (len(WORDS),) for case in cases)
    assert all(view.shape[0] == len(WORDS) for case in cases for view in case.maps)
    assert card.trained_on == network.card.trained_on
    assert card.preparation["kinds"] == [[2.0 * n, 2.0 * n + 1] for n in range(len(KINDS))]
    assert card.preparation["places"] == [2.0 * len(KINDS), 2.0 * len(KINDS) + 1]
    assert card.log.notes[-1] == "Found anew."
    assert card.log.steps == network.card.log.steps
    assert [figure.value for figure in card.figures] == [0.8]


def test_a_network_that_was_shipped_is_learned_on_from_what_it_says() -> None:
    pytest.importorskip("torch", reason="only who trains needs torch")
    from training.hidden.net import shipped  # noqa: PLC0415 - after what may be missing
    from training.hidden.scores import said  # noqa: PLC0415 - the same
    from training.hidden.train import begun_with  # noqa: PLC0415 - the same

    network, dice = shipped_models()[NAME], np.random.default_rng(4)
    planes = dice.standard_normal((len(CHANNELS), 64, 96)).astype(np.float32)
    wanted = open_network(network.path).run({"plate": planes[None]})["kinds"][0]

    np.testing.assert_allclose(said(shipped(network.path).eval(), planes), wanted, atol=0.02)
    assert begun_with(network.path) == {"begun_with": network.label}
    assert begun_with(None) == {}
    with pytest.raises(SystemExit, match="cannot be read"):
        begun_with(Path("nowhere.onnx"))


def test_a_training_that_has_begun_is_not_begun_with_another_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch", reason="only who trains needs torch")
    from training.hidden import train as train_hidden  # noqa: PLC0415 - after what may be missing

    cache, out = tmp_path / "cargo", tmp_path / "hidden"
    (cache / "train").mkdir(parents=True)
    (cache / "train" / "000000.npz").touch()
    out.mkdir()
    (out / "hidden.pt").touch()
    told = ["--cache", str(cache), "--out", str(out), "--begin-with", str(shipped_models()[NAME].path)]
    monkeypatch.setattr("sys.argv", ["train_hidden", *told])

    with pytest.raises(SystemExit, match="leave --begin-with out"):
        train_hidden.main()
    assert not (out / "log.jsonl").exists()
