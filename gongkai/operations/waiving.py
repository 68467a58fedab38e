"""Let a finding stand, for a reason, on someone's word and until a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gongkai.archive import Archive, waivers
from gongkai.errors import ArchiveError
from gongkai.model import Waiver
from gongkai.operations import opening
from gongkai.report.progress import Silent, Watch

SILENT = Silent()


def waive(
    root: Path,
    document: str,
    rule: str,
    *,
    reason: str,
    person: str,
    until: date,
    watch: Watch = SILENT,
) -> Waiver:
    """Enter a waiver; one for the same finding is replaced.

    Raises ArchiveError when the document has no such finding, or `until` is over.
    """
    today = date.today()
    if until < today:
        raise ArchiveError(f"豁免的截止日期 {until} 已经过去。")
    with opening.for_writing(root, watch) as archive:
        kept = archive.document(document)
        found = sorted({finding.rule for finding in kept.record.judgement.findings})
        if rule.upper() not in found:
            raise ArchiveError(
                f"{kept.id} 没有 {rule.upper()} 这个问题；它的问题有：{'、'.join(found) or '无'}。"
            )
        waiver = Waiver(kept.id, rule.upper(), reason, person, today, until)
        others = (one for one in waivers.load(root) if not _same_finding(one, waiver))
        run = archive.begin_run("waive")
        waivers.save(root, [*others, waiver])
        archive.end_run(run, {"entered": 1})
        return waiver


def listed(root: Path) -> tuple[Waiver, ...]:
    """The waivers of an archive, as they were entered."""
    with opening.for_reading(root):
        return waivers.load(root)


def prune(root: Path, watch: Watch = SILENT) -> tuple[Waiver, ...]:
    """Drop waivers that are over, or whose finding is gone; those dropped."""
    with opening.for_writing(root, watch) as archive:
        entered = waivers.load(root)
        kept = [one for one in entered if _applies(archive, one)]
        dropped = tuple(one for one in entered if one not in kept)
        if dropped:
            run = archive.begin_run("prune")
            waivers.save(root, kept)
            archive.end_run(run, {"dropped": len(dropped)})
        return dropped


def _same_finding(one: Waiver, other: Waiver) -> bool:
    return (one.document, one.rule) == (other.document, other.rule)


def _applies(archive: Archive, waiver: Waiver) -> bool:
    if waiver.until < date.today():
        return False
    try:
        kept = archive.document(waiver.document)
    except ArchiveError:  # the document is gone
        return False
    return any(
        finding.rule == waiver.rule for finding in kept.record.judgement.findings
    )
