"""How `customhouse recognise` tells a person what one scan shows: the worst first, with its reason and its place."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import category

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from customhouse.commodities.appearance.labels import labels
from customhouse.imaging.model.grading import WORST_FIRST, Severity
from customhouse.imaging.model.recognition import UNKNOWN
from customhouse.kernel.likelihood import in_words

LISTED = 15  # findings of low and info severity, or fewer; all that are worse are listed
ORDER = (*WORST_FIRST, Severity.INFO)
SHOUTED = (Severity.HIGH, Severity.MEDIUM)
STYLES = {Severity.HIGH: "bold red", Severity.MEDIUM: "yellow"}
SIZES = ("width", "height", "depth")  # of a box, along x, y and z
STEERING = ("Cc", "Cf", "Cs")  # categories of signs that are none: control, format and half ones
VERDICTS = {"disagrees": "bold red"}

Answer = Mapping[str, Any]


def render(answer: Answer) -> RenderableType:
    answer = printable(answer)
    if not answer["readable"]:
        return Text(f"{answer['file']}: {answer['message']} [{answer['code']}]", style="red")
    scan, seen, findings = answer["scan"], answer["recognition"], answer["findings"]
    head = f"{scan['modality']} · {scan['format']} · {seen['recogniser']} {seen['version']}"
    parts: list[RenderableType] = [Text(head, style="bold"), *_alarms(findings), *map(Text, _whole(scan, seen))]
    parts += [Text(f"· {note}") for note in scan["notes"]]
    parts += [Text(f"· {note['text']}") for note in seen["notes"]]
    parts += [Text(line) for line in _markings(seen["photos"])]
    parts += _findings(findings, scan["views"])
    if answer["comparison"] is not None:
        parts.append(_comparison(answer["comparison"]))
    parts += [Text(f"written: {path}") for path in answer["written"]]
    return Group(*parts)


def _alarms(findings: Sequence[Answer]) -> list[RenderableType]:
    """What nobody may overlook, before all else."""
    count = sum(each["severity"] == Severity.HIGH for each in findings)
    if not count:
        return []
    told = "1 finding of HIGH severity" if count == 1 else f"{count} findings of HIGH severity"
    return [Text(f"! {told}: first in the table below", style=STYLES[Severity.HIGH])]


def _whole(scan: Answer, seen: Answer) -> list[str]:
    """What is said of the scan as a whole: masses with their reasons, loaded or not, goods, materials."""
    mass, contents = seen["mass"], seen["contents"]
    lines = []
    if contents is not None:
        lines.append(f"contents: {_range(contents)}")
    if mass is not None and (contents is None or mass["kg"] != contents["kg"]):
        lines.append(f"all that is seen: {_range(mass)}")
    if mass is None and contents is None:
        lines.append("mass: none can be given")
    reasons = [reason["text"] for each in (contents, mass) if each is not None for reason in each["reasons"]]
    lines += [f"· {text}" for text in dict.fromkeys(reasons)]
    lines += _loaded(scan, seen)
    lines += _shares("kinds of goods, by mass", {_named(code): share for code, share in seen["commodities"].items()})
    materials = seen["contents_mix"] or seen["mix"]
    lines += _shares("materials", {_words(name): share for name, share in materials.items()})
    lines += [f"radiation portal {each['portal_id']}: {_portal(each)}" for each in scan["portal_readings"]]
    lines += [f"reported by others, {each['by'] or 'not told whom'}: {_reported(each)}" for each in scan["reported"]]
    return lines


def _range(mass: Answer) -> str:
    return f"{_number(mass['kg'])} kg ({_number(mass['low_kg'])} to {_number(mass['high_kg'])})"


def _loaded(scan: Answer, seen: Answer) -> list[str]:
    loaded, probability = seen["loaded"], seen["goods_probability"]
    if loaded is None and probability is None and scan["subject"] != "container":
        return []
    told = "cannot be told" if loaded is None else "loaded" if loaded else "empty"
    look = "" if probability is None else f"; that it holds goods, by its look: {in_words(probability)}"
    return [f"loaded or empty: {told}{look}"]


def _shares(of: str, shares: Mapping[str, float]) -> list[str]:
    told = [f"{name} {share:.0%}" for name, share in sorted(shares.items(), key=lambda each: -each[1]) if share]
    return [f"{of}: {', '.join(told)}"] if told else []


def printable(told: Any) -> Any:
    """The same without signs that would steer a terminal: names and labels come out of files that anybody posted."""
    if isinstance(told, str):
        return "".join("\N{REPLACEMENT CHARACTER}" if category(sign) in STEERING else sign for sign in told)
    if isinstance(told, Mapping):
        return {name: printable(value) for name, value in told.items()}
    return [printable(each) for each in told] if isinstance(told, list | tuple) else told


def _portal(reading: Answer) -> str:
    alarms = reading["alarms"]
    told = "not said whether there was an alarm" if alarms is None else f"alarm: {', '.join(alarms) or 'none'}"
    return "; ".join([told, *([f"nuclides: {', '.join(reading['nuclides'])}"] if reading["nuclides"] else [])])


def _reported(each: Answer) -> str:
    return ", ".join(part for part in (each["label"], _words(each["flag"]).lower()) if part)


def _markings(photos: Answer | None) -> list[str]:
    if photos is None:
        return []
    if not photos["reader"]:
        return ["· photos: not read, the extra `ocr` is not installed (pip install 'customhouse[ocr]')"]
    found = [each for each in photos["markings"] if each["kind"] != "code"]
    told = [
        f"· photo {photos['photos'][each['photo']]['name']}: {_words(each['kind'])} {each['value']}, "
        + ("sure" if each["sure"] else _words(each["fault"]) or in_words(each["confidence"]))
        for each in found[:LISTED]
    ]
    if len(found) > LISTED:
        told.append(f"· photos: {len(found) - LISTED} more markings are not shown; --json prints all of them")
    return told or ["· photos: no container number is legible"]


def _findings(findings: Sequence[Answer], views: Sequence[Answer]) -> list[RenderableType]:
    """The worst first; none of high or medium severity is left out, and that others are is said."""
    if not findings:
        return [Text("Findings: none", style="bold")]
    ordered = sorted(findings, key=_worst_first)
    shown = ordered[: max(LISTED, sum(each["severity"] in SHOUTED for each in ordered))]
    counted = Counter(each["severity"] for each in findings)
    told = ", ".join(f"{counted[severity]} {severity.value}" for severity in ORDER if counted[severity])
    table = Table(title=f"Findings ({len(findings)}): {told}", title_justify="left", show_lines=True)
    table.add_column("severity", no_wrap=True)
    table.add_column("what it says", ratio=1)
    table.add_column("where", max_width=28)
    table.add_column("kg", no_wrap=True, justify="right")
    for each in shown:
        severity = Text(f"{each['severity'].upper()}\n{each['id']}", STYLES.get(each["severity"], ""))
        table.add_row(severity, Text(_said(each)), Text(_where(each, views)), _kg(each))
    left = Counter(each["severity"] for each in ordered[len(shown) :])
    if not left:
        return [table]
    rest = " and ".join(f"{left[severity]} of {severity.value} severity" for severity in ORDER if left[severity])
    return [table, Text(f"Not shown: {rest}, less likely or lighter than these. --json prints all of them.")]


def _worst_first(finding: Answer) -> tuple[int, float, float]:
    return ORDER.index(finding["severity"]), -(finding["probability"] or 0.0), -(finding["mass_kg"] or 0.0)


def _said(finding: Answer) -> str:
    """Its reason; below it what a network takes it for, and the measures that the reason does not hold."""
    likely = "" if finding["probability"] is None else in_words(finding["probability"])
    taken = f"taken for: {_named(finding['label'])}" if finding["label"] else "how likely" if likely else ""
    if finding["reason"]["code"] == "noticed_object":  # says both
        taken = likely = ""
    measures = []
    if "cm3" not in finding["reason"]["params"]:
        measures = [
            "" if finding["volume_cm3"] is None else f"{_number(finding['volume_cm3'])} cm³",
            "" if finding["density"] is None else f"{_number(finding['density'])} g/cm³",
            _words(finding["class"] or ""),
        ]
    measures.append("another material would look the same" if finding["ambiguous"] and finding["class"] else "")
    joined = f"{taken}{', ' if finding['label'] else ': '}{likely}" if likely else taken
    lines = (finding["reason"]["text"], joined, " · ".join(part for part in measures if part))
    return "\n".join(line for line in lines if line)


def _kg(finding: Answer) -> Text:
    kg, low, high = finding["mass_kg"], finding["mass_low_kg"], finding["mass_high_kg"]
    if kg is None:
        return Text("-")
    span = "" if low is None else f"\n{_number(low)} " + ("or more" if high is None else f"to {_number(high)}")
    return Text(_number(kg) + span)


def _where(finding: Answer, views: Sequence[Answer]) -> str:
    """In a view from its left and top edge; in a volume from the outer corner of its first voxel."""
    if finding["box_mm"] is not None:
        box = finding["box_mm"]
        spans = [f"{axis} {_span(box[axis], box[size])}" for axis, size in zip("xyz", SIZES, strict=True)]
        return f"{', '.join(spans)} mm"
    if finding["box"] is None or finding["view"] is None:
        return "no place: the whole scan"
    view, box = views[finding["view"]], finding["box"]
    if view["pixel_mm"] is None:
        return f"{view['name']}: x {_span(box['x'], box['width'])}, y {_span(box['y'], box['height'])} pixels"
    across, down = (each / 1000 for each in view["pixel_mm"])
    left, top = _span(box["x"], box["width"], across, 2), _span(box["y"], box["height"], down, 2)
    return f"{view['name']}: {left} m from the left, {top} m from the top"


def _span(start: float, length: float, scale: float = 1, digits: int = 0) -> str:
    return f"{start * scale:.{digits}f}–{(start + length) * scale:.{digits}f}"


def _comparison(comparison: Answer) -> Table:
    """A row, and its reason below it in full width: beside it there is no room at a usual terminal."""
    table = Table(title=f"Declared against seen: {comparison['verdict']}", title_justify="left", show_header=False)
    for row in comparison["rows"]:
        told = f"{row['what']}: declared {row['declared']}, seen {row['seen']} ({row['uncertainty']})"
        verdict = Text(_words(row["verdict"]), style=VERDICTS.get(row["verdict"], "bold"))
        table.add_row(verdict, Text(f"{told}\n{row['reason']['text']}"))
    return table


def _named(code: str) -> str:
    """A label in words; a site head may know some of its own."""
    if code == UNKNOWN:
        return "like nothing that was learned"
    known = labels().get(code)
    return _words(code) if known is None else known.name


def _words(code: str) -> str:
    return code.replace("_", " ")


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
