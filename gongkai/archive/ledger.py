"""What became of every path. The ledger balances, or we could not prove that nothing is lost.

A path that was seen before with the same size and modification time is not read
again. If a document came of it, or no document could, it is `unchanged`; if it
failed, it has still failed, and only `retry` tries it again: a run is not to end in
"done" while files are missing from the archive.

A file that was moved or renamed is known by its content. When a document turns up at
another path, those it had are looked at: one where there is nothing any more becomes a
former path of it.

What lies in a bundle has lines of its own, under the path of the bundle, `!/` and its
name. Of an unchanged bundle they are counted and not read again; a bundle's own line is
entered after them, so that a run that was broken off takes the bundle up again.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from gongkai.archive import codec
from gongkai.archive.codec import clean
from gongkai.archive.runs import Run, now
from gongkai.archive.schema import contents, documents, former_paths, sightings
from gongkai.errors import FailureCode
from gongkai.model import INSIDE, Failure, NotADocument, Outcome, Record, Unjudgeable

T = TypeVar("T")

CHUNK = 500  # values in one query
_INSIDE = INSIDE.encode()
_LOOKED_AT = 20  # paths of a document, when it turns up at another


class State(StrEnum):
    """What a path holds, as far as the archive knows."""

    ARCHIVED = "archived"
    NOT_A_DOCUMENT = "not_a_document"
    FAILED = "failed"


class Fate(StrEnum):
    """What a run made of a file; the names of `Tally`'s fields."""

    ARCHIVED = "archived"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    NOT_A_DOCUMENT = "not_a_document"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the pipeline made of a file, with its size and time when it was found."""

    outcome: Outcome
    size: int  # bytes
    mtime_ns: int
    inside: frozenset[bytes] | None = (
        None  # paths of all that lies in it, if it was opened
    )

    @property
    def path(self) -> Path:
        outcome = self.outcome
        return outcome.source.path if isinstance(outcome, Record) else outcome.path


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the archive knows of a path."""

    size: int
    mtime_ns: int
    state: State
    document: int | None
    digest: str | None
    attempts: int
    format: str | None

    def fate(self, size: int, mtime_ns: int) -> Fate | None:
        """What a run makes of a file it need not read; None: it must be read."""
        if (size, _storable(mtime_ns)) != (self.size, self.mtime_ns):
            return None
        return Fate.FAILED if self.state is State.FAILED else Fate.UNCHANGED


def _storable(mtime_ns: int) -> int:
    """A time that a database can keep: file systems go on after the year 2262."""
    return max(-(1 << 63), min(mtime_ns, (1 << 63) - 1))


_LACKING = (Unjudgeable.NO_TEXT_LAYER, Unjudgeable.PARTIAL_TEXT)
_SIGHTING = (
    select(
        sightings.c.path,
        sightings.c.size,
        sightings.c.mtime_ns,
        sightings.c.outcome,
        sightings.c.document,
        documents.c.digest,
        sightings.c.attempts,
        sightings.c.format,
    )
    .select_from(sightings)
    .outerjoin(documents)
)  # fmt: skip


def known(connection: Connection, paths: Iterable[bytes]) -> dict[bytes, Sighting]:
    """What is known of paths; those never seen are left out."""
    found = {}
    for chunk in chunks(paths):
        for path, size, mtime, state, *rest in connection.execute(
            _SIGHTING.where(sightings.c.path.in_(chunk))
        ):
            found[path] = Sighting(size, mtime, State(state), *rest)
    return found


