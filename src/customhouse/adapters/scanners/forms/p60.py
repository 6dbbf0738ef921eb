"""The `manifest` of a P60 portal: flags, attributes, and the list of its files."""

from collections.abc import Iterator

from lxml.etree import _Element

from customhouse.adapters.scanners.forms.form import Form, container_number, distinct
from customhouse.adapters.scanners.forms.xml import anywhere, text_of
from customhouse.imaging.model import Operation
from customhouse.imaging.reading import ScanFile

YES = {"true", "1", "-1", "yes", "y"}  # -1 is what the portal itself writes
PICTURE = "XRAYJPEG"
# Of the attributes only container numbers are read: ANPR is a number plate, Comments may name anybody.
CONTAINERS = ("Container1", "Container2")
# What was done, the flag that says so, the flag of its outcome, and the words for it.
STEPS = (
    ("x-ray", "xraydone", "", ("", "")),
    ("inspection", "inspectdone", "inspectionsuspicious", ("not suspicious", "suspicious")),
    ("search", "searchdone", "searchfound", ("nothing found", "found")),
)


def read(_file: ScanFile, root: _Element) -> Form:
    listed = [(str(each.get("type") or "").upper(), _named(each)) for each in anywhere(root, "file")]
    numbers = {name: said for name, said in _attributes(root) if name in CONTAINERS}
    return Form(
        "P60 manifest",
        images=tuple(name for kind, name in listed if kind == PICTURE and name),
        others=tuple(name for kind, name in listed if kind != PICTURE and name),
        containers=distinct([container_number(numbers.get(name)) for name in CONTAINERS]),
        scanned_at=text_of(root, "createdate"),
        model=text_of(root, "system") or "P60",
        operations=tuple(_operations(root)),
    )


def _named(file: _Element) -> str:
    return text_of(file) or file.get("name") or file.get("filename") or ""


def _attributes(root: _Element) -> Iterator[tuple[str, str]]:
    for each in anywhere(root, "attribute"):
        yield each.get("name") or "", text_of(each) or each.get("value") or ""


def _operations(root: _Element) -> Iterator[Operation]:
    for kind, done, outcome, words in STEPS:
        if (text_of(root, done) or "").lower() in YES:
            found = (text_of(root, outcome) or "").lower() in YES if outcome else False
            yield Operation(kind, verdict=words[found] or None)
