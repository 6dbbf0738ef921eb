"""A brake on log-ins from one address, kept in memory: it protects the hasher, not the accounts."""

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from customhouse.kernel.errors import TooMany

WINDOW = timedelta(minutes=5)
PER_WINDOW = 60
ADDRESSES = 10_000


class Throttle:
    def __init__(self, per_window: int = PER_WINDOW) -> None:
        self._per_window = per_window
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, deque[datetime]] = OrderedDict()

    def pass_or_raise(self, address: str, now: datetime) -> None:
        """Raises `TooMany` when `address` has used up its window."""
        with self._lock:
            times = self._seen.setdefault(address, deque())
            self._seen.move_to_end(address)
            while times and times[0] < now - WINDOW:
                times.popleft()
            if len(times) >= self._per_window:
                raise TooMany("Too many log-ins from this address: wait a few minutes.", int(WINDOW.total_seconds()))
            times.append(now)
            while len(self._seen) > ADDRESSES:
                self._seen.popitem(last=False)
