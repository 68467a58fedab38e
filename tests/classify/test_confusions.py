"""Documents that look like one another and are not the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gongkai.model import Classification, IssuerType

Judge = Callable[..., Classification]


@pytest.mark.parametrize(
    ("title", "body", "genre", "code"),
    [
        ("中共石井村支部委员会换届选举公告", "党员大会应到会有选举权的党员25名", "G04", "DW06"),
        ("石井村村民委员会换届选举公告", "选民登记于5月2日开始", "G04", "CW03"),
        ("石井村村务监督委员会选举公告", "经村民代表会议推选", "G04", "CW03"),
        ("石井村党员大会会议记录", "应到党员25名\n议题：讨论接收田丰为预备党员\n宣读入党志愿书", "G01", "DW04"),
        ("石井村党员大会会议记录", "应到党员25名\n议题：学习文件\n批评与自我批评", "G01", "DW03"),
        ("征地补偿安置公告", "征收范围、安置方式、补偿登记", "G04", "ZW06"),
        ("征地补偿费分配公示", "分配方案、领取人、到账金额", "G03", "CJ05"),
        ("水库除险工程招标公告", "投标人资格、开标", "G04", "GC01"),
        ("山塘招租公告", "底价、承包期、竞价会", "G04", "CJ03"),
        ("护林员招聘公告", "招聘岗位、面试、体检", "G04", "SW02"),
        ("秋季招生公告", "报名时间、招生计划", "G04", "XW01"),
        ("道路工程中标候选人公示", "第一中标候选人、投标报价", "G03", "GC02"),
        ("村民委员会候选人公示", "正式候选人名单", "G03", "CW03"),
        ("支部委员会委员候选人预备人选公示", "有选举权的党员", "G03", "DW06"),
        ("优秀共产党员推荐人选公示", "推荐对象、主要事迹", "G03", "SW01"),
        ("关于给予田某党内警告处分的决定", "违反群众纪律", "G11", "JW01"),
        ("行政处罚决定公示", "行政相对人、案由", "G03", "ZW04"),
        ("关于给予学生田某记过处分的决定", "违反校规校纪", "G11", "XW04"),
        ("石井镇2023年部门决算公开", "一般公共预算", "G19", "ZW03"),
        ("石井村2023年财务收支公开表", "本期收入、本期支出", "G19", "CJ01"),
        ("石井村路灯工程结算公示", "审定金额、核减", "G03", "GC03"),
        ("石井小学食堂收支公示", "食材采购、伙食费", "G03", "XW03"),
        ("党务公开制度", "第一条 为规范党务公开\n第二条 公开内容", "G17", "SW07"),
        ("误工补贴发放公示", "误工天数、领取人", "G03", "CW05"),
        ("高龄补贴发放公示", "年满80周岁", "G03", "MS06"),
        ("种粮补贴发放公示", "种植面积、补贴金额", "G03", "MS04"),
        ("教职工代表大会决议", "教职工代表审议通过", "G12", "XW04"),
        ("职工代表大会决议", "职工代表审议通过", "G12", "CQ04"),
        ("村民代表会议决议", "到会代表举手表决", "G12", "CW01"),
        ("党员公开承诺书", "承诺事项、完成时限", "G18", "DW10"),
        ("廉政承诺书", "廉洁从政，不准收礼", "G18", "JW03"),
        ("安全承诺书", "防护用品、隐患排查", "G18", "CQ05"),
    ],
)  # fmt: skip
def test_the_deciding_feature_decides(
    judge: Judge, title: str, body: str, genre: str, code: str
) -> None:
    assert judge(title, body, genre).category.code == code


def test_what_a_notice_passes_on_is_a_tag_and_not_its_matter(judge: Judge) -> None:
    passed_on = judge(
        "石井镇人民政府关于转发《县残疾人两项补贴公示办法》的通知",
        "各村：现印发给你们，请认真贯彻执行。",
        "G06",
        "石井镇人民政府",
        IssuerType.TOWNSHIP,
    )
    assert passed_on.category.code == "ZW01"


@pytest.mark.parametrize(
    "body",
    [
        "现将石井村2023年第三季度低保对象名单公示如下：户主、保障人口、保障金额。",
        "经入户调查和民主评议会评议，拟将下列户主纳入最低生活保障，现予公示。",
    ],
)
def test_without_a_title_the_opening_tells(judge: Judge, body: str) -> None:
    found = judge(None, body, "G03")
    assert found.category.code == "MS01"
    assert {hit.where for hit in found.category.hits} >= {"opening"}


def test_a_title_that_names_no_matter_leaves_it_to_the_opening(judge: Judge) -> None:
    body = "石井镇中心小学拟录用下列教师，笔试成绩、面试成绩附后。"
    assert judge("公示", body, "G03").category.code == "SW02"


def test_the_name_of_another_text_is_not_the_matter(judge: Judge) -> None:
    body = "根据《社会救助暂行办法》《农村最低生活保障操作规程》，现将鱼塘公开招租，底价八千元。"
    assert judge(None, body, "G04").category.code == "CJ03"


def test_an_agenda_of_several_matters_leaves_the_meeting_its_name(
    judge: Judge,
) -> None:
    body = (
        "时间：2021年5月6日\n应到党员8名\n"
        "议题：一、春节慰问 二、防汛值班 三、田丰入党积极分子培养情况\n"
    )
    assert judge("石井村支委会会议记录", body, "G01").category.code == "DW03"
