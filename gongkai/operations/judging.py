"""Judge archived documents again from their kept text, for good or for a look."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from gongkai import pipeline, rules
from gongkai.archive import Archive, Upheld
from gongkai.interruption import undisturbed
from gongkai.model import (
    Change,
    Changes,
    Extract,
    Failure,
    Finding,
    Opinion,
    Source,
    Standing,
)
from gongkai.operations import opening
from gongkai.operations.indexing import Indexer
from gongkai.operations.sifting import Sift
from gongkai.report.progress import Silent, Watch

BATCH = 200  # judgements replaced together
SAMPLES = 10  # documents shown of each kind of change

RECLASSIFIED, FLAGGED, CLEARED = "reclassified", "newly_flagged", "newly_cleared"

SILENT = Silent()


def rejudge(
    root: Path,
    overlay: Path | None = None,
    jobs: int | None = None,
    watch: Watch = SILENT,
    *,
    everything: bool = False,
) -> Changes:
    """Judge documents again and keep what comes of it; no file is read.

    Those that the change of rules cannot touch are judged only when everything is to be.
    A document that cannot be judged keeps what was said of it and is among the
    failures. Ctrl-C leaves some documents judged anew and the others as they were.
    """
    if overlay is not None:
        rules.load(overlay)  # refused before anything is done
    with (
        opening.for_writing(root, watch) as archive,
        Indexer(archive) as indexer,
    ):
        watch.expect(lambda: archive.counts().documents)
        if overlay is not None:
            overlay = archive.keep_rules(overlay)
        run = archive.begin_run("rejudge", *rules.edition(overlay))
        counting = _Counting()
        batch: list[Opinion] = []
        upheld: list[Upheld] = []

        def replace() -> None:
            with undisturbed():
                archive.replace_judgements(batch, run)
                watch.step(len(batch))
                batch.clear()

        def uphold() -> None:
            with undisturbed():
                archive.uphold(upheld, run)
                watch.step(len(upheld))
                upheld.clear()

        def keep(document: Upheld) -> None:
            counting.pass_over()
            upheld.append(document)
            if len(upheld) >= BATCH:
                uphold()

        documents = (
            archive.standing() if everything else _sifted(archive, overlay, keep)
        )
        for pair in _judged_again(documents, overlay, jobs):
            counting.take(pair)
            if isinstance(pair.now, Opinion):
                batch.append(pair.now)
            if len(batch) >= BATCH:
                replace()
        replace()
        uphold()
        indexer.update()
        changes = counting.changes()
        archive.end_run(run, _counted(changes))
        return changes


def preview(
    root: Path, overlay: Path, jobs: int | None = None, watch: Watch = SILENT
) -> Changes:
    """What `rejudge` with these rules would change; nothing is written."""
    rules.load(overlay)
    with opening.for_reading(root) as archive:
        watch.expect(lambda: archive.counts().documents)
        counting = _Counting()

        def keep(_: Upheld) -> None:
            counting.pass_over()
            watch.step()

        documents = _sifted(archive, overlay, keep)
        for pair in _judged_again(documents, overlay, jobs):
            counting.take(pair)
            watch.step()
        return counting.changes()


class _Pair(NamedTuple):
    before: Standing
    now: Opinion | Failure


def _sifted(
    archive: Archive, overlay: Path | None, keep: Callable[[Upheld], None]
) -> Iterator[Standing]:
    """The documents that are to be judged; `keep` is given the others."""
    sift = Sift(archive, overlay)
    for document in archive.sifted(sift.touches):
        if isinstance(document, Standing):
            yield document
        else:
            keep(document)


def _judged_again(
    documents: Iterable[Standing], overlay: Path | None, jobs: int | None
) -> Iterator[_Pair]:
    handed: deque[Standing] = deque()

    def extracts() -> Iterator[tuple[Source, Callable[[], Extract]]]:
        for standing in documents:
            handed.append(standing)
            yield standing.source, standing.extract

    for outcome in pipeline.rejudge(extracts(), overlay, jobs):
        yield _Pair(handed.popleft(), outcome)


class _Counting:
    """Counts what changed, and keeps some of each kind to show."""

    def __init__(self) -> None:
        self._judged = self._untouched = 0
        self._counts: Counter[str] = Counter()
        self._samples: dict[str, list[Change]] = {
            RECLASSIFIED: [],
            FLAGGED: [],
            CLEARED: [],
        }
        self._failures: list[Failure] = []

    def pass_over(self) -> None:
        """Count a document that the change of rules cannot touch."""
        self._judged += 1
        self._untouched += 1

    def take(self, pair: _Pair) -> None:
        before, now = pair
        if isinstance(now, Failure):
            self._failures.append(now)
            return
        self._judged += 1
        change = compare(before, now)
        for kind, is_so in (
            (RECLASSIFIED, change.before != change.after),
            (FLAGGED, bool(change.flagged)),
            (CLEARED, bool(change.cleared)),
        ):
            if is_so:
                self._counts[kind] += 1
                if len(self._samples[kind]) < SAMPLES:
                    self._samples[kind].append(change)

    def changes(self) -> Changes:
        return Changes(
            self._judged,
            self._counts[RECLASSIFIED],
            self._counts[FLAGGED],
            self._counts[CLEARED],
            {kind: tuple(some) for kind, some in self._samples.items()},
            tuple(self._failures),
            self._untouched,
        )


def compare(before: Standing, now: Opinion) -> Change:
    """What is said of a document now, beside what was said."""
    old, new = _keyed(before.findings), _keyed(now.judgement.findings)
    title = now.metadata.title
    return Change(
        before.id,
        before.path,
        title.value if title else None,
        before.category,
        now.classification.category.code,
        tuple(finding for key, finding in new.items() if key not in old),
        tuple(finding for key, finding in old.items() if key not in new),
    )


def _keyed(findings: Iterable[Finding]) -> dict[tuple[str, str | None], Finding]:
    return {(f.rule, f.element): f for f in findings}


def _counted(changes: Changes) -> dict[str, int | float]:
    return {
        "judged": changes.judged,
        "untouched": changes.untouched,
        RECLASSIFIED: changes.reclassified,
        FLAGGED: changes.newly_flagged,
        CLEARED: changes.newly_cleared,
        "failed": len(changes.failures),
    }
