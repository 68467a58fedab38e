"""文种: told by the tail of the title, else by cues in the text (SPEC 6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from gongkai.describe import forms
from gongkai.model import NO_GENRE, Found, Genre, Span
from gongkai.pattern import Pattern
from gongkai.rules import GenreRule, Rulebook
from gongkai.text import Tight, fold, tighten

_QUOTED = Pattern(r"《[^《》]{0,200}》")
_BRACKETS = Pattern(
    r"\([^()]{0,40}\)$|\[[^\[\]]{0,40}\]$|【[^【】]{0,40}】$|〔[^〔〕]{0,40}〕$"
)
_POSTED = Pattern(r"\([^()]{0,12}(?:公示稿?|榜)\)$")
_NOTICE = "公示"
_NUMBERED = Pattern(
    r"(?:[\[(〔【]\d{4}[\])〕】]|第[\d一二三四五六七八九十]{1,4}[号期]).{0,60}$"
)
_LATIN = Pattern(r"[A-Za-z][A-Za-z ,.'&\-]{6,200}$")
_BULLETIN = Pattern(
    r"\s{0,20}(?P<paper>[\u4e00-\u9fff][\u4e00-\u9fff ]{1,14}(?:简 ?报|快 ?报))\s{0,6}\n\s{0,10}\(?总?第? ?.{1,6}期"
)
_LOOKED_AT = 6000  # characters at either end in which cues count


def find(folded: str, title: Found[str] | None, book: Rulebook) -> Found[Genre]:
    """The genre of a document, G99 when nothing tells it.

    A bulletin is one, whatever its first piece is called.
    """
    masthead = _BULLETIN.match(folded)
    news = (rule for rule in book.genres if rule.code == forms.NEWS)
    if masthead is not None and (rule := next(news, None)) is not None:
        return Found(Genre(rule.code, rule.name), Span(*masthead.span("paper")))
    if title is not None:
        rule = of_title(title.value, book.genres)
        if rule is not None:
            return Found(Genre(rule.code, rule.name), title.span)
    return _by_cues(folded, title, book)


def of_title(title: str, rules: Iterable[GenreRule]) -> GenreRule | None:
    """The first rule whose tail the title has.

    《…》 and brackets at the end do not count, nor a number behind the genre's word;
    but （第二榜） and （乡级公示） say that a list is posted.
    """
    bare = "".join(fold(title).split())
    heads = [_NOTICE] if _POSTED.search(bare) else [_core(bare)]
    if numbered := _NUMBERED.search(heads[0]):
        heads.append(heads[0][: numbered.start()])
    for head in heads:
        for rule in rules:
            if head and rule.tail.search(head):
                return rule
    return None


def _core(title: str) -> str:
    previous = None
    core = _LATIN.sub("", title)
    while core != previous:
        previous = core
        core = _QUOTED.sub("", core)
        core = _BRACKETS.sub("", core).rstrip("。!?.*-—·")
    return core or title


def _by_cues(folded: str, title: Found[str] | None, book: Rulebook) -> Found[Genre]:
    """The genre of which the text shows the most cues over what it takes."""
    best: tuple[float, GenreRule, Span] | None = None
    shown = _shown(folded, book)
    for rule in book.genres:
        hits = shown[rule.code]
        strength = len(hits) / rule.min_cues
        if strength >= 1 and (best is None or strength > best[0]):
            best = strength, rule, hits[0]
    if best is None:
        name = next(
            (rule.name for rule in book.genres if rule.code == NO_GENRE), "其他"
        )
        return Found(Genre(NO_GENRE, name), title.span if title else Span(0, 0))
    _, rule, span = best
    return Found(Genre(rule.code, rule.name), span)


def _shown(folded: str, book: Rulebook) -> Mapping[str, Sequence[Span]]:
    """Where the cues of each genre stand, in the order of its rule."""
    ends = _ends(folded)
    whole = "\n".join(tight.text for _, tight in ends)
    shown: defaultdict[str, list[Span]] = defaultdict(list)
    for rule, cue in book.cues.passing(whole):
        if hit := _search(cue, ends):
            shown[rule.code].append(hit)
    return shown


def _ends(folded: str) -> list[tuple[int, Tight]]:
    """The beginning and the end of a text, letter-spacing closed, and where they start."""
    if len(folded) <= 2 * _LOOKED_AT:
        return [(0, tighten(folded))]
    last = len(folded) - _LOOKED_AT
    return [(0, tighten(folded[:_LOOKED_AT])), (last, tighten(folded[last:]))]


def _search(cue: Pattern, ends: list[tuple[int, Tight]]) -> Span | None:
    """Where a cue stands."""
    for offset, tight in ends:
        if match := cue.seek_first(tight.text):
            blank = len(match[0]) - len(match[0].lstrip())
            start, end = tight.span(
                match.start() + blank, match.start() + len(match[0].rstrip())
            )
            return Span(offset + start, offset + end)
    return None
