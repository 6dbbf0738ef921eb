"""What is written of a head: its folder with card, numbers, plots and a page to read."""

import hashlib
import html
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from customhouse.imaging.adaptation import measures, plots
from customhouse.imaging.adaptation.adapting import Made
from customhouse.imaging.adaptation.figures import ANCHORS, data_of, figures_of, said
from customhouse.imaging.adaptation.site_heads.heads import TASK, arrays_of, save
from customhouse.imaging.adaptation.site_heads.looking import same_places
from customhouse.imaging.networks.cards import CARD, Figure, ModelCard, write_card
from customhouse.imaging.networks.training_log import Count, TrainingLog
from customhouse.kernel.errors import Invalid
from customhouse.kernel.file_names import readable

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#16202c}"
    "table{border-collapse:collapse;margin:1rem 0}td,th{padding:.3rem .8rem;border-bottom:1px solid #dfe5ec;"
    "text-align:left;vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}"
    "img{width:100%;max-width:22rem}figure{display:inline-block;margin:0 1rem 1rem 0}.soft{color:#5b6876}"
)
ENDING = ".card.json"
REPORTS = ("report.json", "report.html")
PLOTS = ("reliability.png", "confusion.png", "curve.png", "looked.jpg")


def check_place(into: Path, data: Path) -> None:
    """Find out before learning what would fail after it. Raises `Invalid`."""
    if _is_among(into.resolve(), data.resolve()):
        text = f"{into} lies among the pictures in {data}, and the next run would take it for some of them"
        raise Invalid.one("out", "among_pictures", f"{text}; name a folder elsewhere by --out")
    with _told_in_words(into):
        _check_free(into)
        standing = next(folder for folder in into.absolute().parents if folder.exists())
        with tempfile.TemporaryDirectory(dir=standing, prefix=".adapting-"):
            pass  # to make one is the only sure way to know that it can be made


def _is_among(place: Path, pictures: Path) -> bool:
    """A hidden folder is not: it is passed over where pictures are looked for."""
    if not place.is_relative_to(pictures):
        return False
    inner = place.relative_to(pictures).parts
    return not (inner and inner[0].startswith("."))


def write(made: Made, into: Path, seconds: float) -> tuple[ModelCard, Path]:
    """Write the folder whole or not at all. Raises `Invalid` where it cannot be, or something else lies there."""
    with _told_in_words(into):
        _check_free(into)
        into.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=into.parent, prefix=".adapting-") as side:
            folder = Path(side) / "made"
            folder.mkdir()
            card = _fill(made, folder, seconds)
            before = Path(side) / "before"
            if into.exists():
                into.rename(before)
            try:
                folder.rename(into)
            except OSError:
                if before.exists():  # else it would be gone with the folder that it lies in
                    before.rename(into)
                raise
    return card, into


@contextmanager
def _told_in_words(into: Path) -> Iterator[None]:
    """The system would name a folder of ours beside it, which says nothing to who named this one."""
    try:
        yield
    except OSError as error:
        text = f"the folder {into} cannot be written ({error.strerror or error}); name another one by --out"
        raise Invalid.one("out", "not_writable", text) from error


def _check_free(into: Path) -> None:
    if into.exists() and not _is_ours(into):
        raise Invalid.one("out", "taken", f"{into} holds something else; name an empty folder")


def _is_ours(folder: Path) -> bool:
    """Whether it is empty, or holds one head as it was written here and nothing else: only that may be replaced."""
    if not folder.is_dir():
        return False
    held = {each.name for each in folder.iterdir()}
    heads = [name.removesuffix(ENDING) for name in held if name.endswith(ENDING)]
    ours = {f"{heads[0]}{ENDING}", f"{heads[0]}.npz", *REPORTS, *PLOTS} if len(heads) == 1 else set()
    return held <= ours and all(each.is_file() for each in folder.iterdir())


def _fill(made: Made, folder: Path, seconds: float) -> ModelCard:
    arrays = folder / f"{made.wish.name}.npz"
    save(arrays_of(made.learned, made.boxes), arrays)
    version = f"{datetime.now(UTC):%Y.%m.%d}+{hashlib.sha256(arrays.read_bytes()).hexdigest()[:8]}"
    drawn = _plots(made, folder)
    card = _card(made, version, seconds)
    write_card(card, folder)
    (folder / "report.json").write_text(json.dumps(_plain(made, card), indent=1, ensure_ascii=False), encoding="utf-8")
    (folder / "report.html").write_text(_page(made, card, drawn), encoding="utf-8")
    return card


