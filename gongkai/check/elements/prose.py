"""Elements in running text, by the patterns of their data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice

from gongkai.check.elements.values import is_value
from gongkai.check.page import FoundElement, Page, Shape
from gongkai.model import Found, Span
from gongkai.pattern import Pattern
from gongkai.rules import Element

Locate = Callable[[int, int], Span]
_BLANK = Pattern(r"[ \t]{0,4}:?[ \t]{0,4}[_×]{2}")
_AROUND = " \t\n,。;、:"
MOST = 500  # matches of one pattern


def find(page: Page, element: Element) -> Iterator[FoundElement]:
    """Matches in the text as it is; if there are none, with letter-spacing closed."""
    return chain.from_iterable(by_pattern(page, element))


def by_pattern(page: Page, element: Element) -> Iterator[Iterator[FoundElement]]:
    """The same, those of each pattern in order of the text."""
    found = False
    for pattern in element.patterns:
        for one in (matches := _matches(page, element, pattern, page.folded, Span)):
            found = True
            yield chain((one,), matches)
            break
    if not found and page.is_spaced:
        text, locate = page.tight.text, _tight_span(page)
        for pattern in element.patterns:
            yield _matches(page, element, pattern, text, locate)


def _matches(
    page: Page, element: Element, pattern: Pattern, text: str, locate: Locate
) -> Iterator[FoundElement]:
    for match in islice(pattern.seek(text), MOST):
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
    whole = locate(*match.span())
    span = trimmed(page.folded, stated.span if stated else _narrow(groups, whole))
    if span.start >= span.end:
        return None
    return FoundElement(element.id, span.of(page.text), span, Shape.PROSE, groups)


def _narrow(groups: Mapping[str, Found[str]], whole: Span) -> Span:
    """From the first to the last of a period's ends, or a number with its unit."""
    ends = [one.span for name, one in groups.items() if name[0] in "se"]
    if ends:
        return Span(min(ends).start, max(end for _, end in ends))
    number = next((one.span for name, one in groups.items() if name[0] == "n"), None)
    unit = next((one.span for name, one in groups.items() if name[0] == "u"), None)
    return Span(number.start, unit.end) if number and unit else whole


def trimmed(text: str, span: Span) -> Span:
    """The span without white space and punctuation at its ends."""
    raw = span.of(text)
    start = span.start + len(raw) - len(raw.lstrip(_AROUND))
    return Span(min(start, span.end), span.start + len(raw.rstrip(_AROUND)))
