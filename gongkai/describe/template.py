"""空白样表: a form that nobody has filled in yet (SPEC R_TEMPLATE)."""

from __future__ import annotations

import re

from gongkai.model import Found, PartialDate, Span
from gongkai.pattern import Pattern

_BLANK = Pattern(
    r"×{3,40}|[×xX]{2,40}(?=[年月日号村镇乡县市元人户])|X{3,40}|_{2,80}|(?<![\d\u4e00-\u9fff])\*{3,80}(?!\d)"
    r"|\(空白\)|某某|年[ \t]{1,20}月[ \t]{1,20}日|〔\d{0,4} {0,6}〕 {1,20}号|第 {2,20}[号次期]"
    r"|(?:单位|姓名|时间|日期|地点|编号|电话|主持人|记录人|签名|盖章) {0,4}:[ \t]{0,40}$",
    re.MULTILINE,
)
_MODEL = Pattern(
    r"(?:网上)?范文\)?$|更多范文|范文网|结合(?:本村|本单位|本地|自身)?实际(?:情况)?(?:修改|填写)",
    re.MULTILINE,
)
_ENOUGH = 3
_PER_CHARACTERS = 150  # at least one blank in so many characters


def find(folded: str, body: Span, issued_on: Found[PartialDate] | None) -> bool:
    """Whether the text is mostly blanks, or a model to copy. A date of its own says it was filled in."""
    if issued_on is not None and issued_on.value.day is not None:
        return False
    if _MODEL.search(folded, 0, body.end):
        return True
    blanks = sum(1 for _ in _BLANK.finditer(folded, 0, body.end))
    return blanks >= _ENOUGH and blanks * _PER_CHARACTERS >= body.end
