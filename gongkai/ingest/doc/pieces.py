"""The text of a Word document, put together from the pieces it lies in.

Characters are counted through all stories from the beginning of the body: by that
count everything else in a document refers to them. Where a character takes two bytes
of a code page, its count is that of the bytes; FILLER stands for the second.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

from gongkai.errors import CorruptError, FailureCode, LimitError
from gongkai.ingest import encoding
from gongkai.ingest.doc.fib import MAX_CHARACTERS, Fib
from gongkai.ingest.doc.fonts import Font

FILLER = "\uffff"  # in the place of what is not to be read

_MAX_SHARING = 4  # times the size of the file: text of a bomb, not of a document
_COMPRESSED = 0x40000000
_HALF_WIDTH = "\uff61", "\uff9f"  # one byte each in the Japanese code page
_CODE_PAGES = {  # by language
    0x0404: "big5", 0x0804: "gbk", 0x0C04: "big5", 0x1004: "gbk", 0x1404: "big5",
    0x0411: "cp932", 0x0412: "cp949", 0x0419: "cp1251", 0x0422: "cp1251",
    0x0423: "cp1251", 0x0402: "cp1251", 0x0405: "cp1250", 0x040E: "cp1250",
    0x0415: "cp1250", 0x041B: "cp1250", 0x0424: "cp1250", 0x0418: "cp1250",
    0x0408: "cp1253", 0x041F: "cp1254", 0x040D: "cp1255", 0x0401: "cp1256",
}  # fmt: skip
_CHARSETS = {  # of fonts
    128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    177: "cp1255", 178: "cp1256", 204: "cp1251", 238: "cp1250",
}  # fmt: skip
_SAMPLE = 100_000  # bytes
_FOREIGN = 0.4  # of the bytes beyond ASCII: more than any language of Latin letters has
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")  # two of the units that are counted
_DOUBLE = frozenset(("gbk", "big5", "cp932", "cp949"))


class Piece(NamedTuple):
    """A stretch of text that lies in one place."""

    start: int  # in characters
    end: int
    offset: int  # in bytes of the main stream
    width: int  # bytes a character
    modifier: int  # what a fast save changed about all of it

    def byte(self, character: int) -> int:
        """Where a character of the piece lies."""
        return self.offset + (character - self.start) * self.width


class Pieces(NamedTuple):
    """The pieces in order, and the lists of modifiers that they may refer to."""

    pieces: tuple[Piece, ...]
    modifiers: tuple[bytes, ...] = ()


def read_pieces(main: bytes, table: bytes, fib: Fib) -> Pieces:
    """The pieces of all stories. Raises CorruptError or LimitError.

    `table` is the part of the table stream that describes them.
    """
    modifiers, plan = _parts(table)
    if plan:
        pieces = tuple(_pieces(plan, fib))
    elif fib.is_old and not table:
        pieces = (_whole(fib),)
    else:
        raise CorruptError("the document does not say where its text lies")
    if any(piece.byte(piece.end) > len(main) for piece in pieces):
        raise CorruptError("the text goes beyond the end of the document")
    length = sum(piece.end - piece.start for piece in pieces)
    if length > MAX_CHARACTERS:
        raise LimitError(FailureCode.LIMIT_OUTPUT, f"{length} characters of text")
    if length > _MAX_SHARING * len(main):
        raise LimitError(FailureCode.LIMIT_RATIO, "text claims to lie there many times")
    return Pieces(pieces, modifiers)


def _parts(table: bytes) -> tuple[tuple[bytes, ...], bytes]:
    modifiers = []
    at = 0
    while at + 3 <= len(table) and table[at] == 1:
        size = int.from_bytes(table[at + 1 : at + 3], "little")
        modifiers.append(table[at + 3 : at + 3 + size])
        at += 3 + size
    if at + 5 > len(table) or table[at] != 2:
        return tuple(modifiers), b""
    (size,) = struct.unpack_from("<I", table, at + 1)
    return tuple(modifiers), table[at + 5 : at + 5 + size]


def _pieces(plan: bytes, fib: Fib) -> Iterator[Piece]:
    count = (len(plan) - 4) // 12
    if count < 1:
        raise CorruptError("the document does not say where its text lies")
    starts = struct.unpack_from(f"<{count + 1}I", plan)
    if starts[0]:
        raise CorruptError("the text does not begin at its beginning")
    end = _length(fib)
    width = 2 if fib.is_old and _is_wide(fib) else 1
    for index, at in enumerate(range(4 * count + 4, 12 * count + 4, 8)):
        first, last = starts[index : index + 2]
        if first > last:
            raise CorruptError("pieces of the text overlap")
        offset, modifier = struct.unpack_from("<2xIH", plan, at)
        if fib.is_old:
            yield Piece(first, min(last, end), offset, width, modifier)
        elif offset & _COMPRESSED:
            offset = (offset & ~_COMPRESSED) // 2
            yield Piece(first, min(last, end), offset, 1, modifier)
        else:
            yield Piece(first, min(last, end), offset, 2, modifier)
        if last >= end:
            return


def _length(fib: Fib) -> int:
    """Characters of all stories, and the paragraph mark after the last of several."""
    return sum(fib.lengths) + any(fib.lengths[1:])


def _whole(fib: Fib) -> Piece:
    start, end = fib.text
    width = 2 if _is_wide(fib) else 1
    length = min(max(0, end - start) // width, _length(fib))
    return Piece(0, length, start, width, 0)


def _is_wide(fib: Fib) -> bool:
    start, end = fib.text
    return fib.is_wide and end - start >= 2 * sum(fib.lengths)


def read_text(
    main: bytes, pieces: tuple[Piece, ...], fib: Fib, fonts: tuple[Font, ...]
) -> str:
    """The text of all pieces, which lie within the stream."""
    parts = [
        main[piece.offset : piece.offset + (piece.end - piece.start) * piece.width]
        for piece in pieces
    ]
    code_page = _code_page(parts, fib, fonts) if fib.is_old else "cp1252"
    return "".join(
        _decode_wide(part) if piece.width == 2 else _decode(part, code_page)
        for piece, part in zip(pieces, parts, strict=True)
    )


def _decode_wide(data: bytes) -> str:
    text = data[: len(data) // 2 * 2].decode("utf-16-le", "surrogatepass")
    if len(text) == len(data) // 2:
        return text
    return _ASTRAL.sub(rf"\g<0>{FILLER}", text)


def _code_page(parts: list[bytes], fib: Fib, fonts: tuple[Font, ...]) -> str:
    """The code page of an old document: by its language, its text or its fonts."""
    if code_page := _CODE_PAGES.get(fib.language):
        return code_page
    telling = b"".join(parts)[:_SAMPLE].translate(None, bytes(range(0x21)))
    is_foreign = sum(byte > 0x7F for byte in telling) > _FOREIGN * len(telling)
    of_fonts = [_CHARSETS[font.charset] for font in fonts if font.charset in _CHARSETS]
    guess = encoding.guess(telling)
    guessed = guess.encoding.replace("gb18030", "gbk") if guess.sure else ""
    if guessed in ("gbk", "big5") and (is_foreign or guessed in of_fonts):
        return guessed
    return of_fonts[0] if is_foreign and of_fonts else "cp1252"


def _decode(data: bytes, code_page: str) -> str:
    text = data.decode(code_page, "replace")
    if code_page not in _DOUBLE or len(text) == len(data):
        return text
    low, high = _HALF_WIDTH
    filled = "".join(
        char
        if char < "\x80" or char == "\ufffd" or low <= char <= high
        else char + FILLER
        for char in text
    )
    return filled.ljust(len(data), FILLER)[: len(data)]
