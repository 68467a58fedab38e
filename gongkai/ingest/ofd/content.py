"""What the content of a page draws: characters, straight lines, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, hypot, inf, radians, sin
from typing import NamedTuple

from lxml import etree

from gongkai.ingest.ofd.package import Resources
from gongkai.ingest.ofd.values import (
    distances,
    edges,
    is_white,
    number,
    numbers,
    placed,
    shifted,
)
from gongkai.ingest.pages.line import Turn, turn_of
from gongkai.ingest.pages.strokes import Matrix, Segment, filled

MOST_OBJECTS = 50_000  # on a page
MOST_SEGMENTS = 50_000
DEEPEST = 64  # blocks within blocks, and drawings that use drawings
_FEW_EDGES = 64  # of an area; what has more is a drawing
_BOLD = 600  # of a weight whose usual value is 400
_FIRST_WIDE = "\u2e80"
_NARROW = 0.5  # times the size of the font: the width of a Latin letter


class Run(NamedTuple):
    """Characters that are set together, and where each of them stands, in points."""

    text: str
    points: list[tuple[float, float]]
    widths: list[float]
    size: float
    turn: Turn | None  # None: slanted, or out of sight
    is_bold: bool


class Canvas:
    """Collects what is drawn on a page."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._objects = 0
        self.runs: list[Run] = []
        self.segments: list[Segment] = []
        self.paths = 0
        self.picture = 0.0  # area of the largest

    def draw(self, content: etree._Element, matrix: Matrix, depth: int = 0) -> None:
        """Draw the objects of a layer or block, which may hold others."""
        if depth > DEEPEST:
            return
        for item in content.iterchildren():
            self._objects += 1
            if self._objects > MOST_OBJECTS:
                return
            if item.get("Visible") == "false":
                continue
            match item.tag.rpartition("}")[2]:
                case "TextObject":
                    self._draw_text(item, matrix)
                case "PathObject":
                    self._draw_path(item, matrix)
                case "ImageObject":
                    self._draw_picture(item, matrix)
                case "CompositeObject":
                    self._draw_unit(item, matrix, depth)
                case "Layer" | "PageBlock":
                    self.draw(item, matrix, depth + 1)

    def draw_within(self, block: etree._Element, matrix: Matrix) -> None:
        """Draw a block that has a boundary of its own."""
        self.draw(block, shifted(block).then(matrix))

    def _draw_unit(self, item: etree._Element, matrix: Matrix, depth: int) -> None:
        unit = self._resources.units.get(item.get("ResourceID", ""))
        for content in unit.iterchildren("{*}Content") if unit is not None else ():
            self.draw(content, placed(item).then(matrix), depth + 1)

    def _draw_picture(self, item: etree._Element, matrix: Matrix) -> None:
        unit = placed(item).then(matrix)
        self.picture = max(self.picture, abs(unit.a * unit.d - unit.b * unit.c))

    def _draw_path(self, item: etree._Element, matrix: Matrix) -> None:
        self.paths += 1
        if len(self.segments) > MOST_SEGMENTS:
            return
        is_stroked = item.get("Stroke") != "false"
        is_filled = item.get("Fill") == "true"
        matrix = placed(item).then(matrix)
        for data in item.iterchildren("{*}AbbreviatedData"):
            found = list(edges(data.text or "", matrix))
            if is_stroked:
                self.segments += found
            elif is_filled and len(found) <= _FEW_EDGES:
                self.segments += filled(found, is_white=is_white(item))

    def _draw_text(self, item: etree._Element, matrix: Matrix) -> None:
        size = number(item.get("Size"))
        matrix = placed(item).then(matrix)
        height = size * hypot(matrix.c, matrix.d)
        if not height > 0:
            return
        angle = radians(number(item.get("CharDirection")))
        turn = turn_of(
            matrix.a * cos(angle) + matrix.c * sin(angle),
            matrix.b * cos(angle) + matrix.d * sin(angle),
        )
        if _is_clipped_away(item):
            turn = None
        is_bold = (
            item.get("Font") in self._resources.bold
            or number(item.get("Weight")) >= _BOLD
        )
        width = size * (number(item.get("HScale"), 1.0) or 1.0)
        scale = hypot(matrix.a, matrix.b)
        room = _room(item)
        for text, places in _codes(item, width):
            points = [matrix.point(x, y) for x, y in places]
            widths = [width * _share(char) for char in text]
            if 0 < room - places[-1][0] < widths[-1]:  # punctuation may be set narrow
                widths[-1] = room - places[-1][0]
            self.runs.append(
                Run(text, points, [scale * w for w in widths], height, turn, is_bold)
            )


def _room(item: etree._Element) -> float:
    """How wide the boundary of a text is, in the space of the text itself."""
    box = numbers(item.get("Boundary", ""))
    return box[2] if len(box) == 4 and item.get("CTM") is None else inf


def _is_clipped_away(item: etree._Element) -> bool:
    """Whether a text has a clip and no height: so programs hide marks of their own."""
    box = numbers(item.get("Boundary", ""))
    return (
        len(box) == 4 and not (box[2] and box[3]) and item.find("{*}Clips") is not None
    )


def _codes(
    item: etree._Element, width: float
) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """Texts, and where their characters stand in the space of the object."""
    x = y = 0.0
    for code in item.iterchildren("{*}TextCode"):
        x, y = number(code.get("X"), x), number(code.get("Y"), y)
        text = code.text or ""
        if "\n" in text:  # the XML was set out for people
            text = text.strip()
        if text:
            yield text, list(_places(text, code, x, y, width))


def _places(
    text: str, code: etree._Element, x: float, y: float, width: float
) -> Iterator[tuple[float, float]]:
    count = len(text) - 1
    across = distances(code.get("DeltaX", ""), count)
    down = distances(code.get("DeltaY", ""), count)
    yield x, y
    for index in range(count):
        if across or down:  # the last distance goes on for what is left
            x += across[min(index, len(across) - 1)] if across else 0.0
            y += down[min(index, len(down) - 1)] if down else 0.0
        else:
            x += width * _share(text[index])
        yield x, y


def _share(char: str) -> float:
    return 1.0 if char >= _FIRST_WIDE else _NARROW
