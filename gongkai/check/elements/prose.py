"""Elements in running text, by the patterns of their data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from gongkai.check.elements.values import is_value
from gongkai.check.page import FoundElement, Page, Shape
from gongkai.model import Found, Span
from gongkai.rules import Element

Locate = Callable[[int, int], Span]
_BLANK = re.compile(r"[ \t]{0,4}:?[ \t]{0,4}[_×]{2}")
MOST = 500  # matches of one pattern


def find(page: Page, element: Element) -> Iterator[FoundElement]:
    """Matches in the text as it is; if there are none, with letter-spacing closed."""
    found = False
    for one in _matches(page, element, page.folded, Span):
        found = True
        yield one
    if not found and page.is_spaced:
        yield from _matches(page, element, page.tight.text, _tight_span(page))


def _matches(
    page: Page, element: Element, text: str, locate: Locate
) -> Iterator[FoundElement]:
    for pattern in element.patterns:
        for match in islice(pattern.finditer(text), MOST):
            one = _found(page, element, match, locate)
            if one:
                yield one


def _tight_span(page: Page) -> Locate:
    return lambda start, end: Span(*page.tight.span(start, end))


def _found(
    page: Page, element: Element, match: re.Match[str], locate: Locate
) -> FoundElement | None:
    groups = {
        name: Found(text, locate(*match.span(name)))
        for name, text in match.groupdict().items()
        if text
    }
    stated = next((groups[name] for name in groups if name.startswith("v")), None)
    if stated and not is_value(stated.value, element.value_rule):
        return None
    if _BLANK.match(match.string, match.end()):
        return None
    span = stated.span if stated else locate(*match.span())
    span = trimmed(page.folded, span)
    if span.start >= span.end:
        return None
    return FoundElement(element.id, span.of(page.text), span, Shape.PROSE, groups)


def trimmed(text: str, span: Span) -> Span:
    """The span without the white space at its ends."""
    raw = span.of(text)
    start = span.start + len(raw) - len(raw.lstrip())
    return Span(min(start, span.end), span.start + len(raw.rstrip()))
