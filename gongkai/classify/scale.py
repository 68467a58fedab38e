"""Weighs what was seen in one document, so that the hits add up to the score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from gongkai.classify.lexicon import Role
from gongkai.classify.sights import Sight, Sights
from gongkai.model import Hit, Where
from gongkai.rules import Scoring

_NAMING = (Where.TITLE, Where.QUOTED_TITLE, Where.AGENDA)
_NAMING_MINUTES = (*_NAMING, Where.OPENING)
_FLOWING = (Where.OPENING, Where.TABLE_HEADER, Where.BODY)


@dataclass(frozen=True)
class Scale:
    """What decides the weight of a word besides its place and its role."""

    scoring: Scoring
    minutes: bool  # the title names a meeting, the agenda its matter
    matters: int  # how many the agenda numbers
    mute_title: bool  # no title, or none that names a matter
    length: int  # characters after the title

    def hits(self, sights: list[Sight], is_form: bool) -> Iterator[Hit]:
        """The sights of one category, weightiest first, each with what is left to weigh.

        A second word in a place, or a word in a second place, adds little, and no
        place weighs more than its cap.
        """
        points = self.scoring.points
        left = {
            Where.TITLE: points.title_cap,
            Where.AGENDA: points.title_cap,
            Where.BODY: self._body_cap(sights),
        }
        against = points.unlike_cap
        named: set[Where | str] = set()
        weighed = ((self._weight(sight, is_form), sight) for sight in sights)
        for weight, sight in sorted(weighed, key=lambda pair: -pair[0]):
            if weight < 0:
                weight = max(weight, against)
                against -= weight
            else:
                place = _group(sight.where)
                if sight.term in named or (place in named and place is not Where.BODY):
                    weight = min(weight, points.again)
                weight = min(weight, left[place])
                left[place] -= weight
                named |= {place, sight.term}
            if weight:
                yield Hit(sight.term, sight.where, sight.span, round(weight, 2))

    def _body_cap(self, sights: list[Sight]) -> float:
        """Where the title names a matter, mere mentions of another weigh less."""
        points = self.scoring.points
        if self.mute_title or any(self._names(sight) for sight in sights):
            return points.body_cap
        return points.mention_cap

    def _weight(self, sight: Sight, is_form: bool) -> float:
        weight = self._full_weight(sight)
        return min(weight, self.scoring.points.form_cap) if is_form else weight

    def _full_weight(self, sight: Sight) -> float:
        scoring, points, where = self.scoring, self.scoring.points, sight.where
        if where is Where.AGENDA and not self.minutes:
            where = Where.BODY
        if sight.cited:
            weight = scoring.cited.get(where, 0)
            return -weight if sight.role is Role.UNLIKE else weight
        if sight.role is Role.TITLE and where is Where.TITLE and self.minutes:
            return points.meeting_name
        if sight.role is Role.TITLE and where is Where.OPENING and self._opening_names:
            return points.mute_title
        weight = self._weights[sight.role].get(where, 0)
        if where is Where.AGENDA and self.matters > 1:
            weight *= points.many_matters
        if where is Where.BODY:
            weight *= self._share
        return weight

    @cached_property
    def _weights(self) -> Mapping[Role, Mapping[Where, float]]:
        scoring = self.scoring
        return {
            Role.TITLE: scoring.title_terms,
            Role.BODY: scoring.body_terms,
            Role.UNLIKE: scoring.unlike,
            Role.INSTEAD: scoring.instead,
        }

    def _names(self, sight: Sight) -> bool:
        """Whether a word says what the document is about; the title of minutes may not."""
        places = _NAMING_MINUTES if self.minutes else _NAMING
        return sight.role is Role.TITLE and sight.where in places

    @property
    def _opening_names(self) -> bool:
        return self.mute_title and not self.minutes

    @cached_property
    def _share(self) -> float:
        """In a long text a word is met by chance, and weighs less."""
        points = self.scoring.points
        share: float = min(1.0, points.brief / max(1, self.length)) ** 0.5
        return max(points.least_share, share)


def names_a_matter(sights: Sights) -> bool:
    """Whether the title says what the document is about."""
    return any(
        sight.role is Role.TITLE and sight.where is Where.TITLE
        for seen in sights.values()
        for sight in seen
    )


def _group(where: Where) -> Where:
    """The place whose cap a hit falls under."""
    if where in _FLOWING:
        return Where.BODY
    return Where.TITLE if where is Where.QUOTED_TITLE else where
