"""Each element is found in the shapes that documents give it, and nowhere else."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from gongkai.check.elements import Elements, find
from gongkai.check.elements.values import is_value
from gongkai.check.page import Page, Shape
from gongkai.model import Found, Span
from gongkai.rules import Rulebook
from gongkai.text import fold

PageOf = Callable[..., Page]
Values = Callable[[str, str], list[str]]


@pytest.fixture
def values(page_of: PageOf, rulebook: Rulebook) -> Values:
    """The values that a text shows of an element."""

    def values(text: str, element: str) -> list[str]:
        page = page_of(text)
        found = find(page, rulebook.elements[element])
        assert all(one.span.of(page.text) == one.value for one in found)
        return [one.value for one in found]

    return values


class TestLabelAndValueOnALine:
    def test_the_value_is_exactly_what_stands_after_the_label(
        self, values: Values
    ) -> None:
        assert "村部二楼会议室" in values(
            "会议记录\n会议地点：村部二楼会议室\n散会。", "M_PLACE"
        )

    def test_a_letter_spaced_label_is_read(self, values: Values) -> None:
        assert "李明（文书）" in values("会议记录\n记　录　人：李明（文书）", "M_REC")

    def test_two_labels_share_a_line(self, values: Values) -> None:
        line = "会议记录\n主 持 人：陈国华（支部书记）      记 录 人：李明"
        assert "李明" in values(line, "M_REC")
        assert "陈国华（支部书记）" in values(line, "M_CHAIR")

    def test_labels_without_a_colon_are_parted_by_gaps(self, values: Values) -> None:
        line = "支委会会议记录\n时间  2020.7.10      地点  支部书记家里\n主持  蔡文    记录  闫立新"
        assert "支部书记家里" in values(line, "M_PLACE")
        assert "闫立新" in values(line, "M_REC")

    def test_the_value_may_stand_on_the_next_line(self, values: Values) -> None:
        assert "0515-88210000" in values("公示\n监督电话：\n0515-88210000", "N_PHONE")

    def test_a_numbered_heading_is_a_label_too(self, values: Values) -> None:
        assert "王强、李明、赵敏" in values(
            "会议记录\n三、参加人员\n王强、李明、赵敏", "M_PRES"
        )

    def test_the_next_line_is_no_value_when_it_is_a_label(self, values: Values) -> None:
        assert values("会议记录\n缺席人员：\n列席人员：镇干部张伟", "M_ABS") == []

    def test_cells_written_one_a_line_are_counted_off(self, values: Values) -> None:
        text = "公示\n序号\n姓名\n性别\n学历\n1\n王强\n男\n大专\n2\n李敏\n女\n本科"
        assert "大专" in values(text, "P_EDU")


class TestWhatIsNoValue:
    @pytest.mark.parametrize(
        "text",
        ["____", "×××", "……", "    ", "（　　）", "    年  月  日", "____元"],
    )
    def test_a_blank_says_nothing(self, text: str) -> None:
        assert not is_value(fold(text))

    @pytest.mark.parametrize("text", ["张三", "2024年5月6日", "元", "A类"])
    def test_a_word_or_a_number_says_something(self, text: str) -> None:
        assert is_value(text)

    def test_none_is_said_of_absentees_but_not_of_a_recorder(self) -> None:
        assert is_value("无", "R_ABSENCE")
        assert not is_value("无", "R_PERSON")

    @pytest.mark.parametrize(
        ("text", "element"),
        [
            ("会议记录\n记录人：____", "M_REC"),
            ("公示\n监督电话：×××", "N_PHONE"),
            ("公示\n监督电话：另行公布", "N_PHONE"),
            ("公示\n公示时间：2024年5月6日", "N_PERIOD"),
        ],
    )
    def test_an_unfilled_or_unfit_label_is_not_the_element(
        self, values: Values, text: str, element: str
    ) -> None:
        assert values(text, element) == []


class TestTables:
    def test_the_value_stands_in_the_next_cell(self, values: Values) -> None:
        text = "会议记录\n时　间\t5月6日\t地　点\t老村部\n主持人\t邢立军\t记录人\t杨欢"
        assert "老村部" in values(text, "M_PLACE")
        assert "杨欢" in values(text, "M_REC")

    def test_the_value_stands_below_the_name_of_its_column(
        self, values: Values
    ) -> None:
        text = "公示\n序号\t姓名\t种植面积（亩）\n1\t龚德\t12.4\n2\t舒冬\t8.0\n3\t余平\t3.1"
        assert "12.4" in values(text, "W_AREA")

    def test_an_empty_cell_is_no_value(self, values: Values) -> None:
        text = "会议记录\n主持人\t王强\n记录人\t\n散会"
        assert values(text, "M_REC") == []

    def test_the_number_of_a_cell_can_be_counted_with(
        self, page_of: PageOf, rulebook: Rulebook
    ) -> None:
        page = page_of("会议记录\n应到人数\t31人\t实到人数\t29人")
        found = Elements(page, rulebook)
        assert [found["M_DUE"][0].number, found["M_PRES"][0].number] == [31, 29]


class TestProse:
    @pytest.mark.parametrize(
        ("text", "element", "value"),
        [
            (
                "5月6日下午三点，机修车间休息室，第一党小组开会",
                "M_PLACE",
                "机修车间休息室",
            ),
            ("会议由支部书记高云主持，丁文明记录。", "M_REC", "丁文明"),
            ("5月6日，校长李辉主持召开办公会议。", "M_CHAIR", "校长李辉"),
            ("应到7名，来了6名，老孙倒班没来。", "M_ABS", "老孙倒班没来"),
            ("村监委会全程跟着，买泵要三家比价。", "M_SUP", "监委会全程跟着"),
        ],
    )
    def test_minutes_told_as_a_story(
        self, values: Values, text: str, element: str, value: str
    ) -> None:
        assert value in values("会议记录\n" + text, element)

    def test_letter_spaced_prose_is_read(self, values: Values) -> None:
        text = "公示\n如 有 异 议 ， 请 于 6 月 5 日 前 向 党 支 部 反 映 。"
        assert values(text, "N_PERIOD")

    @pytest.mark.parametrize(
        "text",
        [
            "公示期：11月1日——11月7日",
            "公示时间\n从10月19日起到10月25日止。",
            "特此公告1个工作日。",
            "如有异议，请口头或者书面于2010年6月5日前向党组织反映。",
            "公示期从2023年3月23日至2023年3月31日17:30止。",
            "对名单有意见的，请在名单公布之日起五日内提出。",
        ],
    )
    def test_a_deadline_by_whatever_words(self, values: Values, text: str) -> None:
        assert values("公示\n" + text, "N_PERIOD")

    @pytest.mark.parametrize(
        "text",
        ["公示期内可以反映。", "任期自2019年至2021年。", "公示结束后5日内办理手续。"],
    )
    def test_no_deadline(self, values: Values, text: str) -> None:
        assert values("公示\n" + text, "N_PERIOD") == []

    def test_what_is_not_for_does_not_count_as_for(self, values: Values) -> None:
        assert values("会议记录\n不赞成3票，弃权1票", "M_FOR") == []


class TestPhones:
    def test_the_number_of_a_person_in_a_list_is_no_hotline(
        self, values: Values
    ) -> None:
        text = (
            "临时救助公示\n姓名\t困难类型\t拟救助额\t联系电话\n佟珍\t大病\t2000\t13800000001\n"
            "富仁\t失独\t1000\t13800000002\n如有异议请到社区居委会反映。"
        )
        assert values(text, "N_PHONE") == []

    @pytest.mark.parametrize(
        "text",
        [
            "如有情况反映请联系人事处（88123456）。",
            "教育局纪检组：0575—88123456",
            "学校监督（食堂）周平 13800000003",
            "投诉：区教育局 86511201",
        ],
    )
    def test_a_number_in_the_text_is_one_whatever_its_label(
        self, values: Values, text: str
    ) -> None:
        assert values("公示\n" + text, "N_PHONE")

    @pytest.mark.parametrize(
        "text", ["编号20230404", "预算2052000元", "6217 0010 2000 3345 718"]
    )
    def test_other_numbers_are_no_phones(self, values: Values, text: str) -> None:
        assert values("公示\n" + text, "N_PHONE") == []


class TestSignature:
    def test_the_issuer_is_what_the_metadata_says(
        self, page_of: PageOf, rulebook: Rulebook
    ) -> None:
        page = page_of("公示\n名单如下\n柳东村村民委员会")
        metadata = replace(page.metadata, issuer=Found("柳东村村民委员会", Span(8, 16)))
        page = replace(page, metadata=metadata)
        (one,) = find(page, rulebook.elements["N_ORG"])
        assert (one.value, one.shape) == ("柳东村村民委员会", Shape.METADATA)

    def test_a_company_in_a_list_is_not_the_issuer(self, values: Values) -> None:
        assert values("公示\n名单\n柳河建设有限公司\n青石装饰有限公司", "N_ORG") == []

    def test_a_date_without_year_signs_a_notice(self, values: Values) -> None:
        assert "9月12日" in values("通知\n请准时参加。\n党政办\n9月12日", "N_DATE")

    def test_a_date_within_a_sentence_does_not(
        self, page_of: PageOf, rulebook: Rulebook
    ) -> None:
        page = page_of("通知\n会议定于2005年10月18日召开。", day="")
        assert find(page, rulebook.elements["N_DATE"]) == ()

    def test_a_number_of_another_document_is_not_its_own(self, values: Values) -> None:
        assert values("通知\n根据某办法（国发〔2022〕13号）制定。", "O_NO") == []


class TestLimits:
    def test_an_empty_page_shows_nothing(
        self, page_of: PageOf, rulebook: Rulebook
    ) -> None:
        found = Elements(
            replace(
                page_of(""),
                metadata=replace(page_of("").metadata, title=None, issued_on=None),
            ),
            rulebook,
        )
        assert not any(found.values())

    @pytest.mark.parametrize(
        "text",
        [
            " " * 20_000,
            "时间:" * 8_000,
            "同意" * 10_000,
            "张三、" * 8_000,
            "2020年1月2日" * 2_500,
        ],
        ids=["spaces", "labels", "words", "names", "dates"],
    )
    def test_no_pattern_runs_away(
        self, page_of: PageOf, rulebook: Rulebook, text: str
    ) -> None:
        found = Elements(page_of("记录\n" + text), rulebook)
        start = time.process_time()
        for element in found:
            assert found[element] is not None
        assert time.process_time() - start < 20


def test_a_column_of_mobiles_is_no_hotline(values: Values) -> None:
    text = "聘用公告\n序号 姓名 岗位 手机号\n1 马文 保洁员 13512340001\n2 李桂香 保洁员 13612340002\n特此公告。"
    assert values(text, "N_PHONE") == []
    assert values(text + "\n监督电话：0515-88210000", "N_PHONE") == ["0515-88210000"]


def test_the_cells_of_a_list_that_spaces_part_are_values_of_its_columns(
    page_of: PageOf, rulebook: Rulebook
) -> None:
    text = "救助公示\n姓名 村组 金额（元）\n唐立新 上湾 2000\n罗小翠 下湾 1500"
    elements = Elements(page_of(text), rulebook)
    shown = {name: elements.surest(name) for name in ("W_HEAD", "W_AMT")}
    assert {name: one and one.value for name, one in shown.items()} == {
        "W_HEAD": "唐立新",
        "W_AMT": "2000",
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("举报电话：400-812-3377", "400-812-3377"),
        ("办公电话：86-0838-6201234", "86-0838-6201234"),
        ("电话：（0838）6201234", "（0838）6201234"),
    ],
)
def test_a_telephone_is_told_with_its_area_code(
    page_of: PageOf, rulebook: Rulebook, text: str, value: str
) -> None:
    shown = Elements(page_of(f"公示\n{text}"), rulebook).surest("N_PHONE")
    assert shown is not None
    assert shown.value == value


@pytest.mark.parametrize(
    "after", ["，如有异议请反映", "。逾期不受理", " 有意见请找纪检组", "，欢迎来电"]
)
def test_a_period_ends_before_what_is_asked_next(
    page_of: PageOf, rulebook: Rulebook, after: str
) -> None:
    page = page_of(f"公示\n公示时间：2024年3月4日至3月8日{after}")
    shown = Elements(page, rulebook).surest("N_PERIOD")
    assert shown is not None
    assert shown.value == "2024年3月4日至3月8日"


def test_a_day_without_a_year_beside_the_name_that_signs_is_a_date(
    values: Values,
) -> None:
    assert "5月12日" in values(
        "公告\n今日停水，请储水。\n柳湾村委会  5月12日", "N_DATE"
    )


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("收：各户水费 6,820.00", "F_INC"),
        ("收机井水费 1450.00", "F_INC"),
        ("付：电费 2,104.50；换水泵 1,860.00", "F_EXP"),
        ("付修井 1100.00", "F_EXP"),
    ],
)
def test_an_account_in_everyday_words_is_read(
    values: Values, text: str, element: str
) -> None:
    assert values(f"账目\n{text}\n", element)


@pytest.mark.parametrize(
    ("text", "element", "value"),
    [
        ("2019年二季度账目", "F_PERIOD", "2019年二季度"),
        ("唐立新，男，1998年5月出生", "P_BIRTH", "1998年5月出生"),
    ],
)
def test_of_what_begins_at_one_place_the_longest_is_shown(
    page_of: PageOf, rulebook: Rulebook, text: str, element: str, value: str
) -> None:
    shown = Elements(page_of(f"公示\n{text}"), rulebook).surest(element)
    assert shown is not None
    assert shown.value == value
