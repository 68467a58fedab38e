"""Secrecy, internal marks and openness: marks on lines of their own."""

from __future__ import annotations

import pytest

from gongkai.describe import describe
from gongkai.ingest import layout, plain
from gongkai.model import Metadata, Part, Secrecy
from gongkai.rules import Rulebook

BODY = "关于防汛的通知\n各村：\n请做好防汛。\n青石镇人民政府\n2020年5月6日\n"


def read(text: str, rulebook: Rulebook) -> Metadata:
    return describe(plain.extract(text.encode()), rulebook)


@pytest.mark.parametrize(
    ("mark", "level", "term"),
    [
        ("机密★10年", Secrecy.SECRET, "10年"),
        ("秘密 ☆ 长期", Secrecy.CONFIDENTIAL, "长期"),
        ("绝　密", Secrecy.TOP_SECRET, None),
        ("密级：机密", Secrecy.SECRET, None),
        ("000012　　机密★5年　　特急", Secrecy.SECRET, "5年"),
    ],
)
def test_a_mark_alone_on_a_line_counts(
    mark: str, level: Secrecy, term: str | None, rulebook: Rulebook
) -> None:
    metadata = read(f"{mark}\n{BODY}", rulebook)
    assert metadata.secrecy is not None
    assert metadata.secrecy.value is level
    assert (metadata.secrecy_term and metadata.secrecy_term.value) == term


@pytest.mark.parametrize(
    "line",
    [
        "设秘密写票处一个。",
        "保守党的秘密",
        "商业秘密",
        "国家秘密",
        "机密级计算机管理",
        "涉及秘密事项的除外",
        "秘密写票处",
    ],
)
def test_the_word_in_other_words_is_no_mark(line: str, rulebook: Rulebook) -> None:
    assert read(BODY + line, rulebook).secrecy is None


def test_the_word_alone_far_below_is_no_mark_but_with_a_star_is(
    rulebook: Rulebook,
) -> None:
    far = BODY + "请做好防汛。\n" * 20
    assert read(f"{far}秘密", rulebook).secrecy is None
    assert read(f"{far}秘密★1年", rulebook).secrecy is not None


def test_a_page_header_may_bear_the_mark(rulebook: Rulebook) -> None:
    builder = layout.Builder()
    builder.paragraph("机密★", part=Part.HEADER)
    builder.paragraph("防汛通知", heading=True)
    assert describe(builder.build(), rulebook).secrecy is not None


@pytest.mark.parametrize(
    "mark", ["内部文件　注意保存", "内部资料", "工作秘密", "【阅后收回】"]
)
def test_an_internal_mark_counts(mark: str, rulebook: Rulebook) -> None:
    assert read(f"{mark}\n{BODY}", rulebook).internal is not None


@pytest.mark.parametrize(
    "line", ["（征求意见稿）", "讨论稿", "内部资料由办公室保管。", "内部公示"]
)
def test_a_draft_for_comment_is_not_internal(line: str, rulebook: Rulebook) -> None:
    assert read(f"{BODY}{line}", rulebook).internal is None


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("（此件公开发布）", "主动公开"),
        ("(此件可公开发布)", "主动公开"),
        ("公开方式：主动公开", "主动公开"),
        ("公开属性：依申请公开", "依申请公开"),
        ("（此件不予公开）", "不予公开"),
        ("（此件不公开）", "不予公开"),
        ("信息公开选项：主动公开", "主动公开"),
    ],
)
def test_the_note_says_how_public_it_is(
    line: str, value: str, rulebook: Rulebook
) -> None:
    metadata = read(BODY + line, rulebook)
    assert metadata.openness is not None
    assert metadata.openness.value == value


@pytest.mark.parametrize("line", ["公开", "村务公开", "推进政府信息主动公开工作。"])
def test_the_word_alone_says_nothing(line: str, rulebook: Rulebook) -> None:
    assert read(BODY + line, rulebook).openness is None
