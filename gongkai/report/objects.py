"""Values as the JSON objects that other programs stand on (docs/json.md).

Every object is one line of UTF-8; keys are only ever added.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from gongkai.model import (
    Accusation,
    Alike,
    Change,
    Changes,
    Damage,
    ElementVerdict,
    Failure,
    Finding,
    Hit,
    Kept,
    LogEntry,
    NotADocument,
    Outcome,
    Record,
    SavedSearch,
    Score,
    SearchAnswer,
    SearchHit,
    Sensitive,
    Sign,
    Span,
    Status,
    Summary,
    Tally,
    Verified,
    Waiver,
)
from gongkai.report.words import BUNDLES, FAILURE, detail

Object = dict[str, Any]

_OF_A_RECORD = (
    "sha256", "format", "text_quality", "title", "genre", "issuer", "issuer_type",
    "doc_number", "issued_on", "secrecy", "openness", "category", "is_disclosure", "template",
    "tags", "review", "elements", "findings", "sensitive",
)  # fmt: skip


def line(value: Object) -> str:
    """One line of JSON. Lone surrogates (bytes of a file name) are escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode()


def outcome(value: Outcome) -> Object:
    """What `gongkai inspect --json` says of one file."""
    if isinstance(value, Record):
        return {"path": str(value.source.path)} | record(value)
    if isinstance(value, Failure):
        failure = {"code": value.code.value, "detail": _detail(value)}
    else:
        failure = {"code": "type_unknown", "detail": _no_document(value.format)}
    rest = dict.fromkeys(_OF_A_RECORD)
    return (
        {"path": str(value.path), "status": Status.FAILED.value, "failure": failure}
        | rest
        | ({"format": value.format} if isinstance(value, NotADocument) else {})
    )


def _no_document(format: str) -> str:
    if format in BUNDLES:
        return f"是 {format} 压缩包，其中的文件写作“压缩包!/文件”"
    return f"不是文档：{format}"


def _detail(failure: Failure) -> str:
    return f"{FAILURE[failure.code]}（{detail(failure.detail)}）"


def record(value: Record) -> Object:
    """Everything known of a document but its path."""
    metadata, judged = value.metadata, value.classification
    genre = metadata.genre
    reasons = [reason.value for reason in value.extract.reasons]
    return {
        "sha256": value.source.digest,
        "format": value.source.format,
        "status": value.status.value,
        "failure": None,
        "text_quality": {
            "verdict": (Status.CANNOT_JUDGE if reasons else Status.OK).value,
            "reasons": reasons,
            "notes": list(value.extract.notes),
        },
        "title": metadata.title and metadata.title.value,
        "genre": genre and {"code": genre.value.code, "name": genre.value.name},
        "issuer": metadata.issuer and metadata.issuer.value,
        "issuer_type": metadata.issuer_type and metadata.issuer_type.value,
        "doc_number": metadata.doc_number and str(metadata.doc_number.value),
        "issued_on": metadata.issued_on and str(metadata.issued_on.value),
        "secrecy": metadata.secrecy and metadata.secrecy.value.value,
        "openness": metadata.openness and metadata.openness.value,
        "category": {
            **_score(judged.category),
            "margin": judged.margin,
            "evidence": [_hit(hit) for hit in judged.category.hits],
            "losers": [_score(loser) for loser in judged.losers],
        },
        "is_disclosure": judged.is_disclosure,
        "template": metadata.is_template,
        "tags": list(judged.tags),
        "review": judged.review,
        "elements": [_element(element) for element in value.judgement.elements],
        "findings": [finding(item) for item in value.judgement.findings],
        "sensitive": [sensitive(item) for item in value.judgement.sensitive],
    }


def finding(value: Finding) -> Object:
    return {
        "rule": value.rule,
        "severity": str(value.severity),
        "element": value.element,
        "message": value.message,
        "basis": value.basis,
        "hint": value.hint,
        **_span(value.span),
    }


def tally(value: Tally) -> Object:
    counts = {
        name: getattr(value, name)
        for name in (
            "found",
            "archived",
            "unchanged",
            "duplicate",
            "not_a_document",
            "failed",
        )
    }
    return counts | {"seconds": round(value.seconds, 3)}


def failure(value: Failure) -> Object:
    return {"path": str(value.path), "code": value.code.value, "detail": _detail(value)}


