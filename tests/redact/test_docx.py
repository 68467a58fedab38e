"""Masked copies of Word documents: nothing of a value is left anywhere in the package."""

from __future__ import annotations

import zipfile
from io import BytesIO

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from gongkai.ingest.docx import extract
from gongkai.redact import mask_docx

NUMBER, MASK = "340521196208250004", "3****************4"
VALUES = {NUMBER: MASK}


@pytest.fixture
def document() -> Document:
    return docx.Document()


def saved(document: Document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def everything_in(data: bytes) -> str:
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = [package.read(name) for name in package.namelist()]
    return b"\n".join(parts).decode("utf-8", "replace")


def test_a_value_in_a_table_is_masked_and_its_neighbours_are_not(
    document: Document,
) -> None:
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "李桂香"
    table.cell(0, 1).text = NUMBER

    assert extract(mask_docx(saved(document), VALUES)).text == f"李桂香\t{MASK}"


def test_a_value_split_over_runs_of_its_own_dress_is_masked(document: Document) -> None:
    paragraph = document.add_paragraph("号码")
    for piece in (NUMBER[:6], NUMBER[6:14], NUMBER[14:], "，见附表"):
        paragraph.add_run(piece).bold = piece.startswith("1962")

    assert extract(mask_docx(saved(document), VALUES)).text == f"号码{MASK}，见附表"


def test_a_spaced_value_is_masked(document: Document) -> None:
    document.add_paragraph("身份证 340521 19620825 0004 号")

    assert extract(mask_docx(saved(document), VALUES)).text == f"身份证 {MASK} 号"


def test_two_values_in_one_run_are_masked(document: Document) -> None:
    document.add_paragraph(f"{NUMBER}、13800000021、{NUMBER}")

    masked = mask_docx(saved(document), VALUES | {"13800000021": "138****0021"})

    assert extract(masked).text == f"{MASK}、138****0021、{MASK}"


def test_a_tracked_deletion_keeps_nothing(document: Document) -> None:
    document.add_paragraph("名单")._p.append(
        parse_xml(
            f'<w:del {nsdecls("w")} w:id="1" w:author="a"><w:r>'
            f"<w:delText>{NUMBER[:9]}</w:delText></w:r><w:r>"
            f"<w:delText>{NUMBER[9:]}</w:delText></w:r></w:del>"
        )
    )
    data = saved(document)

    assert NUMBER[:9] in everything_in(data)
    assert NUMBER[:9] not in everything_in(mask_docx(data, VALUES))


def test_headers_properties_and_attributes_keep_nothing(document: Document) -> None:
    document.sections[0].header.paragraphs[0].text = f"编号{NUMBER}"
    document.core_properties.comments = f"来自{NUMBER}"
    document.add_paragraph("正文")._p.append(
        parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="0" w:name="人{NUMBER}"/>')
    )
    data = saved(document)

    assert everything_in(data).count(NUMBER) == 3
    assert NUMBER not in everything_in(mask_docx(data, VALUES))


def test_without_values_the_bytes_are_the_same(document: Document) -> None:
    document.add_paragraph("公示")
    data = saved(document)

    assert mask_docx(data, {}) == data
