"""The interval of a share is Wilson's, from 0 to 1, and narrows with what is counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customhouse.kernel.shares import wilson


def test_the_interval_is_that_of_the_textbook() -> None:
    # Newcombe 1998, table I, method 3: 81 of 263.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=0.0001)


def test_of_nothing_nothing_is_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_share_lies_within_its_interval(counted: tuple[int, int]) -> None:
    hits, of = counted
    low, high = wilson(hits, of)

    assert 0 <= low <= hits / of + 1e-12
    assert hits / of - 1e-12 <= high <= 1
    assert wilson(hits * 4, of * 4)[1] - wilson(hits * 4, of * 4)[0] < high - low
