"""XML from outside: decoded, bounded, and parsed without entities, DTDs or network."""

import codecs
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from customhouse.imaging.reading import ScanFile, Unreadable

LARGEST_BYTES = 4_000_000
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)


def is_xml(head: bytes) -> bool:
    """Begins with a tag, in UTF-8 or UTF-16; forms come without an XML declaration, so the mark alone tells."""
    text = _decoded(head[: len(head) // 2 * 2], "ignore").lstrip("\ufeff \t\r\n")
    return text[:1] == "<" and (text[1:2] in ("?", "!") or text[1:2].isalpha())


def parsed(file: ScanFile) -> _Element:
    if file.path.stat().st_size > LARGEST_BYTES:
        raise Unreadable("bad_sidecar", f"{file.name} is too large for a form; post one of at most 4 MB.")
    try:
        text = _decoded(file.path.read_bytes(), "strict").lstrip("\ufeff")
    except UnicodeDecodeError:
        raise Unreadable("bad_sidecar", f"{file.name} is neither UTF-8 nor UTF-16; export it again.")
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise Unreadable("bad_sidecar", f"{file.name} declares a document type, which no scanner's form does.")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        # Its own words may quote the content, and so a person's name: the line is enough.
        raise Unreadable("bad_sidecar", f"{file.name} is not sound XML at line {error.lineno}; export it again.")


def _decoded(content: bytes, errors: str) -> str:
    encoding = next((name for mark, name in BOMS if content.startswith(mark)), "utf-8")
    return content.decode(encoding, errors)


def local(element: _Element) -> str:
    """The tag without its namespace: versions of one form differ in that alone."""
    return str(etree.QName(element).localname)


def every(root: _Element, *path: str) -> Iterator[_Element]:
    """All elements at a path below `root`, whatever their namespace."""
    if not path:
        yield root
        return
    for child in root:
        if isinstance(child.tag, str) and local(child) == path[0]:
            yield from every(child, *path[1:])


def anywhere(root: _Element, name: str) -> Iterator[_Element]:
    for element in root.iter():
        if isinstance(element.tag, str) and local(element) == name:
            yield element


def text_of(root: _Element, *path: str) -> str | None:
    """The first that says something, at most 200 characters of it."""
    for element in every(root, *path):
        said = (element.text or "").strip()
        if said:
            return said[:200]
    return None
