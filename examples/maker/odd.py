"""Files that are no plain document: scans, damage, strangers. Each is made from nothing or from another example."""

from __future__ import annotations

import struct
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

PASSWORD = "qingshi2024"
_PAGE = (1240, 1754)  # A4 at 150 dots an inch


def truncated(data: bytes) -> bytes:
    """The first two thirds, as a broken download leaves them."""
    return data[: len(data) * 2 // 3]


def font() -> bytes:
    """The head of a TrueType font: a file of a kind that carries no document."""
    tables = [b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"name"]
    head = struct.pack(">IHHHH", 0x00010000, len(tables), 128, 3, 0)
    records = [
        struct.pack(">4sIII", tag, 0, 140 + 64 * i, 64) for i, tag in enumerate(tables)
    ]
    return head + b"".join(records) + bytes(64 * len(tables))


def scanned_page() -> bytes:
    """A PNG of a page of handwriting-like strokes. No font is needed, and there is nothing to read."""
    random = Random(20051018)
    image = Image.new("1", _PAGE, 1)
    pen = ImageDraw.Draw(image)
    for column in range(9):
        _glyph(pen, random, 330 + column * 66, 190, 54)
    for line in range(19):
        for column in range(random.randint(14, 22)):
            _glyph(pen, random, 160 + column * 42, 330 + line * 66, 34)
    for _ in range(400):
        pen.point((random.randrange(_PAGE[0]), random.randrange(_PAGE[1])), 0)
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _glyph(pen: ImageDraw.ImageDraw, random: Random, x: int, y: int, size: int) -> None:
    for _ in range(random.randint(4, 8)):
        x1, y1 = x + random.randrange(size), y + random.randrange(size)
        x2, y2 = (
            (x + random.randrange(size), y1)
            if random.random() < 0.6
            else (x1, y + random.randrange(size))
        )
        pen.line((x1, y1, x2, y2), fill=0, width=max(2, size // 14))
