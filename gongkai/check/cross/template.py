"""Kind `template`: places that were left blank."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from gongkai.check.cross.case import Case
from gongkai.model import Finding, Span
from gongkai.rules import CrossRule


def check(rule: CrossRule, case: Case) -> Iterator[Finding]:
    """A document with so many blanks that it may be a form nobody filled in."""
    least = int(rule.options.get("at_least", "3"))
    if rule.pattern is None:
        return
    blanks = list(islice(rule.pattern.finditer(case.page.folded), least))
    if len(blanks) >= least:
        yield case.finding(
            rule,
            f"有 {least} 处以上留空，如“{blanks[0].group().strip()}”",
            Span(*blanks[0].span()),
        )
