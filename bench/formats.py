"""Our readers beside the tools that are usual for each format, in one run, in files a second and core.

Run as `python -m bench.formats [FOLDER]`; without a folder the files are made. Ours gives
paragraphs, tables and headings in reading order, each of the others what it has:

docx        python-docx: the text of all paragraphs and cells
doc         LibreOffice: plain text, of a batch in one run, and with a start for each file
pdf         pdfplumber: the text of all pages, without tables
ofd         easyofd: the objects of each page in no order, which is not yet a text
xlsx        openpyxl: the values of all cells

Processor time, children included, the best of some rounds. easyofd, openpyxl and
LibreOffice are no dependencies of ours: what is missing is not measured.
"""

from __future__ import annotations

import argparse
import io
import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from bench import corpus
from bench import doc as legacy
from bench.packages import package, workbook
from gongkai import ingest
from gongkai.errors import IngestError
from gongkai.ingest import doc, docx, ofd, pdf, sheets

ROUNDS = 5
BOOKS = 20

Reader = Callable[[bytes], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--documents", type=int, default=60, help="to make")
    options = parser.parse_args()
    logging.disable(logging.ERROR)  # what the others say of fonts
    if find_spec("loguru"):
        import_module("loguru").logger.remove()
    with tempfile.TemporaryDirectory() as name:
        made = corpus.make(Path(name), options.documents)
        given = sorted(options.folder.rglob("*")) if options.folder else []
        _compare("docx", _files(given, ".docx") or _files(made, ".docx"), docx.extract)
        _compare("pdf", _files(given, ".pdf") or _files(made, ".pdf"), pdf.extract)
        packages = _files(given, ".ofd") or [
            package(ingest.read(path)[1].text) for path in made
        ]
        _compare("ofd", packages, ofd.extract)
        books = _files(given, ".xlsx") or [workbook(index) for index in range(BOOKS)]
        _compare("xlsx", books, sheets.extract)
        _compare_doc(given, made, Path(name))


def _files(paths: Sequence[Path], suffix: str) -> list[bytes]:
    return [path.read_bytes() for path in paths if path.suffix.lower() == suffix]


def _compare(kind: str, files: Sequence[bytes], ours: Reader) -> None:
    mine = _seconds(ours, files)
    _tell(kind, "gongkai", mine, mine, len(files))
    other, read = _OTHERS[kind]
    if find_spec(other) is None:
        print(f"{kind:5} {other} is not installed")
    else:
        what = _CALLED.get(other, other)
        _tell(kind, what, _seconds(read, files), mine, len(files))


def _compare_doc(given: Sequence[Path], made: Sequence[Path], scratch: Path) -> None:
    if shutil.which("soffice") is None:
        print("doc   LibreOffice is not installed")
        return
    paths = [path for path in given if path.suffix.lower() in (".doc", ".wps")]
    files = legacy.binary(paths) or legacy.binary(legacy.converted(made, scratch))
    mine = _seconds(doc.extract, files)
    start, each = legacy.libreoffice(files, scratch)
    _tell("doc", "gongkai", mine, mine, len(files))
    _tell("doc", "LibreOffice, in a batch", each, mine, len(files))
    _tell("doc", "LibreOffice, a start a file", start, mine, len(files))


def _tell(kind: str, what: str, theirs: float, mine: float, count: int) -> None:
    speed = f"{1 / theirs:10.1f} files/s"
    times = "" if what == "gongkai" else f"{theirs / mine:8.1f} ×"
    print(f"{kind:5} {what:28} {speed} {times:>10}   {count} files", flush=True)


def _seconds(read: Reader, files: Sequence[bytes]) -> float:
    """Processor time a file, the best of some rounds; what raises has taken its time too."""
    times = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for data in files:
            _try(read, data)
        times.append(time.process_time() - begin)
    return min(times) / max(len(files), 1)


def _try(read: Reader, data: bytes) -> None:
    try:
        read(data)
    except IngestError:
        return
    except Exception as error:  # noqa: BLE001 - whatever the others raise
        logging.debug("%s", error)


def _python_docx(data: bytes) -> object:
    document = import_module("docx").Document(io.BytesIO(data))
    cells = [
        cell.text
        for table in document.tables
        for row in table.rows
        for cell in row.cells
    ]
    return [paragraph.text for paragraph in document.paragraphs], cells


def _pdfplumber(data: bytes) -> object:
    with import_module("pdfplumber").open(io.BytesIO(data)) as file:
        return [page.extract_text() for page in file.pages]


def _easyofd(data: bytes) -> object:
    reader = import_module("easyofd.ofd").OFD()
    with redirect_stdout(io.StringIO()):
        reader.read(data, fmt="binary")
    return reader.data


def _openpyxl(data: bytes) -> object:
    book = import_module("openpyxl").load_workbook(
        io.BytesIO(data), read_only=True, data_only=True
    )
    return [list(sheet.values) for sheet in book.worksheets]


_OTHERS: dict[str, tuple[str, Reader]] = {
    "docx": ("docx", _python_docx),
    "pdf": ("pdfplumber", _pdfplumber),
    "ofd": ("easyofd", _easyofd),
    "xlsx": ("openpyxl", _openpyxl),
}
_CALLED = {"docx": "python-docx", "easyofd": "easyofd, objects alone"}


if __name__ == "__main__":
    main()
