"""Every label of a page with the value that stands after it, in one pass over its lines."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from gongkai.model import Span
from gongkai.pattern import Pattern

_COLON = Pattern(r"(?<!\d):|:(?!\d)")
_BOUNDARY = Pattern(r"[\t。;,、.|)>!?:]|(?<=\d)(?=\D)")
_TOKEN = Pattern(r"[^ ]+")
_LONGEST_LINE = 500  # characters of a line in which labels stand without a colon
_NUMBERING = Pattern(
    r"^(?:[一二三四五六七八九十]{1,3}[、.]|\(?[\d一二三四五六七八九十]{1,2}[)、.]) {0,4}"
)
_HEADING = Pattern(r"[一二三四五六七八九十]{1,3}、")
_MOST_LETTERS = 6  # of a letter-spaced label
_LABEL_END = Pattern(r":|\t| {2}")
_HAN = Pattern(r"[\u4e00-\u9fff]")
_AROUND = " \t,。;、/"
_PARENTHESES = Pattern(r"\([^()]{0,20}\)")
_LONGEST = 30  # characters of a label with its spaces
_LONGEST_COLUMN = 12  # characters of a label that is a line of its own
_MOST_COLUMNS = 30  # of a table that was written one cell a line
_ORDINAL = "序号"


class Line(NamedTuple):
    """A line that is not blank, without the space around it."""

    text: str  # folded
    span: Span


class Labelled(NamedTuple):
    """A value and the label it stands after."""

    label: str  # folded, without spaces
    value: Span
    apart: bool  # on another line than its label


def labelled(
    lines: Sequence[Line], vocabulary: Container[str], tabled: Container[int]
) -> Iterator[Labelled]:
    """The values after labels: behind a colon or a gap, or on the line below a label.

    Of a letter-spaced label every way to read it is told: 陈华 记 录 人:… is 人, 录人,
    记录人 and 陈华记录人. The vocabulary is what labels there are: a value is none of
    them. In the rows of tables, whose starts are `tabled`, only a colon parts the two.
    """
    for index, line in enumerate(lines):
        yield from _in_line(lines, index, vocabulary)
        if line.span.start in tabled:
            continue
        yield from _in_gaps(line, vocabulary)
        name = _squeezed(_NUMBERING.sub("", line.text))
        if len(name) <= _LONGEST_COLUMN and name in vocabulary:
            below = _below(lines, index, vocabulary)
            if below is not None and not _follows(line, lines[below], vocabulary):
                yield Labelled(name, _bare(lines[below].text, lines[below].span), True)


def label_names(text: str) -> set[str]:
    """The labels that a folded text without spaces may be: 面积(亩): is 面积, too."""
    bare = text.rstrip(":")
    return {bare, _PARENTHESES.sub("", bare)}


def _in_line(
    lines: Sequence[Line], index: int, vocabulary: Container[str]
) -> Iterator[Labelled]:
    text, span = lines[index]
    heads = [(names, at) for at in _colons(text) if (names := _names(text, at))]
    for (names, colon), following in zip(heads, [*heads[1:], None], strict=False):
        end = following[0][0][1] if following else len(text)
        tab = text.find("\t", colon, end)
        end = max(colon + 1, tab if tab >= 0 else end)
        value = _bare(
            text[colon + 1 : end], Span(span.start + colon + 1, span.start + end)
        )
        if value.start < value.end:
            yield from (Labelled(name, value, False) for name, _ in names)
        elif colon == len(text) - 1 and index + 1 < len(lines):
            below = lines[index + 1]
            if not _is_label(below.text, vocabulary):
                value = _bare(below.text, below.span)
                yield from (Labelled(name, value, True) for name, _ in names)


def _bare(text: str, span: Span) -> Span:
    """The span of a text without the space and punctuation around it."""
    start = len(text) - len(text.lstrip(_AROUND))
    end = len(text.rstrip(_AROUND))
    return Span(span.start + min(start, end), span.start + end)


def _in_gaps(line: Line, vocabulary: Container[str]) -> Iterator[Labelled]:
    """Labels without a colon, in a line that begins with one: 时间  5月3日   地点  村部."""
    text, span = line
    if len(text) > _LONGEST_LINE:
        return
    tokens = list(_TOKEN.finditer(text.replace("\t", " ")))
    heads: list[tuple[str, int, int]] = []  # label, its tokens from and to
    for index in range(len(tokens)):
        label, stop = _spaced_label(tokens, index, vocabulary)
        colon = stop < len(tokens) and tokens[stop][0].startswith(":")
        if label and not colon:
            heads.append((label, index, stop))
        if not heads:
            return
    ends = [*(start for _, start, _ in heads[1:]), len(tokens)]
    for (label, _, first), last in zip(heads, ends, strict=False):
        if first < last:
            start, end = tokens[first].start(), tokens[last - 1].end()
            place = Span(span.start + start, span.start + end)
            yield Labelled(label, _bare(text[start:end], place), False)


def _spaced_label(
    tokens: Sequence[re.Match[str]], index: int, vocabulary: Container[str]
) -> tuple[str, int]:
    """The label that begins at a token, letter-spaced or not, and the token after it."""
    joined = ""
    longest = "", index
    for stop in range(index, min(len(tokens), index + _MOST_LETTERS)):
        token = tokens[stop][0].strip("/")
        if stop > index and len(token) > 1:
            break
        joined += token
        if joined in vocabulary:
            longest = joined, stop + 1
        if len(token) > 1:
            break
    return longest


def _colons(text: str) -> Iterator[int]:
    return (match.start() for match in _COLON.finditer(text))


def _names(text: str, colon: int) -> list[tuple[str, int]]:
    """The ways to read the label before a colon, each with its start; shortest first."""
    start = max(0, colon - _LONGEST)
    bare = _PARENTHESES.sub(lambda match: " " * len(match[0]), text[start:colon])
    cut = max((gap.end() for gap in _BOUNDARY.finditer(bare)), default=0)
    names: list[tuple[str, int]] = []
    joined = ""
    for token in reversed(list(_TOKEN.finditer(bare, cut))):
        if len(joined) > 1 and len(token[0]) > 1:
            break
        joined = token[0] + joined
        if _HAN.search(joined):
            names.append((joined, start + token.start()))
    return names


def _is_label(text: str, vocabulary: Container[str]) -> bool:
    """Whether a line is a label itself, or begins with one."""
    return _squeezed(_LABEL_END.split(text[:_LONGEST], maxsplit=1)[0]) in vocabulary


def _follows(label: Line, below: Line, vocabulary: Container[str]) -> bool:
    """Whether the line below a label is the next label or numbered heading."""
    numbered = _HEADING.match(label.text) and _HEADING.match(below.text)
    return bool(numbered) or _is_label(below.text, vocabulary)


def _below(lines: Sequence[Line], index: int, vocabulary: Container[str]) -> int | None:
    """The line that holds the value of a label line, where cells stand one a line."""
    first, last = index, index + 1
    start, end = max(0, index - _MOST_COLUMNS), index + _MOST_COLUMNS
    while first > start and _squeezed(lines[first - 1].text) in vocabulary:
        first -= 1
    while last < min(len(lines), end) and _squeezed(lines[last].text) in vocabulary:
        last += 1
    for back in range(start, index):
        if _squeezed(lines[back].text) == _ORDINAL:
            for ahead in range(last, min(len(lines), end)):
                if lines[ahead].text == "1":
                    first, last = back, ahead
                    break
    below = last + index - first
    return below if below < len(lines) else None


def _squeezed(text: str) -> str:
    return "".join(text.split()) if len(text) <= _LONGEST else text
