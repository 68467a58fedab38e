"""Records as rows of the catalogue, and rows as values again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai import __version__, text
from gongkai.archive import codec
from gongkai.model import (
    Alike,
    Classification,
    Findable,
    Finding,
    Found,
    Judgement,
    Metadata,
    Opinion,
    Record,
    Severity,
    Source,
    Span,
    Standing,
    Status,
    Summary,
    Verdict,
)

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from gongkai.archive.runs import Run

Row = dict[str, Any]

ID_DIGITS = 16


def id_of(digest: str) -> str:
    """What users call the document with this SHA-256."""
    return digest[:ID_DIGITS]


def document(record: Record) -> Row:
    """The columns of `documents` that follow from a record alone."""
    source, extract = record.source, record.extract
    return {
        "short": id_of(source.digest),
        "digest": source.digest,
        "size": source.size,
        "format": source.format,
        "status": record.status,
        "reasons": " ".join(extract.reasons),
        **described(record.metadata),
        **classified(record.classification),
    }


def described(metadata: Metadata) -> Row:
    """The columns of `documents` that metadata fill."""
    issuer = _text(metadata.issuer)
    return {
        "title": _text(metadata.title),
        "genre": metadata.genre and metadata.genre.value.code,
        "issuer": issuer,
        "issuer_folded": issuer and folded(issuer),
        "issuer_type": metadata.issuer_type,
        "doc_number": _text(metadata.doc_number),
        "issued_on": metadata.issued_on and str(metadata.issued_on.value),
        "secrecy": metadata.secrecy and metadata.secrecy.value,
        "is_template": metadata.is_template,
    }


def classified(classification: Classification) -> Row:
    """The columns of `documents` that a classification fills."""
    category = classification.category
    return {
        "category": category.code,
        "category_name": category.name,
        "family": category.code[:2],
        "score": category.score,
        "margin": classification.margin,
        "is_disclosure": classification.is_disclosure,
        "review": classification.review,
        "tags": " ".join(classification.tags),
    }


def stamp(run: Run) -> Row:
    """Which rules and which version of the program a judgement comes from."""
    return {
        "rules_digest": run.rules_digest,
        "rules_version": run.rules_version,
        "tool_version": __version__,
    }


def extracted(record: Record) -> Row:
    """The columns of `contents` that hold what was read."""
    row: Row = {
        "text": codec.clean(record.extract.text),
        "structure": codec.dump_structure(record.extract),
    }
    return row | {"extract_checksum": extract_checksum(document(record) | row)}


def judged(record: Record | Opinion, run: Run) -> Row:
    """The columns of `contents` that hold what we say of an extract."""
    row = {
        "metadata": codec.dumps(record.metadata),
        "classification": codec.dumps(record.classification),
        "judgement": codec.dumps(record.judgement),
    }
    signed = {"digest": record.source.digest} | row | stamp(run)
    return row | {"judged_checksum": judged_checksum(signed)}


def extract_checksum(row: RowMapping | Row) -> str:
    """SHA-256 of what was read of a document, from its joined rows."""
    plain = ("digest", "size", "format", "text")
    return _checksum([*(str(row[name]).encode() for name in plain), row["structure"]])


_JUDGED = (
    "digest",
    "metadata",
    "classification",
    "judgement",
    "rules_digest",
    "rules_version",
    "tool_version",
)


def judged_checksum(row: RowMapping | Row) -> str:
    """SHA-256 of what is said of a document and by which rules, from its joined rows."""
    return _checksum(row[name].encode() for name in _JUDGED)


def _checksum(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()


def is_whole(row: RowMapping | Row) -> bool:
    """Whether what was read of a document and what is said of it are as they were entered."""
    return bool(
        row["extract_checksum"] == extract_checksum(row)
        and row["judged_checksum"] == judged_checksum(row)
    )


class Upheld(NamedTuple):
    """A document of which nothing else is to be said than before, by other rules."""

    id: int  # internal
    said: Row  # the columns that its checksum is made of


def upheld(row: RowMapping) -> Upheld:
    """A document of which nothing else is to be said, from joined rows of it."""
    return Upheld(row["id"], {name: row[name] for name in _JUDGED})


def findings(document: int, judgement: Judgement) -> list[Row]:
    """The rows of `findings` of one document."""
    return [
        {
            "document": document,
            "position": position,
            "rule": finding.rule,
            "severity": int(finding.severity),
            "element": finding.element,
            "message": codec.clean(finding.message),
            "basis": codec.clean(finding.basis),
            "hint": codec.clean(finding.hint),
            "start": finding.span and finding.span.start,
            "end": finding.span and finding.span.end,
        }
        for position, finding in enumerate(judgement.findings)
    ]


def verdicts(document: int, judgement: Judgement) -> list[Row]:
    """The rows of `verdicts` of one document."""
    return [
        {
            "document": document,
            "position": position,
            "element": element.id,
            "verdict": element.verdict,
        }
        for position, element in enumerate(judgement.elements)
    ]


def to_finding(row: RowMapping) -> Finding:
    """The finding of a row of `findings`."""
    span = None if row["start"] is None else Span(row["start"], row["end"])
    return Finding(
        rule=row["rule"],
        severity=Severity(row["severity"]),
        message=row["message"],
        basis=row["basis"],
        hint=row["hint"],
        element=row["element"],
        span=span,
    )


def to_summary(
    row: RowMapping | Row,
    paths: tuple[Path, ...],
    former_paths: tuple[Path, ...],
    alike: tuple[Alike, ...],
) -> Summary:
    """A document as a line of a list, from a row of `documents`."""
    return Summary(
        id=row["short"],
        paths=paths,
        title=row["title"],
        category=row["category"],
        category_name=row["category_name"],
        genre=row["genre"],
        issuer=row["issuer"],
        issued_on=row["issued_on"],
        status=Status(row["status"]),
        secrecy=row["secrecy"],
        alike=alike,
        former_paths=former_paths,
    )


def to_record(row: RowMapping, path: Path) -> Record:
    """The record again, from joined rows of `documents` and `contents`.

    Raises ValueError when the contents are damaged.
    """
    return Record(
        Source(path, row["digest"], row["format"], row["size"]),
        codec.load_structure(row["structure"], row["text"]),
        codec.loads(Metadata, row["metadata"]),
        codec.loads(Classification, row["classification"]),
        codec.loads(Judgement, row["judgement"]),
    )


def to_standing(row: RowMapping, path: Path) -> Standing:
    """How a document stands, from joined rows of `documents` and `contents`.

    Raises ValueError when what was said of it is damaged.
    """
    return Standing(
        row["short"],
        path,
        Source(path, row["digest"], row["format"], row["size"]),
        row["category"],
        codec.loads(Judgement, row["judgement"]).findings,
        partial(codec.load_structure, row["structure"], row["text"]),
    )


def findable(record: Record) -> Findable:
    """What searches know of a record."""
    failed = (e.id for e in record.judgement.elements if e.verdict is Verdict.FAIL)
    row = document(record) | {"text": codec.clean(record.extract.text)}
    return _findable(row, record.metadata, failed)


def to_findable(row: RowMapping, missing: Iterable[str]) -> Findable:
    """The same, from columns of `documents` and `contents` and the elements that fail.

    Raises ValueError when the contents are damaged.
    """
    return _findable(row, codec.loads(Metadata, row["metadata"]), missing)


def _findable(
    row: RowMapping | Row, metadata: Metadata, missing: Iterable[str]
) -> Findable:
    genre = metadata.genre and metadata.genre.value
    return Findable(
        id=row["short"],
        text=row["text"],
        title=row["title"] or "",
        issuer=row["issuer"] or "",
        number=row["doc_number"] or "",
        category=row["category"],
        category_name=row["category_name"],
        genre=genre.code if genre else "",
        genre_name=codec.clean(genre.name) if genre else "",
        issued_on=row["issued_on"] or "",
        status=Status(row["status"]),
        format=row["format"],
        missing=tuple(dict.fromkeys(missing)),
    )


def folded(issuer: str) -> str:
    """An issuer as filters compare it."""
    return text.tighten(issuer).text


def _text(found: Found[Any] | None) -> str | None:
    return None if found is None else codec.clean(str(found.value))
