"""Which owed elements are there, which facts contradict each other, what must not be public."""

from __future__ import annotations

from gongkai.check import cross, privacy, requirements, values
from gongkai.check.elements import Elements
from gongkai.check.page import Page
from gongkai.model import Classification, Extract, Finding, Judgement, Metadata
from gongkai.rules import RequirementRow, Rulebook


def check(
    extract: Extract,
    metadata: Metadata,
    classification: Classification,
    rulebook: Rulebook,
) -> Judgement:
    """What the rules have to say about a document.

    A document that discloses nothing, or a blank form, owes nothing and is accused of
    nothing; nor is one whose text is too poor to judge. Personal data is found in any.
    """
    page = Page.of(extract, metadata, classification, rulebook)
    found = Elements(page, rulebook)
    sensitive = privacy.find(page, rulebook)
    exposed = privacy.findings(sensitive, page, rulebook)
    if metadata.is_template or not classification.is_disclosure:
        return Judgement(findings=tuple(exposed), sensitive=sensitive)
    row = requirements.row(page, rulebook)
    elements = requirements.judge(page, found, row, rulebook)
    findings = (
        *requirements.findings(page, elements, row, rulebook),
        *_of_facts(page, found, row, rulebook),
        *exposed,
    )
    return Judgement(elements, findings, sensitive)


def _of_facts(
    page: Page, found: Elements, row: RequirementRow | None, rulebook: Rulebook
) -> list[Finding]:
    """What values are wrong or contradict each other; a poor text accuses no one."""
    if page.extract.reasons:
        return []
    return [
        *cross.check(page, found, row, rulebook),
        *values.check_all(page, found, row, rulebook),
    ]
