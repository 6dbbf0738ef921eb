"""Builds facts and a risk room whose sources are told what to say."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from customhouse.kernel.transaction import Transaction
from customhouse.policy.package import PolicyPackage
from customhouse.policy.service import load
from customhouse.risk.lottery import FixedLottery, Lottery
from customhouse.risk.model import Said, Screened, Seen, Witnessed
from customhouse.risk.service import Risk
from customhouse.risk.sources import Sources

MERIDIA: PolicyPackage = load(Path(__file__).resolve().parents[2] / "countries" / "meridia" / "policy")
NEVER_DRAWN = FixedLottery(Decimal("0.999"))
TRADER = "XME00017"


def make_said(**changes: Any) -> Said:
    """Furniture in a container, imported by a trader known for years."""
    usual = Said(
        procedure="import",
        mode="sea",
        hs_codes=("940360",),
        origins=("VN",),
        amounts=((Decimal(24000), "XMC"),),
        containerised=True,
        declared_empty=False,
        authorised=False,
        trader_known=True,
        trader_months=48,
        irregularities=0,
    )
    return replace(usual, **changes)


@dataclass
class Told:
    """Stands for the rooms below: says of each consignment what a test has put in."""

    says: dict[str, Said] = field(default_factory=dict)
    sees: dict[str, Seen] = field(default_factory=dict)
    witnesses: dict[str, Witnessed] = field(default_factory=dict)
    screens: dict[str, Screened] = field(default_factory=dict)

    def said(self, _tx: Transaction, consignment_id: str) -> Said | None:
        return self.says.get(consignment_id)

    def declarant_of(self, _tx: Transaction, consignment_id: str) -> str | None:
        return TRADER if consignment_id in self.says else None

    def seen(self, _tx: Transaction, consignment_id: str) -> Seen:
        return self.sees.get(consignment_id, Seen())

    def witnessed(self, _tx: Transaction, consignment_id: str) -> Witnessed:
        return self.witnesses.get(consignment_id, Witnessed())

    def screened(self, _tx: Transaction, consignment_id: str) -> Screened:
        return self.screens.get(consignment_id, Screened())


def make_risk(told: Told, lottery: Lottery = NEVER_DRAWN, policy: PolicyPackage = MERIDIA) -> Risk:
    return Risk(policy, lottery, Sources(told, told, told, told))
