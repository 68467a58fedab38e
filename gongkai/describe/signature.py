"""署名和成文日期: the names and the date that stand together under a text.

They need not stand at its end: an enclosed 办法 or a long list may follow. The
signature of what is enclosed or attached is not the document's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gongkai import dates
from gongkai.describe import forms, names
from gongkai.describe.layout import Layout, Line
from gongkai.model import BlockKind, Found, PartialDate, Span
from gongkai.pattern import Pattern

_MOST_NAMES = 4
_ENDS_SENTENCE = tuple("。!?;…”）)")
_YEARLESS = Pattern(r"\d{1,2}月\d{1,2}[日号]")
_BESIDE_YEARLESS = Pattern(r"(?P<name>\S{3,30}) {1,30}\(?\d{1,2}月\d{1,2}[日号]\)?")
_DATE_ENDS = frozenset("日号年月)0123456789一二三四五六七八九十")
_POSTED = Pattern(r"\s{0,4}(?:张?贴出?|公[布示开]|发布|挂出|上墙|印制?|[立制宣])$")
_LAST_LINES = 3  # among which a date of its own is the document's, whatever is above it
_PRINTED = Pattern(r"印发|通过|修订|施行")
_LABELLED = Pattern(
    rf"(?P<label>{forms.any_label(*forms.PRINCIPALS.split('|'), *forms.AGENTS.split('|'))})"
    r"\s{0,4}(?:\([^()]{0,8}\))?\s{0,4}:\s{0,4}(?P<name>[^\s:][^:]{1,60})"
)
_LABEL = Pattern(
    r"^(?:落款|公[示告开布]单位|发布单位|单位|发布人|署名)\s{0,4}(?:\([^()]{0,8}\))?\s{0,4}:\s{0,4}"
)
_IN_BRACKETS = Pattern(r"\((?P<name>[^()]{2,30})\)")
_WIDE_GAP = Pattern(r"\s{3,}")
_LONG = 30  # characters; a longer line is text, no cell of a list
_NEAR_END = 6  # lines in which names without a date are a signature


class Signature(NamedTuple):
    """Who signed, when, and between which lines (both included)."""

    issuer: Found[str] | None
    date: Found[PartialDate] | None
    first: int
    last: int


def find(layout: Layout, begin: int = 0) -> Signature | None:
    """The document's own signature, from the given line on."""
    end = attachments(layout, begin)
    dated = list(_dated(layout, begin, end))
    dated.sort(key=lambda each: layout.lines[each[0]].kind is BlockKind.TABLE)
    for number, date in dated:
        issuer, first = _names_at(layout, number, date, begin)
        if issuer is not None:
            return Signature(issuer, date, first, number)
    dated = [
        each for each in dated if layout.lines[each[0]].kind is not BlockKind.TABLE
    ]
    if (below := _names_below(layout, dated, end)) is not None:
        return below
    unsigned = _undated(layout, begin, end)
    if unsigned is not None:
        return unsigned
    for number, date in reversed(dated):
        is_late = number >= end - _LAST_LINES and date.value.day is not None
        if (
            is_late
            or _ends_text(layout, number - 1, begin)
            or _is_last(layout, number, end)
        ):
            return Signature(None, date, number, number)
    return None


def _names_below(
    layout: Layout, dated: list[tuple[int, Found[PartialDate]]], end: int
) -> Signature | None:
    """The last two lines where the date stands above or before the name."""
    for number, date in dated:
        if number + 2 == end:
            issuer = names.in_line(layout.lines[number + 1], layout)
            if issuer is not None:
                return Signature(issuer, date, number, number + 1)
    if end < 2:
        return None
    line = layout.lines[end - 1]
    found = (
        next(iter(dates.find(line.text, coarse=False)), None) if line.is_short else None
    )
    if found is None or found.span.start or found.value.day is None:
        return None
    at = line.span.start
    issuer = names.in_span(Span(at + found.span.end, line.span.end), layout)
    if issuer is None:
        return None
    date = Found(found.value, Span(at, at + found.span.end))
    return Signature(issuer, date, end - 1, end - 1)


def attachments(layout: Layout, begin: int = 0) -> int:
    """The number of the line at which attachments begin, or of one past the last line."""
    for number in range(begin + 1, len(layout.lines)):
        line = layout.lines[number]
        if line.bare.startswith("附") and forms.ATTACHMENT_ALONE.fullmatch(line.bare):
            return number
    return len(layout.lines)


def date_of(line: Line) -> Found[PartialDate] | None:
    """The date of a line that says nothing else."""
    if not line.is_short or line.bare.isdigit():
        return None
    posted = _POSTED.search(line.text)
    text = line.text[: posted.start()] if posted else line.text
    if not _may_be_dated(text):
        return None
    inner = text.strip("() ")
    whole = dates.parse(inner)
    if whole is None or whole.month is None:
        return None
    start = line.span.start + line.text.index(inner)
    return Found(whole, Span(start, start + len(inner)))


def _may_be_dated(text: str) -> bool:
    return text[-1:] in _DATE_ENDS and _PRINTED.search(text) is None


def _dated(
    layout: Layout, begin: int, end: int
) -> Iterator[tuple[int, Found[PartialDate]]]:
    for number in range(begin, end):
        line = layout.lines[number]
        found = date_of(line) or _date_behind_name(line, layout)
        if found is not None:
            yield number, found


