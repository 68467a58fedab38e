"""A query for documents that are about the same as one."""

from __future__ import annotations

import math

from gongkai.index import reading, words
from gongkai.index.query import All, Any, Coded, Field, Not, Phrase, Query

_MOST = 20  # telling words
_LEAST = 0.3  # the part of them that another document must have
_FEWEST = 2


def similar(id: str, title: str, text: str) -> Query:
    """Documents that have many of the telling words of this one, without itself.

    The more they have, and the rarer those are, the better.
    """
    told = (reading.read(word) for word in words.telling(f"{title}\n{text}", _MOST))
    parts = tuple(Phrase(Field.TEXT, word) for word in dict.fromkeys(told) if word)
    least = min(len(parts), max(_FEWEST, math.ceil(len(parts) * _LEAST)))
    return All((Any(parts, max(1, least)), Not(Coded(Field.ID, id))))
