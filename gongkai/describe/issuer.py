"""发文机关: who speaks.

The signature says it best. Where there is none it stands in page metadata, in the
letter-head, before the title, or at the beginning of the title.
"""

from __future__ import annotations

import re

from gongkai.describe import names, vocabulary
from gongkai.describe.imprint import Imprint
from gongkai.describe.labels import Labels
from gongkai.describe.layout import Layout
from gongkai.describe.signature import Signature
from gongkai.model import Found, Span

_PLACE = re.compile(
    r"(?P<kind>镇|乡|街道|村|社区|乡镇|镇\(街道\)|村\(社区\))\s{0,2}:\s{0,3}(?P<name>\S{2,12})"
)
_PRINCIPAL = re.compile(
    rf"(?:^|\s|[、.])(?:{vocabulary.any_label('采购人名称', '采购人', '招标人', '采购单位', '招标单位', '招租单位', '出租方')})"
    r"\s{0,4}:\s{0,4}(?P<name>[^\s,。;:]{4,40})"
)
_LOOKED_AT = 40


def find(
    layout: Layout,
    labels: Labels,
    signature: Signature | None,
    imprint: Imprint,
    title: Found[str] | None,
) -> Found[str] | None:
    """The issuer, from the first place that names one."""
    if signature is not None and signature.issuer is not None:
        return signature.issuer
    return (
        _labelled(layout, labels)
        or _letterhead(layout, title)
        or _principal(layout)
        or _in_title(layout, title)
        or imprint.printed_by
        or _place(layout)
    )


def _labelled(layout: Layout, labels: Labels) -> Found[str] | None:
    for each in labels.of("issuer"):
        found = names.in_span(each.value.span, layout)
        if found is not None:
            return found
    return None


def _letterhead(layout: Layout, title: Found[str] | None) -> Found[str] | None:
    """The body above the title: ××委员会文件, or its bare name, or that of its book."""
    end = title.span.start if title else 0
    for line in layout.head:
        if line.span.start >= end and not vocabulary.MASTHEAD.fullmatch(line.bare):
            break
        carrier = vocabulary.CARRIERS.search(
            line.text
        ) or vocabulary.MASTHEAD_WORD.search(line.text)
        stop = line.span.start + carrier.start() if carrier else line.span.end
        found = names.in_span(Span(line.span.start, stop), layout)
        if found is not None:
            return found
    return None


def _principal(layout: Layout) -> Found[str] | None:
    """In a tender, who buys: 采购人：X."""
    for line in layout.lines:
        match = _PRINCIPAL.search(line.text, 0, 3000)
        if match:
            start = line.span.start + match.start("name")
            found = names.in_span(Span(start, start + len(match["name"])), layout)
            if found is not None:
                return found
    return None


def _in_title(layout: Layout, title: Found[str] | None) -> Found[str] | None:
    """The body with which the title begins."""
    if title is None:
        return None
    text = title.span.of(layout.folded)
    places = [i for i, char in enumerate(text) if not char.isspace()]
    name = names.at_start_of("".join(text[i] for i in places))
    if name is None:
        return None
    span = Span(title.span.start, title.span.start + places[len(name) - 1] + 1)
    return Found("".join(layout.raw(span).split()), span)


def _place(layout: Layout) -> Found[str] | None:
    """The village that a form is of: 镇：X　村：Y."""
    for line in layout.lines[:8]:
        found = list(_PLACE.finditer(line.text)) if line.is_short else []
        if found:
            start = line.span.start
            span = Span(start + found[0].start("name"), start + found[-1].end("name"))
            return Found("".join(each["name"] for each in found), span)
    return None
