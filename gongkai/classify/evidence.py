"""What speaks for and against each category: hits whose weights add up to its score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from gongkai.classify.lexicon import Role, Sense, lexicon
from gongkai.classify.passages import (
    OPENING,
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
    cited: bool  # it stands in the name of another text
    source: str  # of INSTEAD: the category that it turns from


def gather(
    extract: Extract, metadata: Metadata, rulebook: Rulebook, weights: Weights
) -> dict[str, tuple[Hit, ...]]:
    """The hits of every category that any word speaks of."""
    body = body_passage(extract, metadata, weights.agenda_labels)
    title = title_passage(extract, metadata)
    sights = _sights(rulebook, [title, body] if title else [body])
    scale = _Scale(
        weights, metadata, sights, _agenda_matters(body), len(body.tight.text)
    )
    return {
        code: (
            *_weighed(seen, scale, code in weights.forms),
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
        for meeting in lexicon(rulebook).meet(passage.tight, OPENING):
            where = passage.where(meeting.start)
            cited = passage.cites(meeting.start)
            span = passage.span(meeting.start, meeting.end)
            for category, role, source in _said(meeting.senses):
                key = (meeting.term, role, where)
                seen = sights[category].get(key)
                if seen is None or (seen.cited and not cited):
                    sights[category][key] = Sight(
                        meeting.term, role, where, span, cited, source
                    )
    speaking = {
        code
        for code, seen in sights.items()
        if any(role in (Role.TITLE, Role.BODY) for _, role, _ in seen)
    }
    return {
        code: [one for one in seen.values() if one.source in speaking or not one.source]
        for code, seen in sights.items()
        if code in speaking
    }


def _said(senses: tuple[Sense, ...]) -> Iterator[tuple[str, Role, str]]:
    """To whom a term speaks; a word that turns from one category speaks for another."""
    own = {sense.category for sense in senses if sense.role is not Role.UNLIKE}
    for sense in senses:
        yield sense.category, sense.role, ""
        if sense.instead and sense.instead not in own:
            yield sense.instead, Role.INSTEAD, sense.category


class _Scale:
    """Weighs what was seen in one document."""

    def __init__(
        self,
        weights: Weights,
        metadata: Metadata,
        sights: dict[str, list[Sight]],
        matters: int,
        length: int,
    ) -> None:
        self.weights = weights
        self.share = max(
            weights.least_share, min(1, weights.brief / max(1, length)) ** 0.5
        )
        self.speechless = not any(
            sight.role is Role.TITLE and sight.where is Where.TITLE
            for seen in sights.values()
            for sight in seen
        )
        genre = metadata.genre.value.code if metadata.genre else NO_GENRE
        self.minutes = genre in weights.minutes
        self.matters = matters

    def weigh(self, sight: Sight, form: bool) -> float:
        """What a term weighs by itself; less when it names a form and no matter."""
        weight = self._weigh(sight)
        if form and weight > self.weights.form_cap:
            return self.weights.form_cap
        return weight

    def _weigh(self, sight: Sight) -> float:
        weights, where = self.weights, sight.where
        if where is Where.AGENDA and not self.minutes:
            where = Where.BODY
        if sight.cited:
            return weights.cited.get(where, 0) * (
                -1 if sight.role is Role.UNLIKE else 1
            )
        if sight.role is Role.TITLE:
            if where is Where.TITLE and self.minutes:
                return weights.meeting_name
            if where is Where.OPENING and self.speechless and not self.minutes:
                return weights.untitled
        weight = {
            Role.TITLE: weights.title_term,
            Role.BODY: weights.body_term,
            Role.UNLIKE: weights.unlike,
            Role.INSTEAD: weights.instead,
        }[sight.role][where]
        if where is Where.AGENDA and self.matters > 1:
            return weight * weights.many_matters
        return weight * self.share if where is Where.BODY else weight


def _weighed(sights: list[Sight], scale: _Scale, form: bool) -> Iterator[Hit]:
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
    for sight in sorted(sights, key=lambda sight: -scale.weigh(sight, form)):
        weight = scale.weigh(sight, form)
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
            yield Hit(sight.term, sight.where, sight.span, round(weight, 2))


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
        unfit = weights.inadmissible.get(genre.value.code, weights.unfit)
        weight = weights.admissible if fits else unfit
        yield Hit(genre.value.name, Where.GENRE, genre.span, weight)
    issuer = metadata.issuer
    if issuer is None:
        return
    priors = (
        [weights.issuer_priors.get(metadata.issuer_type, {})]
        if metadata.issuer_type
        else []
    )
    priors += [
        prior for word, prior in weights.issuer_words.items() if word in issuer.value
    ]
    weight = sum(prior.get(code, prior.get(category.family, 0)) for prior in priors)
    if weight:
        yield Hit(issuer.value, Where.ISSUER, issuer.span, weight)
