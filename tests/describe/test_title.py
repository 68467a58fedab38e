"""The title is what the document calls itself, or nothing."""

from __future__ import annotations

import pytest

from gongkai.describe import describe
from gongkai.ingest import layout, plain
from gongkai.model import Extract
from gongkai.rules import Rulebook


def title(text: str, rulebook: Rulebook) -> str | None:
    found = describe(plain.extract(text.encode()), rulebook).title
    return found.value if found else None


def test_wrapped_lines_are_joined_and_letter_spacing_closed(
    doc: Extract, rulebook: Rulebook
) -> None:
    """关于拟接收唐立新同志为中共
    预备党员的　公　示
    经支部委员会审查，拟接收唐立新同志为中共预备党员，现予公示。
    """
    found = describe(doc, rulebook).title
    assert found is not None
    assert found.value == "关于拟接收唐立新同志为中共预备党员的公示"
    assert found.span.of(doc.text) == doc.text[: doc.text.index("\n经支部")]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("公　　告", "公告"),
        ("青石镇人民政府\n关于调整领导分工的通知", "青石镇人民政府关于调整领导分工的通知"),
        ("青石镇财政所\n2021年支出明细公开表", "青石镇财政所2021年支出明细公开表"),
        ("柳湾村党支部\n接收预备党员大会会议记录", "接收预备党员大会会议记录"),
        ("云溪县财政局\n行政处罚决定书\n云财罚〔2020〕5号", "行政处罚决定书"),
        ("网站首页 | 镇情 | 公开\n关于防汛的通知", "关于防汛的通知"),
        ("柳湾村财务公开榜\n（单位：元）\n上年结转：20", "柳湾村财务公开榜"),
        ("在推进会上的讲话\n（二○一○年三月六日）", "在推进会上的讲话"),
        ("青石镇人民政府文件\n青政发〔2020〕5号\n关于防汛的通知", "关于防汛的通知"),
        ("中共青石镇委员会\n会议纪要\n〔2020〕第4期", "会议纪要"),
        ("青石简报\n第8期\n镇党政办公室编　2012年11月5日\n柳湾村活动受欢迎", "柳湾村活动受欢迎"),
        ("柳湾村选举委员会公告\n第6号\n关于选举日的公告", "关于选举日的公告"),
        ("柳湾村工会公告\n（第2号）", "柳湾村工会公告（第2号）"),
        ("柳湾村村规民约\n（征求意见稿）", "柳湾村村规民约（征求意见稿）"),
        ("中共柳湾村支部关于接收党员的决议\n（2020年3月1日支部大会通过）", "中共柳湾村支部关于接收党员的决议"),
        ("关于防汛工作的通知 发布时间：2020-05-06 浏览次数：12", "关于防汛工作的通知"),
        ("关于巡察反馈意见\n整改情况的通报", "关于巡察反馈意见整改情况的通报"),
        ("2021年度\n柳湾医院\n单位决算公开\n柳湾医院2021年度单位决算公开", "柳湾医院2021年度单位决算公开"),
        ("关于转发《柳湾村\n村规民约》的通知", "关于转发《柳湾村村规民约》的通知"),
        ("招标公告\n招标公告", "招标公告"),
        ("关于开展防汛…\n关于开展防汛工作的通知", "关于开展防汛工作的通知"),
        ("在防汛会上的讲话同志们：今天讲三点，大家要认真…\n在防汛会上的讲话\n同志们：", "在防汛会上的讲话"),
        ("柳湾村支部委员会\n支部党员大会会议记录", "支部党员大会会议记录"),
        ("您现在的位置：首页 >> 公告\n柳湾村招租公告", "柳湾村招租公告"),
        ("阳光执法 > 决定公开 > 正文\n柳湾饭店占道经营处罚信息公示", "柳湾饭店占道经营处罚信息公示"),
        ("您的位置：首页 → 院务\n站点地图 | 加入收藏 | 繁体版\n柳湾医院停诊公告", "柳湾医院停诊公告"),
        ("厂区文化 | 新闻动态\n柳湾纺织厂召开职代会", "柳湾纺织厂召开职代会"),
        ("公告>关于调整集镇公交线路的公告\n关于调整集镇公交线路的公告", "关于调整集镇公交线路的公告"),
        ("首页  机构概况  新闻动态  政务公开\n关于防汛的通知", "关于防汛的通知"),
        ("欢迎访问柳湾县政府网站！\n关于防汛的通知", "关于防汛的通知"),
        ("等级：平急　编号：柳发电〔2021〕5号\n关于防汛的通知", "关于防汛的通知"),
        ("柳湾村2021年上半年\n村级财务收支\n明细公布", "柳湾村2021年上半年村级财务收支明细公布"),
        ("党建动态\n2021年第5期\n柳湾镇党建办编\n柳湾村换届顺利", "柳湾村换届顺利"),
        ("热门标签：三农 低保\n关于低保复核的通知", "关于低保复核的通知"),
        ("内部明电　阅后妥存\n关于防汛值守的通知", "关于防汛值守的通知"),
        ("登记编号：2021-07\n村民建房申请表\n姓名：", "村民建房申请表"),
        ("柳湾村党务公开（第3期）\n上半年党费收缴公布", "上半年党费收缴公布"),
        ("柳湾县粮食局党组\n\n关于罗春同志任职的通知", "关于罗春同志任职的通知"),
        ("柳湾村党员大会会议记录\n（二○一五年第三次）", "柳湾村党员大会会议记录"),
        ("村民救助申请审批表\n（一式三份）\n姓名：", "村民救助申请审批表"),
        ("柳湾村来访登记表（复印件，窗口存）\n来访人：", "柳湾村来访登记表"),
        ("柳湾村选举结果公告\n（第8号）\n选举已毕。", "柳湾村选举结果公告"),
        ("柳湾村选举委员会公告\n第8号\n柳湾村村民委员会选举结果公告", "柳湾村村民委员会选举结果公告"),
        ("2020年经营情况报告\n——在职代会上\n各位代表：", "2020年经营情况报告"),
        ("柳湾简报\n第8期\n【要闻】桥修好了\n【数据】走访完成情况", "柳湾简报"),
        ("村民论坛 > 说事 > 帖子\n主题：公开栏半年没换了\n楼主 老槐树 8月1日", "公开栏半年没换了"),
        ("名称：关于提案的答复\n柳湾县农业局\n关于提案的答复\n罗委员：", "柳湾县农业局关于提案的答复"),
        ("柳湾村村民代表大会   2016年3月5日下午  祠堂\n到会三十人。", "柳湾村村民代表大会"),
        ("索引号：1234/2020-1\n标题：关于柳湾村道路命名的批复\n正文", "关于柳湾村道路命名的批复"),
        ("标题：关于柳湾村\n道路命名的批复\n文号：无", "关于柳湾村道路命名的批复"),
        ("柳湾幼儿园秋季学期\n序号\n收费项目\n收费标准", "柳湾幼儿园秋季学期"),
        ("绝密★10年\n关于防汛的通知", "关于防汛的通知"),
        ("【通知公告】关于申报民间艺人名单的公示", "关于申报民间艺人名单的公示"),
        ("柳湾村台账检查汇总\n村：柳湾  日期：3月8日  分：91", "柳湾村台账检查汇总"),
        ("支委会 3月8号", "支委会"),
        ("党群活动丰富 邻里和睦 柳湾村里笑声多", "党群活动丰富邻里和睦柳湾村里笑声多"),
    ],
)  # fmt: skip
def test_what_stands_around_the_title_is_no_part_of_it(
    head: str, expected: str, rulebook: Rulebook
) -> None:
    body = "\n经研究，决定自下月起施行，请遵照执行，具体事项由村委会负责解释。"
    assert title(head + body, rulebook) == expected


