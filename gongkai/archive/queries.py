"""Read the catalogue. Long answers come in pages, so that memory stays flat and no
reader holds an old state of the database while a writer goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Table,
    case,
    exists,
    func,
    select,
    true,
    tuple_,
)

from gongkai.archive import codec, rows
from gongkai.archive.filters import conditions
from gongkai.archive.ledger import State, chunks, to_path
from gongkai.archive.rows import Upheld
from gongkai.archive.schema import (
    alike,
    contents,
    documents,
    findings,
    former_paths,
    sightings,
    verdicts,
)
from gongkai.errors import ArchiveError
from gongkai.model import (
    Accusation,
    Alike,
    Filters,
    Findable,
    Kept,
    Span,
    Standing,
    Status,
    Summary,
    Verdict,
)

T = TypeVar("T")
Page = Sequence[RowMapping]

PAGE = 200  # documents …
_WHOLE_PAGE = 50  # … and documents with all their text, of which some are long
_FEWEST_DIGITS = 4
_AFTER_F = "g"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much an archive holds."""

    documents: int
    cannot_judge: int  # of the documents
    quarantined: int  # of the documents: they bear a secrecy mark
    findings: int
    paths: int  # that hold a document
    duplicates: int  # of these paths
    not_a_document: int
    failed: int


def summaries(connection: Connection, filters: Filters | None) -> Iterator[Summary]:
    """Documents as lines of a list, by path."""
    query = select(documents).where(*conditions(filters))
    return _paged(connection, query, _BY_PATH, _summaries)


def some_summaries(connection: Connection, short: Iterable[str]) -> dict[str, Summary]:
    """Lines for the documents with these ids; unknown ids are left out."""
    found: dict[str, Summary] = {}
    for chunk in chunks(short):
        query = select(documents).where(documents.c.short.in_(chunk))
        page = connection.execute(query).mappings().all()
        found.update((value.id, value) for value in _summaries(connection, page))
    return found


def accusations(
    connection: Connection, filters: Filters | None
) -> Iterator[Accusation]:
    """Findings, by the path of their document, then as they were made."""
    flagged = exists().where(findings.c.document == documents.c.id)
    query = select(documents).where(*conditions(filters), flagged)
    return _paged(connection, query, _BY_PATH, _accusations)


def _accusations(connection: Connection, page: Page) -> Iterator[Accusation]:
    said = _findings(connection, page)
    for row, summary in zip(page, _summaries(connection, page), strict=True):
        for finding in said[row["id"]]:
            yield Accusation(summary, rows.to_finding(finding))


def _findings(connection: Connection, page: Page) -> dict[int, list[RowMapping]]:
    query = (
        select(findings)
        .where(findings.c.document.in_([row["id"] for row in page]))
        .order_by(findings.c.document, findings.c.position)
    )
    found = connection.execute(query).mappings()
    return {
        key: list(group) for key, group in groupby(found, lambda row: row["document"])
    }


_WHOLE = select(
    documents, *(column for column in contents.c if column.name != "document")
).join(contents)


_STATED = select(
    documents.c.id,
    documents.c.path,
    documents.c.digest,
    documents.c.size,
    documents.c.format,
    documents.c.rules_digest,
    documents.c.rules_version,
    documents.c.tool_version,
    *(column for column in contents.c if column.name != "document"),
).join(contents)
"""What was read of documents, and what is said of them by which rules."""

_FINDABLE = select(documents, contents.c.text, contents.c.metadata).join(contents)


def kept(connection: Connection, filters: Filters | None = None) -> Iterator[Kept]:
    """Documents with everything known of them, by path."""
    query = _WHOLE.where(*conditions(filters))
    return _paged(connection, query, _BY_PATH, _kept, _WHOLE_PAGE)


def standing(connection: Connection) -> Iterator[Standing]:
    """Documents as they were judged last, by path."""
    return _paged(connection, _WHOLE, _BY_PATH, _standing, _WHOLE_PAGE)


def sifted(
    connection: Connection, is_touched: Callable[[str, str, str], bool]
) -> Iterator[Standing | Upheld]:
    """Documents by path: as they were judged last, or that what was said of them holds.

    `is_touched` is given the digest of the rules and the version of the program that
    judged a document, and its text. What is damaged counts as touched.
    """

    def sift(connection: Connection, page: Page) -> Iterator[Standing | Upheld]:
        touched = {
            row["id"]
            for row in page
            if is_touched(row["rules_digest"], row["tool_version"], row["text"])
            or not rows.is_whole(row)
        }
        query = _WHOLE.where(documents.c.id.in_(touched)).order_by(*_BY_PATH)
        found = connection.execute(query).mappings().all() if touched else ()
        standing = _standing(connection, found)
        for row in page:
            yield next(standing) if row["id"] in touched else rows.upheld(row)

    return _paged(connection, _STATED, _BY_PATH, sift, _WHOLE_PAGE)


def by_digest(connection: Connection) -> Iterator[RowMapping]:
    """All joined rows of `documents` and `contents`, by digest."""
    order = [documents.c.digest]
    return _paged(connection, _WHOLE, order, _as_they_are, _WHOLE_PAGE)


