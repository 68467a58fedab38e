"""成文日期: the date that the document bears."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai import dates
from gongkai.describe.imprint import Imprint
from gongkai.describe.labels import Labelled, Labels
from gongkai.describe.layout import Layout, Line
from gongkai.describe.signature import Signature, date_of
from gongkai.model import BlockKind, Found, Genre, PartialDate, Span
from gongkai.pattern import Pattern

_WEAK = {"日期", "时间", "公示时间", "公示日期", "公告时间"}  # may be a meeting's
_MINUTES = ("G01", "G02")
_OPENING = 800  # characters in which minutes say when the meeting was
_UNDER_TITLE = 4  # lines
_TAIL = 60  # characters
_ROW_LABELS = {
    "公示日期",
    "公示时间",
    "公告时间",
}  # in a row of a table, the notice's own
_HEADER_LINES = 6  # lines at the head among which a form says who made it and when
_FORM_HEAD = Pattern(r"(?:单位|部门|制表|填报|编制|填表)(?:人|\([^()]{1,6}\))?\s{0,4}:")
_SOURCE = Pattern(r"出处|来源|发布[人者]|作者|编辑|点击|浏览")
_EDITED = Pattern(r"[\u4e00-\u9fff]{2,24}(?:主办|编印|编辑|编|印|办)\s{1,40}\d")
_ACCOUNTS = Pattern(r"财务|收支|账[目务]|收入|支出|明细|报表|流水|公[开布]表")
_IN_BODY = Pattern(
    r"(?<!首次)(?<!原)(?:公告|公示|公开|公布|发布|发文|成文|张贴|张榜|签订|签署)(?:发布)?(?:日期|时间)(?:\s{0,3}:|\s{1,3})"
)
_GOES_ON = Pattern(r"\s{0,2}(?:起|至|到|[-—~～]|开始|以[前后])")
_SIGNED = Pattern(r"(?:签字|签名|签章|签|盖章)\)?\s{1,40}")
_SIGNED_LINES = 12
_CLOCK = Pattern(r"\s{1,3}\d{1,2}:\d{2}(?::\d{2})?$")
_NEWSPAPER = Pattern(r"《[^《》]{2,14}[报刊]》|本报记者|第\d{1,3}版")
_AUTHOR = Pattern(r"\s{1,6}[^,。;:至~—]{0,24}")


def find(
    layout: Layout,
    labels: Labels,
    signature: Signature | None,
    imprint: Imprint,
    title: Found[str] | None,
    genre: Genre,
    begin: int,
) -> Found[PartialDate] | None:
    """The document's own date, from the first place that has one."""
    if signature is not None and signature.date is not None:
        return signature.date
    return (
        _labelled(layout, labels, "made")
        or _in_header_line(layout, begin)
        or imprint.printed_on
        or _at_end_of_text(layout)
        or _signed(layout)
        or _above_title(layout, title)
        or _labelled(layout, labels, "posted")
        or _under_title(layout, title, begin)
        or _in_body(layout)
        or (_of_meeting(layout, begin) if genre.code in _MINUTES else None)
        or _labelled(layout, labels, "effective")
    )


def _labelled(layout: Layout, labels: Labels, kind: str) -> Found[PartialDate] | None:
    for each in labels.of(kind):
        if each.label in _WEAK:
            value = each.value.value
            if _tells_source(layout, each):
                value = _CLOCK.sub("", value)
            whole = dates.parse(value)
            in_row = each.label in _ROW_LABELS and "\t" in layout.lines[each.line].text
            at_head = each.line < _UNDER_TITLE + 2
            if whole is not None and (in_row or at_head or _tells_source(layout, each)):
                return Found(whole, each.value.span)
        elif found := _first(each.value.value, each.value.span.start):
            return found
    return None


def _tells_source(layout: Layout, label: Labelled) -> bool:
    """Whether a line says where a text comes from: (出处：本校 发布人：… 时间：…)."""
    return _SOURCE.search(layout.lines[label.line].text) is not None


def _in_header_line(layout: Layout, begin: int) -> Found[PartialDate] | None:
    """The date of a form's head: 填报单位：…   2024年5月13日   单位：元."""
    for line in layout.lines[begin : begin + _HEADER_LINES]:
        if not line.is_short or line.kind is BlockKind.TABLE:
            continue
        if _FORM_HEAD.search(line.text) is None:
            continue
        for found in dates.find(line.text, coarse=False):
            before, after = line.text[: found.span.start], line.text[found.span.end :]
            if before[-1:].isspace() and (not after or after[0].isspace()):
                return _shift(found, line.span.start)
    return None


