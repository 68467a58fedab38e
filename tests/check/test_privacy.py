"""Personal data: found where it must not be, left where it must stand."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from time import process_time

import pytest

from gongkai.check import checksums, privacy
from gongkai.check.page import Page
from gongkai.rules import PrivacyRule, Rulebook, load

FindKinds = Callable[[str], list[str]]


@pytest.fixture
def kinds(page_of: Callable[..., Page], rulebook: Rulebook) -> FindKinds:
    """The kinds of personal data in a text, in order."""
    return lambda text: [one.kind for one in privacy.find(page_of(text), rulebook)]


@pytest.mark.parametrize("rule", load().privacy, ids=lambda rule: rule.id)
def test_every_rule_finds_its_examples_and_leaves_the_others(
    rule: PrivacyRule, rulebook: Rulebook
) -> None:
    for text in rule.examples.match:
        assert privacy.recognises(rule, text, rulebook), text
    for text in rule.examples.skip:
        assert not privacy.recognises(rule, text, rulebook), text


def test_every_rule_has_two_examples_of_either_kind(rulebook: Rulebook) -> None:
    for rule in rulebook.privacy:
        assert len(rule.examples.match) >= 2, rule.id
        assert len(rule.examples.skip) >= 2, rule.id


# Numbers ------------------------------------------------------------------

VALID = "32091119560312003" + "2"


@pytest.mark.parametrize(
    "written",
    [
        VALID,
        "320911 19560312 0032",
        "320911-19560312-0032",
        "３２０９１１１９５６０３１２００３２",
        "11010519491231002x",
    ],
)
def test_an_identity_number_is_found_however_it_is_written(
    kinds: FindKinds, written: str
) -> None:
    assert kinds(f"田大山，{written}，三组") == ["ID18"]


def test_a_wrong_check_digit_counts_only_under_a_label(kinds: FindKinds) -> None:
    wrong = VALID[:-1] + "5"
    assert kinds(f"身份证号：{wrong}") == ["ID18"]
    assert kinds(f"田大山 {wrong}") == []


@pytest.mark.parametrize("label", ["采购编号", "许可证", "统一社会信用代码", "流水号"])
def test_codes_that_look_like_identity_numbers_are_left(
    kinds: FindKinds, label: str
) -> None:
    assert kinds(f"{label}：{VALID}") == []


def test_the_number_of_a_disability_card_is_one_thing_and_all_masked(
    page_of: Callable[..., Page], rulebook: Rulebook
) -> None:
    text = f"残疾人证号：{VALID}44"
    (one,) = privacy.find(page_of(text), rulebook)
    assert one.kind == "DISABLED20"
    assert set(one.masked) == {"*"}


@pytest.mark.parametrize(
    ("number", "good"),
    [("130503670401001", True), ("130503671301001", False), ("990503670401001", False)],
)
def test_old_identity_numbers_need_a_region_and_a_birthday(
    number: str, good: bool
) -> None:
    assert checksums.looks_like_id15(number) is good


def test_the_mask_shows_only_what_the_rule_keeps(
    page_of: Callable[..., Page], rulebook: Rulebook
) -> None:
    text = "姓名\t联系电话\t账号\n田大山\t13800001111\t6217001020003341188\n田大水\t13900002222\t6217001020003341196"
    for one in privacy.find(page_of(text), rulebook):
        raw = one.span.of(text)
        shown = "".join(c for c in one.masked if c != "*")
        assert len(one.masked) == len(raw)
        assert len(shown) <= 7
        assert raw not in one.masked


# Where it stands ----------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "监督电话：13800001111",
        "联系人：田老师 13800001111",
        "如有异议请拨打举报电话 0515-88210000 或 138 0000 1111",
        "投诉举报电话如下：\n田斌 13800001111\n田兰 13900002222",
        "单位\t职务\t姓名\t电话\n河湾村\t书记\t田斌\t13800001111\n石桥村\t书记\t田兰\t13900002222",
        "值班表\n姓名\t电话\n田斌\t13800001111\n田兰\t13900002222",
    ],
)
def test_a_phone_that_people_shall_call_is_left(kinds: FindKinds, text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "低保名单\n户主\t金额\t手机\n田大山\t300\t13800001111\n田大水\t400\t13900002222",
        "收支表\n内容\t支出\t经手人\t电话\n条幅\t480\t田斌\t13800001111\n维修\t90\t田兰\t13900002222",
        "田大山，男，三组村民，电话13800001111，困难户。",
        "救助名单\n姓名\n联系电话\n田大山\n13800001111\n田大水\n13900002222",
    ],
)
def test_a_villagers_phone_in_a_list_is_found(kinds: FindKinds, text: str) -> None:
    assert "MOBILE" in kinds(text)


def test_an_organisations_account_is_public_and_a_villagers_is_not(
    kinds: FindKinds,
) -> None:
    assert kinds("户名：石桥镇慈善协会\n账号：2002890012576417\n开户行：农商行") == []
    table = "姓名\t金额\t账号\n田大山\t300\t20110512345678\n田大水\t400\t20110512345679"
    assert kinds(table) == ["BANK", "BANK"]
    table = "单位\t金额\t账号\n河湾农机专业合作社\t300\t20110512345678\n石桥农机专业合作社\t400\t20110512345679"
    assert kinds(table) == []


def test_an_illness_is_personal_beside_a_person_only(kinds: FindKinds) -> None:
    assert kinds("田大山，患尿毒症多年，同意纳入。") == ["HEALTH"]
    assert kinds("其妻子患乳腺癌，花费大。") == ["HEALTH"]
    assert kinds("本院开展高血压、糖尿病筛查，欢迎参加。") == []
    assert kinds("重特大疾病救助对象为患尿毒症的困难群众。") == []
    assert kinds("请假：田大山（因病）、田大水（住院）") == []


def test_the_grade_of_a_disability_in_a_list_is_personal(kinds: FindKinds) -> None:
    table = "两项补贴名单\n姓名\t残疾等级\t金额\n田大山\t一级\t100\n田大水\t二级\t80"
    assert kinds(table) == ["HEALTH", "HEALTH"]
    assert kinds("补贴标准\n残疾等级：一级\t每月100元\t按月发") == []


def test_what_one_rule_claims_the_next_cannot(
    page_of: Callable[..., Page], rulebook: Rulebook
) -> None:
    text = f"姓名\t身份证号\t账号\t手机\n田大山\t{VALID}\t6217001020003341188\t13800001111\n田大水\t{VALID}\t6217001020003341196\t13900002222"
    spans = [one.span for one in privacy.find(page_of(text), rulebook)]
    assert len(spans) == 6
    assert all(before.end <= after.start for before, after in pairwise(spans))


def test_findings_say_how_many_and_show_nothing(
    page_of: Callable[..., Page], rulebook: Rulebook
) -> None:
    page = page_of(f"田大山，{VALID}，田大水，{VALID}")
    (finding,) = privacy.findings(privacy.find(page, rulebook), page, rulebook)
    assert finding.rule == "ID18"
    assert "共 2 处" in finding.message
    assert VALID not in finding.message
    assert finding.basis


# Hostile text -------------------------------------------------------------


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "12-",
        "村3组12号",
        "13800001111\n",
        "a@",
        "患",
        "残疾",
        f"{VALID} ",
        "2024年3月4日",
    ],
)
def test_a_long_text_of_one_thing_over_and_over_is_read_to_its_end(
    page_of: Callable[..., Page], rulebook: Rulebook, piece: str
) -> None:
    page = page_of(piece * (100_000 // len(piece)))
    begun = process_time()

    privacy.find(page, rulebook)

    assert process_time() - begun < 20  # it takes one; a quadratic one, minutes


# Whose it is ---------------------------------------------------------------


@pytest.mark.parametrize("column", ["岗位", "工作单位", "职务", "备注"])
@pytest.mark.parametrize("gap", ["\t", " "])
def test_a_mobile_in_a_list_of_persons_is_theirs_whatever_stands_beside_it(
    kinds: FindKinds, column: str, gap: str
) -> None:
    rows = (
        ("姓名", column, "联系电话"),
        ("田小苗", "甲", "13900001111"),
        ("田小禾", "乙", "13900002222"),
    )
    table = "\n".join(gap.join(row) for row in rows)
    assert kinds(f"公益性岗位拟聘用人员公示\n{table}") == ["MOBILE", "MOBILE"]


@pytest.mark.parametrize("title", ["村级河长名单公示", "值班安排", "便民服务公示牌"])
def test_a_mobile_in_a_list_of_whom_to_call_may_be_public(
    kinds: FindKinds, title: str
) -> None:
    table = "姓名\t职务\t联系电话\n田小苗\t主任\t13900001111\n田小禾\t委员\t13900002222"
    assert kinds(f"{title}\n{table}") == []


@pytest.mark.parametrize(
    ("owner", "is_personal"),
    [
        ("账户名称：青石街道办事处", False),
        ("开户名：柳湾村股份经济合作联社", False),
        ("户名：青石镇慈善分会", False),
        ("户名：田小苗", True),
        ("开户人：田小禾", True),
    ],
)
def test_an_account_is_whose_name_it_bears(
    kinds: FindKinds, owner: str, is_personal: bool
) -> None:
    text = (
        f"公告\n{owner}，开户银行：农商行，账号：8101 0000 2233 4455。\n青石镇人民政府"
    )
    assert kinds(text) == (["BANK"] if is_personal else [])


def test_an_account_number_ends_where_the_next_cell_begins(kinds: FindKinds) -> None:
    text = "理赔款清单\n姓名 银行账号 金额\n田小苗 6210361234567890123 1200\n田小禾 6210361234567890124 900"
    assert kinds(text) == ["BANK", "BANK"]
