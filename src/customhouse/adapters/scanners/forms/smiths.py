"""Smiths Cargovision `DataForm`, V01.07 (no namespace) and V01.20 (namespaced), in UTF-8 or UTF-16."""

import re
from collections.abc import Iterator

from lxml.etree import QName, _Element

from customhouse.adapters.scanners.forms.form import Form, container_number, distinct, moment
from customhouse.adapters.scanners.forms.xml import anywhere, every, text_of
from customhouse.imaging.model import Operation, Reported
from customhouse.imaging.reading import ScanFile

VERSION = re.compile(r"V\d\d\.\d\d")
NAMESPACE = "dataforms.model.cargovision.smiths.com"
SHOWN = (".jpg", ".jpeg", ".png", ".tif", ".tiff")
INSTRUCTIONS = ("EnergyLevel", "ScanPosition", "Speed", "IsContainerEmpty")
YES = {"true", "1", "yes"}


def read(_file: ScanFile, root: _Element) -> Form:
    shown, others = _resources(root)
    return Form(
        f"Smiths DataForm {_version(root)}",
        images=shown,
        others=others,
        containers=distinct([container_number(text) for text in _container_texts(root)]),
        scanned_at=text_of(root, "Date"),
        declaration=next((found for each in anywhere(root, "DeclarationID") if (found := text_of(each))), None),
        maker="Smiths",
        model="Cargovision",
        operations=tuple(sorted(_operations(root), key=lambda each: moment(each.started_at))),
        reported=tuple(_reported(root)),
        notes=tuple(_notes(root)),
    )


def _version(root: _Element) -> str:
    """As the form says; one that does not is told by its namespace, which V01.07 lacked."""
    said = text_of(root, "Version") or ""
    if VERSION.fullmatch(said):
        return said
    return "V01.20" if NAMESPACE in (QName(root).namespace or "") else "V01.07"


def _container_texts(root: _Element) -> Iterator[str | None]:
    """Two slots or more, of which the later ones are often empty."""
    for container in anywhere(root, "Container"):
        yield text_of(container, "ContainerId") or container.get("ContainerId")


def _resources(root: _Element) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of X-ray pictures, and of everything else: previews, cameras, the maker's binaries."""
    shown: list[str] = []
    others: list[str] = []
    for each in anywhere(root, "Resource"):
        name = text_of(each) or each.get("Name") or ""
        is_xray = (each.get("Type") or "").lower() == "img" and name.lower().endswith(SHOWN)
        is_aside = any((each.get(mark) or "").lower() in YES for mark in ("IsPreview", "IsDeleted"))
        if name:
            (shown if is_xray and not is_aside else others).append(name)
    return tuple(dict.fromkeys(shown)), tuple(dict.fromkeys(others))


def _operations(root: _Element) -> Iterator[Operation]:
    """In any order in the file. The numbers are the maker's own and undocumented; `Login` is left where it is."""
    for each in anywhere(root, "Operation"):
        given = next(every(each, "Verdict"), None)
        verdict = None if given is None else text_of(given) or given.get("Value")
        yield Operation(
            f"operation of type {each.get('Type') or '?'}",
            text_of(each, "Start"),
            text_of(each, "End"),
            None if verdict is None else f"verdict {verdict}",
        )


def _reported(root: _Element) -> Iterator[Reported]:
    for each in anywhere(root, "ATR"):
        said = [found for name in ("Status", "Result") if (found := text_of(each, name))]
        said += [_parameter(one) for one in anywhere(each, "Param") if text_of(one)]
        kind = f"ATR {each.get('ATRType') or '?'}"
        yield Reported(": ".join([kind, ", ".join(said)])[:400] if said else kind, text_of(each, "Version") or "")


def _parameter(param: _Element) -> str:
    name, value = param.get("name"), text_of(param) or ""
    return f"{name} {value}" if name else value


def _notes(root: _Element) -> Iterator[str]:
    told = [
        f"{name} {said}"
        for instructions in anywhere(root, "ProcessInstructions")
        for name in INSTRUCTIONS
        for element in every(instructions, name)
        if (said := text_of(element) or element.get("Value"))
    ]
    if told:
        yield f"process instructions, in the maker's codes: {', '.join(told)}"
