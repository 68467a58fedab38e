"""Passages that show why a document was found."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from gongkai.index import parse, snippet


def shown(text: str, query: str, width: int = 80) -> str:
    return snippet(text, parse(query), width).html


def marked(passage: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", passage)


def test_the_original_characters_are_marked_though_others_were_asked_for() -> None:
    assert shown("實行 党 務公开，ＡＢＣ", "党务公开") == (
        "實行 <mark>党 務公开</mark>，ＡＢＣ"
    )
    assert marked(shown("支出１２３４元", "1234元")) == ["１２３４元"]
    assert marked(shown("發〔2005〕12號", "发(2005)12号")) == ["發〔2005〕12號"]


def test_everything_else_is_escaped() -> None:
    passage = shown("<b>&公开</b>\"'", "公开")

    assert passage == "&lt;b&gt;&amp;<mark>公开</mark>&lt;/b&gt;&quot;&#x27;"


def test_a_long_text_is_cut_to_what_matched() -> None:
    text = "前文" * 200 + "。村务公开情况如下" + "后文" * 200

    passage = shown(text, "村务公开", 40)

    assert passage.startswith("<mark>村务公开</mark>情况如下")
    assert passage.endswith("…")
    assert len(passage) < 80


def test_each_phrase_gets_its_passage() -> None:
    text = "党务" + "无" * 300 + "村务" + "无" * 300 + "财务"

    passage = shown(text, "党务 村务 财务")

    assert marked(passage) == ["党务", "村务", "财务"]


def test_the_passage_with_most_different_phrases_is_the_best() -> None:
    text = "党务" + "无" * 300 + "党务党务党务" + "无" * 300 + "党务和村务"

    assert marked(shown(text, "党务 村务", 20)) == ["党务", "村务"]


def test_all_matches_of_a_passage_are_marked() -> None:
    assert marked(shown("一一一一，一", "一一")) == ["一一", "一一"]
    assert marked(shown("甲乙丙", "甲乙 乙丙")) == ["甲乙", "丙"]


def test_a_passage_keeps_to_its_line() -> None:
    assert shown("标题\n关于公开的通知\n落款", "公开") == "关于<mark>公开</mark>的通知"


def test_what_must_not_be_found_is_not_marked() -> None:
    assert marked(shown("党务和村务", "党务 -选举")) == ["党务"]


def test_without_a_match_the_beginning_is_shown() -> None:
    assert shown("关于<公开>的通知\n正文", "issuer:没有") == "关于&lt;公开&gt;的通知"
    assert shown("", "公开") == ""


def test_a_match_deep_in_a_huge_text_is_found_at_once() -> None:
    text = "无" * 450_000 + "党务公开" + "无" * 10

    assert marked(shown(text, "党务公开")) == ["党务公开"]


@given(st.text("党务公开黨 　<&\n，a1", max_size=120), st.integers(10, 60))
def test_a_snippet_is_made_of_the_text(text: str, width: int) -> None:
    passage = shown(text, "党务 OR 公开 OR a1", width)
    plain = html.unescape(re.sub("</?mark>", "", passage))

    assert plain.count("<") <= text.count("<")
    for piece in plain.split("…"):
        assert piece.strip() in text.replace("\n", " ") or "  " not in text
    for match in marked(passage):
        assert html.unescape(match) in text


def test_a_snippet_says_where_its_first_match_stands() -> None:
    text = "村务公开\n" * 3 + "党 务公开制度，村务公开"
    assert snippet(text, parse("党务公开")).start == text.index("党")
    assert snippet(text, parse("鲸鱼")).start is None
    far = "无关的话。" * 50_000 + "党务公开"
    assert snippet(far, parse("党务公开")).start == len(far) - 4
