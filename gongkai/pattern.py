"""Regular expressions for Chinese text: compiled when needed, tried where they can match.

A rulebook has a thousand of them, of which a document meets a tenth. And most may begin
with anything and hold a word: `[^。]{0,20}请假`. `re` tries such a one at every character;
but no match can be further from one of its words than the pattern is wide, and a word is
found a hundred times sooner than a pattern.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import chain
from math import inf
from typing import Generic, NamedTuple, TypeVar
from weakref import WeakValueDictionary

import ahocorasick_rs

from gongkai import needles

K = TypeVar("K")
_Match = re.Match[str]


class _Plan(NamedTuple):
    """How to look for a pattern."""

    words: tuple[str, ...] = ()  # every match holds one; none when that is not known
    before: int = 0  # characters of a match before its word, at most
    after: int = 0  # … and behind it, with what the match looks at
    everywhere: bool = False  # it is as quick as its words, or a match may be endless


_known: WeakValueDictionary[tuple[str, int], Pattern] = WeakValueDictionary()


class Pattern:
    """A regular expression; two that say the same are one.

    What is wrong with it is told by re.error when it is first used.

    >>> Pattern("[^。]{0,4}请假").seek_first("会上有二人请假。")[0]
    '上有二人请假'
    """

    source: str
    flags: int

    def __new__(cls, source: str, flags: int = 0) -> Pattern:
        known = _known.get((source, flags))
        if known is None:
            known = _known[source, flags] = super().__new__(cls)
            known.source = source
            known.flags = flags
        return known

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.source, self.flags)

    @cached_property
    def search(self) -> Callable[..., _Match | None]:
        return self.compiled.search

    @cached_property
    def match(self) -> Callable[..., _Match | None]:
        return self.compiled.match

    @cached_property
    def fullmatch(self) -> Callable[..., _Match | None]:
        return self.compiled.fullmatch

    @cached_property
    def finditer(self) -> Callable[..., Iterator[_Match]]:
        return self.compiled.finditer

    @cached_property
    def findall(self) -> Callable[..., list[str]]:
        return self.compiled.findall

    @cached_property
    def split(self) -> Callable[..., list[str]]:
        return self.compiled.split

    @cached_property
    def sub(self) -> Callable[..., str]:
        return self.compiled.sub

    @cached_property
    def subn(self) -> Callable[..., tuple[str, int]]:
        return self.compiled.subn

    def seek(self, text: str) -> Iterator[_Match]:
        """The matches of `finditer(text)`, sooner."""
        plan = self._plan
        if not plan.words:
            return self.finditer(text)
        if plan.everywhere:
            found = any(word in text for word in plan.words)
            return self.finditer(text) if found else iter(())
        windows = _windows(plan, text)
        if len(windows) == 1:
            return self.finditer(text, *windows[0])
        return chain.from_iterable(self.finditer(text, *window) for window in windows)

    def seek_first(self, text: str) -> _Match | None:
        """The match of `search(text)`, sooner."""
        return next(self.seek(text), None)

    @property
    def words(self) -> tuple[str, ...]:
        """Words of which every match holds one; none when that cannot be told."""
        return self._plan.words

    @cached_property
    def _plan(self) -> _Plan:
        source, flags = self.source, self.flags
        one = needles.needle(source, flags)
        if one is None:
            return _Plan()
        after = one.after + needles.ahead(source, flags)
        quick = not one.before and needles.begins_plainly(source, flags)
        words = tuple(sorted(one.words))
        if quick or one.before + after == inf:
            return _Plan(words, everywhere=True)
        return _Plan(words, int(one.before), int(after))

    def __repr__(self) -> str:
        return f"Pattern({self.source!r}, {self.flags})"

    def __reduce__(self) -> tuple[type[Pattern], tuple[str, int]]:
        return Pattern, (self.source, self.flags)


class Sieve(Generic[K]):
    """Many patterns, each with what it stands for, of which a text is asked at once."""

    def __init__(self, patterns: Iterable[tuple[K, Pattern]]) -> None:
        self._patterns = tuple(patterns)
        self._always: list[int] = []
        by_word: defaultdict[str, list[int]] = defaultdict(list)
        for place, (_, one) in enumerate(self._patterns):
            for word in one.words:
                by_word[word].append(place)
            if not one.words:
                self._always.append(place)
        self._places = tuple(by_word.values())
        self._words = ahocorasick_rs.AhoCorasick(by_word) if by_word else None

    def passing(self, text: str) -> Iterator[tuple[K, Pattern]]:
        """Those that may match a text, in their order: their words stand in it."""
        places = set(self._always)
        if self._words is not None:
            met = self._words.find_matches_as_indexes(text, overlapping=True)
            for word in {word for word, _, _ in met}:
                places.update(self._places[word])
        return (self._patterns[place] for place in sorted(places))


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
