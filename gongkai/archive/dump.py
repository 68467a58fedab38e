"""The whole catalogue as JSON Lines that depend only on what was archived.

No internal numbers and no times, and everything sorted by content: two archives of
the same files, made in whatever order and with whatever interruptions, dump equal.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from gongkai.archive import codec
from gongkai.archive.ledger import chunks
from gongkai.archive.queries import by_digest
from gongkai.archive.schema import documents, former_paths, sightings

_HIDDEN = {
    "id", "path", "short", "archived_at", "judged_at", "generation", "structure",
    "extract_checksum", "judged_checksum",
}  # fmt: skip
_JSON = ("metadata", "classification", "judgement")


def dump(connection: Connection) -> Iterator[str]:
    """Documents by digest, then former paths, then all paths; a JSON object a line."""
    for row in by_digest(connection):
        yield _line({"kind": "document"} | _document(row))
    former = (
        select(former_paths.c.path, documents.c.digest)
        .join(documents)
        .order_by(former_paths.c.path, documents.c.digest)
    )
    for path, digest in connection.execute(former):
        yield _line({"kind": "former_path", "path": _base64(path), "digest": digest})
    seen = (
        select(sightings, documents.c.digest)
        .outerjoin(documents)
        .order_by(sightings.c.path)
    )
    for chunk in chunks(connection.execute(seen).mappings()):
        for row in chunk:
            yield _line({"kind": "path"} | _sighting(row))


def _document(row: RowMapping) -> dict[str, Any]:
    plain = {name: value for name, value in row.items() if name not in _HIDDEN}
    read = {name: json.loads(row[name]) for name in _JSON}
    return (
        plain | read | {"structure": json.loads(codec.structure_json(row["structure"]))}
    )


def _sighting(row: RowMapping) -> dict[str, Any]:
    names = ("shown", "outcome", "code", "detail", "format", "size", "digest")
    return {"path": _base64(row["path"])} | {name: row[name] for name in names}


def _base64(path: bytes) -> str:
    return b64encode(path).decode()


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
