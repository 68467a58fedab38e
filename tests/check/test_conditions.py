"""Each kind of condition: whether it holds, does not, or cannot be told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gongkai.check import conditions
from gongkai.check.elements import Elements
from gongkai.check.page import Page
from gongkai.rules import CONDITION_KINDS, Rulebook

PageOf = Callable[..., Page]
Hold = Callable[..., bool | None]


@pytest.fixture
def hold(page_of: PageOf, rulebook: Rulebook) -> Hold:
    """Whether conditions hold for a text."""

    def hold(text: str, *names: str, genre: str = "G03") -> bool | None:
        page = page_of(text, genre=genre)
        found = Elements(page, rulebook)
        return conditions.hold(names, page, found, rulebook.conditions)

    return hold


def test_every_kind_that_rules_may_name_is_there() -> None:
    assert set(conditions._KINDS) == set(CONDITION_KINDS)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("公示\n如有异议请反映。", "invites_objection", True),
        ("公示\n如实向学校反映情况。", "invites_objection", False),
        ("公示\n经公示无异议，已付清。", "invites_objection", False),
        ("公示\n公示期满，未收到异议。", "invites_objection", False),
        ("公示\n公示期内有异议的，请找村会计。", "relief_proposed", True),
        ("“四议两公开”决议公告\n时间：5月6日", "titled_resolution", True),
        ("整改通报\n如有意见建议，请及时反映。", "asks_opinions", True),
        ("结果公示\n有异议的请找村监委。", "posted_or_contestable", True),
        ("登记表\n决议公开\t5月6日至5月12日，无异议", "posted_or_contestable", False),
        ("会议记录\n同意5票，不同意17票。不纳入。", "decision_meeting", True),
        ("会议记录\n学习了有关文件。", "decision_meeting", False),
        ("党课记录\n学习文件。", "titled_lecture", True),
        ("支部大会记录\n上了一堂党课。", "titled_lecture", False),
        ("公告\n应到10人，实到8人", "present_below_due", True),
        ("公告\n应到10人，实到10人", "present_below_due", False),
        ("公告\n实到10人", "present_below_due", None),
        ("公告\n大家一致通过", "unanimous", True),
        ("公告\n实到会有表决权的党员10人", "voters_uncounted", False),
        ("关于王强同志转正的公示\n同意按期转正。", "stage_probation_over", True),
        ("关于王强同志列为积极分子的公示\n略", "stage_probation_over", False),
        ("公示\n略", "stage_probation_over", None),
        ("耕地补贴面积公示\n略", "titled_area", True),
        ("耕地补贴面积和金额公示\n略", "titled_area", False),
        ("鱼塘招租公告\n底价3万元", "titled_bidding", True),
        ("鱼塘招租结果公示\n成交价3万元", "titled_bidding", False),
    ],
)
def test_holds(hold: Hold, text: str, name: str, expected: bool | None) -> None:
    assert hold(text, name) is expected


def test_a_genre_is_one_of_the_values(hold: Hold) -> None:
    assert hold("请示\n略", "upward", genre="G09") is True
    assert hold("公示\n略", "upward", genre="G03") is False


def test_not_turns_it_round_and_leaves_doubt_alone(hold: Hold) -> None:
    assert hold("公示\n如有异议请反映。", "not invites_objection") is False
    assert hold("公告\n实到10人", "not present_below_due") is None


def test_all_of_several_must_hold(hold: Hold) -> None:
    text = "会议记录\n举手表决。实到10人"
    assert hold(text, "decision_meeting", "not unanimous") is True
    assert hold(text, "decision_meeting", "unanimous") is False
    assert hold(text, "decision_meeting", "present_below_due") is None
    assert hold(text, "unanimous", "present_below_due") is False


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("关于预备党员王强转正的公示\n略", "转正"),
        ("关于拟接收王强为中共预备党员的公示\n2022年列为积极分子。", "接收"),
        ("关于王强列为发展对象的公示\n略", "发展对象"),
        ("关于王强列为入党积极分子的公示\n略", "积极分子"),
        ("公示\n经研究，同意吸纳王强同志为预备党员。", "接收"),
        ("公示\n略", None),
    ],
)
def test_how_far_an_admission_has_come(
    page_of: PageOf, text: str, stage: str | None
) -> None:
    assert conditions.stage(page_of(text)) == stage
