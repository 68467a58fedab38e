"""Plain text is read line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import EmptyError, GongkaiError
from gongkai.ingest.plain import extract
from gongkai.model import BlockKind, Unjudgeable

NOTICE = (
    "关于清明节期间值班安排的通知\n各村民小组：\n  请按时到岗。\n\n青石桥村村民委员会"
)


def test_each_line_is_a_paragraph_and_a_title_like_first_line_a_heading() -> None:
    read = extract(NOTICE.encode())
    assert read.text == NOTICE
    assert [block.kind for block in read.blocks] == [BlockKind.HEADING] + [
        BlockKind.PARAGRAPH
    ] * 3
    assert read.notes == read.reasons == ()


@pytest.mark.parametrize("first", ["各村民小组：", "请按时到岗。", "公" * 60])
def test_a_sentence_is_no_heading(first: str) -> None:
    assert extract(first.encode()).blocks[0].kind is BlockKind.PARAGRAPH


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\f", "\x0b", "\x85"])
def test_every_line_end_is_known(end: str) -> None:
    read = extract(end.join(["第一行文字", "第二行文字"]).encode())
    assert read.text == "第一行文字\n第二行文字"


def test_tabs_and_bars_do_not_make_a_table() -> None:
    read = extract("姓名\t金额\n张三 | 100".encode())
    assert read.text == "姓名\t金额\n张三 | 100"
    assert {block.kind for block in read.blocks[1:]} == {BlockKind.PARAGRAPH}


def test_another_encoding_is_noted() -> None:
    read = extract(NOTICE.encode("gb18030"))
    assert read.text == NOTICE
    assert read.notes == ("decoded as gb18030",)
    assert read.reasons == ()


def test_an_unsure_encoding_accuses_no_one() -> None:
    assert Unjudgeable.ENCODING_UNSURE in extract("公".encode("gb18030")).reasons


def test_a_lost_character_is_noted_and_many_are_a_reason() -> None:
    data = (NOTICE * 20).encode()
    read = extract(data[:300] + b"\xff" + data[300:])
    assert read.reasons == ()
    assert "could not be decoded" in read.notes[0]
    read = extract(data.replace("青".encode(), b"\xff\xff"))
    assert Unjudgeable.ENCODING_UNSURE in read.reasons


@pytest.mark.parametrize(
    "data", [b"", b" \r\n\t", b"\x00\x00", "\ufeff\u3000\n".encode()]
)
def test_blank_text_is_empty(data: bytes) -> None:
    with pytest.raises(EmptyError):
        extract(data)


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fail_otherwise(data: bytes) -> None:
    try:
        read = extract(data)
    except GongkaiError:
        return
    assert not set(read.text) & set(map(chr, range(9)))


@given(
    st.text(alphabet="公开村务财2024年，。表", min_size=40),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_text_comes_back_as_it_was(text: str, encoding: str) -> None:
    assert extract(text.encode(encoding)).text == text
