"""Every rule can be listed and explained."""

from __future__ import annotations

import pytest

from gongkai.report import rulepage
from gongkai.rules import Rulebook


def test_every_rule_of_the_list_can_be_explained(rulebook: Rulebook) -> None:
    entries = list(rulepage.catalogue(rulebook))
    assert len({entry.code for entry in entries}) == len(entries) > 200
    for entry in entries:
        lines = rulepage.explain(rulebook, entry.code)
        assert lines is not None, entry.code
        assert lines[0].startswith(entry.code)
        assert entry.place.path.name in lines[-1]
        assert entry.line().startswith(entry.code)


def test_every_category_and_element_names_its_basis(rulebook: Rulebook) -> None:
    entries = [e for e in rulepage.catalogue(rulebook) if e.kind in ("类别", "要素")]
    assert [entry.code for entry in entries if not entry.basis] == []


@pytest.mark.parametrize("code", ["dw04", "DW04"])
def test_codes_are_understood_in_any_case(rulebook: Rulebook, code: str) -> None:
    lines = rulepage.explain(rulebook, code)
    assert lines is not None
    assert lines[0].startswith("DW04 发展党员")


def test_an_unknown_code_has_no_page(rulebook: Rulebook) -> None:
    assert rulepage.explain(rulebook, "XX99") is None
