"""A source as a PDF with a text layer: ruled tables, headers, page numbers."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, SimpleDocTemplate, Spacer, Table

from maker.source import Block, Document, Kind, Rows, joins

_FONT = "STSong-Light"  # an Adobe CID font: every reader knows it, no file is embedded
_WIDTH = 451.0  # points between the margins of A4
_BODY, _CELL = 14.0, 10.0
_SHORT = 46.0  # points: three characters and the padding of a cell
_NEVER_FIRST = "，。、；：！？）》”』」%"  # never first on a line
_SIZE = {Kind.TITLE: 20.0, Kind.MASTHEAD: 28.0}
_ALIGN = {Kind.TITLE: 0.5, Kind.MASTHEAD: 0.5, Kind.CENTRE: 0.5, Kind.RIGHT: 1.0}

pdfmetrics.registerFont(UnicodeCIDFont(_FONT))


class Line(Flowable):  # type: ignore[misc]
    """One line of text, kept exactly as written."""

    def __init__(self, text: str, size: float, align: float) -> None:
        super().__init__()
        self.text, self.size, self.align = text, size, align

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return _WIDTH, self.size * 1.6

    def draw(self) -> None:
        self.canv.setFont(_FONT, self.size)
        self.canv.drawString(
            (_WIDTH - _long(self.text, self.size)) * self.align,
            self.size * 0.3,
            self.text,
        )


def render(document: Document, password: str | None = None) -> bytes:
    """The bytes of the PDF; the same for the same source and library."""
    out = BytesIO()
    encrypt = (
        StandardEncryption(password, f"{password}!", strength=128) if password else None
    )
    template = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=72, rightMargin=72, topMargin=72, bottomMargin=72,
        invariant=1, encrypt=encrypt, title="", author="",
    )  # fmt: skip
    decorate = _decoration(document.head.get("header"), document.head.get("footer"))
    template.build(
        [f for block in document.blocks for f in _flow(block)],
        onFirstPage=decorate,
        onLaterPages=decorate,
    )
    return out.getvalue()


def of_picture(picture: bytes) -> bytes:
    """A PDF of one page that is a picture and nothing else, as a scanner makes it."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.drawImage(ImageReader(BytesIO(picture)), 0, 0, *A4)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _decoration(header: str | None, footer: str | None) -> Callable[[Any, Any], None]:
    def draw(canvas: Any, _template: Any) -> None:
        canvas.setFont(_FONT, 9)
        if header:
            canvas.drawCentredString(A4[0] / 2, A4[1] - 48, header)
        if footer:
            canvas.drawCentredString(
                A4[0] / 2, 40, footer.replace("{page}", str(canvas.getPageNumber()))
            )

    return draw


def _flow(block: Block) -> list[Flowable]:
    if block.kind is Kind.ROW:
        return [Spacer(1, 6), _table(block.rows), Spacer(1, 10)]
    if block.kind is Kind.PAGE:
        return [PageBreak()]
    size = _SIZE.get(block.kind, _BODY)
    lines = _wrapped(block.text, _WIDTH, size)
    return [Line(line, size, _ALIGN.get(block.kind, 0.0)) for line in lines]


def _table(rows: Rows) -> Table:
    widths = _column_widths(rows)
    grid = [["" for _ in row] for row in rows]
    style: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), _FONT, _CELL),
        ("LEADING", (0, 0), (-1, -1), _CELL * 1.3),
        ("GRID", (0, 0), (-1, -1), 0.6, black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    for join in joins(rows):
        room = sum(widths[join.column : join.last_column + 1]) - 12
        lines = [
            line
            for part in join.text.split("<br>")
            for line in _wrapped(part, room, _CELL)
        ]
        grid[join.row][join.column] = "\n".join(lines)
        style.append(
            ("SPAN", (join.column, join.row), (join.last_column, join.last_row))
        )
    return Table(grid, colWidths=widths, style=style, repeatRows=1)


def _column_widths(rows: Rows) -> list[float]:
    """Short columns get what they need; what is left is shared among the long ones."""
    wants = [_column_want(rows, column) for column in range(len(rows[0]))]
    short = [min(want, _SHORT) for want in wants]
    spare = (_WIDTH - sum(short)) / (sum(wants) - sum(short) or 1)
    return [
        least + (want - least) * spare for least, want in zip(short, wants, strict=True)
    ]


def _column_want(rows: Rows, column: int) -> float:
    cells = [j.text for j in joins(rows) if j.column == j.last_column == column]
    longest = max(
        (_long(part, _CELL) for cell in cells for part in cell.split("<br>")),
        default=0.0,
    )
    return max(24.0, min(longest, 300.0) + 13)


def _evenly_wrapped(text: str, room: float) -> list[str]:
    """The fewest lines, and of much the same length, so that none is a lone character."""
    count = len(_wrapped(text, room, _CELL))
    narrow = max(_long(text, _CELL) / count, _CELL) + _CELL / 2
    evenly = _wrapped(text, min(room, narrow), _CELL)
    return evenly if len(evenly) == count else _wrapped(text, room, _CELL)


def _wrapped(text: str, room: float, size: float) -> list[str]:
    lines = [""]
    for char in text:
        if _long(lines[-1] + char, size) > room and char not in _NEVER_FIRST:
            lines.append("")
        lines[-1] += char
    return lines


def _long(text: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, _FONT, size))
