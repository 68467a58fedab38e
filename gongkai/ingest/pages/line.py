"""What a page shows, as plain values: boxes, lines of text and single characters."""

from __future__ import annotations

import re
from typing import NamedTuple, Protocol

SOFT_HYPHEN = "\x02"  # at the end of a line: the word goes on in the next

_BOLD_NAME = re.compile(
    r"bold|black|heavy|simhei|heiti|dengxian-b|xbs|黑体|小标宋|[-_ ]hei", re.IGNORECASE
)
_SLANT = 0.2  # of its length: what leans more is a watermark
_SURROGATE = re.compile("[\ud800-\udfff]")


class Box(NamedTuple):
    """A rectangle as the reader sees it: x grows rightwards and y upwards."""

    left: float
    bottom: float
    right: float
    top: float


class Line(NamedTuple):
    """Characters on one baseline, without the blanks around them."""

    text: str
    left: float
    right: float
    base: float  # height of the baseline
    size: float  # of the font of its first character, in points
    tail: float  # and of its last
    bold: bool = False
    first: int = 0  # index of its first and, half-open, last character on the page
    last: int = 0

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


class Turn(NamedTuple):
    """How to turn the page so that most of its text stands upright."""

    cos: int = 1
    sin: int = 0

    def point(self, x: float, y: float) -> tuple[float, float]:
        return x * self.cos + y * self.sin, y * self.cos - x * self.sin

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        x1, y1 = self.point(left, bottom)
        x2, y2 = self.point(right, top)
        return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def turn_of(along: float, across: float) -> Turn | None:
    """The turn of a line of text that runs this way, or None when it is slanted."""
    if min(abs(along), abs(across)) > _SLANT * max(abs(along), abs(across)):
        return None
    if abs(along) >= abs(across):
        return Turn(1 if along >= 0 else -1, 0)
    return Turn(0, 1 if across > 0 else -1)


class Characters(Protocol):
    """The characters of a page one after another, and where each of them stands."""

    @property
    def text(self) -> str: ...

    def box(self, index: int) -> Box:
        """The place of a character, from its origin to where the next one starts."""

    def base(self, index: int) -> float:
        """The height of the baseline that a character stands on."""


def whole(text: str) -> str:
    """A text with each pair of surrogates made the one character they stand for."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def is_bold_name(font: str) -> bool:
    """Whether a font is bold by its name, as the faces of Chinese titles are."""
    return bool(_BOLD_NAME.search(font))
