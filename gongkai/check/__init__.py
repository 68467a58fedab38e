"""Which owed elements are there, which facts contradict each other, what must not be public."""

from __future__ import annotations

from gongkai.check import requirements
from gongkai.check.elements import Elements
from gongkai.check.page import Page
from gongkai.model import Classification, Extract, Judgement, Metadata
from gongkai.rules import Rulebook


def check(
    extract: Extract,
    metadata: Metadata,
    classification: Classification,
    rulebook: Rulebook,
) -> Judgement:
    """What the rules have to say about a document.

    A document that discloses nothing, or a blank form, owes nothing and is accused of
    nothing; nor is one whose text is too poor to judge.
    """
    page = Page.of(extract, metadata, classification, rulebook)
    found = Elements(page, rulebook)
    if metadata.is_template or not classification.is_disclosure:
        return Judgement()
    row = requirements.row(page, rulebook)
    elements = requirements.judge(page, found, row, rulebook)
    return Judgement(elements, requirements.findings(elements, row, rulebook))
