"""Write documents into the catalogue. Every function runs in its caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from gongkai.archive import likeness, rows
from gongkai.archive.ledger import chunks
from gongkai.archive.rows import Row, Upheld
from gongkai.archive.runs import Run, now
from gongkai.archive.schema import contents, documents, findings, verdicts
from gongkai.model import Judgement, Opinion, Record


def ids(connection: Connection, digests: Iterable[str]) -> dict[str, int]:
    """The internal ids of the documents that are there, by digest."""
    found: dict[str, int] = {}
    query = select(documents.c.digest, documents.c.id)
    for chunk in chunks(digests):
        where = query.where(documents.c.digest.in_(chunk))
        found.update((row.digest, row.id) for row in connection.execute(where))
    return found


def add(connection: Connection, records: Sequence[Record], run: Run) -> dict[str, int]:
    """Add documents that are not there yet; their internal ids by digest."""
    if not records:
        return {}
    moment = now()
    fresh = {"archived_at": moment, "judged_at": moment, "generation": 0}
    connection.execute(
        insert(documents),
        [rows.document(record) | rows.stamp(run) | fresh for record in records],
    )
    given = ids(connection, [record.source.digest for record in records])
    connection.execute(
        insert(contents),
        [
            {"document": given[record.source.digest]}
            | rows.extracted(record)
            | rows.judged(record, run)
            for record in records
        ],
    )
    _add_details(connection, [(given[r.source.digest], r.judgement) for r in records])
    likeness.link(connection, [(given[r.source.digest], r.extract) for r in records])
    return given


def _add_details(
    connection: Connection, judgements: Iterable[tuple[int, Judgement]]
) -> None:
    found: list[Row] = []
    judged: list[Row] = []
    for document, judgement in judgements:
        found += rows.findings(document, judgement)
        judged += rows.verdicts(document, judgement)
    if found:
        connection.execute(insert(findings), found)
    if judged:
        connection.execute(insert(verdicts), judged)


_REJUDGE_DOCUMENT = update(documents).where(documents.c.id == bindparam("of"))
_REJUDGE_CONTENT = update(contents).where(contents.c.document == bindparam("of"))


def replace_judgements(
    connection: Connection, records: Sequence[Record | Opinion], run: Run
) -> None:
    """Say anew what documents are and lack. What was read of them stays.

    A document of which other things are said than before must be indexed again.
    Raises KeyError for a document that is not there.
    """
    given = ids(connection, [record.source.digest for record in records])
    keyed = [(given[record.source.digest], record) for record in records]
    judged = [{"of": key} | rows.judged(record, run) for key, record in keyed]
    moment = {"judged_at": now()} | rows.stamp(run)
    if not keyed:
        return
    changed = _changed(connection, judged)
    _mark_stale(connection, changed)
    connection.execute(
        _REJUDGE_DOCUMENT,
        [
            {"of": key}
            | rows.described(record.metadata)
            | rows.classified(record.classification)
            | moment
            for key, record in keyed
        ],
    )
    for some in (
        [row for row in judged if row["of"] in changed],
        [
            {name: row[name] for name in _SIGNED}
            for row in judged
            if row["of"] not in changed
        ],
    ):
        if some:
            connection.execute(_REJUDGE_CONTENT, some)
    for chunk in chunks(changed):
        connection.execute(delete(findings).where(findings.c.document.in_(chunk)))
        connection.execute(delete(verdicts).where(verdicts.c.document.in_(chunk)))
    _add_details(
        connection,
        [(key, record.judgement) for key, record in keyed if key in changed],
    )


def replace(connection: Connection, records: Sequence[Record], run: Run) -> None:
    """Take in documents that are there already, of which more could be read now."""
    if not records:
        return
    given = ids(connection, [record.source.digest for record in records])
    keys = list(given.values())
    _mark_stale(connection, keys)
    keyed = [(given[record.source.digest], record) for record in records]
    moment = {"judged_at": now()} | rows.stamp(run)
    connection.execute(
        _REJUDGE_DOCUMENT,
        [{"of": key} | rows.document(record) | moment for key, record in keyed],
    )
    connection.execute(
        _REJUDGE_CONTENT,
        [
            {"of": key} | rows.extracted(record) | rows.judged(record, run)
            for key, record in keyed
        ],
    )
    for chunk in chunks(keys):
        connection.execute(delete(findings).where(findings.c.document.in_(chunk)))
        connection.execute(delete(verdicts).where(verdicts.c.document.in_(chunk)))
    _add_details(connection, [(key, record.judgement) for key, record in keyed])
    likeness.unlink(connection, keys)
    likeness.link(connection, [(key, record.extract) for key, record in keyed])


_SIGNED = ("of", "judged_checksum")  # what changes though the same is said: the rules
_SAID = ("metadata", "classification", "judgement")


def uphold(connection: Connection, upheld: Sequence[Upheld], run: Run) -> None:
    """Say that what is said of documents is what the rules of a run say."""
    stamp = rows.stamp(run)
    moment = {"judged_at": now()} | stamp
    for chunk in chunks(one.id for one in upheld):
        connection.execute(
            update(documents).where(documents.c.id.in_(chunk)).values(moment)
        )
    signed = [
        {"of": one.id, "judged_checksum": rows.judged_checksum(one.said | stamp)}
        for one in upheld
        if not stamp.items() <= one.said.items()
    ]
    if signed:
        connection.execute(_REJUDGE_CONTENT, signed)


def _changed(connection: Connection, judged: Sequence[Row]) -> set[int]:
    """The documents of which something else is said than is kept."""
    query = select(contents.c.document, *(contents.c[name] for name in _SAID))
    new = {row["of"]: tuple(row[name] for name in _SAID) for row in judged}
    return {
        key
        for chunk in chunks(new)
        for key, *old in connection.execute(query.where(contents.c.document.in_(chunk)))
        if tuple(old) != new[key]
    }


def _mark_stale(connection: Connection, changed: Iterable[int]) -> None:
    for chunk in chunks(changed):
        connection.execute(
            update(documents)
            .where(documents.c.id.in_(chunk), documents.c.generation > 0)
            .values(generation=-documents.c.generation)
        )


def mark_indexed(connection: Connection, short: Iterable[str], generation: int) -> None:
    """Note that the index of this generation, above 0, holds these documents as they are.

    0: no index holds them. A negative generation is that of an index which holds them
    as they were before they were judged again.
    """
    for chunk in chunks(short):
        connection.execute(
            update(documents)
            .where(documents.c.short.in_(chunk))
            .values(generation=generation)
        )
