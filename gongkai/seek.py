"""What a pattern finds in a text, looked for only where it can stand.

Most patterns of a rulebook may begin with anything and hold a word: `[^。]{0,20}请假`.
`re` tries them at every character. But no match can be further from one of its words
than the pattern is wide, and a word is found a hundred times sooner than a pattern.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from math import inf
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Generic, NamedTuple, TypeVar

import ahocorasick_rs

K = TypeVar("K")
_Sequence = (
    Any  # parts of a parsed pattern, each its kind and value: re._parser.SubPattern
)

_MOST = 100  # words; with more of them the pattern itself is as quick
_FEW = 4  # words that are looked for one by one, and characters of a set that are words
_REPEATS = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT)
_ASSERTIONS = (kinds.ASSERT, kinds.ASSERT_NOT)
_SINGLE = (kinds.LITERAL, kinds.NOT_LITERAL, kinds.IN, kinds.ANY)


class Needle(NamedTuple):
    """Words of which every match holds one, and how much of a match may stand around it."""

    words: frozenset[str]
    before: float  # characters, at most; infinite when that cannot be told
    after: float


def seek(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches of `pattern.finditer(text)`."""
    plan = _plan(pattern)
    if not plan.words:
        return pattern.finditer(text)
    if plan.everywhere:
        found = any(word in text for word in plan.words)
        return pattern.finditer(text) if found else iter(())
    windows = _windows(plan, text)
    if len(windows) == 1:
        return pattern.finditer(text, *windows[0])
    return chain.from_iterable(pattern.finditer(text, *window) for window in windows)


def seek_first(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The match of `pattern.search(text)`."""
    return next(seek(pattern, text), None)


def needle(pattern: re.Pattern[str]) -> Needle | None:
    """What a pattern cannot do without; None when that cannot be told.

    >>> sorted(needle(re.compile("[^。]{0,4}(?:没来|请假|未到(?:会)?)")).words)
    ['未到', '没来', '请假']
    """
    if pattern.flags & re.IGNORECASE:
        return None
    return _of_sequence(_parsed(pattern))


@lru_cache(maxsize=1)
def _parsed(pattern: re.Pattern[str]) -> _Sequence:
    return parser.parse(pattern.pattern, pattern.flags)


class Sieve(Generic[K]):
    """Many patterns, each with what it stands for, of which a text is asked at once."""

    def __init__(self, patterns: Iterable[tuple[K, re.Pattern[str]]]) -> None:
        self._patterns = tuple(patterns)
        self._always: list[int] = []
        by_word: defaultdict[str, list[int]] = defaultdict(list)
        for place, (_, pattern) in enumerate(self._patterns):
            words = _plan(pattern).words
            for word in words:
                by_word[word].append(place)
            if not words:
                self._always.append(place)
        self._places = tuple(by_word.values())
        self._words = ahocorasick_rs.AhoCorasick(by_word) if by_word else None

    def passing(self, text: str) -> Iterator[tuple[K, re.Pattern[str]]]:
        """Those that may match a text, in their order: their words stand in it."""
        places = set(self._always)
        if self._words is not None:
            met = self._words.find_matches_as_indexes(text, overlapping=True)
            for word in {word for word, _, _ in met}:
                places.update(self._places[word])
        return (self._patterns[place] for place in sorted(places))


class _Plan(NamedTuple):
    """How to look for a pattern."""

    pattern: re.Pattern[str]
    words: tuple[str, ...] = ()  # every match holds one; none when that is not known
    before: int = 0  # characters of a match before its word, at most
    after: int = 0  # … and behind it, with what the match looks at
    everywhere: bool = False  # it is as quick as its words, or a match may be endless


_plans: dict[int, _Plan] = {}
"""By the identity of the pattern, which its plan keeps: its hash takes long."""


def _plan(pattern: re.Pattern[str]) -> _Plan:
    known = _plans.get(id(pattern))
    if known is None:
        known = _plans[id(pattern)] = _planned(pattern)
    return known


def _planned(pattern: re.Pattern[str]) -> _Plan:
    one = needle(pattern)
    if one is None:
        return _Plan(pattern)
    parsed = _parsed(pattern)
    after = one.after + _ahead(parsed)
    quick = not one.before and _begins_plainly(parsed)
    words = tuple(sorted(one.words))
    if quick or one.before + after == inf:
        return _Plan(pattern, words, everywhere=True)
    return _Plan(pattern, words, int(one.before), int(after))


def _windows(plan: _Plan, text: str) -> list[tuple[int, int]]:
    """The stretches of a text in which a match can stand, apart from each other.

    Each holds every match that has a word in it, with all that the match may look at
    behind it; so no match meets the end of its stretch.
    """
    places: list[tuple[int, int]] = []
    for word in plan.words:
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            places.append((at, end))
            at = text.find(word, at + 1)
    places.sort()
    windows: list[tuple[int, int]] = []
    start = stop = -1
    for at, end in places:
        if at - plan.before > stop:
            if stop >= 0:
                windows.append((start, stop))
            start = max(at - plan.before, 0)
        stop = max(stop, end + plan.after)
    if stop >= 0:
        windows.append((start, stop))
    return windows


# What a parsed pattern asks for -------------------------------------------------


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
    """Whether `re` can tell from one character that no match begins with it."""
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
    """How many characters after its end a match looks at, at most."""
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
