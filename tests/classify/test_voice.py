"""Topic words are not enough: a body must speak of its own affairs in its own name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from gongkai.classify.voice import listen
from gongkai.model import (
    Classification,
    Extract,
    Found,
    IssuerType,
    Metadata,
    Span,
)
from gongkai.rules import Rulebook
from tests.classify.conftest import document

Judge = Callable[..., Classification]


@pytest.mark.parametrize(
    ("title", "body", "genre"),
    [
        ("如何审查承包合同", "租赁合同、承包合同要看押金和租期。掌握两点即可。", "G99"),
        ("村口的老槐树", "树下贴着低保名单和财务收支，二爷一行一行念给人听。", "G99"),
        (
            "问：宅基地能卖吗？",
            "问：宅基地能卖吗？\n答：不能。宅基地申请要经村民小组会议讨论并公示。",
            "G99",
        ),
        (
            "旺铺出租",
            "集体商铺旁旺铺出租，租金面议，中介勿扰，加微信详谈。",
            "G04",
        ),
        (
            "高价求购老家具",
            "常年收购银元、铜钱，上门看货，现金结算，绝不拖欠。",
            "G99",
        ),
        ("诚聘月嫂", "待遇优厚，多劳多得。咨询热线：400-800-8000", "G99"),
        (
            "目录",
            "一、财务公开表……1\n二、低保公示……9\n三、会议记录……20\n",
            "G17",
        ),
        (
            "给村民的信",
            "酒驾莫上路，和大家说几句心里话。祝乡亲们身体健康，阖家幸福！",
            "G14",
        ),
        (
            "帮扶工作小结",
            "工作队引进黄花菜，赢得群众交口称赞，事迹被县电视台报道。",
            "G16",
        ),
        ("四议两公开口诀", "支部先提议，两委来商议，决议要公开。", "G99"),
        ("房屋出租", "本人有门面房两间，月租800元，有意者联系。", "G99"),
        ("表扬信", "贵村李强拾金不昧，特此表扬。\n失主 周先生", "G99"),
        ("Q1：低保怎么办？", "低保问答\nQ1：谁能申请？\nA：村民。\n", "G99"),
        ("我的思想汇报", "我认识到发展党员要坚持标准。\n汇报人：苏小满", "G16"),
        (
            "满意度问卷",
            "您看过低保公示吗？□看过 □没看过\n您对财务收支满意吗？□是 □否",
            "G03",
        ),
        (
            "首页",
            "首页 | 低保公示 | 招标公告 | 财务公开\n更多>>\n上一页 下一页",
            "G03",
        ),
        (
            "关于低保工作的思考",
            "笔者认为低保公示流于形式。（作者单位：某学院）",
            "G99",
        ),
    ],
)
def test_what_others_say_of_such_affairs_discloses_nothing(
    title: str, body: str, genre: str, judge: Judge
) -> None:
    said = judge(title, body, genre)

    assert said.category.code in ("SW99", "SW05", "SW06")
    assert not said.is_disclosure
    assert said.review


def test_what_a_newspaper_reports_is_news(judge: Judge) -> None:
    said = judge(
        "产业兴旺百姓富",
        "今年以来，安丰县发放种粮补贴900万元。该县补贴对象经公示后发放。",
        "G04",
    )

    assert said.category.code == "SW06"
    assert not said.is_disclosure


@pytest.mark.parametrize(
    ("kind", "issuer", "code"),
    [
        (IssuerType.VILLAGE_COMMITTEE, "姜湾村民委员会", "CW07"),
        (IssuerType.SCHOOL, "石门小学", "XW04"),
        (None, "舞龙队", "SW04"),
    ],
)
def test_a_notice_of_no_known_matter_is_still_a_disclosure(
    kind: IssuerType | None, issuer: str, code: str, judge: Judge
) -> None:
    said = judge(
        "关于祖屋西墙的公示",
        "西墙去年塌了一段，拟给予修缮，木料已经备齐，石料正在路上，现公示7天，有疑问请向我们反映。",
        "G03",
        issuer,
        kind,
    )

    assert said.category.code == code
    assert said.is_disclosure
    assert said.review


def test_a_notice_against_gossip_is_not_undone_by_one_word(judge: Judge) -> None:
    said = judge(
        "村民代表会议记录",
        "应到代表30人，实到28人。有人说水费记者问过，议题：水费。28人举手表决同意。",
        "G01",
        "姜湾村民委员会",
        IssuerType.VILLAGE_COMMITTEE,
    )

    assert said.category.code == "CW01"
    assert said.is_disclosure


def test_a_signature_speaks_and_a_name_within_a_sentence_does_not(
    rulebook: Rulebook,
) -> None:
    signed = document("情况", "路灯修好了。", "G99", "姜湾村民委员会")
    extract, metadata = document(
        "情况", "路灯修好了，" * 9 + "谢谢。", "G99", "姜湾村民委员会"
    )
    long = extract.text[: -len("\n姜湾村民委员会")] + "姜湾村民委员会记下了。"
    at = long.index("姜湾")
    issuer = Found("姜湾村民委员会", Span(at, at + 7))
    inside: tuple[Extract, Metadata] = (
        replace(extract, text=long),
        replace(metadata, issuer=issuer),
    )

    assert listen(*signed, rulebook).own == rulebook.scoring.voice.signed
    assert listen(*inside, rulebook).own == 0


def test_rows_speak_where_no_genre_does(rulebook: Rulebook) -> None:
    rows = document("行政处罚信息", "当事人：甲砂场\n内容：罚款\n机关：某局", "G99")

    assert listen(*rows, rulebook).own == rulebook.scoring.voice.laid_out


@pytest.mark.parametrize(
    ("title", "body", "genre"),
    [
        (
            "致全镇养蜂户的一封信",
            "各位养蜂户：低保公示已经贴出。\n柳河镇人民政府",
            "G14",
        ),
        ("驻村日记（两则）", "6月3日  晴\n上午陪会计贴低保公示，下午开代表会。", "G99"),
        ("村务公开知识试题", "1.低保公示应贴（  ）天。A.三 B.五 C.七 D.十", "G03"),
        ("运动会解说词", "走来的是石井村代表队，村民代表会议连年开得好。", "G23"),
        ("催款函", "我公司承建贵村水渠，工程结算款尚欠3万元，请支付。", "G14"),
        ("住房租赁合同", "出租人：苏小满\n承租人：佟大海\n月租金800元。", "G22"),
        ("低保申请审批表", "姓名  \n家庭人口  \n村民委员会意见  \n", "G26"),
    ],
)
def test_a_form_that_anyone_uses_does_not_make_a_disclosure(
    title: str, body: str, genre: str, judge: Judge
) -> None:
    assert not judge(title, body, genre).is_disclosure


@pytest.mark.parametrize(
    ("title", "body", "genre"),
    [
        (
            "土地承包合同",
            "发包方：石井村村民委员会\n承包方：佟大海\n承包土地40亩，每亩60元。",
            "G22",
        ),
        (
            "低保申请审批表",
            "户主：佟大海\n保障金额：320元\n村民委员会意见：同意\n2021年5月6日",
            "G26",
        ),
    ],
)
def test_the_same_form_in_a_body_s_hands_is_one(
    title: str, body: str, genre: str, judge: Judge
) -> None:
    assert judge(title, body, genre).is_disclosure
