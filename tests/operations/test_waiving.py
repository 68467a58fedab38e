"""A finding can be let stand, and comes back when the time is over."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from gongkai.archive import waivers
from gongkai.errors import ArchiveError
from gongkai.model import Accusation, Waiver
from gongkai.operations import browsing, judging, waiving

TODAY = date.today()


def phone(root: Path, *, waived: bool = False) -> list[Accusation]:
    return [
        item
        for item in browsing.findings(root, waived=waived)
        if item.finding.rule == "N_PHONE"
    ]


def let_stand(root: Path, until: date = TODAY) -> Waiver:
    (accusation,) = phone(root)
    return waiving.waive(
        root, accusation.document.id[:8], "n_phone",
        reason="电话在公开栏统一公布", person="高秀云", until=until,
    )  # fmt: skip


def test_a_waived_finding_is_no_longer_listed(archive: Path) -> None:
    waiver = let_stand(archive)

    assert phone(archive) == []
    assert len(phone(archive, waived=True)) == 1
    assert waiving.listed(archive) == (waiver,)


def test_a_second_waiver_of_the_same_finding_replaces_the_first(archive: Path) -> None:
    let_stand(archive)
    (accusation,) = phone(archive, waived=True)
    later = waiving.waive(
        archive, accusation.document.id, "N_PHONE",
        reason="改期", person="高秀云", until=TODAY + timedelta(days=30),
    )  # fmt: skip

    assert waiving.listed(archive) == (later,)


def test_a_finding_comes_back_when_its_waiver_is_over(archive: Path) -> None:
    waiver = let_stand(archive)
    over = Waiver(
        waiver.document, waiver.rule, waiver.reason, waiver.person,
        TODAY - timedelta(days=9), TODAY - timedelta(days=1),
    )  # fmt: skip
    waivers.save(archive, [over])

    assert len(phone(archive)) == 1
    assert waiving.prune(archive) == (over,)
    assert waiving.listed(archive) == ()


def test_a_waiver_is_pruned_when_the_finding_is_gone(
    archive: Path, overlay: Path
) -> None:
    waiver = let_stand(archive)
    assert waiving.prune(archive) == ()

    judging.rejudge(archive, overlay, jobs=1)

    assert waiving.prune(archive) == (waiver,)


def test_what_was_not_found_cannot_be_waived(archive: Path) -> None:
    (accusation,) = phone(archive)

    with pytest.raises(
        ArchiveError, match=r"没有 N_SEAL 这个问题；它的问题有：.*N_PHONE"
    ):
        waiving.waive(
            archive, accusation.document.id, "N_SEAL",
            reason="无", person="高秀云", until=TODAY,
        )  # fmt: skip


def test_a_day_that_is_over_is_refused(archive: Path) -> None:
    with pytest.raises(ArchiveError, match="已经过去"):
        let_stand(archive, TODAY - timedelta(days=1))