def summary(value: Summary) -> Object:
    return {
        "id": value.id,
        "path": str(value.paths[0]),
        "paths": [str(path) for path in value.paths],
        "former_paths": [str(path) for path in value.former_paths],
        "title": value.title,
        "category": value.category,
        "genre": value.genre,
        "issuer": value.issuer,
        "issued_on": value.issued_on,
        "status": value.status.value,
        "secrecy": value.secrecy,
        "alike": [_alike(item) for item in value.alike],
    }


def kept(value: Kept) -> Object:
    paths = [str(path) for path in value.paths]
    return (
        {"id": value.id, "path": paths[0], "paths": paths}
        | {"former_paths": [str(path) for path in value.former_paths]}
        | record(value.record)
        | {"alike": [_alike(item) for item in value.alike]}
    )


def _alike(value: Alike) -> Object:
    return {
        "id": value.document,
        "path": str(value.path),
        "title": value.title,
        "similarity": value.similarity,
    }


def accusation(value: Accusation) -> Object:
    document = summary(value.document)
    named = {
        key: document[key]
        for key in ("id", "path", "title", "issuer", "issued_on", "category")
    }
    return named | finding(value.finding)


def damage(value: Damage) -> Object:
    path = None if value.path is None else str(value.path)
    return {
        "kind": value.kind,
        "id": value.document,
        "path": path,
        "detail": value.detail,
    }


def log_entry(value: LogEntry) -> Object:
    return asdict(value)


def waiver(value: Waiver) -> Object:
    return {
        "id": value.document,
        "rule": value.rule,
        "reason": value.reason,
        "person": value.person,
        "since": value.since.isoformat(),
        "until": value.until.isoformat(),
    }


def answer(value: SearchAnswer) -> Object:
    """What `gongkai search --json` says first."""
    return {
        "total": value.total,
        "took_ms": value.took_ms,
        "facets": {name: dict(counts) for name, counts in value.facets.items()},
        "widened": value.widened,
        "notes": list(value.notes),
        "suggestions": list(value.suggestions),
    }


def saved(value: SavedSearch) -> Object:
    return {
        "name": value.name,
        "query": value.query,
        "sort": value.sort,
        "filters": asdict(value.filters),
    }


def hit(value: SearchHit) -> Object:
    return summary(value.document) | {
        "score": value.score,
        "snippet": value.snippet,
        "page": value.page,
        "paragraph": value.paragraph,
    }


def changes(value: Changes) -> Object:
    return {
        "judged": value.judged,
        "untouched": value.untouched,
        "reclassified": value.reclassified,
        "newly_flagged": value.newly_flagged,
        "newly_cleared": value.newly_cleared,
        "samples": {
            kind: [_change(change) for change in some]
            for kind, some in value.samples.items()
        },
        "failures": [failure(item) for item in value.failures],
    }


def _change(value: Change) -> Object:
    return {
        "id": value.document,
        "path": str(value.path),
        "title": value.title,
        "before": value.before,
        "after": value.after,
        "flagged": [finding(item) for item in value.flagged],
        "cleared": [finding(item) for item in value.cleared],
    }


def sign(value: Sign) -> Object:
    return {"name": value.name, "health": value.health.value, "said": value.said}


def verified(value: Verified) -> Object:
    """What `gongkai verify --json` says last."""
    return {
        "documents": value.documents,
        "pending": value.pending,
        "damaged": len(value.damage),
    }


def _score(value: Score) -> Object:
    return {"code": value.code, "name": value.name, "score": value.score}


def _hit(value: Hit) -> Object:
    return {
        "term": value.term,
        "where": value.where.value,
        **_span(value.span),
        "weight": value.weight,
    }


def _element(value: ElementVerdict) -> Object:
    return {
        "id": value.id,
        "name": value.name,
        "verdict": value.verdict.value,
        "value": value.value,
        **_span(value.span),
        "reason": value.reason,
    }


def sensitive(value: Sensitive) -> Object:
    return {
        "kind": value.kind,
        "name": value.name,
        **_span(value.span),
        "masked": value.masked,
        "severity": str(value.severity),
    }


def _span(span: Span | None) -> Object:
    return (
        {"start": span.start, "end": span.end} if span else {"start": None, "end": None}
    )
