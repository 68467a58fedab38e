"""Values as OFD writes them: numbers, distances of characters, paths, matrices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from gongkai.ingest.pages.strokes import Matrix, Segment

_MOST = 1e7  # what is more, or no number at all, counts as nothing
_LONGEST_PATH = 200_000  # characters; more is a drawing
_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)")
_ARGUMENTS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


def number(text: str | None, default: float = 0.0) -> float:
    """A number, or what stands for it where none is written.

    >>> number("2.5"), number(None, 1.0), number("nan"), number("wide")
    (2.5, 1.0, 0.0, 0.0)
    """
    if text is None:
        return default
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if -_MOST < value < _MOST else 0.0


def numbers(text: str) -> list[float]:
    words = text.split()
    try:
        values = list(map(float, words))
    except ValueError:
        return [number(word) for word in words]
    is_sane = -_MOST < sum(values) < _MOST  # not, if any of them is no number
    return values if is_sane else [number(word) for word in words]


def distances(text: str, count: int) -> list[float]:
    """An array of distances, of which no more than `count` are wanted.

    >>> distances("2 g 3 10 5", 9)
    [2.0, 10.0, 10.0, 10.0, 5.0]
    """
    if "g" not in text and "G" not in text:
        return numbers(text)[: max(count, 0)]
    values: list[float] = []
    listed = text.split()
    if len(listed) == 3 and listed[0] in ("g", "G"):  # all are alike
        times = int(number(listed[1]))
        return [number(listed[2])] * max(0, min(times, count))
    words = iter(listed)
    for word in words:
        if len(values) >= count:
            break
        if word in ("g", "G"):
            times = int(number(next(words, "0")))
            values += [number(next(words, "0"))] * min(times, count - len(values))
        else:
            values.append(number(word))
    return values


def inner(transformation: str | None) -> Matrix:
    """A matrix as OFD writes it, or that which changes nothing."""
    values = numbers(transformation or "")
    return Matrix(*values) if len(values) == 6 else Matrix()


def placed(item: etree._Element) -> Matrix:
    """From the space of an object to that which it stands in."""
    return inner(item.get("CTM")).then(shifted(item))


def shifted(item: etree._Element) -> Matrix:
    """From the upper left corner of an object's boundary."""
    box = numbers(item.get("Boundary", ""))
    return Matrix(e=box[0], f=box[1]) if len(box) >= 2 else Matrix()


def edges(path: str, matrix: Matrix) -> Iterator[Segment]:
    """The straight lines of a path."""
    begin = here = (0.0, 0.0)
    for command, values in _commands(path):
        if command == "C":
            if here != begin:
                yield (*here, *begin)
            here = begin
            continue
        there = matrix.point(values[-2], values[-1])
        if command in "MS":
            begin = there
        elif command == "L":
            yield (*here, *there)
        here = there


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    if len(path) > _LONGEST_PATH:
        return
    tokens = iter(_TOKEN.findall(path))
    for token in tokens:
        count = _ARGUMENTS.get(token)
        if count is None:
            continue
        values = [number(value) for value in islice(tokens, count)]
        if len(values) == count:
            yield token, values


def is_white(item: etree._Element) -> bool:
    """Whether what fills an area cannot be seen on paper."""
    color = item.find("{*}FillColor")
    if item.get("Alpha") == "0" or color is None:
        return item.get("Alpha") == "0"
    if color.get("Alpha") == "0":
        return True
    shades = [_shade(word) for word in color.get("Value", "").split()]
    return bool(shades) and len(shades) <= 3 and min(shades) > 250


def _shade(word: str) -> float:
    if word.startswith("#"):
        try:
            return float(int(word[1:3], 16))
        except ValueError:
            return 0.0
    return number(word)
