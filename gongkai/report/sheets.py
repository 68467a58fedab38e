"""Findings as tables for a spreadsheet: CSV and Excel files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from gongkai.model import Accusation
from gongkai.report.words import SEVERITY, printable

HEADINGS = (
    "编号", "路径", "标题", "发文机关", "成文日期", "类别", "级别", "规则", "要素", "问题", "依据", "建议",
)  # fmt: skip


def write_csv(found: Iterable[Accusation], path: Path) -> None:
    """The findings as CSV that Excel opens as UTF-8. Cells never start a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(_rows(found))


def write_xlsx(found: Iterable[Accusation], path: Path) -> None:
    """The findings as an Excel sheet with a filter on every column."""
    import xlsxwriter

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "constant_memory": True,
    }
    with path.open("wb") as file, xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("问题清单")
        sheet.write_row(0, 0, HEADINGS, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        last = 0
        for last, row in enumerate(_rows(found), start=1):
            sheet.write_row(last, 0, row)
        sheet.autofilter(0, 0, last, len(HEADINGS) - 1)


def _rows(found: Iterable[Accusation]) -> Iterator[list[str]]:
    for item in found:
        seen, finding = item.document, item.finding
        cells = (
            seen.id, str(seen.paths[0]), seen.title, seen.issuer, seen.issued_on,
            f"{seen.category} {seen.category_name}", SEVERITY[finding.severity], finding.rule,
            finding.element, finding.message, finding.basis, finding.hint,
        )  # fmt: skip
        yield [harmless(cell or "") for cell in cells]


def harmless(cell: str) -> str:
    """A cell that a spreadsheet takes for text, on one line."""
    cell = printable(cell)
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell
