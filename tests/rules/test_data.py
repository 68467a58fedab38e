"""The built-in rules are all there, and hang together."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from gongkai import rules
from gongkai.pattern import Pattern
from gongkai.rules import Rulebook
from gongkai.rules.basis import parse


def _patterns(book: Rulebook) -> Iterator[Pattern]:
    for element in book.elements.values():
        yield from element.patterns
        yield from (one for many in element.traces.patterns.values() for one in many)
    for genre in book.genres:
        yield from (genre.tail, *genre.cues)
    for category in book.categories.values():
        terms = (*category.title_terms, *category.body_terms)
        yield from (term.pattern for term in terms if term.pattern)
    for condition in book.conditions.values():
        if condition.pattern:
            yield condition.pattern
    for limit in book.time_limits:
        if limit.title:
            yield limit.title
    yield from (rule.pattern for rule in book.privacy)


def _bases(book: Rulebook) -> Iterator[tuple[str, ...]]:
    yield from (one.basis for one in book.categories.values())
    yield from (one.basis for one in book.elements.values())
    yield from (one.basis for one in book.cross_rules.values())
    yield from (one.basis for one in book.time_limits)
    yield from (one.basis for one in book.privacy)
    yield from (one.basis for one in book.versions)


def test_no_rule_of_the_domain_is_lost(rulebook: Rulebook) -> None:
    leaves = [code for code in rulebook.categories if code != "SW99"]

    assert len(leaves) == 63
    assert len(rulebook.families) == 11
    assert len(rulebook.genres) == 27
    assert len(rulebook.elements) == 111
    assert len(rulebook.requirements) == 46
    assert len(rulebook.value_rules) == 28
    assert len(rulebook.cross_rules) >= 27  # ten of 37 need several documents
    assert len(rulebook.time_limits) >= 37
    assert len(rulebook.privacy) >= 11
    assert len({version.key for version in rulebook.versions}) >= 16


def test_every_requirement_set_is_asked_for_by_a_category(rulebook: Rulebook) -> None:
    asked = {category.requirement for category in rulebook.categories.values()}

    assert asked == set(rulebook.requirements)


def test_every_value_rule_is_used_by_an_element_or_named_for_a_dossier(
    rulebook: Rulebook,
) -> None:
    used = {element.value_rule for element in rulebook.elements.values()}

    assert used == set(rulebook.value_rules)


def test_every_cross_rule_is_asked_for_by_a_genre(rulebook: Rulebook) -> None:
    rows = [*rulebook.base.values()]
    rows += [row for one in rulebook.requirements.values() for row in one.rows.values()]
    everywhere = {rule.id for rule in rulebook.cross_rules.values() if rule.categories}
    everywhere.add("R_TEMPLATE")

    asked = {rule for row in rows for rule in row.cross_rules}

    assert asked | everywhere == set(rulebook.cross_rules)


def test_every_condition_is_used_by_a_requirement(rulebook: Rulebook) -> None:
    rows = [*rulebook.base.values()]
    rows += [row for one in rulebook.requirements.values() for row in one.rows.values()]

    used = {
        name.removeprefix("not ")
        for row in rows
        for owed in row.owed
        for name in owed.when
    }

    assert used == set(rulebook.conditions)


def test_every_basis_names_a_source_we_list(rulebook: Rulebook) -> None:
    for basis in _bases(rulebook):
        assert basis
        for text in basis:
            found = parse(text)
            assert text == "K" if found is None else found.source in rulebook.citations


def test_no_pattern_matches_nothing_at_all(rulebook: Rulebook) -> None:
    assert [one.source for one in _patterns(rulebook) if one.search("")] == []


@pytest.mark.parametrize("text", ["\n", " ", "一", "1", "×", "根据"])
def test_no_pattern_runs_away_on_a_long_dull_text(
    rulebook: Rulebook, text: str
) -> None:
    dull = text * 2_000

    for pattern in _patterns(rulebook):
        assert all(found.end() <= len(dull) for found in pattern.finditer(dull))


def test_what_users_read_is_chinese(rulebook: Rulebook) -> None:
    words = [genre.note for genre in rulebook.genres]
    words += [rule.description for rule in rulebook.privacy]
    words += [rule.description for rule in rulebook.cross_rules.values()]
    words += [element.purpose for element in rulebook.elements.values()]

    assert [text for text in words if text and not re.search("[一-龥]", text)] == []


def test_loading_twice_gives_the_same_rules_and_digest() -> None:
    first, second = rules.load(), rules.load()

    assert first == second
    assert re.fullmatch("[0-9a-f]{64}", first.digest)
    assert first.version


def test_a_rule_knows_where_it_is_written(rulebook: Rulebook) -> None:
    place = rulebook.categories["DW04"].place

    assert place.path.name == "party_affairs.yaml"
    line = place.path.read_text("utf-8").split("\n")[place.line - 1]
    assert line.strip() == "- code: DW04"
