"""A search that must do more than look: bring the index up to date, widen, suggest."""

from __future__ import annotations

import time
from pathlib import Path

from gongkai import index
from gongkai.archive import Archive, dictionary
from gongkai.errors import ArchiveBusyError, ArchiveError, IndexDamagedError
from gongkai.index import Answer, Index, Query
from gongkai.index.query import All
from gongkai.model import SearchAnswer
from gongkai.operations import indexing, opening, suggesting
from gongkai.operations.indexing import Indexer
from gongkai.operations.searching import Wanted, hits, page
from gongkai.report.progress import Watch

_MANY = 500  # documents that take more than a moment to index
_BEHIND = "还有 {count} 件文件没有进入检索索引（{why}），结果可能不全。"
_NO_INDEX = "检索索引还没有建好，请用 gongkai rebuild 建立后再检索。"
_DAMAGED = "检索索引已损坏，正在用归档重建，请稍候…"
_NOT_MENDED = "检索索引已损坏，未能重建（{why}），请稍后用 gongkai rebuild 重建。"
_WIDENED = "没有完全匹配，以下为放宽匹配。"


def search(
    root: Path, wanted: Wanted, like: str | None, exact: bool, watch: Watch
) -> SearchAnswer:
    """One page of what is wanted. Raises ArchiveError."""
    with opening.for_reading(root) as archive:
        if like is not None:
            query = All((wanted.query, _similar(archive, like)))
            wanted = wanted._replace(query=query)
        try:
            return _answer(archive, wanted, exact, watch)
        except IndexDamagedError:
            _mend(archive, watch)
            return _answer(archive, wanted, exact, watch)


def _similar(archive: Archive, prefix: str) -> Query:
    """What is about the same as a document. Raises ArchiveError for none or several."""
    index.learn(dictionary.load(archive.root))
    kept = archive.document(prefix)
    title = kept.record.metadata.title
    return index.similar(
        kept.id, title.value if title else "", kept.record.extract.text
    )


def _answer(
    archive: Archive, wanted: Wanted, exact: bool, watch: Watch
) -> SearchAnswer:
    current, notes = _opened(archive, watch)
    if current is None:
        return SearchAnswer(0, 0.0, {}, (), notes=notes)
    with current:
        begin = time.perf_counter()
        with index.noticed():
            found = page(current, wanted.query, wanted)
            used = wanted.query
            suggestions: tuple[str, ...] = ()
            if not found.total and not exact:
                index.learn(dictionary.load(archive.root))
                found, used = _wider(current, wanted)
                suggestions = suggesting.suggest(
                    archive, current, wanted.text, wanted.query, wanted.filters
                )
        shown = hits(archive, found, used)
        took = (time.perf_counter() - begin) * 1000
    widened = used is not wanted.query
    if widened:
        notes = (_WIDENED, *notes)
    return SearchAnswer(
        found.total, round(took, 2), found.facets, shown, widened, notes, suggestions
    )


def _mend(archive: Archive, watch: Watch) -> None:
    """Make an index again that cannot be read. Raises ArchiveError."""
    watch.say(_DAMAGED)
    try:
        with Archive.create_or_open(archive.root, write=True, patience=0) as writable:
            indexing.close(writable, indexing.build(writable))
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


def _wider(current: Index, wanted: Wanted) -> tuple[Answer, Query]:
    """What the first wider query finds that finds something; and which it was."""
    for wider in index.widen(wanted.query):
        answer = page(current, wider.query, wanted)
        if answer.total:
            return answer, wider.query
    return Answer(0, (), {}), wanted.query