def _date_behind_name(line: Line, layout: Layout) -> Found[PartialDate] | None:
    """The date at the end of a line that begins with names: 青石村村委会 2024年3月5日.

    A label may stand before the name.
    """
    if not line.is_short or not _may_be_dated(line.text):
        return None
    for found in dates.find(line.text):
        name = "".join(line.text[: found.span.start].rstrip("( ").split())
        name = _LABEL.sub("", name)
        if not line.text[found.span.end :].strip(" )") and names.is_issuer(
            name, layout.wording
        ):
            at = line.span.start
            return Found(found.value, Span(at + found.span.start, at + found.span.end))
    return None


def _names_at(
    layout: Layout, number: int, date: Found[PartialDate], begin: int
) -> tuple[Found[str] | None, int]:
    """The names beside or above a date, and the line they begin on."""
    line = layout.lines[number]
    if date.span.start > line.span.start:
        label = _LABEL.match(line.text)
        start = line.span.start + (label.end() if label else 0)
        beside = names.in_span(Span(start, date.span.start), layout)
        if beside is not None:
            return beside, number
    return _names_above(layout, number, begin)


def _names_above(
    layout: Layout, number: int, begin: int
) -> tuple[Found[str] | None, int]:
    found: list[Found[str]] = []
    at = number
    while at > begin and len(found) < _MOST_NAMES:
        line = layout.lines[at - 1]
        name = (
            _labelled(line, layout)
            or names.in_line(line, layout)
            or _in_brackets(line, layout)
        )
        if name is None:
            break
        found.insert(0, name)
        at -= 1
    if not found and at > begin:
        behind = _behind_gap(layout.lines[at - 1], layout)
        if behind is not None:
            return behind, at - 1
    return _together([name for name in found if name.value]), at


def _labelled(line: Line, layout: Layout) -> Found[str] | None:
    """采购人：X stands for X, 代理机构：Y for no one."""
    match = _LABELLED.match(line.text) if line.is_short else None
    if match is None:
        return None
    if "".join(match["label"].split()) in forms.AGENTS.split("|"):
        return Found("", line.span)
    return names.in_span(
        Span(line.span.start + match.start("name"), line.span.end), layout
    )


def _behind_gap(line: Line, layout: Layout) -> Found[str] | None:
    """A name set to the right of other text on its line."""
    gaps = list(_WIDE_GAP.finditer(line.text[-90:]))
    if not gaps:
        return None
    start = line.span.end - len(line.text[-90:]) + gaps[-1].end()
    return names.in_span(Span(start, line.span.end), layout)


def _together(found: list[Found[str]]) -> Found[str] | None:
    if not found:
        return None
    value = "、".join(name.value for name in found)
    return Found(value, Span(found[0].span.start, found[-1].span.end))


def _undated(layout: Layout, begin: int, end: int) -> Signature | None:
    """Names above a date without a year, or names that end the text."""
    for number in range(begin + 1, end):
        line = layout.lines[number]
        if _YEARLESS.fullmatch(line.bare):
            issuer, first = _names_above(layout, number, begin)
            if issuer is not None:
                return Signature(issuer, None, first, number)
        beside = _BESIDE_YEARLESS.fullmatch(line.text) if line.is_short else None
        if beside:
            start = line.span.start
            issuer = names.in_span(Span(start, start + beside.end("name")), layout)
            if issuer is not None:
                return Signature(issuer, None, number, number)
    for number in range(end - 1, max(begin, end - _NEAR_END), -1):
        name = _in_brackets(layout.lines[number], layout) or names.in_line(
            layout.lines[number], layout
        )
        if name is None or layout.lines[number].kind is BlockKind.TABLE:
            continue
        names_of, first = _names_above(layout, number + 1, begin)
        if names_of is None:
            names_of, first = name, number
        if _ends_text(layout, first - 1, begin) or _stands_last(layout, first, end):
            return Signature(names_of, None, first, number)
    return _sealed(layout, begin, end)


def _stands_last(layout: Layout, number: int, end: int) -> bool:
    """Whether an empty line parts the last line from the list or the table above it."""
    if number + 1 != end or number == 0:
        return False
    above, last = layout.lines[number - 1], layout.lines[number]
    is_name = last.text == last.bare and not names.is_generic(last.bare, layout.wording)
    return is_name and layout.is_apart(above, last)


def _sealed(layout: Layout, begin: int, end: int) -> Signature | None:
    """The name with a seal behind the last words of a text: 同意公开。   柳湾村党支部（章）."""
    if end <= begin + 1:
        return None
    line = layout.lines[end - 1]
    if not line.is_short or not forms.SEAL.search(line.text):
        return None
    name = _behind_gap(line, layout)
    return None if name is None else Signature(name, None, end - 1, end - 1)


def _ends_text(layout: Layout, number: int, begin: int) -> bool:
    """Whether a line is the end of running text, no cell of a list."""
    if number < begin:
        return False
    bare = layout.lines[number].bare
    return bare.endswith(_ENDS_SENTENCE) or len(bare) > _LONG or ":" in bare[:-1]


def _is_last(layout: Layout, number: int, end: int) -> bool:
    """Whether nothing but a table or attachments comes after a line."""
    return number + 1 >= end or layout.lines[number + 1].kind is BlockKind.TABLE


def _in_brackets(line: Line, layout: Layout) -> Found[str] | None:
    """The name of a line such as （党政办）."""
    inside = _IN_BRACKETS.fullmatch(line.text)
    if inside is None:
        return None
    start = line.span.start + inside.start("name")
    return names.in_span(Span(start, start + len(inside["name"])), layout)
