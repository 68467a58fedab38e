"""Search an archive: the index says which documents, the catalogue what they are.

What finds something in an index that is up to date is answered here, without the weight
of all that an archive can do; `thorough` does the rest.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from gongkai import index
from gongkai.archive.glance import Glance, glance
from gongkai.errors import IndexDamagedError
from gongkai.index import Answer, Index, Query
from gongkai.model import Filters, SearchAnswer, SearchHit, Span, Summary
from gongkai.report.progress import Silent, Watch

SILENT = Silent()


def search(
    root: Path,
    text: str,
    filters: Filters | None = None,
    *,
    sort: str = "relevance",
    limit: int = 10,
    offset: int = 0,
    watch: Watch = SILENT,
    like: str | None = None,
    exact: bool = False,
) -> SearchAnswer:
    """One page of what a query finds, by `relevance` or by `date`.

    With the id of a document in `like`, of what is about the same as it is. What finds
    nothing is widened and answered with suggestions, unless it is to be `exact`.

    An index that is missing or behind is first brought up to date when nobody else
    is writing; else the answer's notes say what it lacks. Raises QueryError, and
    ArchiveError when there is nothing to search.
    """
    query = index.parse(text)
    wanted = Wanted(query, filters or Filters(), sort, limit, offset, text)
    answer = None if like is not None else _at_once(root, wanted)
    if answer is None:
        from gongkai.operations import thorough

        answer = thorough.search(root, wanted, like, exact or like is not None, watch)
    return answer


class Wanted(NamedTuple):
    """What is asked for, and how much of it is to be shown."""

    query: Query
    filters: Filters
    sort: str
    limit: int
    offset: int
    text: str  # the query as it was written


class Catalogue(Protocol):
    """What knows the documents that an index finds."""

    def summaries(self, ids: Iterable[str], /) -> dict[str, Summary]: ...
    def texts(self, ids: Iterable[str], /) -> dict[str, str]: ...
    def pages(self, ids: Iterable[str], /) -> dict[str, tuple[Span, ...]]: ...


def _at_once(root: Path, wanted: Wanted) -> SearchAnswer | None:
    """The answer, where something is found and nothing stands in the way."""
    try:
        with glance(root) as catalogue:
            return None if catalogue is None else _looked_up(root, catalogue, wanted)
    except (OSError, sqlite3.Error, IndexDamagedError):
        return None


def _looked_up(root: Path, catalogue: Glance, wanted: Wanted) -> SearchAnswer | None:
    current = index.open(root)
    if current is None:
        return None
    with current:
        if catalogue.behind(current.generation):
            return None
        begin = time.perf_counter()
        with index.noticed():
            found = page(current, wanted.query, wanted)
        shown = hits(catalogue, found, wanted.query)
        took = (time.perf_counter() - begin) * 1000
    if not found.total:
        return None
    return SearchAnswer(found.total, round(took, 2), found.facets, shown)


def page(current: Index, query: Query, wanted: Wanted) -> Answer:
    """One page of what a query finds."""
    return current.search(
        query,
        wanted.filters,
        sort=wanted.sort,
        limit=wanted.limit,
        offset=wanted.offset,
    )


def hits(catalogue: Catalogue, found: Answer, query: Query) -> tuple[SearchHit, ...]:
    """What was found as people see it. Raises IndexDamagedError for what nobody knows."""
    ids = [match.id for match in found.matches]
    documents, texts = catalogue.summaries(ids), catalogue.texts(ids)
    if not documents.keys() >= set(ids):  # the catalogue always knows them first
        raise IndexDamagedError("it names documents that nobody knows")
    pages = catalogue.pages(ids)
    return tuple(
        _hit(documents[match.id], match.score, texts[match.id], query, pages)
        for match in found.matches
        if match.id in texts and documents[match.id].secrecy is None
    )


def _hit(
    document: Summary,
    score: float,
    text: str,
    query: Query,
    pages: Mapping[str, Sequence[Span]],
) -> SearchHit:
    html, start = index.snippet(text, query)
    page = paragraph = None
    if start is not None:
        paragraph = text.count("\n", 0, start) + 1
        page = sum(span.start <= start for span in pages.get(document.id, ())) or None
    return SearchHit(document, round(score, 4), html, page, paragraph)
