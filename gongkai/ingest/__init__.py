"""Find files and read them into extracts. A format is a module with `extract`."""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path

from gongkai.errors import NotADocumentError, UnknownTypeError
from gongkai.ingest.bundles import ATTACHED, BUNDLES, DEPTH, HOLDING, ROOM, unpack
from gongkai.ingest.files import load
from gongkai.ingest.find import Entry, find
from gongkai.ingest.ocr import AUTO, OFF, Ocr
from gongkai.ingest.sniff import UNREADABLE, sniff
from gongkai.model import Extract, Source

__all__ = [
    "ATTACHED",
    "AUTO",
    "BUNDLES",
    "DEPTH",
    "HOLDING",
    "OFF",
    "ROOM",
    "Entry",
    "Ocr",
    "find",
    "read",
    "read_bytes",
    "sniff",
    "unpack",
]

_READERS = {
    "bmp": "picture",
    "doc": "doc",
    "docx": "docx",
    "eml": "mail",
    "html": "html",
    "mht": "mail",
    "jpg": "picture",
    "ofd": "ofd",
    "pdf": "pdf",
    "png": "picture",
    "rtf": "rtf",
    "tif": "picture",
    "txt": "plain",
    "xls": "sheets",
    "xlsx": "sheets",
}  # modules of this package
_SEEING = ("docx", "ofd", "pdf", "picture")  # those that can look at pictures


def read(
    path: Path, ocr: Ocr = AUTO, place: Path | None = None
) -> tuple[Source, Extract]:
    """Read a file once: name it by its bytes, and take its text.

    `place` is where its bytes are, when `path` is only where they were seen. Raises NotADocumentError for a kind of file that carries no document, and an
    IngestError for whatever keeps a document from being read.
    """
    return read_bytes(load(place or path), path, ocr)


def read_bytes(data: bytes, path: Path, ocr: Ocr = AUTO) -> tuple[Source, Extract]:
    """The same for bytes already at hand; `path` says where they were seen."""
    kind = sniff(data, path.name)
    if kind in UNREADABLE:
        raise UnknownTypeError(f"{UNREADABLE[kind]}, which cannot be read yet")
    if kind not in _READERS:
        raise NotADocumentError(kind)
    name = _READERS[kind]
    reader = import_module(f"gongkai.ingest.{name}")  # heavy: when needed
    extract = reader.extract(data, ocr) if name in _SEEING else reader.extract(data)
    digest = hashlib.sha256(data).hexdigest()
    return Source(path, digest, kind, len(data)), extract
