"""The genre is told by the tail of the title, else by cues."""

from __future__ import annotations

import pytest

from gongkai.describe import describe, genre
from gongkai.ingest import plain
from gongkai.model import NO_GENRE, Extract
from gongkai.rules import Rulebook


def test_the_examples_of_every_genre_hold(rulebook: Rulebook) -> None:
    for rule in rulebook.genres:
        for example in rule.examples.match:
            found = genre.of_title(example, rulebook.genres)
            assert found is not None, example
            assert found.code == rule.code, example
        for example in rule.examples.skip:
            found = genre.of_title(example, rulebook.genres)
            assert found is None or found.code != rule.code, example


def test_every_genre_with_a_tail_has_examples_of_both_kinds(rulebook: Rulebook) -> None:
    for rule in rulebook.genres:
        if rule.code != NO_GENRE:
            assert len(rule.examples.match) >= 2, rule.code
            assert len(rule.examples.skip) >= 2, rule.code


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("关于转发《低保对象公示》的通知", "G06"),
        ("柳湾村村规民约（征求意见稿）", "G17"),
        ("中标公告[2012]第027号 柳湾村路灯采购", "G04"),
        ("柳湾中学招聘启事 Liuwan School Jobs Open", "G04"),
        ("柳湾村党 员 大 会 会 议 记 录", "G01"),
        ("关于清明节值班的通知。", "G06"),
        ("关于印发《《柳湾村规》解读》的通知", "G06"),
        ("柳湾村股权登记清单（第二榜）", "G03"),
        ("柳湾村危房改造对象名单（乡级公示）", "G03"),
    ],
)
def test_quotations_brackets_and_numbers_do_not_hide_the_kind(
    title: str, code: str, rulebook: Rulebook
) -> None:
    found = genre.of_title(title, rulebook.genres)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("各支部：\n请于周五前报送材料，准时参加会议。", "G06"),
        ("同意吸纳唐立新同志为预备党员，现予以公示。如有异议请向支部反映。公示期：5天", "G03"),
        ("3月5日下午，柳湾村召开党员大会。\n罗书记强调，要抓好防汛。会议还听取了汇报。", "G21"),
        ("柳湾党支部：\n选举结果收悉，经研究，同意唐立新同志任书记。", "G10"),
        ("因业务发展需要，公司面向社会公开招聘会计一名，报名截止日期为本月底。", "G04"),
        ("所需材料：户口簿。\n受理单位：柳湾派出所。\n办理时限：当场办结。", "G25"),
        ("到会：唐书记、罗主任\n唐：先说桥的事。\n罗：桥板松了要换。\n汪：栏杆也要修。\n散会。\n应到9人", "G01"),
        ("一款新的软件，安全好用。", "G99"),
        ("柳湾村村民代表会议纪录\n地点 村部", "G01"),
        ("2014年3月2日 下午 支部学习\n来了12个人，老唐念文件。", "G01"),
        ("河滩地竞租结果\n罗家以每亩300元租得，现予公布，请群众监督。", "G03"),
        ("水渠抢修补助发放表\n唐立新 120\n合计 120", "G19"),
        ("分组讨论发言摘登\n唐代表：路要修。", "G15"),
        ("农业园区成效显著\n今年以来，柳湾县累计投入九百万元，该县果农增收。", "G21"),
        ("柳湾县人民政府\n森林防火禁火令\n自即日起禁止野外用火。", "G05"),
        ("如何写好会议记录\n应到、实到都要写明。", "G99"),
        ("问：账目多久公布一次？\n答：至少每季度一次，公示在公开栏。", "G99"),
        ("食堂问卷\n您看过公示吗？□看过 □没看过", "G99"),
        ("门前的路灯要换，面向社会公开询价。\n报价单送村部，最低价中选。", "G04"),
        ("一、指导思想\n把学校办好。\n二、工作目标\n学生满意。", "G16"),
        ("各班级：\n拟推荐下列同学获助学金，如有不同看法请到学工处说明。", "G03"),
        ("问：几点上班？\n答：八点。\n问：怎么挂号？\n答：窗口。", "G99"),
    ],
)  # fmt: skip
def test_a_text_without_a_title_shows_its_kind(
    text: str, code: str, rulebook: Rulebook
) -> None:
    found = describe(plain.extract(text.encode()), rulebook).genre
    assert found is not None
    assert found.value.code == code


def test_the_genre_rests_on_the_title_or_on_a_cue(
    doc: Extract, rulebook: Rulebook
) -> None:
    """各支部：
    特此通知。
    """
    found = describe(doc, rulebook).genre
    assert found is not None
    assert "各支部：" in found.span.of(doc.text)


def test_a_bulletin_is_news_whatever_its_first_piece_is_called(
    rulebook: Rulebook,
) -> None:
    text = "青石街道简报\n第18期\n街道党政办编   2021年9月3日\n柳荫社区公示候选人名单\n8月30日，柳荫社区张贴名单。"
    assert describe(plain.extract(text.encode()), rulebook).genre.value.code == "G21"  # type: ignore[union-attr]
