"""How long, how soon and in what order."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gongkai.check import cross
from gongkai.check.elements import Elements
from gongkai.check.page import Page
from gongkai.model import Severity
from gongkai.rules import Rulebook

Judge = Callable[..., dict[str, str]]


@pytest.fixture
def judge(page_of: Callable[..., Page], rulebook: Rulebook) -> Judge:
    """The rules that a document breaks, each with the words that are wrong."""

    def run(text: str, category: str, day: str, genre: str = "G03") -> dict[str, str]:
        page = page_of(text, category, genre, day)
        row = rulebook.owed(category, genre)
        found = cross.check(page, Elements(page, rulebook), row, rulebook)
        return {one.rule: one.span.of(text) if one.span else "" for one in found}

    return run


CADRE = "干部任前公示\n现将田大山同志拟任职务予以公示。\n公示时间：{}。\n"


@pytest.mark.parametrize(
    ("period", "day", "is_short"),
    [
        (
            "2024年3月4日至3月8日",
            "2024-03-04",
            False,
        ),  # five working days, ends included
        ("2024年3月4日至3月7日", "2024-03-04", True),
        ("2024年3月8日至3月14日", "2024-03-08", False),  # over a weekend
        ("2024年9月27日至10月8日", "2024-09-27", True),  # twelve days, but a holiday
        (
            "2024年4月28日-5月6日",
            "2024-04-28",
            True,
        ),  # a swapped Sunday counts, it is four
        ("5个工作日", "2024-03-04", False),
        ("3个工作日", "2024-03-04", True),
        ("4天", "2024-03-04", True),
        ("7天", "2024-03-04", False),
        ("2008年3月3日至3月9日", "2008-03-03", False),  # seven days were asked then
        ("2008年3月3日至3月7日", "2008-03-03", True),
    ],
)
def test_a_cadre_notice_stands_as_long_as_the_rule_of_its_day_asks(
    judge: Judge, period: str, day: str, is_short: bool
) -> None:
    said = judge(CADRE.format(period), "DW08", day)
    assert said == ({"V_PERIOD_MIN": period} if is_short else {})


def test_an_undated_notice_is_held_to_the_rule_of_its_first_day(judge: Judge) -> None:
    assert judge(CADRE.format("2024年3月4日至3月7日"), "DW08", "")
    assert not judge(CADRE.format("3天"), "DW08", "")  # of what day nobody can tell


def test_a_year_without_a_calendar_is_judged_provisionally(
    page_of: Callable[..., Page], rulebook: Rulebook
) -> None:
    page = page_of(CADRE.format("2091年3月5日至3月7日"), "DW08", "G03", "2091-03-05")
    finding = cross.check(page, {}, None, rulebook)[0]
    assert "放假安排未知" in finding.message
    assert finding.severity is Severity.WARN


def test_seven_calendar_days_are_enough_for_relief_but_three_are_not(
    judge: Judge,
) -> None:
    text = "关于拟纳入农村低保对象的公示\n公示期为{}天，有异议请反映。\n"
    assert not judge(text.format("七"), "MS01", "2024-03-04")
    assert judge(text.format("三"), "MS01", "2024-03-04") == {"V_PERIOD_MIN": "三天"}


@pytest.mark.parametrize(
    "text",
    [
        "干部任前公示\n公示期内如有异议，请向组织部反映。\n",
        "干部任前公示\n报名时间：2024年3月4日至3月5日。\n",
        "干部任前公示\n公示期结束后3个工作日内办理。\n",
        "干部任前公示\n公示期为3天。公示期为9天。\n",
    ],
)
def test_no_period_and_two_periods_accuse_no_one(judge: Judge, text: str) -> None:
    assert not judge(text, "DW08", "2024-03-04")


def test_a_plan_that_speaks_of_a_later_notice_is_none(judge: Judge) -> None:
    text = "村级换届选举工作方案\n候选人公示期为2天。\n"
    assert not judge(text, "DW08", "2024-03-04", "G16")


VOTERS = "关于选民名单的公告\n登记参加选举的村民名单公布如下。选举日：2024年{}。\n"


def test_voters_are_listed_twenty_days_ahead(judge: Judge) -> None:
    assert not judge(VOTERS.format("3月24日"), "CW03", "2024-03-04", "G04")
    said = judge(VOTERS.format("3月23日"), "CW03", "2024-03-04", "G04")
    assert said == {"V_VOTERLIST_20D": "2024年3月23日"}
    assert not judge(VOTERS.format("3月23日"), "CW03", "2008-03-04", "G04")
    named = VOTERS.format("3月23日").replace("选举日：", "选举日定于")
    assert "V_VOTERLIST_20D" in judge(named, "CW03", "2024-03-04", "G04")


DOSSIER = """河湾村修桥四议两公开实施情况
支部提议（2024年2月1日）→两委会商议（2月3日）→党员大会审议（{}）→村民代表会议决议（2月12日），决议公开（2月13日-20日）。
"""


def test_no_step_of_a_dossier_precedes_the_one_before(judge: Judge) -> None:
    assert not judge(DOSSIER.format("2月9日"), "CW02", "2024-03-04")
    said = judge(DOSSIER.format("2月14日"), "CW02", "2024-03-04")
    assert said == {"V_4Y2G_CHAIN": "2月12日"}


def test_a_dossier_of_sheets_is_read_sheet_by_sheet(judge: Judge) -> None:
    text = "四议两公开登记表\n党员大会审议\n会议时间：2024年2月9日\n村民代表会议决议\n会议时间：2024年2月{}日\n"
    assert not judge(text.format(12), "CW02", "2024-03-04", "G01")
    assert "V_4Y2G_CHAIN" in judge(text.format(5), "CW02", "2024-03-04", "G01")


def test_a_dossier_in_a_table_is_read_row_by_row(judge: Judge) -> None:
    text = "四议两公开登记表\n党员大会审议\t2024年2月9日\t通过\n村民代表会议决议\t2024年2月{}日\t通过\n"
    assert not judge(text.format(12), "CW02", "2024-03-04", "G19")
    assert "V_4Y2G_CHAIN" in judge(text.format(5), "CW02", "2024-03-04", "G19")


MEMBER = "关于拟接收田小苗为预备党员的公示\n田小苗，女，{}递交入党申请书，{}列为入党积极分子，{}列为发展对象。\n"


@pytest.mark.parametrize(
    ("dates", "wrong"),
    [
        (("2020年5月", "2021年6月", "2022年11月"), None),
        (("2021年7月", "2021年6月", "2022年11月"), "2021年6月"),
        (("2020年5月", "2021年6月", "2022年3月"), "2022年3月"),  # not a year
        (("2020年5月", "2021年", "2022年3月"), None),  # may be a year apart
    ],
)
def test_the_stages_of_joining_keep_their_order_and_time(
    judge: Judge, dates: tuple[str, str, str], wrong: str | None
) -> None:
    said = judge(MEMBER.format(*dates), "DW04", "2023-05-22")
    assert said == ({"V_DATE_ORDER_MEMBER": wrong} if wrong else {})


def test_the_stages_in_a_table_keep_their_order(judge: Judge) -> None:
    text = "发展对象公示\n姓名\t入党申请时间\t列为积极分子时间\n田小苗\t2020-05\t2021-06\n田小禾\t2022-05\t2021-06\n"
    assert judge(text, "DW04", "2023-05-22") == {"V_DATE_ORDER_MEMBER": "2021-06"}


ROWS = "发展对象公示\n姓名 性别 申请入党时间 列为积极分子时间 列为发展对象时间\n田小苗 女 2020.5.4 2021.6.1 2022.7.1\n田小禾 男 {} 2021.6.1 2022.7.1\n"


def test_every_row_of_persons_keeps_their_order(judge: Judge) -> None:
    assert not judge(ROWS.format("2020.5.9"), "DW04", "2023-05-22")
    said = judge(ROWS.format("2022.5.9"), "DW04", "2023-05-22")
    assert said == {"V_DATE_ORDER_MEMBER": "2021.6.1"}


def test_a_sanction_is_announced_within_a_month(judge: Judge) -> None:
    assert not judge("处分决定\n宣布时间：2024年3月20日\n", "JW01", "2024-03-04", "G11")
    assert "V_ANNOUNCE_1M" in judge(
        "处分决定\n宣布时间：2024年4月20日\n", "JW01", "2024-03-04", "G11"
    )


CALLED = "关于召开全体{}的通知\n各位村民：\n定于2025年8月16日（星期六）上午9时在村部召开全体{}，讨论鱼塘发包。\n"


@pytest.mark.parametrize(
    ("meeting", "day", "rule"),
    [
        ("村民会议", "2025-08-06", None),
        ("村民会议", "2025-08-07", "V_ASSEMBLY_10D"),
        ("村民大会", "2025-08-11", "V_ASSEMBLY_10D"),
        ("村民代表会议", "2025-08-13", None),
        ("成员大会", "2025-08-11", "V_MEMBERS_10D"),
        ("成员代表大会", "2025-08-11", None),
    ],
)
def test_an_assembly_is_called_ten_days_ahead_whatever_the_category(
    judge: Judge, meeting: str, day: str, rule: str | None
) -> None:
    said = judge(CALLED.format(meeting, meeting), "SW04", day, "G06")
    assert said == ({rule: "2025年8月16日"} if rule else {})


def test_an_assembly_of_another_law_or_of_two_days_is_not_held_to_it(
    judge: Judge,
) -> None:
    earlier = CALLED.format("村民会议", "村民会议").replace("2025", "2009")
    assert not judge(earlier, "CW01", "2009-08-13", "G06")
    twice = CALLED.format("村民会议", "村民会议") + "定于8月30日召开二组村民会议。\n"
    assert not judge(twice, "CW01", "2025-08-13", "G06")


def test_minutes_of_an_assembly_do_not_call_it(judge: Judge) -> None:
    text = "村民会议记录\n会议时间：2020年5月16日\n5月14日已张贴村民会议通知。\n"
    assert not judge(text, "CW01", "2020-05-16", "G01")


SANCTION = "关于给予石大顺党内警告处分的决定\n本决定自2022年5月5日起生效，{}。\n"


@pytest.mark.parametrize(
    ("told", "is_late"),
    [
        ("于2022年6月28日在支部党员大会上宣布", True),
        ("于2022年6月5日向本人宣布", False),  # thirty-one days, and a month
        ("影响期至2023年5月4日，可自宣布之日起申诉", False),
        ("2022年7月1日前报送备案", False),
    ],
)
def test_a_day_that_stands_before_its_word_is_that_of_announcing(
    judge: Judge, told: str, is_late: bool
) -> None:
    said = judge(SANCTION.format(told), "JW01", "2022-05-05", "G11")
    assert ("V_ANNOUNCE_1M" in said) == is_late


def test_minutes_of_announcing_tell_when_it_was_decided(judge: Judge) -> None:
    text = "处分决定宣布会议记录\n2022年5月5日，镇纪委研究决定给予石大顺党内警告处分。今天宣读决定。\n"
    assert "V_ANNOUNCE_1M" in judge(text, "JW01", "2022-07-08")
    assert "V_ANNOUNCE_1M" not in judge(text, "JW01", "2022-05-28")
