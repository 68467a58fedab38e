"""Fill an archive: recognise what is known, process the rest, keep it whole.

The parent is the only writer. Documents are read and judged in worker processes;
here each batch has its originals put on disk first, then is committed in one
transaction, then indexed. A run that is killed anywhere loses at most the work on
one batch, and the next run takes it up again.
"""

from __future__ import annotations

import os
import stat
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path

from gongkai import rules, workers
from gongkai.archive import Archive, Arrival, Fate, Run
from gongkai.errors import ArchiveError, FailureCode, IngestError, WorkerError
from gongkai.ingest import Entry, Ocr, find
from gongkai.ingest.ocr.cache import trim
from gongkai.interruption import undisturbed
from gongkai.model import Failure, Outcome, Record, Tally, Unfinished
from gongkai.operations import opening
from gongkai.operations.indexing import Indexer
from gongkai.report.progress import Silent, Watch

BATCH = 100  # files committed together …
TEXT = 20_000_000  # … or as many as have so many characters …
PATIENCE = 5.0  # … or as many as came in so many seconds
LOOK_AHEAD = 500  # paths looked up in one query
OCR_CACHE = "ocr-cache"  # in the archive; what was read of pictures, disposable

SILENT = Silent()


def ingest(
    root: Path,
    paths: Sequence[Path],
    overlay: Path | None = None,
    jobs: int | None = None,
    watch: Watch = SILENT,
    ocr: bool = True,
) -> Tally:
    """Archive files and folders. What has not changed since is not read again.

    Raises RuleError for rules of the user's own that are wrong, ArchiveError when
    the archive cannot be opened, and Unfinished.
    """
    roots = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100
    closed = frozenset({root})
    return take_in(root, lambda: find(roots, closed), overlay, jobs, watch, ocr)


def take_in(
    root: Path,
    found: Callable[[], Iterable[Entry]],
    overlay: Path | None = None,
    jobs: int | None = None,
    watch: Watch = SILENT,
    ocr: bool = True,
) -> Tally:
    """Archive what was found. Raises as `ingest` does."""
    watch.expect(lambda: sum(1 for _ in found()))
    filling = _Filling("ingest", overlay, watch, _eyes(root, ocr))
    with (
        filling.balanced(),
        Archive.create_or_open(root, write=True, waiting=watch.say) as archive,
        Indexer(archive) as indexer,
    ):
        filling.fill(archive, indexer, found(), jobs)
    return filling.tally()


def retry(
    root: Path,
    code: FailureCode | None = None,
    overlay: Path | None = None,
    jobs: int | None = None,
    watch: Watch = SILENT,
    ocr: bool = True,
) -> Tally:
    """Try again what did not get in, all of it or what failed for one reason.

    A failure whose file is gone is forgotten. Raises as `ingest` does.
    """
    filling = _Filling("retry", overlay, watch, _eyes(root, ocr))
    with (
        filling.balanced(),
        opening.for_writing(root, watch) as archive,
        Indexer(archive) as indexer,
    ):
        failures = list(archive.failures(code))
        watch.expect(lambda: len(failures))
        filling.fill(archive, indexer, _found_again(failures, root), jobs)
        gone = [failure.path for failure in failures if not _is_file(failure.path)]
        if gone:
            archive.forget_failures(gone)
            watch.say(f"{len(gone)} 个路径上已经没有文件，从清单中去掉了。")
    return filling.tally()


def _eyes(root: Path, ocr: bool) -> Ocr:
    return Ocr(ocr, Path(os.path.abspath(root)) / OCR_CACHE)  # noqa: PTH100


def _is_file(path: Path) -> bool:
    """Whether anything but a folder that can be listed stands there."""
    try:
        if not stat.S_ISDIR(path.lstat().st_mode):
            return True
        with os.scandir(path):
            return False
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True


def _found_again(failures: Iterable[Failure], skip: Path) -> Iterator[Entry]:
    """What stands where files failed, unless there is nothing any more."""
    there: list[Path] = []
    for failure in failures:
        path = failure.path
        if failure.code is FailureCode.NOT_REGULAR_FILE and path.is_symlink():
            yield Entry(str(path), problem=failure.code, detail=failure.detail)
        elif _is_file(path) or path.is_dir():
            there.append(path)
    yield from find(there, frozenset({skip}))


