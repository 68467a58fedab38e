"""Plain text: a line is a paragraph."""

from __future__ import annotations

from gongkai.errors import EmptyError, UnreadableError
from gongkai.ingest import layout, quality
from gongkai.model import Extract

_ENCODINGS = ("utf-8-sig", "gb18030", "big5")


def extract(data: bytes) -> Extract:
    """The text of a plain text file, whatever its encoding.

    Raises EmptyError when there is nothing but white space.
    """
    builder = layout.Builder()
    text, encoding = _decode(data)
    if not text.strip("\ufeff\x00 \t\r\n\f\v\u3000"):
        raise EmptyError("no characters")
    if encoding != "utf-8-sig":
        builder.note(f"decoded as {encoding}")
    builder.paragraph(text)
    return builder.build(quality.assess(text))


def _decode(data: bytes) -> tuple[str, str]:
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise UnreadableError("no known encoding fits")
