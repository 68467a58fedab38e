"""The order of judgement: gather what speaks, hear who speaks, then decide."""

from __future__ import annotations

from gongkai.classify.decide import decide
from gongkai.classify.evidence import gather
from gongkai.classify.voice import listen
from gongkai.model import Classification, Extract, Metadata
from gongkai.pattern import Pattern
from gongkai.rules import Rulebook
from gongkai.text import HAN

_HAN = Pattern(f"[{HAN}]+")
_ENOUGH = 10_000


def classify(
    extract: Extract, metadata: Metadata, rulebook: Rulebook
) -> Classification:
    """The category of a document, those that lost, and whether it discloses anything."""
    hits = gather(extract, metadata, rulebook)
    characters = len("".join(_HAN.findall(extract.text[:_ENOUGH])))
    voice = listen(extract, metadata, rulebook)
    return decide(hits, metadata, rulebook, characters, voice)
