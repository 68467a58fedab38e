"""The ink on a picture: straight lines, which rule its tables, and what nobody has read."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np

from gongkai.ingest.ocr.seen import Word
from gongkai.ingest.pages.strokes import Stroke

_SHORTEST = (
    0.03  # of the longer side of the picture; longer than any stroke of a letter
)
_TELLING = 0.1  # of the longer side: a line by which to tell how the page leans
_STEEPEST = 0.03  # radians
_THICKEST = 10  # pixels
_GAP = 3  # pixels of a line that a scanner may have lost
_BLOCK, _DARKER = 31, 12  # ink is darker by so much than what is around it


class _Line(NamedTuple):
    left: int
    right: int  # the last pixel
    top: int
    bottom: int
    lean: float  # radians to the right and down


def lean(pixels: Any) -> float:
    """By how many radians the level lines of a picture fall to the right; 0 without any."""
    ink = _ink(pixels)
    longest = max(ink.shape)
    lines = [
        line
        for line in _lines(ink, round(_SHORTEST * longest))
        if line.right - line.left >= _TELLING * longest and abs(line.lean) < _STEEPEST
    ]
    if not lines:
        return 0.0
    return float(
        np.average(
            [line.lean for line in lines],
            weights=[(line.right - line.left) ** 2 for line in lines],
        )
    )


def drawn(pixels: Any) -> tuple[tuple[Stroke, ...], tuple[Stroke, ...]]:
    """The level and upright lines on a straight picture in colour."""
    ink = _ink(pixels)
    shortest = round(_SHORTEST * max(ink.shape))
    level = tuple(_strokes(ink, shortest))
    upright = tuple(_strokes(np.ascontiguousarray(ink.T), shortest))
    return level, upright


def unread(pixels: Any, words: Sequence[Word]) -> float:
    """The share of the ink on a picture that is outside of words and is no line."""
    ink = _ink(cv2.medianBlur(pixels, 3))
    shortest = round(_SHORTEST * max(ink.shape))
    for shape in ((1, shortest), (shortest, 1)):
        lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        ink[cv2.dilate(lines, np.ones((5, 5), np.uint8)) > 0] = 0
    total = int(np.count_nonzero(ink))
    for word in words:
        top, left = max(round(word.top), 0), max(round(word.left), 0)
        ink[top : round(word.bottom), left : round(word.right)] = 0
    return round(np.count_nonzero(ink) / total, 3) if total else 0.0


def _strokes(ink: Any, shortest: int) -> Iterator[Stroke]:
    for line in _lines(ink, shortest):
        if line.bottom - line.top < _THICKEST:
            middle = (line.top + line.bottom + 1) / 2
            yield Stroke(middle, float(line.left), float(line.right + 1))


def _ink(pixels: Any) -> Any:
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    return cv2.adaptiveThreshold(
        grey,
        255,
        cv2.ADAPTIVE_THRESH_MEAN_C,
        cv2.THRESH_BINARY_INV,
        _BLOCK,
        _DARKER,
    )


def _lines(ink: Any, shortest: int) -> Iterator[_Line]:
    """Level or nearly level lines: long runs of ink, those that touch made one."""
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    long = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    # What still leans comes in steps, which are made to touch.
    steps = cv2.dilate(long, np.ones((3, 3), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(steps)
    for left, top, width, height, _ in boxes[1:count].tolist():
        part = long[top : top + height, left : left + width]
        ends = _middle(part[:, 1]), _middle(part[:, width - 2])
        slope = math.atan2(ends[1] - ends[0], max(width - 3, 1)) if all(ends) else 0.0
        yield _Line(left + 1, left + width - 2, top + 1, top + height - 2, slope)


def _middle(column: Any) -> float:
    """The middle of the ink in a column of pixels; 0 where there is none."""
    places = np.flatnonzero(column)
    return float(places.mean()) if len(places) else 0.0
