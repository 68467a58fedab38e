"""The encoding of Chinese text is found from its bytes."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.ingest.encoding import decode, is_text

ENCODINGS = [
    "utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be",
]  # fmt: skip

SIMPLIFIED = """青石桥村2024年第三季度财务收支情况公开表，收入合计12,350.00元，支出合计8,900.50元。
经支部委员会研究决定，拟接收周小禾同志为中共预备党员，现予以公示。公示期为5个工作日，监督电话：0000-1234567。
会议时间：2023年6月18日上午9时；地点：村委会会议室；主持人：钱大山；记录人：孙敏。应到会村民代表35人，实到31人。
一、关于修建灌溉水渠项目招标事项的表决结果：同意29票，反对0票，弃权2票。
各科室、各直属单位：根据上级通知要求，为进一步规范行政审批流程，请于本月底前报送材料。
"""
TRADITIONAL = """青石橋村2024年第三季度財務收支情況公開表，收入合計12,350.00元，支出合計8,900.50元。
經支部委員會研究決定，擬接收周小禾同志為中共預備黨員，現予以公示。公示期為5個工作日，監督電話：0000-1234567。
會議時間：2023年6月18日上午9時；地點：村委會會議室；主持人：錢大山；記錄人：孫敏。應到會村民代表35人，實到31人。
一、關於修建灌溉水渠項目招標事項的表決結果：同意29票，反對0票，棄權2票。
各科室、各直屬單位：根據上級通知要求，為進一步規範行政審批流程，請於本月底前報送材料。
"""


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("length", [10, 20])
def test_short_runs_of_chinese_are_read_right(encoding: str, length: int) -> None:
    text = (TRADITIONAL if encoding == "big5" else SIMPLIFIED).replace("\n", "")
    chance = random.Random(length)
    starts = [chance.randrange(len(text) - length) for _ in range(200)]
    runs = [text[start : start + length] for start in starts]
    wrong = [run for run in runs if decode(run.encode(encoding)).text != run]
    assert len(wrong) <= (2 if length == 20 else 10), wrong[:5]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_page_is_read_with_certainty(encoding: str) -> None:
    text = TRADITIONAL if encoding == "big5" else SIMPLIFIED
    assert decode(text.encode(encoding)) == (text, encoding, True, 0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    decoded = decode("公示".encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.sure) == ("公示", encoding, True)


def test_traditional_characters_in_a_mainland_encoding_are_read() -> None:
    assert decode(TRADITIONAL.encode("gb18030")).text == TRADITIONAL


def test_a_long_head_in_ascii_does_not_mislead() -> None:
    data = b"No. 1\n" * 5000 + SIMPLIFIED.encode("gb18030")
    assert decode(data).encoding == "gb18030"


def test_what_could_be_two_encodings_is_unsure() -> None:
    assert not decode("公".encode("gb18030")).sure


def test_another_language_is_unsure() -> None:
    assert not decode(
        "Les décisions du comité sont publiées à l'été".encode("cp1252")
    ).sure


def test_a_spoilt_byte_costs_a_character_and_is_counted() -> None:
    data = SIMPLIFIED.encode()
    decoded = decode(data[:30] + b"\xff" + data[31:])
    assert decoded.encoding == "utf-8"
    assert 0 < decoded.lost <= 3


@given(st.binary(max_size=300))
def test_no_bytes_are_refused(data: bytes) -> None:
    decoded = decode(data)
    assert decoded.lost == 0 or "\ufffd" in decoded.text


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_is_told_from_noise(encoding: str) -> None:
    assert is_text(SIMPLIFIED.encode("utf-8" if encoding == "big5" else encoding))
    assert not is_text(random.Random(1).randbytes(4000))
