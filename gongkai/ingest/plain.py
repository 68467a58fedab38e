"""Plain text: a line is a paragraph."""

from __future__ import annotations

from gongkai.errors import EmptyError
from gongkai.ingest import encoding, layout, quality
from gongkai.model import Extract, Unjudgeable

LOST_SHARE = 0.005  # of the characters: then names and amounts are damaged too
TITLE_LENGTH = 50  # characters; a title of three lines is written as three
_SENTENCE_ENDS = "。！？；，、：:;,.!?"


def extract(data: bytes) -> Extract:
    """The text of a plain text file, whatever its encoding.

    Raises EmptyError when there is nothing but white space.
    """
    text, name, sure, lost = encoding.decode(data)
    builder = layout.Builder()
    for line in layout.lines(text):
        builder.paragraph(line, heading=builder.is_empty and _is_title(line))
    if builder.is_empty:
        raise EmptyError("no characters")
    if name not in ("utf-8", "utf-8-sig"):
        builder.note(f"decoded as {name}")
    if lost:
        builder.note(f"{lost} characters could not be decoded as {name}")
    unsure = not sure or lost > LOST_SHARE * len(text)
    reasons = (Unjudgeable.ENCODING_UNSURE,) if unsure else ()
    return builder.build(reasons + quality.assess(text))


def _is_title(line: str) -> bool:
    stripped = line.strip()
    return 0 < len(stripped) <= TITLE_LENGTH and stripped[-1] not in _SENTENCE_ENDS
