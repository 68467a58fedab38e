"""What was seen on a picture made a page of lines and tables, as of any paged format."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from gongkai.ingest.ocr.rows import tabbed
from gongkai.ingest.ocr.seen import Seen, Word, confidence
from gongkai.ingest.pages.columns import by_place
from gongkai.ingest.pages.grid import grids
from gongkai.ingest.pages.line import Box, Line
from gongkai.ingest.pages.reading import Page, Scan
from gongkai.ingest.pages.strokes import Stroke
from gongkai.ingest.pages.tables import MIDDLE, take

FLOOR = 0.9  # mean confidence below which a page is not to be judged by
ILLEGIBLE = 0.6  # and below which what was made out is no text at all
FEW = 100  # characters that may be a small part of what a page has to say …
MOST_UNREAD = 0.7  # … when so much of its ink is none of them
NOISE = 0.5  # confidence below which characters are left out
_HEIGHT = 0.85  # of the box around a line: the size of its font
_SAME_SIZE = 0.12  # what the sizes of one font differ by
_POORLY = 0.25  # what the height of a word may be wrong by
_BIN = 0.25  # points
_HAN_RUN = re.compile(r"[\u3400-\u9fff，。、；：]{3,200}")


def page_of(seen: Seen, box: Box, scale: float) -> Page:
    """The page that fills a box, of so many points a pixel.

    It is `UNREAD` when there is no text on it, or none that can be made out.
    """
    sure = confidence([seen])
    if seen.words and sure < ILLEGIBLE:
        return Page([], [], box, [], Scan.UNREAD, 0)
    text = _Text(seen, box, scale)
    is_whole = len(text.text) >= FEW or seen.unread <= MOST_UNREAD
    scan = Scan.READ if sure >= FLOOR and is_whole else Scan.MISREAD
    if not text.lines:
        scan = Scan.UNREAD
    tables, lines = take(grids(text.level, text.upright), text.lines, text)
    lines = by_place(tabbed(lines), box) if lines else []
    return Page(lines, tables, box, [], scan, 0)


def evened(pages: Sequence[Page]) -> list[Page]:
    """Pages on which lines of one font are of one size.

    A machine measures each line a little different, and paragraphs are told by size.
    """
    sizes = _sizes(line for page in pages for line in page.lines)
    return [
        page._replace(
            lines=[
                line._replace(size=sizes[_bin(line)], tail=sizes[_bin(line)])
                for line in page.lines
            ]
        )
        for page in pages
    ]


def _bin(line: Line) -> int:
    return round(line.size / _BIN)


def _sizes(lines: Iterator[Line]) -> dict[int, float]:
    """The size of the font by the size measured: the commonest near it takes its like."""
    weights: Counter[int] = Counter()
    for line in lines:
        weights[_bin(line)] += len(line.text)
    result: dict[int, float] = {}
    while weights:
        near = {
            middle: sum(weights[other] for other in _around(middle, weights))
            for middle in weights
        }
        best = max(near, key=lambda middle: (near[middle], weights[middle]))
        alike = _around(best, weights)
        size = _BIN * sum(at * weights[at] for at in alike) / near[best]
        for at in alike:
            result[at] = size
            del weights[at]
    return result


def _around(middle: int, weights: Counter[int]) -> list[int]:
    return [at for at in weights if abs(at - middle) <= _SAME_SIZE * middle]


class _Text:
    """The characters of a page, in points and with y growing upwards."""

    def __init__(self, seen: Seen, box: Box, scale: float) -> None:
        self._box = box
        self._scale = scale
        self.text = ""
        self._chars: list[tuple[Line, float, float]] = []
        words = [word for word in seen.words if _is_text(word)]
        self.lines = [
            self._line(word, size * scale)
            for word, size in zip(words, _measured(words), strict=True)
        ]
        self.level = [
            Stroke(self._y(stroke.at), self._x(stroke.start), self._x(stroke.end))
            for stroke in seen.level
        ]
        self.upright = [
            Stroke(self._x(stroke.at), self._y(stroke.end), self._y(stroke.start))
            for stroke in seen.upright
        ]

    def box(self, index: int) -> Box:
        """The place of a character."""
        line, left, right = self._chars[index]
        return Box(left, line.base, right, line.base + line.size)

    def base(self, index: int) -> float:
        """The height of the baseline that a character stands on."""
        return self._chars[index][0].base

    def _x(self, x: float) -> float:
        return self._box.left + x * self._scale

    def _y(self, y: float) -> float:
        return self._box.top - y * self._scale

    def _line(self, word: Word, size: float) -> Line:
        middle = self._y((word.top + word.bottom) / 2)
        first = len(self.text)
        line = Line(
            word.text,
            self._x(word.left),
            self._x(word.right),
            middle - MIDDLE * size,
            size,
            size,
            first=first,
            last=first + len(word.text),
        )
        self.text += word.text
        self._chars += [
            (line, self._x(left), self._x(right)) for left, right in word.chars
        ]
        return line


def _is_text(word: Word) -> bool:
    return word.confidence >= NOISE and any(map(str.isalnum, word.text))


def _measured(words: Sequence[Word]) -> list[float]:
    """The size of the font of each word, in pixels.

    Where Han characters stand in a row their distance tells; the box around a word is
    a poor measure, and the nearest of the sizes told so is taken for it.
    """
    heights = [max(_HEIGHT * (word.bottom - word.top), 1.0) for word in words]
    pitches = [_pitch(word) for word in words]
    sure = [
        min(height, pitch)
        for height, pitch in zip(heights, pitches, strict=True)
        if pitch
    ]
    result = []
    for height, pitch in zip(heights, pitches, strict=True):
        size = min(height, pitch) if pitch else height
        if not pitch and sure:
            nearest = min(sure, key=lambda known: abs(known - height))
            size = nearest if abs(nearest - height) <= _POORLY * height else height
        result.append(size)
    return result


def _pitch(word: Word) -> float:
    """From one Han character to the next, in pixels; 0 where there are too few."""
    run = _HAN_RUN.search(word.text)
    if run is None:
        return 0.0
    (first, _), (last, _) = word.chars[run.start()], word.chars[run.end() - 1]
    return (last - first) / (run.end() - run.start() - 1)
