"""Find files and read them into extracts. A format is a module with `extract`."""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path

from gongkai.errors import NotADocumentError, UnknownTypeError
from gongkai.ingest.files import load
from gongkai.ingest.find import Entry, find
from gongkai.ingest.sniff import UNREADABLE, sniff
from gongkai.model import Extract, Source

__all__ = ["Entry", "find", "read", "read_bytes", "sniff"]

_READERS = {
    "doc": "doc",
    "docx": "docx",
    "eml": "mail",
    "html": "html",
    "mht": "mail",
    "ofd": "ofd",
    "pdf": "pdf",
    "rtf": "rtf",
    "txt": "plain",
    "xls": "sheets",
    "xlsx": "sheets",
}  # modules of this package


def read(path: Path) -> tuple[Source, Extract]:
    """Read a file once: name it by its bytes, and take its text.

    Raises NotADocumentError for a kind of file that carries no document, and an
    IngestError for whatever keeps a document from being read.
    """
    return read_bytes(load(path), path)


def read_bytes(data: bytes, path: Path) -> tuple[Source, Extract]:
    """The same for bytes already at hand; `path` says where they were seen."""
    kind = sniff(data, path.name)
    if kind in UNREADABLE:
        raise UnknownTypeError(f"{UNREADABLE[kind]}, which cannot be read yet")
    if kind not in _READERS:
        raise NotADocumentError(kind)
    reader = import_module(f"gongkai.ingest.{_READERS[kind]}")  # heavy: when needed
    digest = hashlib.sha256(data).hexdigest()
    return Source(path, digest, kind, len(data)), reader.extract(data)
