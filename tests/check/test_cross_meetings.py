"""Head-counts and votes: the right denominator for the body and the day."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gongkai.check import cross
from gongkai.check.elements import Elements
from gongkai.check.page import Page
from gongkai.rules import Rulebook

Judge = Callable[..., dict[str, str]]


@pytest.fixture
def judge(page_of: Callable[..., Page], rulebook: Rulebook) -> Judge:
    """The rules that a document breaks, each with its message."""

    def run(
        text: str, category: str, genre: str = "G01", day: str = "2024-03-04"
    ) -> dict[str, str]:
        page = page_of(text, category, genre, day)
        row = rulebook.owed(category, genre)
        found = cross.check(page, Elements(page, rulebook), row, rulebook)
        return {one.rule: one.message for one in found}

    return run


def minutes(
    body: str, due: int, present: int, votes: tuple[int, int, int], voters: str = ""
) -> str:
    yes, no, none = votes
    return (
        f"{body}会议记录\n"
        f"应到{voters}{due}人，实到{voters}{present}人。\n"
        f"议题：讨论文化广场修缮方案。\n"
        f"表决：赞成{yes}票，反对{no}票，弃权{none}票。会议通过该方案。\n"
    )


@pytest.mark.parametrize(
    ("due", "present", "votes", "broken"),
    [
        (14, 7, (7, 0, 0), {"V_MAJORITY_BRANCH"}),  # half may meet, half may not decide
        (14, 8, (8, 0, 0), set()),
        (14, 6, (6, 0, 0), {"V_QUORUM_BRANCH", "V_MAJORITY_BRANCH"}),
        (14, 14, (7, 7, 0), {"V_MAJORITY_BRANCH"}),
        (14, 12, (10, 1, 1), set()),
    ],
)
def test_a_branch_meeting_decides_by_half_of_those_due(
    judge: Judge, due: int, present: int, votes: tuple[int, int, int], broken: set[str]
) -> None:
    text = minutes("河湾村党支部党员大会", due, present, votes, "党员")
    assert set(judge(text, "DW03")) == broken


@pytest.mark.parametrize(
    ("due", "present", "votes", "broken"),
    [
        (36, 24, (13, 8, 3), set()),
        (
            36,
            24,
            (12, 9, 3),
            {"V_MAJORITY_PRESENT"},
        ),  # half of those present is no majority
        (36, 23, (23, 0, 0), {"V_QUORUM_VILLAGE"}),
        (36, 40, (40, 0, 0), {"V_PRES_LE_DUE"}),
    ],
)
def test_village_representatives_need_two_thirds_and_decide_by_half_of_those_present(
    judge: Judge, due: int, present: int, votes: tuple[int, int, int], broken: set[str]
) -> None:
    text = minutes("河湾村村民代表会议", due, present, votes, "代表")
    assert set(judge(text, "CW01")) == broken


@pytest.mark.parametrize(
    ("votes", "broken"), [((160, 20, 0), set()), ((159, 21, 0), {"V_MAJORITY_PRESENT"})]
)
def test_a_collective_decides_by_two_thirds_of_all_its_members(
    judge: Judge, votes: tuple[int, int, int], broken: set[str]
) -> None:
    text = minutes("河湾村股份经济合作社成员大会", 240, 180, votes, "成员")
    assert set(judge(text, "CJ01", day="2025-06-01")) == broken


ELECTION = """河湾村党支部换届选举大会会议记录
应到会有选举权的党员30人，实到会有选举权的党员{present}人。
发出选票{issued}张，收回选票{returned}张。无记名投票。
选举结果：周大川得{votes}票，吴小梅得22票。周大川、吴小梅当选。
"""


@pytest.mark.parametrize(
    ("present", "issued", "returned", "votes", "day", "broken"),
    [
        (24, 24, 24, 16, "2021-03-04", set()),
        (24, 24, 24, 16, "2012-03-04", {"V_QUORUM_45"}),  # then more than four fifths
        (23, 23, 23, 20, "2021-03-04", {"V_QUORUM_45"}),
        (26, 26, 26, 14, "2021-03-04", {"V_ELECTED"}),  # half of those due
        (26, 26, 26, 14, "2012-03-04", set()),  # then half of those present
        (26, 25, 26, 20, "2021-03-04", {"V_BALLOT"}),
    ],
)
def test_a_party_election_is_held_to_the_rules_of_its_day(
    judge: Judge,
    present: int,
    issued: int,
    returned: int,
    votes: int,
    day: str,
    broken: set[str],
) -> None:
    text = ELECTION.format(
        present=present, issued=issued, returned=returned, votes=votes
    )
    assert set(judge(text, "DW06", day=day)) == broken


ADMISSION = """河湾村党支部接收预备党员大会会议记录
应到会有表决权的正式党员16人，实到{present}人{written}。
讨论接收田小苗为预备党员。
采取{method}方式表决，{yes}票赞成，{no}票反对，0票弃权。大会决定接收田小苗为预备党员。
"""


@pytest.mark.parametrize(
    ("present", "yes", "no", "written", "broken"),
    [
        (14, 14, 0, "", set()),
        (8, 8, 0, "", {"V_QUORUM_ADMIT", "V_MAJORITY_ADMIT"}),
        (13, 15, 0, "，收到书面意见2份", set()),  # absent members may vote on paper
        (13, 16, 0, "，收到书面意见2份", {"V_TALLY_WRITTEN"}),
        (14, 11, 1, "", {"V_TALLY_WRITTEN"}),
    ],
)
def test_written_votes_of_absent_members_count(
    judge: Judge, present: int, yes: int, no: int, written: str, broken: set[str]
) -> None:
    text = ADMISSION.format(
        present=present, yes=yes, no=no, written=written, method="无记名投票"
    )
    assert set(judge(text, "DW04")) == broken


@pytest.mark.parametrize(
    ("day", "broken"), [("2005-10-20", set()), ("2014-05-28", {"V_SECRET_BALLOT"})]
)
def test_a_show_of_hands_was_proper_until_the_secret_ballot_came(
    judge: Judge, day: str, broken: set[str]
) -> None:
    text = ADMISSION.format(present=14, yes=14, no=0, written="", method="举手表决")
    assert set(judge(text, "DW04", day=day)) == broken


def test_helpers_may_be_chosen_by_show_of_hands(judge: Judge) -> None:
    text = ADMISSION.format(present=14, yes=14, no=0, written="", method="无记名投票")
    text += "会议推选监票人、计票人，举手表决通过。\n"
    assert not judge(text, "DW04")


@pytest.mark.parametrize(
    "votes",
    [
        "同意 21 票　不同意 2 票　弃权 1 票",
        "21票赞成 2票反对 1票弃权",
        "二十一人同意，二人反对，一人弃权",
        "赞成票数：21，反对票数：2，弃权票数：1",
        "赞成\t21人\t反对\t2人\t弃权\t1人",
        "同意21人，2人不同意，弃权1人",
    ],
)
def test_votes_are_read_however_they_are_written(judge: Judge, votes: str) -> None:
    text = f"河湾村村民代表会议记录\n应到代表30人，实到23人。\n{votes}\n会议通过。\n"
    assert set(judge(text, "CW01")) == {"V_TALLY"}
    assert not judge(text.replace("实到23", "实到24"), "CW01")


def test_a_matter_that_was_voted_down_breaks_no_majority(judge: Judge) -> None:
    text = "河湾村村民代表会议记录\n应到代表30人，实到24人。\n1、甲申请低保。同意5票，不同意19票。不纳入，未通过。\n"
    assert not judge(text, "CW01")


def test_each_of_several_meetings_is_held_to_its_own_rule(judge: Judge) -> None:
    text = (
        "河湾村关于修桥执行四议两公开情况的报告\n"
        "5月6日召开党员大会，应到党员21人，实到15人，同意15票。\n"
        "5月9日召开村民代表会议，应到代表30人，实到19人，同意19票。会议通过。\n"
    )
    assert set(judge(text, "CW02", "G08")) == {"V_QUORUM_VILLAGE"}


@pytest.mark.parametrize(
    ("stated", "broken"), [("80%", set()), ("80.3%", set()), ("85%", {"V_PCT"})]
)
def test_a_percentage_must_come_from_the_numbers(
    judge: Judge, stated: str, broken: set[str]
) -> None:
    text = f"河湾村村民代表会议记录\n应到代表30人，实到24人，占应到会人数的{stated}。\n"
    assert set(judge(text, "CW01")) == broken


@pytest.mark.parametrize(
    "text",
    [
        "河湾村村民代表会议记录\n到会代表若干，大家同意修桥。\n",
        "河湾村村民代表会议记录\n应到代表30人，占应到会人数91.4%。\n",
        "河湾村村民代表会议记录\n每户同意出资300元，同意从1月起3名保洁员上岗。\n",
        "河湾村村民代表会议记录\n应到〇人，实到人。\n",
        "",
    ],
)
def test_what_cannot_be_read_accuses_no_one(judge: Judge, text: str) -> None:
    assert not judge(text, "CW01")


def test_the_message_states_the_numbers(judge: Judge) -> None:
    said = judge(minutes("河湾村村民代表会议", 36, 20, (20, 0, 0)), "CW01")
    assert said["V_QUORUM_VILLAGE"] == "实到 20，少于应到 36 的 2/3（会议到会人数）"


def test_a_village_assembly_needs_half_of_its_adults_or_two_thirds_of_its_households(
    judge: Judge,
) -> None:
    text = "河湾村村民会议记录\n本村18周岁以上村民860人，到会{}人。\n"
    assert set(judge(text.format(430), "CW01")) == {"V_QUORUM_VILLAGE"}
    assert not judge(text.format(431), "CW01")
    text = "三组户代表会议记录\n应到户代表42户，实到{}户。\n"
    assert set(judge(text.format(27), "CW08")) == {"V_QUORUM_VILLAGE"}
    assert not judge(text.format(28), "CW08")


VILLAGE_ELECTION = """河湾村村民委员会选举结果公告
登记参加选举的村民1,200人，发出选票980张，收回选票{returned}张，其中有效票960张，无效票10张。
主任候选人  周大川 {votes}票  吴小梅 300票
当选名单：主任周大川。
"""


@pytest.mark.parametrize(
    ("returned", "votes", "broken"),
    [
        (970, 620, set()),
        (970, 485, {"V_ELECTED"}),
        (985, 620, {"V_BALLOT", "V_TALLY"}),
    ],
)
def test_a_village_election_adds_up_and_elects_by_half_of_those_who_voted(
    judge: Judge, returned: int, votes: int, broken: set[str]
) -> None:
    text = VILLAGE_ELECTION.format(returned=returned, votes=votes)
    assert set(judge(text, "CW03", "G04", "2021-01-04")) == broken


def test_votes_in_the_columns_of_a_table_are_added_row_by_row(judge: Judge) -> None:
    text = (
        "河湾村村民代表会议记录\n应到代表45人，实到38人。\n"
        "议题\t同意\t反对\t弃权\n修路\t{}\t3\t1\n路灯\t38\t0\t0\n会议通过。\n"
    )
    assert not judge(text.format(34), "CW01")
    assert set(judge(text.format(36), "CW01")) == {"V_TALLY"}


def test_a_rate_of_attendance_is_that_of_the_heads(judge: Judge) -> None:
    text = "河湾村村民代表会议记录\n应到代表45人，实到36人，到会率为{}%。\n"
    assert not judge(text.format(80), "CW01")
    assert set(judge(text.format(86), "CW01")) == {"V_PCT"}


def test_members_without_a_vote_leave_the_denominator_open(judge: Judge) -> None:
    text = "党员大会会议记录\n应到党员30人（其中预备党员2人），实到党员27人。赞成15票，反对10票，弃权0票。通过。\n"
    assert not judge(text, "DW03")
    text = text.replace("其中预备党员2人", "其中正式党员30人")
    assert "V_MAJORITY_BRANCH" in judge(text, "DW03")


@pytest.mark.parametrize(
    ("votes", "is_wrong"),
    [
        ("33票赞成、2票反对、1票弃权", False),
        ("33票赞成、2票反对、3票弃权", True),
        ("赞成、反对、弃权分别为33票、2票、1票", False),
        ("赞成、反对、弃权分别为33票、2票、4票", True),
        ("赞成/反对/弃权：33/2/4", True),
        ("赞成        33票  反对        2票  弃权        4票", True),
    ],
)
def test_votes_told_in_a_sentence_are_those_of_who_came(
    judge: Judge, votes: str, is_wrong: bool
) -> None:
    text = f"村民代表会议纪要\n应到代表38人，实到36人。会议审议广场方案，经举手表决，{votes}，会议通过该方案。\n"
    assert ("V_TALLY" in judge(text, "CW01", "G02")) is is_wrong


def test_who_came_is_no_vote(judge: Judge) -> None:
    text = (
        "四议两公开登记表\n党员大会\t应到51人　实到44人　同意43人　反对1人\n"
        "代表会议\t应到60人　实到55人　同意54人　弃权1人"
    )
    assert judge(text, "CW02") == {}
    assert "V_TALLY" in judge(text.replace("弃权1人", "弃权2人"), "CW02")


def test_heads_counted_group_by_group_are_those_of_the_sum(judge: Judge) -> None:
    text = "修渠一事一议会议记录\n应到户代表：上湾组31户，下湾组26户，共57户\n实到户代表：上湾组28户、下湾组{}户，共{}户。\n表决：同意49户，不同意1户。\n"
    assert judge(text.format(23, 51), "CW08") == {}
    assert set(judge(text.format(9, 37), "CW08")) == {"V_QUORUM_VILLAGE", "V_TALLY"}


def test_members_who_do_not_count_are_not_those_due(judge: Judge) -> None:
    text = "河湾支部党员大会会议记录\n长期卧床不计入应到会人数的11人，应到会有选举权的党员42名，实到{}名。\n"
    assert judge(text.format(39), "DW03") == {}
    assert set(judge(text.format(45), "DW03")) == {"V_PRES_LE_DUE"}


def test_votes_for_an_office_are_not_those_of_the_election(judge: Judge) -> None:
    text = "党员大会选举记录\n应到会有选举权的党员42名，实到39名。发出选票39张，收回39张。\n田大山 赞成38票，石满仓 赞成36票。宣布田大山、石满仓当选委员。\n新当选委员开会：无记名投票，2票选田大山为书记。\n"
    assert judge(text, "DW06", day="2022-03-04") == {}


def test_an_age_is_no_head_count(judge: Judge) -> None:
    text = "村民会议记录\n应到村民（18周岁以上）300人，实到{}人。\n"
    assert judge(text.format(200), "CW01") == {}
    assert set(judge(text.format(320), "CW01")) == {"V_PRES_LE_DUE"}
