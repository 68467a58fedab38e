"""正文: the document itself, after the masthead and before 附件 and 版记."""

from __future__ import annotations

from gongkai.describe import forms
from gongkai.describe.imprint import Imprint
from gongkai.describe.layout import Layout
from gongkai.describe.signature import Signature, attachments
from gongkai.model import Found, Span


def find(
    layout: Layout,
    title: Found[str] | None,
    begin: int,
    signature: Signature | None,
    imprint: Imprint,
) -> Span:
    """From the first character after the title to the last before what is attached."""
    if not layout.lines:
        return Span(0, 0)
    first = _first(layout, title, begin)
    last = _last(layout, first, signature, imprint)
    if first >= last:
        return Span(layout.lines[-1].span.end, layout.lines[-1].span.end)
    return Span(layout.lines[first].span.start, layout.lines[last - 1].span.end)


def _first(layout: Layout, title: Found[str] | None, begin: int) -> int:
    """The line after the title's, unless the title runs into the body."""
    if title is None:
        return min(begin, len(layout.lines) - 1)
    return next(
        (
            number
            for number, line in enumerate(layout.lines)
            if line.span.end > title.span.end
        ),
        len(layout.lines),
    )


def _last(
    layout: Layout, first: int, signature: Signature | None, imprint: Imprint
) -> int:
    """One past the last line of the body."""
    end = attachments(layout, first)
    if imprint.line is not None and imprint.line > first:
        end = min(end, imprint.line)
    if signature is None:
        return end
    for number in range(signature.last + 1, min(signature.last + 5, end)):
        bare = layout.lines[number].bare
        if forms.ATTACHMENT.match(bare) or (
            len(bare) <= 60 and layout.wording.enclosed.search(bare)
        ):
            return number
    return end
