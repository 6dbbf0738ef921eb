"""Forms that scanners write beside their images, one module a maker; `read_form` finds the right one by its root."""

from collections.abc import Callable
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


def read_form(file: ScanFile) -> Form:
    """Raises `Unreadable` for XML that is unsound, unsafe, or of nobody we know."""
    root = parsed(file)
    for maker in MAKERS:
        if local(root).lower() == maker.root.lower():
            return maker.read(file, root)
    known = ", ".join(maker.name for maker in MAKERS)
    raise Unreadable("bad_sidecar", f"{file.name} is XML of an unknown kind; {known} are read.")
