"""Search an archive: the index says which documents, the catalogue what they are."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from gongkai import index
from gongkai.archive import Archive, dictionary
from gongkai.errors import ArchiveBusyError, ArchiveError, IndexDamagedError
from gongkai.index import Answer, Index, Query
from gongkai.index.query import All
from gongkai.model import Filters, SearchAnswer, SearchHit, Span, Summary
from gongkai.operations import indexing, opening, suggesting
from gongkai.operations.indexing import Indexer
from gongkai.report.progress import Silent, Watch

SILENT = Silent()

_MANY = 500  # documents that take more than a moment to index
_BEHIND = "还有 {count} 件文件没有进入检索索引（{why}），结果可能不全。"
_NO_INDEX = "检索索引还没有建好，请用 gongkai rebuild 建立后再检索。"
_DAMAGED = "检索索引已损坏，正在用归档重建，请稍候…"
_NOT_MENDED = "检索索引已损坏，未能重建（{why}），请稍后用 gongkai rebuild 重建。"
_WIDENED = "没有完全匹配，以下为放宽匹配。"


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
) -> SearchAnswer:
    """One page of what a query finds, by `relevance` or by `date`.

    With the id of a document in `like`, of what is about the same as it is.

    An index that is missing or behind is first brought up to date when nobody else
    is writing; else the answer's notes say what it lacks. Raises QueryError, and
    ArchiveError when there is nothing to search.
    """
    query = index.parse(text)
    with opening.for_reading(root) as archive:
        if like is not None:
            query = All((query, _similar(archive, like)))
        wanted = _Wanted(
            query, filters or Filters(), sort, limit, offset, text, not like
        )
        try:
            return _answer(archive, wanted, watch)
        except IndexDamagedError:
            _mend(archive, watch)
            return _answer(archive, wanted, watch)


class _Wanted(NamedTuple):
    query: Query
    filters: Filters
    sort: str
    limit: int
    offset: int
    text: str  # the query as it was written
    exact: bool  # it asks for strings, and not for what is similar


def _similar(archive: Archive, prefix: str) -> Query:
    """What is about the same as a document. Raises ArchiveError for none or several."""
    index.learn(dictionary.load(archive.root))
    kept = archive.document(prefix)
    title = kept.record.metadata.title
    return index.similar(
        kept.id, title.value if title else "", kept.record.extract.text
    )


def _answer(archive: Archive, wanted: _Wanted, watch: Watch) -> SearchAnswer:
    current, notes = _opened(archive, watch)
    if current is None:
        return SearchAnswer(0, 0.0, {}, (), notes=notes)
    with current:
        begin = time.perf_counter()
        with index.noticed():
            found = _page(current, wanted.query, wanted)
            used = wanted.query
            suggestions: tuple[str, ...] = ()
            if not found.total and wanted.exact:
                index.learn(dictionary.load(archive.root))
                found, used = _wider(current, wanted)
                suggestions = suggesting.suggest(
                    archive, current, wanted.text, wanted.query, wanted.filters
                )
        hits = _hits(archive, found, used)
        took = (time.perf_counter() - begin) * 1000
    widened = used is not wanted.query
    if widened:
        notes = (_WIDENED, *notes)
    return SearchAnswer(
        found.total, round(took, 2), found.facets, hits, widened, notes, suggestions
    )


def _mend(archive: Archive, watch: Watch) -> None:
    """Make an index again that cannot be read. Raises ArchiveError."""
    watch.say(_DAMAGED)
    try:
        with Archive.create_or_open(archive.root, write=True, patience=0) as writable:
            indexing.build(writable).close()
    except ArchiveError as error:
        raise ArchiveError(_NOT_MENDED.format(why=str(error).rstrip("。"))) from error


def _opened(archive: Archive, watch: Watch) -> tuple[Index | None, tuple[str, ...]]:
    """The index, brought up to date if need be, and what to say when that was not possible.

    None when there is nothing to search yet.
    """
    current = index.open(archive.root)
    behind = _behind(archive, current)
    if not behind:
        return current, ()
    if current is not None:
        current.close()
    if behind >= _MANY:
        watch.say(f"正在为 {behind} 件文件补建检索索引，请稍候…")
    notes = _catch_up(archive, behind)
    current = index.open(archive.root)
    if current is None:
        raise ArchiveError("".join((*notes, _NO_INDEX)))
    return current, notes


def _behind(archive: Archive, current: Index | None) -> int:
    """How many documents the index should hold, or should hold no more."""
    if current is None:
        counts = archive.counts()
        return counts.documents - counts.quarantined
    return archive.pending(current.generation) + len(archive.pending_removal())


def _catch_up(archive: Archive, behind: int) -> tuple[str, ...]:
    try:
        with (
            Archive.create_or_open(archive.root, write=True, patience=0) as writable,
            Indexer(writable) as indexer,
        ):
            indexer.update()
    except ArchiveBusyError:
        return (_BEHIND.format(count=behind, why="另一个进程正在写入"),)
    except ArchiveError as error:
        return (_BEHIND.format(count=behind, why=str(error).rstrip("。")),)
    return ()


def _page(current: Index, query: Query, wanted: _Wanted) -> Answer:
    return current.search(
        query,
        wanted.filters,
        sort=wanted.sort,
        limit=wanted.limit,
        offset=wanted.offset,
    )


def _wider(current: Index, wanted: _Wanted) -> tuple[Answer, Query]:
    """What the first wider query finds that finds something; and which it was."""
    for wider in index.widen(wanted.query):
        answer = _page(current, wider.query, wanted)
        if answer.total:
            return answer, wider.query
    return Answer(0, (), {}), wanted.query


def _hits(archive: Archive, found: Answer, query: Query) -> tuple[SearchHit, ...]:
    ids = [match.id for match in found.matches]
    documents, texts = archive.summaries(ids), archive.texts(ids)
    if not documents.keys() >= set(ids):  # the catalogue always knows them first
        raise IndexDamagedError("it names documents that nobody knows")
    pages = archive.pages(ids)
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
