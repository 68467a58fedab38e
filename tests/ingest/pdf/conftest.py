"""PDFs drawn by a test, line by line, so that a test shows where everything stands."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"  # an Adobe font that no PDF embeds
LEFT, RIGHT = 80.0, 500.0  # margins: thirty characters of 14 points
TOP, BOTTOM = 770.0, 60.0  # of A4, which is 842 points high
SIZE, LEADING = 14.0, 26.0


class Sheet:
    """A pen on A4 paper; where nothing is said, it writes below what it wrote last."""

    def __init__(self, **options: Any) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self._buffer = BytesIO()
        self.canvas = Canvas(self._buffer, pagesize=(595, 842), invariant=1, **options)
        self.y = TOP

    def at(self, x: float, y: float, text: str, size: float = SIZE) -> Sheet:
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, y, text)
        return self

    def line(self, text: str, indent: float = 0, size: float = SIZE) -> Sheet:
        """A line that begins a number of characters right of the margin."""
        self.at(LEFT + indent * size, self.y, text, size)
        self.y -= LEADING * size / SIZE
        return self

    def centred(self, text: str, size: float = SIZE) -> Sheet:
        width = pdfmetrics.stringWidth(text, FONT, size)
        return self.line(text, ((RIGHT - LEFT - width) / 2) / size, size)

    def right(self, text: str) -> Sheet:
        width = pdfmetrics.stringWidth(text, FONT, SIZE)
        return self.line(text, (RIGHT - LEFT - width) / SIZE - 2)

    def paragraph(self, text: str) -> Sheet:
        """Wrapped as a word processor does it, the first line indented."""
        self.line(text[:28], 2)
        for start in range(28, len(text), 30):
            self.line(text[start : start + 30])
        return self

    def grid(self, xs: list[float], ys: list[float]) -> Sheet:
        """The rules of a table."""
        for x in xs:
            self.canvas.line(x, ys[0], x, ys[-1])
        for y in ys:
            self.canvas.line(xs[0], y, xs[-1], y)
        return self

    def page(self) -> Sheet:
        self.canvas.showPage()
        self.y = TOP
        return self

    def bytes(self) -> bytes:
        self.canvas.save()
        return self._buffer.getvalue()


def written(objects: list[str], root: int = 1) -> bytes:
    """A PDF of objects as they are written, the first being number one."""
    out = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root {root} 0 R >>\n"
    return out + f"{trailer}startxref\n{start}\n%%EOF\n".encode()


@pytest.fixture
def sheet() -> Sheet:
    """Empty paper, and a pen."""
    return Sheet()


@pytest.fixture
def locked_sheet() -> Callable[[Any], Sheet]:
    """Makes paper that is encrypted when it is done."""
    return lambda encrypt: Sheet(encrypt=encrypt)


@pytest.fixture
def raw() -> Callable[[list[str]], bytes]:
    """Makes a PDF of objects in its own language."""
    return written
