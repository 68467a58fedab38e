"""公开属性: 主动公开, 依申请公开 or 不予公开, from the note under a document or its metadata."""

from __future__ import annotations

from gongkai.describe import forms
from gongkai.describe.labels import Labels
from gongkai.describe.layout import Layout
from gongkai.model import Found


def find(layout: Layout, labels: Labels) -> Found[str] | None:
    """How the document says it may be seen."""
    for each in labels.of("openness"):
        if value := _value("".join(each.value.value.split())):
            return Found(value, each.value.span)
    for line in layout.lines:
        if len(line.bare) > 24:
            continue
        match = forms.OPENNESS_LINE.fullmatch(line.bare)
        if match and (value := _value(match["value"])):
            return Found(value, line.span)
    return None


def _value(said: str) -> str | None:
    return next(
        (value for value, pattern in forms.OPENNESS if pattern.search(said)), None
    )
