"""Seconds and character errors of OCR on pages drawn here, from clean to hardly legible.

    python -m bench.ocr FONT

FONT is a file of a Chinese font, such as wqy-zenhei.ttc. Errors are counted between the
whole text that a reader gets, paragraphs and all, and what was drawn, both folded and
without white space. The confidence shown is what a page is judged by (`ocr.page.FLOOR`).
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from gongkai.ingest import AUTO, picture
from gongkai.text import fold

WIDTH, HEIGHT = 1654, 2339  # A4 at 200 dpi
MARGIN, SIZE, LEADING = 220, 44, 72
PARAGRAPHS = (
    "根据《中华人民共和国村民委员会组织法》和镇党委有关要求，现将本村二〇二三年第三季度村务工作情况公开如下，请广大村民监督。",
    "一、会议召开情况",
    "7月12日上午9时，村党支部在村部二楼会议室召开党员大会，应到党员46人，实到41人，会议由党支部书记周长河主持，讨论了人居环境整治、秋季农田水利建设和困难群众救助三项议题。",
    "二、财务收支情况",
    "本季度期初余额38,920.50元，收入46,856.00元，其中上级拨款30,000.00元，土地承包费12,356.00元，其他收入4,500.00元；支出41,316.20元，其中道路维修18,200.00元，环境卫生9,600.00元。",
    "三、惠民资金发放情况",
    "发放耕地地力保护补贴312户，面积2,846.7亩，金额共计284,670.00元；发放高龄津贴57人，共计17,100.00元。发放名单已在公开栏张榜公示，公示期自2023年10月9日至10月15日。",
    "如有异议，请向村务监督委员会反映，联系电话：0571-88990011。",
)
TITLE, SIGNED, DATED = (
    "石桥村第三季度村务公开",
    "石桥村村民委员会",
    "二〇二三年十月八日",
)

Spoil = Callable[[Image.Image], Image.Image]


def drawn(font_file: str) -> Image.Image:
    """The page, as a word processor sets it."""
    sheet = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(font_file, SIZE)
    y = 240
    pen.text((WIDTH / 2, y), TITLE, 0, ImageFont.truetype(font_file, 58), "ma")
    y += 130
    for paragraph in PARAGRAPHS:
        for line in _wrapped(paragraph, font):
            pen.text((MARGIN, y), line, 0, font)
            y += LEADING
    for line in (SIGNED, DATED):
        pen.text((WIDTH - MARGIN - 2 * SIZE, y), line, 0, font, "ra")
        y += LEADING
    return sheet


def _wrapped(paragraph: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    line = "　　"
    for char in paragraph:
        if (
            font.getlength(line + char) > WIDTH - 2 * MARGIN
            and char not in "，。、；：）》"
        ):
            yield line
            line = ""
        line += char
    yield line


def scanned(
    dpi: int = 200, lean: float = 0.0, noise: int = 0, blur: float = 0.0
) -> Spoil:
    """What a scanner makes of a page."""

    def spoil(page: Image.Image) -> Image.Image:
        page = page.rotate(lean, Image.Resampling.BICUBIC, fillcolor=255)
        page = page.resize((WIDTH * dpi // 200, HEIGHT * dpi // 200))
        page = page.filter(ImageFilter.GaussianBlur(blur))
        if noise:
            speckle = Image.effect_noise(page.size, noise)
            page = Image.blend(page, speckle, 0.3)
        buffer = io.BytesIO()
        page.save(buffer, "JPEG", quality=60)
        return Image.open(buffer)

    return spoil


PAGES: dict[str, Spoil] = {
    "clean, 200 dpi": scanned(),
    "leaning 1°, speckled": scanned(lean=1, noise=60),
    "leaning 3°": scanned(lean=-3),
    "on its side": lambda page: page.rotate(90, expand=True),
    "100 dpi": scanned(100),
    "60 dpi": scanned(60),
    "blurred": scanned(blur=3),
    "blurred badly": scanned(blur=6),
}


def main(font_file: str) -> None:
    page = drawn(font_file)
    truth = _bare("".join((TITLE, *PARAGRAPHS, SIGNED, DATED)))
    picture.extract(_png(Image.new("L", (200, 200), 255)), AUTO)  # starts the engine
    for name, spoil in PAGES.items():
        data = _png(spoil(page))
        wall, cpu = time.perf_counter(), time.process_time()
        extract = picture.extract(data, AUTO)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        wrong = _errors(_bare(extract.text), truth)
        reasons = ", ".join(extract.reasons) or "ok"
        print(
            f"{name:22} {wall:5.1f} s {cpu:5.1f} CPU s  errors {wrong:6.2%}"
            f"  {'; '.join(extract.notes)}  {reasons}"
        )


def _png(page: Image.Image) -> bytes:
    buffer = io.BytesIO()
    page.save(buffer, "PNG")
    return buffer.getvalue()


def _bare(text: str) -> str:
    return "".join(fold(text).split())


def _errors(said: str, truth: str) -> float:
    """Characters to put in, take out or change, as a share of the truth."""
    matcher = SequenceMatcher(None, said, truth, autojunk=False)
    changes = matcher.get_opcodes()
    wrong = sum(max(b - a, d - c) for kind, a, b, c, d in changes if kind != "equal")
    return wrong / len(truth)


if __name__ == "__main__":
    main(*sys.argv[1:])
