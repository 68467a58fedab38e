"""Sums of names and amounts side by side, several to a line: 黄绍基 500   温丽琼 300."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from gongkai.check.cross.amounts import LEAST, MOST_ROWS, NUMBER, Mistake
from gongkai.check.cross.case import Case
from gongkai.model import Span
from gongkai.pattern import Pattern

_LONGEST = 200  # characters of a line of pairs
_NAME = r"(?:[\u4e00-\u9fff] {1,4}(?=[\u4e00-\u9fff] ))?[\u4e00-\u9fff·]{1,10}(?:\(?\d{1,2}\)?[\u4e00-\u9fff]{1,4}|\([\u4e00-\u9fff]{1,8}\))?"
_PAIR = rf"(?P<name>{_NAME}) {{0,6}}[:¥￥]?(?P<n>{NUMBER}) {{0,2}}元?"
_ONE = Pattern(_PAIR)
_ANY = _PAIR.replace("?P<name>", "?:").replace("?P<n>", "?:")
_LINE = Pattern(
    rf"(?:[\u4e00-\u9fff]{{2,6}}: {{0,2}})?{_ANY}(?:[ 、,;]{{1,20}}{_ANY}){{0,20}}[。;,、]?"
)
_TOTAL = Pattern(
    rf"(?:以上)?(?:捐款|捐资)?(?:总?共计?|合计|总计)(?:捐款|金额)?[: ]{{0,3}}(?:\d{{1,4}}[人户笔],?)?[^\d\n]{{0,14}}?(?P<n>{NUMBER}) ?元"
)
_MANY = Pattern(
    r"[\u4e00-\u9fff] {0,6}\d{2,6} {0,2}元?[ 、,;]{1,20}[\u4e00-\u9fff· ]{2,10}\d{2,6}(?![\d月年日号])"
)
_NO_PART = Pattern(r"收入|支出|结[余存转]|余额|标准|单价|每|均|其中|上[年月季]|借|贷")


def below_pairs(case: Case, tolerance: Decimal) -> Iterator[Mistake]:
    """The totals that are not the sum of the pairs on the lines above them.

    A line that holds anything else in between leaves it open what a total sums.
    """
    numbers: list[Decimal] = []
    in_rows = is_broken = False
    for line in islice(case.page.lines, MOST_ROWS):
        total = _TOTAL.match(line.text)
        pairs = [] if total else _pairs(line.text)
        if pairs and not is_broken:
            numbers += pairs
            in_rows = in_rows or len(pairs) > 1
            continue
        if total and in_rows and not is_broken and len(numbers) > LEAST:
            stated = Decimal(total["n"].replace(",", ""))
            computed = sum(numbers, Decimal(0))
            if abs(stated - computed) > tolerance:
                start = line.span.start
                wrong = Span(start + total.start("n"), start + total.end("n"))
                yield "", wrong, stated, computed
        is_broken = total is None and (
            bool(numbers) or _MANY.search(line.text) is not None
        )
        if total:
            numbers, in_rows = [], False


def _pairs(text: str) -> list[Decimal]:
    """The amounts of a line that holds nothing but pairs."""
    if len(text) > _LONGEST or not text[-1:].strip() or not _LINE.fullmatch(text):
        return []
    found = list(_ONE.finditer(text))
    if any(_NO_PART.search(one["name"]) for one in found):
        return []
    return [Decimal(one["n"].replace(",", "")) for one in found]
