"""A glance into a catalogue: what the hits of a search need, without SQLAlchemy.

To import that takes longer than to search. The same is in `queries`, for every database;
where anything is out of the ordinary, there is no glance, and the archive itself is asked.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from gongkai.archive import codec, rows
from gongkai.archive.version import NAME, VERSION
from gongkai.model import Alike, Span, Summary

_WAIT = 10.0  # seconds for another connection to let go

_BEHIND = """
SELECT EXISTS (SELECT 1 FROM documents WHERE generation < :current AND secrecy IS NULL)
OR EXISTS (SELECT 1 FROM documents WHERE generation > :current AND secrecy IS NULL)
OR EXISTS (SELECT 1 FROM documents WHERE generation != 0 AND secrecy IS NOT NULL)
"""  # each by an index
_TEXTS = """
SELECT short, text, structure FROM documents JOIN contents ON document = documents.id
WHERE short IN ({})
"""
_SEEN = "SELECT document, path FROM sightings WHERE document IN ({}) ORDER BY path"
_FORMER = "SELECT document, path FROM former_paths WHERE document IN ({}) ORDER BY path"
_ALIKE = """
SELECT alike.document, short, path, title, similarity, secrecy
FROM alike JOIN documents ON documents.id = other WHERE alike.document IN ({})
ORDER BY alike.document, similarity DESC, digest
"""

Paths = dict[int, tuple[Path, ...]]


class Glance:
    """A catalogue of our version, as long as nothing goes wrong: then sqlite3.Error."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def behind(self, generation: int) -> bool:
        """Whether the index of a generation lacks something, or holds what is secret."""
        asked = self._connection.execute(_BEHIND, {"current": generation})
        return bool(asked.fetchone()[0])

    def texts(self, ids: Iterable[str]) -> dict[str, str]:
        """The texts of these documents; unknown ids are left out."""
        return {row["short"]: row["text"] for row in self._some(_TEXTS, [*ids])}

    def pages(self, ids: Iterable[str]) -> dict[str, tuple[Span, ...]]:
        """The pages of these documents, of those whose format has pages."""
        found = {
            row["short"]: codec.load_pages(row["structure"])
            for row in self._some(_TEXTS, [*ids])
        }
        return {id: spans for id, spans in found.items() if spans}

    def summaries(self, ids: Iterable[str]) -> dict[str, Summary]:
        """Lines for these documents; unknown ids are left out."""
        page = self._some("SELECT * FROM documents WHERE short IN ({})", [*ids])
        keys = [row["id"] for row in page]
        seen, former = self._paths(_SEEN, keys), self._paths(_FORMER, keys)
        found = {}
        for row in page:
            key = row["id"]
            now = seen[key] or former[key] or (_path(row["path"]),)
            others = tuple(path for path in former[key] if path not in now)
            alike = tuple(self._alike(key, row["secrecy"]))
            found[row["short"]] = rows.to_summary(dict(row), now, others, alike)
        return found

    def _paths(self, query: str, keys: Sequence[int]) -> Paths:
        found: Paths = dict.fromkeys(keys, ())
        for document, path in self._some(query, keys):
            found[document] += (_path(path),)
        return found

    def _alike(self, key: int, secrecy: str | None) -> Iterator[Alike]:
        for row in self._some(_ALIKE, [key]):
            if row["secrecy"] is None or secrecy is not None:
                path = _path(row["path"])
                yield Alike(row["short"], path, row["title"], row["similarity"])

    def _some(self, query: str, values: Sequence[object]) -> list[sqlite3.Row]:
        marks = ",".join("?" * len(values))
        return self._connection.execute(query.format(marks), values).fetchall()


@contextmanager
def glance(root: Path) -> Iterator[Glance | None]:
    """A glance into the catalogue of an archive; None where the archive must be asked."""
    path = root / NAME
    if not path.is_file():
        yield None
        return
    address = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=_WAIT)) as connection:
        connection.row_factory = sqlite3.Row
        yield Glance(connection) if _is_ours(connection) else None


def _is_ours(connection: sqlite3.Connection) -> bool:
    query = "SELECT value FROM settings WHERE name = 'version'"
    try:
        return [tuple(row) for row in connection.execute(query)] == [(str(VERSION),)]
    except sqlite3.Error:
        return False


def _path(path: bytes) -> Path:
    return Path(os.fsdecode(path))