def _above_title(layout: Layout, title: Found[str] | None) -> Found[PartialDate] | None:
    """The date in the masthead of a bulletin or of minutes."""
    for line in layout.head:
        if title is None or line.span.start >= title.span.start:
            return None
        for found in dates.find(line.text, coarse=False) if line.is_short else ():
            if found.span.end == len(line.text):
                return _shift(found, line.span.start)
    return None


def _under_title(
    layout: Layout, title: Found[str] | None, begin: int
) -> Found[PartialDate] | None:
    """A date on a line of its own, or in brackets, right under the title.

    The month under the title of an account is the one it is of.
    """
    is_account = title is not None and _ACCOUNTS.search(title.value) is not None
    lines = layout.lines[begin + 1 : begin + 1 + _UNDER_TITLE]
    for at, line in enumerate(lines, begin + 1):
        found = date_of(line)
        if found and not (is_account and found.value.day is None):
            return found
        if posted := _posted(line) or _edited(line):
            return posted
        if at == begin + 1 and (posted := _authored(line)):
            return posted
        if (
            line.text.startswith("(")
            and line.is_short
            and "-" not in line.text
            and "—" not in line.text
        ):
            return _first(line.text, line.span.start)
    return None


def _posted(line: Line) -> Found[PartialDate] | None:
    """The day of a line of page metadata: 2023-03-10 15:40 来源：某镇 【打印】."""
    if not line.is_short or not _SOURCE.search(line.text):
        return None
    found = _first(line.text, line.span.start)
    return found if found and found.span.start == line.span.start else None


def _authored(line: Line) -> Found[PartialDate] | None:
    """The day that begins the line under a title, before an author: 2021-12-06 卫生院 罗春."""
    if not line.is_short:
        return None
    if _NEWSPAPER.search(line.text):
        return _first(line.text, line.span.start)
    found = next(iter(dates.find(line.text, coarse=False)), None)
    if found is None or found.span.start or found.value.day is None:
        return None
    is_alone = _AUTHOR.fullmatch(line.text, found.span.end) is not None
    return _shift(found, line.span.start) if is_alone else None


def _signed(layout: Layout) -> Found[PartialDate] | None:
    """The last day on which someone signed a form: 情况属实。罗春（签字）  2022.10.26."""
    for line in reversed(layout.lines[-_SIGNED_LINES:]):
        signed = _SIGNED.search(line.text) if line.is_short else None
        rest = line.text[signed.end() :] if signed else ""
        if signed and rest and (value := dates.parse(rest)) and value.day is not None:
            start = line.span.start + signed.end()
            return Found(value, Span(start, start + len(rest)))
    return None


def _edited(line: Line) -> Found[PartialDate] | None:
    """The day of a line that says who made a paper: 某镇党建办编　2018年4月10日."""
    if not line.is_short or not _EDITED.match(line.text):
        return None
    found = _first(line.text, line.span.start)
    return found if found and found.span.end == line.span.end else None


def _at_end_of_text(layout: Layout) -> Found[PartialDate] | None:
    """A date that ends the last line, where the line ends of a text were lost."""
    if not layout.lines:
        return None
    line = layout.lines[-1]
    tail = line.text[-_TAIL:]
    start = line.span.end - len(tail)
    for found in dates.find(tail, coarse=False):
        if (
            found.span.end == len(tail)
            and found.span.start
            and tail[found.span.start - 1] == " "
        ):
            return _shift(found, start)
    return None


def _in_body(layout: Layout) -> Found[PartialDate] | None:
    """六、本公告发布日期：2018年12月24日."""
    for line in layout.lines:
        match = _IN_BODY.search(line.text) if line.is_short else None
        if match:
            rest = line.text[match.end() :]
            for found in dates.find(rest, coarse=False):
                is_first = not rest[: found.span.start].strip()
                if is_first and not _GOES_ON.match(rest, found.span.end):
                    return _shift(found, line.span.start + match.end())
    return None


def _of_meeting(layout: Layout, begin: int) -> Found[PartialDate] | None:
    """The day of the meeting, which minutes state at their beginning."""
    if begin >= len(layout.lines):
        return None
    start = layout.lines[begin].span.start
    return _first(layout.folded[start : start + _OPENING], start)


def _first(text: str, start: int) -> Found[PartialDate] | None:
    found: Iterator[Found[PartialDate]] = dates.find(text, coarse=False)
    return next((_shift(each, start) for each in found), None)


def _shift(found: Found[PartialDate], by: int) -> Found[PartialDate]:
    return Found(found.value, Span(found.span.start + by, found.span.end + by))
