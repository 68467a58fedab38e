"""Run the rules' own examples: what a rule says it matches, and what it says it leaves alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from gongkai.check import elements, privacy, traces
from gongkai.check.page import Page
from gongkai.classify import holds
from gongkai.describe import genre
from gongkai.ingest import read_bytes
from gongkai.model import Classification, FailedExample, Metadata, Score, Span, Trial
from gongkai.rules import Element, Examples, Place, PrivacyRule, Rulebook

_SAYS = {True: "应当符合，却不符合", False: "应当不符合，却符合了"}


def try_examples(book: Rulebook) -> Trial:
    """Every example of every rule that has examples."""
    rules = examples = 0
    failed: list[FailedExample] = []
    for code, place, own, is_met in _ruled(book):
        rules += 1
        for text, expected in _each(own):
            examples += 1
            if is_met(text) != expected:
                said = _SAYS[expected]
                failed.append(
                    FailedExample(code, place.path, place.line, text, expected, said)
                )
    return Trial(rules, examples, tuple(failed))


def _each(own: Examples) -> Iterator[tuple[str, bool]]:
    for text in own.match:
        yield text, True
    for text in own.skip:
        yield text, False


Rule = tuple[str, Place, Examples, Callable[[str], bool]]


def _ruled(book: Rulebook) -> Iterator[Rule]:
    """Rules with examples, each with what tells whether a text meets it."""
    for rule in (*_categories(book), *_genres(book), *_elements(book), *_privacy(book)):
        if rule[2].match or rule[2].skip:
            yield rule


def _categories(book: Rulebook) -> Iterator[Rule]:
    for category in book.categories.values():
        code = category.code

        def is_met(text: str, code: str = code) -> bool:
            return holds(code, book, text)

        yield code, category.place, category.examples, is_met


def _genres(book: Rulebook) -> Iterator[Rule]:
    for rule in book.genres:

        def is_met(title: str, code: str = rule.code) -> bool:
            found = genre.of_title(title, book.genres)
            return found is not None and found.code == code

        yield rule.code, rule.place, rule.examples, is_met


def _elements(book: Rulebook) -> Iterator[Rule]:
    for element in book.elements.values():

        def is_met(text: str, element: Element = element) -> bool:
            return bool(elements.find(_page(text, book), element))

        def leaves_trace(text: str, element: Element = element) -> bool:
            page = _page(text, book)
            found = elements.Elements(page, book)
            return traces.find(page, found, element) is not None

        yield element.id, element.place, element.examples, is_met
        yield element.id, element.place, element.traces.examples, leaves_trace


def _page(text: str, book: Rulebook) -> Page:
    _, extract = read_bytes(text.encode(), Path("example.txt"))
    body = Metadata(body=Span(0, len(extract.text)))
    return Page.of(extract, body, Classification(Score("", "", 0.0)), book)


def _privacy(book: Rulebook) -> Iterator[Rule]:
    for rule in book.privacy:

        def is_met(text: str, rule: PrivacyRule = rule) -> bool:
            return privacy.recognises(rule, text, book)

        yield rule.id, rule.place, rule.examples, is_met
