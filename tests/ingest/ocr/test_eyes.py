"""Which pages are looked at, what is said of those that are not, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from gongkai import workers
from gongkai.ingest import AUTO, OFF, Ocr, pdf
from gongkai.ingest.ocr import HOW_TO_SEE, TOLD_NOT_TO, eyes
from gongkai.ingest.ocr.eyes import MOST_PIXELS, MOST_SIDE, room
from gongkai.ingest.ocr.seen import Seen
from gongkai.model import Unjudgeable
from tests.ingest.ocr.conftest import Engine, lines, page

if TYPE_CHECKING:
    from tests.ingest.pdf.conftest import Sheet

TYPED = "第一页是打印出来的文字，有文字层，不用识别也能读。"
SEEN = "第二页是扫描的图片，没有文字层，识别以后才能读。"
Install = Callable[[Engine | None], None]


def scan(sheet: Sheet) -> Sheet:
    picture = ImageReader(Image.new("RGB", (100, 141), "grey"))
    sheet.canvas.drawImage(picture, 0, 0, 595, 842)
    return sheet


@pytest.fixture
def mixed(sheet: Sheet) -> bytes:
    """A typed page, a scanned one, and one more."""
    sheet.line(TYPED)
    sheet.canvas.showPage()
    scan(sheet).canvas.showPage()
    return scan(sheet).bytes()


def test_only_pages_without_text_are_looked_at(mixed: bytes, install: Install) -> None:
    install(engine := Engine(page(*lines(SEEN)), page(*lines("第三页也是扫描的。"))))

    read = pdf.extract(mixed, AUTO)

    assert engine.looks == 2
    assert [span.of(read.text) for span in read.pages] == [
        TYPED,
        SEEN,
        "第三页也是扫描的。",
    ]
    assert (read.reasons, read.notes) == (
        (),
        ("2 pages read by OCR, mean confidence 0.99",),
    )


def test_a_page_on_which_nothing_is_written_is_blank(
    mixed: bytes, install: Install
) -> None:
    install(Engine(page(*lines(SEEN)), page()))

    assert pdf.extract(mixed, AUTO).reasons == ()


def test_a_page_that_nobody_can_make_out_is_not_blank(
    mixed: bytes, install: Install
) -> None:
    poor = page(*lines(SEEN, confidence=0.3))
    install(Engine(page(*lines(SEEN)), poor, poor))  # it is also turned around

    read = pdf.extract(mixed, AUTO)

    assert read.reasons == (Unjudgeable.PARTIAL_TEXT,)
    assert [span.of(read.text) for span in read.pages] == [TYPED, SEEN, ""]


def test_a_page_whose_font_tells_nothing_is_looked_at(
    sheet: Sheet, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(Engine(page(*lines(SEEN))))
    monkeypatch.setattr(eyes, "is_installed", lambda: True)
    sheet.line("\ue001\ue002\ue003锟斤拷锟斤拷锟斤拷锟斤拷")

    read = pdf.extract(sheet.bytes(), AUTO)

    assert (read.text, read.reasons) == (SEEN, ())


def test_a_document_in_which_nothing_is_made_out_has_no_text(
    sheet: Sheet, install: Install
) -> None:
    install(Engine(page()))

    assert pdf.extract(scan(sheet).bytes(), AUTO).reasons == (
        Unjudgeable.NO_TEXT_LAYER,
    )


def test_text_that_a_machine_laid_over_a_scan_badly_is_read_again(
    sheet: Sheet, install: Install
) -> None:
    install(Engine(page(*lines(SEEN))))
    scan(sheet).line("~*^村£%务{公}开|<>$#@&=_;`¥ §¢¬!?")

    read = pdf.extract(sheet.bytes(), AUTO)

    assert (read.text, read.reasons) == (SEEN, ())


@pytest.mark.parametrize(("ocr", "note"), [(AUTO, HOW_TO_SEE), (OFF, TOLD_NOT_TO)])
def test_without_an_engine_it_is_said_why_pages_are_not_read(
    ocr: Ocr, note: str, mixed: bytes, install: Install
) -> None:
    install(None)

    read = pdf.extract(mixed, ocr)

    assert (read.text, read.reasons, read.notes) == (
        TYPED,
        (Unjudgeable.PARTIAL_TEXT,),
        (note,),
    )


def test_an_engine_that_is_not_wanted_is_not_asked(
    mixed: bytes, install: Install
) -> None:
    install(engine := Engine())

    pdf.extract(mixed, OFF)

    assert engine.looks == 0


def test_each_page_has_its_time_and_the_document_an_end(
    mixed: bytes, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(Engine(page(*lines(SEEN))))
    renewed: list[bool] = []
    monkeypatch.setattr(workers, "renew", lambda: renewed.append(True))
    monkeypatch.setattr(eyes, "LONGEST", 0.0)

    read = pdf.extract(mixed, AUTO)

    assert len(renewed) == 1
    assert read.reasons == (Unjudgeable.PARTIAL_TEXT,)
    assert "OCR took too long: 1 pages are not read" in read.notes


def test_a_page_that_memory_does_not_suffice_for_costs_not_the_document(
    mixed: bytes, install: Install
) -> None:
    def look(_: Image.Image) -> Seen:
        raise MemoryError

    install(Engine(look=look))

    read = pdf.extract(mixed, AUTO)

    assert (read.text, read.reasons) == (TYPED, (Unjudgeable.PARTIAL_TEXT,))
    assert "not enough memory to read 2 pages by OCR" in read.notes


def test_what_was_read_of_a_page_is_kept(
    mixed: bytes, install: Install, tmp_path: Path
) -> None:
    install(Engine(page(*lines(SEEN))))  # both scans are the same picture
    ocr = Ocr(cache=tmp_path / "ocr-cache")

    first = pdf.extract(mixed, ocr)

    assert pdf.extract(mixed, ocr) == first
    assert first.pages[1].of(first.text) == SEEN


@pytest.mark.parametrize(
    "size", [(9000, 100), (20_000, 20_000), (2000, 2828), (1, 40_000)]
)
def test_no_picture_is_larger_than_the_engine_has_memory_for(
    size: tuple[int, int],
) -> None:
    width, height = room(size)

    assert max(width, height) <= MOST_SIDE
    assert width * height <= 1.01 * MOST_PIXELS
    assert min(width, height) >= 1
