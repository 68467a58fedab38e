"""Tell whether a text is good enough to judge a document by.

A scan without a text layer, a font without a character map or a wrong encoding
yields text in which things seem to be missing that are there. Such a text must
never accuse anyone, so every reader asks here before it lets an extract go.
"""

from __future__ import annotations

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
_SUSPECT = re.compile(  # what any of these begins with, but for `(cid:`
    "[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd\ud800-\udfff锟烫屯\u00a1-\u00ff]"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HANS = re.compile(r"[\u4e00-\u9fff]+")
_SAMPLE = 400  # Han characters
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
    if _SUSPECT.search(text) or "(cid:" in text:
        spoilt = sum(
            len(match.group())
            for pattern in (_LOST, _MOJIBAKE)
            for match in pattern.finditer(text)
        )
        if spoilt and spoilt >= GARBLED_SHARE * sum(map(len, text.split())):
            return True
    return _is_utf8_read_as_gbk(text)


def _is_utf8_read_as_gbk(text: str) -> bool:
    """Whether the text turns out to be UTF-8: 党务公开 comes as 鍏氬姟鍏紑.

    Hardly a character of genuine text is valid UTF-8 of a Han character.
    """
    sample = ""
    for run in _HANS.finditer(text):
        sample += run[0][: _SAMPLE - len(sample)]
        if len(sample) == _SAMPLE:
            break
    read_again = sample.encode("gb18030").decode("utf-8", "replace")
    return len(_HAN.findall(read_again)) > read_again.count("\ufffd")
