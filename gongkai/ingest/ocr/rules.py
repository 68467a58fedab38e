"""The straight lines drawn on a picture: what its tables are ruled with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

from gongkai.ingest.pages.strokes import Stroke

_SHORTEST = (
    0.03  # of the longer side of the picture; longer than any stroke of a letter
)
_THICKEST = 12  # pixels
_GAP = 7  # pixels of a line that a scanner may have lost
_BLOCK, _DARKER = 31, 12  # ink is darker by so much than what is around it


def drawn(pixels: Any) -> tuple[tuple[Stroke, ...], tuple[Stroke, ...]]:
    """The level and upright lines on a straight picture in colour."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    ink = cv2.adaptiveThreshold(
        grey,
        255,
        cv2.ADAPTIVE_THRESH_MEAN_C,
        cv2.THRESH_BINARY_INV,
        _BLOCK,
        _DARKER,
    )
    shortest = round(_SHORTEST * max(ink.shape))
    level = tuple(_lines(ink, shortest))
    upright = tuple(_lines(np.ascontiguousarray(ink.T), shortest))
    return level, upright


def _lines(ink: Any, shortest: int) -> Iterator[Stroke]:
    """Level lines: runs of ink that are long and thin."""
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    long = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    # What still leans a little comes in steps, which are made one.
    steps = cv2.dilate(long, np.ones((3, _GAP), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(steps)
    for left, top, width, height, _ in boxes[1:count].tolist():
        if height - 2 <= _THICKEST:
            half = _GAP // 2
            yield Stroke(top + height / 2, left + half, left + width - half)
