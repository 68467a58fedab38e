"""Label and value on a line: letter-spaced, two on a line, or the value on the next line."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.check.elements.number import leading
from gongkai.check.elements.values import is_value
from gongkai.check.page import FoundElement, Page, Shape
from gongkai.rules import Element


def find(page: Page, element: Element) -> Iterator[FoundElement]:
    """The values that stand after a label of the element."""
    for label in element.labels:
        for one in page.labelled.get(label, ()):
            value = one.value.of(page.folded)
            if is_value(value, element.value_rule, apart=one.apart):
                yield FoundElement(
                    element.id,
                    one.value.of(page.text),
                    one.value,
                    Shape.LABEL,
                    leading(value, one.value.start),
                )
