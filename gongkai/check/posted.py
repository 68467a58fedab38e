"""The periods for which something is posted: 公示时间：2022年5月9日至5月13日."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gongkai import dates
from gongkai.model import Found, PartialDate, Span
from gongkai.pattern import Pattern

_POSTED = Pattern(r"公示|公告|张贴|公布")
_REACH = 40  # characters between such a word and the dates
_LONGEST = 120  # characters of a period


class Posted(NamedTuple):
    """A period, as ranges of the text that was searched."""

    start: Found[PartialDate]
    end: Found[PartialDate]
    before: str  # what its sentence says between the word that posts and the dates


def posted(text: str, year: int | None) -> Iterator[Posted]:
    """The periods behind a word that something is posted, in one sentence with it.

    `year` is taken for dates that state none.
    """
    for first, last in _stretches(text):
        for period in dates.find_ranges(text[first:last], year=year):
            at = first + period.start.span.start
            sentence = text[max(at - _REACH, 0) : at].rpartition("。")[2]
            if word := _POSTED.search(sentence):
                yield Posted(
                    _moved(period.start, first),
                    _moved(period.end, first),
                    sentence[word.end() :],
                )


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where such periods can stand, apart from each other."""
    first = last = -1
    for word in _POSTED.finditer(text):
        if word.start() > last:
            if last >= 0:
                yield first, last
            first = word.start()
        last = word.end() + _REACH + _LONGEST
    if last >= 0:
        yield first, last


def _moved(when: Found[PartialDate], by: int) -> Found[PartialDate]:
    start, end = when.span
    return Found(when.value, Span(start + by, end + by))
