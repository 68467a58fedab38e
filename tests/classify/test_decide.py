"""Form before matter, how sure we are, and what is a disclosure at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gongkai.model import Classification, IssuerType

Judge = Callable[..., Classification]

EVERYTHING = (
    "同志们：党务公开、村务公开、财务公开、校务公开、院务公开都要抓好。"
    "发展党员、预备党员转正、党费收缴、换届选举、低保对象公示、征地补偿费分配、"
    "招标公告、中标候选人、教育收费、医疗服务价格、职工代表大会，一样也不能少。"
)


def test_a_speech_full_of_keywords_is_a_speech_and_owes_nothing(judge: Judge) -> None:
    speech = judge("在全镇党务公开工作会议上的讲话", EVERYTHING, "G15")
    assert speech.category.code == "SW05"
    assert not speech.is_disclosure
    assert speech.reason == "genre G15"
    assert not speech.review


def test_the_losers_of_a_speech_are_still_shown(judge: Judge) -> None:
    losers = judge("在全镇党务公开工作会议上的讲话", EVERYTHING, "G15").losers
    assert losers
    assert "SW05" not in [loser.code for loser in losers]
    assert all(loser.hits for loser in losers)


def test_a_news_item_is_no_minute(judge: Judge) -> None:
    news = judge("石井村召开党员大会", "应到党员30名。通讯员：吴文", "G21")
    assert news.category.code == "SW06"
    assert not news.is_disclosure


def test_a_news_item_of_no_known_form_discloses_nothing(judge: Judge) -> None:
    news = judge("镇长一行到石井村调研", "近日，镇长带队调研。通讯员：吴文")
    assert news.category.code == "SW06"
    assert not news.is_disclosure


def test_a_work_summary_discloses(judge: Judge) -> None:
    assert judge("2023年工作总结", "一年来，现总结如下。", "G16").is_disclosure


def test_a_blank_form_discloses_nothing(judge: Judge) -> None:
    form = judge("低保对象公示", "户主____", "G03", is_template=True)
    assert form.category.code == "MS01"
    assert not form.is_disclosure


@pytest.mark.parametrize("body", ["", " \n\t ", "略", "\ufeff\x00\U0001f600"])
def test_next_to_nothing_falls_to_no_category(judge: Judge, body: str) -> None:
    found = judge(None, body)
    assert found.category.code == "SW99"
    assert found.reason == "too short"
    assert found.review
    assert not found.is_disclosure


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("浅谈村务公开中的群众监督", "本文讨论村民代表会议。参考文献略。"),
        ("晨星股份：营业收入增长", "我们认为利润可期，维持买入评级，每股收益一元。"),
        ("租金拖欠如何处理", "律师解答：出租方可以解除合同。"),
    ],
)
def test_a_text_about_affairs_is_no_record_of_them(
    judge: Judge, title: str, body: str
) -> None:
    found = judge(title, body, "G99")
    assert found.category.code == "SW99"
    assert not found.is_disclosure


def test_a_product_page_falls_to_no_category(judge: Judge) -> None:
    page = "青鸟浏览器是一款轻快的软件，支持多标签、手势和云同步。" * 4
    found = judge("青鸟浏览器", page)
    assert found.category.code == "SW99"
    assert not found.is_disclosure


@pytest.mark.parametrize(
    ("genre", "issuer_type", "code"),
    [
        ("G06", IssuerType.TOWNSHIP, "ZW01"),
        ("G06", IssuerType.ENTERPRISE, "SW04"),
        ("G03", IssuerType.SCHOOL, "XW04"),
        ("G17", IssuerType.ENTERPRISE, "SW07"),
        ("G25", IssuerType.HOSPITAL, "YW01"),
        ("G25", None, "ZW02"),
        ("G16", None, "SW06"),
    ],
)
def test_where_words_say_too_little_form_and_issuer_decide(
    judge: Judge, genre: str, issuer_type: IssuerType | None, code: str
) -> None:
    text = "有关方面要认真对待，把这件事情办实办好，不要拖延，也不要推给别人，办完以后说一声，谁家有难处也可以先讲出来。"
    found = judge(None, text, genre, "某单位", issuer_type)
    assert found.category.code == code
    assert found.reason.startswith("no category scores enough")
    assert found.review


def test_losers_stand_best_first_and_margin_is_over_the_best(judge: Judge) -> None:
    found = judge(
        "石井村村民代表会议记录", "应到代表30人，讨论鱼塘招租和低保对象", "G01"
    )
    scores = [loser.score for loser in found.losers]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)
    assert found.margin == round(found.category.score - scores[0], 2)


def test_a_score_is_the_sum_of_its_hits(judge: Judge) -> None:
    found = judge(
        "石井村低保对象公示", EVERYTHING * 3, "G03", "石井村村民委员会",
        IssuerType.VILLAGE_COMMITTEE,
    )  # fmt: skip
    for score in (found.category, *found.losers):
        assert score.score == pytest.approx(sum(hit.weight for hit in score.hits))


def test_a_thin_margin_asks_for_a_person(judge: Judge) -> None:
    both = judge("党费收缴和宅基地审批公示", "见附表", "G03")
    assert both.review
    assert {both.category.code, *both.tags} == {"CW06", "DW05"}


def test_a_clear_case_asks_for_none(judge: Judge) -> None:
    clear = judge("党费收缴情况公示", "应交党费、实交党费、党费结存", "G03")
    assert not clear.review
    assert clear.tags == ()


def test_who_speaks_tips_the_scale(judge: Judge) -> None:
    parts = ("职称评审结果公示", "评审结果如下", "G03")
    school = judge(*parts, "石井中学", IssuerType.SCHOOL)
    office = judge(*parts, "石井县建设局", IssuerType.DEPARTMENT)
    assert school.category.code == "XW04"
    assert office.category.code == "SW03"


@pytest.mark.parametrize(
    ("title", "body", "discloses"),
    [
        ("关于成立中共石井村蔬菜合作社支部委员会的请示", "妥否，请批示。", True),
        ("关于拨付石井村水塔维修资金的请示", "水塔漏水，妥否，请批示。", False),
    ],
)
def test_a_request_discloses_where_its_category_makes_requests_public(
    judge: Judge, title: str, body: str, discloses: bool
) -> None:
    assert judge(title, body, "G09").is_disclosure is discloses
