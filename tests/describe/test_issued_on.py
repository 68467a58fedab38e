"""The document's own date, from the signature or wherever else it bears one."""

from __future__ import annotations

import pytest

from gongkai.describe import describe
from gongkai.ingest import plain
from gongkai.model import Extract
from gongkai.rules import Rulebook

BODY = "经研究，决定自2019年1月1日起施行，由相关同志负责落实。\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"通知\n{BODY}青石镇人民政府\n2020年5月6日", "2020-05-06"),
        (f"通知\n{BODY}青石镇人民政府\n二○二○年五月六日", "2020-05-06"),
        (f"通知\n{BODY}青石镇人民政府\n2020年5月", "2020-05"),
        (f"通知\n{BODY}2020.5.6", "2020-05-06"),
        (f"通知\n发布时间：2020-05-08\n{BODY}青石镇人民政府\n2020年5月6日", "2020-05-06"),
        (f"成文日期：2020年5月7日\n发布日期：2020-05-08\n通知\n{BODY}", "2020-05-07"),
        (f"通知\n发布时间：2020-05-08 08:45 浏览次数：6\n{BODY}", "2020-05-08"),
        (f"通知\n时间：\n2020-05-06\n{BODY}", "2020-05-06"),
        (f"柳湾村关于集体土地的决议\n（2020年5月6日村民会议通过）\n{BODY}", "2020-05-06"),
        (f"通知\n{BODY}抄送：县应急局\n青石镇党政办公室 2020年5月6日印发", "2020-05-06"),
        (f"{BODY}公示（名单附后）。\n二○二○年五月六日\n姓名\n唐立新", "2020-05-06"),
        (f"印发办法的通知\n{BODY}青石镇人民政府\n2020年5月6日\n考核办法\n云溪县财政局\n2018年2月1日", "2020-05-06"),
        ("会议记录\n时间：2020年5月6日下午三点\n主持：唐立新\n记录：罗小翠", "2020-05-06"),
        ("党小组会记录\n2020年5月6日，党小组开会，唐立新主持。", "2020-05-06"),
        ("会议纪要\n青石镇党政办公室　2020年5月7日\n关于防汛工作的会议纪要\n2020年5月6日，镇里开会。", "2020-05-07"),
        ("招标公告\n1.招标条件 已批准。 招标人：宏达公司 2020年5月6日", "2020-05-06"),
        (f"考核办法\n实施日期：2020-05-06\n{BODY}", "2020-05-06"),
        (f"捐款芳名\n{BODY}柳湾桥理事会\n公元二○二○年五月六日", "2020-05-06"),
        ("更正公告\n2020-05-06 15:40 来源：青石镇 【打印】\n首次公告日期：2020年5月1日\n更正如下。", "2020-05-06"),
        ("党建动态（第3期）\n青石镇党建办编　　2020年5月6日\n柳湾村开会。", "2020-05-06"),
        ("救助对象公示表\n填报单位：青石镇人民政府   2020年5月6日   单位：元\n姓名\t金额\n唐立新\t300", "2020-05-06"),
        ("优待金发放表\n制表单位：青石镇服务站 2020年5月6日 单位：元\n姓名\t金额\n唐立新\t300", "2020-05-06"),
        ("改造对象公示\n填报单位：青石镇政府  日期：2020年5月6日  单位：万元\n姓名\t金额\n唐立新\t3", "2020-05-06"),
        ("行政处罚公示\n处罚种类\t罚款\n当事人\t宏达公司\n事实\t超期\n依据\t食品安全法\n处罚日期\t2020年5月1日\n公示日期\t2020年5月6日", "2020-05-06"),
        (f"报名须知\n（出处：本校  发布人：教导处  时间：2020-05-06）\n{BODY}柳湾小学", "2020-05-06"),
        (f"报名须知\n来源：本站 作者：教导处 时间：2020年5月6日 点击：12\n{BODY}柳湾小学", "2020-05-06"),
        (f"决算说明\n{BODY}联系人：财政所\n公开时间：2020年5月6日\n青石镇人民政府", "2020-05-06"),
        (f"缴费公布\n{BODY}公布日期 2020年5月6日，张贴至5月31日。\n柳湾纺织厂工会", "2020-05-06"),
        (f"施工合同\n{BODY}甲方：柳湾村\n签订日期：2020年5月6日\n签订地点：镇政府", "2020-05-06"),
        ("决策实施登记表\n时间：2020年3月6日  地点：村部\n监督意见：属实。罗春（签字）  2020.4.25\n镇意见：属实。唐立新（签字）  2020.5.6", "2020-05-06"),
        ("取暖安全须知\n2020-05-06 卫生院公卫科 罗春\n天冷了。", "2020-05-06"),
        ("一笔账的公开\n《柳湾农民报》2020年5月6日第3版   本报记者 罗春\n桂花开了。", "2020-05-06"),
        ("情况反映\n领导：\n电梯坏了。\n业主代表　罗春、唐立新\n2020年5月6日\n联系电话：1387****269", "2020-05-06"),
        (f"一季度账目\n{BODY}柳湾村合作社\n二〇二〇年五月六日贴出", "2020-05-06"),
        ("常见问题解答\n日期：2020-05-06 10:20  来源：县农业局\n问：几处？\n答：一处。", "2020-05-06"),
        (f"公示\n{BODY}（柳湾村村民委员会）\n2020年5月6日", "2020-05-06"),
        (f"公示\n{BODY}二〇二〇年五月六日   柳湾村委会", "2020-05-06"),
        (f"公示\n{BODY}柳湾村委会\n2020年5月6日印制", "2020-05-06"),
        (f"公示\n{BODY}发文日期：2020年5月6日\n青石镇人民政府", "2020-05-06"),
    ],
)  # fmt: skip
def test_the_date_is_found_wherever_it_stands(
    text: str, expected: str, rulebook: Rulebook
) -> None:
    found = describe(plain.extract(text.encode()), rulebook).issued_on
    assert found is not None
    assert str(found.value) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"通知\n{BODY}",
        f"通知\n{BODY}党政办\n5月6日",
        "村级财务公开表\n2020年5月\n上月结存 300元\n本月结存 300元\n会计 唐立新",
        "水费公开表\n期间：2020年1月1日至5月6日\n户名 金额\n唐立新 30",
        "通知\n主持人：唐立新 会 议 时 间：2020年5月6日\n请参加。",
        "通知\n时间：2020年5月6日下午三点\n地点：会议室\n请准时参加。",
        "办法\n第一条 略。\n第二条 2007年7月4日颁布的办法同时废止。",
        "单位\n柳湾村",
        "公示栏\n公示时间：2020年5月1日至5月6日\n罗春 300元",
    ],
)
def test_dates_that_the_text_speaks_of_are_not_its_own(
    text: str, rulebook: Rulebook
) -> None:
    assert describe(plain.extract(text.encode()), rulebook).issued_on is None


def test_the_signature_of_an_attachment_is_not_the_documents(
    doc: Extract, rulebook: Rulebook
) -> None:
    """关于水库除险的复函
    来文收悉，同意你村方案。

    附件
    评审意见
    除险方案评审组
    2006年4月11日
    """
    metadata = describe(doc, rulebook)
    assert metadata.issued_on is None
    assert metadata.issuer is None


def test_the_span_is_exactly_the_date(doc: Extract, rulebook: Rulebook) -> None:
    """防汛通知
    请做好防汛。
            青石镇人民政府   （2020 年 5 月 6 日）
    """
    found = describe(doc, rulebook).issued_on
    assert found is not None
    assert found.span.of(doc.text) == "2020 年 5 月 6 日"
