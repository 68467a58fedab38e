"""空白样表: a form that nobody has filled in yet (SPEC R_TEMPLATE)."""

from __future__ import annotations

import re

from gongkai.model import Found, PartialDate, Span

_BLANK = re.compile(
    r"[×xX]{2,40}(?=[年月日号村镇乡县市元人户同])|×{2,40}|_{2,80}|\*{3,80}|\(空白\)|某某"
    r"|年[ \t]{1,20}月[ \t]{1,20}日|年[ \t]{0,20}月[ \t]{2,20}日|〔\d{0,4}\s{0,6}〕[ \t]{1,20}号|第[ \t]{2,20}[号次期]"
)
_ENOUGH = 3
_PER_CHARACTERS = 150  # at least one blank in so many characters


def find(folded: str, body: Span, issued_on: Found[PartialDate] | None) -> bool:
    """Whether the text is mostly blanks. A date of its own says it was filled in."""
    if issued_on is not None and issued_on.value.day is not None:
        return False
    start = 0 if body.start == body.end else min(body.start, 400)
    size = max(1, body.end - start)
    blanks = sum(1 for _ in _BLANK.finditer(folded, start, max(body.end, start)))
    return blanks >= _ENOUGH and blanks * _PER_CHARACTERS >= size
