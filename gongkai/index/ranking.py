"""How well a document answers, the same for every engine.

Of a string: its weight times how often it stands there (BM25, which ends at 2.2), with
so much more where it stands as a word, and again where the title has it too. So a title
comes before any text, a word before characters that meet by chance, and of equals the
newer document first. Of several strings: the sum. Strings with wildcards count nothing.
"""

from __future__ import annotations

import math
import struct
from bisect import bisect_right
from collections.abc import Iterable

WORD = 3.0
"""What a string is worth that is not merely characters of other words: more than any number of times."""

TITLE = 6.0
"""What a title is worth that has the string: more than all of the above."""

SATURATION, BY_LENGTH = 1.2, 0.75  # of BM25, as Tantivy has them

_DIGITS = 3
_EXACT = 40  # lengths that are kept as they are


def grade(score: float) -> float:
    """A score as it counts: those that hardly differ are equal."""
    return round(score, _DIGITS)


def rarity(documents: int, having: Iterable[int]) -> float:
    """How rare a string is, from how many documents have each of its terms.

    In the small numbers in which Tantivy reckons: of strings that every document has
    they are all there is.
    """
    return sum(_rarity(documents, min(n, documents)) for n in having)


def _rarity(documents: int, having: int) -> float:
    return math.log(_single(1 + (documents - having + 0.5) / (having + 0.5)))


def _single(number: float) -> float:
    """A number in single precision."""
    single: float = _SINGLE.unpack(_SINGLE.pack(number))[0]
    return single


_SINGLE = struct.Struct("f")


def weight(rarity: float) -> float:
    """What a string counts among others; one that is everywhere still counts."""
    return 1.0 + rarity


def often(times: int, length: int, average: float) -> float:
    """What it is worth that a text of so many terms has a string so many times."""
    longer = 1 - BY_LENGTH + BY_LENGTH * _kept(length) / average
    return times * (SATURATION + 1) / (times + SATURATION * longer)


def _kept(length: int) -> int:
    """A length as Tantivy keeps it, in one byte."""
    return _LENGTHS[bisect_right(_LENGTHS, length) - 1]


def _lengths() -> list[int]:
    first = list(range(_EXACT))
    steps = ((8 + n % 8) << (n // 8 - 1) for n in range(16, 256 - _EXACT + 16))
    return first + [_EXACT - 16 + step for step in steps]


_LENGTHS = _lengths()
