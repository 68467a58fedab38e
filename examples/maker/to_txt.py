"""A source as plain text, in the encodings that such files come in."""

from __future__ import annotations

from collections.abc import Iterator

from maker.source import Block, Document, Kind

_WIDTH = 36  # Han characters a line, for what is centred or to the right
_BOM = {"utf-16": b"\xff\xfe", "utf-8-sig": b"\xef\xbb\xbf"}
_CODEC = {"utf-16": "utf-16-le", "utf-8-sig": "utf-8"}


def render(document: Document) -> bytes:
    """The bytes of the file. Raises UnicodeEncodeError where the encoding lacks a character."""
    encoding = document.head.get("encoding", "utf-8")
    newline = "\r\n" if document.head.get("newline") == "crlf" else "\n"
    text = (
        newline.join(line for block in document.blocks for line in _lines(block))
        + newline
    )
    return _BOM.get(encoding, b"") + text.encode(_CODEC.get(encoding, encoding))


def _lines(block: Block) -> Iterator[str]:
    if block.kind is Kind.ROW:
        yield from (
            "\t".join("" if cell in "<^" else cell for cell in row)
            for row in block.rows
        )
    elif block.kind in (Kind.TITLE, Kind.CENTRE, Kind.MASTHEAD):
        yield "\u3000" * max(0, (_WIDTH - len(block.text)) // 2) + block.text
    elif block.kind is Kind.RIGHT:
        yield "\u3000" * max(0, _WIDTH - len(block.text) - 4) + block.text
    elif block.kind is Kind.PAGE:
        yield ""
    else:
        yield block.text
