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


def test_a_rule_shows_what_its_law_was_in_other_years(rulebook: Rulebook) -> None:
    lines = rulepage.explain(rulebook, "V_ELECTED")
    assert lines is not None
    assert (
        "      2010-10-28 至 2018-12-28  《村民委员会组织法》(2010修订)第15条" in lines
    )
    assert "      2020-07-13 起  《中国共产党基层组织选举工作条例》(2020)" in lines


def test_a_rule_shows_what_was_laid_down_in_other_years(rulebook: Rulebook) -> None:
    lines = rulepage.explain(rulebook, "DW08")
    assert lines is not None
    at = lines.index("  沿革      干部任前公示期")
    assert lines[at + 2] == "      2002-07-09 至 2014-01-13  7至15天"
    assert lines[at + 3] == "      2014-01-14 起  至少5个工作日"


def test_a_rule_of_some_years_says_which(rulebook: Rulebook) -> None:
    lines = rulepage.explain(rulebook, "V_SECRET_BALLOT")
    assert lines is not None
    assert "  要求时间  2014-05-28 起" in lines


def test_a_privacy_rule_names_its_law(rulebook: Rulebook) -> None:
    lines = rulepage.explain(rulebook, "ID18")
    assert lines is not None
    assert "《个人信息保护法》(2021)第25条" in lines[1]


@pytest.mark.parametrize(
    ("code", "limit"),
    [
        ("DW08", "干部任前公示：至少 5 个工作日，2014-01-14 起，依据《党政领导干部"),
        ("DW08", "干部任前公示(旧)：至少 7 天，2002-07-09 至 2014-01-13，依据通行做法 [警告]"),
        ("CW03", "选民名单公布：提前 20 天以上，2010-10-28 起，依据《村民委员会组织法》"),
        ("ZW01", "政府信息主动公开：事后 20 个工作日内，2008-05-01 起，依据《政府信息"),
        ("CW07", "村务公开-季度：每季（次季度首月15日以前），2010-10-28 起，依据《村民"),
    ],
)  # fmt: skip
def test_a_category_tells_its_time_limits(
    rulebook: Rulebook, code: str, limit: str
) -> None:
    lines = rulepage.explain(rulebook, code)
    assert lines is not None
    assert any(line.startswith(f"  时限      {limit}") for line in lines)
