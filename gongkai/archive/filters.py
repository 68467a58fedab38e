"""Which documents a list is of, as a condition on the catalogue."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import ColumnElement, exists, or_

from gongkai.archive import rows
from gongkai.archive.schema import documents, verdicts
from gongkai.model import Verdict


class Filters(Protocol):
    """Which documents are meant. None leaves a question open."""

    @property
    def category(self) -> str | None:
        """A code, or the two letters of a family."""

    @property
    def genre(self) -> str | None:
        """A code."""

    @property
    def issuer(self) -> str | None:
        """Part of the issuer's name."""

    @property
    def since(self) -> str | None:
        """ISO, to any precision."""

    @property
    def until(self) -> str | None:
        """ISO, to any precision; the whole of that day, month or year is meant."""

    @property
    def missing(self) -> str | None:
        """The id of an element whose verdict is `fail`."""

    @property
    def status(self) -> str | None:
        """`ok` or `cannot_judge`."""


def conditions(filters: Filters | None) -> list[ColumnElement[bool]]:
    """What a row of `documents` must meet."""
    if filters is None:
        return []
    columns = documents.c
    met: list[ColumnElement[bool]] = []
    if filters.category is not None:
        code = filters.category.upper()
        met.append(or_(columns.category == code, columns.family == code))
    if filters.genre is not None:
        met.append(columns.genre == filters.genre.upper())
    if filters.issuer is not None:
        part = rows.folded(filters.issuer)
        met.append(columns.issuer_folded.contains(part, autoescape=True))
    if filters.since is not None:
        met.append(columns.issued_on >= filters.since)
    if filters.until is not None:
        met.append(columns.issued_on < filters.until + "~")  # ~ follows - and digits
    if filters.status is not None:
        met.append(columns.status == filters.status)
    if filters.missing is not None:
        met.append(_fails(filters.missing.upper()))
    return met


def _fails(element: str) -> ColumnElement[bool]:
    return exists().where(
        verdicts.c.document == documents.c.id,
        verdicts.c.element == element,
        verdicts.c.verdict == Verdict.FAIL,
    )
