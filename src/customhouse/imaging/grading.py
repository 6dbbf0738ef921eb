"""Which severity policy gives to what networks suspect, on the day of a scan."""

from datetime import date, datetime

from customhouse.commodities.appearance.objects import controlled_objects
from customhouse.imaging.model import Grading, Severity
from customhouse.imaging.model.grading import NOTICED, UNLIKE
from customhouse.kernel.errors import Invalid
from customhouse.policy.package import NotInPolicy, PolicyPackage

NOTICED_ONLY = "imaging.ct_noticed_classes"
UNLIKE_TRAINING = "imaging.unlike_training_percent"
GRADED = (Severity.LOW, Severity.MEDIUM, Severity.HIGH)


def check_fits(policy: PolicyPackage) -> None:
    """Raise `Invalid` where policy has classes merely noticed, on any day, that no network says *threat* of."""
    dated = policy.parameters[NOTICED_ONLY].values if NOTICED_ONLY in policy.parameters else ()
    try:
        lists = [policy.listed(NOTICED_ONLY, each.since) for each in dated if each.value is not None]
    except NotInPolicy as wrong:
        raise Invalid.one("parameters", "no_codes", str(wrong)) from None
    named = {name for each in lists for name in each}
    known = controlled_objects()
    if strange := sorted(named - known):
        text = f"{NOTICED_ONLY}: no network suspects {', '.join(strange)}; classes are {', '.join(sorted(known))}"
        raise Invalid.one("parameters", "class_unknown", text)


def grading_by(policy: PolicyPackage, at: date | datetime) -> Grading:
    """What policy leaves open is left open: the limit of the model's card holds."""

    def limits(of: str) -> dict[Severity, float]:
        keys = {severity: f"imaging.{of}_{severity}_percent" for severity in GRADED}
        return {severity: float(policy.number(key, at)) / 100 for severity, key in keys.items() if policy.has(key, at)}

    noticed = policy.listed(NOTICED_ONLY, at) if policy.has(NOTICED_ONLY, at) else NOTICED
    unlike = float(policy.number(UNLIKE_TRAINING, at)) / 100 if policy.has(UNLIKE_TRAINING, at) else UNLIKE
    return Grading(limits("ct_object"), limits("radiograph_anomaly"), unlike, limits("ct_weapon"), frozenset(noticed))