def pending_index(connection: Connection, generation: int) -> Iterator[Findable]:
    """Documents that the index of a generation lacks, or holds as they were before.

    Those that bear a secrecy mark are not for the index. The caller may mark what
    it has got while it goes on.
    """
    query = _FINDABLE.where(
        documents.c.generation != generation, documents.c.secrecy.is_(None)
    )
    return _paged(connection, query, [documents.c.id], _findable, _WHOLE_PAGE)


def pending(connection: Connection, generation: int) -> int:
    """How many documents `pending_index` would yield."""
    query = select(func.count()).where(
        documents.c.generation != generation, documents.c.secrecy.is_(None)
    )
    return connection.scalar(query.select_from(documents)) or 0


def ever_indexed(connection: Connection) -> int:
    """How many documents some index holds, or held, as they are now."""
    query = select(func.count()).where(documents.c.generation > 0)
    return connection.scalar(query.select_from(documents)) or 0


def last_generation(connection: Connection) -> int:
    """The highest generation that a document is marked with; 0 for none."""
    return connection.scalar(select(func.max(documents.c.generation))) or 0


def indexed(connection: Connection, generation: int) -> Iterator[str]:
    """The ids of the documents that the index of a generation holds, by digest."""
    query = select(documents.c.short, documents.c.digest).where(
        documents.c.generation == generation
    )
    for row in _paged(connection, query, [documents.c.digest], _as_they_are):
        yield row["short"]


def pending_removal(connection: Connection) -> list[str]:
    """The ids of documents that must leave the index: they turned out to be secret."""
    query = select(documents.c.short).where(
        documents.c.generation != 0, documents.c.secrecy.is_not(None)
    )
    return list(connection.scalars(query))


def document(connection: Connection, prefix: str) -> Kept:
    """The document whose id or digest begins with `prefix`. Raises ArchiveError."""
    number = find(connection, prefix)
    page = connection.execute(_WHOLE.where(documents.c.id == number)).mappings().all()
    (found,) = _kept(connection, page)
    return found


def find(connection: Connection, prefix: str) -> int:
    """The internal id of the document that is meant. Raises ArchiveError."""
    wanted = prefix.strip().lower()
    if len(wanted) < _FEWEST_DIGITS:
        raise ArchiveError(f"文件编号“{prefix}”太短，至少写 {_FEWEST_DIGITS} 位。")
    query = (
        select(documents.c.id, documents.c.short)
        .where(documents.c.digest >= wanted, documents.c.digest < wanted + _AFTER_F)
        .order_by(documents.c.digest)
        .limit(6)
    )
    found = connection.execute(query).all()
    if not found:
        raise ArchiveError(f"归档里没有编号为“{prefix}”的文件。")
    if len(found) > 1:
        some = "、".join(row.short for row in found[:5])
        raise ArchiveError(f"编号以“{prefix}”开头的文件不止一件，请多写几位：{some}。")
    number: int = found[0].id
    return number


def texts(connection: Connection, short: Iterable[str]) -> dict[str, str]:
    """The texts of the documents with these ids; unknown ids are left out."""
    found: dict[str, str] = {}
    query = select(documents.c.short, contents.c.text).join(contents)
    for chunk in chunks(short):
        where = query.where(documents.c.short.in_(chunk))
        found.update((row.short, row.text) for row in connection.execute(where))
    return found


def pages(connection: Connection, short: Iterable[str]) -> dict[str, tuple[Span, ...]]:
    """The pages of the documents with these ids, of those that have pages."""
    found: dict[str, tuple[Span, ...]] = {}
    query = select(documents.c.short, contents.c.structure).join(contents)
    for chunk in chunks(short):
        for row in connection.execute(query.where(documents.c.short.in_(chunk))):
            if spans := codec.load_pages(row.structure):
                found[row.short] = spans
    return found


def names(connection: Connection, most: int) -> list[str]:
    """Titles, issuers and categories of documents without a secrecy mark, the last first."""
    query = (
        select(documents.c.title, documents.c.issuer, documents.c.category_name)
        .where(documents.c.secrecy.is_(None))
        .order_by(documents.c.id.desc())
        .limit(most)
    )
    return [name for row in connection.execute(query) for name in row if name]


def counts(connection: Connection) -> Counts:
    """How much there is of everything."""
    total, poor, secret = connection.execute(
        select(
            func.count(),
            func.count(case((documents.c.status == Status.CANNOT_JUDGE, 1))),
            func.count(documents.c.secrecy),
        ).select_from(documents)
    ).one()
    outcomes: dict[str, int] = {
        row.outcome: row.number
        for row in connection.execute(
            select(sightings.c.outcome, func.count().label("number")).group_by(
                sightings.c.outcome
            )
        )
    }
    seen = connection.scalar(select(func.count(sightings.c.document.distinct()))) or 0
    paths = outcomes.get(State.ARCHIVED, 0)
    return Counts(
        documents=total,
        cannot_judge=poor,
        quarantined=secret,
        findings=connection.scalar(select(func.count()).select_from(findings)) or 0,
        paths=paths,
        duplicates=paths - seen,
        not_a_document=outcomes.get(State.NOT_A_DOCUMENT, 0),
        failed=outcomes.get(State.FAILED, 0),
    )


