"""The lines of a page in reading order, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from gongkai.ingest.pages.line import SOFT_HYPHEN, Box, Characters, Line, whole

APART = 0.3  # times the size of the font: a space between pieces of a line
SAME_BASE = 0.5  # times the size of the font
_FIRST_WIDE = "\u2e80"
_CROWDED = 1.2  # times the room that a line has for its characters
_LOOKED_BACK = 30  # pieces on one height, for copies
_SAME_PLACE = 0.35  # times the size of the font
_ROWS_OF_COLUMNS = 3


def once(lines: Sequence[Line], text: Characters) -> list[Line]:
    """The lines without what is printed twice at one place, as bold or a shadow."""
    kept: list[Line] = []
    near: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        for piece in _uncrowded(line, text):
            band = round(piece.base / piece.size)
            if any(
                _is_copy(piece, other)
                for key in (band - 1, band, band + 1)
                for other in near[key][-_LOOKED_BACK:]
            ):
                continue
            near[band].append(piece)
            kept.append(piece)
    return kept


def ordered(lines: Sequence[Line]) -> list[Line]:
    """Lines from the top down, those of a row joined; columns stay as they were drawn."""
    if any(b.base > a.base + a.size for a, b in pairwise(lines)):
        heights = list(rows(lines))
        place = {line: index for index, line in enumerate(lines)}
        torn = sum(
            any(abs(place[a] - place[b]) > 1 for a, b in pairwise(row))
            for row in heights
        )
        if torn < _ROWS_OF_COLUMNS:
            lines = [line for row in heights for line in row]
    return list(joined(lines))


def rows_of(pieces: Sequence[Line]) -> list[Line]:
    """Pieces of text in any order made lines, from the top down."""
    return [side_by_side(row) for row in rows(pieces)]


def side_by_side(row: Sequence[Line]) -> Line:
    """Pieces of a row made one line, a space between those that stand apart."""
    line = row[0]
    for piece in row[1:]:
        space = " " if piece.left - line.right > APART * piece.size else ""
        line = line._replace(
            text=line.text + space + piece.text,
            right=max(line.right, piece.right),
            tail=piece.tail,
            bold=line.bold and piece.bold,
            last=piece.last,
        )
    return line


def pieces(
    line: Line, text: Characters, group: Callable[[Box], int | None]
) -> Iterator[tuple[int | None, Line]]:
    """A line cut where it passes from one group to the next, or jumps back.

    `group` tells of the box of a character which group it is in.
    """
    current: int | None = None
    first = last = -1
    left = right = line.left
    for index in range(line.first, line.last):
        char = text.text[index]
        if char.isspace():
            continue
        if "\udc00" <= char <= "\udfff":  # belongs to the one before
            last = index + 1
            continue
        box = text.box(index)
        here = group(box)
        if first >= 0 and (here != current or box.left < right - line.size):
            yield current, _piece(line, text, first, last, left, right)
            first = -1
        if first < 0:
            current, first, left = here, index, box.left
        last, right = index + 1, box.right
    if first >= 0:
        yield current, _piece(line, text, first, last, left, right)


def _piece(
    line: Line, text: Characters, first: int, last: int, left: float, right: float
) -> Line:
    words = text.text[first:last]
    if last == line.last and line.text.endswith(SOFT_HYPHEN):
        words = words[:-1] + SOFT_HYPHEN
    return line._replace(
        text=whole(words),
        left=left,
        right=right,
        base=text.base(first),
        first=first,
        last=last,
    )


def rows(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines by the baseline they share, from the top down and from left to right."""
    row: list[Line] = []
    for line in sorted(lines, key=lambda line: -line.base):
        if row and row[0].base - line.base > SAME_BASE * min(line.size, row[0].size):
            yield sorted(row, key=lambda line: line.left)
            row = []
        row.append(line)
    if row:
        yield sorted(row, key=lambda line: line.left)


def joined(lines: Sequence[Line]) -> Iterator[Line]:
    """Neighbours on one baseline, the second to the right of the first, made one."""
    row: list[Line] = []
    for line in lines:
        if row and not _follows(row[-1], line):
            yield side_by_side(row)
            row = []
        row.append(line)
    if row:
        yield side_by_side(row)


def _follows(before: Line, line: Line) -> bool:
    size = min(before.size, line.size)
    return (
        abs(before.base - line.base) <= SAME_BASE * size
        and line.left > before.right - SAME_BASE * size
    )


def _uncrowded(line: Line, text: Characters) -> list[Line]:
    """A line that holds more than there is room for, cut where it jumps back."""
    if width(line.text) * line.size <= _CROWDED * (line.right - line.left):
        return [line]
    return [piece for _, piece in pieces(line, text, lambda _: None)]


@lru_cache(4096)  # the lines of some pages, each asked about several times
def width(text: str) -> float:
    """The width of a text in squares, as if Latin letters were half as wide as Han."""
    return (len(text) + sum(map(_FIRST_WIDE.__le__, text))) / 2


def _is_copy(line: Line, other: Line) -> bool:
    slack = _SAME_PLACE * line.size
    return (
        abs(line.base - other.base) <= slack
        and line.left >= other.left - slack
        and line.right <= other.right + slack
        and line.text in other.text
        and _would_stand(line, other, slack)
    )


def _would_stand(line: Line, other: Line, slack: float) -> bool:
    """Whether the same words of the other line stand where this line does."""
    if line.text == other.text:
        return abs(line.left - other.left) <= slack
    total = width(other.text) or 1.0
    at = width(other.text[: other.text.index(line.text)]) / total
    expected = other.left + at * (other.right - other.left)
    return abs(line.left - expected) <= 2 * line.size
