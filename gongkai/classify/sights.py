"""What the words of a document say of each category, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from gongkai.classify.lexicon import Role, Sense, lexicon
from gongkai.classify.passages import OPENING, Passage
from gongkai.model import Span, Where
from gongkai.rules import Rulebook


class Sight(NamedTuple):
    """A term met in a document, with what it says of one category."""

    term: str
    role: Role
    where: Where
    span: Span
    cited: bool  # it stands in the name of another text
    source: str  # of INSTEAD: the category that it turns from


Sights = Mapping[str, list[Sight]]
"""By category code; only categories that some word speaks for."""


def look(rulebook: Rulebook, passages: Iterable[Passage]) -> Sights:
    """Each thing that a term says of a category, at the first of its places alone."""
    seen: defaultdict[str, dict[tuple[str, Role, Where], Sight]] = defaultdict(dict)
    for passage in passages:
        done: set[tuple[str, Where]] = set()
        for meeting in lexicon(rulebook).meet(passage.tight, OPENING):
            where = passage.where(meeting.start)
            if (meeting.term, where) in done:  # met again it says no more
                continue
            cited = passage.cites(meeting.start)
            if meeting.is_whole and not cited:
                done.add((meeting.term, where))
            span = passage.span(meeting.start, meeting.end)
            for category, role, source in _said(meeting.senses):
                known = seen[category].get((meeting.term, role, where))
                if known is None or (known.cited and not cited):
                    seen[category][meeting.term, role, where] = Sight(
                        meeting.term, role, where, span, cited, source
                    )
    return _spoken_for({code: list(own.values()) for code, own in seen.items()})


def _said(senses: tuple[Sense, ...]) -> Iterator[tuple[str, Role, str]]:
    """To whom a term speaks; a word that turns from one category speaks for another."""
    own = {sense.category for sense in senses if sense.role is not Role.UNLIKE}
    for sense in senses:
        yield sense.category, sense.role, ""
        if sense.instead and sense.instead not in own:
            yield sense.instead, Role.INSTEAD, sense.category


def _spoken_for(sights: Sights) -> Sights:
    """Only categories with a word of their own can be meant, or be turned from."""
    own = (Role.TITLE, Role.BODY)
    spoken = {
        code for code, seen in sights.items() if any(one.role in own for one in seen)
    }
    return {
        code: [one for one in sights[code] if not one.source or one.source in spoken]
        for code in sorted(spoken)
    }
