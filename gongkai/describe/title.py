"""标题: what the document calls itself, its wrapped lines joined."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai import dates
from gongkai.describe import doc_number, forms, genre, names
from gongkai.describe.labels import Labels
from gongkai.describe.layout import Layout, Line
from gongkai.model import BlockKind, DocNumber, Found, Span
from gongkai.pattern import Pattern
from gongkai.rules import Rulebook
from gongkai.text import HAN, tighten

_LONGEST = 80  # characters of a line of a title
_MOST_LINES = 5
_LOOKED_AT = 400  # characters of a first line that may begin with a title
_SHORTEST_INNER = 6  # characters of a line in the middle of a title; cells are shorter
_FULL_WIDTH = 24  # characters; a line of text that fills its page is no shorter
_SHORTEST_LABELLED = 4
_SHORT_SENTENCE = 30
_REPEATS = 6  # characters by which a text said twice is told
_COLUMN_NAME = 6  # characters of the name of a page's column
_COLUMN = Pattern(r"【[^【】]{2,8}】|(?:本期)?(?:要目|导读|目录|看点)$")
_COLUMNS = 2  # of a bulletin that has several pieces
_LOOKED_FOR_COLUMNS = 120  # lines
_ELECTION_PAPER = Pattern(r".{2,24}选举委员会(?:公告|通告)$")
_DAY = Pattern(r"(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]")
_TOPIC = Pattern(
    r"(?:帖子)?(?:主题|标题|话题|主帖)\s{0,4}:\s{0,4}(?P<title>\S.{3,76}\S)$"
)
_POSTER = Pattern(r"楼主|发帖|回帖|发表于|沙发|\d楼")
_EDITED = Pattern(
    r"[\u4e00-\u9fff()]{2,24}(?:办公室|办|部|组|委|中心|局|站)(?:编[印发辑]?|主办)"
)
_TAIL_ALONE = Pattern(
    r"(?:明细|情况|结果|名单|登记|工作)?(?:公[布示告开]表?|通知|通报|报告|方案|计划|总结|记录|纪要|表|榜)"
)
_FORUM_HEAD = 6  # lines
_HAN = Pattern(f"[{HAN}]")
_BRACKETED = Pattern(r"\([^()]{1,16}\)")
_NUMBER_ALONE = Pattern(r"\(?(?:\d{4}年)?(?:总?第)?.{1,4}[号期]\)?|\([^()]{1,16}\)")
_PART = Pattern(  # what stands in brackets on a line below and is still of the title
    r"\((?:[^()]{0,6}稿|试行|暂行|草案|修订[版案]?|第.{1,4}号|样[本表]|范本|节选|摘要|[一二三四五六七八九十]{1,3})\)"
)
_TAKES_NO_NUMBER = Pattern(r"选举(?:委员会|结果)公告$")
_SUBJECT = Pattern(
    r"关于|对|讨论|\d{4}|第.{1,4}[届次]|.{2,40}纪要$"
)  # the part of a title that begins with an issuer
_FIRST_ITEM = Pattern(r"一[、.]")
_FIELD = Pattern(
    r"[^:]{0,10}(?:时间|地点|地址|名称|单位|人|电话|日期|编号|主题|标题|期|对象|内容|事由|主持|记录|参加|出席|到会|列席|序号|[市局处院校]长|书记):"
)
_FIELDS = 2  # colons of a line that is a row of labelled values
_TAG = Pattern(r"【[^【】]{2,8}】(?=[^【】]{6})")  # the column of a web page
_CLOSES = {"《": "》", "“": "”", "(": ")", "「": "」"}
_REPEATED = Pattern(
    rf"(?P<title>(?P<lead>.{{6}}).{{0,104}}?(?:{forms.TITLE_WORDS})(?:\s?\([^()]{{1,20}}\))?)\s{{0,4}}(?=(?P=lead))"
)
_FOLLOWED = Pattern(
    rf"(?P<title>.{{2,110}}?(?:{forms.TITLE_WORDS})(?:\s?\([^()]{{1,20}}\))?)"
    r"[①-⑳]?\s{0,4}(?=[1一]\s?[.、．]|第一条|致各)"
)
_GAP = Pattern(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])")


def find(
    layout: Layout,
    labels: Labels,
    number: Found[DocNumber] | None,
    book: Rulebook,
) -> Found[str] | None:
    """The title, or None where the text has none."""
    labelled = _labelled(layout, labels, book)
    if labelled is not None and _is_complete(labelled.value, book):
        return _with_issuer(labelled, layout, labels, number, book) or labelled
    found = _of_thread(layout) or _in_text(layout, labels, number, book)
    return found or labelled


def _of_thread(layout: Layout) -> Found[str] | None:
    """The topic of a thread in a forum: 主题：…, and 楼主 below it."""
    for at, line in enumerate(layout.lines[:_FORUM_HEAD]):
        match = _TOPIC.match(line.text) if line.is_short else None
        below = layout.lines[at + 1 : at + 3]
        if match and any(_POSTER.search(each.bare) for each in below):
            start = line.span.start + match.start("title")
            return _found(Span(start, start + len(match["title"])), layout)
    return None


def _with_issuer(
    short: Found[str],
    layout: Layout,
    labels: Labels,
    number: Found[DocNumber] | None,
    book: Rulebook,
) -> Found[str] | None:
    """The title at the head of the text, where page metadata only drop its issuer."""
    if not short.value.startswith("关于"):
        return None
    whole = _in_text(layout, labels, number, book)
    if whole is None or not whole.value.endswith(short.value):
        return None
    is_body = names.is_issuer(whole.value.removesuffix(short.value), book.wording)
    return whole if is_body else None


def _labelled(layout: Layout, labels: Labels, book: Rulebook) -> Found[str] | None:
    """The title that page metadata give, with the lines onto which it runs over."""
    value = labels.first("title")
    if value is None or len(value.value) < _SHORTEST_LABELLED:
        return None
    text, end = value.value, value.span.end
    after = layout.number_after(end)
    for at in range(after, min(after + _MOST_LINES, len(layout.lines))):
        line = layout.lines[at]
        if at in labels.taken or not _is_like(line) or _is_complete(text, book):
            break
        text, end = text + line.bare, line.span.end
    whole = Span(value.span.start, end if _is_complete(text, book) else value.span.end)
    return _found(whole, layout)


def _in_text(
    layout: Layout,
    labels: Labels,
    number: Found[DocNumber] | None,
    book: Rulebook,
) -> Found[str] | None:
    """The title at the head of the text."""
    begin = first_line(layout, labels, number)
    lines = _lines_from(begin, layout, labels, number)
    if not lines:
        return None
    if not _can_begin(lines):
        return _inline(lines[0], layout)
    first, last = _extent(lines, layout, book)
    found = _found(Span(lines[first].span.start, lines[last].span.end), layout)
    if _is_wrapped_text(lines[first:], found.value, book):
        return None
    return _title_below(begin + last + 1, found, layout, labels, number, book) or found


def _title_below(
    begin: int,
    above: Found[str],
    layout: Layout,
    labels: Labels,
    number: Found[DocNumber] | None,
    book: Rulebook,
) -> Found[str] | None:
    """The title of which what stands above is only the masthead.

    ××简报 is the name of a paper; ××选举委员会公告 and ××会议纪要 may stand above the
    number, and 关于…… below it.
    """
    bare = "".join(above.value.split())
    is_bulletin = layout.wording.bulletins.search(bare)
    is_paper = bool(is_bulletin or _ELECTION_PAPER.fullmatch(bare))
    if "关于" in above.value or (is_bulletin and _has_columns(layout)):
        return None
    for at in range(begin, min(begin + 4, len(layout.lines))):
        line = layout.lines[at]
        if (
            _is_masthead(line, number)
            or _NUMBER_ALONE.fullmatch(line.bare)
            or _is_editor(line)
        ):
            continue
        lines = _lines_from(at, layout, labels, number)
        if not _is_like(line) or not (is_paper or line.bare.startswith("关于")):
            return None
        first, last = _extent(lines, layout, book)
        span = Span(lines[first].span.start, lines[last].span.end)
        if is_bulletin or _is_complete("".join(span.of(layout.folded).split()), book):
            return _found(span, layout)
        return None
    return None


def _has_columns(layout: Layout) -> bool:
    """Whether a bulletin has several pieces, so that none lends it a title."""
    lines = layout.lines[:_LOOKED_FOR_COLUMNS]
    return sum(1 for line in lines if _COLUMN.match(line.bare)) >= _COLUMNS


def _is_editor(line: Line) -> bool:
    """Whether a line says who made a paper and when: ××办公室编　2012年11月5日."""
    if _EDITED.fullmatch(line.bare):
        return True
    found = list(dates.find(line.text, coarse=False)) if line.is_short else []
    return bool(found) and found[-1].span.end == len(line.text)


def find_enclosed(layout: Layout, after: int, book: Rulebook) -> Found[str] | None:
    """The title of what a note without a title encloses: a 办法 sent out for comment."""
    lines = layout.lines[after : after + _MOST_LINES]
    if not lines or not _is_like(lines[0]):
        return None
    first, last = _extent(lines, layout, book)
    span = Span(lines[first].span.start, lines[last].span.end)
    bare = "".join(span.of(layout.folded).split())
    return _found(span, layout) if book.wording.enclosed.search(bare) else None


def first_line(layout: Layout, labels: Labels, number: Found[DocNumber] | None) -> int:
    """The number of the first line that is neither metadata nor masthead."""
    at = layout.start
    while at < len(layout.head):
        line = layout.head[at]
        if not (
            at in labels.taken
            or _is_masthead(line, number)
            or _is_editor(line)
            or _is_echo(line.bare, layout.lines[at + 1 : at + 2])
        ):
            break
        at += 1
    return at


def _is_echo(bare: str, below: Sequence[Line]) -> bool:
    """Whether a line is what a page says in short of the text that follows: 关于开展…."""
    if not below or not bare.endswith(("…", "...")):
        return False
    return below[0].bare.startswith(bare.rstrip("….")[:_REPEATS])


def _is_masthead(line: Line, number: Found[DocNumber] | None) -> bool:
    bare = line.bare
    return (
        (number is not None and number.span.start <= line.span.start < number.span.end)
        or _HAN.search(bare) is None
        or forms.MARKS.fullmatch(bare) is not None
        or forms.ATTACHMENT_ALONE.fullmatch(bare) is not None
        or forms.FORM_NUMBER.fullmatch(bare) is not None
        or (len(bare) <= 40 and forms.MASTHEAD.fullmatch(bare) is not None)
        or doc_number.is_number(line.text)
        or (line.is_short and dates.parse(line.text) is not None)
    )


def _lines_from(
    begin: int,
    layout: Layout,
    labels: Labels,
    number: Found[DocNumber] | None,
) -> list[Line]:
    """The lines that a title may take, up to the next metadata or number."""
    taken: list[Line] = []
    for at in range(begin, min(begin + _MOST_LINES + 2, len(layout.lines))):
        line = layout.lines[at]
        if taken and _HAN.search(line.bare) is None:
            continue
        if taken and (
            at in labels.taken
            or _is_masthead(line, number)
            or line.kind is BlockKind.TABLE
        ):
            break
        taken.append(line)
    return taken


def _can_begin(lines: Sequence[Line]) -> bool:
    line = lines[0]
    if _is_like(line):
        return not forms.OPENERS.match(line.bare) or not re.search("[,:]", line.bare)
    sentence = line.bare.endswith("。") and line.bare.count("。") == 1
    return (
        sentence
        and len(line.bare) <= _SHORT_SENTENCE
        and len(lines) > 1
        and _FIRST_ITEM.match(lines[1].bare) is not None
    )


def _is_wrapped_text(lines: Sequence[Line], title: str, book: Rulebook) -> bool:
    """Whether a line is the first of a paragraph that was broken to the page's width."""
    if len(lines) < 2 or _is_complete(title, book):
        return False
    widths = [len(line.bare) for line in lines[:2]]
    return widths[0] >= _FULL_WIDTH and abs(widths[0] - widths[1]) <= 2


