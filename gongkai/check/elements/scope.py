"""Where some elements may stand: elsewhere the same words mean something else."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping

from gongkai.check.page import FoundElement, Page, Shape
from gongkai.pattern import Pattern

_LAST_LINES = 15
_NAMES = frozenset(("姓名", "户主", "户主姓名", "申请人", "学生姓名", "领取人"))
_ORGANISATION = Pattern(
    r"(?:室|办|部|处|组|会|局|院|校|中心|公司|政府|支部|总支|党委|科|厂|社|站|所|团)\)?$"
)


def in_scope(page: Page, one: FoundElement) -> bool:
    """Whether what was found stands where that element may stand."""
    rule = _RULES.get(one.element)
    return rule is None or one.shape is Shape.METADATA or rule(page, one)


def _signed(page: Page, one: FoundElement) -> bool:
    """A date of its own line at the end of the body, or below an organisation."""
    if one.shape is Shape.LABEL:
        return True
    if one.shape is Shape.TABLE or page.in_table(one.span):
        return False
    lines = page.body_lines
    index = bisect_right(lines, one.span.start, key=lambda line: line.span.start) - 1
    if index < 0:
        return False
    above = lines[index - 1].text if index else ""
    if _ORGANISATION.search(above) and len(above) <= 40:
        return True
    return index >= len(lines) - _LAST_LINES


def _stated(_: Page, one: FoundElement) -> bool:
    """Behind its label; an issuer or a number in running text may be another's."""
    return one.shape in (Shape.LABEL, Shape.TABLE)


def _published(page: Page, one: FoundElement) -> bool:
    """Not the number of a person in a list: a cell or a line that holds nothing else."""
    if one.shape is Shape.TABLE:
        return not page.in_table_with_header(one.span)
    if one.shape is Shape.LABEL:
        return True
    lines = page.lines
    index = bisect_right(lines, one.span.start, key=lambda line: line.span.start) - 1
    alone = index >= 0 and lines[index].span == one.span
    return not alone and not page.fills_cell(one.span) and not _in_list(page, one)


def _in_list(page: Page, one: FoundElement) -> bool:
    """Whether it is a column's: one row of a list of people, whose cells spaces part."""
    return any(
        grid.span.start <= one.span.start < grid.span.end
        and any(cell and cell.text in _NAMES for row in grid.rows[:1] for cell in row)
        for grid in page.lists
    )


_RULES: Mapping[str, Callable[[Page, FoundElement], bool]] = {
    "N_DATE": _signed,
    "N_ORG": _stated,
    "O_NO": _stated,
    "N_PHONE": _published,
}
