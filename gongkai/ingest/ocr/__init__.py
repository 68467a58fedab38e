"""Text from pictures of pages: scans, photographs of documents, screenshots.

The engine is an extra (`pip install "gongkai[ocr]"`) and stands behind one protocol
(`seen`); what it sees on a page is read like a page of a PDF (`page`), and kept by a
hash of its pixels where there is a place to keep it (`cache`). Without the engine,
pages stay unread and the extract says how to get it (`eyes`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ocr:
    """Whether pictures are to be read, and where to keep what was read of a page."""

    wanted: bool = True
    cache: Path | None = None


HOW_TO_SEE = 'pictures of pages are not read: pip install "gongkai[ocr]"'
TOLD_NOT_TO = "pictures of pages are not read: OCR is off"
UNSEEN = frozenset(
    (HOW_TO_SEE, TOLD_NOT_TO)
)  # notes that somebody else might do without

AUTO = Ocr()
OFF = Ocr(wanted=False)


@cache
def is_installed() -> bool:
    """Whether there is an engine."""
    return all(map(find_spec, ("rapidocr", "onnxruntime")))
