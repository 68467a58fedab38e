"""Whether a body speaks of its own affairs, or someone speaks of others'.

The words of a matter stand in essays, advertisements and news as well. What discloses
is said in a body's own name: signed, numbered, addressed, announced.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gongkai.classify.evidence import genre_code
from gongkai.model import NO_GENRE, Extract, Metadata
from gongkai.pattern import Pattern
from gongkai.rules import Rulebook
from gongkai.rules import Voice as Signs
from gongkai.text import fold, tighten

_HEAD, _TAIL = 8_000, 2_000  # characters at either end in which a voice is heard
_BESIDE = 24  # characters that may stand beside a name that signs
_MOST_AGAIN = 2
_ENDS = tuple("。!?;！？；…”")
_LEAST_LINES = 3
_PROSE = 1 / 3


class Voice(NamedTuple):
    """How strongly a document speaks in its own name, as a reporter, and as others do."""

    own: float
    reported: float = 0
    remote: float = 0

    @property
    def others(self) -> float:
        return self.reported + self.remote


def listen(extract: Extract, metadata: Metadata, rulebook: Rulebook) -> Voice:
    """What the text, the title and the formal parts of a document say of who speaks."""
    signs = rulebook.scoring.voice
    text = extract.text
    if len(text) > _HEAD + _TAIL:
        text = text[:_HEAD] + text[-_TAIL:]
    heard = tighten(text).text
    title = "".join(fold(metadata.title.value).split()) if metadata.title else ""
    named = _said(signs.remote_titles, title)
    voice = Voice(
        own=_said(signs.own, heard) + _formal(extract, metadata, signs),
        reported=_insisted(signs.reported, heard),
        remote=_insisted(signs.remote, heard) + named,
    )
    proof = signs.proofs.get(genre_code(metadata))
    if proof is None:
        return voice
    if proof.signs.seek_first(heard):
        return voice._replace(reported=0, remote=named)
    return voice._replace(own=0, remote=voice.remote + proof.otherwise)


def _said(signs: Mapping[Pattern, float], text: str) -> float:
    return sum(weight for sign, weight in signs.items() if sign.seek_first(text))


def _insisted(signs: Mapping[Pattern, float], text: str) -> float:
    """Every further form that a sign takes adds one, up to two."""
    total = 0.0
    for sign, weight in signs.items():
        forms = {match[0] for match in sign.seek(text)}
        if forms:
            total += weight + min(len(forms) - 1, _MOST_AGAIN)
    return total


def _formal(extract: Extract, metadata: Metadata, signs: Signs) -> float:
    addressees = metadata.addressees
    addressed = addressees and not signs.salutations.search(fold(addressees.value))
    return (
        signs.signed * _is_signed(extract, metadata)
        + signs.dated * (metadata.issued_on is not None)
        + signs.numbered * (metadata.doc_number is not None)
        + signs.addressed * bool(addressed)
        + signs.titled * _is_titled(metadata, signs)
        + signs.laid_out
        * (genre_code(metadata) == NO_GENRE and _is_laid_out(extract, metadata))
    )


def _is_signed(extract: Extract, metadata: Metadata) -> bool:
    """Whether the issuer stands almost alone on a line that is not the title's."""
    if metadata.issuer is None:
        return False
    start, end = metadata.issuer.span
    title = metadata.title
    if title is not None and start < title.span.end and title.span.start < end:
        return False
    first = extract.text.rfind("\n", 0, start) + 1
    last = extract.text.find("\n", end)
    last = len(extract.text) if last < 0 else last
    return (start - first) + (last - end) <= _BESIDE


def _is_titled(metadata: Metadata, signs: Signs) -> bool:
    """Whether the title itself says of which genre the document is."""
    genre, title = metadata.genre, metadata.title
    return (
        genre is not None
        and title is not None
        and genre.span == title.span
        and genre_code(metadata) not in signs.mute_genres
    )


def _is_laid_out(extract: Extract, metadata: Metadata) -> bool:
    """Whether most lines after the title are fields or rows, no sentences."""
    start = metadata.title.span.end if metadata.title else 0
    lines = extract.text[start : start + _HEAD].split("\n")
    written = [line.strip() for line in lines if line.strip()]
    sentences = sum(line.endswith(_ENDS) for line in written)
    return len(written) >= _LEAST_LINES and sentences < _PROSE * len(written)
