"""An archive directory: the catalogue, the originals, and what happened to every path.

    catalogue.db           what is known; the truth
    originals/ab/abcdef…   the bytes of every document, by SHA-256
    index/                 made from the catalogue; see gongkai.index
    ocr-cache/             what was read of pictures, to be had again; see gongkai.ingest.ocr
    used-rules/            the rules of their own that users judged by; see own_rules
    staging/               copies that are not whole yet
    lock                   held by the one process that writes

The order that loses nothing: originals on disk under their names, then the one
transaction that names them. Whatever is killed in between is done again.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, delete, insert, select

from gongkai.archive import (
    backup,
    catalogue,
    database,
    ledger,
    own_rules,
    queries,
    runs,
)
from gongkai.archive.dump import dump
from gongkai.archive.faults import GONE, NOT_A_FOLDER, OLD, explained
from gongkai.archive.ledger import Arrival, Fate, Sighting, State
from gongkai.archive.lock import PATIENCE, Lock
from gongkai.archive.originals import STAGING, Originals, sync_folder
from gongkai.archive.queries import Counts
from gongkai.archive.rows import Upheld
from gongkai.archive.runs import Run
from gongkai.archive.schema import settings
from gongkai.archive.verify import verify
from gongkai.errors import ArchiveError, ArchiveOldError, FailureCode
from gongkai.model import (
    Accusation,
    Damage,
    Failure,
    Filters,
    Findable,
    Kept,
    LogEntry,
    Opinion,
    Record,
    Source,
    Span,
    Standing,
    Summary,
)

_NOT_WRITTEN = "{path} 写不成（{{detail}}），没有留下半成品；排除故障后再次运行即可。"


class Archive:
    """One archive directory, open. Use as a context manager.

    Every method raises ArchiveError, a Chinese sentence, when the disk or the
    database fails. Documents go by their public id: the first 16 digits of the
    SHA-256 of their bytes.
    """

    def __init__(self, root: Path, engine: Engine, lock: Lock | None) -> None:
        self.root = root
        self._engine = engine
        self._lock = lock
        self._originals = Originals(root)

    @classmethod
    def create_or_open(
        cls,
        root: Path,
        *,
        write: bool,
        patience: float = PATIENCE,
        waiting: Callable[[str], None] | None = None,
    ) -> Self:
        """Open an archive; as its writer, make it if there is none.

        A writer waits `patience` seconds for another one, after telling `waiting`, and
        then raises ArchiveBusyError. A reader waits for no one and changes nothing.
        Raises ArchiveError when there is no archive to read, it cannot be written,
        or a later version wrote it.
        """
        with explained(root):
            if not write:
                return cls._reading(root)
            return cls._writing(root, patience, waiting)

    @classmethod
    def _reading(cls, root: Path) -> Self:
        if root.exists() and not root.is_dir():
            raise ArchiveError(NOT_A_FOLDER.format(root=root))
        if not (root / database.NAME).is_file():
            raise ArchiveError(f"归档目录不存在：{root}。先用 gongkai ingest 归档。")
        try:
            engine = database.open_for_reading(root)
        except ArchiveOldError:
            cls._upgrade(root)
            engine = database.open_for_reading(root)
        return cls(root, engine, None)

    @classmethod
    def _upgrade(cls, root: Path) -> None:
        """Have an old archive read by becoming its writer. Raises ArchiveOldError."""
        try:
            with explained(root):
                cls._writing(root, PATIENCE, None).close()
        except ArchiveError as error:
            raise ArchiveOldError(OLD.format(root=root)) from error

    @classmethod
    def _writing(
        cls, root: Path, patience: float, waiting: Callable[[str], None] | None
    ) -> Self:
        root.mkdir(parents=True, exist_ok=True)
        lock = Lock(root / "lock", patience, waiting)
        try:
            Originals(root).prepare()
            engine = database.open_for_writing(root)
            sync_folder(root)
        except BaseException:
            lock.release()
            raise
        return cls(root, engine, lock)

    @staticmethod
    def restore(
        bag: Path, root: Path, taken: Callable[[], None] = lambda: None
    ) -> Iterator[Damage]:
        """Make an archive of what `back_up` wrote, where there is none yet.

        What is not as it was written stays out and is named. Raises ArchiveError when
        there is no catalogue to be had.
        """
        with explained(root, _NOT_WRITTEN.format(path=root)):
            yield from backup.unpack(bag, root, taken)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database, then of the lock."""
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with explained(self.root), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        if self._lock is None:
            raise RuntimeError("this archive is open for reading")
        with explained(self.root), self._engine.begin() as connection:
            yield connection

    # Filling ----------------------------------------------------------------

    def known(self, paths: Sequence[bytes]) -> dict[bytes, Sighting]:
        """What is known of paths (`os.fsencode`d); those never seen are left out."""
        with self._read() as connection:
            return ledger.known(connection, paths)

    def noted(self, notes: Set[str]) -> set[bytes]:
        """The paths of documents that lack text and bear one of these notes."""
        with self._read() as connection:
            return ledger.noted(connection, notes)

    def unpacked_in(self) -> Path:
        """A folder for what is unpacked meanwhile; cleared when a writer opens the archive."""
        return self.root / STAGING

    def below(self, bundles: Iterable[bytes]) -> Counter[State]:
        """How many files are known to lie in these bundles, by what became of them."""
        with self._read() as connection:
            return ledger.below(connection, bundles)

    def keep(self, source: Source, place: Path | None = None) -> None:
        """Take a copy of a file, which `commit` puts in its place.

        Its bytes are at `place`, when its path is only where they were seen.

        Raises ChangedError when its bytes are no longer those of the digest, and
        UnreadableError when it is gone: then nothing is kept, and it has failed.
        """
        with explained(self.root):
            self._originals.keep(source, place)

    def commit(
        self, arrivals: Sequence[Arrival], run: Run, again: Set[str] = frozenset()
    ) -> list[Fate]:
        """Enter a batch, whole or not at all; the fate of each file, in order.

        What is kept of documents with a digest in `again` is replaced. The original of
        every record must have been given to `keep` before.
        """
        with explained(self.root):
            self._originals.settle()
        records: dict[str, Record] = {}
        for arrival in arrivals:
            if isinstance(arrival.outcome, Record):
                records.setdefault(arrival.outcome.source.digest, arrival.outcome)
        with self._write() as connection:
            there = catalogue.ids(connection, records)
            new = [record for key, record in records.items() if key not in there]
            for record in new:
                self._require_original(record)
            added = catalogue.add(connection, new, run)
            better = [records[key] for key in there if key in again]
            catalogue.replace(connection, better, run)
            return ledger.enter(connection, arrivals, there | added, added, run)

    def _require_original(self, record: Record) -> None:
        if self._originals.path(record.source.digest).exists():
            return
        if not (self.root / database.NAME).exists():  # the disk was pulled out, say
            raise ArchiveError(GONE.format(root=self.root))
        raise RuntimeError(f"{record.source.digest}: its original was not kept")

    def failures(self, code: FailureCode | None = None) -> Iterator[Failure]:
        """What did not get in, by path."""
        with self._read() as connection:
            yield from ledger.failures(connection, code)

    def forget_failures(self, paths: Iterable[Path]) -> None:
        """Drop the failures of these paths: they are gone, or no files any more.

        To retry, process the paths again and commit what comes of it: that
        replaces the failure, and an interruption in between loses nothing.
        """
        with self._write() as connection:
            ledger.forget_failures(connection, map(os.fsencode, paths))

    # Runs -------------------------------------------------------------------

    def begin_run(
        self, task: str, rules_digest: str = "", rules_version: str = ""
    ) -> Run:
        """Note in the log that a job begins: ingest, retry, rejudge, rebuild.

        A user's own rules must have been given to `keep_rules` before.
        """
        with self._write() as connection:
            own_rules.note(connection, self.root, rules_digest)
            return runs.begin(connection, task, rules_digest, rules_version)

    def keep_rules(self, overlay: Path) -> Path:
        """Take a copy of a user's own rules; the folder where it is, to judge by.

        Raises RuleError when they cannot be read.
        """
        if self._lock is None:
            raise RuntimeError("this archive is open for reading")
        with explained(self.root):
            return own_rules.keep(self.root, overlay)

    def kept_rules(self, digest: str) -> Path | None:
        """The user's own files of the rules with this digest, if they are as they were."""
        with self._read() as connection:
            return own_rules.kept(connection, self.root, digest)

    def end_run(self, run: Run, counts: Mapping[str, int | float]) -> None:
        """Note that it ended, and what came of it."""
        with self._write() as connection:
            runs.end(connection, run, counts)

    def log(self) -> Iterator[LogEntry]:
        """What was done to the archive, the oldest first."""
        with self._read() as connection:
            yield from runs.entries(connection)

    # Reading ----------------------------------------------------------------

    def document(self, prefix: str) -> Kept:
        """The document whose id begins so. Raises ArchiveError for none or several."""
        with self._read() as connection:
            return queries.document(connection, prefix)

    def documents(self, filters: Filters | None = None) -> Iterator[Summary]:
        """Documents as lines of a list, by path."""
        with self._read() as connection:
            yield from queries.summaries(connection, filters)

    def summaries(self, ids: Iterable[str]) -> dict[str, Summary]:
        """Lines for these documents; unknown ids are left out."""
        with self._read() as connection:
            return queries.some_summaries(connection, ids)

    def kept(self, filters: Filters | None = None) -> Iterator[Kept]:
        """Documents with everything known of them, by path."""
        with self._read() as connection:
            yield from queries.kept(connection, filters)

    def standing(self) -> Iterator[Standing]:
        """Documents as they were judged last, by path. Raises ArchiveError for damage."""
        with self._read() as connection:
            yield from queries.standing(connection)

    def sifted(
        self, is_touched: Callable[[str, str, str], bool]
    ) -> Iterator[Standing | Upheld]:
        """Documents by path: as they were judged last, or that what was said of them holds.

        `is_touched` is given the digest of the rules and the version of the program that
        judged a document, and its text. What is damaged counts as touched.
        """
        with self._read() as connection:
            yield from queries.sifted(connection, is_touched)

    def texts(self, ids: Iterable[str]) -> dict[str, str]:
        """The texts of these documents; unknown ids are left out."""
        with self._read() as connection:
            return queries.texts(connection, ids)

    def pages(self, ids: Iterable[str]) -> dict[str, tuple[Span, ...]]:
        """The pages of these documents, of those whose format has pages."""
        with self._read() as connection:
            return queries.pages(connection, ids)

    def names(self, most: int) -> list[str]:
        """Titles, issuers and categories of documents that may be searched, the last first."""
        with self._read() as connection:
            return queries.names(connection, most)

    def findings(self, filters: Filters | None = None) -> Iterator[Accusation]:
        """Findings over the documents, by path."""
        with self._read() as connection:
            yield from queries.accusations(connection, filters)

    def original(self, document: Kept) -> Path:
        """The file that holds the bytes of a document; not to be changed."""
        return self._originals.path(document.record.source.digest)

    def counts(self) -> Counts:
        """How much the archive holds."""
        with self._read() as connection:
            return queries.counts(connection)

    # Indexing ---------------------------------------------------------------

    def pending_index(self, generation: int) -> Iterator[Findable]:
        """Documents that the index of this generation (1, 2 …) lacks or holds stale.

        What is yielded replaces what the index holds under the same id. Documents
        with a secrecy mark are never yielded. Mark them while iterating, or after.
        """
        with self._read() as connection:
            yield from queries.pending_index(connection, generation)

    def pending(self, generation: int) -> int:
        """How many documents the index of this generation lacks or holds stale."""
        with self._read() as connection:
            return queries.pending(connection, generation)

    def ever_indexed(self) -> int:
        """How many documents some index holds, or held, as they are now."""
        with self._read() as connection:
            return queries.ever_indexed(connection)

    def pending_removal(self) -> list[str]:
        """Ids that must leave the index, as they bear a secrecy mark; mark them with 0."""
        with self._read() as connection:
            return queries.pending_removal(connection)

    def last_generation(self) -> int:
        """The highest generation of an index that was noted to hold a document; 0 for none."""
        with self._read() as connection:
            return queries.last_generation(connection)

    def indexed(self, generation: int) -> Iterator[str]:
        """Ids of what the index of this generation holds as it is now, in their order."""
        with self._read() as connection:
            yield from queries.indexed(connection, generation)

    def mark_indexed(self, ids: Iterable[str], generation: int) -> None:
        """Note that the index of a generation holds these documents, or none does: 0."""
        with self._write() as connection:
            catalogue.mark_indexed(connection, ids, generation)

    # Judging again ----------------------------------------------------------

    def replace_judgements(self, records: Sequence[Record | Opinion], run: Run) -> None:
        """Say anew what documents are and lack, in one transaction.

        What was read of them stays. A document of which something else is said
        than before is pending for the index again.
        """
        with self._write() as connection:
            catalogue.replace_judgements(connection, records, run)

    def uphold(self, upheld: Sequence[Upheld], run: Run) -> None:
        """Say that what is said of documents is what the rules of a run say."""
        with self._write() as connection:
            catalogue.uphold(connection, upheld, run)

    # Settings ---------------------------------------------------------------

    def setting(self, name: str) -> str | None:
        """What was set under a name, or None: the engine of the index, say."""
        with self._read() as connection:
            query = select(settings.c.value).where(settings.c.name == name)
            value: str | None = connection.scalar(query)
            return value

    def set_setting(self, name: str, value: str) -> None:
        """Keep a value under a name; the catalogue uses `version` and `log` itself."""
        with self._write() as connection:
            connection.execute(delete(settings).where(settings.c.name == name))
            connection.execute(insert(settings), {"name": name, "value": value})

    # Proving ----------------------------------------------------------------

    def verify(self, checked: Callable[[], None] = lambda: None) -> Iterator[Damage]:
        """Everything that is not as it should be; `checked` is called for each document."""
        with self._read() as connection:
            yield from verify(connection, self._originals, checked)
            yield from own_rules.faults(connection, self.root)

    def back_up(
        self, target: Path, taken: Callable[[], None] = lambda: None
    ) -> Iterator[Damage]:
        """Write everything but the index to a bag, a zip file if it is called one.

        Whoever writes to the archive meanwhile need not stop. What is damaged stays
        out and is named; `taken` is called for each document.
        """
        with explained(target, _NOT_WRITTEN.format(path=target)):
            yield from backup.pack(self.root, self._engine, target, taken)

    def dump(self) -> Iterator[str]:
        """The catalogue as JSON Lines that depend only on what was archived."""
        with self._read() as connection:
            yield from dump(connection)
