"""How well threats stand above clean bags: of both networks that name objects."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from sklearn.metrics import roc_auc_score


def standing(worst: ArrayLike, holds: Sequence[bool], single: ArrayLike) -> dict[str, float]:
    """Of bags by their worst candidates, which of them hold a threat, and single threats by their likeliest.

    `bags_at_10` and `threats_at_10` are the shares of bags with a threat, and of single threats, above the threshold
    that stops a tenth of the clean bags. Nothing where all bags are clean, or none is.
    """
    is_full, high = np.asarray(holds, bool), np.asarray(worst, np.float64)
    if not is_full.any() or is_full.all():
        return {}
    clean = np.sort(high[~is_full])[::-1]
    allowed = clean[len(clean) // 10]
    return {
        "bag_auroc": float(roc_auc_score(is_full, high)),
        "bags_at_10": float((high[is_full] > allowed).mean()),
        "threats_at_10": float((np.asarray(single) > allowed).mean()),
    }
