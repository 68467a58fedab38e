"""The head of a Word document: which version wrote it, and where its parts lie."""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import NamedTuple

from gongkai.errors import CorruptError, EncryptedError, UnknownTypeError

MAX_CHARACTERS = 50_000_000

_MAGICS = frozenset(
    (0xA5EC, 0xA5DC, 0xA697, 0xA698, 0xA699)
)  # the last: Far East Word 6
_WORD_2 = 0xA5DB
_WORD_97, _WORD_6 = 193, 101  # versions, and the first of their kind
_ENCRYPTED, _OTHER_TABLE, _WIDE = 0x0100, 0x0200, 0x1000


class Place(IntEnum):
    """Parts that the head locates, by their number in its list of places."""

    STYLES = 1
    FOOTNOTES = 3
    SECTIONS = 6
    HEADERS = 11
    CHARACTERS = 12
    PARAGRAPHS = 13
    FONTS = 15
    SETTINGS = 31
    PIECES = 33
    SHAPES = 40
    BOXES = 56
    LISTS = 73
    LIST_USES = 74


class Lengths(NamedTuple):
    """Characters in each story of the text, in the order in which they stand there."""

    body: int = 0
    footnotes: int = 0
    headers: int = 0
    macros: int = 0
    comments: int = 0
    endnotes: int = 0
    boxes: int = 0
    header_boxes: int = 0


class Fib(NamedTuple):
    """The file information block."""

    is_old: bool  # Word 6 and 95: text in a code page, everything in one stream
    is_wide: bool  # of Word 95 in the Far East: the text is in UTF-16 after all
    language: int
    table: str  # the stream that holds the tables
    text: tuple[int, int]  # bytes of the text of an old document that is in one piece
    lengths: Lengths
    pages: tuple[int, int, int, int]  # old: first of characters, paragraphs; how many
    places: tuple[int, ...]  # position, length, position, length …

    def place(self, part: Place) -> tuple[int, int]:
        """Where a part lies in the table stream: from where to where."""
        at = 2 * part
        if at + 1 >= len(self.places):
            return 0, 0
        start, length = self.places[at : at + 2]
        return start, start + length


def read_fib(main: bytes) -> Fib:
    """Read the head.

    Raises EncryptedError, CorruptError, or UnknownTypeError for a Word that is too old.
    """
    if len(main) < 512:
        raise CorruptError("the head of the document is incomplete")
    magic, version, language, flags = struct.unpack_from("<HH2xH2xH", main)
    if magic == _WORD_2:
        raise UnknownTypeError("Word 2 document, which cannot be read yet")
    if magic not in _MAGICS:
        raise CorruptError("the document does not begin as one of Word")
    if version < _WORD_6:
        raise CorruptError("the document claims to be of a Word that there never was")
    if flags & _ENCRYPTED:
        raise EncryptedError("a Word document behind a password")
    is_old = version < _WORD_97
    at = 52 if is_old else 76
    lengths = Lengths(*struct.unpack_from("<8I", main, at))
    places = _places(main, 88, 46) if is_old else _new_places(main)
    return Fib(
        is_old=is_old,
        is_wide=bool(flags & _WIDE),
        language=language,
        table="1Table" if flags & _OTHER_TABLE else "0Table",
        text=struct.unpack_from("<2I", main, 24),
        lengths=lengths,
        pages=struct.unpack_from("<4H", main, 0x18A),
        places=places,
    )


def _new_places(main: bytes) -> tuple[int, ...]:
    (count,) = struct.unpack_from("<H", main, 152)
    return _places(main, 154, min(count, (len(main) - 154) // 8))


def _places(main: bytes, at: int, count: int) -> tuple[int, ...]:
    return struct.unpack_from(f"<{2 * count}I", main, at)
