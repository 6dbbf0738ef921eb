"""What the site's own models say of a scan, beside physics and the networks that ship."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.model import Box, Finding, ModelUsed, Picture, Recognition, Scan, Severity, Volume
from customhouse.imaging.model.recognition import UNKNOWN
from customhouse.imaging.networks.cards import Model
from customhouse.imaging.recogniser import SiteBox, SiteModel, SiteWords
from customhouse.kernel.likelihood import in_words, step_of
from customhouse.kernel.reasons import Reason

if TYPE_CHECKING:
    from customhouse.imaging.adaptation.site_heads.heads import SiteHead, Words

SURE_ENOUGH = 0.5  # of a label, where the card names no threshold


def with_site_models(
    scan: Scan, seen: Recognition, models: Sequence[SiteModel]
) -> tuple[Recognition, tuple[SiteWords, ...]]:
    """The recognition with what serving models found in it, and the words of all. A model that cannot run is noted.

    Who has learned views of volumes looks at volumes alone, and nobody else does.
    """
    words: list[SiteWords] = []
    views: list[NDArray[np.uint8]] = []
    for model in models:
        if bool(model.card.preparation.get("of_volumes")) != isinstance(scan, Volume):
            continue
        try:
            views = views or list(_views(scan))
            said, novelty, findings = _asked(model, views)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a model, it must not cost the scan
            text = f"The model {model.card.name} {model.card.version} did not look at this scan: {error}"
            note = Reason("model_unavailable", text, {"model": f"{model.card.name} {model.card.version}"})
            seen = replace(seen, notes=(*seen.notes, note))
            continue
        words.append(said)
        used = ModelUsed(model.card.name, model.card.version, model.sha256, model.challenger, model.card.task)
        seen = replace(seen, models=(*seen.models, used))
        if isinstance(scan, Volume):
            findings = _in_space(findings, scan)
        if not model.challenger:
            novelty = max(novelty, seen.novelty or 0.0)
            seen = replace(seen, findings=(*seen.findings, *findings), novelty=novelty)
    return seen, tuple(words)


def _views(scan: Scan) -> Iterator[NDArray[np.uint8]]:
    """As the head has learned to see them: 8 bit, the open beam white. Raises `ValueError` for an unfit volume."""
    from customhouse.imaging.adaptation.pictures.opening import shown  # noqa: PLC0415 - only where the site has a model
    from customhouse.imaging.adaptation.pictures.projecting import projected  # noqa: PLC0415 - only where the site has a model

    if isinstance(scan, Picture):
        yield from (view.colours for view in scan.views)
    elif isinstance(scan, Volume):
        yield from (shown(view) for view in projected(scan))
    else:
        yield from (shown(view.transmission[0]) for view in scan.views)


def _asked(model: SiteModel, views: Sequence[NDArray[np.uint8]]) -> tuple[SiteWords, float, list[Finding]]:
    """The words on the most alarming view, the novelty of the strangest, and findings of all.

    The words carry the novelty of one view, drawn by the image itself: drift is told against single pictures of all
    views alike, as training measured them, and the strangest of several would look like drift where there is none.
    """
    from customhouse.imaging.adaptation.site_heads.heads import open_head  # noqa: PLC0415 - only where the site has a model

    if not model.path.exists():
        raise FileNotFoundError("its file is missing: register it anew")
    head = open_head(Model(model.card, model.path, model.sha256))
    looks = [head.look(view) for view in views]
    boxes = [
        _box(found, number, view.shape)
        for number, (look, view) in enumerate(zip(looks, views, strict=True))
        for found in look.boxes
    ]
    worst = max(looks, key=lambda look: alarm_of(look, head))
    drawn = looks[zlib.crc32(views[0].tobytes()) % len(looks)]
    said = SiteWords(
        model.id, model.challenger, worst.label, alarm_of(worst, head), drawn.novelty, worst.probabilities, tuple(boxes)
    )
    name = f"{model.card.name} {model.card.version}"
    findings = [
        finding
        for number, look in enumerate(looks)
        if (finding := _of_view(look, head, name, number, f"{model.id[:8]}-{number}")) is not None
    ]
    harmless = head.card.preparation.get("harmless", ())
    for number, box in enumerate(boxes):
        severity = Severity.INFO if box.label in harmless else Severity.MEDIUM
        findings.append(_of_box(box, name, f"{model.id[:8]}-b{number}", severity))
    return said, max(look.novelty for look in looks), findings


def _in_space(findings: Sequence[Finding], scan: Volume) -> list[Finding]:
    """What is found in views of a volume, told of the volume: a word on the whole of it once, not of each view."""
    from customhouse.imaging.adaptation.pictures.projecting import solid  # noqa: PLC0415 - loaded already

    placed = [
        replace(each, view=None, box=None, box_mm=solid(each.box, each.view or 0, scan))
        for each in findings
        if each.box is not None
    ]
    whole: dict[str, Finding] = {}
    for each in sorted(findings, key=lambda one: -(one.probability or 0.0)):
        if each.box is None:
            whole.setdefault(each.label, replace(each, view=None))
    return [*whole.values(), *placed]


def alarm_of(look: "Words", head: "SiteHead") -> float:
    """The probability that something is in the picture that should not be."""
    harmless = set(head.card.preparation.get("harmless", ()))
    harmless |= {"negative"} & set(look.probabilities)
    whole = sum(share for name, share in look.probabilities.items() if name not in harmless)
    return max([min(1.0, whole), *(box.probability for box in look.boxes if box.label not in harmless)])


def _of_view(look: "Words", head: "SiteHead", model: str, view: int, number: str) -> Finding | None:
    harmless = {*head.card.preparation.get("harmless", ()), "negative"}
    params = {"model": model, "label": look.label, **_likelihood(look.probability)}

    if look.label == UNKNOWN:
        text = f"The picture is like nothing that {model} has learned from: look at it yourself."
        reason = Reason("site_unknown", text, {"model": model})
        return Finding(number, "site_label", None, Severity.LOW, reason, True, view, label=UNKNOWN, model=model)
    if not look.label or look.label in harmless:
        return None
    if look.probability < head.card.thresholds.get(look.label, SURE_ENOUGH):
        return None
    text = f"{model} takes the picture for {look.label}: {in_words(look.probability)}."
    reason = Reason("site_label", text, params)
    return Finding(
        number, "site_label", None, Severity.MEDIUM, reason, view=view, label=look.label,
        probability=look.probability, model=model,
    )  # fmt: skip


def _of_box(box: SiteBox, model: str, number: str, severity: Severity) -> Finding:
    params = {"model": model, "label": box.label, **_likelihood(box.probability)}
    reason = Reason("site_box", f"{model} takes this for {box.label}: {in_words(box.probability)}.", params)
    place = Box(box.x, box.y, box.width, box.height)
    return Finding(
        number, "site_box", None, severity, reason, view=box.view, box=place, label=box.label,
        probability=box.probability, model=model,
    )  # fmt: skip


def _likelihood(probability: float) -> dict[str, str]:
    return {"likelihood": step_of(probability), "probability": f"{probability:.2f}"}


def _box(found: object, view: int, shape: tuple[int, ...]) -> SiteBox:
    from customhouse.imaging.adaptation.site_heads.boxes import Detection  # noqa: PLC0415 - loaded already, where there is a box

    assert isinstance(found, Detection)  # noqa: S101 - for the type checker
    rows, columns = shape[:2]
    edges = (found.left * columns, found.top * rows, found.width * columns, found.height * rows)
    x, y, width, height = (round(edge) for edge in edges)
    return SiteBox(found.label, found.probability, view, x, y, max(1, width), max(1, height))