def noted(connection: Connection, notes: Set[str]) -> set[bytes]:
    """The paths of documents that lack text and bear one of these notes."""
    query = (
        select(sightings.c.path, contents.c.structure)
        .join(documents, documents.c.id == sightings.c.document)
        .join(contents, contents.c.document == documents.c.id)
        .where(or_(*(documents.c.reasons.contains(reason) for reason in _LACKING)))
    )
    return {
        path
        for path, structure in connection.execute(query)
        if not notes.isdisjoint(codec.load_notes(structure))
    }


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The values in lists of at most `size`."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def enter(
    connection: Connection,
    arrivals: Sequence[Arrival],
    ids: Mapping[str, int],
    added: Iterable[str],
    run: Run,
) -> list[Fate]:
    """Enter what became of files, in order. `ids` are documents by digest, and
    `added` the digests of those that these arrivals brought."""
    before = known(connection, {os.fsencode(arrival.path) for arrival in arrivals})
    new = set(added)
    fates = []
    rows: dict[bytes, dict[str, Any]] = {}
    for arrival in arrivals:
        path = os.fsencode(arrival.path)
        fates.append(_fate(arrival, before.get(path), new))
        rows[path] = _row(path, arrival, ids, before.get(path), run)
    _keep_former(connection, before, rows)
    _replace(connection, rows)
    _notice_moved(connection, rows)
    _notice_taken_out(connection, arrivals)
    touched = {seen.document for seen in before.values()}
    touched |= {row["document"] for row in rows.values()}
    name_documents(connection, touched - {None})
    return fates


def _fate(arrival: Arrival, before: Sighting | None, new: set[str]) -> Fate:
    outcome = arrival.outcome
    if isinstance(outcome, Failure):
        return Fate.FAILED
    if isinstance(outcome, NotADocument):
        return Fate.NOT_A_DOCUMENT
    digest = outcome.source.digest
    if digest in new:
        new.discard(digest)
        return Fate.ARCHIVED
    same = before is not None and before.digest == digest
    return Fate.UNCHANGED if same else Fate.DUPLICATE


def _row(
    path: bytes,
    arrival: Arrival,
    ids: Mapping[str, int],
    before: Sighting | None,
    run: Run,
) -> dict[str, Any]:
    outcome = arrival.outcome
    row: dict[str, Any] = {
        "path": path,
        "shown": shown(path),
        "outcome": State.ARCHIVED,
        "code": None,
        "detail": None,
        "format": None,
        "size": arrival.size,
        "mtime_ns": _storable(arrival.mtime_ns),
        "document": None,
        "attempts": 0,
        "run": run.number,
        "seen_at": now(),
    }
    if isinstance(outcome, Record):
        source = outcome.source
        return row | {"format": source.format, "document": ids[source.digest]}
    if isinstance(outcome, NotADocument):
        return row | {"outcome": State.NOT_A_DOCUMENT, "format": outcome.format}
    return row | {
        "outcome": State.FAILED,
        "code": outcome.code,
        "detail": clean(outcome.detail),
        "attempts": 1 + (before.attempts if before else 0),
    }


def _keep_former(
    connection: Connection,
    before: Mapping[bytes, Sighting],
    rows: Mapping[bytes, Mapping[str, Any]],
) -> None:
    """Remember which document a path held that now holds something else."""
    for path, seen in before.items():
        if seen.document not in (None, rows[path]["document"]):
            _make_former(connection, path, seen.document)


def _notice_moved(
    connection: Connection, rows: Mapping[bytes, Mapping[str, Any]]
) -> None:
    """Have documents that turned up at these paths leave others where nothing is now."""
    for document in {row["document"] for row in rows.values()} - {None}:
        query = (
            select(sightings.c.path)
            .where(sightings.c.document == document)
            .order_by(sightings.c.path)
            .limit(_LOOKED_AT)
        )
        left = [
            path
            for path in connection.scalars(query)
            if path not in rows and _is_gone(path)
        ]
        for path in left:
            _make_former(connection, path, document)
        forget(connection, left)


def _notice_taken_out(connection: Connection, arrivals: Iterable[Arrival]) -> None:
    """Have documents leave paths in a bundle that it no longer holds."""
    for arrival in arrivals:
        if arrival.inside is None:
            continue
        query = select(sightings.c.path, sightings.c.document).where(
            _is_inside(os.fsencode(arrival.path))
        )
        left = [
            row for row in connection.execute(query) if row.path not in arrival.inside
        ]
        for path, document in left:
            if document is not None:
                _make_former(connection, path, document)
        forget(connection, [path for path, _ in left])
        name_documents(connection, {document for _, document in left} - {None})


