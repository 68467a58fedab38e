"""Lines of a page made paragraphs, by where they begin and end.

A page knows no paragraphs. A line goes on in the next one when nothing more would have
fitted on it, and the next one stands where a paragraph goes on and not where it
begins. What stays alone, stays a line: titles, labels, signatures, list items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from gongkai.ingest.pages.line import SOFT_HYPHEN, Box, Line
from gongkai.ingest.pages.order import width as width_of

TITLE_LENGTH = 80  # characters; what is longer is a paragraph in a heading's dress
BOLD_TITLE_LENGTH = 40
OPENING_LENGTH = 50  # of a first line that nothing but its place makes a title
LARGE = 1.2  # times the size of the body
NEAR = 0.7  # times the size of the font: what begins this near is aligned
DEEPEST_INDENT = 4.6  # times the size of the font
MOST_GAP = 1.35  # times the usual distance of lines
LOOSE = 2.4  # times the size of the font: the most that is taken for usual
SPARSE = 0.72  # of the room in a line that its characters take, if it has gaps
NARROWEST = 8  # times the size of the font: a column of less is a list of names
BROAD = 15  # times the size of the font
WIDEST_MARGIN = 1.4  # times the margin at the left
_MANY = 0.4  # of the lines
_COMMON = 0.15  # of the lines have to share an edge for it to be the margin

_SENTENCE_END = "。；！？：;!?…"
_NO_TITLE_END = "。；，、：;,:"
_NEVER_FIRST = "，。、；：！？）》”』」】〕%％…—,.;:!?)"
_OPENING = "（《“‘「『〔【([<"
_IN_NUMBERS = ".,:%"
_IN_WORDS = "-/@_&=("
_WORD = re.compile(r"[!-~\u00c0-\u024f]{1,60}")
_ITEM = re.compile(
    r"(?:第[一二三四五六七八九十百零〇\d]{1,5}[条章节款项]|[一二三四五六七八九十]{1,3}[、.．是]"
    r"|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．)）](?!\d)|[①-⑳●○■◆▪•·*-]|附件?[:：\d])"
)
_LABEL = re.compile(r"[^，。；,;：:]{1,12}[：:]")


class Frame(NamedTuple):
    """The column of text that lines stand in."""

    left: float
    right: float
    support: int = 0  # lines that reach its right edge

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


class Style(NamedTuple):
    """How most of a document is set."""

    size: float
    is_bold: bool
    leading: float  # distance of lines
    frame: Frame


class Paragraph(NamedTuple):
    """Lines that read on, and the frame they stand in."""

    lines: tuple[Line, ...]
    frame: Frame

    @property
    def text(self) -> str:
        text = self.lines[0].text
        for line in self.lines[1:]:
            text = joined(text, line.text)
        return text.replace(SOFT_HYPHEN, "-")


def joined(text: str, more: str) -> str:
    """The text of a line and the next: a word parted by a hyphen is made whole."""
    if text.endswith(SOFT_HYPHEN):
        return text[:-1] + more
    before, after = text[-1:], more[:1]
    if not before.isascii() or not after.isascii():
        return text + more
    is_cut = (before.isdigit() or before in _IN_NUMBERS) and after.isdigit()
    return text + more if is_cut or before in _IN_WORDS else f"{text} {more}"


def flows(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines in runs that go down the page: the columns of a page, one after another."""
    flow: list[Line] = []
    for line in lines:
        if flow and line.base > flow[-1].base + line.size:
            yield flow
            flow = []
        flow.append(line)
    if flow:
        yield flow


def frame_of(lines: Sequence[Line], page: Box | None = None) -> Frame:
    """The margins that lines keep, by the edges that more than one of them share.

    Short lines share an edge by chance. Given the page, they have to be many, or leave
    a margin at the right much like that at the left.
    """
    least = max(2, round(_COMMON * len(lines)))
    size = median(line.size for line in lines)
    lefts = sorted(line.left for line in lines)
    rights = sorted(map(_edge, lines), reverse=True)
    left = next(
        (
            left
            for left, other in zip(lefts, lefts[least - 1 :], strict=False)
            if other - left <= size / 2
        ),
        lefts[0],
    )
    right = next(
        (
            right
            for right, other in zip(rights, rights[least - 1 :], strict=False)
            if right - other <= 1.5 * size
        ),
        rights[0],
    )
    support = sum(1 for other in rights if abs(right - other) <= 1.5 * size)
    if page is not None:
        usual = page.right - WIDEST_MARGIN * max(left - page.left, 0.0)
        exact = sum(1 for other in rights if abs(right - other) <= 0.5 * size)
        is_many = exact >= max(4, _MANY * len(lines))
        if right < usual and not (is_many and right - left >= BROAD * size):
            return Frame(left, usual)
    return Frame(left, right, support)


def _edge(line: Line) -> float:
    """Where a line ends, without punctuation that may hang out over the margin."""
    hangs = len(line.text) > 1 and line.text[-1] in _NEVER_FIRST
    return line.right - line.size if hangs else line.right


def leading_of(lines: Sequence[Line], size: float) -> float:
    """The usual distance from a line to the next."""
    gaps = [
        above.base - below.base
        for above, below in pairwise(lines)
        if 0.8 * size < above.base - below.base < 3 * size
    ]
    return median(gaps) if gaps else 1.8 * size


