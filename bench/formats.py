"""OFD packages and spreadsheets beside easyofd and openpyxl, in one run.

Run as `python -m bench.formats [FOLDER]`; without a folder of `.ofd` files some are made
from documents of the corpus. The others are no dependency of ours: whoever measures
installs them (`pip install easyofd openpyxl`), and what is missing is not measured.
"""

from __future__ import annotations

import argparse
import io
import logging
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

from bench import corpus
from gongkai import ingest
from gongkai.errors import IngestError
from gongkai.ingest import ofd, sheets

WIDTH, HEIGHT = 30, 32  # characters of a line, lines of a page
ROWS, COLUMNS, BOOKS = 500, 8, 20
ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--documents", type=int, default=40, help="to make")
    options = parser.parse_args()
    packages = (
        [path.read_bytes() for path in sorted(options.folder.rglob("*.ofd"))]
        if options.folder
        else _packages(options.documents)
    )
    _compare("ofd", packages, ofd.extract, "easyofd", _easyofd)
    _compare("xlsx", _workbooks(), sheets.extract, "openpyxl", _openpyxl)


def _compare(
    what: str,
    files: Sequence[bytes],
    ours: Callable[[bytes], object],
    other: str,
    theirs: Callable[[bytes], object],
) -> None:
    mine = _milliseconds(ours, files)
    print(f"{what:5} {'ours':15} {mine:9.2f} ms a file, {len(files)} files")
    if find_spec(other) is None:
        print(f"{what:5} {other} is not installed")
        return
    reference = _milliseconds(theirs, files)
    print(
        f"{what:5} {theirs.__name__[1:]:15} {reference:9.2f} ms   {reference / mine:6.1f} ×"
    )


def _milliseconds(read: Callable[[bytes], object], files: Sequence[bytes]) -> float:
    """Processor time a file, the best of some rounds; what raises has taken its time too."""
    rounds = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for data in files:
            _try(read, data)
        rounds.append(time.process_time() - begin)
    return 1000 * min(rounds) / len(files)


def _try(read: Callable[[bytes], object], data: bytes) -> None:
    try:
        read(data)
    except IngestError:
        return
    except Exception as error:  # noqa: BLE001 - whatever the others raise
        logging.debug("%s", error)


def _easyofd(data: bytes) -> object:
    """The objects of each page, in no order and without tables: it gives no text."""
    package = import_module("easyofd.ofd")
    import_module("loguru").logger.remove()
    reader: Any = package.OFD()
    with redirect_stdout(io.StringIO()):
        reader.read(data, fmt="binary")
    return reader.data


def _openpyxl(data: bytes) -> object:
    book: Any = import_module("openpyxl").load_workbook(
        io.BytesIO(data), read_only=True, data_only=True
    )
    return [list(sheet.values) for sheet in book.worksheets]


def _workbooks() -> list[bytes]:
    return [_workbook(number) for number in range(BOOKS)]


def _workbook(number: int) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("补贴明细")
        sheet.write_row(0, 0, [f"第{index}列" for index in range(COLUMNS)])
        for row in range(1, ROWS):
            words = [f"{number}号村第{row}户", "耕地地力保护补贴"]
            sheet.write_row(row, 0, [row, *words, *[row * 1.5] * (COLUMNS - 3)])
    return buffer.getvalue()


def _packages(count: int) -> list[bytes]:
    with tempfile.TemporaryDirectory() as name:
        paths = corpus.make(Path(name), count)
        texts = [ingest.read(path)[1].text for path in paths]
    return [_package(text) for text in texts]


def _package(text: str) -> bytes:
    """A package that shows a text, a line an object."""
    lines = [
        line[at : at + WIDTH]
        for line in text.split("\n")
        for at in range(0, max(len(line), 1), WIDTH)
    ]
    pages = [lines[at : at + HEIGHT] for at in range(0, max(len(lines), 1), HEIGHT)]
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    listed = "".join(
        f'<ofd:Page ID="{number}" BaseLoc="Pages/Page_{number}/Content.xml"/>'
        for number in range(len(pages))
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "OFD.xml",
            f'<ofd:OFD {space} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
            "</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
            f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        archive.writestr(
            "Doc_0/PublicRes.xml",
            f'<ofd:Res {space} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="1" FontName="宋体"/>'
            "</ofd:Fonts></ofd:Res>",
        )
        for number, page in enumerate(pages):
            objects = "".join(map(_object, range(len(page)), page))
            archive.writestr(
                f"Doc_0/Pages/Page_{number}/Content.xml",
                f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="2">{objects}</ofd:Layer>'
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


if __name__ == "__main__":
    main()
