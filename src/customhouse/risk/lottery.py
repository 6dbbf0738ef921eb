"""The draw of the random share: nobody outside can foresee it, and whoever has the site's secret can verify it."""

import hashlib
import hmac
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

_DIGITS = 12


class Lottery(Protocol):
    def number(self, consignment_id: str, policy_hash: str) -> Decimal:
        """Return a number from 0 to under 1, always the same for the same consignment and policy."""
        ...


@dataclass(frozen=True)
class HmacLottery:
    """A keyed hash: uniform, repeatable, and not to be computed without the secret."""

    secret: bytes

    def number(self, consignment_id: str, policy_hash: str) -> Decimal:
        text = f"random share\n{consignment_id}\n{policy_hash}".encode()
        digest = hmac.new(self.secret, text, hashlib.sha256).digest()
        return Decimal(int.from_bytes(digest[:8], "big") * 10**_DIGITS >> 64).scaleb(-_DIGITS)


@dataclass(frozen=True)
class FixedLottery:
    """Draws the same number for all: for replays and scripted cases, whose end must not hang on chance."""

    drawn: Decimal

    def number(self, consignment_id: str, policy_hash: str) -> Decimal:
        return self.drawn