@pytest.mark.parametrize(
    "text",
    [
        "各支部：\n请于本周五前交齐党费。\n党政办",
        "尊敬的患者及家属：您好！\n欢迎您来我院就诊。",
        "3月5日，柳湾村召开党员大会，全村31名党员参加。",
        "一、时间\n3月5日\n二、地点\n会议室",
        "根据镇里要求，现将名单公布如下：\n唐立新",
        "10\n20\n---",
    ],
)
def test_a_text_without_a_title_has_none(text: str, rulebook: Rulebook) -> None:
    assert title(text, rulebook) is None


def test_a_title_that_runs_into_the_body_ends_with_its_kind(
    doc: Extract, rulebook: Rulebook
) -> None:
    """柳湾村道路硬化工程施工招标公告(资格后审)1．招标条件 本工程已经批准，现公开招标。"""
    found = describe(doc, rulebook).title
    assert found is not None
    assert found.value == "柳湾村道路硬化工程施工招标公告(资格后审)"


def test_a_note_without_a_title_is_known_by_what_it_encloses(
    doc: Extract, rulebook: Rulebook
) -> None:
    """全体教工：
    现就办公用品领用制度征求大家意见，请于周五前提出。
    柳湾小学总务处
    2019年3月5日
    柳湾小学办公用品领用制度
    （征求意见稿）
    第一条 领用须登记。
    """
    found = describe(doc, rulebook).title
    assert found is not None
    assert found.value == "柳湾小学办公用品领用制度（征求意见稿）"


def test_table_cells_are_no_part_of_a_title(rulebook: Rulebook) -> None:
    builder = layout.Builder()
    builder.paragraph("柳湾村设备报名单位")
    builder.table([layout.Place(0, 0, "联系人"), layout.Place(0, 1, "办事指南")])
    found = describe(builder.build(), rulebook).title
    assert found is not None
    assert found.value == "柳湾村设备报名单位"


def test_a_document_without_lines_has_nothing(rulebook: Rulebook) -> None:
    metadata = describe(Extract("", ()), rulebook)
    assert metadata.title is None
    assert metadata.issuer is None
    assert metadata.genre is not None
    assert metadata.genre.value.code == "G99"
    assert metadata.body == (0, 0)
