"""Terms of all categories in one automaton."""

from __future__ import annotations

import dataclasses

from gongkai.classify.lexicon import Role, lexicon
from gongkai.rules import Rulebook
from gongkai.text import tighten


def _terms(rulebook: Rulebook, text: str) -> dict[str, set[str]]:
    """The terms met, each with the categories they speak to."""
    found: dict[str, set[str]] = {}
    for meeting in lexicon(rulebook).meet(tighten(text), len(text)):
        codes = {sense.category for sense in meeting.senses}
        found.setdefault(meeting.term, set()).update(codes)
    return found


def test_a_word_within_a_longer_word_of_another_category_says_nothing(
    rulebook: Rulebook,
) -> None:
    assert "MS04" in _terms(rulebook, "补贴")["补贴"]
    assert "MS04" not in _terms(rulebook, "误工补贴").get("补贴", set())


def test_a_word_within_a_longer_word_of_its_own_category_still_speaks(
    rulebook: Rulebook,
) -> None:
    assert "DW05" in _terms(rulebook, "党费收缴")["党费"]


def test_a_pattern_that_names_a_matter_is_looked_for_in_the_head_alone(
    rulebook: Rulebook,
) -> None:
    text = "关于召开春耕会议的通知"
    head = [m.term for m in lexicon(rulebook).meet(tighten(text), len(text))]
    tail = [m.term for m in lexicon(rulebook).meet(tighten("略" * 99 + text), 50)]
    assert any(term.startswith("re:") for term in head)
    assert not any(term.startswith("re:召开") for term in tail)


def test_a_rulebook_s_lexicon_is_built_once(rulebook: Rulebook) -> None:
    assert lexicon(rulebook) is lexicon(rulebook)


def test_another_rulebook_has_its_own_lexicon(rulebook: Rulebook) -> None:
    dues = {"DW05": rulebook.categories["DW05"]}
    smaller = dataclasses.replace(rulebook, categories=dues)
    assert lexicon(smaller) is not lexicon(rulebook)
    assert "补贴" not in lexicon(smaller).words
    senses = {one for own in lexicon(smaller).senses for one in own}
    assert {one.category for one in senses} == {"DW05"}
    assert {one.role for one in senses} <= {Role.TITLE, Role.BODY, Role.UNLIKE}
