"""Every hit points at exactly the characters it rests on."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.classify import classify
from gongkai.model import (
    Block,
    BlockKind,
    Cell,
    Classification,
    Extract,
    Found,
    Genre,
    Hit,
    Metadata,
    Span,
    Where,
)
from gongkai.rules import Rulebook, load
from gongkai.text import fold

Judge = Callable[..., Classification]

BOOK = load()
WORDS = sorted(
    {
        term.text
        for category in BOOK.categories.values()
        for term in (*category.title_terms, *category.body_terms)
        if term.pattern is None
    }
)
FORMAL = (Where.GENRE, Where.ISSUER)


def _hits(found: Classification) -> list[Hit]:
    scores = (found.category, *found.losers)
    return [hit for score in scores for hit in score.hits if hit.where not in FORMAL]


def _closed(text: str) -> str:
    return re.sub(r"[\s\u2000-\u200b\ufeff]", "", fold(text))


def _spaced(word: str, gap: str) -> str:
    return gap.join(word)


SPACED_WORDS = st.builds(
    _spaced, st.sampled_from(WORDS), st.sampled_from(["", "", " ", "　", "  "])
)
PIECES = st.lists(
    st.one_of(SPACED_WORDS, st.sampled_from(["，", "\n", "《", "》", "：", "議題：", "１、", "A"])),
    max_size=30,
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(PIECES, PIECES, st.sampled_from([None, "G01", "G03", "G06"]))
def test_spans_are_the_term_but_for_fold_and_spacing(
    title: list[str], body: list[str], genre: str | None
) -> None:
    head = "".join(title)
    text = f"{head}\n{''.join(body)}"
    metadata = Metadata(
        title=Found(head, Span(0, len(head))) if head.strip() else None,
        genre=Found(Genre(genre, "文种"), Span(0, 1)) if genre else None,
        body=Span(len(head) + 1, len(text)),
    )
    blocks = (Block(BlockKind.PARAGRAPH, Span(0, len(text))),)
    for hit in _hits(classify(Extract(text, blocks), metadata, BOOK)):
        assert 0 <= hit.span.start < hit.span.end <= len(text)
        if not hit.term.startswith("re:"):
            assert _closed(hit.span.of(text)) == _closed(hit.term)


def _where(found: Classification, term: str) -> set[Where]:
    return {hit.where for hit in _hits(found) if hit.term == term}


def test_a_letter_spaced_or_traditional_word_is_met(judge: Judge) -> None:
    found = judge(None, "現將黨 費 收 繳情況公示如下", "G03")
    assert found.category.code == "DW05"
    assert _where(found, "党费收缴") == {Where.OPENING}


def test_a_word_that_a_wrapped_title_parts_is_met(judge: Judge) -> None:
    found = judge("石井村党费收\n缴情况公示", "见表", "G03")
    assert _where(found, "党费收缴") == {Where.TITLE}


def test_a_word_in_the_title_s_quotation_marks_weighs_less(judge: Judge) -> None:
    found = judge("关于学习《党费收缴规定》的通知", "见附件", "G06")
    hits = [hit for hit in _hits(found) if hit.term == "党费收缴"]
    assert [hit.where for hit in hits] == [Where.QUOTED_TITLE]
    assert hits[0].weight < 6


@pytest.mark.parametrize(
    "label", ["议题：", "议  题：", "会议内容：", "【会议议题】\n", "三、议题："]
)
def test_an_agenda_is_known_by_its_label(judge: Judge, label: str) -> None:
    body = f"时间：2021年5月6日\n{label}讨论接收预备党员\n地点：村部"
    assert Where.AGENDA in _where(judge("会议记录", body, "G01"), "预备党员")


def test_an_agenda_ends_at_the_next_label(judge: Judge) -> None:
    body = "议题：学习文件\n记录：田丰。会上念了低保对象名单。"
    assert _where(judge("会议记录", body, "G01"), "低保对象") == {Where.OPENING}


def test_a_column_is_told_by_its_header(rulebook: Rulebook) -> None:
    filler = "说明。" * 80
    header, row = "应交党费\t实交党费", "5元\t5元"
    text = f"{filler}\n{header}\n{row}"
    start = len(filler) + 1
    cells = (
        Cell(0, 0, Span(start, start + 4)),
        Cell(0, 1, Span(start + 5, start + 9)),
        Cell(1, 0, Span(start + 10, start + 12)),
        Cell(1, 1, Span(start + 13, start + 15)),
    )
    table = Block(BlockKind.TABLE, Span(start, len(text)), cells=cells)
    found = classify(Extract(text, (table,)), Metadata(), rulebook)
    assert _where(found, "应交党费") == {Where.TABLE_HEADER}
    assert _where(found, "实交党费") == {Where.TABLE_HEADER}


def test_an_issuer_s_name_shows_as_evidence(judge: Judge) -> None:
    found = judge("公告", "现公布候选人得票情况。", "G04", "石井村村民选举委员会")
    assert found.category.code == "CW03"
    assert [hit.term for hit in found.category.hits if hit.where is Where.ISSUER] == [
        "石井村村民选举委员会"
    ]


@pytest.mark.parametrize(
    "unit",
    ["党", "关于召开", "议题：", "《", "村民代表", "1、", "一、时间", "任命 ", "成立"],
)
def test_a_long_text_of_one_thing_over_and_over_is_read_to_its_end(
    rulebook: Rulebook, unit: str
) -> None:
    text = unit * (200_000 // len(unit))
    extract = Extract(text, (Block(BlockKind.PARAGRAPH, Span(0, len(text))),))
    begun = time.process_time()

    classify(extract, Metadata(), rulebook)

    assert time.process_time() - begun < 20  # it takes one; a quadratic one, minutes
