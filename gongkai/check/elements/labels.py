"""Label and value on a line: letter-spaced, two on a line, or the value on the next line."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.check.elements.number import leading
from gongkai.check.elements.values import is_value
from gongkai.check.page import FoundElement, Page, Shape
from gongkai.model import Span
from gongkai.pattern import Pattern
from gongkai.rules import Element

_SAID_NEXT = Pattern(r"[。;]|[, ](?=如|有(?!效)|若|凡|请|对|广大|村民|欢迎|期间|逾期)")


def find(page: Page, element: Element) -> Iterator[FoundElement]:
    """The values that stand after a label of the element."""
    for label in element.labels:
        for one in page.labelled.get(label, ()):
            value = one.value.of(page.folded)
            if is_value(value, element.value_rule, apart=one.apart):
                span = _exact(page, element, one.value)
                yield FoundElement(
                    element.id,
                    span.of(page.text),
                    span,
                    Shape.LABEL,
                    leading(value, one.value.start),
                )


def _exact(page: Page, element: Element, value: Span) -> Span:
    """The number itself among names and hours, the period without what is said after it."""
    if element.value_rule == "R_PERIOD":
        said = _SAID_NEXT.search(page.folded, *value)
        return Span(value.start, said.start()) if said else value
    if element.value_rule != "R_PHONE":
        return value
    for pattern in element.patterns:
        match = pattern.search(page.folded, *value)
        if match:
            return Span(*match.span())
    return value