def _is_like(line: Line) -> bool:
    """Whether a line may be one of a title."""
    bare = line.bare
    return (
        2 <= len(bare) <= _LONGEST
        and bare[-1] not in "。;,、:"
        and "。" not in bare
        and ";" not in bare
        and _HAN.search(bare) is not None
        and not forms.LISTED.match(bare)
        and not forms.SALUTATION.match(bare)
        and not _FIELD.match(bare)
    )


def _may_go_on(line: Line) -> bool:
    """Whether a line may be a later one of a title: no row of labelled values."""
    return _is_like(line) and line.bare.count(":") < _FIELDS


def _extent(lines: Sequence[Line], layout: Layout, book: Rulebook) -> tuple[int, int]:
    """The numbers of the first and the last line of the title among these."""
    like = 1
    while like < min(len(lines), _MOST_LINES) and _may_go_on(lines[like]):
        like += 1
    bare = [line.bare for line in lines]
    is_apart = like > 1 and layout.is_apart(lines[0], lines[1])
    first = 1 if like > 1 and _is_above_title(bare[0], bare[1], is_apart, book) else 0
    last = first
    for end in range(first, like):
        if any(_is_cell(inner, book) for inner in bare[first + 1 : end]):
            break
        text = "".join(bare[first : end + 1])
        if _is_complete(text, book):
            last = end
            if end + 1 < like and _goes_on(text, bare[end + 1], book):
                last = end + 1
            break
    else:
        while last + 1 < like and _is_open("".join(bare[first : last + 1])):
            last += 1
    whole = "".join(bare[first : last + 1])
    if last + 1 < like and last > first and sorted(bare[last + 1]) == sorted(whole):
        return last + 1, last + 1
    if last + 1 < len(bare) and _is_addition(whole, bare[last + 1], book):
        last += 1
    return first, last


