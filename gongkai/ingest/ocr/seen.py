"""What an engine sees on a picture, as plain values in pixels, and what an engine is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from gongkai.ingest.pages.strokes import Stroke

if TYPE_CHECKING:
    from PIL import Image


class Word(NamedTuple):
    """Characters on a line, as far as the engine took them together."""

    text: str
    left: float
    top: float  # from the upper edge of the picture
    right: float
    bottom: float
    confidence: float  # 0 to 1
    chars: tuple[tuple[float, float], ...]  # from where to where, of each character


class Seen(NamedTuple):
    """A page, straight and upright, with the rules that are drawn on it."""

    width: int
    height: int
    words: tuple[Word, ...] = ()
    level: tuple[Stroke, ...] = ()  # y grows downwards here
    upright: tuple[Stroke, ...] = ()
    unread: float = 0.0  # share of the ink that is outside of words and rules


class Engine(Protocol):
    """Looks at pictures. It may need memory, and raises MemoryError for want of it."""

    @property
    def version(self) -> str:
        """Changes whenever it may see something else in the same picture."""

    def look(self, picture: Image.Image) -> Seen:
        """What a picture in RGB shows. Text that lies on its side is not turned."""


def confidence(pages: Iterable[Seen]) -> float:
    """The mean over all characters; 0 where there are none."""
    total = length = 0.0
    for seen in pages:
        for word in seen.words:
            total += word.confidence * len(word.text)
            length += len(word.text)
    return total / length if length else 0.0


def dumped(seen: Seen) -> bytes:
    """What was seen, as JSON.

    >>> dumped(Seen(2, 3))
    b'[2, 3, [], [], [], 0.0]'
    """
    return json.dumps(seen, ensure_ascii=False).encode()


def loaded(data: bytes) -> Seen:
    """What was seen, from JSON. Raises ValueError for anything else."""
    try:
        width, height, words, level, upright, unread = json.loads(data)
        return Seen(
            int(width),
            int(height),
            tuple(_word(*word) for word in words),
            tuple(Stroke(*map(float, stroke)) for stroke in level),
            tuple(Stroke(*map(float, stroke)) for stroke in upright),
            float(unread),
        )
    except TypeError as error:
        raise ValueError(str(error)) from error


def _word(text: str, *numbers: float | list[list[float]]) -> Word:
    *place, chars = numbers
    assert isinstance(chars, list)
    left, top, right, bottom, sure = (float(number) for number in place)  # type: ignore[arg-type]
    return Word(text, left, top, right, bottom, sure, tuple((a, b) for a, b in chars))
