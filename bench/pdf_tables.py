"""Our tables of PDFs beside pdfplumber's: cell by cell, and pages a second.

Run as `python -m bench.pdf_tables FOLDER`, or a file. Cells are compared as bags of texts without
blanks, a page at a time; `-v` shows what one has and the other has not.
"""

from __future__ import annotations

import argparse
import logging
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from gongkai.errors import IngestError
from gongkai.ingest import pdf
from gongkai.model import BlockKind

Cells = dict[int, Counter[str]]  # by page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most-pages", type=int, default=30, help="of a file")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    logging.disable()
    same = only_ours = only_theirs = pages = 0
    our_time = their_time = 0.0
    files = sorted(options.folder.rglob("*.pdf")) or [options.folder]
    for path in files:
        begin = time.perf_counter()
        try:
            ours, count = _ours(path)
        except IngestError:
            continue
        middle = time.perf_counter()
        if count > options.most_pages:
            continue
        theirs = _theirs(path)
        if theirs is None:
            continue
        our_time += middle - begin
        their_time += time.perf_counter() - middle
        pages += count
        for page in sorted(ours.keys() | theirs.keys()):
            mine, other = ours.get(page, Counter()), theirs.get(page, Counter())
            same += (mine & other).total()
            only_ours += (mine - other).total()
            only_theirs += (other - mine).total()
            if options.verbose and mine != other:
                print(
                    path.name,
                    page,
                    "ours",
                    dict(mine - other),
                    "theirs",
                    dict(other - mine),
                )
    print(
        f"cells with text   {same} the same, {only_ours} only ours, {only_theirs} only pdfplumber's"
    )
    print(f"{pages} pages: ours {pages / our_time:.0f} a second, text and tables; "
          f"pdfplumber {pages / their_time:.0f}; {their_time / our_time:.1f} ×")  # fmt: skip


def _ours(path: Path) -> tuple[Cells, int]:
    extract = pdf.extract(path.read_bytes())
    cells: Cells = {}
    for block in extract.blocks:
        if block.kind is BlockKind.TABLE:
            texts = _bag(cell.span.of(extract.text) for cell in block.cells)
            cells.setdefault(block.page or 0, Counter()).update(texts)
    return cells, len(extract.pages)


def _theirs(path: Path) -> Cells | None:
    import pdfplumber

    cells: Cells = {}
    try:
        with pdfplumber.open(path) as document:
            for number, page in enumerate(document.pages, 1):
                page.extract_text()
                tables = page.extract_tables()
                texts = (
                    cell or "" for table in tables for row in table for cell in row
                )
                cells[number] = _bag(texts)
    except Exception as error:  # noqa: BLE001 - whatever pdfminer comes to
        print(path.name, "pdfplumber:", type(error).__name__)
        return None
    return cells


def _bag(texts: Iterator[str]) -> Counter[str]:
    return Counter(tight for text in texts if (tight := "".join(text.split())))


if __name__ == "__main__":
    main()
