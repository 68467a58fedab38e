"""Which words a text has only by chance: 大学 in 重大学术会议, where 重大 and 学术 meet.

By the dictionary of jieba and in its way: of all ways to part characters, the likeliest.
Only where words of two characters overlap, which is where chance is, and where it takes
a twentieth of the time of cutting all of a text.
"""

from __future__ import annotations

import importlib.util
import math
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import ahocorasick_rs

_PAIR = 2
_ENTRY = re.compile(rf"^([一-鿿]{{1,{_PAIR}}}) (\d+)", re.MULTILINE)
_TOTAL = 60_101_967  # how often all words of the dictionary were met
_UNKNOWN = math.log(1 / _TOTAL)
_LONGEST = 64  # characters that are weighed together


class Cut(NamedTuple):
    """What overlapping words are taken for."""

    words: frozenset[str]
    others: frozenset[str]  # that only meet


def chance(reading: str) -> tuple[str, ...]:
    """The words of two characters that meet in a text, but never as a word of it.

    >>> chance("重大学术会议")
    ('大学',)
    """
    words: set[str] = set()
    others: set[str] = set()
    for chain in _chains(reading):
        cut = _cut(chain)
        words |= cut.words
        others |= cut.others
    return tuple(sorted(others - words))


def _chains(reading: str) -> Iterator[str]:
    """Words of two characters, with all that overlap them, and those that overlap these."""
    pairs, _ = _dictionary()
    begin = last = -_PAIR
    for _, start, _ in pairs.find_matches_as_indexes(reading, overlapping=True):
        if start > last + 1 or start - begin > _LONGEST:
            if begin >= 0:
                yield reading[begin : last + _PAIR]
            begin = start
        last = start
    if begin >= 0:
        yield reading[begin : last + _PAIR]


@lru_cache(1 << 14)
def _cut(chain: str) -> Cut:
    """The likeliest way to part a chain, from its end to its start."""
    _, likely = _dictionary()
    best = [0.0] * (len(chain) + 1)
    sizes = [1] * len(chain)
    for at in reversed(range(len(chain))):
        best[at] = likely.get(chain[at], _UNKNOWN) + best[at + 1]
        pair = likely.get(chain[at : at + _PAIR]) if at + 1 < len(chain) else None
        if pair is not None and pair + best[at + _PAIR] >= best[at]:
            best[at], sizes[at] = pair + best[at + _PAIR], _PAIR
    words = set()
    at = 0
    while at < len(chain):
        if sizes[at] == _PAIR:
            words.add(chain[at : at + _PAIR])
        at += sizes[at]
    met = {chain[at : at + _PAIR] for at in range(len(chain) - 1)}
    return Cut(frozenset(words), frozenset(met - words))


@cache
def _dictionary() -> tuple[ahocorasick_rs.AhoCorasick, dict[str, float]]:
    """All words of two characters, and how likely these and single characters are."""
    spec = importlib.util.find_spec("jieba")
    places = spec.submodule_search_locations if spec else None
    if not places:
        raise ModuleNotFoundError("jieba is not installed")
    text = (Path(places[0]) / "dict.txt").read_text("utf-8")
    likely = {
        word: math.log(int(times) / _TOTAL) for word, times in _ENTRY.findall(text)
    }
    pairs = [word for word in likely if len(word) == _PAIR]
    return ahocorasick_rs.AhoCorasick(pairs), likely