class _Filling:
    """One run, and what of it is not committed yet."""

    def __init__(self, task: str, overlay: Path | None, watch: Watch, ocr: Ocr) -> None:
        self._task = task
        self._ocr = ocr
        self._overlay = overlay
        if overlay is not None:
            rules.load(overlay)  # refused before anything is done
        self._edition = rules.edition(overlay)
        self._watch = watch
        self._again = task == "retry"
        self._begin = self._committed = time.monotonic()
        self._counts: Counter[Fate] = Counter()
        self._batch: list[Arrival] = []
        self._text = 0  # characters in the batch
        self._run: Run | None = None

    def tally(self) -> Tally:
        """What became of the files so far."""
        counts = {fate.value: self._counts[fate] for fate in Fate}
        return Tally(**counts, seconds=time.monotonic() - self._begin)

    @contextmanager
    def balanced(self) -> Iterator[None]:
        """Have whatever breaks the run off say what was done until then."""
        try:
            yield
        except KeyboardInterrupt as error:
            raise Unfinished(self.tally()) from error
        except (ArchiveError, WorkerError) as error:
            if not self._counts:
                raise
            raise Unfinished(self.tally()) from error

    def fill(
        self,
        archive: Archive,
        indexer: Indexer,
        entries: Iterable[Entry],
        jobs: int | None,
    ) -> None:
        """Enter everything that is found; on Ctrl-C, what is complete by then."""
        self._archive, self._indexer = archive, indexer
        indexer.update()  # there is something to search from the first batch on
        try:
            for arrival in self._arrivals(entries, jobs):
                self._take(arrival)
        except KeyboardInterrupt:
            self._finish()
            raise
        self._finish()
        if self._ocr.cache:
            trim(self._ocr.cache)
        run = self._run or archive.begin_run(self._task)  # nothing was judged
        archive.end_run(run, _counted(self.tally()))

    def _arrivals(
        self, entries: Iterable[Entry], jobs: int | None
    ) -> Iterator[Arrival]:
        """What came of the files that are not known, in no particular order."""
        unread = self._unread(entries)
        for entry in unread:
            if entry.problem:
                yield _refused(entry, entry.problem)
            else:
                yield from self._processed(chain([entry], unread), jobs)

    def _unread(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """What must be read, or cannot be; the rest is counted and passed over."""
        rest = iter(entries)
        while some := list(islice(rest, LOOK_AHEAD)):
            known = self._archive.known([os.fsencode(entry.name) for entry in some])
            passed = 0
            for entry in some:
                sighting = known.get(os.fsencode(entry.name))
                fate = sighting.fate(entry.size, entry.mtime_ns) if sighting else None
                if fate is None or (self._again and fate is Fate.FAILED):
                    yield entry
                else:
                    self._counts[fate] += 1
                    passed += 1
            self._watch.step(passed)

    def _processed(
        self, entries: Iterator[Entry], jobs: int | None
    ) -> Iterator[Arrival]:
        """What the workers make of the entries; those that cannot be read come between."""
        workers.prepare(workers.WARM)  # they load what they need while we do
        from gongkai import pipeline  # heavy, and a run that finds nothing new is quick

        handed: deque[Entry] = deque()
        refused: list[Arrival] = []

        def paths() -> Iterator[Path]:
            for entry in entries:
                if entry.problem:
                    refused.append(_refused(entry, entry.problem))
                else:
                    handed.append(entry)
                    yield entry.path

        for outcome in pipeline.run(paths(), self._overlay, jobs, ocr=self._ocr):
            entry = handed.popleft()
            yield Arrival(outcome, entry.size, entry.mtime_ns)
            yield from refused
            refused.clear()
        yield from refused

    def _take(self, arrival: Arrival) -> None:
        self._batch.append(arrival)
        self._text += _length(arrival.outcome)
        waited = time.monotonic() - self._committed
        if len(self._batch) >= BATCH or self._text >= TEXT or waited >= PATIENCE:
            self._commit()

    def _commit(self) -> None:
        """Enter the batch, whole: originals, then the catalogue, then the index."""
        if not self._batch:
            return
        with undisturbed():
            run = self._run = self._run or self._begun()
            arrivals = [self._kept(arrival) for arrival in self._batch]
            fates = self._archive.commit(arrivals, run)
            self._counts.update(fates)
            self._batch.clear()
            self._text = 0
            self._indexer.take(_added(arrivals, fates))
            self._watch.step(len(fates))
            self._committed = time.monotonic()

    def _begun(self) -> Run:
        return self._archive.begin_run(self._task, *self._edition)

    def _finish(self) -> None:
        with undisturbed():
            self._commit()
            self._indexer.flush()

    def _kept(self, arrival: Arrival) -> Arrival:
        """The arrival once its original is taken, or its failure if that is gone."""
        outcome = arrival.outcome
        if not isinstance(outcome, Record):
            return arrival
        try:
            self._archive.keep(outcome.source)
        except IngestError as error:
            failure = Failure(outcome.source.path, error.code, str(error))
            return Arrival(failure, arrival.size, arrival.mtime_ns)
        return arrival


def _refused(entry: Entry, code: FailureCode) -> Arrival:
    failure = Failure(entry.path, code, entry.detail)
    return Arrival(failure, entry.size, entry.mtime_ns)


def _added(arrivals: Iterable[Arrival], fates: Iterable[Fate]) -> Iterator[Record]:
    """The records that brought a document."""
    for arrival, fate in zip(arrivals, fates, strict=True):
        if fate is Fate.ARCHIVED and isinstance(arrival.outcome, Record):
            yield arrival.outcome


def _length(outcome: Outcome) -> int:
    return len(outcome.extract.text) if isinstance(outcome, Record) else 0


def _counted(tally: Tally) -> dict[str, int | float]:
    return {fate.value: getattr(tally, fate.value) for fate in Fate} | {
        "seconds": round(tally.seconds, 3)
    }
