"""What the named styles of a Word document say that matters to its text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from lxml import etree

from gongkai.ingest.docx.names import VAL, w
from gongkai.ingest.word import BODY_LEVEL, DEFAULT_SIZE, HEADING_NAME, Style

_OFF = frozenset({"0", "false", "off"})
_MAX_CHAIN = 30


class Settings(TypedDict, total=False):
    """Changes to a Style."""

    is_heading: bool
    is_centred: bool
    is_bold: bool
    is_hidden: bool
    size: int | None
    list_id: str | None
    list_level: int | None


def is_on(element: etree._Element) -> bool:
    """The value of a switch such as w:b, whose mere presence means yes."""
    return element.get(VAL, "1") not in _OFF


def to_int(value: str | None, default: int = 0) -> int:
    """The number in an attribute, or the default when it is none or absurd."""
    try:
        return int(value or default)
    except ValueError:
        return default


class Styles:
    """The styles of a document by id."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._resolved: dict[str, Style] = {}
        self._default = ""
        self.size = DEFAULT_SIZE
        for element in root.iterchildren(w("style")) if root is not None else ():
            identity = element.get(w("styleId"), "")
            self._elements[identity] = element
            if (
                element.get(w("type")) == "paragraph"
                and element.get(w("default")) == "1"
            ):
                self._default = identity
        if root is not None:
            size = root.find(
                f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}/{w('sz')}"
            )
            self.size = (
                DEFAULT_SIZE if size is None else to_int(size.get(VAL), DEFAULT_SIZE)
            )

    def get(self, identity: str | None) -> Style:
        """The style of that id, or the default paragraph style without one."""
        identity = self._default if identity is None else identity
        if identity not in self._resolved:
            self._resolved[identity] = self._resolve(identity)
        return self._resolved[identity]

    def _resolve(self, identity: str) -> Style:
        chain: list[etree._Element] = []
        while identity in self._elements and len(chain) < _MAX_CHAIN:
            chain.append(self._elements[identity])
            parent = chain[-1].find(w("basedOn"))
            identity = "" if parent is None else parent.get(VAL, "")
        style = Style()
        for element in reversed(chain):
            style = _extend(style, element)
        return style


def _extend(style: Style, element: etree._Element) -> Style:
    """A style with what an element adds to it."""
    changes: Settings = {}
    name = element.find(w("name"))
    if name is not None and HEADING_NAME.match(name.get(VAL, "")):
        changes["is_heading"] = True
    for group in element.iterchildren(w("pPr"), w("rPr")):
        changes |= settings(group)
    return style._replace(**changes)


def settings(group: etree._Element) -> Settings:
    """The changes that a w:pPr or w:rPr makes to a style, by field of Style."""
    changes: Settings = {}
    for element in group:
        read = _SETTINGS.get(element.tag)
        if read is not None:
            read(element, changes)
    return changes


def _read_alignment(element: etree._Element, changes: Settings) -> None:
    changes["is_centred"] = element.get(VAL) == "center"


def _read_bold(element: etree._Element, changes: Settings) -> None:
    changes["is_bold"] = is_on(element)


def _read_hidden(element: etree._Element, changes: Settings) -> None:
    changes["is_hidden"] = is_on(element)


def _read_size(element: etree._Element, changes: Settings) -> None:
    changes["size"] = to_int(element.get(VAL)) or None


def _read_outline(element: etree._Element, changes: Settings) -> None:
    if to_int(element.get(VAL), BODY_LEVEL) < BODY_LEVEL:
        changes["is_heading"] = True


def _read_list(element: etree._Element, changes: Settings) -> None:
    for part in element:
        if part.tag == w("numId"):
            changes["list_id"] = part.get(VAL)
        elif part.tag == w("ilvl"):
            changes["list_level"] = to_int(part.get(VAL))


_SETTINGS: dict[str, Callable[[etree._Element, Settings], None]] = {
    w("jc"): _read_alignment,
    w("b"): _read_bold,
    w("vanish"): _read_hidden,
    w("sz"): _read_size,
    w("outlineLvl"): _read_outline,
    w("numPr"): _read_list,
}
