"""OFD packages and workbooks, made for measuring."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

import xlsxwriter

WIDTH, HEIGHT = 30, 32  # characters of a line, lines of a page
ROWS, COLUMNS = 500, 8
_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def workbook(number: int) -> bytes:
    """A sheet of subsidies, some columns of words and more of numbers."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("补贴明细")
        sheet.write_row(0, 0, [f"第{index}列" for index in range(COLUMNS)])
        for row in range(1, ROWS):
            words = [f"{number}号村第{row}户", "耕地地力保护补贴"]
            sheet.write_row(row, 0, [row, *words, *[row * 1.5] * (COLUMNS - 3)])
    return buffer.getvalue()


def package(text: str) -> bytes:
    """An OFD package that shows a text, a line an object."""
    lines = [
        line[at : at + WIDTH]
        for line in text.split("\n")
        for at in range(0, max(len(line), 1), WIDTH)
    ]
    pages = [lines[at : at + HEIGHT] for at in range(0, max(len(lines), 1), HEIGHT)]
    listed = "".join(
        f'<ofd:Page ID="{number}" BaseLoc="Pages/Page_{number}/Content.xml"/>'
        for number in range(len(pages))
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "OFD.xml",
            f'<ofd:OFD {_SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {_SPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
            "</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
            f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        archive.writestr(
            "Doc_0/PublicRes.xml",
            f'<ofd:Res {_SPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="1" FontName="宋体"/>'
            "</ofd:Fonts></ofd:Res>",
        )
        for number, page in enumerate(pages):
            objects = "".join(map(_object, range(len(page)), page))
            archive.writestr(
                f"Doc_0/Pages/Page_{number}/Content.xml",
                f'<ofd:Page {_SPACE}><ofd:Content><ofd:Layer ID="2">{objects}</ofd:Layer>'
                "</ofd:Content></ofd:Page>",
            )
    return buffer.getvalue()


def _object(index: int, line: str) -> str:
    text = line.replace("\t", " ")
    return (
        f'<ofd:TextObject ID="{index + 10}" Font="1" Size="5" Boundary="30 {30 + 8 * index} 150 6">'
        f'<ofd:TextCode X="0" Y="5" DeltaX="g {max(len(text) - 1, 1)} 5">{escape(text)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )
