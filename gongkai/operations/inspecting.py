"""Look at files without archiving them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

from gongkai import pipeline, rules
from gongkai.ingest import Ocr, find
from gongkai.model import Extract, Failure, NotADocument, Outcome


def inspect(
    paths: Sequence[Path],
    overlay: Path | None = None,
    jobs: int | None = None,
    ocr: bool = True,
) -> Iterator[Outcome]:
    """What each file at or under the paths is and lacks, in the order of `find`.

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

    for outcome in pipeline.run(readable(), overlay, jobs, ocr=Ocr(ocr)):
        while refused and refused[0][0] == place:
            yield refused.popleft()[1]
            place += 1
        yield outcome
        place += 1
    for _, failure in refused:
        yield failure


def text(path: Path, ocr: bool = True) -> Extract | Failure | NotADocument:
    """The text of one file, or why there is none."""
    return pipeline.extract(path, ocr=Ocr(ocr))
