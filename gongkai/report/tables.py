"""Lists for people: lines on a terminal, CSV and Excel files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from gongkai.model import Accusation, Failure, Severity, Summary, Tally
from gongkai.report.words import FAILURE, SEVERITY, STATUS, printable

HEADINGS = (
    "编号", "路径", "标题", "发文机关", "成文日期", "类别", "级别", "规则", "要素", "问题", "依据", "建议",
)  # fmt: skip


def tally(value: Tally) -> str:
    """What became of the files, in one line.

    >>> tally(Tally(archived=2, failed=1, seconds=0.5))
    '共 3 个文件：归档 2，未变 0，重复 0，非文档 0，失败 1。用时 0.5 秒。'
    """
    return (
        f"共 {value.found} 个文件：归档 {value.archived}，未变 {value.unchanged}，"
        f"重复 {value.duplicate}，非文档 {value.not_a_document}，失败 {value.failed}。"
        f"用时 {value.seconds:.1f} 秒。"
    )


def failure(value: Failure) -> str:
    return (
        f"{printable(str(value.path))}  [{value.code}] {FAILURE[value.code]}"
        f"（{printable(value.detail)}）"
    )


def document(value: Summary) -> str:
    cells = (
        value.id,
        value.issued_on or "日期不详",
        f"{value.category_name}（{value.category}）",
        printable(value.title or "无标题"),
        printable(value.issuer or ""),
        f"密级：{value.secrecy}，不入索引" if value.secrecy else "",
        "" if value.status == "ok" else STATUS[value.status],
    )
    return "  ".join(cell for cell in cells if cell)


def findings(found: Sequence[Accusation]) -> str:
    """The findings under the documents they speak of, and a count."""
    return "\n".join(_grouped(found))


def _grouped(found: Sequence[Accusation]) -> Iterator[str]:
    last = None
    for item in found:
        if item.document.id != last:
            last = item.document.id
            yield document(item.document)
        finding = item.finding
        yield f"    [{SEVERITY[finding.severity]}] {finding.message}（{finding.rule}）"
    documents = len({item.document.id for item in found})
    counts = "，".join(
        f"{SEVERITY[level]} {sum(item.finding.severity == level for item in found)}"
        for level in sorted(Severity, reverse=True)
    )
    yield f"{documents} 件文件，{len(found)} 个问题：{counts}。"


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
    with xlsxwriter.Workbook(str(path), options) as book:
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
        yield [_harmless(cell or "") for cell in cells]


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet takes for text, on one line."""
    cell = printable(cell)
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell
