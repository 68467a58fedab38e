"""What stands on a page: its lines of text, and the box of each character when asked.

Pdfium gives the text of a page in one call; asking where a character stands is a call
each. A line is therefore measured by its first and last character only, and the rest
is asked for where a table or an overprint needs it.
"""

from __future__ import annotations

import ctypes
import re
import struct
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from gongkai.ingest.pages.line import (
    SOFT_HYPHEN,
    Box,
    Line,
    Turn,
    is_bold_name,
    turn_of,
    whole,
)
from gongkai.ingest.pdf.document import Handle, pdfium

_LINE = re.compile("[^\r\n\x02\ufffe]+[\x02\ufffe]?")
_HYPHENS = "\x02\ufffe"
_FORCED_BOLD = 1 << 18
_FILL_AND_STROKE, _INVISIBLE = 2, 3  # text render modes
_PLAIN = 0.7  # of the characters


class _Raw(NamedTuple):
    """A line before the page is turned."""

    text: str
    first: int
    last: int
    x: float
    y: float
    turn: Turn | None  # None: slanted
    size: float


def _is_plain(text: str) -> bool:
    """Whether codes taken for letters are most likely just these letters."""
    visible = "".join(text.split())
    plain = sum(char.isascii() and char.isalnum() for char in visible)
    return plain >= _PLAIN * len(visible)


class PageText:
    """The text of one page. Close it."""

    def __init__(self, page: Handle) -> None:
        self._handle = pdfium.FPDFText_LoadPage(page)
        self._rect = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._font_name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()
        self.text = self._read() if self._handle else ""
        self.turn = Turn()
        self.slanted: list[str] = []  # watermarks
        self.unmapped = 0  # characters of which the font does not tell what they are
        self.lines = self._lines()

    def close(self) -> None:
        if self._handle:
            pdfium.FPDFText_ClosePage(self._handle)
            self._handle = None

    def box(self, index: int) -> Box:
        """The place of a character, from its origin to where the next one starts."""
        rect = self._rect
        pdfium.FPDFText_GetLooseCharBox(self._handle, index, rect)
        return self.turn.box(rect.left, rect.bottom, rect.right, rect.top)

    def base(self, index: int) -> float:
        """The height of the baseline that a character stands on."""
        x, y = self._origin(index)
        return self.turn.point(x, y)[1]

    def is_invisible(self, index: int) -> bool:
        """Whether a character is there to be searched and not seen, as over a scan."""
        return self._render_mode(index) == _INVISIBLE

    def _read(self) -> str:
        count = pdfium.FPDFText_CountChars(self._handle)
        if count <= 0:
            return ""
        buffer = ctypes.create_string_buffer(2 * (count + 1))
        pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
        got = pdfium.FPDFText_GetText(self._handle, 0, count, pointer)
        units = buffer.raw[: 2 * max(got - 1, 0)]
        if len(units) == 2 * count:
            # Not decoded: a character outside the basic plane counts as two.
            return "".join(map(chr, struct.unpack(f"<{count}H", units)))
        codes = (pdfium.FPDFText_GetUnicode(self._handle, i) for i in range(count))
        return "".join(chr(code) if 0 < code < 0x110000 else "\x00" for code in codes)

    def _lines(self) -> list[Line]:
        raws = list(self._raw_lines())
        turns = Counter[Turn]()
        for raw in raws:
            if raw.turn:
                turns[raw.turn] += len(raw.text)
        if turns:
            self.turn = turns.most_common(1)[0][0]
        self.slanted = [whole(raw.text) for raw in raws if raw.turn is None]
        return [self._measured(raw) for raw in raws if raw.turn is not None]

    def _raw_lines(self) -> Iterator[_Raw]:
        for match in _LINE.finditer(self.text):
            text = match.group()
            stripped = text.strip()
            if not stripped.strip("\x00"):
                continue
            first = match.start() + len(text) - len(text.lstrip())
            turn, size = self._stance(first)
            if stripped[-1] in _HYPHENS:
                stripped = stripped[:-1] + SOFT_HYPHEN
            if pdfium.FPDFText_HasUnicodeMapError(
                self._handle, first
            ) == 1 and not _is_plain(stripped):
                self.unmapped += len(stripped)
            x, y = self._origin(first)
            yield _Raw(stripped, first, first + len(stripped), x, y, turn, size)

    def _measured(self, raw: _Raw) -> Line:
        left, base = self.turn.point(raw.x, raw.y)
        end = raw.last - (2 if raw.text[-1] == SOFT_HYPHEN else 1)
        right = max(self.box(max(end, raw.first)).right, left)
        tail, bold = raw.size, self._is_bold(raw.first)
        if self._drawn_with(end) != self._drawn_with(raw.first):
            tail = self._stance(end)[1]
            bold = bold and self._is_bold(end)
        return Line(
            raw.text, left, right, base, raw.size, tail, bold, raw.first, raw.last
        )

    def _origin(self, index: int) -> tuple[float, float]:
        pdfium.FPDFText_GetCharOrigin(self._handle, index, self._x, self._y)
        return self._x.value, self._y.value

    def _stance(self, index: int) -> tuple[Turn | None, float]:
        """Which way a character runs, if along an axis, and how tall its font is."""
        matrix = self._matrix
        if not pdfium.FPDFText_GetMatrix(self._handle, index, matrix):
            return Turn(), 1.0
        size = pdfium.FPDFText_GetFontSize(self._handle, index)
        size *= (matrix.c**2 + matrix.d**2) ** 0.5
        along, across = matrix.a, matrix.b
        if size < 0:  # turns the text around once more
            size, along, across = -size, -along, -across
        return turn_of(along, across), max(size, 1.0)

    def _drawn_with(self, index: int) -> int | None:
        """What a character is drawn together with: all of it in one size and font."""
        item = pdfium.FPDFText_GetTextObject(self._handle, index)
        return ctypes.cast(item, ctypes.c_void_p).value

    def _is_bold(self, index: int) -> bool:
        length = pdfium.FPDFText_GetFontInfo(
            self._handle, index, self._font_name, 128, self._flags
        )
        if self._flags.value & _FORCED_BOLD:
            return True
        if 0 < length <= 128 and _names_bold(self._font_name.value):
            return True
        return self._render_mode(index) == _FILL_AND_STROKE

    def _render_mode(self, index: int) -> int:
        item = pdfium.FPDFText_GetTextObject(self._handle, index)
        return int(pdfium.FPDFTextObj_GetTextRenderMode(item)) if item else 0


@lru_cache(maxsize=512)
def _names_bold(name: bytes) -> bool:
    try:
        text = name.decode()
    except UnicodeDecodeError:
        text = name.decode("gb18030", "replace")
    return is_bold_name(text)