def _is_cell(bare: str, book: Rulebook) -> bool:
    """Whether a line in the middle of a title is rather a cell of a table set in lines."""
    return len(bare) < _SHORTEST_INNER and not names.is_issuer(bare, book.wording)


def _goes_on(text: str, below: str, book: Rulebook) -> bool:
    """Whether 关于…… has not come to its 的 and kind yet, though a kind's word ends the line.

    Nor has 财务收支 above 明细公布.
    """
    if _TAIL_ALONE.fullmatch(below) and not _TAIL_ALONE.fullmatch(text):
        return True
    about = text.rfind("关于")
    if about < 0 or "的" in text[about:][-8:] or below.startswith("关于"):
        return False
    return "的" in below[-8:] and _is_complete(text + below, book)


def _is_above_title(line: str, below: str, is_apart: bool, book: Rulebook) -> bool:
    """Whether a line is no part of the title below it: a column, a carrier, an issuer."""
    if line[0] + line[-1] == "【】":
        return not _DAY.match(below) or _is_complete(below, book)
    if not _is_complete(below, book):
        return False
    if book.wording.carriers.search(line):
        return True
    if names.is_issuer(line, book.wording):
        return (
            (is_apart and below.startswith("关于"))
            or not _SUBJECT.match(below)
            or bool(
                book.wording.bare_kinds.fullmatch(below)
                or book.wording.meetings.match(below)
            )
        )
    is_column = len(line) <= _COLUMN_NAME and len(line) < len(below)
    is_column = is_column and not line.startswith("关于")
    return (
        is_column
        and _is_complete(line, book)
        and not book.wording.bare_kinds.fullmatch(line)
    )


