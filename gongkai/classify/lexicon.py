"""The terms of every category in one automaton, and where they stand in a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import NamedTuple

import ahocorasick_rs

from gongkai.pattern import Pattern, Sieve
from gongkai.rules import Rulebook, Term
from gongkai.text import Tight, fold


class Role(IntEnum):
    """What a term says when it is met."""

    TITLE = auto()  # names the matter
    BODY = auto()  # goes with the matter
    UNLIKE = auto()  # the matter is another category's
    INSTEAD = auto()  # … this one's


class Sense(NamedTuple):
    """One thing that a term says of one category."""

    category: str
    role: Role
    instead: str = ""  # of UNLIKE: the category it speaks for, if any


class Meeting(NamedTuple):
    """A term met in a text, as a range of the characters searched."""

    term: str
    start: int
    end: int
    senses: tuple[Sense, ...]
    is_whole: bool = True  # these are all senses that it has


_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every term of a rulebook, ready to be looked for."""

    words: tuple[str, ...]
    senses: tuple[tuple[Sense, ...], ...]  # of each word
    meant: tuple[
        frozenset[str], ...
    ]  # what each word turns to; none if it only goes with
    automaton: ahocorasick_rs.AhoCorasick
    naming: Sieve[tuple[str, tuple[Sense, ...]]]  # patterns that name a matter
    others: Sieve[tuple[str, tuple[Sense, ...]]]

    def meet(self, tight: Tight, head: int) -> list[Meeting]:
        """The terms in a text, in order; of a pattern, the first place alone.

        A pattern that names a matter is looked for within the first `head` characters.
        """
        return sorted(
            (*self._outermost(tight.text), *self._matched(tight.text, head)),
            key=lambda meeting: (meeting.start, -meeting.end),
        )

    def _outermost(self, text: str) -> Iterator[Meeting]:
        """Words; within a longer word of other categories a word says nothing.

        误工补贴 is not 补贴: who writes the longer word means it.
        """
        found = self.automaton.find_matches_as_indexes(text, overlapping=True)
        found.sort(key=lambda match: (match[1], -match[2]))
        until, meant = 0, _NOTHING
        for index, start, end in found:
            whole = senses = self.senses[index]
            if end <= until:
                senses = tuple(
                    one
                    for one in senses
                    if one.category in meant or one.instead in meant
                )
            elif self.meant[index]:
                until, meant = end, self.meant[index]
            if senses:
                is_whole = len(senses) == len(whole)
                yield Meeting(self.words[index], start, end, senses, is_whole)

    def _matched(self, text: str, head: int) -> Iterator[Meeting]:
        for sieve, searched in ((self.naming, text[:head]), (self.others, text)):
            for (term, senses), pattern in sieve.passing(searched):
                if match := pattern.seek_first(searched):
                    yield Meeting(term, match.start(), match.end(), senses)


def _meant(senses: tuple[Sense, ...]) -> frozenset[str]:
    if all(one.role is Role.BODY for one in senses):
        return _NOTHING
    return frozenset(
        one.instead if one.role is Role.UNLIKE else one.category for one in senses
    )


def _build(rulebook: Rulebook) -> Lexicon:
    senses: defaultdict[str, dict[Sense, None]] = defaultdict(dict)
    patterns: dict[str, Pattern] = {}

    def learn(terms: Iterable[tuple[Term, Sense]]) -> None:
        for term, sense in terms:
            senses[term.text if term.pattern else fold(term.text)][sense] = None
            if term.pattern:
                patterns[term.text] = term.pattern

    for code, category in rulebook.categories.items():
        learn((term, Sense(code, Role.TITLE)) for term in category.title_terms)
        learn((term, Sense(code, Role.BODY)) for term in category.body_terms)
        learn(
            (term, Sense(code, Role.UNLIKE, instead))
            for term, instead in category.unlike
        )
    words = tuple(term for term in senses if term not in patterns)
    told = [
        ((term, tuple(senses[term])), pattern) for term, pattern in patterns.items()
    ]
    of_words = tuple(tuple(senses[word]) for word in words)
    return Lexicon(
        words,
        of_words,
        tuple(map(_meant, of_words)),
        ahocorasick_rs.AhoCorasick(words),
        naming=Sieve(one for one in told if _names(one[0][1])),
        others=Sieve(one for one in told if not _names(one[0][1])),
    )


def _names(senses: Iterable[Sense]) -> bool:
    return any(sense.role is Role.TITLE for sense in senses)


_KEPT = 4
_built: dict[int, tuple[Rulebook, Lexicon]] = {}


def lexicon(rulebook: Rulebook) -> Lexicon:
    """The lexicon of a rulebook, built once as long as the rulebook is in use."""
    known = _built.get(id(rulebook))
    if known is None:
        while len(_built) >= _KEPT:
            del _built[next(iter(_built))]
        known = _built[id(rulebook)] = (rulebook, _build(rulebook))
    return known[1]
