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
    inner,
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
NARROW = 0.5  # times the size of the font: the width of a Latin letter


class Run(NamedTuple):
    """Characters that are set together. Where each stands is worked out when asked."""

    text: str
    matrix: Matrix  # from the space of the text to points of the page
    x: float  # of the first character, in the space of the text, as all that follows
    y: float
    across: list[float]  # from a character to the next; the last distance goes on
    down: list[float]
    width: float  # of a Han character
    room: float  # where the boundary ends
    scale: float  # points that a unit is long
    size: float  # of the font, in points
    turn: Turn | None  # None: slanted, or out of sight
    is_bold: bool

    def places(self) -> Iterator[tuple[float, float]]:
        """Where the characters stand on the page."""
        x, y = self.x, self.y
        across, down = self.across, self.down
        yield self.matrix.point(x, y)
        for index in range(len(self.text) - 1):
            if across or down:
                x += across[min(index, len(across) - 1)] if across else 0.0
                y += down[min(index, len(down) - 1)] if down else 0.0
            else:
                x += self.width * share(self.text[index])
            yield self.matrix.point(x, y)

    def length(self) -> float:
        """How far the last character stands from the first, if none is set lower."""
        steps = len(self.text) - 1
        if not self.across:
            return self.width * sum(map(share, self.text[:-1]))
        return sum(self.across) + (steps - len(self.across)) * self.across[-1]

    def last_width(self, at: float) -> float:
        """The width of the last character. Punctuation may be set narrow."""
        width = self.width * share(self.text[-1])
        return self.room - at if 0 < self.room - at < width else width


class _Stance(NamedTuple):
    """How text is set, but for its place."""

    matrix: Matrix
    turn: Turn | None
    scale: float
    height: float


class Canvas:
    """Collects what is drawn on a page."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._objects = 0
        self._stances: dict[tuple[str | None, str | None, Matrix], _Stance] = {}
        self.runs: list[Run] = []
        self.segments: list[Segment] = []
        self.paths = 0
        self.picture = 0.0  # area of the largest
        self.pictures: list[
            tuple[str, Segment]
        ] = []  # what each is called, two corners

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
        corners = (*unit.point(0.0, 0.0), *unit.point(1.0, 1.0))
        self.pictures.append((item.get("ResourceID", ""), corners))

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

    def _draw_text(self, item: etree._Element, outer: Matrix) -> None:
        stance = self._stance(item.get("CTM"), item.get("CharDirection"), outer)
        size = number(item.get("Size"))
        if not size * stance.height > 0:
            return
        box = numbers(item.get("Boundary", ""))
        left, top = box[:2] if len(box) >= 2 else (0.0, 0.0)
        a, b, c, d, e, f = stance.matrix
        e += outer.a * left + outer.c * top
        f += outer.b * left + outer.d * top
        is_measured = len(box) == 4 and item.get("CTM") is None
        is_bold = (
            item.get("Font") in self._resources.bold
            or number(item.get("Weight")) >= _BOLD
        )
        width = size * (number(item.get("HScale"), 1.0) or 1.0)
        for text, x, y, across, down in _codes(item):
            self.runs.append(
                Run(
                    text,
                    Matrix(a, b, c, d, e, f),
                    x,
                    y,
                    across,
                    down,
                    width,
                    box[2] if is_measured else inf,
                    stance.scale,
                    size * stance.height,
                    None if _is_clipped_away(item, box) else stance.turn,
                    is_bold,
                )
            )

    def _stance(
        self, transformation: str | None, direction: str | None, outer: Matrix
    ) -> _Stance:
        key = transformation, direction, outer
        if key not in self._stances:
            matrix = inner(transformation).then(outer)
            angle = radians(number(direction))
            turn = turn_of(
                matrix.a * cos(angle) + matrix.c * sin(angle),
                matrix.b * cos(angle) + matrix.d * sin(angle),
            )
            self._stances[key] = _Stance(
                matrix, turn, hypot(matrix.a, matrix.b), hypot(matrix.c, matrix.d)
            )
        return self._stances[key]


def _is_clipped_away(item: etree._Element, box: list[float]) -> bool:
    """Whether a text has a clip and no height: so programs hide marks of their own."""
    return (
        len(box) == 4 and not (box[2] and box[3]) and item.find("{*}Clips") is not None
    )


def _codes(
    item: etree._Element,
) -> Iterator[tuple[str, float, float, list[float], list[float]]]:
    """Texts, where they begin, and the distances of their characters."""
    x = y = 0.0
    for code in item.iterchildren("{*}TextCode"):
        x, y = number(code.get("X"), x), number(code.get("Y"), y)
        text = code.text or ""
        if "\n" in text:  # the XML was set out for people
            text = text.strip()
        if text:
            count = len(text) - 1
            across = distances(code.get("DeltaX", ""), count)
            yield text, x, y, across, distances(code.get("DeltaY", ""), count)


def share(char: str) -> float:
    """The width of a character as a share of that of a Han character."""
    return 1.0 if char >= _FIRST_WIDE else NARROW