_BY_PATH = [documents.c.path, documents.c.digest]


def _paged(
    connection: Connection,
    query: Select[Any],
    order: Sequence[ColumnElement[Any]],
    complete: Callable[[Connection, Page], Iterable[T]],
    size: int = PAGE,
) -> Iterator[T]:
    """What `complete` makes of the rows of a query, in an order without equals.

    Each page is read in one transaction, which is over before anything is yielded.
    """
    place = tuple_(*order)
    query = query.order_by(*order).limit(size)
    after: ColumnElement[bool] = true()
    while True:
        page = connection.execute(query.where(after)).mappings().all()
        values = list(complete(connection, page))
        connection.rollback()
        yield from values
        if len(page) < size:
            return
        after = place > tuple_(*(page[-1][column] for column in order))


def _as_they_are(_: Connection, page: Page) -> Page:
    return page


def _summaries(connection: Connection, page: Page) -> Iterator[Summary]:
    places, like = _places(connection, page), _alike(connection, page)
    for row in page:
        key = row["id"]
        yield rows.to_summary(row, *places[key], like[key])


def _kept(connection: Connection, page: Page) -> Iterator[Kept]:
    places, like = _places(connection, page), _alike(connection, page)
    for row in page:
        paths, former = places[row["id"]]
        with _whole(row):
            record = rows.to_record(row, paths[0])
        yield Kept(row["short"], paths, record, like[row["id"]], former)


def _standing(connection: Connection, page: Page) -> Iterator[Standing]:
    places = _places(connection, page)
    for row in page:
        with _whole(row):
            stands = rows.to_standing(row, places[row["id"]].now[0])
        yield stands


def _findable(connection: Connection, page: Page) -> Iterator[Findable]:
    missing = _missing(connection, page)
    for row in page:
        with _whole(row):
            found = rows.to_findable(row, missing[row["id"]])
        yield found


@contextmanager
def _whole(row: RowMapping) -> Iterator[None]:
    """Turn what damaged contents raise into ArchiveError."""
    try:
        yield
    except ValueError as error:
        raise ArchiveError(
            f"编号 {row['short']} 的记录已损坏，请运行 gongkai verify 查看。"
        ) from error


def _missing(connection: Connection, page: Page) -> dict[int, list[str]]:
    """The elements that each document of a page should have and has not."""
    query = (
        select(verdicts.c.document, verdicts.c.element)
        .where(
            verdicts.c.document.in_([row["id"] for row in page]),
            verdicts.c.verdict == Verdict.FAIL,
        )
        .order_by(verdicts.c.document, verdicts.c.position)
    )
    found: dict[int, list[str]] = {row["id"]: [] for row in page}
    for document, element in connection.execute(query):
        found[document].append(element)
    return found


def _alike(connection: Connection, page: Page) -> dict[int, tuple[Alike, ...]]:
    """The documents that say nearly the same as each of a page.

    What bears a secrecy mark is told of only by what bears one itself.
    """
    found: dict[int, list[Alike]] = {row["id"]: [] for row in page}
    secret = {row["id"] for row in page if row["secrecy"] is not None}
    query = (
        select(
            alike.c.document.label("of"),
            alike.c.similarity,
            *(documents.c[name] for name in ("short", "path", "title", "secrecy")),
        )
        .join(documents, documents.c.id == alike.c.other)
        .where(alike.c.document.in_(list(found)))
        .order_by(alike.c.document, alike.c.similarity.desc(), documents.c.digest)
    )
    for row in connection.execute(query):
        if row.secrecy is None or row.of in secret:
            path = to_path(row.path)
            found[row.of].append(Alike(row.short, path, row.title, row.similarity))
    return {key: tuple(some) for key, some in found.items()}


class _Places(NamedTuple):
    now: tuple[Path, ...]  # former ones, where there are no others
    former: tuple[Path, ...]  # besides these


def _places(connection: Connection, page: Page) -> dict[int, _Places]:
    """All paths of each document of a page, in byte order."""
    keys = [row["id"] for row in page]
    seen, former = (_paths(connection, of, keys) for of in (sightings, former_paths))
    found = {}
    for row in page:
        key = row["id"]
        now = seen[key] or former[key] or (to_path(row["path"]),)
        found[key] = _Places(now, tuple(p for p in former[key] if p not in now))
    return found


def _paths(
    connection: Connection, table: Table, keys: list[int]
) -> dict[int, tuple[Path, ...]]:
    found: dict[int, list[Path]] = {key: [] for key in keys}
    query = (
        select(table.c.document, table.c.path)
        .where(table.c.document.in_(keys))
        .order_by(table.c.path)
    )
    for key, path in connection.execute(query):
        found[key].append(to_path(path))
    return {key: tuple(paths) for key, paths in found.items()}
