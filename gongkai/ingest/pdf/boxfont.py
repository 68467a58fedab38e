"""A font in which every character is a square, for Han fonts that a PDF does not embed.

Where the system has no such font either, pdfium takes the characters to be of no
width, and leaves out what is drawn one character at a time. Nothing is ever shown,
so a square says all there is to say; and the text of a PDF is the same everywhere.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from functools import cache
from typing import Any

import pypdfium2.raw as pdfium

_UNITS = 1000  # in the height of a line
_HAN_CHARSETS = frozenset((128, 129, 134, 136))  # Japanese, Korean, Chinese twice
_HANDLE = 1


@cache
def install() -> None:
    """Let pdfium use the font. Once for a process."""
    pdfium.FPDF_SetSystemFontInfo(_INTERFACE)


def font() -> bytes:
    """The font file."""
    square = struct.pack(">hhhhh", 1, 0, -120, _UNITS, 880)
    square += struct.pack(">HH", 3, 0) + bytes([1] * 4)  # one contour, four points
    square += struct.pack(">hhhh", 0, 0, _UNITS, 0) + struct.pack(
        ">hhhh", -120, _UNITS, 0, -_UNITS
    )
    square += bytes(-len(square) % 4)
    cmap = struct.pack(">HHHHI", 0, 1, 3, 10, 12)  # Windows, all of Unicode
    cmap += struct.pack(">HHIIIIII", 13, 0, 28, 0, 1, 0x21, 0x10FFFF, 1)
    head = struct.pack(
        ">IIIIHHqqhhhhHHhhh",
        0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _UNITS, 0, 0, 0, -120, _UNITS, 880, 0, 8, 2, 1, 0,
    )  # fmt: skip
    hhea = struct.pack(
        ">IhhhH11hH",
        0x10000,
        880,
        -120,
        0,
        _UNITS,
        0,
        0,
        _UNITS,
        1,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        2,
    )
    maxp = struct.pack(">IH13H", 0x10000, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    tables = {
        b"cmap": cmap,
        b"glyf": square,
        b"head": head,
        b"hhea": hhea,
        b"hmtx": struct.pack(">HhHh", _UNITS, 0, _UNITS, 0),
        b"loca": struct.pack(">III", 0, 0, len(square)),
        b"maxp": maxp,
    }
    start = 12 + 16 * len(tables)
    directory, body = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 48), b""
    for tag, table in tables.items():
        directory += struct.pack(">4sIII", tag, 0, start + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return directory + body


_FONT = font()


def _map_font(*request: Any) -> int | None:
    """The square font for a request of a Han font; pdfium has its own for others."""
    charset = request[3]
    return _HANDLE if charset in _HAN_CHARSETS else None


def _font_data(_info: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
    if table:  # not the whole file
        return 0
    if buffer and size >= len(_FONT):
        ctypes.memmove(buffer, _FONT, len(_FONT))
    return len(_FONT)


def _nothing(*_request: Any) -> None:
    return None


def _zero(*_request: Any) -> int:
    return 0


def _interface(**functions: Callable[..., int | None]) -> Any:
    kinds = dict(pdfium.FPDF_SYSFONTINFO._fields_)
    calls = {name: kinds[name](function) for name, function in functions.items()}
    return pdfium.FPDF_SYSFONTINFO(version=1, **calls)


_INTERFACE = _interface(  # has to live as long as the library
    Release=_nothing,
    EnumFonts=_nothing,
    MapFont=_map_font,
    GetFont=_nothing,
    GetFontData=_font_data,
    GetFaceName=_zero,
    GetFontCharset=_zero,
    DeleteFont=_nothing,
)
