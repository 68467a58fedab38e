"""Elements that an earlier stage has read: issuer, date, number, addressees …"""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.check.page import FoundElement, Page, Shape
from gongkai.rules import Element

_FIELDS = {
    "M_TITLE": ("title",),
    "N_ORG": ("issuer",),
    "N_DATE": ("issued_on", "printed_on"),
    "O_NO": ("doc_number",),
    "O_TO": ("addressees",),
    "O_CC": ("copied_to", "printed_by"),
    "O_OPEN": ("openness",),
}


def find(page: Page, element: Element) -> Iterator[FoundElement]:
    """What the metadata says of the element."""
    for name in _FIELDS.get(element.id, ()):
        found = getattr(page.metadata, name)
        if found is not None:
            span = found.span
            yield FoundElement(element.id, span.of(page.text), span, Shape.METADATA)
