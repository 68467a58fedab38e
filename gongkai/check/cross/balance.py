"""Kind `balance`: what was there, came in, went out and is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from gongkai.check.cross import ledger, settlement
from gongkai.check.cross.amounts import (
    NUMBER,
    amount,
    is_slip,
    money,
    total_cell,
)
from gongkai.check.cross.case import Case
from gongkai.check.grids import Grid, GridCell
from gongkai.model import Finding, Found, Span
from gongkai.pattern import Pattern
from gongkai.rules import CrossRule

_AMOUNT = (
    rf"[: \t为是共]{{0,4}}(?:人民币)?[¥￥]?[ \t]?(?P<n>{NUMBER})[ \t]?(?P<u>万元|元)?"
)
_LEFT = "(?:结存|结余|结转|余额|余)"
_KIND = "(?:货币资金|资金)?"
_PARTS: Mapping[str, Pattern] = {
    "open": Pattern(
        rf"(?:上(?:一)?(?:期|月|季度?|年度?)末?{_LEFT}|[期年月季]初{_KIND}{_LEFT}){_AMOUNT}"
    ),
    "income": Pattern(
        rf"(?:本(?:期|月|季度?|年度?)(?:总|合计)?收入(?:合计|总计|总额)?|收入(?:合计|总计|总额)|总收入|合计收入){_AMOUNT}"
    ),
    "expense": Pattern(
        rf"(?:本(?:期|月|季度?|年度?)(?:总|合计)?支出(?:合计|总计|总额)?|支出(?:合计|总计|总额)|总支出|合计支出|共计支出){_AMOUNT}"
    ),
    "close": Pattern(
        rf"(?:[期年月季]末{_KIND}{_LEFT}|本(?:期|月|季度?|年度?)末?{_LEFT}|累计{_LEFT}){_AMOUNT}"
    ),
}
_ALL = "(?:一共|合计|总共|总计|共计|共)"
_PURSE = r"(?:[\u4e00-\u9fff]{0,3}款项?|钱|资金|现金)"
_IN_OTHER_WORDS: Mapping[str, Pattern] = {
    "open": Pattern(
        rf"(?:(?:[上去]一?(?:年|季度?|月|期)度?|年前)[底末]?(?:转|剩|余|留|结)(?:过来|下来|来|下|存|余|转)?|[年月季]初账上|原有)的?{_PURSE}?{_ALL}?有?{_AMOUNT}"
    ),
    "income": Pattern(
        rf"(?:(?:进来|收进来?|收到|到账|收上来|收入|进账)的?{_PURSE}?{_ALL}(?:有|是)?"
        rf"|{_ALL}(?:到账|进账|收入|收到|收进|收)了?{_PURSE}?){_AMOUNT}"
    ),
    "expense": Pattern(
        rf"(?:(?:出去|花掉|花|用掉|用|开支|支出|付出)(?:了|的)?{_PURSE}?{_ALL}(?:有|是|了)?"
        rf"|{_ALL}(?:支出|开支|花费|花掉|花|用去|用掉|用|付出|出去|支付)了?{_PURSE}?){_AMOUNT}"
    ),
    "close": Pattern(
        rf"(?<![年月季期])(?:还剩下?|还有|尚余|尚存|现[余存]|剩余|剩下|净剩|结余|结存|账面余额|账上余额|余下|实余){_PURSE}?有?{_AMOUNT}"
    ),
}
"""What people say who are no bookkeepers; used for a part that no term of theirs names."""
_HEADING = Pattern(
    r"^(?:\(?[一二三四五六七八九]\)?[、.]?|\(?\d[、.)]) ?(?:[\u4e00-\u9fff]{0,6}?)"
    r"(?:(?P<income>收入|到账|进账|来源|筹资|收款|进来)|(?P<expense>支出|开支|出去|使用|去向|用途|付款)|(?P<close>结余|结存|还剩|剩余|余额))"
    r"(?:情况|部分|明细)?(?:\((?:单位: ?)?元\))?:?$"
)
_ANY_HEADING = Pattern(r"^\(?[一二三四五六七八九十]{1,3}[)、.]")
_SECTION_TOTAL = Pattern(rf"^(?:合计|总计|共计)[^\d\n。,;]{{0,8}}(?P<n>{NUMBER}) ?元?$")
_FIRST_AMOUNT = Pattern(rf"^[¥￥]?(?P<n>{NUMBER}) ?元")
_HAS_OPENING = Pattern(
    r"上[一]?[年月季期]|去年|往年|年初|月初|季初|期初|原有|结转|转来|历年|累计|滚存|账面|余额"
)
_OF_A_PERIOD = Pattern(
    r"[年月季]度?(?:份|的)?(?:财务|收支|账|村级|集体)|季度|半年|全年|[\d一二三四五六七八九十〇]月"
)
_COLUMNS = {
    "open": Pattern(r"(?:上[期月季年]度?末?|[期年月季]初)(?:结存|结余|结转|余额|余)"),
    "income": Pattern(r"(?:本[期月季年]度?)?收入(?:金额|合计)?"),
    "expense": Pattern(r"(?:本[期月季年]度?)?支出(?:金额|合计)?"),
    "close": Pattern(
        r"(?:[期年月季]末|本[期月季年]度?末?)(?:结存|结余|余额|余)|结余|余额"
    ),
}
_OTHER_FLOWS = Pattern(
    rf"(?:借入|借款|还款|归还|偿还|暂[付收存]|代[收付]|应[收付]款|调整|调[入出]|转[入出]|提取|存入|往来)[^\d\n。,;]{{0,12}}{NUMBER}"
)
"""Money that comes or goes and is neither income nor an expense."""
_UNIT = Pattern(r"\((?:万?元|单位:万?元)\)$")

_PART_OF = Pattern(r"其中[^。;\n]{0,16}$")
_NEAR = 20
_ANY_NUMBER = Pattern(rf"(?<![\d.])(?P<n>{NUMBER})")
_NEAR_DIFFERENCE = 60

Sum = Found[Decimal]


def check(rule: CrossRule, case: Case) -> Iterator[Finding]:
    """An account whose end is not its beginning, plus income, less expenses."""
    tolerance = Decimal(rule.options.get("tolerance", "0.01"))
    stated = {name: _stated(words, case) for name, words in _PARTS.items()}
    for name, totals in _totals(case).items():
        if not stated[name]:
            stated[name] = totals
    if _OTHER_FLOWS.seek_first(case.page.closed.text) is None:
        if all(stated.values()):
            yield from _judge(rule, case, stated, tolerance)
        else:
            yield from _judge_loosely(rule, case, stated, tolerance)
    for grid in case.page.sheets:
        for row in _accounts(grid):
            yield from _judge(rule, case, row, tolerance)
    yield from _of_books(rule, case, tolerance)


def _of_books(rule: CrossRule, case: Case, tolerance: Decimal) -> Iterator[Finding]:
    """The figures that do not follow from those before them."""
    for one in ledger.wrong_figures(case, tolerance):
        said = f"{one.name} {money(one.stated)} 与逐笔推算的 {money(one.computed)} 不符"
        yield case.finding(rule, said, one.span, hint="核对各笔收支和余额")
    for wrong in settlement.wrong_figures(case):
        hint = "核对送审、核减、审定和已付、未付的数"
        yield case.finding(rule, wrong.message, wrong.span, hint=hint)


def _judge(
    rule: CrossRule,
    case: Case,
    parts: Mapping[str, list[Sum]],
    tolerance: Decimal,
) -> Iterator[Finding]:
    """A finding when all four are stated once and do not balance."""
    if any(len({one.value for one in parts.get(name, [])}) != 1 for name in _PARTS):
        return
    first, income, expense, last = (parts[name][0] for name in _PARTS)
    computed = first.value + income.value - expense.value
    before = f"期初 {money(first.value)} ＋ " if first.value else ""
    if abs(computed - last.value) > tolerance:
        yield case.finding(
            rule,
            f"{before}收入 {money(income.value)} － 支出 {money(expense.value)} ＝ {money(computed)}，与期末 {money(last.value)} 不符",
            last.span,
            hint="核对期初、收入、支出和期末余额",
        )


def _judge_loosely(
    rule: CrossRule,
    case: Case,
    stated: Mapping[str, list[Sum]],
    tolerance: Decimal,
) -> Iterator[Finding]:
    """The same of an account in everyday words, and of one that began with nothing.

    Whether the figures are those of the whole account is less sure: only a slip of the
    pen in its end is told, by which it is nearly what it should be.
    """
    sections = _sections(case)
    parts = {
        name: stated[name] or _stated(_IN_OTHER_WORDS[name], case) or sections[name]
        for name in _PARTS
    }
    if not parts["open"] and _began_with_nothing(case):
        income = parts["income"][:1]
        parts["open"] = [Found(Decimal(0), one.span) for one in income]
    for finding in _judge(rule, case, parts, tolerance):
        first, came, went, last = (parts[name][0].value for name in _PARTS)
        computed = first + came - went
        if is_slip(last, computed) and not _told(computed - last, finding, case):
            yield finding


def _told(difference: Decimal, finding: Finding, case: Case) -> bool:
    """Whether the words behind the end of an account tell what it is short of."""
    end = finding.span.end if finding.span else 0
    near = case.page.folded[end : end + _NEAR_DIFFERENCE]
    numbers = (one["n"].replace(",", "") for one in _ANY_NUMBER.finditer(near))
    return any(Decimal(one) == abs(difference) for one in numbers)


def _began_with_nothing(case: Case) -> bool:
    """Whether an account is of one affair, with no word of what was there before."""
    if not case.page.title or _OF_A_PERIOD.search(case.page.title):
        return False
    return _HAS_OPENING.seek_first(case.page.closed.text) is None


def _sections(case: Case) -> Mapping[str, list[Sum]]:
    """The totals under headings that say what they sum: 一、收入 … 合计 300元."""
    found: dict[str, list[Sum]] = {name: [] for name in _PARTS}
    part, lines = "", 0
    for start, text in case.closed_lines:
        heading = _HEADING.match(text)
        if heading or _ANY_HEADING.match(text):
            part, lines = (heading.lastgroup or "" if heading else ""), 0
            continue
        lines += 1
        if not part:
            continue
        total = _SECTION_TOTAL.match(text)
        if part == "close":
            total = _FIRST_AMOUNT.match(text) if lines == 1 else None
        if total is not None:
            span = case.page.closed.span(
                start + total.start("n"), start + total.end("n")
            )
            value = Decimal(total["n"].replace(",", ""))
            found[part].append(Found(value, Span(*span)))
    return found


def _stated(words: Pattern, case: Case) -> list[Sum]:
    """The amounts that sentences give; in yuan, and none where units differ."""
    found: list[Sum] = []
    text = case.page.closed.text
    for match in words.seek(text):
        value = Decimal(match["n"].replace(",", ""))
        if match["u"] == "万元":
            return []
        if _PART_OF.search(text[max(match.start() - _NEAR, 0) : match.start()]):
            continue
        found.append(Found(value, Span(*case.page.closed.span(*match.span("n")))))
    return found


def _totals(case: Case) -> Mapping[str, list[Sum]]:
    """Income and expenses from the total rows of tables that have such columns."""
    found: dict[str, list[Sum]] = {"income": [], "expense": []}
    for grid in case.page.sheets:
        columns = _columns(grid)
        for row in grid.rows[1:]:
            if total_cell(row) is None or "小计" in (total_cell(row) or row[0]).text:  # type: ignore[union-attr]
                continue
            for name, sums in found.items():
                cell = (
                    row[columns[name]]
                    if name in columns and columns[name] < len(row)
                    else None
                )
                value = amount(cell.text) if cell else None
                if cell and value:
                    sums.append(Found(value.value, cell.span))
    return found


def _columns(grid: Grid) -> Mapping[str, int]:
    """The one column of each part of an account, by the first rows' names."""
    places: dict[str, list[int]] = {}
    header = grid.rows[0] if grid.rows else ()
    for place, cell in enumerate(header):
        text = _UNIT.sub("", cell.text) if cell else ""
        for name, words in _COLUMNS.items():
            if words.fullmatch(text):
                places.setdefault(name, []).append(place)
    return {name: found[0] for name, found in places.items() if len(found) == 1}


def _accounts(grid: Grid) -> Iterator[Mapping[str, list[Sum]]]:
    """The rows of a table with a column for each part."""
    columns = _columns(grid)
    if len(columns) != len(_COLUMNS):
        return
    for row in grid.rows[1:]:
        account: dict[str, list[Sum]] = {}
        for name, place in columns.items():
            cell: GridCell | None = row[place] if place < len(row) else None
            value = amount(cell.text) if cell else None
            if cell and value:
                account[name] = [Found(value.value, cell.span)]
        yield account
