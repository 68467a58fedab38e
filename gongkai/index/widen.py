"""A wider query for one that finds nothing: its strings cut into words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from gongkai.index import reading, words
from gongkai.index.query import All, Any, Phrase, Query

_MOST = 0.6  # the part of the words that must be there, when not all are
_FEWEST = 2  # words that are worth it


class Width(StrEnum):
    """How far a query was widened."""

    EVERY_WORD = "every_word"  # all words, anywhere
    MOST_WORDS = "most_words"  # most of the words, anywhere


@dataclass(frozen=True, slots=True)
class Wider:
    """A widened query, and how wide it is."""

    query: Query
    width: Width


def widen(query: Query) -> list[Wider]:
    """Wider queries, to be tried one after the other; none if no string has two words.

    What must not be found, fields, dates and wildcards stay as they are.
    """
    parts = {phrase: _words(phrase.reading) for phrase in _cuttable(query)}
    longer = {phrase: cut for phrase, cut in parts.items() if len(cut) >= _FEWEST}
    if not longer:
        return []
    every = _with(query, {p: All(_each(p, cut)) for p, cut in longer.items()})
    most = _with(query, {p: _most(p, cut) for p, cut in longer.items()})
    wider = [Wider(every, Width.EVERY_WORD)]
    return wider if most == every else [*wider, Wider(most, Width.MOST_WORDS)]


def _cuttable(query: Query) -> list[Phrase]:
    if isinstance(query, Phrase):
        return [] if query.wild else [query]
    if isinstance(query, All | Any):
        return [phrase for part in query.parts for phrase in _cuttable(part)]
    return []


def _with(query: Query, instead: dict[Phrase, Query]) -> Query:
    """The query with other ones in place of its phrases."""
    if isinstance(query, Phrase):
        return instead.get(query, query)
    if isinstance(query, All):
        return All(tuple(_with(part, instead) for part in query.parts))
    if isinstance(query, Any):
        return Any(tuple(_with(part, instead) for part in query.parts), query.least)
    return query


def _each(phrase: Phrase, cut: list[str]) -> tuple[Query, ...]:
    return tuple(Phrase(phrase.field, word) for word in cut)


def _most(phrase: Phrase, cut: list[str]) -> Query:
    """Most of the words; of two, both."""
    least = max(_FEWEST, math.ceil(len(cut) * _MOST))
    if least == len(cut):
        return All(_each(phrase, cut))
    return Any(_each(phrase, cut), least)


def _words(string: str) -> list[str]:
    """The different words of a string that say something, in order; the shortest ones."""
    return list(dict.fromkeys(filter(_says, words.shortest(string))))


def _says(word: str) -> bool:
    """Whether a word is more than a sign or a single particle."""
    return len(word) > 1 or reading.in_run(word[:1] or " ")
