"""Pictures inside documents that say nothing else: a scan pasted into Word, an OFD of scans."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from PIL import Image

from gongkai.ingest import AUTO, OFF, read_bytes
from gongkai.ingest.ocr import HOW_TO_SEE
from gongkai.model import Extract, Part, Unjudgeable
from tests.ingest.ocr.conftest import HEIGHT, WIDTH, Engine, lines, page
from tests.ingest.ofd.conftest import Package

Install = Callable[[Engine | None], None]
FIRST = ("杏花村财务收支公示", "现将第三季度收支情况公示如下，请村民监督。")
SECOND = ("第三季度收入合计一万二千元。",)
MEDIA = (
    '<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016" BaseLoc="Res"><ofd:MultiMedias>'
    '<ofd:MultiMedia ID="5" Type="Image"><ofd:MediaFile>scan.png</ofd:MediaFile></ofd:MultiMedia>'
    "</ofd:MultiMedias></ofd:Res>"
)


def picture(shade: int = 250, size: tuple[int, int] = (WIDTH, HEIGHT)) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", size, shade).save(buffer, "PNG")
    return buffer.getvalue()


def word(*pictures: bytes, text: str = "") -> bytes:
    document = docx.Document()
    if text:
        document.add_paragraph(text)
    for data in pictures:
        document.add_picture(io.BytesIO(data))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def spoilt(document: bytes) -> bytes:
    """The same with zeros for pictures."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as old,
        zipfile.ZipFile(buffer, "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name, bytes(99) if "/media/" in name else old.read(name))
    return buffer.getvalue()


def ofd(scan: bytes | None) -> bytes:
    package = Package()
    package.common = "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
    package.parts["Doc_0/DocumentRes.xml"] = MEDIA
    if scan:
        package.parts["Doc_0/Res/scan.png"] = scan
    return (
        package.picture().page().text("第二页是文字，不需要看图就能够读出来。").bytes()
    )


def extract(data: bytes, name: str) -> Extract:
    return read_bytes(data, Path(name), AUTO)[1]


def test_scans_pasted_into_word_are_read_in_their_order(install: Install) -> None:
    install(Engine(page(*lines(*FIRST)), page(*lines(*SECOND))))
    icon = picture(10, (20, 20))
    read = extract(word(picture(250), icon, picture(240), text="附件1"), "a.docx")
    assert read.reasons == ()
    assert [line for line in read.text.splitlines() if line] == [
        "附件1",
        *FIRST,
        *SECOND,
    ]
    assert read.blocks[0].part is Part.HEADER
    assert len(read.pages) == 2
    assert any(note.startswith("2 pages read by OCR") for note in read.notes)


def test_a_word_document_with_text_is_read_as_it_is(install: Install) -> None:
    engine = Engine()
    install(engine)
    read = extract(word(picture(), text="".join(FIRST)), "a.docx")
    assert read.text == "".join(FIRST)
    assert engine.looks == 0


def test_without_an_engine_the_document_says_what_it_lacks(install: Install) -> None:
    install(None)
    read = extract(word(picture(), text="附件1"), "a.docx")
    assert read.text == "附件1"
    assert read.reasons == (Unjudgeable.NO_TEXT_LAYER,)
    assert HOW_TO_SEE in read.notes


def test_a_picture_that_is_damaged_or_unknown_is_no_text(install: Install) -> None:
    install(Engine())
    read = extract(spoilt(word(picture())), "a.docx")
    assert read.text == ""
    assert Unjudgeable.NO_TEXT_LAYER in read.reasons


def test_a_page_of_an_ofd_that_is_a_picture_is_read(install: Install) -> None:
    looked: list[tuple[int, int]] = []

    def look(sheet: Image.Image) -> object:
        looked.append(sheet.size)
        return page(*lines(*FIRST))

    install(Engine(look=look))  # type: ignore[arg-type]
    read = extract(ofd(picture(100)), "a.ofd")
    assert read.reasons == ()
    assert read.text.splitlines()[:2] == list(FIRST)
    assert "第二页是文字" in read.text
    (size,) = looked
    assert size[1] / size[0] == pytest.approx(297 / 210, rel=0.01)


def test_a_picture_that_an_ofd_lacks_is_no_blank_page(install: Install) -> None:
    install(Engine())
    read = extract(ofd(None), "a.ofd")
    assert Unjudgeable.PARTIAL_TEXT in read.reasons


def test_ocr_that_is_off_looks_at_nothing(install: Install) -> None:
    engine = Engine()
    install(engine)
    for data, name in ((word(picture()), "a.docx"), (ofd(picture()), "a.ofd")):
        _, read = read_bytes(data, Path(name), OFF)
        assert read.reasons
    assert engine.looks == 0
