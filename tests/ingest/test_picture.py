"""Pictures as documents: pages of a TIFF, photographs held askew, icons, bombs and damage."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from gongkai.errors import (
    CorruptError,
    FailureCode,
    LimitError,
    NotADocumentError,
    TruncatedError,
)
from gongkai.ingest import AUTO, picture, read
from gongkai.ingest.ocr import eyes
from gongkai.ingest.ocr.seen import Seen
from gongkai.model import Unjudgeable
from tests.ingest.ocr.conftest import Engine, lines, page

FORMATS = {"bmp": "BMP", "jpg": "JPEG", "png": "PNG", "tif": "TIFF"}
TEXT = "松岭村二〇二三年第三季度村务公开"


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def sheet(width: int = 210, height: int = 297) -> Image.Image:
    return Image.effect_noise((width, height), 90).convert("RGB")


@pytest.fixture
def see(
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Callable[[Image.Image], Seen]], Engine]:
    def installed(look: Callable[[Image.Image], Seen]) -> Engine:
        engine = Engine(look=look)
        monkeypatch.setattr(eyes, "engine", lambda: engine)
        return engine

    return installed


See = Callable[[Callable[[Image.Image], Seen]], Engine]


@pytest.mark.parametrize("suffix", FORMATS)
def test_each_kind_of_picture_is_read_whatever_it_is_called(
    suffix: str, see: See, tmp_path: Path
) -> None:
    see(lambda _: page(*lines(TEXT)))
    path = tmp_path / "扫描件.doc"
    path.write_bytes(saved(sheet(), FORMATS[suffix]))

    source, extract = read(path)

    assert (source.format, extract.text, extract.reasons) == (suffix, TEXT, ())


@pytest.mark.parametrize("suffix", FORMATS)
def test_without_an_engine_a_picture_has_no_text(suffix: str) -> None:
    extract = picture.extract(saved(sheet(), FORMATS[suffix]))

    assert (extract.text, extract.reasons) == ("", (Unjudgeable.NO_TEXT_LAYER,))


def test_a_photograph_without_text_is_no_failure(see: See) -> None:
    see(lambda _: page())

    assert picture.extract(saved(sheet(), "JPEG"), AUTO).reasons == (
        Unjudgeable.NO_TEXT_LAYER,
    )


def test_every_page_of_a_tiff_is_read(see: See) -> None:
    see(lambda image: page(*lines(f"这一页的宽度是{image.width}个点，请看。")))
    pages = [sheet(width) for width in (200, 220, 240)]
    data = saved(pages[0].convert("1"), "TIFF", save_all=True, append_images=pages[1:])

    extract = picture.extract(data, AUTO)

    assert [span.of(extract.text) for span in extract.pages] == [
        f"这一页的宽度是{width}个点，请看。" for width in (200, 220, 240)
    ]


def test_a_photograph_is_turned_as_the_camera_was_held(see: See) -> None:
    sizes = []
    see(lambda image: sizes.append(image.size) or page())  # type: ignore[func-returns-value]
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter to the right

    picture.extract(saved(sheet(300, 200), "JPEG", exif=exif), AUTO)

    assert sizes == [(200, 300)]


def test_what_can_be_seen_through_is_white(see: See) -> None:
    corners = []
    see(lambda image: corners.append(image.getpixel((0, 0))) or page())  # type: ignore[func-returns-value]

    picture.extract(saved(Image.new("RGBA", (200, 200), (0, 0, 0, 0)), "PNG"), AUTO)

    assert corners == [(255, 255, 255)]


def test_a_slim_picture_is_laid_on_a_broader_sheet(see: See) -> None:
    sizes = []
    see(lambda image: sizes.append(image.size) or page())  # type: ignore[func-returns-value]

    picture.extract(saved(sheet(2000, 100), "PNG"), AUTO)

    assert sizes == [(2000, 769)]


@pytest.mark.parametrize("size", [(16, 16), (63, 63), (800, 5)])
def test_an_icon_is_no_document(size: tuple[int, int]) -> None:
    with pytest.raises(NotADocumentError):
        picture.extract(saved(sheet(*size), "PNG"))


def test_a_picture_that_would_fill_the_memory_is_not_unpacked() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"x\x9c")

    with pytest.raises(LimitError) as caught:
        picture.extract(bomb)
    assert caught.value.code is FailureCode.LIMIT_SIZE


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_picture_cut_short_is_told_from_a_whole_one(suffix: str) -> None:
    data = saved(sheet(), FORMATS[suffix])

    with pytest.raises((TruncatedError, CorruptError)):
        picture.extract(data[: len(data) // 2])


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff\xe0 no picture",
        b"\x89PNG\r\n\x1a\n" + bytes(99),
        b"II*\x00\x08\x00\x00\x00",
        b"BM" + b"\xff" * 90,
    ],
)
def test_what_only_begins_like_a_picture_is_corrupt(data: bytes) -> None:
    with pytest.raises(CorruptError):
        picture.extract(data)
