"""Forms that scanners write beside their images, one module a maker; `read_form` finds the right one by its root."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lxml.etree import _Element

from customhouse.adapters.scanners.forms import p60, smiths
from customhouse.adapters.scanners.forms.form import Form
from customhouse.adapters.scanners.forms.xml import local, parsed
from customhouse.imaging.reading import ScanFile, Unreadable


@dataclass(frozen=True)
class Maker:
    name: str
    root: str
    read: Callable[[ScanFile, _Element], Form]


MAKERS: tuple[Maker, ...] = (
    Maker("Smiths DataForm", "DataForm", smiths.read),
    Maker("P60 manifest", "manifest", p60.read),
)


def read_form(files: Sequence[ScanFile]) -> tuple[ScanFile, Form]:
    """Return the one form among the XML files of a post, and what it says.

    Beside a form may lie other XML, such as what cameras read of plates: it is not looked into further than its root.
    Raises `Unreadable` where no file is a form we know, with what is wrong with the first, or where several are.
    """
    found: list[tuple[ScanFile, Form]] = []
    refusals: list[Unreadable] = []
    for file in files:
        try:
            found.append((file, _read(file)))
        except Unreadable as refusal:
            refusals.append(refusal)
    if len(found) > 1:
        raise Unreadable("bad_sidecar", f"{found[0][0].name} and {found[1][0].name} are both forms; a scan has one.")
    if not found:
        raise refusals[0]
    return found[0]


def _read(file: ScanFile) -> Form:
    root = parsed(file)
    for maker in MAKERS:
        if local(root).lower() == maker.root.lower():
            return maker.read(file, root)
    known = ", ".join(maker.name for maker in MAKERS)
    raise Unreadable("bad_sidecar", f"{file.name} is XML of an unknown kind; {known} are read.")
