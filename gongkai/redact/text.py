"""Mask personal data in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from io import BytesIO

from gongkai.model import Sensitive, Severity


def to_mask(items: Iterable[Sensitive]) -> tuple[Sensitive, ...]:
    """What a copy for others must not show, in reading order, none inside another.

    A remark (severity info), such as a mobile number published as the hotline, stays.
    """
    chosen: list[Sensitive] = []
    for item in sorted(items, key=lambda item: (item.span.start, -item.span.end)):
        inside = chosen and item.span.start < chosen[-1].span.end
        if item.severity > Severity.INFO and not inside:
            chosen.append(item)
    return tuple(chosen)


def mask_text(text: str, items: Iterable[Sensitive]) -> str:
    """The text with each of these spans replaced by its mask.

    >>> from gongkai.model import Span
    >>> item = Sensitive("MOBILE", "手机", Span(2, 13), "138****0021", Severity.ERROR)
    >>> mask_text("电话13800000021。", [item])
    '电话138****0021。'
    """
    parts: list[str] = []
    last = 0
    for item in items:
        parts += text[last : item.span.start], item.masked
        last = item.span.end
    return "".join([*parts, text[last:]])


def masks(text: str, items: Iterable[Sensitive]) -> dict[str, str]:
    """What stands in the text, without spaces, and what is to stand there instead."""
    return {"".join(item.span.of(text).split()): item.masked for item in items}


def pattern(values: Mapping[str, str]) -> re.Pattern[str]:
    """An expression for any of these values, longest first, however they are spaced."""
    ordered = sorted(values, key=len, reverse=True)
    return re.compile("|".join(r"\s*".join(map(re.escape, value)) for value in ordered))


def text_as_docx(text: str) -> bytes:
    """A plain Word document, a paragraph a line."""
    import docx

    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    out = BytesIO()
    document.save(out)
    return out.getvalue()
