"""A string is found exactly where it stands: by every engine, against a plain search."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gongkai import text as chinese
from gongkai.index import reading

if TYPE_CHECKING:
    from tests.index.conftest import Collect, Corpus, Fill, Find, MakeDocument

FEW = "一二党务公"  # the fewer signs, the more repetitions and overlaps
MIXED = FEW + "黨３Aa1 　，、。（）〔\n\t"

BRIEF = settings(
    deadline=None, max_examples=25, suppress_health_check=list(HealthCheck)
)
corpora = st.lists(st.text(MIXED, max_size=40), min_size=1, max_size=12)
han = st.text("一二党务公开", min_size=1, max_size=6)
any_han = st.text(
    st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), min_size=1, max_size=5
)


def holding(corpus: Corpus, string: str) -> list[str]:
    """The documents whose folded text has the string, by the word of the contract."""
    wanted = chinese.tighten(string).text
    return [id for id, text in corpus.texts.items() if wanted in chinese.tighten(text).text]  # fmt: skip


@BRIEF
@given(corpora, st.lists(han, min_size=1, max_size=8))
@example(["一一一", "一一", "一", "一，一"], ["一一", "一一一", "一"])
@example(["党务\n公开", "党务\t公开", "党务，公开", "党 务　公 开"], ["党务公开"])
@example(["党务〇公开", "党务1公开"], ["务公", "务〇公"])
def test_any_string_of_han_characters_finds_just_what_contains_it(
    collect: Collect, found: Find, texts: list[str], strings: list[str]
) -> None:
    with collect(texts) as corpus:
        for string in strings:
            assert sorted(found(corpus.made, string)) == holding(corpus, string)


@BRIEF
@given(st.lists(any_han, min_size=1, max_size=8))
def test_characters_of_any_kind_are_found(
    collect: Collect, found: Find, texts: list[str]
) -> None:
    with collect(texts) as corpus:
        for string in texts:
            ids = found(corpus.made, f'"{string}"')
            assert sorted(ids) == holding(corpus, string)


@BRIEF
@given(corpora, st.data())
def test_every_piece_of_a_line_finds_what_reads_the_same_and_nothing_else(
    collect: Collect, found: Find, texts: list[str], data: st.DataObject
) -> None:
    with collect(texts) as corpus:
        for id, text in corpus.texts.items():
            piece = data.draw(_pieces(data.draw(st.sampled_from(text.split("\n")))))
            if not piece.strip():
                continue
            ids = sorted(found(corpus.made, f'"{piece}"'))
            assert id in ids
            wanted = reading.contained(reading.read(piece).strip())
            assert ids == [
                other
                for other, text in corpus.texts.items()
                if wanted.search(reading.read(text))
            ]


def _pieces(line: str) -> st.SearchStrategy[str]:
    """Parts of a line between tabs that cut no word of letters and digits in two."""
    cell = max(line.split("\t"), key=len)
    ends = st.sampled_from([0, *(m.end() for m in re.finditer("[Aa1３]+|.", cell))])
    return st.tuples(ends, ends).map(lambda pair: cell[min(pair) : max(pair)])


def test_forty_characters_are_one_string(
    fill: Fill, found: Find, document: MakeDocument
) -> None:
    long = "为切实保障村民知情权参与权表达权监督权现将本村二季度财务收支明细及集体资产处置情况一并予以公布"
    whole, shorter = document(long), document(long[:-1])
    made = fill(whole, shorter, long[1:], long[:20] + "，" + long[20:])

    assert set(found(made, long[:40])) == {whole.id, shorter.id}
    assert found(made, long) == [whole.id]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("北京大学", "北京大学"),
        ("黨務公開", "党务公开"),
        ("党务公开", "黨務公開"),
        ("党 务 公 开", "党务公开"),
        ("党员２３人", "党员23人"),
        ("党员 23 人", "党员23人"),
        ("ＧＢ／Ｔ 9704", "gb/t 9704"),
        ("Open  Government", '"open government"'),
        ("秦委发[2005]12号", "秦委发〔2005〕12号"),
        ("秦委发（2005）12号", "秦委发〔2005〕12号"),
        ("秦委发〔2005〕12号", "秦委发(2005)12号"),
        ("二〇〇五年工作总结", "2005年工作"),
        ("二○○五年十月", "2005年10月"),
        ("2005年10月18日", "二〇〇五年十月十八日"),
        ("公开、公正", "公开、公正"),
        ("甲" + "x" * 150, "甲" + "x" * 150),
    ],
)
def test_what_reads_the_same_is_found(
    fill: Fill, found: Find, text: str, query: str
) -> None:
    assert len(found(fill(text, "别的文件"), query)) == 1


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("南京大学，北京", "北京大学"),
        ("党员123人", "23人"),
        ("2005年12号", "5年12"),
        ("Open, Government", '"open government"'),
        ("opengovernment", '"open government"'),
        ("秦委发〔2005〕112号", "秦委发〔2005〕12号"),
        ("2005年10月", '"二〇〇五年十月"'),
        ("公开，公正", "公开、公正"),
        ("公开\n公正", "公开公正"),
        ("公开\t公正", "公开公正"),
    ],
)
def test_what_only_looks_alike_is_not(
    fill: Fill, found: Find, text: str, query: str
) -> None:
    assert found(fill(text, "别的文件"), query) == []


def test_surrogates_and_control_characters_do_no_harm(fill: Fill, found: Find) -> None:
    made = fill("党务\ud800公开\x00村务", "")

    assert len(found(made, "党务")) == 1
    assert found(made, "党务") == found(made, "村务")
    assert len(list(made.ids())) == 2
