"""A small good document of every format, to spoil; and the pieces such documents are made of."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from functools import cache

import docx
import xlsxwriter

from tests.ingest.doc.conftest import Word
from tests.ingest.ofd.conftest import Package

LINES = (
    "杏花村2024年第三季度财务收支情况公示",
    "一、收入合计12,350.00元，其中村集体经营收入8,000.00元。",
    "二、支出合计8,900.50元。公示期为5个工作日，监督电话：0000-1234567。",
    "杏花村村民委员会",
    "2024年10月8日",
)
ROWS = (("项目", "收入", "支出"), ("补贴", "100", "0"), ("水渠维修", "0", "8900.5"))


def _docx() -> bytes:
    document = docx.Document()
    document.add_heading(LINES[0], 0)
    for line in LINES[1:]:
        document.add_paragraph(line)
    table = document.add_table(3, 3)
    for cells, texts in zip(table.rows, ROWS, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _xlsx() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("收支")
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def _ofd() -> bytes:
    package = Package()
    package.lines(LINES).grid([30, 70, 110], [100, 110, 120])
    return package.bytes()


def _rtf() -> bytes:
    lines = "\\par ".join(
        "".join(f"\\'{byte:02x}" for byte in line.encode("gb18030")) for line in LINES
    )
    row = "\\trowd\\cellx2000\\cellx4000 1\\cell 2\\cell\\row"
    fonts = "{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}}"
    return f"{{\\rtf1\\ansi\\ansicpg936{fonts} {lines}\\par {row}}}".encode("ascii")


def _html() -> bytes:
    rows = "".join(f"<tr><td>{'<td>'.join(row)}</tr>" for row in ROWS)
    body = "".join(f"<p>{line}</p>" for line in LINES)
    return f"<html><meta charset=utf-8><body>{body}<table>{rows}</table>".encode()


def _eml() -> bytes:
    message = EmailMessage()
    message["Subject"] = LINES[0]
    message["From"] = "cunwu@example.org"
    message.set_content("\n".join(LINES))
    message.add_attachment(
        _docx(), maintype="application", subtype="octet-stream", filename="公示.docx"
    )
    return message.as_bytes()


def _zip() -> bytes:
    return zipped({"公示.docx": _docx(), "里/公示.txt": "\n".join(LINES).encode()})


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        data = "\n".join(LINES).encode()
        member = tarfile.TarInfo("公示.txt")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip package of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, held in members.items():
            package.writestr(name, held)
    return buffer.getvalue()


@cache
def seeds() -> dict[str, bytes]:
    """A good document by the end of its name."""
    return {
        "docx": _docx(),
        "xlsx": _xlsx(),
        "doc": Word("\r".join(LINES) + "\r").file(),
        "ofd": _ofd(),
        "rtf": _rtf(),
        "html": _html(),
        "eml": _eml(),
        "txt": "\n".join(LINES).encode("gb18030"),
        "zip": _zip(),
        "tar.gz": _tar(),
    }


_TAGS = (
    "p", "r", "t", "tab", "br", "tbl", "tr", "tc", "tcPr", "gridSpan", "vMerge", "sdt",
    "sdtContent", "ins", "del", "fldSimple", "hyperlink", "sectPr", "numPr", "ilvl", "pPr",
)  # fmt: skip
_WORDS = (
    "公示",
    "元",
    "2024年",
    " ",
    "&amp;",
    "&lt;",
    "&nope;",
    "&#0;",
    "&#x4e00;",
    "\u0301",
)

SOUP: dict[str, tuple[str, ...]] = {
    "docx": (
        *(f"<w:{tag}>" for tag in _TAGS), *(f"</w:{tag}>" for tag in _TAGS), *_WORDS,
        '<w:gridSpan w:val="99999"/>', '<w:vMerge w:val="restart"/>', '<w:vMerge/>',
        '<w:ilvl w:val="-1"/>', '<w:numId w:val="x"/>', "<!--", "-->", "<![CDATA[", "]]>",
    ),
    "ofd": (
        "<ofd:TextObject>", "</ofd:TextObject>", "<ofd:TextCode>", "</ofd:TextCode>",
        '<ofd:TextCode X="0" Y="4" DeltaX="4 g 3 4">', '<ofd:TextObject Size="NaN">',
        '<ofd:TextObject Boundary="0 0 1e308 -1" CTM="0 0 0 0 0 0">', "<ofd:Layer>",
        "</ofd:Layer>", "<ofd:PathObject>", "</ofd:PathObject>", "<ofd:AbbreviatedData>",
        "</ofd:AbbreviatedData>", "M 0 0 L 1 ", "B 1 2 3", "C", "g 9999999 1", *_WORDS,
        '<ofd:CGTransform CodePosition="-1" CodeCount="9" GlyphCount="1"/>',
    ),
    "rtf": (
        "{", "}", "\\par ", "\\'b9", "\\'ab", "\\'", "\\u20844?", "\\u-1", "\\uc9 ", "\\bin3 ",
        "\\trowd", "\\cellx9", "\\cell ", "\\row ", "\\intbl ", "{\\*\\x ", "{\\fonttbl", "\\f9 ",
        "\\fcharset134 ", "{\\field", "{\\pict ", "\\pard", "\\itap3 ", "\\nestcell ", "公", "a",
    ),
    "html": (
        "<p>", "</p>", "<td>", "<tr>", "<table>", "</table>", "<td colspan=99999 rowspan=0>",
        "<script>", "</script>", "<!--", "-->", "<style>", "<div", ">", "<a href='x'>", "<br>",
        "<svg>", "<template>", "<![CDATA[", "<select><option>", *_WORDS,
    ),
    "eml": (
        "Subject: x\n", "From: a@b\n", "Content-Type: multipart/mixed; boundary=b\n", "\n",
        "--b\n", "--b--\n", "Content-Type: text/html; charset=nope\n", "=?gbk?B?uas=?=",
        "Content-Transfer-Encoding: base64\n", "=E5=85=AC", "uas=\n", "=?utf-8?Q?=",
        "Content-Type: message/rfc822\n", 'Content-Disposition: attachment; filename="../a"\n',
    ),
    "txt": (*_WORDS, "\r", "\n", "\t", "\0", "\x1b[31m", "\u202e", "\ufeff", "\U000e0041", "第一条"),
}  # fmt: skip
"""What the insides of documents of a format are made of, to be strung together anyhow."""


def brew(kind: str, pieces: list[str]) -> bytes:
    """A document of a format around pieces in any order."""
    inside = "".join(pieces)
    if kind == "docx":
        with zipfile.ZipFile(io.BytesIO(seeds()["docx"])) as package:
            members = {name: package.read(name) for name in package.namelist()}
        names = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        main = f'<w:document xmlns:w="{names}"><w:body>{inside}</w:body></w:document>'
        return zipped(members | {"word/document.xml": main.encode()})
    if kind == "ofd":
        return Package().add(inside).bytes()
    if kind == "rtf":
        return f"{{\\rtf1\\ansi {inside}".encode()
    if kind == "html":
        return f"<html><body>{inside}".encode()
    return inside.encode()
