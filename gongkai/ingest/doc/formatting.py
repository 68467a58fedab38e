"""Formatting by place in the file: pages of runs, each with its modifiers."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

_PAGE = 512  # bytes
_PAGE_NUMBER = 0x3FFFFF


class Run(NamedTuple):
    """A stretch of the main stream that is formatted alike."""

    start: int
    end: int
    modifiers: bytes  # of a paragraph: after the two bytes of its style


class Runs:
    """The runs of one kind, to be found by their place."""

    def __init__(self, runs: list[Run]) -> None:
        self._runs = list(_apart(sorted(runs)))
        self._starts = [run.start for run in self._runs]

    def at(self, byte: int) -> bytes:
        """The modifiers for what lies at a place."""
        index = bisect_right(self._starts, byte) - 1
        if index < 0 or byte >= self._runs[index].end:
            return b""
        return self._runs[index].modifiers

    def within(self, start: int, end: int) -> Iterator[Run]:
        """The runs that have a share in a stretch."""
        index = max(0, bisect_right(self._starts, start) - 1)
        while index < len(self._runs) and self._runs[index].start < end:
            if self._runs[index].end > start:
                yield self._runs[index]
            index += 1

    def __len__(self) -> int:
        return len(self._runs)


def _apart(runs: list[Run]) -> Iterator[Run]:
    """Runs in order without overlaps, which only a damaged file has."""
    end = 0
    for run in runs:
        if run.end > end:
            yield run if run.start >= end else run._replace(start=end)
            end = run.end


def read_runs(
    main: bytes, table: bytes, old_pages: tuple[int, int] | None, *, of_paragraphs: bool
) -> Runs:
    """The runs on the pages that a part of the table stream lists.

    Old documents list them in two bytes each, and where they list too few, a first
    page and how many follow. What lies beyond the end of the stream is left out.
    """
    read = _paragraph if of_paragraphs else _character
    width = (7 if old_pages else 13) if of_paragraphs else 1
    runs: list[Run] = []
    for number in _page_numbers(table, old_pages):
        page = main[number * _PAGE : (number + 1) * _PAGE]
        if len(page) == _PAGE:
            runs += _page(page, width, read, is_old=old_pages is not None)
    return Runs(runs)


def _page_numbers(table: bytes, old_pages: tuple[int, int] | None) -> list[int]:
    size = 2 if old_pages else 4
    count = max(0, (len(table) - 4) // (4 + size))
    letter = "H" if old_pages else "I"
    numbers = (
        struct.unpack_from(f"<{count}{letter}", table, 4 * count + 4) if count else ()
    )
    if old_pages and old_pages[1] > count:
        first, count = old_pages
        numbers = tuple(range(first, first + count))
    return list(dict.fromkeys(number & _PAGE_NUMBER for number in numbers))


def _page(
    page: bytes, width: int, read: Callable[..., bytes], *, is_old: bool
) -> Iterator[Run]:
    count = page[-1]
    at = 4 * (count + 1)
    if not count or at + width * count > _PAGE:
        return
    bounds = struct.unpack_from(f"<{count + 1}I", page)
    known = {0: b""}  # runs that look alike share their modifiers
    for (start, end), half in zip(
        pairwise(bounds), page[at : at + width * count : width], strict=True
    ):
        if start < end:
            if half not in known:
                known[half] = read(page, 2 * half, is_old)
            yield Run(start, end, known[half])


def _character(page: bytes, offset: int, is_old: bool) -> bytes:
    return page[offset + 1 : offset + 1 + page[offset]]


def _paragraph(page: bytes, offset: int, is_old: bool) -> bytes:
    size = 2 * page[offset]
    if is_old:
        return page[offset + 1 : offset + 1 + size]
    if size:
        return page[offset + 1 : offset + size]
    if offset + 1 >= _PAGE:
        return b""
    size = 2 * page[offset + 1]
    return page[offset + 2 : offset + 2 + size]
