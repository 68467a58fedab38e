"""What cannot be read says why, and what can be read badly says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from reportlab.lib.colors import black
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.platypus import SimpleDocTemplate, Table

from gongkai.errors import (
    CorruptError,
    EmptyError,
    EncryptedError,
    FailureCode,
    LimitError,
    TruncatedError,
)
from gongkai.ingest import pdf
from gongkai.ingest.pdf import document
from gongkai.model import BlockKind, Unjudgeable

if TYPE_CHECKING:
    from tests.ingest.pdf.conftest import Sheet

TEXT = "经村民代表会议讨论决定，现将有关事项公示如下。"
Raw = Callable[[list[str]], bytes]


def picture() -> ImageReader:
    out = BytesIO()
    Image.new("1", (8, 8), 1).save(out, "PNG")
    return ImageReader(BytesIO(out.getvalue()))


def test_a_password_to_open_is_said(locked_sheet: Callable[[Any], Sheet]) -> None:
    lock = StandardEncryption("mima", ownerPassword="owner")
    with pytest.raises(EncryptedError):
        pdf.extract(locked_sheet(lock).line(TEXT).bytes())


def test_a_password_to_change_is_no_obstacle(
    locked_sheet: Callable[[Any], Sheet],
) -> None:
    lock = StandardEncryption("", ownerPassword="owner", canPrint=0, canCopy=0)
    assert pdf.extract(locked_sheet(lock).line(TEXT).bytes()).text == TEXT


def test_a_pdf_cut_short_is_truncated(sheet: Sheet) -> None:
    data = sheet.line(TEXT).bytes()
    with pytest.raises(TruncatedError):
        pdf.extract(data[: len(data) * 2 // 3])


def test_a_head_alone_is_truncated() -> None:
    with pytest.raises(TruncatedError):
        pdf.extract(b"%PDF-1.7\n")


def test_what_has_an_end_and_no_pages_tree_is_corrupt() -> None:
    with pytest.raises(CorruptError):
        pdf.extract(b"%PDF-1.7\nnothing here\nstartxref\n0\n%%EOF\n")


def test_what_was_appended_to_a_pdf_does_not_matter(sheet: Sheet) -> None:
    assert pdf.extract(sheet.line(TEXT).bytes() + b"\n" * 5000).text == TEXT


def test_no_pages_is_empty(raw: Raw) -> None:
    with pytest.raises(EmptyError):
        pdf.extract(
            raw(
                [
                    "<< /Type /Catalog /Pages 2 0 R >>",
                    "<< /Type /Pages /Kids [] /Count 0 >>",
                ]
            )
        )


def test_too_many_pages_are_refused(
    sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "MOST_PAGES", 2)
    with pytest.raises(LimitError) as caught:
        pdf.extract(sheet.page().page().page().bytes())
    assert caught.value.code is FailureCode.LIMIT_PAGES


def test_too_much_text_is_refused(
    sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "MOST_TEXT", 10)
    with pytest.raises(LimitError) as caught:
        pdf.extract(sheet.line(TEXT).bytes())
    assert caught.value.code is FailureCode.LIMIT_OUTPUT


def test_a_tree_of_pages_that_runs_in_a_ring_is_corrupt(raw: Raw) -> None:
    with pytest.raises(CorruptError, match="no page"):
        pdf.extract(
            raw(
                [
                    "<< /Type /Catalog /Pages 2 0 R >>",
                    "<< /Type /Pages /Kids [3 0 R] /Count 9 >>",
                    "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 9 >>",
                ]
            )
        )


def test_a_scan_has_no_text_layer(sheet: Sheet) -> None:
    sheet.canvas.drawImage(picture(), 0, 0, 595, 842)
    assert pdf.extract(sheet.bytes()).reasons == (Unjudgeable.NO_TEXT_LAYER,)


def test_a_scan_that_an_app_signed_has_no_text_layer(sheet: Sheet) -> None:
    sheet.canvas.drawImage(picture(), 0, 0, 595, 842)
    extract = pdf.extract(sheet.at(400, 20, "某某扫描助手").bytes())
    assert extract.reasons == (Unjudgeable.NO_TEXT_LAYER,)


def test_text_drawn_as_outlines_has_no_text_layer(sheet: Sheet) -> None:
    for index in range(100):
        x, y = 80 + 15 * (index % 20), 700 - 20 * (index // 20)
        sheet.canvas.bezier(x, y, x + 5, y + 9, x + 8, y - 3, x + 12, y + 10)
    assert pdf.extract(sheet.bytes()).reasons == (Unjudgeable.NO_TEXT_LAYER,)


def test_a_scanned_page_among_others_is_a_part_without_text(sheet: Sheet) -> None:
    sheet.line(TEXT).page().canvas.drawImage(picture(), 0, 0, 595, 842)
    assert pdf.extract(sheet.bytes()).reasons == (Unjudgeable.PARTIAL_TEXT,)


def test_a_page_of_numbers_is_not_missed(sheet: Sheet) -> None:
    sheet.line(TEXT).page().grid([80, 180, 280], [100 + 20 * i for i in range(30)])
    for row in range(29):
        sheet.at(85, 105 + 20 * row, "1200", 9).at(185, 105 + 20 * row, "80.50", 9)
    assert pdf.extract(sheet.bytes()).reasons == ()


def test_a_blank_page_is_not_missed(sheet: Sheet) -> None:
    assert pdf.extract(sheet.line(TEXT).page().page().bytes()).reasons == ()


def test_a_picture_beside_text_is_not_missed(sheet: Sheet) -> None:
    sheet.canvas.drawImage(picture(), 80, 100, 400, 300)
    assert pdf.extract(sheet.line(TEXT).bytes()).reasons == ()


def test_nothing_but_blank_pages_is_nearly_empty(sheet: Sheet) -> None:
    assert pdf.extract(sheet.page().bytes()).reasons == (Unjudgeable.NEARLY_EMPTY,)


def test_nonsense_over_a_scan_was_read_badly(sheet: Sheet) -> None:
    sheet.canvas.drawImage(picture(), 0, 0, 595, 842)
    for _ in range(6):
        sheet.line("~*%X~~£, *.OOA~.ff*ft*~&*~fi~,~*{}Rtt")
    reasons = pdf.extract(sheet.bytes()).reasons
    assert Unjudgeable.LOW_OCR_CONFIDENCE in reasons


def test_good_text_over_a_scan_can_be_judged(sheet: Sheet) -> None:
    sheet.canvas.drawImage(picture(), 0, 0, 595, 842)
    assert pdf.extract(sheet.line(TEXT).bytes()).reasons == ()


def test_a_font_that_does_not_tell_its_letters_is_garbled(raw: Raw) -> None:
    content = (
        "BT /F 20 Tf 100 700 Td <00010002000300040005000600070008000900100011> Tj ET"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H "
        "/DescendantFonts [6 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 1000 /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
    ]
    assert Unjudgeable.GARBLED_TEXT in pdf.extract(raw(objects)).reasons


def test_a_font_whose_codes_are_its_letters_is_not_garbled(raw: Raw) -> None:
    content = "BT /F 20 Tf 100 700 Td (Permis de conduire) Tj ET"
    glyph = "500 0 0 0 400 700 d1 0 0 400 700 re f"
    names = " ".join(f"{ord(char)} /g{ord(char)}" for char in "Permisdcout ")
    procs = " ".join(f"/g{ord(char)} 6 0 R" for char in "Permisdcout ")
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 700] /FirstChar 32 "
        f"/LastChar 126 /Widths [{'500 ' * 95}] /FontMatrix [0.001 0 0 0.001 0 0] "
        f"/Encoding << /Differences [{names}] >> /CharProcs << {procs} >> >>",
        f"<< /Length {len(glyph)} >>\nstream\n{glyph}\nendstream",
    ]
    extract = pdf.extract(raw(objects))
    assert extract.text == "Permis de conduire"
    assert extract.reasons == ()


def test_what_was_typed_into_a_form_is_read(sheet: Sheet) -> None:
    sheet.canvas.acroForm.textfield(
        name="who", value="Wei Chunsheng", x=200, y=690, width=200, height=20
    )
    text = pdf.extract(sheet.at(80, 695, "姓名：").bytes()).text
    assert text == "姓名： Wei Chunsheng"


def test_a_catalogue_that_is_elsewhere_is_found(sheet: Sheet) -> None:
    whole = sheet.line("Notice of the village committee").line(TEXT).bytes()
    damaged = re.sub(rb"/Root \d+ 0 R", b"/Root 99 0 R", whole)

    read = pdf.extract(damaged)

    assert "Notice of the village committee" in read.text
    assert "damaged: pdfium cannot open it; read by pdfplumber" in read.notes


def test_a_rescued_table_keeps_its_cells() -> None:
    out = BytesIO()
    table = Table(
        [["Name", "Sum"], ["Li", "800"]], style=[("GRID", (0, 0), (-1, -1), 1, black)]
    )
    SimpleDocTemplate(out).build([table])
    damaged = re.sub(rb"/Root \d+ 0 R", b"/Root 99 0 R", out.getvalue())

    (block,) = pdf.extract(damaged).blocks

    assert block.kind is BlockKind.TABLE
    assert [(cell.row, cell.column) for cell in block.cells] == [
        (0, 0), (0, 1), (1, 0), (1, 1),
    ]  # fmt: skip
