"""Go through bundles as if they were folders; see gongkai.ingest.bundles for what they are.

A bundle is unpacked in a worker, to a folder that is ours and soon gone again, one bundle
at a time. Its members are then files like others, read in workers too, and bundles
among them are opened in turn, as long as there is room in the outermost.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from gongkai import workers
from gongkai.errors import FailureCode
from gongkai.ingest import ATTACHED, BUNDLES, DEPTH, ROOM, Ocr
from gongkai.model import (
    INSIDE,
    Copy,
    Failure,
    Member,
    NotADocument,
    Outcome,
    Record,
    Room,
    Unpacked,
)

_UNOPENED = "附件"  # stands for what could not be taken out of a message

_FULL = frozenset(
    os.strerror(code) for code in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
)  # what a worker says when the disk is full, for which no bundle is to blame

Lying = tuple[Copy, Member]  # a member, and where its bytes are meanwhile


def holds(outcome: Outcome) -> bool:
    """Whether other files may lie in what was read."""
    if isinstance(outcome, Record):
        return any(note.startswith(ATTACHED) for note in outcome.extract.notes)
    return isinstance(outcome, NotADocument) and outcome.format in BUNDLES


def path_of(outcome: Outcome) -> Path:
    """Where it was seen."""
    return outcome.source.path if isinstance(outcome, Record) else outcome.path


def outermost(path: Path) -> Path | None:
    """The file on disk in which a path lies; None for one that is in no bundle."""
    for bundle in enclosing(str(path)):
        with suppress(OSError, ValueError):
            if Path(bundle).is_file():
                return Path(bundle)
    return None


def enclosing(path: str) -> Iterator[str]:
    """What a path lies in, as far as its name tells, the outermost first."""
    at = path.find(INSIDE)
    while at >= 0:
        yield path[:at]
        at = path.find(INSIDE, at + 1)


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a file in a bundle. Its bytes are there until the next is asked for."""

    outcome: Outcome
    copy: Copy
    size: int  # bytes


class Bundles:
    """Opens bundles. `choose` says which members are worth reading; all, if not given."""

    def __init__(
        self,
        overlay: Path | None,
        jobs: int | None,
        ocr: Ocr,
        folder: Path | None = None,
        choose: Callable[[list[Lying]], list[Lying]] = lambda lying: lying,
    ) -> None:
        self._overlay = overlay
        self._jobs = jobs or workers.default_jobs()
        self._ocr = ocr
        self._folder = folder
        self._choose = choose
        self._room = ROOM

    def opened(self, bundle: Copy, outcome: Outcome, size: int = 0) -> Iterator[Found]:
        """What came of all that lies in a bundle, and last of the bundle itself.

        Raises OSError when there is no place to unpack it.
        """
        self._room = ROOM
        with _own_folder(self._folder) as folder:
            failure = yield from self._inside(bundle, folder, DEPTH)
        yield from _closed(bundle, outcome, size, failure)

    def _inside(
        self, bundle: Copy, folder: Path, depth: int
    ) -> Generator[Found, None, Failure | None]:
        """What came of the members; returned is what kept the bundle from being read."""
        unpacked = self._unpack(bundle, folder)
        files = []
        for copy, member in self._choose(_lying(bundle, unpacked, folder)):
            if member.problem:
                failure = Failure(copy.path, member.problem, member.detail)
                yield Found(failure, copy, member.size)
            else:
                files.append((copy, member))
        inner: list[tuple[Copy, int, Outcome | None]] = []
        for found in self._read(files):
            if not holds(found.outcome):
                yield found
            elif isinstance(found.outcome, Record):  # too large to be kept meanwhile
                yield found
                inner.append((found.copy, found.size, None))
            else:
                inner.append((found.copy, found.size, found.outcome))
        for copy, size, outcome in inner:
            yield from self._nested(copy, size, outcome, folder, depth - 1)
        return unpacked.failure

    def _unpack(self, bundle: Copy, folder: Path) -> Unpacked:
        from gongkai import pipeline

        unpacked = pipeline.unpack(bundle, folder, self._room)
        if unpacked.failure and unpacked.failure.detail in _FULL:
            raise OSError(errno.ENOSPC, unpacked.failure.detail)
        taken = sum(member.size for member in unpacked.members if not member.problem)
        left = self._room.members - len(unpacked.members)
        self._room = Room(left, self._room.size - taken)
        return unpacked

    def _read(self, files: list[Lying]) -> Iterator[Found]:
        from gongkai import pipeline

        copies = [copy for copy, _ in files]
        jobs = max(1, min(self._jobs, len(copies)))
        outcomes = pipeline.run(copies, self._overlay, jobs, ocr=self._ocr)
        for (copy, member), outcome in zip(files, outcomes, strict=True):
            yield Found(outcome, copy, member.size)

    def _nested(
        self,
        bundle: Copy,
        size: int,
        outcome: Outcome | None,
        folder: Path,
        depth: int,
    ) -> Iterator[Found]:
        failure: Failure | None
        if depth:
            with _own_folder(folder) as own:
                failure = yield from self._inside(bundle, own, depth)
        else:
            said = f"over {DEPTH} bundles in each other"
            failure = Failure(bundle.path, FailureCode.LIMIT_DEPTH, said)
        yield from _closed(bundle, outcome, size, failure)


@contextmanager
def _own_folder(parent: Path | None) -> Iterator[Path]:
    with TemporaryDirectory(
        prefix="unpacked-", dir=parent, ignore_cleanup_errors=True
    ) as name:
        yield Path(name)


def _lying(bundle: Copy, unpacked: Unpacked, folder: Path) -> list[Lying]:
    path = f"{bundle.path}{INSIDE}"
    return [
        (Copy(folder / str(number), Path(path + member.name)), member)
        for number, member in enumerate(unpacked.members)
    ]


def _closed(
    bundle: Copy, outcome: Outcome | None, size: int, failure: Failure | None
) -> Iterator[Found]:
    """What came of the bundle itself: as failed where it could not be read.

    A message whose attachments could not be had is a document all the same.
    """
    if failure is None:
        if outcome is not None:
            yield Found(outcome, bundle, size)
        return
    is_message = outcome is None or isinstance(outcome, Record)
    path = Path(f"{bundle.path}{INSIDE}{_UNOPENED}") if is_message else bundle.path
    yield Found(Failure(path, failure.code, failure.detail), bundle, size)
    if isinstance(outcome, Record):
        yield Found(outcome, bundle, size)
