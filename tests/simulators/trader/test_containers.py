"""Container numbers."""

import pytest

from simulators.trader.containers import container_number


# The standard's own example, and that of the scan files' reference.
@pytest.mark.parametrize(
    ("owner", "serial", "number"),
    [
        ("CSQU", 305438, "CSQU3054383"),
        ("MSKU", 123456, "MSKU1234565"),
    ],
)
def test_the_check_digit_is_that_of_known_containers(owner: str, serial: int, number: str) -> None:
    assert container_number(owner, serial) == number
