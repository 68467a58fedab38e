"""Sums, balances and products of tables and lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import process_time

import pytest

from gongkai.check import cross
from gongkai.check.elements import Elements
from gongkai.check.page import Page
from gongkai.model import Block, BlockKind, Extract, Span
from gongkai.rules import Rulebook

Judge = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def judge(page_of: Callable[..., Page], rulebook: Rulebook) -> Judge:
    """What a document is accused of: rule and the words that are wrong."""

    def run(
        text: str, category: str = "CJ01", genre: str = "G19"
    ) -> list[tuple[str, str]]:
        page = page_of(text, category, genre)
        row = rulebook.owed(category, genre)
        found = cross.check(page, Elements(page, rulebook), row, rulebook)
        return [(one.rule, one.span.of(text) if one.span else "") for one in found]

    return run


LIST = "补贴公示\n姓名\t面积(亩)\t补贴金额(元)\n田大山\t10.5\t840.00\n田大水\t4\t320\n田大石\t2.5\t200.00\n合计\t17\t{total}\n"


def test_a_total_must_be_the_sum_of_its_column(judge: Judge) -> None:
    assert judge(LIST.format(total="1,630.00")) == [("V_SUM_COLUMN", "1,630.00")]
    assert judge(LIST.format(total="1,360.00")) == []
    assert judge(LIST.format(total="1360元")) == []


def test_the_message_states_both_figures(
    page_of: Callable[..., Page], rulebook: Rulebook
) -> None:
    page = page_of(LIST.format(total="1,630.00"), "MS04", "G03")
    finding = cross.check(page, {}, None, rulebook)[0]
    assert finding.message == "补贴金额(元)合计 1,630 与各项之和 1,360 不符"
    assert finding.basis


@pytest.mark.parametrize(
    "text",
    [
        # a rate is not added
        "补偿\n村\t亩\t标准(元/亩)\t金额\n上村\t100\t25\t2500\n下村\t60\t25\t1500\n合计\t160\t25\t4000\n",
        # subtotals are not added twice
        "收支\n项目\t金额\n租金\t500\n利息\t20\n小计\t520\n补助\t300\n捐赠\t80\n小计\t380\n合计\t900\n",
        # two lists side by side share a total
        "名单\n姓名\t金额\t姓名\t金额\n甲某\t100\t丙某\t300\n乙某\t200\t丁某\t400\n合计\t\t\t1000\n",
        # an outline counts its own headings
        "预算\n项目\t金额\n一、办公\t300\n1.文具\t100\n2.印刷\t200\n合计\t300\n",
        # rows are left out
        "名单\n序号\t姓名\t金额\n1\t甲某\t100\n2\t乙某\t100\n9\t丙某\t100\n合计\t\t900\n",
        "名单\n姓名\t金额\n甲某\t100\n乙某\t100\n……\t\n合计\t900\n",
        # 合计 counts heads
        "名单\n姓名\t人口\n甲某\t3\n乙某\t2\n合计\t2\n",
        # words among the numbers
        "名单\n姓名\t金额\n甲某\t100\n乙某\t按实\n丙某\t50\n合计\t900\n",
        # units differ
        "名单\n项目\t金额\n甲\t3万元\n乙\t500元\n合计\t3.05万元\n",
        # a running total
        "收支\n项目\t金额\n甲\t100\n乙\t200\n本月合计\t300\n累计\t4500\n",
    ],
)
def test_tables_that_are_right_or_doubtful_are_left_alone(
    judge: Judge, text: str
) -> None:
    assert judge(text) == []


def test_a_wrong_subtotal_is_found(judge: Judge) -> None:
    text = "收支\n项目\t金额\n租金\t500\n利息\t20\n小计\t530\n补助\t300\n捐赠\t80\n小计\t380\n合计\t900\n"
    assert judge(text) == [("V_SUM_COLUMN", "530")]


def test_lists_without_a_ruled_table_are_added_too(judge: Judge) -> None:
    text = (
        "慰问名单\n田大山    300元\n田大水    500元\n田大石    200元\n合计    1100元\n"
    )
    assert judge(text) == [("V_SUM_COLUMN", "1100元")]
    assert judge(text.replace("1100", "1000")) == []


def test_numbered_items_are_added(judge: Judge) -> None:
    text = "党费使用\n1、购书 1,200元；\n2、慰问4户，2,000元；\n3、会务 300.50元。\n共计支出 3,600.50 元。\n"
    assert judge(text, "DW05", "G07") == [("V_SUM_COLUMN", "3,600.50")]
    assert judge(text.replace("3,600.50", "3,500.50"), "DW05", "G07") == []


ACCOUNT = "河湾村四月收支\n日期\t内容\t收入\t支出\n4.2\t条幅\t\t480\n4.7\t占地费\t2600\t\n4.9\t租金\t5000\t\n4.12\t维修\t\t1350\n合计\t\t7600\t1830\n上月结余 1,000.00元  本月结余 {close}元\n"


def test_an_account_must_balance(judge: Judge) -> None:
    assert judge(ACCOUNT.format(close="6,770.00")) == []
    assert judge(ACCOUNT.format(close="6,970.00")) == [("V_BALANCE", "6,970.00")]


def test_an_account_in_sentences_must_balance(judge: Judge) -> None:
    text = "财务公开\n期初余额 500 元，收入合计 3,000 元，支出合计 1,200 元，期末余额 {} 元。\n"
    assert judge(text.format("2,300")) == []
    assert judge(text.format("2,400")) == [("V_BALANCE", "2,400")]


def test_several_accounts_in_one_document_balance_row_by_row(judge: Judge) -> None:
    text = "账户\n账户\t期初余额\t收入\t支出\t期末余额\n现金\t100\t50\t30\t120\n存款\t900\t100\t400\t{}\n"
    assert judge(text.format(600)) == []
    assert judge(text.format(700)) == [("V_BALANCE", "700")]


def test_two_balances_of_one_name_are_too_many_to_judge(judge: Judge) -> None:
    text = "财务公开\n期初余额 500 元，期初余额 700 元，收入合计 3,000 元，支出合计 1,200 元，期末余额 9 元。\n"
    assert judge(text) == []


def test_area_times_rate_must_be_the_amount(judge: Judge) -> None:
    text = "补贴公示\n补贴标准80元/亩。\n户主\t面积(亩)\t补贴金额(元)\n甲某\t10\t800\n乙某\t4\t320\n丙某\t2.5\t{}\n"
    assert judge(text.format("200"), "MS04", "G03") == []
    assert judge(text.format("260"), "MS04", "G03") == [("V_AREA_X_RATE", "260")]


def test_columns_that_mean_something_else_are_not_multiplied(judge: Judge) -> None:
    text = "补贴公示\n补贴标准80元/亩。\n户主\t面积\t金额\n甲某\t10\t100\n乙某\t4\t90\n丙某\t2.5\t200\n"
    assert judge(text, "MS04", "G03") == []


def test_dues_handed_on_and_kept_are_what_was_paid(judge: Judge) -> None:
    text = "党费通报\n全年实缴党费 1,000.00 元，其中上缴镇党委 600.00 元，支部留存 {} 元。\n"
    assert judge(text.format("400.00"), "DW05", "G07") == []
    assert judge(text.format("450.00"), "DW05", "G07") == [("V_DUES_SUM", "1,000.00")]


SENTENCE = "财务公开\n支出干部报酬21,600元，五保供养9800元，报刊费2150元，合计{}元。\n"


def test_amounts_of_a_sentence_are_added(judge: Judge) -> None:
    assert judge(SENTENCE.format("33,550")) == []
    assert judge(SENTENCE.format("35,550")) == [("V_SUM_COLUMN", "35,550")]


@pytest.mark.parametrize(
    "sentence",
    [
        "慰问8户，每户300元，共计2400元。",
        "收入52000元，其中租金18600元，补助31000元，合计99元。",
        "工程款3000元，比预算少200元，共计3100元。",
        "项目一期300元；二期500元，共计900元。",
        "土方2000元、砌体3000元，送审共计6000元，审定共计5000元。",
        "一户8000元，二户6000元，等等，共计52000元。",
        "共计2400元。",
    ],
)
def test_sentences_that_may_mean_something_else_are_left_alone(
    judge: Judge, sentence: str
) -> None:
    assert judge(f"财务公开\n{sentence}\n") == []


TYPED = "补贴公示\n序号  姓名  面积  标准  金额\n1  田大山  10.5  80  840.00\n2  田大水  4  80  320\n3  田大石  2.5  80  200.00\n合计  17  80  {}\n"


def test_typed_columns_are_added_column_by_column(judge: Judge) -> None:
    assert judge(TYPED.format("1,360.00"), "CW07", "G03") == []
    wrong = judge(TYPED.format("1,630.00"), "CW07", "G03")
    assert wrong == [("V_SUM_COLUMN", "1,630.00")]


def test_a_typed_outline_is_left_alone(judge: Judge) -> None:
    text = "预算\n项目  金额\n一、办公  300\n文具  100\n印刷  200\n合计  300\n"
    assert judge(text) == []


def test_a_typed_table_is_not_accused_twice(judge: Judge) -> None:
    text = "收支\n项目  收入  支出\n租金  500  20\n补助  300  10\n合计  800  90\n"
    assert judge(text) == [("V_SUM_COLUMN", "90")]


SPACED = "补贴公示\n户主 亩数 标准 金额\n田大山 10 80 800\n田大水 4 80 320\n小计 14  {sub}\n田大石 2 80 160\n田大木 5 80 400\n小计 7  560\n合计 21  {total}\n"


def test_short_totals_are_those_of_the_columns_that_can_be_added(judge: Judge) -> None:
    assert judge(SPACED.format(sub=1120, total=1680)) == []
    assert judge(SPACED.format(sub=1120, total=1860)) == [("V_SUM_COLUMN", "1860")]
    assert judge(SPACED.format(sub=1210, total=1680)) == [("V_SUM_COLUMN", "1210")]


def test_a_count_in_a_total_is_not_added(judge: Judge) -> None:
    text = "慰问名单\n姓名 支部 慰问金 备注\n田大山 一支部 600\n田大水 二支部 800 代领\n合计 2人 {}\n"
    assert judge(text.format(1400)) == []
    assert judge(text.format(1600)) == [("V_SUM_COLUMN", "1600")]


def typed_page(text: str, page_of: Callable[..., Page]) -> Page:
    """A page whose lines are all paragraphs, as those of a text file are."""
    page = page_of(text, "CJ01", "G03")
    blocks = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line.rstrip())
        blocks.append(Block(BlockKind.PARAGRAPH, Span(start, end)))
        start += len(line) + 1
    return replace(page, extract=Extract(text, tuple(blocks)))


TABBED = "评分表\n项目\t满分\t得分\t说明\n制度\t20\t19\t\n更新\t30\t25\t两次迟到\n档案\t50\t45\t\n合计\t100\t{}\t\n"


def test_rows_whose_last_cells_are_empty_are_added_like_the_others(
    page_of: Callable[..., Page], rulebook: Rulebook
) -> None:
    right = typed_page(TABBED.format(89), page_of)
    wrong = typed_page(TABBED.format(91), page_of)
    assert cross.check(right, {}, None, rulebook) == []
    (finding,) = cross.check(wrong, {}, None, rulebook)
    assert finding.message == "得分合计 91 与各项之和 89 不符"


@pytest.mark.parametrize("gap", [" ", "      ", "\u3000" * 9])
def test_a_wide_gap_between_label_and_figure_changes_nothing(
    judge: Judge, gap: str
) -> None:
    text = f"财务公开\n上季结存{gap}500.00\n收入合计{gap}3,000.00\n支出合计{gap}1,200.00\n本季结存{gap}{{}}\n"
    assert judge(text.format("2,300.00")) == []
    assert judge(text.format("2,400.00")) == [("V_BALANCE", "2,400.00")]


def test_an_account_with_loans_is_not_balanced(judge: Judge) -> None:
    text = "财务公开\n上季结存   500元\n收入合计   300元\n支出合计   100元\n归还借款   200元\n本季结存   500元\n"
    assert judge(text) == []


def test_numbered_items_are_closed_by_the_total_of_their_kind(judge: Judge) -> None:
    text = "财务公开\n一、收入\n  1、租金     12,000.00\n  2、捐款      1,500.00\n  收入合计    {}\n"
    assert judge(text.format("13,500.00")) == []
    assert judge(text.format("13,800.00")) == [("V_SUM_COLUMN", "13,800.00")]


HOUSEHOLDS = "分配公示\n户主 人口 金额\n田大山 4 2000\n田大水 3 1500\n……（余略）\n以上{}户共计{}元，其余见组务栏。\n"


def test_a_line_below_a_list_sums_what_it_counts(judge: Judge) -> None:
    assert judge(HOUSEHOLDS.format("两", 3500)) == []
    assert judge(HOUSEHOLDS.format("两", 5300)) == [("V_SUM_COLUMN", "5300")]
    assert judge(HOUSEHOLDS.format("十", 5300)) == []  # most of them are not shown


SECTIONS = "收支\n项目 金额\n一、收入\n租金 500\n捐款 300\n小计 800\n二、支出\n电费 100\n水费 50\n小计 150\n合计 {}\n"


@pytest.mark.parametrize("total", [950, 650, 150])
def test_a_total_below_sections_may_sum_them_or_be_their_difference(
    judge: Judge, total: int
) -> None:
    assert judge(SECTIONS.format(total)) == []
    assert judge(SECTIONS.format(total + 7)) == [("V_SUM_COLUMN", str(total + 7))]


def test_a_line_that_is_but_a_total_sums_the_list_above_it(judge: Judge) -> None:
    text = "采购公示\n名称 数量 单价 金额\n编织袋 500 1.2 600\n铁锹 20 25 500\n总计（元）：{}\n"
    assert judge(text.format(1100)) == []
    assert judge(text.format(1010)) == [("V_SUM_COLUMN", "1010")]


def test_clauses_that_a_total_of_all_above_sums_are_added(judge: Judge) -> None:
    text = "开支公布\n水泥12吨，4800元；沙子8方，960元；人工35个，5250元；以上三项共{}元。\n"
    assert judge(text.format(11010)) == []
    assert judge(text.format(11100)) == [("V_SUM_COLUMN", "11100")]
    assert judge(text.format(11100).replace("三项", "五项")) == []


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "合计1元,",
        "甲\t1\t2\n",
        "合计\t1\t2\n",
        "1、甲5元\n",
        "甲 1 2\n乙 3 4\n丙\n",
        "合计 1 2\n",
        "甲 1\n乙 2\n以上两户共计5元\n",
        "收入合计1元",
        "同意3票",
        "应到3人实到2人",
        "公示期",
    ],
)
def test_a_long_text_of_one_thing_over_and_over_is_read_to_its_end(
    page_of: Callable[..., Page], rulebook: Rulebook, piece: str
) -> None:
    page = page_of(piece * (100_000 // len(piece)), "DW04", "G01")
    begun = process_time()

    cross.check(page, {}, rulebook.owed("DW04", "G01"), rulebook)

    assert process_time() - begun < 20  # it takes one; a quadratic one, minutes


DONATIONS = """捐款公示
我校教职工捐款如下（单位：元）：
唐立新 500    罗小翠 300    乔  梁 200
校办：田大山 200  田大水 100元
{between}合计：{total}元
"""


@pytest.mark.parametrize(
    ("between", "total", "wrong"),
    [
        ("", "1300", []),
        ("", "1350", [("V_SUM_COLUMN", "1350")]),
        ("其余名单见后\n田大石 50  田大木 50\n", "1350", []),
        ("收入 50  支出 50\n", "1350", []),
    ],
)
def test_names_and_amounts_side_by_side_are_added(
    judge: Judge, between: str, total: str, wrong: list[tuple[str, str]]
) -> None:
    assert judge(DONATIONS.format(between=between, total=total), "MS03", "G03") == wrong


def test_classes_side_by_side_are_no_columns(judge: Judge) -> None:
    text = "募捐公布\n初一（1）班 320元   初一（2）班 415元   初二（1）班 288元\n初二（2）班 502元   初三 765元\n总计：{}元\n"
    assert judge(text.format("2290"), "MS03", "G04") == []
    assert judge(text.format("2390"), "MS03", "G04") == [("V_SUM_COLUMN", "2390")]


GROUPS = """粮补分组公示
户主  亩数  标准  金额
上湾组
1  田大山  4.0  80  320.00
2  田二牛  2.5  80  200.00  （外出，弟代领）
3  石根生  3.0  80  240.00
小计 3户  9.5亩  {first}元
下湾组
4  石满仓  1.0  60  60.00
5  石满囤  6.0  60  360.00
6  岳小米  2.0  60  120.00
小计 3户  9.0亩  540.00元
全村合计 6户  18.5亩  {total}元
"""


@pytest.mark.parametrize(
    ("first", "total", "wrong"),
    [
        ("760.00", "1,300.00", []),
        ("760.00", "1,390.00", ["1,390.00"]),
        ("790.00", "1,330.00", ["790.00元"]),
    ],
)
def test_groups_of_a_list_are_added_and_their_sums_again(
    judge: Judge, first: str, total: str, wrong: list[str]
) -> None:
    said = judge(GROUPS.format(first=first, total=total), "MS04", "G03")
    assert said == [("V_SUM_COLUMN", one) for one in wrong]


@pytest.mark.parametrize(
    "text",
    [
        # the rest of a list whose first part is elsewhere
        "名单（续）\n序号 户主 人数 金额\n41 田大山 3 900\n42 田二牛 4 1200\n43 石满仓 2 600\n合计 118 35400\n",
        # a rate beside what is added, once for each group and once for all
        "公示\n户主  亩数  标准  金额\n上组\n甲某  4  80  320\n乙某  2  80  160\n小计  6  80  480\n下组\n丙某  1  60  60\n丁某  6  60  360\n小计  7  60  420\n合计  13  70  900\n",
    ],
)
def test_totals_of_more_than_is_shown_are_left_alone(judge: Judge, text: str) -> None:
    assert judge(text, "MS04", "G03") == []


def test_a_total_below_more_groups_than_are_remembered_is_left_alone(
    judge: Judge,
) -> None:
    group = "第{}组\n甲某 1 10\n乙某 1 10\n小计 2 20\n"
    groups = "".join(group.format(one) for one in "一二三四五六七八九十百千万")
    assert judge(f"林补公示\n{groups}合计 26 260\n", "MS04", "G03") == []


TOLD = "河湾村二季度的账\n去年底剩下的钱：8,340.00元。\n收进来的钱合计12,600.00元：鱼塘租金和乡里补的。\n花出去的钱合计5,215.50元。\n账上还有{}元。\n"


def test_an_account_in_everyday_words_must_balance(judge: Judge) -> None:
    assert judge(TOLD.format("15,724.50")) == []
    assert judge(TOLD.format("15,742.50")) == [("V_BALANCE", "15,742.50")]


def test_what_is_far_from_a_balance_is_not_read_for_certain(judge: Judge) -> None:
    assert judge(TOLD.format("90,000.00")) == []


SECTIONED = "修渠集资收支公布\n一、收入\n集资 21,000元\n补助 30,000元\n合计 51,000元\n二、支出\n水泥 18,000元\n人工 24,400元\n合计 42,400元\n三、结余\n{}\n"


def test_an_account_of_one_affair_began_with_nothing(judge: Judge) -> None:
    assert judge(SECTIONED.format("8,600元，转作管护费。"), "CJ05") == []
    said = judge(SECTIONED.format("8,900元，转作管护费。"), "CJ05")
    assert said == [("V_BALANCE", "8,900")]


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("河湾村5月份财务公开", "共收到租金1,200元，共支出300元，结余12,900元。"),
        ("河湾村5月份财务公开", "共收到租金1,200元，共支出300元，结余930元。"),
        (
            "水费收支公布",
            "上年节余2,000元，共收到51,000元，共支出42,400元，尚余8,900元。",
        ),
        (
            "修桥收支公布",
            "共收到51,000元，共支出42,400元，尚余8,060元（另540元为押金）。",
        ),
        ("修桥收支公布", "共收到5.1万元，共支出4.24万元，尚余0.89万元。"),
        (
            "修桥收支公布",
            "共收到51,000元，共支出52,400元，向石大顺借款2,000元，尚余900元。",
        ),
        (
            "捐款公布",
            "首批共收到3,000元，共支出2,000元，还剩1,000元；二批共收到5,000元，还剩600元。",
        ),
        (
            "捐款公布",
            "共收到捐款3,000元，其中微信共收到1,200元，共支出2,000元，剩余1,000元。",
        ),
    ],
)
def test_accounts_that_may_have_begun_with_something_are_left_alone(
    judge: Judge, title: str, sentence: str
) -> None:
    assert judge(f"{title}\n{sentence}\n", "CJ05") == []


BOOK = """河湾村三月流水
日期 摘要 收入 支出 余额 经手
2.28 上月结存   10,500.00
3.2 收鱼塘租金 2,000.00  12,500.00 田大
3.5 付电费  380.50 {line} 岳小
3.9 付茶叶 2斤  200.00 11,919.50 岳小
3.20 收利息 12.30  11,931.80 田大
3.22 付纸张  100.00  11,831.80 田大
本月合计 2,012.30 {total} 11,831.80
"""


@pytest.mark.parametrize(
    ("line", "total", "wrong"),
    [
        ("12,119.50", "680.50", []),
        ("12,219.50", "680.50", [("V_BALANCE", "12,219.50")]),
        ("12,119.50", "860.50", [("V_BALANCE", "860.50")]),
        ("12,219.50", "", [("V_BALANCE", "12,219.50")]),
    ],
)
def test_a_running_balance_tells_what_came_and_what_went(
    judge: Judge, line: str, total: str, wrong: list[tuple[str, str]]
) -> None:
    assert judge(BOOK.format(line=line, total=total)) == wrong


TABLED_BOOK = "三月账\n日期\t摘要\t收入\t支出\t余额\n\t上月结存\t{}\t\t10500\n3.2\t租金\t2000\t\t12500\n3.5\t电费\t\t380.5\t12119.5\n3.9\t茶叶\t\t200\t11919.5\n3.20\t利息\t12.3\t\t{}\n合计\t\t2012.3\t580.5\t11931.8\n"


@pytest.mark.parametrize("opening", ["", "10500"])
def test_a_running_balance_in_a_table_follows_row_by_row(
    judge: Judge, opening: str
) -> None:
    assert judge(TABLED_BOOK.format(opening, "11931.8")) == []
    assert judge(TABLED_BOOK.format(opening, "11913.8")) == [("V_BALANCE", "11913.8")]


def test_balances_of_several_purses_do_not_run_on(judge: Judge) -> None:
    text = "资金表\n组别\t收入\t支出\t余额\n一组\t200\t100\t300\n二组\t500\t100\t900\n三组\t600\t200\t1000\n四组\t700\t100\t1200\n五组\t10\t5\t80\n"
    assert judge(text, "CJ02") == []


SETTLED = "小桥工程结算公示\n送审价：{}，审计核减{}（核减率2%），审定价{}。已付140,000元，质保金5,000元，尚欠{}元。\n"


@pytest.mark.parametrize(
    ("figures", "wrong"),
    [
        (("182,600元", "4,310元", "178,290元", "38,290"), []),
        (("182,600元", "4,310元", "178,290元", "33,290"), []),  # 质保金 apart
        (("182,600元", "4,310元", "187,290元", "47,290"), ["187,290"]),
        (("182,600元", "4,310元", "178,290元", "39,290"), ["39,290"]),
        (("18.26万元", "0.43万元", "17.83万元", "38,290"), []),
        (("18.26万元", "0.43万元", "17.38万元", "33,800"), ["17.38"]),
    ],
)
def test_a_settlement_is_what_was_asked_less_what_was_cut(
    judge: Judge, figures: tuple[str, str, str, str], wrong: list[str]
) -> None:
    said = judge(SETTLED.format(*figures), "GC03", "G03")
    assert said == [("V_BALANCE", one) for one in wrong]


def test_settlements_in_a_table_are_judged_row_by_row(judge: Judge) -> None:
    text = "工程结算公示\n工程\t送审价(万元)\t核减(万元)\t审定价(万元)\n桥\t18.26\t0.43\t17.83\n渠\t9\t—\t9\n路\t9.50\t0.20\t{}\n"
    assert judge(text.format("9.30"), "GC03", "G03") == []
    assert judge(text.format("9.80"), "GC03", "G03") == [("V_BALANCE", "9.80")]


def test_settlements_of_several_jobs_are_not_mixed(judge: Judge) -> None:
    text = "结算公示\n桥：送审价182,600元，核减4,310元，审定价178,290元。\n渠：送审价90,000元，核减1,000元，审定价89,000元。\n"
    assert judge(text, "GC03", "G03") == []
