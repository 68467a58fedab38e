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
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from gongkai import rules
from gongkai.archive import Archive, Arrival, Fate, Run, Sighting, State
from gongkai.archive.faults import explained
from gongkai.errors import ArchiveError, FailureCode, IngestError, WorkerError
from gongkai.ingest import HOLDING, Entry, Ocr, find
from gongkai.ingest.ocr import UNSEEN, is_installed
from gongkai.ingest.ocr.cache import trim
from gongkai.interruption import undisturbed
from gongkai.model import (
    INSIDE,
    Copy,
    Failure,
    Member,
    Outcome,
    Record,
    Tally,
    Unfinished,
)
from gongkai.operations import opening
from gongkai.operations.indexing import Indexer
from gongkai.operations.unpacking import (
    Bundles,
    Lying,
    enclosing,
    holds,
    outermost,
)
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
        filling.only(failure.path for failure in failures)
        filling.fill(archive, indexer, _found_again(failures, root), jobs)
        gone = [failure.path for failure in failures if filling.is_gone(failure.path)]
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
        path = outermost(failure.path) or failure.path
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
        self._has_kept = False  # the archive holds these rules
        self._edition = rules.edition(overlay)
        self._watch = watch
        self._again = task == "retry"
        self._begin = self._committed = time.monotonic()
        self._counts: Counter[Fate] = Counter()
        self._batch: list[Arrival] = []
        self._text = 0  # characters in the batch
        self._run: Run | None = None
        self._wanted: frozenset[str] = frozenset()  # paths that are tried again
        self._ways: frozenset[str] = frozenset()  # bundles in which some of these lie
        self._met: set[str] = set()  # of those, and bundles that were opened
        self._inside: set[bytes] = set()  # what lies in the bundle that is open
        self._is_whole = True  # all of it is wanted
        self._unseen: set[bytes] = set()  # paths of scans that can be read only now
        self._ways_to_unseen: set[str] = set()  # bundles in which some of these lie
        self._looked_at: set[bytes] = set()  # of these
        self._seen = 0  # documents of these that were read

    def tally(self) -> Tally:
        """What became of the files so far."""
        counts = {fate.value: self._counts[fate] for fate in Fate}
        return Tally(**counts, seconds=time.monotonic() - self._begin)

    def only(self, paths: Iterable[Path]) -> None:
        """Of bundles in which some of these paths lie, take just these and what lies in them."""
        self._wanted = frozenset(str(path) for path in paths)
        self._ways = frozenset(
            bundle for path in self._wanted for bundle in enclosing(path)
        )

    def is_gone(self, path: Path) -> bool:
        """Whether nothing is at a path any more; to be asked after it was looked for."""
        bundle = outermost(path)
        if bundle is None:
            return not _is_file(path)
        return str(bundle) in self._met and str(path) not in self._met

    def _is_wanted(self, path: Path) -> bool:
        name = str(path)
        return (
            self._is_whole
            or name in self._wanted
            or not self._wanted.isdisjoint(enclosing(name))
        )

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
        if self._ocr.wanted and is_installed() and not self._again:
            self._look_again(archive.noted(UNSEEN))
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

    def _look_again(self, unseen: set[bytes]) -> None:
        """Read these files once more, of which an earlier run saw pictures and no text."""
        self._unseen = unseen
        self._ways_to_unseen = {
            bundle for path in unseen for bundle in enclosing(os.fsdecode(path))
        }

    def _arrivals(
        self, entries: Iterable[Entry], jobs: int | None
    ) -> Iterator[Arrival]:
        """What came of the files that are not known, in no particular order."""
        unread = self._unread(entries)
        for entry in unread:
            self._keep_rules()
            if entry.problem:
                yield _refused(entry, entry.problem)
            else:
                yield from self._processed(chain([entry], unread), jobs)

    def _keep_rules(self) -> None:
        """Judge by a copy of the user's own rules, which the archive keeps."""
        if self._overlay is not None and not self._has_kept:
            self._overlay = self._archive.keep_rules(self._overlay)
            self._edition = rules.edition(self._overlay)
            self._has_kept = True

    def _unread(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """What must be read, or cannot be; the rest is counted and passed over."""
        rest = iter(entries)
        while some := list(islice(rest, LOOK_AHEAD)):
            known = self._archive.known([os.fsencode(entry.name) for entry in some])
            passed: list[tuple[bytes, Sighting]] = []
            for entry in some:
                sighting = known.get(os.fsencode(entry.name))
                fate = sighting.fate(entry.size, entry.mtime_ns) if sighting else None
                if fate is None or self._is_due(entry, fate):
                    yield entry
                elif sighting:
                    self._counts[fate] += 1
                    passed.append((os.fsencode(entry.name), sighting))
            self._watch.step(len(passed))
            if not self._again:
                self._count_inside(path for path, seen in passed if _may_hold(seen))

    def _is_due(self, entry: Entry, fate: Fate) -> bool:
        """Whether to try a known file again, or look for what failed in it."""
        if self._again:
            return fate is Fate.FAILED or entry.name in self._ways
        return self._is_unseen(os.fsencode(entry.name)) or (
            entry.name in self._ways_to_unseen
        )

    def _is_unseen(self, path: bytes) -> bool:
        """Whether a document that has not changed is to be looked at once more."""
        if path in self._unseen:
            self._looked_at.add(path)
        return path in self._unseen

    def _count_inside(self, bundles: Iterable[bytes]) -> None:
        """Count what is known to lie in bundles that are passed over."""
        for state, count in self._archive.below(bundles).items():
            is_failed = state is State.FAILED
            self._counts[Fate.FAILED if is_failed else Fate.UNCHANGED] += count

    def _processed(
        self, entries: Iterator[Entry], jobs: int | None
    ) -> Iterator[Arrival]:
        """What the workers make of the entries; those that cannot be read come between."""
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

        bundles = Bundles(
            self._overlay, jobs, self._ocr, self._archive.unpacked_in(), self._chosen
        )
        for outcome in pipeline.run(paths(), self._overlay, jobs, ocr=self._ocr):
            entry = handed.popleft()
            if holds(outcome):
                with explained(self._archive.root):
                    yield from self._opened(bundles, entry, outcome)
            else:
                yield Arrival(outcome, entry.size, entry.mtime_ns)
            yield from refused
            refused.clear()
        yield from refused

    def _opened(
        self, bundles: Bundles, entry: Entry, outcome: Outcome
    ) -> Iterator[Arrival]:
        """What came of all that lies in a file, and of the file itself in the end."""
        self._inside = set()
        self._is_whole = entry.name in self._wanted or entry.name not in self._ways
        self._met.add(entry.name)
        for found in bundles.opened(Copy(entry.path, entry.path), outcome, entry.size):
            arrival = Arrival(found.outcome, found.size, entry.mtime_ns)
            self._met.add(str(arrival.path))
            if arrival.path == entry.path and not isinstance(found.outcome, Failure):
                arrival = replace(arrival, inside=frozenset(self._inside))
            elif arrival.path != entry.path:
                arrival = self._kept(arrival, found.copy.place)
                self._inside.add(os.fsencode(arrival.path))
            if self._is_wanted(arrival.path) or isinstance(found.outcome, Failure):
                yield arrival

    def _chosen(self, lying: list[Lying]) -> list[Lying]:
        """The members that are to be read: those that are wanted and not known."""
        paths = {os.fsencode(copy.path): (copy, member) for copy, member in lying}
        self._inside |= paths.keys()
        known = self._archive.known(list(paths))
        chosen = []
        for path, (copy, member) in paths.items():
            if not self._is_wanted(copy.path):
                if str(copy.path) in self._ways:
                    chosen.append((copy, member))
            elif (
                path in known
                and _is_same(member, known[path])
                and not self._is_unseen(path)
            ):
                self._counts[Fate.UNCHANGED] += 1
            else:
                chosen.append((copy, member))
        return chosen

    def _take(self, arrival: Arrival) -> None:
        if isinstance(arrival.outcome, Failure) and self._was_looked_at(arrival):
            self._counts[Fate.UNCHANGED] += 1  # what was read of it stands
            self._watch.step(not _is_inside(arrival))
            return
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
            seen = frozenset(self._seen_now(arrivals))
            self._seen += len(seen)
            fates = self._archive.commit(arrivals, run, seen)
            self._counts.update(fates)
            self._batch.clear()
            self._text = 0
            self._indexer.take(_added(arrivals, fates))
            self._watch.step(sum(not _is_inside(arrival) for arrival in arrivals))
            self._committed = time.monotonic()

    def _seen_now(self, arrivals: Iterable[Arrival]) -> Iterator[str]:
        """The digests of scans whose pages somebody has looked at now."""
        for arrival in arrivals:
            outcome = arrival.outcome
            if (
                isinstance(outcome, Record)
                and self._was_looked_at(arrival)
                and UNSEEN.isdisjoint(outcome.extract.notes)
            ):
                yield outcome.source.digest

    def _was_looked_at(self, arrival: Arrival) -> bool:
        return os.fsencode(arrival.path) in self._looked_at

    def _begun(self) -> Run:
        return self._archive.begin_run(self._task, *self._edition)

    def _finish(self) -> None:
        with undisturbed():
            self._commit()
            self._indexer.flush()
            if self._seen:
                self._indexer.update()
                self._watch.say(f"先前没有识别的 {self._seen} 份扫描件，这次识别过了。")

    def _kept(self, arrival: Arrival, place: Path | None = None) -> Arrival:
        """The arrival once its original is taken, or its failure if that is gone."""
        outcome = arrival.outcome
        if not isinstance(outcome, Record):
            return arrival
        try:
            self._archive.keep(outcome.source, place)
        except IngestError as error:
            failure = Failure(outcome.source.path, error.code, str(error))
            return Arrival(failure, arrival.size, arrival.mtime_ns)
        return arrival


def _is_inside(arrival: Arrival) -> bool:
    """Whether it lies in a bundle; nobody knew of it when the steps were counted."""
    return INSIDE in str(arrival.path)


def _may_hold(known: Sighting) -> bool:
    return known.format in HOLDING or known.state is State.FAILED


def _is_same(member: Member, known: Sighting) -> bool:
    """Whether a document is known at its path with these bytes, and nothing lies in it."""
    return known.digest == member.digest and known.format not in HOLDING


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