def _is_complete(text: str, book: Rulebook) -> bool:
    if _is_open(text):
        return False
    return (
        genre.of_title(text, book.genres) is not None
        or forms.TITLE_EXTRA_ENDS.search(text) is not None
    )


def _is_open(text: str) -> bool:
    """Whether a bracket or a quotation is not closed yet."""
    return any(text.count(left) > text.count(right) for left, right in _CLOSES.items())


def _is_addition(above: str, bare: str, book: Rulebook) -> bool:
    """Whether the line below a title goes on with it: （第1号）, （征求意见稿）, ——副题."""
    if _BRACKETED.fullmatch(bare):
        numbered = bare.startswith("(第") and _TAKES_NO_NUMBER.search(above)
        return _PART.fullmatch(bare) is not None and not numbered
    is_subtitle = bare.startswith(("——", "--")) and len(bare) <= 50 and "。" not in bare
    return is_subtitle and not _is_complete(above, book)


def _inline(line: Line, layout: Layout) -> Found[str] | None:
    """The title of a text whose line ends were lost, so that it runs into the body."""
    if forms.OPENERS.match(line.bare) or forms.SALUTATION.match(line.bare):
        return None
    tight = tighten(line.text[:_LOOKED_AT])
    lead = forms.TITLE_LEAD.match(tight.text)
    start = lead.end() if lead else 0
    match = _REPEATED.match(tight.text, start) or _FOLLOWED.match(tight.text, start)
    if match is None or "。" in match["title"]:
        return None
    first, last = tight.span(*match.span("title"))
    return _found(Span(line.span.start + first, line.span.start + last), layout)


def _found(span: Span, layout: Layout) -> Found[str]:
    """The title at a span, without metadata behind it and spaces within."""
    text = span.of(layout.folded)
    trail = forms.TITLE_TRAIL.search(text)
    end = (
        span.start + len(text[: trail.start()].rstrip())
        if trail and trail.start()
        else span.end
    )
    tag = _TAG.match(text)
    exact = Span(span.start + (tag.end() if tag else 0), end)
    raw = forms.ENTITY.sub("", layout.raw(exact))
    return Found(_GAP.sub("", raw), exact)
