"""The engine itself, on pages drawn here."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from gongkai.ingest import AUTO, picture
from gongkai.ingest.ocr import is_installed
from gongkai.model import BlockKind, Extract
from gongkai.text import fold

pytestmark = pytest.mark.skipif(
    not is_installed(), reason='needs the engine: pip install "gongkai[ocr]"'
)

SIZE = (1240, 1754)  # A4 at 150 dpi
ROWS = [("Item", "Amount"), ("Road repair", "12,356.00"), ("Office", "2,516.20")]
PARAGRAPH = "根据村民自治的有关规定，现将本村二〇二三年第三季度村务工作情况予以公开，请广大村民监督。"
_CHINESE = ("wqy-zenhei.ttc", "NotoSansCJK-Regular.ttc", "simsun.ttc", "msyh.ttc")


def blank() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    page = Image.new("L", SIZE, 250)
    return page, ImageDraw.Draw(page)


def extract(page: Image.Image) -> Extract:
    buffer = io.BytesIO()
    page.save(buffer, "PNG")
    return picture.extract(buffer.getvalue(), AUTO)


def table() -> Image.Image:
    page, pen = blank()
    font = ImageFont.load_default(36)
    for y, row in zip(range(200, 500, 80), ROWS, strict=False):
        for x, text in zip((120, 620), row, strict=True):
            pen.text((x, y + 18), text, 0, font)
    for y in range(200, 441 + 80, 80):
        if y <= 440:
            pen.line((100, y, 1100, y), 0, 3)
    for x in (100, 600, 1100):
        pen.line((x, 200, x, 440), 0, 3)
    return page


@pytest.mark.parametrize("degrees", [0, 1.5, 90, 180])
def test_a_ruled_table_is_read_however_the_page_lay(degrees: float) -> None:
    page = table().rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=250)

    read = extract(page)

    (block,) = read.blocks
    assert block.kind is BlockKind.TABLE
    assert read.text == "\n".join("\t".join(row) for row in ROWS)
    assert read.reasons == ()


def test_a_blank_page_has_nothing_to_say() -> None:
    assert extract(blank()[0]).text == ""


def test_a_page_too_blurred_to_read_is_not_judged() -> None:
    page = table().filter(ImageFilter.GaussianBlur(7))

    assert extract(page).reasons != ()


def chinese(size: int) -> ImageFont.FreeTypeFont:
    for name in _found():
        with suppress(OSError):
            return ImageFont.truetype(name, size)
    pytest.skip("no Chinese font (see tools/install-test-system.sh)")


def _found() -> Iterator[str]:
    yield from _CHINESE
    for folder in ("/usr/share/fonts", "/usr/local/share/fonts"):
        for name in _CHINESE:
            yield from map(str, Path(folder).rglob(name))


@pytest.mark.system
def test_a_chinese_paragraph_is_one_paragraph() -> None:
    font = chinese(36)
    page, pen = blank()
    lines = [PARAGRAPH[:26], PARAGRAPH[26:]]
    pen.text((150 + 72, 200), lines[0], 0, font)
    pen.text((150, 260), lines[1], 0, font)
    pen.text((150 + 72, 320), "联系电话：0571-88990011。", 0, font)

    read = extract(page)

    assert fold(read.text).splitlines() == [
        fold(PARAGRAPH),
        fold("联系电话：0571-88990011。"),
    ]


def test_the_engine_needs_no_network_and_says_nothing() -> None:
    script = (
        "import sys\n"
        "def refuse(event, _):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo'): raise OSError(event)\n"
        "sys.addaudithook(refuse)\n"
        "from PIL import Image\n"
        "from gongkai.ingest.ocr.eyes import engine\n"
        "engine().look(Image.new('RGB', (300, 300), 'white'))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
