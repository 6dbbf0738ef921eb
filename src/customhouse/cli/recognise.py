"""`customhouse recognise`."""


def recognise() -> None:
    """Say what a scan shows."""
