"""Every benchmark can be run by name, and its arithmetic is right; what it measures is not tested here."""

import importlib

import pytest

from benchmarks.first_image import quantile
from benchmarks.memory import total
from benchmarks.run import BENCHMARKS, main


@pytest.mark.parametrize("name", BENCHMARKS)
def test_each_benchmark_says_what_it_measures_and_on_what(name: str) -> None:
    module = importlib.import_module(f"benchmarks.{name}")

    assert callable(module.main)
    assert module.__doc__
    assert module.DATA


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.95, 95), (1.0, 100), (0.001, 1)])
def test_a_quantile_is_not_exceeded_by_its_share(share: float, value: int) -> None:
    assert quantile([float(n) for n in range(100, 0, -1)], share) == value


def test_memory_is_summed_over_all_parts() -> None:
    sample = {"server": {"rss_mb": 100.0, "pss_mb": 60.0}, "simulators": {"rss_mb": 50.0, "pss_mb": 40.0}}

    assert (total(sample, "rss_mb"), total(sample, "pss_mb")) == (150.0, 100.0)


def test_a_name_that_no_benchmark_has_measures_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    main(only="no-such-benchmark", as_json=True)

    assert capsys.readouterr().out.strip() == "{}"
