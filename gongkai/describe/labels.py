"""Labelled values at the head of a document: page metadata, fields of a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from gongkai.describe.layout import Layout, Line
from gongkai.model import BlockKind, Found, Span
from gongkai.pattern import Pattern
from gongkai.rules import Wording
from gongkai.text import HAN

_VALUE_ENDS = Pattern(rf"\s{{3,}}|\t|\s{{1,2}}(?=[{HAN}]{{2,8}}:)|\s{{1,2}}(?=[\[【])")
_HAN_END = Pattern(rf"[{HAN}]$")
_TOKEN = Pattern(r"\S+")
_CELL_ENDS = Pattern(r"\t")
_MOST_CELLS = 4  # of a row of labels and values


class Labelled(NamedTuple):
    """A label of page metadata, what it is about and the value after it."""

    kind: str  # one of rules.LABEL_KINDS
    label: str
    value: Found[str]
    line: int


@dataclass(frozen=True)
class Labels:
    """The labelled values of a document's head, and the lines they take."""

    values: tuple[Labelled, ...]
    taken: frozenset[int]

    def of(self, kind: str) -> Iterator[Labelled]:
        return (each for each in self.values if each.kind == kind)

    def first(self, kind: str) -> Found[str] | None:
        return next((each.value for each in self.of(kind)), None)


def read(layout: Layout) -> Labels:
    """Every known label at the head that has a value."""
    kinds = layout.wording.labels
    label_form = _form(layout.wording)
    values: list[Labelled] = []
    taken: set[int] = set()
    for number, line in enumerate(layout.head):
        if number in taken and not label_form.match(line.text):
            continue
        for label, span in _fields(line, label_form, kinds):
            if line.bare in kinds or label_form.match(line.text):
                taken.add(number)
            if span.start == span.end:
                after = _value_below(layout, number, label_form)
                if after is None:
                    continue
                taken.add(number + 1)
                span = after.span
            values.append(
                Labelled(kinds[label], label, Found(layout.raw(span), span), number)
            )
    return Labels(tuple(values), frozenset(taken))


@lru_cache(maxsize=4)
def _compiled(label: str) -> Pattern:
    return Pattern(
        rf"(?:^\(?|(?<=\s)|(?<=本))(?P<label>{label})(?:\([^()]{{0,6}}\))?\s{{0,4}}:"
    )


def _form(wording: Wording) -> Pattern:
    """A pattern for a known label and its colon, where a label may stand."""
    return _compiled(wording.label.source)


def _fields(
    line: Line, label_form: Pattern, kinds: Mapping[str, str]
) -> Iterator[tuple[str, Span]]:
    """Each label of a line with the span of its value, which may be empty."""
    if line.kind is BlockKind.TABLE and line.bare in kinds:
        yield line.bare, Span(line.span.end, line.span.end)
        return
    if "\t" in line.text:
        yield from _cells(line, kinds)
    elif ":" not in line.text and line.is_short:
        yield from _in_a_row(line, kinds)
    found = [
        match
        for match in label_form.finditer(line.text[:400])
        if _begins_word(line.text, match.start())
    ]
    for place, match in enumerate(found):
        last = place + 1 == len(found)
        end = len(line.text) if last else found[place + 1].start()
        rest = line.text[match.end() : end]
        body = rest.lstrip()
        cut = _VALUE_ENDS.search(body)
        value = (body[: cut.start()] if cut else body).rstrip()
        if line.text.startswith("("):
            value = value.rstrip(") ")
        start = line.span.start + match.end() + len(rest) - len(body)
        yield "".join(match["label"].split()), Span(start, start + len(value))


def _begins_word(text: str, start: int) -> bool:
    """Whether a label begins where a word does: not the 时 间 of 会 议 时 间."""
    before = text[:start].split()
    if not before or not text[start - 1].isspace():
        return True
    apart = text[max(start - 2, 0) : start].isspace() or not _HAN_END.search(before[-1])
    return apart or (len(before[-1]) > 1 and ":" in text[:start])


def _cells(line: Line, kinds: Mapping[str, str]) -> Iterator[tuple[str, Span]]:
    """The labels and values of a row of tabbed text: 公示日期, a tab, 2022年11月17日."""
    spans: list[Span] = []
    start = 0
    for end in [
        *(tab.start() for tab in _CELL_ENDS.finditer(line.text)),
        len(line.text),
    ]:
        spans.append(Span(line.span.start + start, line.span.start + end))
        start = end + 1
    if len(spans) > _MOST_CELLS or len(spans) % 2:
        return
    for label, value in zip(spans[::2], spans[1::2], strict=True):
        name = "".join(_of(line, label).split()).rstrip(":")
        text = _of(line, value)
        inner = text.strip()
        if name in kinds and inner:
            at = value.start + text.index(inner)
            yield name, Span(at, at + len(inner))


def _in_a_row(line: Line, kinds: Mapping[str, str]) -> Iterator[tuple[str, Span]]:
    """Labels and values that only spaces part: 索引号 A-12  发布机构 某局 发布日期 2023-09-18."""
    tokens = list(_TOKEN.finditer(line.text))
    heads = [place for place, token in enumerate(tokens) if token[0] in kinds]
    if len(heads) < 2 or heads[0] != 0:
        return
    for head, after in zip(heads, [*heads[1:], len(tokens)], strict=True):
        if head + 1 < after:
            start, end = tokens[head + 1].start(), tokens[after - 1].end()
            at = line.span.start
            yield tokens[head][0], Span(at + start, at + end)


def _of(line: Line, span: Span) -> str:
    return line.text[span.start - line.span.start : span.end - line.span.start]


def _value_below(layout: Layout, number: int, label_form: Pattern) -> Line | None:
    """The next line, where a label's value stands when the label ends its own."""
    if number + 1 >= len(layout.lines):
        return None
    below = layout.lines[number + 1]
    if label_form.match(below.text) or below.bare.endswith(":"):
        return None
    return below
