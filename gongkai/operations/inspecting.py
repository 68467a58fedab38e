"""Look at files without archiving them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from gongkai import pipeline, rules
from gongkai.errors import FailureCode
from gongkai.ingest import Ocr, find
from gongkai.model import (
    Copy,
    Extract,
    Failure,
    NotADocument,
    Outcome,
    Record,
)
from gongkai.operations.unpacking import (
    Bundles,
    Lying,
    enclosing,
    holds,
    outermost,
    path_of,
)


def inspect(
    paths: Sequence[Path],
    overlay: Path | None = None,
    jobs: int | None = None,
    ocr: bool = True,
) -> Iterator[Outcome]:
    """What each file at or under the paths is and lacks, in the order of `find`.

    A bundle is a folder of which what lies in it is told; files attached to a message come
    before it.
    Raises RuleError for rules of the user's own that are wrong.
    """
    if overlay is not None:
        rules.load(overlay)
    refused: deque[tuple[int, Failure]] = deque()  # each with its place in the order
    place = 0

    def readable() -> Iterator[Path]:
        for number, entry in enumerate(find(paths)):
            if entry.problem:
                failure = Failure(entry.path, entry.problem, entry.detail)
                refused.append((number, failure))
            else:
                yield entry.path

    bundles = Bundles(overlay, jobs, Ocr(ocr))
    for outcome in pipeline.run(readable(), overlay, jobs, ocr=Ocr(ocr)):
        while refused and refused[0][0] == place:
            yield refused.popleft()[1]
            place += 1
        yield from _opened(bundles, outcome)
        place += 1
    for _, failure in refused:
        yield failure


def _opened(bundles: Bundles, outcome: Outcome) -> Iterator[Outcome]:
    if not holds(outcome):
        yield outcome
        return
    path = path_of(outcome)
    for found in bundles.opened(Copy(path, path), outcome):
        if isinstance(found.outcome, Record) or not holds(found.outcome):
            yield found.outcome


def text(path: Path, ocr: bool = True) -> Extract | Failure | NotADocument:
    """The text of one file, also of one in a bundle, or why there is none."""
    bundle = outermost(path)
    if bundle is None:
        return pipeline.extract(path, ocr=Ocr(ocr))
    return _text_inside(bundle, path, Ocr(ocr))


def _text_inside(
    bundle: Path, path: Path, ocr: Ocr
) -> Extract | Failure | NotADocument:
    """The text of one file in a bundle; only what leads there is opened."""
    ways = {*enclosing(str(path)), str(path)}

    def choose(lying: list[Lying]) -> list[Lying]:
        return [one for one in lying if str(one[0].path) in ways]

    bundles = Bundles(None, 1, ocr, choose=choose)
    failure = Failure(path, FailureCode.UNREADABLE, "no such file in the bundle")
    for found in bundles.opened(Copy(bundle, bundle), NotADocument(bundle, "zip")):
        if path_of(found.outcome) == path:
            if isinstance(found.outcome, Record):
                return found.outcome.extract
            return found.outcome
        if isinstance(found.outcome, Failure):
            failure = replace(found.outcome, path=path)
    return failure
