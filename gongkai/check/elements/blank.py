"""What stands in a form that was not filled in is no value."""

from __future__ import annotations

import re

_FILLER = re.compile(
    r"[\s_×✕xX*#?…—\-./\\|:,;、。()<>\[\]〔〕「」□○●~¥￥年月日时分元人名票张份至]+"
)
_NONE = re.compile(r"\s*(?:无|没有|略|空|同上)\s*[。.]?\s*")
_STATED_NONE = frozenset({"R_ABSENCE", "R_ANY"})
_LIKE = {
    "R_PHONE": re.compile(r"\d{5}"),
    "R_PERSON": re.compile(r"[\u4e00-\u9fa5·]{2,12}(?:[\s、,(].{0,40})?"),
    "R_DATE": re.compile(r".{0,20}(?:\d|年)"),
    "R_COUNT": re.compile(r".{0,6}[\d零〇一二三四五六七八九十百两]"),
    "R_TALLY": re.compile(r".{0,6}[\d零〇一二三四五六七八九十百两]"),
    "R_MONEY": re.compile(r".{0,20}\d"),
    "R_BALANCE": re.compile(r".{0,20}\d"),
}


def is_blank(value: str, value_rule: str = "") -> bool:
    """Whether a folded value says nothing: ____, ×××, 年 月 日, and 无 where one is due.

    >>> [is_blank(v) for v in ("____", "×××", "  年  月  日", "张三", "2024年")]
    [True, True, True, False, False]
    """
    if not _FILLER.sub("", value):
        return True
    return value_rule not in _STATED_NONE and _NONE.fullmatch(value) is not None


def looks_like(value: str, value_rule: str) -> bool:
    """Whether a folded value that stands apart from its label can be one of that kind."""
    kind = _LIKE.get(value_rule)
    return kind is None or kind.match(value) is not None
