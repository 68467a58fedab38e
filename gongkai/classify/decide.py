"""From scores to a classification: who won, by how much, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gongkai.classify.evidence import genre_code
from gongkai.classify.voice import Voice
from gongkai.model import NO_GENRE, Classification, Hit, Metadata, Score, Where
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
    voice: Voice,
) -> Classification:
    """Form first: a speech is a speech whatever it speaks of. Then the best score.

    `characters` is how many Han characters the document has. What tells of others'
    affairs is no disclosure, whatever it scores.
    """
    scores = _ranked(hits, rulebook)
    scoring = rulebook.scoring
    choice = _form(metadata, scoring) or _unowned(scores, metadata, rulebook, voice)
    own_name = choice is None
    if choice is None:
        choice = _choose(scores, metadata, scoring, characters, voice)
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
        is_disclosure=own_name and _discloses(category, metadata, scoring),
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


def _form(metadata: Metadata, scoring: Scoring) -> Choice | None:
    """The category of a genre that belongs to one alone."""
    genre = genre_code(metadata)
    if genre in scoring.by_form:
        return Choice(scoring.by_form[genre], f"genre {genre}")
    return None


def _unowned(
    scores: tuple[Score, ...], metadata: Metadata, rulebook: Rulebook, voice: Voice
) -> Choice | None:
    """Where to put what tells of others' affairs, or what no body seems to say."""
    scoring, signs = rulebook.scoring, rulebook.scoring.voice
    if voice.others >= signs.others and voice.others > voice.own:
        code = _told_of(scores, rulebook, voice)
        return Choice(code, "tells of the affairs of others", doubtful=True)
    if (
        _is_formless(metadata)
        and metadata.title is not None
        and voice.own < signs.formless
        and scores
        and scores[0].score >= scoring.points.accept_formless
        and scores[0].code not in scoring.silent_formless
        and not any(_names_in_title(score) for score in scores)
    ):
        return Choice(scoring.unknown, "no body speaks in its own name", doubtful=True)
    return None


def _told_of(scores: tuple[Score, ...], rulebook: Rulebook, voice: Voice) -> str:
    """News, or what its title says is to be learnt or spoken; else nothing we know."""
    scoring = rulebook.scoring
    if voice.reported > voice.remote:
        return scoring.voice.reported_falls_to
    for score in scores:
        owed = rulebook.categories[score.code].requirement
        in_title = any(hit.where is Where.TITLE for hit in score.hits)
        if owed in scoring.silent_requirements and in_title:
            return score.code
    return scoring.unknown


def _is_formless(metadata: Metadata) -> bool:
    return metadata.genre is not None and genre_code(metadata) == NO_GENRE


def _names_in_title(score: Score) -> bool:
    return any(hit.where in _NAMED and hit.weight > 0 for hit in score.hits)


def _choose(
    scores: tuple[Score, ...],
    metadata: Metadata,
    scoring: Scoring,
    characters: int,
    voice: Voice,
) -> Choice:
    genre, points = genre_code(metadata), scoring.points
    formless = _is_formless(metadata)
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
    return _generic(metadata, scoring, voice)


def _generic(metadata: Metadata, scoring: Scoring, voice: Voice) -> Choice:
    """A body certainly speaks, only not of what any category knows."""
    signs = scoring.voice
    titled = 0 if _is_formless(metadata) else signs.titled
    enough = voice.own + signs.titled - titled >= signs.generic
    if not enough or genre_code(metadata) not in signs.generic_genres:
        return Choice(scoring.unknown, "no category scores enough", doubtful=True)
    kind = metadata.issuer_type
    code = signs.generic_by_issuer.get(kind) if kind else None
    reason = "no category scores enough; by issuer"
    return Choice(code or signs.generic_otherwise, reason, doubtful=True)


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
        or (genre in scoring.silent_unlisted and genre not in category.genres)
        or (genre == NO_GENRE and category.code in scoring.silent_formless)
        or category.requirement in scoring.silent_requirements
    )
