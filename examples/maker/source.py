"""One source file: what to make, what to expect of it, and the text in a small markup.

A source is a YAML head between two lines of three hyphens, then the body, a block a line:

    # title            a line of the title, centred and bold
    = text             centred
    > text             to the right, as a signature is
    ^ text             masthead, large and red
    + text             numbered 一、 二、 by the word processor (docx only)
    | a | b |          a row of a table; `<` joins a cell to the left, `^` to the one above
    !box text          in a text box (docx only)
    !page              a new page
    text               a paragraph; two ideographic spaces in front indent its first line

Inside a paragraph of a docx {+text+} is a tracked insertion and {-text-} a tracked deletion.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

INDENT = "\u3000\u3000"
_HEAD_KEYS = {
    "shows",
    "format",
    "made_by",
    "from",
    "path",
    "encoding",
    "newline",
    "header",
    "footer",
}
_DEFAULTS: dict[str, Any] = {
    "status": "ok",
    "failure": None,
    "reasons": [],
    "title": None,
    "genre": None,
    "genre_also": [],
    "category": None,
    "category_also": [],
    "is_disclosure": True,
    "issuer": None,
    "issued_on": None,
    "doc_number": None,
    "absent": [],
    "unclear": [],
    "sensitive": [],
    "secrecy": None,
    "wrong": [],
    "template": False,
}


class Kind(Enum):
    TITLE = "# "
    CENTRE = "= "
    RIGHT = "> "
    MASTHEAD = "^ "
    NUMBERED = "+ "
    ROW = "| "
    BOX = "!box "
    PAGE = "!page"
    PLAIN = ""


Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A line of text, or the rows of a table."""

    kind: Kind
    text: str = ""
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class Join:
    """A table cell and the last row and column it covers (0-based, inclusive)."""

    text: str
    row: int
    column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Document:
    """What to make and what a careful archivist says of it."""

    path: str  # below documents/
    head: dict[str, Any]
    blocks: tuple[Block, ...]

    @property
    def format(self) -> str:
        return str(self.head.get("format", ""))

    @property
    def expected(self) -> dict[str, Any]:
        return {"path": self.path} | {
            key: self.head.get(key, value) for key, value in _DEFAULTS.items()
        }


def load(path: Path, root: Path) -> Document:
    """The document of one source file. Raises ValueError on a key that nobody reads."""
    _, head_text, body = path.read_text(encoding="utf-8").split("---\n", 2)
    head = _plain(yaml.safe_load(head_text))
    unknown = head.keys() - _HEAD_KEYS - _DEFAULTS.keys()
    if unknown:
        raise ValueError(f"{path}: unknown keys {sorted(unknown)}")
    blocks = tuple(_blocks(body))
    if any(len({len(row) for row in block.rows}) > 1 for block in blocks):
        raise ValueError(f"{path}: a table whose rows differ in length")
    target = (
        head.get("path")
        or f"{path.relative_to(root).with_suffix('').as_posix()}.{head['format']}"
    )
    return Document(target, head, blocks)


def joins(rows: Rows) -> list[Join]:
    """The cells of a table with what each covers, in reading order."""
    return [
        Join(text, row, column, *_reach(rows, row, column))
        for row, cells in enumerate(rows)
        for column, text in enumerate(cells)
        if text not in ("<", "^")
    ]


def _reach(rows: Rows, row: int, column: int) -> tuple[int, int]:
    last_row, last_column = row, column
    while last_column + 1 < len(rows[row]) and rows[row][last_column + 1] == "<":
        last_column += 1
    while last_row + 1 < len(rows) and rows[last_row + 1][column] == "^":
        last_row += 1
    return last_row, last_column


def _plain(head: dict[str, Any]) -> dict[str, Any]:
    """Dates as text: YAML would make objects of them."""
    return {
        key: str(value) if key == "issued_on" and value else value
        for key, value in head.items()
    }


def _blocks(body: str) -> list[Block]:
    lines = [_line(line) for line in body.splitlines() if line.strip()]
    blocks: list[Block] = []
    for kind, group in groupby(lines, key=lambda block: block.kind):
        if kind is Kind.ROW:
            blocks.append(
                Block(kind, rows=tuple(_cells(block.text) for block in group))
            )
        else:
            blocks.extend(group)
    return blocks


def _line(line: str) -> Block:
    kind = next(kind for kind in Kind if line.startswith(kind.value))
    return Block(kind, line.removeprefix(kind.value).rstrip("\n"))


def _cells(row: str) -> tuple[str, ...]:
    return tuple(cell.strip(" ") for cell in row.rstrip().removesuffix("|").split("|"))
