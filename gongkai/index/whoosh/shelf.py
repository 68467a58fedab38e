"""An index of Whoosh as it was when opened: what matches, and how well."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import islice
from typing import Any as Engine
from typing import NamedTuple

from gongkai.index import filters as meaning
from gongkai.index import ranking, reading
from gongkai.index.query import All, Any, Coded, Dated, Field, Not, Phrase, Query
from gongkai.index.whoosh.terms import NAMES, pairs

Scores = dict[int, float]  # of documents, by number

_ENOUGH = 32  # candidates; fewer are looked at at once
_MOST_GRAMS = 8


class Facts(NamedTuple):
    """What is kept of a document beside its text."""

    id: str
    order: int
    title: str
    length: int  # terms of the text
    facets: list[str]  # each after the number of its facet and a colon


class Shelf:
    """What can be read. Documents are numbered over all segments."""

    def __init__(self, reader: Engine) -> None:
        self._reader = reader
        self._leaves = list(reader.leaf_readers()) if reader.doc_count_all() else []
        self._bases = [base for _, base in self._leaves]
        self._texts = [leaf.column_reader("text", translate=False) for leaf, _ in self._leaves]  # fmt: skip
        self._kept = [leaf.column_reader("facts", translate=False) for leaf, _ in self._leaves]  # fmt: skip
        self._known: dict[int, Facts] = {}

    def close(self) -> None:
        self._reader.close()

    @cached_property
    def all(self) -> set[int]:
        return set(self._reader.all_doc_ids())

    def facts(self, number: int) -> Facts:
        known = self._known.get(number)
        if known is None:
            leaf, within = self._place(number)
            known = Facts(*json.loads(self._kept[leaf][within]))
            self._known[number] = known
        return known

    def text(self, number: int) -> bytes:
        """The reading of a document's text, in UTF-8."""
        leaf, within = self._place(number)
        text: bytes = self._texts[leaf][within]
        return text

    def _place(self, number: int) -> tuple[int, int]:
        leaf = bisect_right(self._bases, number) - 1
        return leaf, number - self._bases[leaf]

    def posted(self, name: str, term: bytes) -> set[int]:
        """The documents posted under a term of a field."""
        found: set[int] = set()
        for leaf, base in self._leaves:
            if (name, term) in leaf:
                numbers = leaf.postings(name, term).all_ids()
                found.update(numbers if base == 0 else map(base.__add__, numbers))
        return found

    def having(self, name: str, test: Callable[[str], object]) -> set[int]:
        """The documents with a value that passes; there are fewer values than documents."""
        found: set[int] = set()
        for term in self._reader.lexicon(name):
            if test(term.decode()):
                found |= self.posted(name, term)
        return found

    # The query tree ---------------------------------------------------------

    def find(self, query: Query, among: set[int]) -> Scores:
        """The documents that match, of some, and how well."""
        match query:
            case Phrase():
                return self._phrase(query, among)
            case Coded():
                name, code = meaning.coded(query)
                return _plain(self.posted(name, code.encode()) & among)
            case Dated():
                return _plain(self.having("issued_on", meaning.within(query)) & among)
            case Not(part):
                return _plain(among - self.find(part, among).keys())
            case Any(parts, least):
                return _at_least(least, [self.find(part, among) for part in parts])
            case All(parts):
                return self._every(parts, among)

    def _every(self, parts: tuple[Query, ...], among: set[int]) -> Scores:
        """Each part looks only at what the parts before it left."""
        scores = _plain(among)
        for part in sorted(parts, key=lambda part: isinstance(part, Not)):
            found = self.find(part, scores.keys() & among)
            scores = {n: scores[n] + score for n, score in found.items()}
        return scores

    def _phrase(self, phrase: Phrase, among: set[int]) -> Scores:
        if phrase.field in NAMES:
            holds = reading.contained(phrase.reading, wild=phrase.wild).search
            return _plain(self.having(NAMES[phrase.field], holds) & among)
        candidates = self._candidates(phrase, among)
        if phrase.field is Field.TITLE:
            return self._in_title(phrase, candidates)
        return self._in_text(phrase, candidates)

    def _candidates(self, phrase: Phrase, among: set[int]) -> set[int]:
        """The documents that have the rarest characters and pairs of a phrase."""
        name, left = str(phrase.field), among
        terms = [(self._spread(name, term), term) for term in _sought(phrase)]
        for _, term in islice(sorted(terms), _MOST_GRAMS):
            if len(left) <= _ENOUGH:
                break
            left = left & self.posted(name, term)
        return left

    def _spread(self, name: str, term: bytes) -> int:
        return sum(
            leaf.doc_frequency(name, term)
            for leaf, _ in self._leaves
            if (name, term) in leaf
        )

    def _in_title(self, phrase: Phrase, candidates: set[int]) -> Scores:
        holds = reading.contained(phrase.reading, wild=phrase.wild).search
        return _plain(n for n in candidates if holds(self.facts(n).title))

    def _in_text(self, phrase: Phrase, candidates: set[int]) -> Scores:
        """How often the phrase stands in each text; a title that has it is better."""
        count = _counter(phrase)
        counted = ((number, count(self.text(number))) for number in candidates)
        found = {number: times for number, times in counted if times}
        if phrase.wild:
            return _plain(found)
        in_title = reading.contained(phrase.reading).search
        by_chance = self.posted("chance", phrase.reading.encode())
        weight = ranking.weight(self._rarity(phrase.reading))
        scores: Scores = {}
        for number, times in found.items():
            facts = self.facts(number)
            score = ranking.often(times, facts.length, self._average)
            score += 0.0 if number in by_chance else ranking.WORD
            score += ranking.TITLE if in_title(facts.title) else 0.0
            scores[number] = weight * score
        return scores

    @cached_property
    def _average(self) -> float:
        """How many terms a text has."""
        total, count = self._reader.field_length("text"), self._reader.doc_count_all()
        return total / count if total and count else 1.0

    def _rarity(self, phrase: str) -> float:
        """A run of letters is taken for as rare as its rarest letter."""
        spread = [
            min(self._spread("text", char.encode()) for char in term)
            for term in reading.terms(phrase)
        ]
        return ranking.rarity(self._reader.doc_count_all(), spread)


def _sought(phrase: Phrase) -> set[bytes]:
    """The terms that a text with the phrase is posted under."""
    parts = [phrase.reading]
    if phrase.wild:
        parts = phrase.reading.replace("?", "*").split("*")
    found: set[bytes] = set()
    for part in parts:
        found |= pairs(part) if len(part) > 1 else {part.encode()}
    return found - {b""}


def _counter(phrase: Phrase) -> Callable[[bytes], int]:
    """How often a text has a phrase, as fast as can be; what overlaps counts too."""
    first, others = phrase.reading[0], phrase.reading[1:]
    whole = any(map(reading.in_run, (first, phrase.reading[-1])))
    if not phrase.wild and first not in others and not whole:
        wanted = phrase.reading.encode()
        return lambda text: text.count(wanted)
    held = reading.contained(phrase.reading, wild=phrase.wild)
    again = re.compile(f"(?={held.pattern})")
    return lambda text: len(again.findall(text.decode()))


def _plain(numbers: Iterable[int]) -> Scores:
    return dict.fromkeys(numbers, 0.0)


def _at_least(least: int, parts: list[Scores]) -> Scores:
    met = Counter(number for part in parts for number in part)
    return {
        number: sum(part.get(number, 0.0) for part in parts)
        for number, times in met.items()
        if times >= least
    }
