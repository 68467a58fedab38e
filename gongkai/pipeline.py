"""The order of the stages, and what happens when one of them fails."""

from __future__ import annotations

import logging
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from gongkai import rules, workers
from gongkai.errors import (
    CorruptError,
    FailureCode,
    IngestError,
    NotADocumentError,
    RuleError,
)
from gongkai.ingest import AUTO, Ocr, office, read
from gongkai.ingest import unpack as unpack_here
from gongkai.model import (
    Copy,
    Extract,
    Failure,
    NotADocument,
    Opinion,
    Outcome,
    Record,
    Room,
    Source,
    Unpacked,
)
from gongkai.rules import Rulebook
from gongkai.workers import Limits, Lost

log = logging.getLogger(__name__)

T = TypeVar("T")
R = TypeVar("R")

Made = tuple[Copy, Path, FailureCode]  # a file, what it was made, why it had to be

LIMITS = Limits()


def warm() -> None:
    """Load the built-in rules, once for all workers. Rules at fault are told by `run`."""
    with suppress(RuleError):
        _rulebook(None)


def process(
    path: Path, rulebook: Rulebook, ocr: Ocr = AUTO, place: Path | None = None
) -> Record:
    """Take one document through every stage that writes nothing.

    `place` is where its bytes are, when `path` is only where they were seen.
    """
    return judge(*read(path, ocr, place), rulebook)


def judge(source: Source, extract: Extract, rulebook: Rulebook) -> Record:
    """Say what an extract is and what it lacks. Reads no file.

    Raises RuleError when a built-in rule was spoilt: those are not proven when loaded.
    """
    # Imported by workers alone, while the process that feeds them opens the archive.
    from gongkai.check import check
    from gongkai.classify import classify
    from gongkai.describe import describe

    try:
        metadata = describe(extract, rulebook)
        classification = classify(extract, metadata, rulebook)
        judgement = check(extract, metadata, classification, rulebook)
    except re.error:
        rules.load(prove=True)
        raise
    return Record(source, extract, metadata, classification, judgement)


def run(
    files: Iterable[Path | Copy],
    overlay: Path | None = None,
    jobs: int | None = None,
    limits: Limits = LIMITS,
    ocr: Ocr = AUTO,
) -> Iterator[Outcome]:
    """Outcomes in the order of the files, whatever the number of workers.

    `overlay` is a folder of the user's own rules; each worker loads them once.
    Raises RuleError when the rules cannot be loaded.
    """
    handed: deque[Copy] = deque()

    def copies() -> Iterator[Copy]:
        for file in files:
            handed.append(file if isinstance(file, Copy) else Copy(file, file))
            yield handed[-1]

    for answer in _in_workers(partial(_attempt, overlay, ocr), copies(), jobs, limits):
        copy = handed.popleft()
        if isinstance(answer, Lost):
            yield Failure(copy.path, answer.code, answer.detail)
        elif isinstance(answer, RuleError):
            raise answer
        else:
            yield _or_by_office(answer, copy, partial(_attempt_made, overlay), limits)


def rejudge(
    kept: Iterable[tuple[Source, Callable[[], Extract]]],
    overlay: Path | None = None,
    jobs: int | None = None,
    limits: Limits = LIMITS,
) -> Iterator[Opinion | Failure]:
    """Judge kept extracts again, in order; a Failure for one that could not be.

    An extract is made by the worker that judges it, of what the caller has kept.
    Raises RuleError when the rules cannot be loaded.
    """
    for answer in _in_workers(partial(_rejudge, overlay), kept, jobs, limits):
        if isinstance(answer, Lost):
            source, _ = answer.task
            yield Failure(source.path, answer.code, answer.detail)
        elif isinstance(answer, RuleError):
            raise answer
        else:
            yield answer


def extract(
    path: Path, limits: Limits = LIMITS, ocr: Ocr = AUTO
) -> Extract | Failure | NotADocument:
    """The text of one file, read in a worker and judged by no one."""
    (answer,) = _in_workers(partial(_read, ocr), [path], 1, limits)
    if isinstance(answer, Lost):
        return Failure(answer.task, answer.code, answer.detail)
    return _or_by_office(answer, Copy(path, path), _read_made, limits)


