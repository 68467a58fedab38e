"""From scores to a classification: who won, by how much, and what follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gongkai.classify.evidence import NO_GENRE
from gongkai.classify.weights import Weights
from gongkai.model import Classification, Hit, Metadata, Score, Where
from gongkai.rules import Category, Rulebook

UNKNOWN = "SW99"
_NAMED = (Where.TITLE, Where.QUOTED_TITLE, Where.AGENDA)


def decide(
    hits: Mapping[str, tuple[Hit, ...]],
    metadata: Metadata,
    rulebook: Rulebook,
    weights: Weights,
    characters: int,
) -> Classification:
    """Form first: a speech is a speech whatever it speaks of. Then the best score."""
    scores = _ranked(hits, rulebook)
    genre = metadata.genre.value.code if metadata.genre else NO_GENRE
    if genre in weights.by_form:
        return _settled(
            weights.by_form[genre],
            f"genre {genre}",
            scores,
            metadata,
            rulebook,
            weights,
        )
    best = scores[0] if scores else None
    formless = metadata.title is None and genre == NO_GENRE
    accept = weights.accept_formless if formless else weights.accept
    if best is None or best.score < accept:
        if characters < weights.too_short:
            return _settled(
                UNKNOWN, "too short", scores, metadata, rulebook, weights, True
            )
        code = _fallback(genre, metadata, weights, rulebook)
        reason = "no category scores enough"
        if code != UNKNOWN:
            reason = f"{reason}: by genre {genre} and issuer"
        return _settled(code, reason, scores, metadata, rulebook, weights, True)
    return _settled(best.code, "", scores, metadata, rulebook, weights)


def _ranked(
    hits: Mapping[str, tuple[Hit, ...]], rulebook: Rulebook
) -> tuple[Score, ...]:
    scores = [
        Score(code, rulebook.categories[code].name, _sum(own), own)
        for code, own in hits.items()
    ]
    return tuple(
        sorted(
            (score for score in scores if score.score > 0),
            key=lambda score: (-score.score, score.code),
        )
    )


def _sum(hits: Iterable[Hit]) -> float:
    return round(sum(hit.weight for hit in hits), 2)


def _fallback(
    genre: str, metadata: Metadata, weights: Weights, rulebook: Rulebook
) -> str:
    for fallback in weights.fallbacks:
        issuers = fallback.issuers
        if genre in fallback.genres and (
            not issuers or metadata.issuer_type in issuers
        ):
            return fallback.category
    return UNKNOWN


def _settled(
    code: str,
    reason: str,
    scores: tuple[Score, ...],
    metadata: Metadata,
    rulebook: Rulebook,
    weights: Weights,
    unsure: bool = False,
) -> Classification:
    category = rulebook.categories[code]
    own = next(
        (score for score in scores if score.code == code),
        Score(code, category.name, 0.0),
    )
    losers = tuple(score for score in scores if score.code != code)
    margin = round(own.score - (losers[0].score if losers else 0), 2)
    return Classification(
        category=own,
        margin=margin,
        losers=losers,
        tags=_tags(own, losers, weights),
        is_disclosure=_discloses(category, metadata, weights),
        review=unsure or (not reason and margin < weights.margin),
        reason=reason,
    )


def _tags(own: Score, losers: tuple[Score, ...], weights: Weights) -> tuple[str, ...]:
    """The further matters: those that title or agenda name, and who lost narrowly."""
    return tuple(
        score.code
        for score in losers
        if score.score >= weights.accept
        and (
            own.score - score.score < weights.margin
            or any(hit.where in _NAMED and hit.weight > 1 for hit in score.hits)
        )
    )[: weights.most_tags]


def _discloses(category: Category, metadata: Metadata, weights: Weights) -> bool:
    """Whether a body discloses or records its affairs through the document."""
    genre = metadata.genre.value.code if metadata.genre else NO_GENRE
    return (
        not metadata.is_template
        and genre not in weights.tells_nothing
        and not (genre == NO_GENRE and category.code == weights.formless_news)
        and category.requirement != weights.owes_nothing
    )
