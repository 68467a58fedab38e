"""What speaks for and against each category: its words, its forms and who issues it."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.classify.passages import Passage, body_passage, matters, title_passage
from gongkai.classify.scale import Scale, names_a_matter
from gongkai.classify.sights import look
from gongkai.model import NO_GENRE, Extract, Hit, Metadata, Where
from gongkai.rules import Category, Rulebook, Scoring
from gongkai.text import fold


def gather(
    extract: Extract, metadata: Metadata, rulebook: Rulebook
) -> dict[str, tuple[Hit, ...]]:
    """The hits of every category that any word speaks for."""
    scoring = rulebook.scoring
    body = body_passage(extract, metadata, scoring.agenda_labels)
    title = title_passage(extract, metadata)
    sights = look(rulebook, [title, body] if title else [body])
    scale = Scale(
        scoring,
        minutes=genre_code(metadata) in scoring.minutes,
        matters=_agenda_matters(body),
        mute_title=not names_a_matter(sights),
        length=len(body.tight.text),
    )
    return {
        code: (
            *scale.hits(seen, code in scoring.forms),
            *_formal(rulebook.categories[code], metadata, scoring),
        )
        for code, seen in sights.items()
    }


def genre_code(metadata: Metadata) -> str:
    """The code of a document's genre, G99 when it has none."""
    return metadata.genre.value.code if metadata.genre else NO_GENRE


def _agenda_matters(body: Passage) -> int:
    spans = dict(body.places)[Where.AGENDA]
    return max((matters(span.of(body.tight.text)) for span in spans), default=1)


def _formal(category: Category, metadata: Metadata, scoring: Scoring) -> Iterator[Hit]:
    genre, issuer = metadata.genre, metadata.issuer
    if genre is not None and category.genres:
        weight = scoring.points.admissible
        if genre.value.code not in category.genres:
            usual = scoring.points.inadmissible
            weight = scoring.inadmissible.get(genre.value.code, usual)
        yield Hit(genre.value.name, Where.GENRE, genre.span, weight)
    if issuer is not None and (weight := _issued(category, metadata, scoring)):
        yield Hit(issuer.value, Where.ISSUER, issuer.span, weight)


def _issued(category: Category, metadata: Metadata, scoring: Scoring) -> float:
    """How likely such an issuer speaks of such things."""
    name = fold(metadata.issuer.value) if metadata.issuer else ""
    priors = [own for word, own in scoring.issuer_words.items() if word in name]
    if metadata.issuer_type is not None:
        priors.append(scoring.issuer_types.get(metadata.issuer_type, {}))
    return sum(
        prior.get(category.code, prior.get(category.family, 0)) for prior in priors
    )
