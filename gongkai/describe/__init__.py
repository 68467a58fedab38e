"""Read a document's elements from its text. One module an element."""

from __future__ import annotations

from gongkai.describe import (
    addressees,
    body,
    doc_number,
    genre,
    imprint,
    issued_on,
    issuer,
    issuer_type,
    labels,
    layout,
    openness,
    secrecy,
    signature,
    template,
    title,
)
from gongkai.model import Extract, Metadata
from gongkai.rules import Rulebook

__all__ = ["describe"]


def describe(extract: Extract, rulebook: Rulebook) -> Metadata:
    """What the document says of itself, each element found or None."""
    lines = layout.read(extract, rulebook.wording)
    fields = labels.read(lines)
    number = doc_number.find(lines, fields)
    begin = title.first_line(lines, fields, number)
    titled = title.find(lines, fields, number, rulebook)
    below = lines.number_after(titled.span.end) if titled else begin
    signed = signature.find(lines, max(begin, below))
    if titled is None and signed is not None:
        titled = title.find_enclosed(lines, signed.last + 1, rulebook)
    printed = imprint.find(lines, max(begin, below))
    kind = genre.find(lines.folded, titled, rulebook)
    issued = issued_on.find(lines, fields, signed, printed, titled, kind.value, begin)
    issued_by = issuer.find(lines, fields, signed, printed, titled, kind.value)
    span = body.find(lines, titled, begin, signed, printed)
    marks = secrecy.find(lines)
    return Metadata(
        title=titled,
        genre=kind,
        issuer=issued_by,
        issuer_type=issuer_type.find(
            issued_by.value if issued_by else None, rulebook.wording
        ),
        doc_number=number,
        issued_on=issued,
        secrecy=marks.secrecy,
        secrecy_term=marks.term,
        openness=openness.find(lines, fields),
        internal=marks.internal,
        addressees=addressees.find(lines, begin, titled.span.end if titled else 0),
        copied_to=printed.copied_to,
        printed_by=printed.printed_by,
        printed_on=printed.printed_on,
        body=span,
        is_template=template.find(lines.folded, span, issued),
    )