def _card(made: Made, version: str, seconds: float) -> ModelCard:
    layout, survey = made.layout, made.survey
    counts = Counter(box.label for s in layout.samples for box in s.boxes) or Counter(s.label for s in layout.samples)
    what = "views of CT" if layout.of_volumes else "pictures"
    told = ", ".join(f"{name} {counts[name]}" for name in layout.classes)
    about = f"{readable(made.wish.about)}; " if made.wish.about else ""
    return ModelCard(
        name=made.wish.name,
        version=version,
        task=TASK,
        classes=made.classes,
        description=f"Site head for {what}, learned from {layout.kind.told}: {', '.join(layout.classes)}.",
        trained_on=f"{about}folder {readable(layout.folder.name)}, {len(layout.samples)} pictures ({told})",
        limits="Knows the scanner, the packing and the classes of this folder; says unknown to what is unlike them.",
        thresholds=made.thresholds,
        temperature=made.learned.temperature,
        novelty=made.learned.usual,
        preparation={
            "kind": layout.kind.value,
            "side": survey.side,
            "sides": list(made.sides),
            "colour": survey.colour,
            "recipe": list(made.learned.recipe),
            "box_classes": list(layout.classes) if made.boxes is not None else [],
            "harmless": [name for name in layout.classes if layout.is_harmless(name)],
            "of_volumes": layout.of_volumes,
        },
        reliability=_reliability(made),
        figures=figures_of(made),
        **_curves(made),
        log=_log(made, seconds),
    )


