"""Tell whether a text is good enough to judge a document by.

A scan without a text layer, a font without a character map or a wrong encoding
yields text in which things seem to be missing that are there. Such a text must
never accuse anyone, so every reader asks here before it lets an extract go.
"""

from __future__ import annotations

import re

from gongkai.model import Unjudgeable

GARBLED_SHARE = 0.1  # of the visible characters
FEW_LETTERS = 10  # fewer than a title has: not one usable sentence

_LOST = re.compile(
    r"\(cid:\d{1,6}\)|[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd\ud800-\udfff]"
)
_MOJIBAKE = re.compile(
    r"锟斤拷|(?:烫){3,}|(?:屯){3,}|[\u00c0-\u00ff][\u0080-\u00bf]"  # GBK and UTF-8 misread
)
_LETTER = re.compile(r"[^\W\d_]")
_VISIBLE = re.compile(r"\S")


def assess(text: str) -> tuple[Unjudgeable, ...]:
    """The reasons, if any, why a text cannot be judged."""
    visible = sum(1 for _ in _VISIBLE.finditer(text))
    letters = sum(1 for _ in _LETTER.finditer(text))
    reasons = []
    if is_garbled(text, visible):
        reasons.append(Unjudgeable.GARBLED_TEXT)
    if letters < FEW_LETTERS:
        reasons.append(Unjudgeable.NEARLY_EMPTY)
    return tuple(reasons)


def is_garbled(text: str, visible: int | None = None) -> bool:
    """Whether too large a share of a text is characters that nobody can read."""
    if visible is None:
        visible = sum(1 for _ in _VISIBLE.finditer(text))
    spoilt = sum(
        len(match.group())
        for pattern in (_LOST, _MOJIBAKE)
        for match in pattern.finditer(text)
    )
    return spoilt > 0 and spoilt >= GARBLED_SHARE * visible
