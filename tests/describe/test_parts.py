"""Addressees, imprint, body and blank forms."""

from __future__ import annotations

from time import perf_counter

import pytest

from gongkai.describe import describe
from gongkai.ingest import plain
from gongkai.model import Extract
from gongkai.rules import Rulebook

OFFICIAL = """\
青石镇人民政府文件
青政发〔2020〕5号
关于做好防汛工作的通知
各村（社区），镇直各单位，驻镇
各企业：
入汛以来雨水偏多，现将有关事项通知如下：
一、落实责任。
附件：1.值班表
青石镇人民政府
2020年5月6日
（此件公开发布）
附件1
值班表
唐立新　罗小翠
抄送：县应急局，县水利局。
青石镇党政办公室　　　2020年5月7日印发
"""


def test_the_parts_of_an_official_document(rulebook: Rulebook) -> None:
    read = plain.extract(OFFICIAL.encode())
    metadata = describe(read, rulebook)
    assert metadata.addressees is not None
    assert metadata.addressees.value == "各村（社区），镇直各单位，驻镇各企业"
    assert metadata.copied_to is not None
    assert metadata.copied_to.value == "县应急局，县水利局"
    assert metadata.printed_by is not None
    assert metadata.printed_by.value == "青石镇党政办公室"
    assert metadata.printed_on is not None
    assert metadata.printed_on.span.of(read.text) == "2020年5月7日"
    assert metadata.body.of(read.text).startswith("各村（社区）")
    assert metadata.body.of(read.text).endswith("（此件公开发布）")
    assert not metadata.is_template


def test_who_printed_it_may_stand_above_the_date(
    doc: Extract, rulebook: Rulebook
) -> None:
    """防汛通知
    请做好防汛。
    抄送：县应急局。
    青石镇党政办公室
    2020年5月7日印发
    """
    metadata = describe(doc, rulebook)
    assert metadata.printed_by is not None
    assert metadata.printed_by.value == "青石镇党政办公室"
    assert metadata.body.of(doc.text) == "请做好防汛。"


def test_a_sentence_that_begins_like_an_imprint_is_body(
    doc: Extract, rulebook: Rulebook
) -> None:
    """防汛通知
    各村：
    发送邮件至镇政府办公室报名。
    """
    body = describe(doc, rulebook).body.of(doc.text)
    assert body.endswith("报名。")


def test_an_enclosed_regulation_is_not_the_body(
    doc: Extract, rulebook: Rulebook
) -> None:
    """关于印发考核办法的通知
    各村：现将考核办法印发给你们，请遵照执行。
    青石镇人民政府
    2020年5月6日
    青石镇村务公开考核办法
    第一条 略。
    """
    body = describe(doc, rulebook).body.of(doc.text)
    assert body.endswith("2020年5月6日")


@pytest.mark.parametrize(
    "text",
    [
        "防汛通知\n时间：今天\n地点：村部",
        "防汛通知\n请做好防汛。\n各村：",
        "记录\n主持：唐立新",
    ],
)
def test_labels_and_later_lines_are_no_addressees(
    text: str, rulebook: Rulebook
) -> None:
    assert describe(plain.extract(text.encode()), rulebook).addressees is None


@pytest.mark.parametrize(
    "text",
    [
        "会议记录\n时间：____年____月____日\n地点：________\n主持人：______",
        "青办交〔2019〕   号\n承办单位：\n请抓紧办理。\n    年    月     日",
        "关于拟接收×××同志为预备党员的公示\n×××，男，××村人。\n联系电话：",
        "村党支部工作总结（网上范文）\n一年来，本村召开党员大会×次。",
        "工作总结\n全年开会十次。\n注：以上请结合本村实际修改。",
    ],
)
def test_a_form_that_nobody_filled_in_is_a_template(
    text: str, rulebook: Rulebook
) -> None:
    assert describe(plain.extract(text.encode()), rulebook).is_template


@pytest.mark.parametrize(
    "text",
    [
        "低保名单公示\n张××\n李××\n王××\n赵××",
        "困难户名单\n138****1234\n139****5678\n137****0000",
        "公示\n____、____、____\n青石镇人民政府\n2020年5月6日",
        "招标书\n"
        + "本工程位于村内东南角，面积较大。\n" * 60
        + "投标人：______\n____年____月",
    ],
)
def test_masked_names_and_a_form_at_the_end_make_no_template(
    text: str, rulebook: Rulebook
) -> None:
    assert not describe(plain.extract(text.encode()), rulebook).is_template


@pytest.mark.parametrize(
    "unit",
    [
        "唐立新\t100\n",
        "2024年3月5日\n",
        "印发\n",
        "附件1\n",
        "《",
        "关于",
        "委员会",
        "会议 ",
        "时间：\n",
    ],
)
def test_long_texts_take_linear_time(unit: str, rulebook: Rulebook) -> None:
    read = plain.extract((unit * (200_000 // len(unit)) + "。").encode())
    begun = perf_counter()
    metadata = describe(read, rulebook)
    assert metadata.body.end <= len(read.text)
    assert perf_counter() - begun < 20
