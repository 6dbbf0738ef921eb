"""What the policy of the day says of descriptions: what is sure enough, what is doubt, what is refused."""

from dataclasses import dataclass
from datetime import datetime

from customhouse.commodities.language.model import Level, Thresholds
from customhouse.commodities.stop_words import StopList, Term
from customhouse.kernel.clock import Clock
from customhouse.policy.package import PolicyPackage

REFUSE, REMARK = "refuse", "remark"


def thresholds_on(policy: PolicyPackage, at: datetime) -> Thresholds:
    """Raises `NotInPolicy` where one of them has no value on that day."""
    return Thresholds(
        sure={level: _share(policy, f"goods.sure_{level.value}", at) for level in Level},
        doubtful_below=_share(policy, "goods.doubtful_below", at),
        misfit_below=_share(policy, "goods.misfit_below", at),
    )


def _share(policy: PolicyPackage, key: str, at: datetime) -> float:
    return float(policy.number(key, at)) / 100


@dataclass(frozen=True)
class DescriptionRules:
    """What lodging asks of a description; it needs no index, so it holds from the first second on."""

    policy: PolicyPackage
    stop_list: StopList
    clock: Clock

    def refused(self, text: str) -> Term | None:
        """The stop word for which a description is not taken today."""
        now = self.clock.now()
        if str(self.policy.parameter("goods.vague_at_lodging", now)) != REFUSE:
            return None
        return self.stop_list.alone(text, now.date())
