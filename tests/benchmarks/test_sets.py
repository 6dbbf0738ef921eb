"""Which records and volumes of the CT benchmark are counted together."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.ct.recognition import cache_of, folder_of
from customhouse.imaging.networks.cards import shipped
from customhouse.imaging.networks.volumes.looking import SEGMENTS
from simulators.scanner.bags import shapes


def test_records_of_one_model_are_never_counted_with_those_of_another() -> None:
    models, file = shipped(), Path(__file__)
    first = models[SEGMENTS]
    newer = {**models, SEGMENTS: replace(first, sha256="0" * 64)}
    asked_otherwise = {**models, SEGMENTS: replace(first, card=replace(first.card, version="0"))}

    assert folder_of("bag", models, file) == folder_of("bag", dict(models), file)
    some = (("bag", models), ("bag", newer), ("bag", asked_otherwise), ("object", models))
    assert len({folder_of(kind, of, file) for kind, of in some}) == 4


@pytest.mark.parametrize("lacking", [None, Path("no-such-file.npz")])
def test_bags_without_real_weapons_are_never_counted_with_those_that_have_them(lacking: Path | None) -> None:
    models, file = shipped(), Path(__file__)  # any file that is there

    assert folder_of("bag", models, file).parent.name == "-".join(
        f"{models[name].sha256[:12]}.{models[name].card.version}" for name in ("ct-segments", "ct-objects", "ct-crops")
    )
    assert folder_of("bag", models, lacking) != folder_of("bag", models, file)
    assert (cache_of(file).name, cache_of(lacking).name) == ("cache", "cache-plain-firearms")
    assert "plain solids stand in" in shapes.words(lacking)
    assert file.name in shapes.words(file)
