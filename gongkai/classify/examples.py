"""Whether a category's own examples come out as they should."""

from __future__ import annotations

from gongkai.classify.judge import classify
from gongkai.model import (
    Block,
    BlockKind,
    Extract,
    Found,
    Genre,
    Metadata,
    Span,
)
from gongkai.pattern import Pattern
from gongkai.rules import GenreRule, Rulebook
from gongkai.text import fold

_QUOTED = Pattern(r"《[^《》]{0,200}》")
_TRAILING = Pattern(r"[\((][^()()]{0,60}[\))]$")


def holds(category: str, rulebook: Rulebook, example: str) -> bool:
    """Whether the example falls to this category among all of the rulebook.

    The first line of an example is its title and the rest its body. The genre is told
    by the genre rules from the title's end, else from the cues in the body.
    """
    extract, metadata = _document(example.strip("\n"), rulebook)
    return classify(extract, metadata, rulebook).category.code == category


def _document(example: str, rulebook: Rulebook) -> tuple[Extract, Metadata]:
    title, _, body = example.partition("\n")
    blocks = [Block(BlockKind.HEADING, Span(0, len(title)))]
    start = len(title) + 1
    for line in body.split("\n") if body else ():
        blocks.append(Block(BlockKind.PARAGRAPH, Span(start, start + len(line))))
        start += len(line) + 1
    metadata = Metadata(
        title=Found(title, Span(0, len(title))),
        genre=_genre(title, body, rulebook.genres),
        body=Span(min(len(title) + 1, len(example)), len(example)),
    )
    return Extract(example, tuple(blocks)), metadata


def _genre(title: str, body: str, rules: tuple[GenreRule, ...]) -> Found[Genre] | None:
    bare = _TRAILING.sub("", _QUOTED.sub("", fold(title)).strip())
    for rule in rules:
        if rule.tail.search(bare):
            return Found(Genre(rule.code, rule.name), Span(0, len(title)))
    cued = [
        rule
        for rule in rules
        if rule.cues
        and sum(1 for cue in rule.cues if cue.search(fold(body))) >= rule.min_cues
    ]
    if len(cued) == 1:
        return Found(Genre(cued[0].code, cued[0].name), Span(0, len(title)))
    return None