def _log(made: Made, seconds: float) -> TrainingLog:
    """A head is solved for, not descended to: it has no steps and no curve over them."""
    counts = Counter(box.label for s in made.layout.samples for box in s.boxes)
    return TrainingLog(
        seeds=(made.wish.seed,),
        learned_from=(
            Count("pictures", len(made.layout.samples)),
            *([Count("boxes", sum(counts.values()))] if counts else []),
        ),
        settings={"penalty": made.learned.penalty, "seconds by the clock": round(seconds)},
        notes=(
            "The features are ready-made and the head is solved for at once: there are no steps to draw.",
            *same_places(made.looked),
        ),
        written_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _reliability(made: Made) -> tuple[tuple[float, float, int], ...]:
    if made.measured is not None:
        truth, label, sure = said(made)
        return measures.reliability(sure, label == truth)
    if made.found:
        scores = np.concatenate([each.scores for each in made.found])
        return measures.reliability(scores, np.concatenate([each.hits for each in made.found])) if len(scores) else ()
    return ()


def _curves(made: Made) -> dict[str, Any]:
    """What the page of the model draws: what is taken for what, and detection over false alarms."""
    if made.measured is None:
        return {}
    truth, label, _ = said(made)
    table = measures.confusion(truth, label, len(made.classes))
    drawn: dict[str, Any] = {"confusion": tuple(tuple(row) for row in table.tolist())}
    if made.classes == ("negative", "positive"):
        curve = measures.curve_of(made.measured.probabilities[:, 1], truth == 1)
        some = np.unique(np.linspace(0, len(curve.thresholds) - 1, 60).astype(int))
        points = zip(curve.false_alarms[some], curve.detections[some], strict=True)
        drawn["curve"] = tuple((round(float(x), 4), round(float(y), 4)) for x, y in points)
    return drawn


def _plots(made: Made, folder: Path) -> list[tuple[str, str]]:
    """(file, what it shows) of each plot written."""
    drawn = []
    if rows := _reliability(made):
        plots.reliability_plot(rows).save(folder / PLOTS[0])
        drawn.append((PLOTS[0], "How often it was right, by how sure it was; the numbers count pictures"))
    if made.measured is not None:
        truth, label, _ = said(made)
        table = measures.confusion(truth, label, len(made.classes))
        plots.confusion_plot(table, made.classes).save(folder / PLOTS[1])
        drawn.append((PLOTS[1], "True classes and what they were taken for"))
        if made.classes == ("negative", "positive"):
            scores = made.measured.probabilities[:, 1]
            curve = measures.curve_of(scores, truth == 1)
            plots.curve_plot(curve, measures.auc(scores, truth == 1)).save(folder / PLOTS[2])
            drawn.append((PLOTS[2], "Positives found over negatives that alarm"))
    if made.looked:
        plots.looked_sheet(made.looked).save(folder / PLOTS[3], quality=85)
        drawn.append((PLOTS[3], "Where it found what speaks for their class: the redder, the more"))
    return drawn


def _plain(made: Made, card: ModelCard) -> dict[str, Any]:
    layout = made.layout
    return {
        "card": CARD.dump_python(card, mode="json"),
        "layout": layout.kind.value,
        "held_out": made.measured.how if made.measured else made.boxes_how,
        "anchor": ANCHORS[layout.kind],
        "notes": _notes(made),
        "refused": [{"file": _inside(each.path, made), "why": readable(each.why)} for each in layout.refused],
        "mistakes": _mistakes(made),
    }


def _notes(made: Made) -> list[str]:
    return [*made.layout.notes, *made.survey.notes, *same_places(made.looked)]


def _mistakes(made: Made) -> list[dict[str, Any]]:
    """The pictures that were taken for something else, the surest first."""
    if made.measured is None:
        return []
    truth, label, sure = said(made)
    wrong = sorted(np.flatnonzero(truth != label), key=lambda index: -float(sure[index]))
    samples = made.layout.samples
    return [
        {
            "file": _inside(samples[int(made.measured.places[index])].path, made),
            "true": made.classes[int(truth[index])],
            "said": made.classes[int(label[index])],
            "probability": round(float(sure[index]), 4),
        }
        for index in wrong
    ]


def _inside(path: Path, made: Made) -> str:
    return readable(str(path.relative_to(made.layout.folder) if path.is_relative_to(made.layout.folder) else path))


def shown(figure: Figure) -> tuple[str, str, str, str]:
    """(value, interval, count, without looking) as a person reads them."""
    interval = "" if figure.low is None or figure.high is None else f"{figure.low:.3f} to {figure.high:.3f}"
    count = "" if figure.count is None else str(figure.count)
    return f"{figure.value:.3f}", interval, count, "" if figure.baseline is None else f"{figure.baseline:.3f}"


def _page(made: Made, card: ModelCard, drawn: list[tuple[str, str]]) -> str:
    say = html.escape
    rows = "".join(
        f"<tr><td>{say(f.label)}</td>" + "".join(f'<td class="n">{part}</td>' for part in shown(f)) + "</tr>"
        for f in card.figures
    )
    images = "".join(
        f'<figure><img src="{name}" alt="{say(text)}"><figcaption class="soft">{say(text)}</figcaption></figure>'
        for name, text in drawn
    )
    wrong = "".join(
        f"<tr><td>{say(m['file'])}</td><td>{say(m['true'])}</td><td>{say(m['said'])}</td>"
        f'<td class="n">{m["probability"]:.2f}</td></tr>'
        for m in _mistakes(made)[:50]
    )
    refused = "".join(
        f"<tr><td>{say(_inside(each.path, made))}</td><td>{say(readable(each.why))}</td></tr>"
        for each in made.layout.refused[:200]
    )
    notes = "".join(f"<li>{say(note)}</li>" for note in _notes(made))
    how = data_of(made, made.measured.how if made.measured else made.boxes_how)
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>{say(card.name)}</title>
<style>{STYLE}</style>
<h1>{say(card.name)} <span class="soft">{say(card.version)}</span></h1>
<p>{say(card.description)} Learned from {say(card.trained_on)}.</p>
<p class="soft">Measured on: {say(how)}. Published, on other pictures: {say(ANCHORS[made.layout.kind])}.</p>
<table><tr><th>figure</th><th>value</th><th>95 %</th><th>of</th><th>by the file alone</th></tr>{rows}</table>
<p class="soft">“By the file alone” is what sizes and bytes of the files tell with no look at the pictures. The head
sees none of it; where it is high, the classes come from different sources, and a good figure may be owed to that.</p>
{images}<ul>{notes}</ul>
<h2>Taken for something else</h2><table><tr><th>file</th><th>true</th><th>said</th><th>sure</th></tr>{wrong}</table>
<h2>Left out ({len(made.layout.refused)})</h2><table>{refused}</table>
<p class="soft">{say(card.limits)}</p></html>
"""


def summary(card: ModelCard) -> dict[str, Any]:
    """For a program: the card's head and figures."""
    return {"name": card.name, "version": card.version, "figures": [asdict(figure) for figure in card.figures]}
