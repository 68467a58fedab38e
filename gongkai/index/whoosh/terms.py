"""The terms that a document is posted under: characters and pairs of neighbours.

Pairs share a fixed number of terms, so that the dictionary does not grow with the
archive.
"""

from __future__ import annotations

from itertools import pairwise

from gongkai.index.protocol import FACETS
from gongkai.index.query import Field

GRAMS = ("text", "title")
"""The fields that are posted under characters and pairs."""

NAMES = {
    Field.ISSUER: "issuer_words",
    Field.NUMBER: "number",
    Field.CATEGORY: "category_name",
    Field.GENRE: "genre_name",
}
"""The fields that are posted under their whole reading."""

VALUES = ("id", "issued_on", "chance", *NAMES.values(), *FACETS)
"""The fields that are posted under what they say."""

_PAIR_TERMS = 1 << 13
_PAIR = tuple(b"\0" + number.to_bytes(2, "big") for number in range(_PAIR_TERMS))


def pairs(text: str) -> set[bytes]:
    """The terms of the pairs of neighbours in a text."""
    pairs = set(pairwise(text))
    return {_PAIR[(ord(a) * 7919 + ord(b) * 31) % _PAIR_TERMS] for a, b in pairs}


def grams(text: str) -> set[bytes]:
    """The terms that a text is posted under."""
    return pairs(text).union(map(str.encode, set(text)))
