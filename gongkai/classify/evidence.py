"""What speaks for and against each category: hits whose weights add up to its score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from gongkai.classify.lexicon import Role, Sense, lexicon
from gongkai.classify.passages import (
    Passage,
    body_passage,
    matters,
    title_passage,
)
from gongkai.classify.weights import Weights
from gongkai.model import Extract, Hit, Metadata, Span, Where
from gongkai.rules import Rulebook

NO_GENRE = "G99"
_FLOWING = (Where.OPENING, Where.TABLE_HEADER, Where.BODY)


class Sight(NamedTuple):
    """A term met in a document, with what it says of one category."""

    term: str
    role: Role
    where: Where
    span: Span


def gather(
    extract: Extract, metadata: Metadata, rulebook: Rulebook, weights: Weights
) -> dict[str, tuple[Hit, ...]]:
    """The hits of every category that any word speaks of."""
    body = body_passage(extract, metadata, weights.agenda_labels)
    title = title_passage(extract, metadata)
    sights = _sights(rulebook, [title, body] if title else [body])
    scale = _Scale(weights, metadata, _agenda_matters(body))
    return {
        code: (
            *_weighed(seen, scale),
            *_formal(code, extract, metadata, rulebook, weights),
        )
        for code, seen in sights.items()
    }


def _agenda_matters(body: Passage) -> int:
    spans = dict(body.places)[Where.AGENDA]
    return max((matters(span.of(body.tight.text)) for span in spans), default=1)


def _sights(rulebook: Rulebook, passages: list[Passage]) -> dict[str, list[Sight]]:
    """Each thing a term says of a category, at the first of its places alone."""
    sights: defaultdict[str, dict[tuple[str, Role, Where], Sight]] = defaultdict(dict)
    for passage in passages:
        for meeting in lexicon(rulebook).meet(passage.tight):
            where = passage.where(meeting.start)
            for category, role in _said(meeting.senses):
                key = (meeting.term, role, where)
                if key not in sights[category]:
                    span = passage.span(meeting.start, meeting.end)
                    sights[category][key] = Sight(meeting.term, role, where, span)
    return {code: list(seen.values()) for code, seen in sights.items()}


def _said(senses: tuple[Sense, ...]) -> Iterator[tuple[str, Role]]:
    """To whom a term speaks; a word that turns from one category speaks for another."""
    own = {sense.category for sense in senses if sense.role is not Role.UNLIKE}
    for sense in senses:
        yield sense.category, sense.role
        if sense.instead and sense.instead not in own:
            own.add(sense.instead)
            yield sense.instead, Role.INSTEAD


class _Scale:
    """Weighs what was seen in one document."""

    def __init__(self, weights: Weights, metadata: Metadata, matters: int) -> None:
        self.weights = weights
        self.untitled = metadata.title is None
        genre = metadata.genre.value.code if metadata.genre else NO_GENRE
        self.minutes = genre in weights.minutes
        self.matters = matters

    def weigh(self, sight: Sight) -> float:
        """What a term weighs by itself."""
        weights, where = self.weights, sight.where
        if where is Where.AGENDA and not self.minutes:
            where = Where.OPENING
        if sight.role is Role.TITLE:
            if where is Where.TITLE and self.minutes:
                return weights.meeting_name
            if where is Where.AGENDA and self.matters > 1:
                return weights.many_matters
            if where is Where.OPENING and self.untitled:
                return weights.untitled
        table = {
            Role.TITLE: weights.title_term,
            Role.BODY: weights.body_term,
            Role.UNLIKE: weights.unlike,
            Role.INSTEAD: weights.instead,
        }[sight.role]
        return table[where]


def _weighed(sights: list[Sight], scale: _Scale) -> Iterator[Hit]:
    """Each sight with what is left to weigh: nothing weighs twice, and all has a cap."""
    weights = scale.weights
    left = {
        Where.TITLE: weights.title_cap,
        Where.AGENDA: weights.title_cap,
        Where.BODY: weights.body_cap,
    }
    against = weights.unlike_cap
    said: set[str] = set()
    named: set[Where] = set()
    for sight in sorted(sights, key=lambda sight: -scale.weigh(sight)):
        weight = scale.weigh(sight)
        if weight < 0:
            weight = max(weight, against)
            against -= weight
        else:
            group = Where.BODY if sight.where in _FLOWING else sight.where
            group = Where.TITLE if group is Where.QUOTED_TITLE else group
            if group in named and group is not Where.BODY:
                weight = min(weight, weights.again)
            if sight.term in said:
                weight = min(weight, weights.again)
            weight = min(weight, left[group])
            left[group] -= weight
            named.add(group)
            said.add(sight.term)
        if weight:
            yield Hit(sight.term, sight.where, sight.span, weight)


def _formal(
    code: str,
    extract: Extract,
    metadata: Metadata,
    rulebook: Rulebook,
    weights: Weights,
) -> Iterator[Hit]:
    """What form and issuer say of a category: whether it uses this form, who speaks."""
    category = rulebook.categories[code]
    genre = metadata.genre
    if genre is not None and genre.value.code != NO_GENRE and category.genres:
        fits = genre.value.code in category.genres
        weight = weights.admissible if fits else weights.inadmissible
        yield Hit(genre.value.name, Where.GENRE, genre.span, weight)
    issuer = metadata.issuer
    if metadata.issuer_type is not None and issuer is not None:
        families = weights.issuer_priors.get(metadata.issuer_type, {})
        weight = families.get(code, families.get(category.family, 0))
        if weight:
            yield Hit(issuer.value, Where.ISSUER, issuer.span, weight)
