"""From scores to a classification: who won, by how much, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gongkai.classify.evidence import NO_GENRE, genre_code
from gongkai.model import Classification, Hit, Metadata, Score, Where
from gongkai.rules import Category, Rulebook, Scoring

_NAMED = (Where.TITLE, Where.QUOTED_TITLE, Where.AGENDA)


class Choice(NamedTuple):
    """A category, why it was taken if not for its score, and whether to doubt it."""

    code: str
    reason: str = ""
    doubtful: bool = False


def decide(
    hits: Mapping[str, tuple[Hit, ...]],
    metadata: Metadata,
    rulebook: Rulebook,
    characters: int,
) -> Classification:
    """Form first: a speech is a speech whatever it speaks of. Then the best score.

    `characters` is how many Han characters the document has.
    """
    scores = _ranked(hits, rulebook)
    scoring = rulebook.scoring
    choice = _choose(scores, metadata, scoring, characters)
    category = rulebook.categories[choice.code]
    nothing = Score(category.code, category.name, 0.0)
    own = next((score for score in scores if score.code == choice.code), nothing)
    losers = tuple(score for score in scores if score.code != choice.code)
    margin = round(own.score - (losers[0].score if losers else 0), 2)
    narrow = not choice.reason and margin < scoring.points.margin
    return Classification(
        category=own,
        margin=margin,
        losers=losers,
        tags=_tags(own, losers, scoring),
        is_disclosure=_discloses(category, metadata, scoring),
        review=choice.doubtful or narrow,
        reason=choice.reason,
    )


def _ranked(
    hits: Mapping[str, tuple[Hit, ...]], rulebook: Rulebook
) -> tuple[Score, ...]:
    scores = (
        Score(
            code,
            rulebook.categories[code].name,
            round(sum(hit.weight for hit in own), 2),
            own,
        )
        for code, own in hits.items()
    )
    positive = (score for score in scores if score.score > 0)
    return tuple(sorted(positive, key=lambda score: (-score.score, score.code)))


def _choose(
    scores: tuple[Score, ...], metadata: Metadata, scoring: Scoring, characters: int
) -> Choice:
    genre, points = genre_code(metadata), scoring.points
    if genre in scoring.by_form:
        return Choice(scoring.by_form[genre], f"genre {genre}")
    formless = metadata.genre is not None and genre == NO_GENRE
    accept = points.accept_formless if formless else points.accept
    if scores and scores[0].score >= accept:
        return Choice(scores[0].code)
    if characters < points.too_short:
        return Choice(scoring.unknown, "too short", doubtful=True)
    for fallback in scoring.fallbacks:
        by_any = not fallback.issuers
        if genre in fallback.genres and (
            by_any or metadata.issuer_type in fallback.issuers
        ):
            reason = f"no category scores enough; by genre {genre}"
            reason += "" if by_any else " and issuer"
            return Choice(fallback.category, reason, doubtful=True)
    return Choice(scoring.unknown, "no category scores enough", doubtful=True)


def _tags(own: Score, losers: tuple[Score, ...], scoring: Scoring) -> tuple[str, ...]:
    """The further matters: those that title or agenda name, and who lost narrowly."""
    points = scoring.points
    return tuple(
        score.code
        for score in losers
        if score.score >= points.accept
        and (
            own.score - score.score < points.margin
            or any(
                hit.where in _NAMED and hit.weight > points.again for hit in score.hits
            )
        )
    )[: int(points.most_tags)]


def _discloses(category: Category, metadata: Metadata, scoring: Scoring) -> bool:
    """Whether a body discloses or records its affairs through the document."""
    genre = genre_code(metadata)
    return not (
        metadata.is_template
        or genre in scoring.silent_genres
        or (genre == NO_GENRE and category.code in scoring.silent_formless)
        or category.requirement in scoring.silent_requirements
    )
