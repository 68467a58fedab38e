"""Words without which a pattern cannot match, so that most patterns need not be tried.

Looking for a few words in a text takes a hundredth of the time of looking for a pattern
that may begin anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_MOST = 24  # words; with more of them the pattern itself is as quick

Words = frozenset[str]


def may_match(pattern: re.Pattern[str], text: str) -> bool:
    """Whether the text holds any of the words that the pattern cannot do without."""
    words = needles(pattern)
    return not words or any(word in text for word in words)


@cache
def needles(pattern: re.Pattern[str]) -> Words:
    """Words of which every match holds at least one; none when that cannot be told.

    >>> sorted(needles(re.compile("[^。]{0,4}(?:没来|请假|未到(?:会)?)")))
    ['未到', '没来', '请假']
    """
    if pattern.flags & re.IGNORECASE:
        return frozenset()
    return _of_sequence(parser.parse(pattern.pattern, pattern.flags)) or frozenset()


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> Words | None:
    """The best of what the parts of a sequence ask for: the longest words, then the fewest."""
    found: list[Words] = []
    run = ""
    for kind, value in items:
        if kind is kinds.LITERAL:
            run += chr(value)
            continue
        if run:
            found.append(frozenset([run]))
            run = ""
        if words := _of_item(kind, value):
            found.append(words)
    if run:
        found.append(frozenset([run]))
    found = [words for words in found if len(words) <= _MOST]
    return max(found, key=_worth) if found else None


def _worth(words: Words) -> tuple[int, int]:
    return min(map(len, words)), -len(words)


def _of_item(kind: Any, value: Any) -> Words | None:
    if kind is kinds.SUBPATTERN:
        _, added, _, inside = value
        return None if added & re.IGNORECASE else _of_sequence(inside)
    if kind is kinds.BRANCH:
        choices = [_of_sequence(choice) for choice in value[1]]
        if all(choices):
            return frozenset().union(*(words for words in choices if words))
        return None
    if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT) and value[0] >= 1:
        return _of_sequence(value[2])
    return None
