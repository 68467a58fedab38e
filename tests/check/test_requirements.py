"""What a document owes, and the verdict on each element with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from gongkai.check import check, requirements, wording
from gongkai.check.elements import Elements
from gongkai.check.page import Page
from gongkai.model import (
    ElementVerdict,
    Found,
    Judgement,
    Score,
    Severity,
    Span,
    Unjudgeable,
    Verdict,
)
from gongkai.rules import Rulebook

PageOf = Callable[..., Page]

MINUTES = (
    "柳东村村民代表会议记录\n时间：2022年9月5日\n地点：村部会议室\n主持人：邢立军    记录人：杨欢\n"
    "应到代表31人，实到代表31人\n议题：集体资金用途\n会议决定：入股合作社。\n"
    "举手表决，赞成31人，反对0人，弃权0人。"
)
NOTICE = (
    "2024年临时救助公示\n姓名\t困难类型\t救助金额\n佟珍\t大病\t2000\n富仁\t失独\t1000\n"
    "公示期为七天。如有异议请到村委会反映。\n监督电话：0515-88210000\n柳东村村民委员会\n2024年3月4日"
)


@pytest.fixture
def judged(rulebook: Rulebook) -> Callable[[Page], Judgement]:
    def judged(page: Page) -> Judgement:
        return check(page.extract, page.metadata, page.classification, rulebook)

    return judged


Judged = Callable[[Page], Judgement]


def signed(page: Page, issuer: str) -> Page:
    start = page.text.index(issuer)
    span = Span(start, start + len(issuer))
    metadata = replace(page.metadata, issuer=Found(issuer, span))
    return replace(page, metadata=metadata)


def verdicts(judgement: Judgement) -> dict[str, ElementVerdict]:
    return {one.id: one for one in judgement.elements}


def failed(judgement: Judgement) -> set[str]:
    return {one.id for one in judgement.elements if one.verdict is Verdict.FAIL}


class TestAProperDocument:
    def test_minutes_with_everything_are_accused_of_nothing(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        judgement = judged(page_of(MINUTES, category="CW01", genre="G01"))
        assert failed(judgement) == set()
        assert verdicts(judgement)["M_PLACE"].value == "村部会议室"

    def test_a_notice_with_everything_is_accused_of_nothing(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        page = signed(page_of(NOTICE, category="MS02"), "柳东村村民委员会")
        assert failed(judged(page)) == set()

    def test_the_value_is_what_stands_at_its_span(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        page = page_of(MINUTES, category="CW01", genre="G01")
        for one in judged(page).elements:
            if one.verdict is Verdict.PASS:
                assert one.span is not None
                assert one.span.of(page.text) == one.value


class TestAMissingElement:
    @pytest.mark.parametrize(
        ("words", "element"),
        [
            ("主持人：邢立军    ", "M_CHAIR"),
            ("记录人：杨欢", "M_REC"),
            ("地点：村部会议室", "M_PLACE"),
            ("应到代表31人，", "M_DUE"),
            ("举手表决，", "M_VOTE"),
        ],
    )
    def test_is_the_one_that_was_taken_out(
        self, page_of: PageOf, judged: Judged, words: str, element: str
    ) -> None:
        page = page_of(MINUTES.replace(words, ""), category="CW01", genre="G01")
        assert failed(judged(page)) == {element}

    def test_is_a_finding_with_basis_and_the_words_to_add(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        text = NOTICE.replace("监督电话：0515-88210000\n", "")
        judgement = judged(signed(page_of(text, category="MS02"), "柳东村村民委员会"))
        (finding,) = [one for one in judgement.findings if one.element == "N_PHONE"]
        assert finding.rule == "N_PHONE"
        assert finding.severity is Severity.ERROR
        assert finding.message == "缺少监督/联系电话"
        assert finding.hint == "补充“监督电话：……”。"
        assert finding.basis

    def test_says_where_it_was_looked_for(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        page = page_of(
            MINUTES.replace("地点：村部会议室", ""), category="CW01", genre="G01"
        )
        assert "地点" in verdicts(judged(page))["M_PLACE"].reason

    def test_is_only_a_hint_where_it_is_recommended(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        judgement = judged(page_of(MINUTES, category="CW01", genre="G01"))
        sign = verdicts(judgement)["M_SIGN"]
        assert (sign.verdict, sign.reason) == (
            Verdict.NOT_APPLICABLE,
            wording.RECOMMENDED,
        )


class TestConditions:
    def test_absentees_are_owed_when_fewer_came_than_were_due(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        text = MINUTES.replace("实到代表31人", "实到代表28人")
        assert failed(judged(page_of(text, category="CW01", genre="G01"))) == {"M_ABS"}

    def test_it_cannot_be_told_who_is_absent_when_nobody_was_counted(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        text = MINUTES.replace("应到代表31人，实到代表31人", "参加人员：王强、李明")
        page = page_of(text, category="CW01", genre="G01")
        assert verdicts(judged(page))["M_ABS"].verdict is Verdict.CANNOT_TELL

    def test_an_assembly_need_not_list_its_absentees(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        text = MINUTES.replace("村民代表会议", "村民会议").replace(
            "应到代表31人，实到代表31人", "应到村民300人，实到村民210人"
        )
        judgement = judged(page_of(text, category="CW01", genre="G01"))
        assert verdicts(judgement)["M_ABS"].verdict is Verdict.NOT_APPLICABLE

    def test_a_unanimous_vote_needs_no_count(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        text = MINUTES.replace("赞成31人，反对0人，弃权0人", "一致通过")
        assert failed(judged(page_of(text, category="CW01", genre="G01"))) == set()


class TestGenreFirst:
    @pytest.mark.parametrize(
        ("category", "genre"),
        [
            ("DW08", "G16"),  # a selection plan has no candidates yet
            ("SW01", "G06"),  # a call for applications
            ("DW03", "G06"),  # a notice that calls a meeting
            ("MS02", "G06"),
            ("CJ01", "G17"),
            ("XW03", "G06"),
        ],
    )
    def test_a_notice_about_the_matter_owes_no_more_than_its_genre(
        self, page_of: PageOf, rulebook: Rulebook, category: str, genre: str
    ) -> None:
        page = page_of(
            "关于有关事项的通知\n请认真落实。", category=category, genre=genre
        )
        row = requirements.row(page, rulebook)
        owed = {
            one.element
            for one in row.owed
            if one.severity > Severity.INFO and not one.when
        }
        assert owed <= {"N_ORG", "N_DATE", "G_RULE"}

    @pytest.mark.parametrize("genre", ["G15", "G21", "G23"])
    def test_speeches_news_and_agendas_owe_nothing(
        self, page_of: PageOf, judged: Judged, genre: str
    ) -> None:
        assert judged(page_of("公开工作\n党务公开。", "DW04", genre)).elements == ()

    def test_an_attachment_on_its_own_owes_nothing(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        page = page_of("附件1\n2024年公开招聘岗位表\n岗位：护士", "SW02", "G20")
        assert judged(page).elements == ()

    def test_an_inspection_is_announced_without_a_curriculum(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        text = (
            "中层干部考察预告\n确定王强同志为教务处主任岗位考察对象。\n"
            "考察组将于12月19日至12月25日到有关部门听取意见，值班电话：88276739。\n"
            "校党委组织部\n2024年3月4日"
        )
        page = signed(page_of(text, category="DW08"), "校党委组织部")
        assert failed(judged(page)) == set()


class TestAccusedOfNothing:
    def test_who_discloses_nothing(self, page_of: PageOf, judged: Judged) -> None:
        page = page_of("公示\n略", category="MS02")
        classification = replace(page.classification, is_disclosure=False)
        assert judged(replace(page, classification=classification)).elements == ()

    def test_a_blank_form(self, page_of: PageOf, judged: Judged) -> None:
        page = page_of("公示\n略", category="MS02")
        metadata = replace(page.metadata, is_template=True)
        assert judged(replace(page, metadata=metadata)).elements == ()

    def test_a_text_too_poor_to_judge(self, page_of: PageOf, judged: Judged) -> None:
        page = page_of("公示\n略", category="MS02")
        extract = replace(page.extract, reasons=(Unjudgeable.GARBLED_TEXT,))
        judgement = judged(replace(page, extract=extract))
        assert failed(judgement) == set()
        assert judgement.findings == ()
        assert verdicts(judgement)["N_PHONE"].reason == wording.POOR_TEXT

    def test_a_page_without_anything(
        self, page_of: PageOf, rulebook: Rulebook, judged: Judged
    ) -> None:
        page = page_of("", category="MS02")
        assert Elements(page, rulebook)["W_HEAD"] == ()
        assert judged(page).sensitive == ()


class TestTraces:
    """What may be the element acquits; only where nothing speaks for it, it is missing."""

    @pytest.mark.parametrize(
        ("written", "element", "quote"),
        [
            ("加微信号 yq2208 反映", "N_PHONE", "加微信号 yq2208"),
            ("二月底前后贴了一星期，有人议论", "N_PERIOD", "贴了一星期"),
        ],
    )
    def test_a_trace_is_quoted_and_nobody_accused(
        self, page_of: PageOf, judged: Judged, written: str, element: str, quote: str
    ) -> None:
        text = NOTICE.replace("监督电话：0515-88210000", "").replace(
            "公示期为七天。", ""
        )
        page = signed(
            page_of(f"{text}\n{written}", category="MS02"), "柳东村村民委员会"
        )
        one = verdicts(judged(page))[element]
        assert one.verdict is Verdict.CANNOT_TELL
        assert quote[-4:] in one.reason

    def test_the_name_of_a_column_is_a_trace(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        text = "补贴公示\n户名 小班 应发\n公冶明 4.5 62\n监督电话：0515-88210000"
        page = signed(
            page_of(f"{text}\n柳东村村民委员会", category="MS02"), "柳东村村民委员会"
        )
        amount = verdicts(judged(page))["W_AMT"]
        assert amount.verdict is Verdict.CANNOT_TELL
        assert "应发" in amount.reason

    def test_the_telephones_of_listed_people_are_no_trace_of_the_notices_own(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        text = (
            "救助公示\n姓名 金额 联系电话\n佟珍 2000 ——\n富仁 1000 ——\n柳东村村民委员会"
        )
        page = signed(page_of(text, category="MS02"), "柳东村村民委员会")
        assert "N_PHONE" in failed(judged(page))

    def test_a_balance_is_no_trace_of_the_other_balance(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        text = (
            "2024年5月收支公开表\n期初货币资金余额 6,210.30元\n"
            "收入合计 8,000.00元\n支出合计 3,012.00元"
        )
        page = page_of(text, category="CJ01", genre="G19")
        assert verdicts(judged(page))["F_CLOSE"].verdict is Verdict.FAIL

    def test_a_blank_to_fill_in_is_no_trace(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        text = MINUTES.replace("记录人：杨欢", "记录人：____")
        page = page_of(text, category="CW01", genre="G01")
        assert failed(judged(page)) == {"M_REC"}


class TestInOtherWords:
    """What an archivist sees at once is found, however it is put."""

    @pytest.mark.parametrize(
        ("text", "element", "value"),
        [
            ("拟表彰：\n前营 佟玉梅家\n后营 宿国平家", "N_OBJ", "佟玉梅"),
            ("优秀人员为：刁建新、董丽、杞文", "N_OBJ", "刁建新、董丽、杞文"),
            ("阚平、厉小军、那英3名同志拟评为优秀", "N_OBJ", "阚平、厉小军、那英"),
            ("薄建新  男  42岁  现任乡长", "N_OBJ", "薄建新"),
            ("一(1)班  佴思雨   苗翰林", "N_OBJ", "佴思雨   苗翰林"),
            ("我村龙三妹（女，53岁）生活困难", "W_HEAD", "龙三妹"),
            ("村民窦海因分户申请建房", "W_HEAD", "窦海"),
            ("伍大毛 月领 180 元", "W_HEAD", "伍大毛"),
            ("居民茹金花，丈夫住院", "W_HEAD", "茹金花"),
            ("电话0879-2134 506", "N_PHONE", "0879-2134 506"),
            ("有事打 6633 219 村办", "N_PHONE", "6633 219"),
            ("请拨分机 8016", "N_PHONE", "分机 8016"),
            ("救助三千元", "W_AMT", "三千元"),
            ("期初货币资金余额 1,286.53", "F_OPEN", None),
            ("还剩 4,644.50", "F_CLOSE", None),
            ("报名截止3月9日17：00", "B_DEADLINE", None),
            ("于2023年6月6日 09点30分（北京时间）前提交响应文件", "B_DEADLINE", None),
            ("全组21户，来了18户", "M_DUE", "21户"),
            ("来了12个人", "M_PRES", None),
            ("审核结果：26张同意入账", "M_DEC", None),
            (
                "姓名 月标准 7月 小计\n邓少 42.00 42.00\n封琴 38.50 38.50",
                "D_PAYLIST",
                None,
            ),
        ],
    )
    def test_it_is_found(
        self,
        page_of: PageOf,
        rulebook: Rulebook,
        text: str,
        element: str,
        value: str | None,
    ) -> None:
        found = Elements(page_of(f"公示\n{text}"), rulebook)[element]
        assert found
        assert value is None or value in [one.value for one in found]

    @pytest.mark.parametrize(
        "text", ["时间 地点", "金额 单位", "花石村 2000", "联系人：王强", "田主任 6228"]
    )
    def test_a_word_that_looks_like_a_name_is_nobody(
        self, page_of: PageOf, rulebook: Rulebook, text: str
    ) -> None:
        assert not Elements(page_of(f"公示\n{text}"), rulebook)["W_HEAD"]


class TestDoubt:
    def test_an_attachment_that_is_not_there_may_hold_it(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        text = "2024年临时救助公示\n救助对象见附件。\n监督电话：0515-88210000"
        judgement = judged(page_of(text, category="MS02"))
        head = verdicts(judgement)["W_HEAD"]
        assert (head.verdict, head.reason) == (Verdict.CANNOT_TELL, wording.ATTACHED)

    def test_a_text_that_breaks_off_may_go_on(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        text = (
            "关于调整领导小组的通知\n因人事变动，为加强领导，确保人民群众生命财产安全，"
            "经研究决定，对全镇防汛工作领导小组的组成人员作如下调整"
        )
        judgement = judged(page_of(text, category="ZW05", genre="G06", day=""))
        assert verdicts(judgement)["N_ORG"].reason == wording.CUT

    def test_a_letterhead_that_cannot_be_read_may_name_the_issuer(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        text = "青石县祉会保障周文件\n关于开展评定工作的通知\n请认真落实。"
        judgement = judged(page_of(text, category="ZW05", genre="G06"))
        assert verdicts(judgement)["N_ORG"].reason == wording.LETTERHEAD

    def test_the_runner_up_is_heard_when_the_category_is_uncertain(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        page = page_of("公示\n名单如下：王强", category="MS02")
        classification = replace(
            page.classification, review=True, losers=(Score("SW01", "", 1.0),)
        )
        judgement = judged(replace(page, classification=classification))
        assert verdicts(judgement)["W_AMT"].reason == wording.UNDECIDED
        assert verdicts(judgement)["N_PHONE"].verdict is Verdict.FAIL

    def test_a_runner_up_without_documents_of_the_genre_is_no_alternative(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        page = page_of("公示\n名单如下：王强", category="MS02")
        classification = replace(
            page.classification, review=True, losers=(Score("SW07", "", 1.0),)
        )
        judgement = judged(replace(page, classification=classification))
        assert verdicts(judgement)["W_AMT"].verdict is Verdict.FAIL

    def test_a_title_that_says_record_leaves_no_doubt_that_it_is_one(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        text = "柳东村两委会议纪要\n会议议定：先修水渠，入冬前完工。"
        judgement = judged(page_of(text, category="DW01", genre="G02"))
        assert failed(judgement) == {"M_TIME", "M_CHAIR"}

    def test_what_shows_hardly_anything_of_a_meeting_may_be_no_minutes(
        self, page_of: PageOf, judged: Judged
    ) -> None:
        text = "2010年11月15日教工大会内容\n班主任要做好宣传，要抓早、抓紧、抓实。"
        judgement = judged(page_of(text, category="XW04", genre="G02"))
        assert failed(judgement) == set()
        assert verdicts(judgement)["M_CHAIR"].reason == wording.NO_MINUTES


class TestAStrangeLabel:
    """What people call by words of their own is not missing for that."""

    @pytest.mark.parametrize(
        ("ours", "theirs", "element"),
        [
            ("记录人：杨欢", "动手写的：杨会计（杨欢）", "M_REC"),
            ("主持人：邢立军", "掌事：邢立军", "M_CHAIR"),
            ("应到代表31人，实到代表31人", "村里的人：31名，一个也没少", "M_PRES"),
        ],
    )
    def test_leaves_the_verdict_open(
        self, page_of: PageOf, judged: Judged, ours: str, theirs: str, element: str
    ) -> None:
        text = MINUTES.replace(ours, theirs)
        page = page_of(text, category="CW01", genre="G01")
        verdict = verdicts(judged(page))[element]
        assert verdict.verdict is Verdict.CANNOT_TELL
        assert theirs.partition("：")[2] in verdict.reason

    @pytest.mark.parametrize(
        "line", ["监票人：冯小山", "冯小山：我同意。", "缺席：冯小山（住院）"]
    )
    def test_is_none_that_names_someone_else(
        self, page_of: PageOf, judged: Judged, line: str
    ) -> None:
        text = MINUTES.replace("记录人：杨欢", f"\n{line}")
        page = page_of(text, category="CW01", genre="G01")
        assert verdicts(judged(page))["M_REC"].verdict is Verdict.FAIL


def test_a_document_of_no_known_genre_is_accused_of_nothing(
    page_of: PageOf, judged: Judged
) -> None:
    page = page_of("柳东村村务\n修了两盏路灯。", category="CW05", genre="G99")
    judgement = judged(page)
    assert failed(judgement) == set()
    assert wording.NO_GENRE in {one.reason for one in judgement.elements}


def test_a_record_that_shows_no_matter_is_accused_of_nothing(
    page_of: PageOf, judged: Judged
) -> None:
    text = "柳东村村民代表会议记录\n九月五号夜里在祠堂。来了三十个。\n老邢：井绳断了。\n散了。"
    judgement = judged(page_of(text, category="CW01", genre="G01"))
    assert failed(judgement) == set()
    assert verdicts(judgement)["M_REC"].reason == wording.OWN_WORDS
