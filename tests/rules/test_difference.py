"""A change of rules touches the documents that hold one of its words, or any."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongkai import rules
from gongkai.rules import Rulebook

Amend = Callable[..., Path]
Entry = dict[str, Any]


def added(key: str, *values: str) -> Callable[[Entry], None]:
    """Have an entry say more under a key."""

    def change(entry: Entry) -> None:
        entry[key] = [*entry[key], *values]

    return change


def put(key: str, value: Any) -> Callable[[Entry], None]:
    """Have an entry say something under a key."""

    def change(entry: Entry) -> None:
        entry[key] = value

    return change


def taken(key: str) -> Callable[[Entry], None]:
    """Have an entry say one thing less under a key."""

    def change(entry: Entry) -> None:
        entry[key] = entry[key][1:]

    return change


def turned(key: str) -> Callable[[Entry], None]:
    """Have an entry say the same in another order."""

    def change(entry: Entry) -> None:
        entry[key] = entry[key][::-1]

    return change


def words(old: Rulebook, new: Path | None) -> set[str] | None:
    """The words of the reach, the same in either direction."""
    book = rules.load(new)
    there, back = rules.reach(old, book), rules.reach(book, old)
    if there is None or back is None:
        assert there is back
        return None
    assert there.words == back.words
    return set(there.words)


def test_the_same_rules_touch_nothing(rulebook: Rulebook) -> None:
    assert words(rulebook, None) == set()
    reach = rules.reach(rulebook, rules.load())
    assert reach is not None
    assert not reach.touches("村务公开")


def test_rules_that_only_stand_elsewhere_touch_nothing(
    rulebook: Rulebook, amend: Amend
) -> None:
    assert words(rulebook, amend("categories", "CW01", lambda _: None)) == set()

    def change(entry: Entry) -> None:
        entry["examples"]["skip"].append("村里装了喇叭。")

    assert words(rulebook, amend("elements", "N_PHONE", change)) == set()


@pytest.mark.parametrize("key", ["title_terms", "body_terms"])
def test_a_word_more_of_a_category_touches_what_holds_it(
    rulebook: Rulebook, amend: Amend, key: str
) -> None:
    more = amend("categories", "CW01", added(key, "院坝议事会"))
    assert words(rulebook, more) == {"院坝议事会"}


def test_a_word_less_of_a_category_touches_what_holds_it(
    rulebook: Rulebook, amend: Amend
) -> None:
    first = rulebook.categories["CW01"].title_terms[0].text
    assert words(rulebook, amend("categories", "CW01", taken("title_terms"))) == {first}


def test_a_word_that_speaks_for_another_category_touches_what_holds_it(
    rulebook: Rulebook, amend: Amend
) -> None:
    def change(entry: Entry) -> None:
        entry["unlike"]["院坝议事会"] = "CW02"

    assert words(rulebook, amend("categories", "CW01", change)) == {"院坝议事会"}


def test_a_term_that_is_a_pattern_touches_what_holds_its_words(
    rulebook: Rulebook, amend: Amend
) -> None:
    more = amend(
        "categories", "CW01", added("body_terms", "re: 院坝.{0,4}(?:议事|评理)")
    )
    assert words(rulebook, more) in ({"院坝"}, {"议事", "评理"})
    vague = amend("categories", "CW01", added("body_terms", r"re: \d{3}|[一-龥]{30}"))
    assert words(rulebook, vague) is None


def test_another_order_of_terms_touches_what_holds_any(
    rulebook: Rulebook, amend: Amend
) -> None:
    only = amend("categories", "CW01", put("body_terms", ["院坝会", "板凳会"]))
    once = rules.load(only)
    again = rules.load(
        amend("categories", "CW01", put("body_terms", ["板凳会", "院坝会"]))
    )
    reach = rules.reach(once, again)
    assert reach is not None
    assert reach.words == {"院坝会", "板凳会"}


def test_a_new_category_touches_what_holds_its_terms(
    rulebook: Rulebook, amend: Amend
) -> None:
    def as_new(entry: Entry) -> None:
        entry |= {
            "code": "CW98",
            "title_terms": ["农家书屋"],
            "body_terms": ["借阅登记"],
        }
        entry.pop("unlike", None)

    assert words(rulebook, amend("categories", "CW01", as_new)) == {
        "农家书屋",
        "借阅登记",
    }


def test_pattern_more_or_less_of_an_element_touches_what_holds_its_words(
    rulebook: Rulebook, amend: Amend
) -> None:
    more = amend("elements", "N_PHONE", added("patterns", "摇铃喊话(?P<v>.{2,8})"))
    assert words(rulebook, more) == {"摇铃喊话"}
    less = amend("elements", "M_PLACE", taken("patterns"))
    first = rulebook.elements["M_PLACE"].patterns[0]
    assert words(rulebook, less) == set(first.words)


def test_another_order_of_the_patterns_of_an_element_touches_what_holds_any(
    rulebook: Rulebook, amend: Amend
) -> None:
    every = rulebook.elements["M_PLACE"].patterns
    assert len(every) > 1
    turned_round = amend("elements", "M_PLACE", turned("patterns"))
    assert words(rulebook, turned_round) == {
        word for pattern in every for word in pattern.words
    }


def test_another_pattern_of_a_condition_touches_what_holds_the_old_words_or_the_new(
    rulebook: Rulebook, amend: Amend
) -> None:
    changed = words(rulebook, amend("conditions", "has_vote", put("pattern", "举手")))
    before = rulebook.conditions["has_vote"].pattern
    assert before is not None
    assert changed == {"&", "举手", *before.words}


def test_another_pattern_of_a_privacy_rule_touches_what_holds_the_old_words_or_the_new(
    rulebook: Rulebook, amend: Amend
) -> None:
    rule = next(one for one in rulebook.privacy if one.pattern.words)
    changed = amend("privacy", rule.id, put("pattern", "学号(?P<v>[A-Z]{9})"))
    assert words(rulebook, changed) == {"学号", *rule.pattern.words}


@pytest.mark.parametrize(
    ("section", "key", "change"),
    [
        ("categories", "CW01", put("name", "议事")),
        ("categories", "CW01", put("status", "retired")),
        ("elements", "N_PHONE", added("labels", "喊话电话")),
        ("elements", "N_PHONE", put("value_rule", "R_ANY")),
        ("elements", "N_PHONE", put("advice", "写上。")),
        ("elements", "N_PHONE", put("traces", {"text": ["摇铃"]})),
        ("elements", "N_PHONE", put("status", "retired")),
        ("conditions", "has_vote", put("name", "表决了")),
        ("genres", "G03", put("tail", "公示榜$")),
        ("value_rules", "R_PHONE", put("severity", "error")),
        ("requirements", "RQ_GENERIC_NOTICE", put("name", "公示")),
        ("families", "CW", put("department", "村里")),
    ],
)
def test_whatever_else_changes_may_touch_any_document(
    rulebook: Rulebook,
    amend: Amend,
    section: str,
    key: str,
    change: Callable[[Entry], None],
) -> None:
    assert words(rulebook, amend(section, key, change)) is None


def test_a_part_of_patterns_that_changes_is_seen_in_the_patterns(
    rulebook: Rulebook, amend: Amend
) -> None:
    same = amend("macros", "YUAN", lambda text: text)
    assert words(rulebook, same) == set()
    changed = amend("macros", "YUAN", lambda text: text.replace("RMB", "CNY"))
    found = words(rulebook, changed)
    assert found is not None
    assert "元" in found


def test_words_are_looked_for_without_any_white_space(
    rulebook: Rulebook, amend: Amend
) -> None:
    more = amend("categories", "CW01", added("title_terms", "院坝 议事会"))
    reach = rules.reach(rulebook, rules.load(more))
    assert reach is not None
    for text in ("院坝议事会", "院 壩\n議　事\u200b会", "开了\ufeff院坝\t议事会。"):
        assert reach.touches(text)
    assert not reach.touches("院坝里议事会")
