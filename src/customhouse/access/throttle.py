"""A brake on wrong log-ins from one address, kept in memory: it protects the hasher, not the accounts."""

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from customhouse.kernel.errors import TooMany

WINDOW = timedelta(minutes=5)
PER_WINDOW = 60
ADDRESSES = 10_000


class Throttle:
    """Counts failures only: a whole office behind one address logs in every morning."""

    def __init__(self, per_window: int = PER_WINDOW) -> None:
        self._per_window = per_window
        self._lock = threading.Lock()
        self._failed: OrderedDict[str, deque[datetime]] = OrderedDict()

    def pass_or_raise(self, address: str, now: datetime) -> None:
        """Raises `TooMany` when `address` has failed too often within the window."""
        with self._lock:
            times = self._failed.get(address, deque())
            while times and times[0] < now - WINDOW:
                times.popleft()
            if len(times) >= self._per_window:
                raise TooMany("Too many wrong log-ins from this address: wait a few minutes.", WINDOW.seconds)

    def note_failure(self, address: str, now: datetime) -> None:
        with self._lock:
            self._failed.setdefault(address, deque()).append(now)
            self._failed.move_to_end(address)
            while len(self._failed) > ADDRESSES:
                self._failed.popitem(last=False)
