"""Which documents a change of rules can touch: those that hold one of some words.

Most changes of rules are a word more or less in a category, or another pattern. Where
neither the old words nor the new ones stand in a document, it is judged as it was. The
kinds of entry below are matched on nothing but the text of a document as it is, or with
white space taken out of it; whatever else differs may touch any document.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import ahocorasick_rs

from gongkai.pattern import Pattern
from gongkai.rules.schema import (
    Category,
    Condition,
    Element,
    PrivacyRule,
    Rulebook,
    Term,
)
from gongkai.text import squeeze

T = TypeVar("T")

_SAYS_NOTHING = frozenset({"place", "examples"})
"""Fields of entries that judge no document."""

_DERIVED = frozenset({"cues", "labels", "law", "digest", "version"})
"""Fields of a rulebook that are made of the others, or only name it."""

_MARKUP = "&"
"""A title is looked at without the &nbsp; and the like that stand in it."""


class Reach:
    """What a document must hold for a change of rules to touch it."""

    def __init__(self, words: Collection[str]) -> None:
        self.words = frozenset(words)
        self._automaton = ahocorasick_rs.AhoCorasick(self.words) if words else None

    def touches(self, text: str) -> bool:
        """Whether the change can touch a document with this text."""
        if self._automaton is None:
            return False
        return bool(self._automaton.find_matches_as_indexes(squeeze(text)))


def reach(old: Rulebook, new: Rulebook) -> Reach | None:
    """What the change from one rulebook to another can touch; None: any document."""
    try:
        return Reach(set(_words(old, new)))
    except _AnywhereError:
        return None


class _AnywhereError(Exception):
    """The change may touch any document."""


def _words(old: Rulebook, new: Rulebook) -> Iterator[str]:
    for field in fields(Rulebook):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if field.name in _NARROW:
            yield from _NARROW[field.name](before, after)
        elif field.name not in _DERIVED:
            _require(_is_same(before, after))


def _require(holds: bool) -> None:
    if not holds:
        raise _AnywhereError


def _is_same(before: Any, after: Any) -> bool:
    """Whether two values of a rulebook judge alike: the order of entries counts."""
    if type(before) is not type(after):
        return False
    if isinstance(before, Mapping):
        before, after = tuple(before.items()), tuple(after.items())
    if isinstance(before, tuple):
        return len(before) == len(after) and all(map(_is_same, before, after))
    if is_dataclass(before):
        return all(
            _is_same(getattr(before, field.name), getattr(after, field.name))
            for field in fields(before)
            if field.name not in _SAYS_NOTHING
        )
    return bool(before == after)


# The kinds of entry that are told by words ---------------------------------


def _of_categories(
    old: Mapping[str, Category], new: Mapping[str, Category]
) -> Iterator[str]:
    """The terms that one has and the other has not; all of a category that comes or goes.

    A document falls to a category only when one of its terms stands in it, or by what
    the scoring says, which is compared by itself.
    """
    _require([code for code in old if code in new] == [c for c in new if c in old])
    for code in {**old, **new}:
        terms = _terms(old.get(code)), _terms(new.get(code))
        if code in old and code in new:
            _require(_is_same(_without_terms(old[code]), _without_terms(new[code])))
        for before, after in zip(*terms, strict=True):
            for term, _ in _differing(before, after):
                yield from _of_term(term)


def _terms(category: Category | None) -> tuple[Sequence[tuple[Term, str]], ...]:
    """The terms of a category by their role, each with the category it speaks for instead."""
    if category is None:
        return (), (), ()
    own = category.title_terms, category.body_terms
    return (*(tuple((term, "") for term in terms) for terms in own), category.unlike)


def _without_terms(category: Category) -> Category:
    return replace(category, title_terms=(), body_terms=(), unlike=())


def _of_elements(
    old: Mapping[str, Element], new: Mapping[str, Element]
) -> Iterator[str]:
    _require(list(old) == list(new))
    for before, after in zip(old.values(), new.values(), strict=True):
        _require(_is_same(replace(before, patterns=()), replace(after, patterns=())))
        for pattern in _differing(before.patterns, after.patterns):
            yield from _of_pattern(pattern)


def _of_conditions(
    old: Mapping[str, Condition], new: Mapping[str, Condition]
) -> Iterator[str]:
    _require(list(old) == list(new))
    for before, after in zip(old.values(), new.values(), strict=True):
        if before.pattern is after.pattern:
            _require(_is_same(before, after))
            continue
        _require(_is_same(replace(before, pattern=None), replace(after, pattern=None)))
        yield _MARKUP
        for pattern in (before.pattern, after.pattern):
            if pattern:
                yield from _of_pattern(pattern)


def _of_privacy(
    old: Sequence[PrivacyRule], new: Sequence[PrivacyRule]
) -> Iterator[str]:
    _require(len(old) == len(new))
    for before, after in zip(old, new, strict=True):
        _require(_is_same(replace(before, pattern=after.pattern), after))
        if before.pattern is not after.pattern:
            yield from _of_pattern(before.pattern)
            yield from _of_pattern(after.pattern)


_NARROW: Mapping[str, Callable[[Any, Any], Iterator[str]]] = {
    "categories": _of_categories,
    "elements": _of_elements,
    "conditions": _of_conditions,
    "privacy": _of_privacy,
}


def _differing(before: Sequence[T], after: Sequence[T]) -> Iterable[T]:
    """What only one of them holds; all of both when the rest stands in another order."""
    if before == after:
        return ()
    kept = [one for one in before if one in after]
    if kept != [one for one in after if one in before]:
        return (*before, *after)
    return (
        *(one for one in before if one not in after),
        *(one for one in after if one not in before),
    )


def _of_term(term: Term) -> Iterator[str]:
    return _of_pattern(term.pattern) if term.pattern else _squeezed((term.text,))


def _of_pattern(pattern: Pattern) -> Iterator[str]:
    return _squeezed(pattern.words)


def _squeezed(words: Sequence[str]) -> Iterator[str]:
    """Words as they are looked for: any text may hold what is nothing but white space."""
    _require(bool(words))
    for word in words:
        squeezed = squeeze(word)
        _require(bool(squeezed))
        yield squeezed
