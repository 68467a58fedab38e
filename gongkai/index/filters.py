"""What filters mean, for every engine just as for the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from gongkai import text
from gongkai.index.query import Coded, Dated, Field
from gongkai.model import Filters

Test = Callable[[str], bool]

_FAMILY = 2  # letters


def exact(filters: Filters) -> Iterator[tuple[str, str]]:
    """The facets that must have a certain value: family or category, genre …"""
    if filters.category is not None:
        yield coded(Coded(Field.CATEGORY, filters.category.upper()))
    if filters.genre is not None:
        yield "genre", filters.genre.upper()
    if filters.status is not None:
        yield "status", filters.status
    if filters.missing is not None:
        yield "missing", filters.missing.upper()


def coded(code: Coded) -> tuple[str, str]:
    """The facet that a code is a value of, and the value: two letters are a family."""
    family = code.field is Field.CATEGORY and len(code.code) == _FAMILY
    return "family" if family else str(code.field), code.code


def dated(filters: Filters) -> Dated | None:
    """The days that are asked for, if any are."""
    if filters.since is None and filters.until is None:
        return None
    return Dated(filters.since, filters.until)


def within(days: Dated) -> Test:
    """Whether a date as documents state it lies in these days.

    >>> list(map(within(Dated("2005-10", "2005")), ("2005", "2005-10", "2005-10-18", "2006")))
    [False, True, True, False]
    """
    since, until = days.since or "", f"{days.until or ''}~"  # ~ follows - and digits
    return lambda issued_on: since <= issued_on < until


def issued_by(part: str) -> Test:
    """Whether an issuer's name has this part."""
    wanted = _name(part)
    return lambda name: wanted in _name(name)


@lru_cache(1 << 15)
def _name(issuer: str) -> str:
    return text.tighten(issuer).text.lower()
