"""Search an archive: the index says which documents, the catalogue what they are."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

from gongkai import index
from gongkai.archive import Archive
from gongkai.errors import ArchiveBusyError, ArchiveError, IndexDamagedError
from gongkai.index import Answer, Index, Query
from gongkai.model import Filters, SearchAnswer, SearchHit
from gongkai.operations import indexing, opening
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
) -> SearchAnswer:
    """One page of what a query finds, by `relevance` or by `date`.

    An index that is missing or behind is first brought up to date when nobody else
    is writing; else the answer's notes say what it lacks. Raises QueryError, and
    ArchiveError when there is nothing to search.
    """
    query = index.parse(text)
    wanted = _Wanted(query, filters or Filters(), sort, limit, offset)
    with opening.for_reading(root) as archive:
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


def _answer(archive: Archive, wanted: _Wanted, watch: Watch) -> SearchAnswer:
    current, notes = _opened(archive, watch)
    if current is None:
        return SearchAnswer(0, 0.0, {}, (), notes=notes)
    with current:
        begin = time.perf_counter()
        with index.noticed():
            found, used = _found(current, *wanted)
        hits = _hits(archive, found, used)
        took = (time.perf_counter() - begin) * 1000
    widened = used is not wanted.query
    if widened:
        notes = (_WIDENED, *notes)
    return SearchAnswer(found.total, round(took, 2), found.facets, hits, widened, notes)


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


def _found(
    current: Index, query: Query, filters: Filters, sort: str, limit: int, offset: int
) -> tuple[Answer, Query]:
    """What the query finds, or a wider one when it finds nothing; and which it was."""
    answer = current.search(query, filters, sort=sort, limit=limit, offset=offset)
    if answer.total:
        return answer, query
    for wider in index.widen(query):
        more = current.search(
            wider.query, filters, sort=sort, limit=limit, offset=offset
        )
        if more.total:
            return more, wider.query
    return answer, query


def _hits(archive: Archive, found: Answer, query: Query) -> tuple[SearchHit, ...]:
    ids = [match.id for match in found.matches]
    documents, texts = archive.summaries(ids), archive.texts(ids)
    if not documents.keys() >= set(ids):  # the catalogue always knows them first
        raise IndexDamagedError("it names documents that nobody knows")
    return tuple(
        SearchHit(
            documents[match.id],
            round(match.score, 4),
            index.snippet(texts[match.id], query),
        )
        for match in found.matches
        if match.id in texts and documents[match.id].secrecy is None
    )