def paragraphs(
    lines: Sequence[Line], frame: Frame, leading: float
) -> Iterator[Paragraph]:
    """Put the lines of a flow together into paragraphs."""
    is_indented = has_indents(lines, frame)
    here: dict[float, float] = {}  # the distance of lines in this column, by size

    def distance(size: float) -> float:
        if size not in here:
            alike = [line for line in lines if abs(line.size - size) <= 0.1]
            usual = min(leading_of(alike, size), LOOSE * size)
            here[size] = max(usual, leading)
        return here[size]

    run: list[Line] = []
    for line in lines:
        if run and not (
            0 < run[-1].base - line.base <= MOST_GAP * distance(round(line.size, 1))
            and goes_on(run, line, frame, is_indented=is_indented)
        ):
            yield Paragraph(tuple(run), frame)
            run = []
        run.append(line)
    if run:
        yield Paragraph(tuple(run), frame)


def goes_on(
    run: Sequence[Line], line: Line, frame: Frame, *, is_indented: bool
) -> bool:
    """Whether a paragraph goes on in a line, as far as edges and words tell."""
    first, last = run[0], run[-1]
    if frame.right - frame.left < NARROWEST * line.size:
        return False
    if abs(last.tail - line.size) > 0.08 * line.size or _is_row(last):
        return False
    if _is_row(line):
        return False
    if last.text.endswith(SOFT_HYPHEN):
        return True
    if not _is_full(last, line, frame) or _is_centred(line, frame):
        return False
    near = NEAR * line.size
    indent = first.left - line.left
    if near < indent <= DEEPEST_INDENT * line.size:  # the first line was indented
        return line.left <= frame.left + near
    if abs(line.left - last.left) <= near:
        if last.left > frame.left + near:
            return len(run) > 1
        return is_indented or not _begins_anew(last.text, line.text)
    is_hanging = near < line.left - last.left <= DEEPEST_INDENT * line.size
    return (
        is_hanging
        and len(run) == 1
        and bool(_ITEM.match(first.text))
        and not _ITEM.match(line.text)
    )


def runs_over(before: Paragraph, after: Paragraph, *, is_indented: bool) -> bool:
    """Whether the last paragraph of a page goes on as the first one of the next."""
    last, line = before.lines[-1], after.lines[0]
    if not is_indented and last.text[-1] in _SENTENCE_END:
        return False
    shift = before.frame.left - after.frame.left  # margins of facing pages differ
    moved = line._replace(left=line.left + shift, right=line.right + shift)
    return not _is_centred(last, before.frame) and goes_on(
        before.lines, moved, before.frame, is_indented=is_indented
    )


def is_heading(
    paragraph: Paragraph, style: Style, *, is_first: bool, is_top: bool
) -> bool:
    """Whether a paragraph is dressed as a title: large, bold or centred, or comes first.

    `is_top` says that nothing but headings came before, `is_first` that nothing did.
    """
    line, text = paragraph.lines[0], paragraph.text
    if len(text) > TITLE_LENGTH or text[-1] in _NO_TITLE_END or not _has_letters(text):
        return False
    if line.size >= LARGE * style.size:
        return True
    if len(paragraph.lines) > 1:
        return False
    is_centred = _is_centred(line, paragraph.frame)
    is_bold = line.bold and not style.is_bold
    if is_centred and (is_top or is_bold or line.size > 1.05 * style.size):
        return True
    if _LABEL.match(text):
        return False
    is_opening = is_first and len(text) <= OPENING_LENGTH and not _ITEM.match(text)
    return is_opening or (is_bold and len(text) <= BOLD_TITLE_LENGTH)


def wraps(last: Line, line: Line, room: float) -> bool:
    """Whether a line in a table cell goes on in the next, given the room in the cell."""
    if last.text.endswith(SOFT_HYPHEN):
        return True
    if last.base - line.base > 2.2 * line.size:
        return False
    return room - (last.right - last.left) < _word_width(line)


def has_indents(lines: Sequence[Line], frame: Frame) -> bool:
    """Whether first lines are indented here: some lines begin at the margin, some not."""
    at_margin = indented = 0
    for line in lines:
        indent = (line.left - frame.left) / line.size
        at_margin += abs(indent) <= NEAR
        indented += 1.2 <= indent <= DEEPEST_INDENT and not _is_centred(line, frame)
    return at_margin > 0 and indented > 0


def _is_full(last: Line, line: Line, frame: Frame) -> bool:
    return frame.right - last.right < _word_width(line) + 0.5 * line.size


def _word_width(line: Line) -> float:
    """How much room the first word of a line takes, with what may not be parted from it."""
    text = line.text
    width = (line.right - line.left) / max(width_of(text), 0.5)
    word = _WORD.match(text)
    length = word.end() if word else 1
    while length < len(text) and text[length - 1] in _OPENING:
        length += 1
    while length < len(text) and text[length] in _NEVER_FIRST:
        length += 1
    return width * width_of(text[:length])


def _is_row(line: Line) -> bool:
    """Whether there are wide gaps in a line: it is a row of a table without rules."""
    room = line.right - line.left
    return (" " in line.text or "\t" in line.text) and width_of(
        line.text
    ) * line.size < SPARSE * room


def _is_centred(line: Line, frame: Frame) -> bool:
    return (
        abs(line.middle - frame.middle) <= line.size
        and line.left > frame.left + 1.5 * line.size
        and line.right < frame.right - 1.5 * line.size
    )


def _begins_anew(before: str, text: str) -> bool:
    """Whether words tell that a line begins a paragraph, where no indent can."""
    if before[-1] in _SENTENCE_END:
        return True
    return bool(_ITEM.match(text)) and before[-1] not in "，、（(《"


def _has_letters(text: str) -> bool:
    return any(char.isalpha() for char in text)
