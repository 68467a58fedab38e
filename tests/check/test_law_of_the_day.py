"""Verdicts and findings name the law that was in force when the document was made."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date

import pytest

from gongkai.check import check
from gongkai.check.page import Page
from gongkai.model import Judgement, Verdict
from gongkai.rules import Rulebook, Validity

PageOf = Callable[..., Page]
Judged = Callable[..., Judgement]

VOTERS = """柳东村第六届村民委员会选举选民名单公告
经村民选举委员会登记审核，现将参加选举的村民名单公布如下。
吴大勇 郑秋兰 钱水根 冯玉梅
柳东村村民选举委员会"""
"""Nothing says who may be told of mistakes, nor when the election is."""

SHORT = """柳东村村民代表会议记录
时间：三月一日上午九时
地点：村部会议室
主持人：邢立军    记录人：杨欢
应到代表30人，实到代表16人。
议题：修建村道。
会议采取举手表决方式，赞成16票，反对0票，弃权0票。
会议决定修建村道。"""
"""Fewer than two thirds came."""

EXPROPRIATION = """征收土地预公告
因建设需要，拟征收柳东村集体所有土地。
青河县人民政府"""

CARD = """柳东村低保对象公示
吴大勇，身份证号110105194912310021。
柳东村村民委员会"""


@pytest.fixture
def judged(page_of: PageOf, rulebook: Rulebook) -> Judged:
    def judge(text: str, category: str, genre: str, day: str) -> Judgement:
        page = page_of(text, category=category, genre=genre, day=day)
        return check(page.extract, page.metadata, page.classification, rulebook)

    return judge


def basis_of(judgement: Judgement, rule: str) -> str:
    return next(one.basis for one in judgement.findings if one.rule == rule)


@pytest.mark.parametrize(
    ("day", "basis"),
    [
        (
            "2010-10-27",
            "《村民委员会组织法》(1998)"
            "（与《村民委员会组织法》(2018修正)第26条对应的条文未查到）",
        ),
        ("2010-10-28", "《村民委员会组织法》(2010修订)第26条"),
        ("2018-12-28", "《村民委员会组织法》(2010修订)第26条"),
        ("2018-12-29", "《村民委员会组织法》(2018修正)第26条"),
        (
            "2026-01-01",
            "《村民委员会组织法》(2025修正)"
            "（与《村民委员会组织法》(2018修正)第26条对应的条文未查到）",
        ),
    ],
)
def test_a_check_of_facts_rests_on_the_text_of_the_day(
    judged: Judged, day: str, basis: str
) -> None:
    judgement = judged(SHORT, "CW01", "G01", day)
    assert basis_of(judgement, "V_QUORUM_VILLAGE") == basis


def test_a_meeting_is_held_to_a_law_from_its_first_day_on(judged: Judged) -> None:
    board = SHORT.replace("村民代表会议", "股份经济合作社理事会会议")

    def said(day: str) -> list[tuple[str, str]]:
        judgement = judged(board, "CJ01", "G01", day)
        return [
            (one.rule, one.basis)
            for one in judgement.findings
            if one.rule == "V_QUORUM_VILLAGE"
        ]

    assert said("2025-04-30") == []
    assert said("2025-05-01") == [
        ("V_QUORUM_VILLAGE", "《农村集体经济组织法》(2024)第31条")
    ]


@pytest.mark.parametrize(
    ("day", "law"),
    [
        ("2010-10-27", "《村民委员会组织法》(1998)"),
        ("2010-10-28", "《村民委员会组织法》(2010修订)第14条"),
    ],
)
def test_a_missing_element_rests_on_the_text_of_the_day(
    judged: Judged, day: str, law: str
) -> None:
    missing = [
        one for one in judged(VOTERS, "CW03", "G04", day).findings if one.element
    ]
    assert missing
    assert any(law in one.basis for one in missing)


def test_a_document_without_a_date_is_held_to_todays_text_and_told_so(
    judged: Judged,
) -> None:
    basis = basis_of(judged(SHORT, "CW01", "G01", ""), "V_QUORUM_VILLAGE")
    assert "(2025修正)" in basis
    assert basis.endswith("（文件未写明日期，按现行文本）")


def test_nobody_lacks_what_no_law_asked_yet(judged: Judged) -> None:
    def land(day: str) -> dict[str, tuple[Verdict, str]]:
        judgement = judged(EXPROPRIATION, "ZW06", "G04", day)
        return {
            one.id: (one.verdict, one.reason)
            for one in judgement.elements
            if one.id.startswith("L_") and one.verdict is not Verdict.NOT_APPLICABLE
        }

    early, late = land("1991-01-31"), land("2021-09-01")

    assert {verdict for verdict, _ in early.values()} <= {
        Verdict.CANNOT_TELL,
        Verdict.PASS,
    }
    said = [reason for verdict, reason in early.values() if reason]
    assert said
    assert all("当时尚未施行（1991-02-01 起施行）" in reason for reason in said)
    assert Verdict.FAIL in {verdict for verdict, _ in late.values()}


def test_personal_data_is_judged_by_todays_law_since_it_is_public_today(
    judged: Judged,
) -> None:
    old = basis_of(judged(CARD, "MS01", "G03", "2021-10-31"), "ID18")
    new = basis_of(judged(CARD, "MS01", "G03", "2021-11-01"), "ID18")

    assert "《个人信息保护法》(2021)第25条" in new
    assert old == f"{new}（含成文以后施行的规定：至今仍公开的，按现行规定处理）"


def test_an_element_is_asked_only_while_it_was_asked(
    page_of: PageOf, rulebook: Rulebook
) -> None:
    page = page_of(
        "告示\n农家书屋开放。", category="ZW01", genre="G03", day="2011-12-31"
    )
    later = page_of(
        "告示\n农家书屋开放。", category="ZW01", genre="G03", day="2012-01-01"
    )
    signature = dataclasses.replace(
        rulebook.elements["N_ORG"], validity=Validity(since=date(2012, 1, 1))
    )
    book = dataclasses.replace(
        rulebook, elements={**rulebook.elements, "N_ORG": signature}
    )

    def verdict(of: Page) -> tuple[Verdict, str]:
        judgement = check(of.extract, of.metadata, of.classification, book)
        return next(
            (one.verdict, one.reason) for one in judgement.elements if one.id == "N_ORG"
        )

    assert verdict(page) == (
        Verdict.NOT_APPLICABLE,
        "这一项2012-01-01 起才要求，本件不在其时。",
    )
    assert verdict(later)[0] is Verdict.FAIL
