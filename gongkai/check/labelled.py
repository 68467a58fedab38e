"""Every label of a page with the value that stands after it, in one pass over its lines."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from gongkai.model import Span

_COLON = re.compile(r"(?<!\d):|:(?!\d)")
_BOUNDARY = re.compile(r"[\t。;,、.|)>!?:]|(?<=\d)(?=\D)")
_TOKEN = re.compile(r"[^ ]+")
_PARENTHESES = re.compile(r"\([^()]{0,20}\)")
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


def labelled(lines: Sequence[Line], vocabulary: Container[str]) -> Iterator[Labelled]:
    """The values after labels: behind a colon, or on the line below a label.

    Of a letter-spaced label every way to read it is told: 陈华 记 录 人：… is 人, 录人,
    记录人 and 陈华记录人. The vocabulary is what labels there are: a value is none of them.
    """
    for index, line in enumerate(lines):
        yield from _in_line(lines, index, vocabulary)
        name = _squeezed(line.text)
        if len(name) <= _LONGEST_COLUMN and name in vocabulary:
            below = _below(lines, index, vocabulary)
            if below is not None:
                yield Labelled(name, lines[below].span, True)


def _in_line(
    lines: Sequence[Line], index: int, vocabulary: Container[str]
) -> Iterator[Labelled]:
    text, span = lines[index]
    heads = [(_names(text, at), at) for at in _colons(text)]
    for (names, colon), following in zip(heads, [*heads[1:], None], strict=True):
        end = following[0][0][1] if following and following[0] else len(text)
        start = colon + 1
        tab = text.find("\t", start, end)
        end = tab if tab >= 0 else max(start, end)
        value = text[start:end]
        bare = value.strip()
        if bare:
            start += len(value) - len(value.lstrip())
            at = Span(span.start + start, span.start + start + len(bare))
            yield from (Labelled(name, at, False) for name, _ in names)
        elif colon == len(text) - 1 and index + 1 < len(lines):
            below = lines[index + 1]
            if not _is_label(below.text, vocabulary):
                yield from (Labelled(name, below.span, True) for name, _ in names)


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
        names.append((joined, start + token.start()))
    return names


def _is_label(text: str, vocabulary: Container[str]) -> bool:
    """Whether a line is a label itself, or begins with one."""
    head, colon, _ = text.partition(":")
    return _squeezed(head if colon else text) in vocabulary


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
