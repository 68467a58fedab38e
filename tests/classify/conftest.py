"""Documents written in place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gongkai.classify import classify
from gongkai.model import (
    Block,
    BlockKind,
    Classification,
    Extract,
    Found,
    Genre,
    IssuerType,
    Metadata,
    Span,
)
from gongkai.rules import Rulebook

Judge = Callable[..., Classification]


def document(
    title: str | None,
    body: str,
    genre: str | None = None,
    issuer: str = "",
    issuer_type: IssuerType | None = None,
    is_template: bool = False,
) -> tuple[Extract, Metadata]:
    """A document as reading and describing would hand it on."""
    head = f"{title}\n" if title else ""
    text = head + body + (f"\n{issuer}" if issuer else "")
    blocks = []
    start = 0
    for line in text.split("\n"):
        blocks.append(Block(BlockKind.PARAGRAPH, Span(start, start + len(line))))
        start += len(line) + 1
    metadata = Metadata(
        title=Found(title, Span(0, len(title))) if title else None,
        genre=Found(Genre(genre, genre), Span(0, 1)) if genre else None,
        issuer=Found(issuer, Span(len(text) - len(issuer), len(text)))
        if issuer
        else None,
        issuer_type=issuer_type,
        body=Span(len(head), len(text)),
        is_template=is_template,
    )
    return Extract(text, tuple(blocks)), metadata


@pytest.fixture
def judge(rulebook: Rulebook) -> Judge:
    """Classify a document written in place by the built-in rules."""

    def judged(*parts: object, **more: object) -> Classification:
        extract, metadata = document(*parts, **more)  # type: ignore[arg-type]
        return classify(extract, metadata, rulebook)

    return judged