def below(connection: Connection, bundles: Iterable[bytes]) -> Counter[State]:
    """How many files are known to lie in these bundles, by what became of them."""
    counts: Counter[State] = Counter()
    for bundle in bundles:
        query = (
            select(sightings.c.outcome, func.count())
            .where(_is_inside(bundle))
            .group_by(sightings.c.outcome)
        )
        for state, count in connection.execute(query):
            counts[State(state)] += count
    return counts


def _is_inside(bundle: bytes) -> ColumnElement[bool]:
    """Whether a path is one of what lies in a bundle, at any depth."""
    first = bundle + _INSIDE
    after = first[:-1] + bytes([first[-1] + 1])
    return and_(sightings.c.path > first, sightings.c.path < after)


def _is_gone(path: bytes) -> bool:
    """Whether nothing stands at a path, nor a bundle in which it may lie."""
    steps = path.split(_INSIDE)
    places = (_INSIDE.join(steps[:count]) for count in range(1, len(steps) + 1))
    return all(map(_is_bare, places))


def _is_bare(path: bytes) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def _make_former(connection: Connection, path: bytes, document: int) -> None:
    row = {"path": path, "document": document}
    connection.execute(
        delete(former_paths).where(
            former_paths.c.path == path, former_paths.c.document == document
        )
    )
    connection.execute(insert(former_paths), row)


def _replace(connection: Connection, rows: Mapping[bytes, Mapping[str, Any]]) -> None:
    forget(connection, rows)
    if rows:
        connection.execute(insert(sightings), list(rows.values()))


def name_documents(connection: Connection, ids: Iterable[int | None]) -> None:
    """Have each document stand under its first path in byte order, whatever came first.

    One that is nowhere to be seen any more keeps a path that it had.
    """
    current = (
        select(func.min(sightings.c.path))
        .where(sightings.c.document == documents.c.id)
        .scalar_subquery()
    )
    former = (
        select(func.min(former_paths.c.path))
        .where(former_paths.c.document == documents.c.id)
        .scalar_subquery()
    )
    for chunk in chunks(ids):
        connection.execute(
            update(documents)
            .where(documents.c.id.in_(chunk))
            .values(path=func.coalesce(current, former))
        )


def failures(connection: Connection, code: FailureCode | None) -> Iterator[Failure]:
    """What did not get in, by path."""
    query = (
        select(sightings.c.path, sightings.c.code, sightings.c.detail)
        .where(sightings.c.outcome == State.FAILED)
        .order_by(sightings.c.path)
        .limit(CHUNK)
    )
    if code is not None:
        query = query.where(sightings.c.code == code)
    last = b""
    while rows := connection.execute(query.where(sightings.c.path > last)).all():
        for path, reason, detail in rows:
            yield Failure(to_path(path), FailureCode(reason), detail)
        last = rows[-1].path


def forget(connection: Connection, paths: Iterable[bytes]) -> None:
    """Know nothing of these paths any more."""
    for chunk in chunks(paths):
        connection.execute(delete(sightings).where(sightings.c.path.in_(chunk)))


def forget_failures(connection: Connection, paths: Iterable[bytes]) -> None:
    """Drop failures of paths that are no files any more; documents stay."""
    for chunk in chunks(paths):
        connection.execute(
            delete(sightings).where(
                sightings.c.path.in_(chunk), sightings.c.outcome == State.FAILED
            )
        )


def to_path(path: bytes) -> Path:
    """The path that opens the file, with undecodable bytes escaped as Python does."""
    return Path(os.fsdecode(path))


def shown(path: bytes) -> str:
    r"""A path on one line, with what could mislead a reader or a terminal escaped.

    >>> shown("会议\u202e纪要\n.txt".encode() + b"\xd5")
    '会议\\u202e纪要\\n.txt\\udcd5'
    """
    return "".join(
        char if char.isprintable() or char == "\u3000" else ascii(char)[1:-1]
        for char in path.decode("utf-8", "surrogateescape")
    )
