"""Tell the text of a web page from the page around it: menus, footers, links to share.

What is around is kept, as headers and footers are: only what a document says of
itself must not be mixed with what the site says of itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from gongkai.ingest.html.walk import Line
from gongkai.ingest.word import Paragraph
from gongkai.model import Part

LINKED = 0.6  # of a line: then it leads elsewhere and says nothing itself
LONG = 30  # characters of a line that is surely none of the frame
SHORT_TITLE = 6  # characters: a shorter one may stand anywhere
LINK_LIST = 3  # lines that lead elsewhere, one after the other
MUCH_FRAME = 2  # times as much as the text, links apart: then it was no frame
LEAST_TEXT = 20  # characters; with less left, the frame was no frame

_ENDS = re.compile(
    r"版权所有|ICP备|公网安备|网站标识码|网站地图|copyright|扫一扫|分享到|打印本页"
    r"|关闭窗口|上一篇|下一篇|相关链接|相关阅读|返回顶部|您是第\d{0,10}位",
    re.IGNORECASE,
)
_NEAR_ENDS = re.compile(
    r"\s{0,9}(?:主办|承办|技术支持|地址|邮编|联系电话|电话|建议使用|网址|打印|【打印|关闭|Email)",
    re.IGNORECASE,
)
_ATTACHED = re.compile(
    r"^\s{0,9}(?:附件|附表|附[:：])|\.(?:docx?|xlsx?|pdf|wps|et|zip|rar|ofd|pptx?)\s{0,9}$",
    re.IGNORECASE,
)
_SITE = re.compile(r"[-_|–—]")
_SPACE = re.compile(r"\s+")


class Placed(NamedTuple):
    """A line and the part of the document it belongs to."""

    line: Line
    part: Part


def separate(lines: list[Line], titles: list[str]) -> Iterator[Placed]:
    """The lines with their parts; `titles` is what the page says it is called."""
    framed = _framed(lines)
    start = _title(lines, framed, titles)
    if start is None or _said(lines[:start]) > _said(lines[start:]):
        start = _first(lines, framed)
    end = _end(lines, framed, start)
    inside = _said(
        line
        for line, is_framed in zip(lines[start:end], framed[start:end], strict=True)
        if not is_framed
    )
    in_frames = _said(line for line in lines if line.is_frame)
    if inside < max(LEAST_TEXT, in_frames // MUCH_FRAME):
        yield from as_written(lines)
        return
    for index, line in enumerate(lines):
        if line.is_note:
            yield Placed(line, Part.NOTE)
        elif index < start:
            yield Placed(line, Part.HEADER)
        elif index >= end or framed[index]:
            yield Placed(line, Part.FOOTER)
        else:
            yield Placed(line, Part.BODY)


def as_written(lines: list[Line]) -> Iterator[Placed]:
    """The lines of a document that was saved as a page and has no frame."""
    return (Placed(line, _own_part(line)) for line in lines)


def _said(lines: Iterable[Line]) -> int:
    """How many characters some lines have that lead nowhere."""
    return sum(max(0, len(line.text.strip()) - line.links) for line in lines)


def _own_part(line: Line) -> Part:
    return Part.NOTE if line.is_note else Part.BODY


def _framed(lines: list[Line]) -> list[bool]:
    """Which lines are none of the text: they say so, or are a list of links."""
    framed: list[bool] = []
    for leads, run in groupby(lines, key=_leads_away):
        found = list(run)
        is_list = leads and len(found) >= LINK_LIST
        framed += [line.is_frame or is_list for line in found]
    return framed


def _title(lines: list[Line], framed: list[bool], titles: list[str]) -> int | None:
    """Where the title of the page stands, above its text."""
    wanted = [_close(title) for title in titles]
    wanted += [_close(_SITE.split(title, maxsplit=1)[0]) for title in titles]
    found = None
    for index, line in enumerate(lines):
        if framed[index] or not isinstance(line.item, Paragraph):
            continue
        text = _close(line.item.text)
        if len(text) >= SHORT_TITLE and _is_title(text, wanted):
            if line.item.style.is_heading:
                return index
            if found is None or not _leads_away(line):
                found = index
        elif found is not None and _is_content(line):
            break
    return found


def _first(lines: list[Line], framed: list[bool]) -> int:
    """Where something is said for the first time."""
    return next(
        (
            index
            for index, line in enumerate(lines)
            if not framed[index] and not _leads_away(line) and line.text.strip()
        ),
        len(lines),
    )


def _is_title(text: str, wanted: list[str]) -> bool:
    return any(
        text in title or (len(title) >= SHORT_TITLE and text.startswith(title))
        for title in wanted
    )


def _end(lines: list[Line], framed: list[bool], start: int) -> int:
    """Where the text ends: after its last sentence and what signs it."""
    last = start
    for index in range(len(lines) - 1, start, -1):
        if not framed[index] and _is_content(lines[index]):
            last = index
            break
    end = last + 1
    while end < len(lines) and not framed[end] and not _is_around(lines[end]):
        end += 1
    if end < len(lines):
        while end > last + 1 and _NEAR_ENDS.match(lines[end - 1].text):
            end -= 1
    return end


def _is_content(line: Line) -> bool:
    """Whether a line is surely part of the text."""
    text = line.text.strip()
    if _is_around(line) or _NEAR_ENDS.match(text):
        return False
    is_table = not isinstance(line.item, Paragraph)
    return is_table or len(text) >= LONG or text.endswith(("。", "；", "！"))


def _is_around(line: Line) -> bool:
    return (
        line.is_frame or _leads_away(line) or _ENDS.search(line.text[:500]) is not None
    )


def _leads_away(line: Line) -> bool:
    length = len(line.text.strip())
    return bool(
        length
        and line.links >= LINKED * length
        and not _ATTACHED.search(line.text[:200])
    )


def _close(text: str) -> str:
    return _SPACE.sub("", text)
