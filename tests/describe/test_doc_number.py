"""The number is the document's own, not one that it quotes."""

from __future__ import annotations

import pytest

from gongkai.describe import describe
from gongkai.ingest import layout, plain
from gongkai.model import DocNumber, Extract
from gongkai.rules import Rulebook

BODY = "\n关于防汛的通知\n各村：\n根据云政发〔2019〕3号文件精神，请做好防汛。\n"


def number(text: str, rulebook: Rulebook) -> DocNumber | None:
    found = describe(plain.extract(text.encode()), rulebook).doc_number
    return found.value if found else None


@pytest.mark.parametrize(
    ("line", "code", "year", "serial", "written"),
    [
        ("青政发〔2020〕5号", "青政发", 2020, 5, "青政发〔2020〕5号"),
        ("青政发 ﹝2020﹞ 5 号", "青政发", 2020, 5, "青政发﹝2020﹞5号"),
        ("青政发[2020]第005号", "青政发", 2020, 5, "青政发[2020]第005号"),
        ("青政发（2020）5号", "青政发", 2020, 5, "青政发（2020）5号"),
        ("青政发〔2020〕5号　　　　签发人：唐立新", "青政发", 2020, 5, "青政发〔2020〕5号"),
        ("文号：青政发〔2020〕5号", "青政发", 2020, 5, "青政发〔2020〕5号"),
        ("青水利 (2016J\n7号", "青水利", 2016, 7, "青水利(2016)7号"),
        ("〔2020〕第14期", "", 2020, 14, "〔2020〕第14期"),
        ("青政字二〇〇五年第十二号", "青政字", 2005, 12, "青政字二〇〇五年第十二号"),
    ],
)  # fmt: skip
def test_a_number_alone_on_a_line_or_labelled_is_read_as_it_is_written(
    line: str, code: str, year: int, serial: int, written: str, rulebook: Rulebook
) -> None:
    found = number(line + BODY, rulebook)
    assert found == DocNumber(code, year, serial, written)
    assert str(found) == written


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"青政发〔2020〕　号{BODY}",
        f"采购编号：青采[2019]000236{BODY}",
        f"第8号{BODY}",
        f"收费公示栏\n学费杂费　　　免收　　　国发[2005]43号{BODY}",
        f"公告{BODY}附：依据文件\n青政发〔2020〕5号",
    ],
)
def test_other_numbers_are_not_the_documents(text: str, rulebook: Rulebook) -> None:
    assert number(text, rulebook) is None


def test_a_number_in_a_table_is_what_the_table_speaks_of(rulebook: Rulebook) -> None:
    builder = layout.Builder()
    builder.paragraph("收费公示", heading=True)
    builder.table([layout.Place(0, 0, "依据"), layout.Place(0, 1, "云价〔2021〕36号")])
    assert describe(builder.build(), rulebook).doc_number is None


def test_the_span_is_exactly_the_number(doc: Extract, rulebook: Rulebook) -> None:
    """青石镇人民政府文件
    青政发 〔2020〕 5号      签发人：唐立新
    关于防汛的通知
    """
    found = describe(doc, rulebook).doc_number
    assert found is not None
    assert found.span.of(doc.text) == "青政发 〔2020〕 5号"


def test_a_number_without_its_writing_is_written_by_the_standard() -> None:
    assert str(DocNumber("国发", 2024, 1)) == "国发〔2024〕1号"
