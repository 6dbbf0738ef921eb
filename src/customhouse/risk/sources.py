"""Where facts come from: ports to the rooms that said, saw and witnessed."""

from dataclasses import dataclass
from typing import Protocol

from customhouse.kernel.transaction import Transaction
from customhouse.risk.model import Said, Screened, Seen, Witnessed


class SaysSource(Protocol):
    def said(self, tx: Transaction, consignment_id: str) -> Said | None:
        """What is declared now; None where there is no such consignment or it was withdrawn."""
        ...

    def declarant_of(self, tx: Transaction, consignment_id: str) -> str | None:
        """The enterprise that lodged it."""
        ...


class SeesSource(Protocol):
    def seen(self, tx: Transaction, consignment_id: str) -> Seen: ...


class WitnessesSource(Protocol):
    def witnessed(self, tx: Transaction, consignment_id: str) -> Witnessed: ...


class ScreensSource(Protocol):
    def screened(self, tx: Transaction, consignment_id: str) -> Screened: ...


@dataclass(frozen=True)
class Sources:
    says: SaysSource
    sees: SeesSource
    witnesses: WitnessesSource
    screens: ScreensSource
