"""Keep the search index in step with the catalogue.

The catalogue notes which documents the current index holds as they are. A document
is marked only after the index has it, and a new index only after it is published;
whatever is killed in between, documents are at worst taken in once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, islice
from types import TracebackType
from typing import Self

from gongkai import index
from gongkai.archive import Archive, findable
from gongkai.errors import ArchiveError
from gongkai.index import Index
from gongkai.model import Findable, Record
from gongkai.report.progress import Silent, Watch

BATCH = 500  # documents that the index commits together …
TEXT = 20_000_000  # … or as many as have so many characters

_FAILED = "检索索引写不进去（{error}）。文件已经归档，排除故障后用 gongkai rebuild 重建索引即可。"
_SILENT = Silent()


class Indexer:
    """The index of an archive that is open for writing. Use as a context manager."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._index: Index | None = None
        self._waiting: list[Findable] = []
        self._text = 0  # characters that wait

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._index is not None:
            close(self._archive, self._index)
            self._index = None

    def update(self) -> None:
        """Take in what the catalogue has gained or says anew, and drop what turned secret.

        Makes the index when there is none that can be used. Raises ArchiveError.
        """
        if self._index is None:
            self._index = index.open(self._archive.root)
        if self._index is None:
            self._index = build(self._archive)
        else:
            self._catch_up(self._index)

    def take(self, records: Iterable[Record]) -> None:
        """Take in documents that were just added to the catalogue, without reading them there.

        Some are held back until there are enough to be worth a commit of the index.
        """
        for record in records:
            if record.metadata.secrecy is None:
                self._waiting.append(findable(record))
                self._text += len(record.extract.text)
        if len(self._waiting) >= BATCH or self._text >= TEXT:
            self.flush()

    def flush(self) -> None:
        """Take in what was held back."""
        if self._index is not None and self._waiting:
            self._add(self._index, self._waiting)
        self._waiting, self._text = [], 0

    def _add(self, current: Index, documents: Iterable[Findable]) -> None:
        with _explained():
            ids = current.add(documents)
            index.seal(self._archive.root, current.generation)
        self._archive.mark_indexed(ids, current.generation)

    def _catch_up(self, current: Index) -> None:
        secret = self._archive.pending_removal()
        if secret:
            with _explained():
                current.remove(secret)
            self._archive.mark_indexed(secret, 0)
        for some in _batches(self._archive.pending_index(current.generation)):
            self._add(current, some)


def build(archive: Archive, engine: str | None = None, watch: Watch = _SILENT) -> Index:
    """A new index of everything in an archive, in place of the one before.

    Without `engine` the one that was last asked for, else the best one there is.
    """
    with _explained():
        last = archive.last_generation()
        made = index.begin(archive.root, engine or _chosen(archive), last)
    try:
        with _explained():
            made.add(_counted(archive.pending_index(made.generation), watch))
            index.seal(archive.root, made.generation)
            made.publish()
        archive.mark_indexed(made.ids(), made.generation)
        archive.mark_indexed(archive.pending_removal(), 0)
        archive.set_setting("engine", made.engine)
    except BaseException:
        made.close()
        raise
    return made


def close(archive: Archive, current: Index) -> None:
    """Close an index that was written to, and note what its files are at last."""
    current.close()
    with suppress(OSError):  # then each search reads what it finds
        index.seal(archive.root, current.generation)


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what engines raise when they cannot write into ArchiveError."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise ArchiveError(_FAILED.format(error=error)) from error


def _chosen(archive: Archive) -> str | None:
    chosen = archive.setting("engine")
    return chosen if chosen in index.ENGINES else None


def _counted(documents: Iterable[Findable], watch: Watch) -> Iterator[Findable]:
    for document in documents:
        yield document
        watch.step()


def _batches(documents: Iterable[Findable]) -> Iterator[Iterable[Findable]]:
    """The documents in runs of at most BATCH, each to be used up before the next."""
    rest = iter(documents)
    for first in rest:
        yield chain([first], islice(rest, BATCH - 1))
