"""What a regular expression cannot do without, read from how `re` parses it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from math import inf
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

_Sequence = (
    Any  # parts of a parsed pattern, each its kind and value: re._parser.SubPattern
)

_MOST = 100  # words; with more of them the pattern itself is as quick
_FEW = 4  # characters of a set that are words
_REPEATS = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT)
_ASSERTIONS = (kinds.ASSERT, kinds.ASSERT_NOT)
_SINGLE = (kinds.LITERAL, kinds.NOT_LITERAL, kinds.IN, kinds.ANY)


class Needle(NamedTuple):
    """Words of which every match holds one, and how much of a match may stand around it."""

    words: frozenset[str]
    before: float  # characters, at most; infinite when that cannot be told
    after: float


def needle(source: str, flags: int = 0) -> Needle | None:
    """What every match holds; None when that cannot be told.

    >>> sorted(needle("[^。]{0,4}(?:没来|请假|未到(?:会)?)").words)
    ['未到', '没来', '请假']
    """
    parsed = _parsed(source, flags)
    if parsed.state.flags & re.IGNORECASE:
        return None
    return _of_sequence(parsed)


def ahead(source: str, flags: int = 0) -> float:
    """How many characters after its end a match looks at, at most."""
    return _ahead(_parsed(source, flags))


def begins_plainly(source: str, flags: int = 0) -> bool:
    """Whether `re` can tell from one character that no match begins with it."""
    return _begins_plainly(_parsed(source, flags))


@lru_cache(maxsize=1)
def _parsed(source: str, flags: int) -> _Sequence:
    return parser.parse(source, flags)


def _of_sequence(items: _Sequence) -> Needle | None:
    """The best of what the parts of a sequence ask for, and what stands around it."""
    parts = list(_parts(items))
    found: list[Needle] = []
    for place, (inner, _) in enumerate(parts):
        if inner and len(inner.words) <= _MOST:
            before = sum(width for _, width in parts[:place])
            after = sum(width for _, width in parts[place + 1 :])
            found.append(
                Needle(inner.words, before + inner.before, inner.after + after)
            )
    return max(found, key=_worth) if found else None


def _parts(items: _Sequence) -> Iterator[tuple[Needle | None, float]]:
    """Each part of a sequence with its width at most; characters in a row are one part."""
    run = ""
    for kind, value in items:
        if kind is kinds.LITERAL:
            run += chr(value)
            continue
        if run:
            yield Needle(frozenset([run]), 0, 0), len(run)
            run = ""
        yield _of_item(kind, value), _width(kind, value, items.state)
    if run:
        yield Needle(frozenset([run]), 0, 0), len(run)


def _worth(one: Needle) -> tuple[bool, int, int]:
    """Long words before short ones, few before many, if the rest of the match has an end."""
    return (
        one.before + one.after < inf,
        min(map(len, one.words)),
        -len(one.words),
    )


def _of_item(kind: Any, value: Any) -> Needle | None:
    if kind is kinds.SUBPATTERN:
        _, added, _, inside = value
        return None if added & re.IGNORECASE else _of_sequence(inside)
    if kind is kinds.BRANCH:
        choices = [_of_sequence(choice) for choice in value[1]]
        known = [one for one in choices if one]
        if len(known) < len(choices):
            return None
        words = frozenset().union(*(one.words for one in known))
        before = max(one.before for one in known)
        return Needle(words, before, max(one.after for one in known))
    if kind is kinds.IN:
        return _of_set(value)
    if kind in _REPEATS and value[0] >= 1:
        inner = _of_sequence(value[2])
        if inner is None:
            return None
        others = _times(_widest(value[2]), value[1])
        return Needle(inner.words, inner.before, inner.after + others)
    return None


def _of_set(members: list[tuple[Any, Any]]) -> Needle | None:
    """The characters of a small set, each a word."""
    if len(members) > _FEW or any(kind is not kinds.LITERAL for kind, _ in members):
        return None
    return Needle(frozenset(chr(value) for _, value in members), 0, 0)


def _widest(items: _Sequence) -> float:
    return sum(_width(kind, value, items.state) for kind, value in items)


def _width(kind: Any, value: Any, state: Any) -> float:
    """How many characters a part of a pattern takes at most."""
    if kind is kinds.GROUPREF:
        widest = state.groupwidths[value][1]
        return inf if widest >= kinds.MAXREPEAT else widest
    if kind in _SINGLE:
        return 1
    if kind is kinds.AT or kind in _ASSERTIONS:
        return 0
    if kind is kinds.SUBPATTERN:
        return _widest(value[3])
    if kind is kinds.ATOMIC_GROUP:
        return _widest(value)
    if kind is kinds.BRANCH:
        return max(_widest(choice) for choice in value[1])
    if kind in _REPEATS:
        return _times(_widest(value[2]), value[1])
    return inf


def _begins_plainly(items: _Sequence) -> bool:
    first = next(iter(items), None)
    if first is None:
        return False
    kind, value = first
    if kind is kinds.SUBPATTERN:
        return _begins_plainly(value[3])
    if kind is kinds.BRANCH:
        return all(choice and choice[0][0] is kinds.LITERAL for choice in value[1])
    return kind in (kinds.LITERAL, kinds.IN)


def _times(width: float, count: Any) -> float:
    if not width:
        return 0
    return inf if count is kinds.MAXREPEAT else width * count


def _ahead(items: _Sequence) -> float:
    total = 1.0  # a line's end
    for kind, value in items:
        if kind in _ASSERTIONS:
            total += _widest(value[1]) + _ahead(value[1])
        elif kind is kinds.SUBPATTERN:
            total += _ahead(value[3])
        elif kind is kinds.ATOMIC_GROUP:
            total += _ahead(value)
        elif kind is kinds.BRANCH:
            total += sum(map(_ahead, value[1]))
        elif kind in _REPEATS:
            total += _ahead(value[2])
    return total
