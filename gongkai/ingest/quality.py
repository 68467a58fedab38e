"""Tell whether a text is good enough to judge a document by.

A scan without a text layer, a font without a character map or a wrong encoding
yields text in which things seem to be missing that are there. Such a text must
never accuse anyone, so every reader asks here before it lets an extract go.
"""

from __future__ import annotations

import codecs
import re
from itertools import islice

from gongkai.model import Unjudgeable

GARBLED_SHARE = 0.1  # of the visible characters
FEW_LETTERS = 10  # fewer than a title has: not one usable sentence

_LOST = re.compile(
    r"\(cid:\d{1,6}\)|[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd\ud800-\udfff]"
)
_MOJIBAKE = re.compile(  # read in the wrong encoding, once or twice
    r"锟斤拷|烫{3,20}|屯{3,20}|[\u00c0-\u00ff][\u0080-\u00bf]|[\u00a1-\u00ff]{4,40}"
)
_LINE_START = re.compile(r"^\s{0,20}([\u4e00-\u9fff]{6,12})", re.MULTILINE)
_SAMPLED_LINES = 100
_LETTER = re.compile(r"[^\W\d_]")


def assess(text: str) -> tuple[Unjudgeable, ...]:
    """The reasons, if any, why a text cannot be judged."""
    reasons = []
    if is_garbled(text):
        reasons.append(Unjudgeable.GARBLED_TEXT)
    if sum(1 for _ in islice(_LETTER.finditer(text), FEW_LETTERS)) < FEW_LETTERS:
        reasons.append(Unjudgeable.NEARLY_EMPTY)
    return tuple(reasons)


def is_garbled(text: str) -> bool:
    """Whether too large a share of a text is characters that nobody can read."""
    spoilt = sum(
        len(match.group())
        for pattern in (_LOST, _MOJIBAKE)
        for match in pattern.finditer(text)
    )
    if spoilt and spoilt >= GARBLED_SHARE * sum(map(len, text.split())):
        return True
    return _is_utf8_read_as_gbk(text)


def _is_utf8_read_as_gbk(text: str) -> bool:
    """Whether most lines turn out to be UTF-8: 党务公开 comes as 鍏氬姟鍏紑.

    Six Han characters that are valid UTF-8 by chance are one in a million.
    """
    starts = [match[1] for match in islice(_LINE_START.finditer(text), _SAMPLED_LINES)]
    return sum(map(_is_misread, starts)) * 2 > len(starts)


def _is_misread(line: str) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(line.encode("gb18030"))
    except UnicodeDecodeError:
        return False
    return True
