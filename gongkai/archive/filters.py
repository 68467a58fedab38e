"""Which documents a list is of, as a condition on the catalogue."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, or_

from gongkai.archive import rows
from gongkai.archive.schema import documents, verdicts
from gongkai.model import Filters, Verdict


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
