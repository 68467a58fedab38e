"""An engine that sees what a test tells it to, on pages of 1000 by 1414 pixels."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image

from gongkai.ingest.ocr import eyes
from gongkai.ingest.ocr.seen import Seen, Word
from tests.ingest.pdf.conftest import Sheet

WIDTH, HEIGHT = 1000, 1414
SIZE = 24.0  # pixels, as is a line of 24 Han characters on 576

Look = Callable[[Image.Image], Seen]


class Engine:
    """Shows one thing after another, or what it makes of each picture."""

    def __init__(self, *shown: Seen, look: Look | None = None) -> None:
        self.version = "test 1"
        self.looks = 0
        self._shown = list(shown)
        self._look = look

    def look(self, picture: Image.Image) -> Seen:
        self.looks += 1
        return self._look(picture) if self._look else self._shown.pop(0)


def word(
    text: str,
    left: float = 100.0,
    middle: float = 100.0,
    size: float = SIZE,
    confidence: float = 0.99,
) -> Word:
    """Characters in a row, Latin ones half as wide; the box is a little higher."""
    chars, x = [], left
    for char in text:
        width = size if char >= "\u2e80" else size / 2
        chars.append((x, x + width))
        x += width
    half = 0.58 * size
    top, bottom = middle - half, middle + half
    return Word(text, left, top, x, bottom, confidence, tuple(chars))


def page(*words: Word) -> Seen:
    return Seen(WIDTH, HEIGHT, words)


def lines(*texts: str, first: float = 100.0, **options: float) -> list[Word]:
    """Words below each other; one that begins with a blank is indented."""
    return [
        word(
            text.lstrip("　"),
            100.0 + SIZE * (len(text) - len(text.lstrip("　"))),
            first + number * 1.8 * SIZE,
            **options,
        )
        for number, text in enumerate(texts)
    ]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[[Engine | None], None]:
    """Have all pages looked at by an engine, or by none."""

    def installed(engine: Engine | None) -> None:
        monkeypatch.setattr(eyes, "engine", lambda: engine)

    return installed


@pytest.fixture
def sheet() -> Sheet:
    return Sheet()
