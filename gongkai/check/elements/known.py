"""Elements that an earlier stage has read: issuer, date, number, addressees …"""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.check.page import FoundElement, Page, Shape
from gongkai.pattern import Pattern
from gongkai.rules import Element

_FIELDS = {
    "M_TITLE": ("title",),
    "N_ORG": ("issuer",),
    "B_OWNER": ("issuer",),
    "N_DATE": ("issued_on", "printed_on"),
    "O_NO": ("doc_number",),
    "O_TO": ("addressees",),
    "O_CC": ("copied_to", "printed_by"),
    "O_OPEN": ("openness",),
}


_AGENT = Pattern(r"代理|咨询|招标|交易|项目管理|平台")


def find(page: Page, element: Element) -> Iterator[FoundElement]:
    """What the metadata says of the element."""
    for name in _FIELDS.get(element.id, ()):
        found = getattr(page.metadata, name)
        if found is not None and not _is_agent(element, found.value):
            span = found.span
            yield FoundElement(element.id, span.of(page.text), span, Shape.METADATA)


def _is_agent(element: Element, issuer: object) -> bool:
    """Whether an issuer only tenders for the owner of a project."""
    return element.id == "B_OWNER" and _AGENT.search(str(issuer)) is not None
