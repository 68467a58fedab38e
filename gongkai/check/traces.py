"""Weak signs that an element may be there, which forbid to call it missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from gongkai.check.elements.prose import trimmed
from gongkai.check.labelled import Line, label_names
from gongkai.check.page import FoundElement, Page
from gongkai.model import Span
from gongkai.pattern import Pattern
from gongkai.rules import Element

Found = Mapping[str, tuple[FoundElement, ...]]

_EDGE = 10  # lines that are the head of a document, and the tail
_OF_THE_NOTICE = frozenset({"N_ORG", "N_DATE", "N_PHONE", "N_PERIOD"})
"""A column holds what is each person's, never these."""

_COLUMNS = 3  # names that make a heading of columns
_LONGEST_HEADING = 120  # characters
_TOKEN = Pattern(r"[^\s|]+")
_NUMBER = Pattern(r"\d")
_BLANK = Pattern(r"[ \t]{0,4}:?[ \t]{0,4}[_×]{2}")


def find(page: Page, found: Found, element: Element) -> Span | None:
    """The first trace of an element, or None when nothing speaks for it."""
    others = [one.span for name in element.traces.unless for one in found[name]]
    traces = (
        span
        for place, patterns in element.traces.patterns.items()
        for pattern in patterns
        for span in _PLACES[place](page, pattern)
        if not any(span.start < end and start < span.end for start, end in others)
    )
    return next(traces, None) or _column(page, element)


def _column(page: Page, element: Element) -> Span | None:
    """A label of the element among the names of columns that single spaces part."""
    if element.id in _OF_THE_NOTICE:
        return None
    for line, below in pairwise(page.lines):
        if len(line.text) > _LONGEST_HEADING or len(below.text.split()) < _COLUMNS:
            continue
        names = list(_TOKEN.finditer(line.text))
        if len(names) >= _COLUMNS and not _NUMBER.search(line.text):
            for name in names:
                if not label_names(name[0]).isdisjoint(element.labels):
                    start = line.span.start
                    return Span(start + name.start(), start + name.end())
    return None


def _in_text(page: Page, pattern: Pattern) -> Iterator[Span]:
    """In the text as it is, and with letter-spacing closed."""
    for match in pattern.seek(page.folded):
        yield from _filled(page, match, Span(*match.span()))
    if page.is_spaced:
        for match in pattern.seek(page.tight.text):
            yield from _filled(page, match, Span(*page.tight.span(*match.span())))


def _in_head(page: Page, pattern: Pattern) -> Iterator[Span]:
    return _in_lines(page, pattern, page.lines[:_EDGE])


def _in_tail(page: Page, pattern: Pattern) -> Iterator[Span]:
    """At the end of the body, and of the whole text behind its attachments."""
    last = (*page.body_lines[-_EDGE:], *page.lines[-_EDGE:])
    return _in_lines(page, pattern, tuple(dict.fromkeys(last)))


def _in_lines(page: Page, pattern: Pattern, lines: Sequence[Line]) -> Iterator[Span]:
    for line in lines:
        start = line.span.start
        for match in pattern.finditer(line.text):
            span = Span(start + match.start(), start + match.end())
            yield from _filled(page, match, span)


def _in_cells(page: Page, pattern: Pattern) -> Iterator[Span]:
    """What is all that a cell says, without white space."""
    for text, cells in page.cells.items():
        if pattern.fullmatch(text):
            yield cells[0][1].span


def _filled(page: Page, match: re.Match[str], span: Span) -> Iterator[Span]:
    """The span, unless what follows is a blank to fill in."""
    if not _BLANK.match(match.string, match.end()):
        yield trimmed(page.folded, span)


_PLACES: Mapping[str, Callable[[Page, Pattern], Iterator[Span]]] = {
    "text": _in_text,
    "head": _in_head,
    "tail": _in_tail,
    "cells": _in_cells,
}