def unpack(bundle: Copy, folder: Path, room: Room, limits: Limits = LIMITS) -> Unpacked:
    """Write what lies in a bundle to a folder, in a worker; see gongkai.ingest.bundles."""
    work = partial(_unpack, folder, room)
    (answer,) = _in_workers(work, [bundle], 1, limits)
    if isinstance(answer, Lost):
        return Unpacked((), Failure(bundle.path, answer.code, answer.detail))
    return answer


def _in_workers(
    work: Callable[[T], R], tasks: Iterable[T], jobs: int | None, limits: Limits
) -> Iterator[R | Lost[T]]:
    return workers.run(
        work,
        tasks,
        jobs or workers.default_jobs(),
        limits=limits,
        preload=workers.WARM,
    )


_rulebook = cache(rules.load)


def _attempt(overlay: Path | None, ocr: Ocr, copy: Copy) -> Outcome | RuleError:
    def step() -> Record:
        return process(copy.path, _rulebook(overlay), ocr, copy.place)

    return _ruled(lambda: _told(copy.path, step))


def _rejudge(
    overlay: Path | None, kept: tuple[Source, Callable[[], Extract]]
) -> Opinion | Failure | RuleError:
    source, extract = kept

    def step() -> Opinion:
        try:
            text = extract()
        except ValueError as error:
            raise CorruptError(f"what is kept of it is damaged: {error}") from error
        now = judge(source, text, _rulebook(overlay))
        return Opinion(source, now.metadata, now.classification, now.judgement)

    return _ruled(lambda: _caught(source.path, step))


def _ruled(step: Callable[[], R]) -> R | RuleError:
    """What a step makes, or what is wrong with the rules: that ends the run."""
    try:
        return step()
    except RuleError as error:
        return error


def _or_by_office(
    answer: R | Failure,
    copy: Copy,
    work: Callable[[Made], R | Failure],
    limits: Limits,
) -> R | Failure:
    """What LibreOffice makes of a file that our reader refused, if that is a text."""
    if not isinstance(answer, Failure) or not office.may_help(answer):
        return answer
    with office.converted(copy, answer.code) as place:
        if place is None:
            return answer
        task: Made = (copy, place, answer.code)
        (told,) = _in_workers(work, [task], 1, limits)
    return answer if isinstance(told, Lost | Failure) else told


def _attempt_made(overlay: Path | None, made: Made) -> Outcome:
    return _told(made[0].path, lambda: judge(*office.read(*made), _rulebook(overlay)))


def _read_made(made: Made) -> Extract | Failure | NotADocument:
    return _told(made[0].path, lambda: office.read(*made)[1])


def _read(ocr: Ocr, path: Path) -> Extract | Failure | NotADocument:
    return _told(path, lambda: read(path, ocr)[1])


def _unpack(folder: Path, room: Room, bundle: Copy) -> Unpacked:
    name = bundle.path.name

    def step() -> Unpacked:
        return unpack_here(bundle.place, name, folder, room, workers.renew)

    answer = _caught(bundle.path, step)
    return Unpacked((), answer) if isinstance(answer, Failure) else answer


def _told(path: Path, step: Callable[[], R]) -> R | Failure | NotADocument:
    try:
        return _caught(path, step)
    except NotADocumentError as error:
        return NotADocument(path, error.format)


def _caught(path: Path, step: Callable[[], R]) -> R | Failure:
    """What a step makes of a file, with any error as a value: no file stops a batch."""
    try:
        return step()
    except (NotADocumentError, RuleError, MemoryError):  # of these the caller tells
        raise
    except IngestError as error:
        return Failure(path, error.code, str(error))
    except OSError as error:
        return Failure(path, FailureCode.UNREADABLE, error.strerror or str(error))
    except RecursionError:
        return Failure(path, FailureCode.LIMIT_DEPTH, "nested too deeply")
    except Exception as error:
        log.exception("bug while processing %s", path)
        return Failure(path, FailureCode.INTERNAL_ERROR, repr(error))
