"""The number a value begins with."""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.model import Found, Span
from gongkai.pattern import Pattern

_LEADING = Pattern(
    r"[共约计¥￥ ]{0,4}(?P<n>-?\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,4})?|-?\d{1,12}(?:\.\d{1,4})?"
    r"|[零〇一二三四五六七八九十百千两]{1,7}(?=[人名票户张份]))"
    r" {0,2}(?P<u>万元|元|人|名|票|户|张|份|%)?(?![\d年月日.\-])"
)


def leading(value: str, start: int) -> Mapping[str, Found[str]]:
    """The groups n and u of a folded value that starts there: 35人, 1,200.50元."""
    match = _LEADING.match(value)
    if match is None:
        return {}
    return {
        name: Found(text, Span(start + match.start(name), start + match.end(name)))
        for name, text in match.groupdict().items()
        if text
    }
