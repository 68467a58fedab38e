"""Lists whose cells only spaces part: which lines make one, and which cell is which."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gongkai.check.grids import Grid
from gongkai.check.page import Page

PageOf = Callable[..., Page]


def shown(grid: Grid) -> list[list[str]]:
    return [[cell.text if cell else "" for cell in row] for row in grid.rows]


def test_lines_of_as_many_words_as_their_heading_are_a_list(page_of: PageOf) -> None:
    (grid,) = page_of(
        "公示\n姓名 支部 金额\n田大山 一支部 600\n田大水 二支部 800"
    ).lists
    assert shown(grid)[1:] == [["田大山", "一支部", "600"], ["田大水", "二支部", "800"]]
    assert all(
        cell.span.of("公示\n姓名 支部 金额\n田大山 一支部 600\n田大水 二支部 800")
        == cell.text
        for row in grid.rows
        for cell in row
        if cell
    )


def test_remarks_may_be_missing_at_the_end(page_of: PageOf) -> None:
    (grid,) = page_of("公示\n姓名 金额 备注\n田大山 600\n田大水 800 代领").lists
    assert shown(grid)[1:] == [["田大山", "600"], ["田大水", "800", "代领"]]


def test_spaced_names_are_one_cell_before_as_many_numbers(page_of: PageOf) -> None:
    (grid,) = page_of("公示\n张 三 2 600\n李大年 3 800\n王 五 1 300").lists
    assert shown(grid)[0] == ["张三", "2", "600"]


def test_a_total_ends_a_list_and_a_subtotal_does_not(page_of: PageOf) -> None:
    text = "公示\n甲 100\n乙 200\n小计 300\n丙 50\n合计 350\n河湾村 2024年3月4日"
    (grid,) = page_of(text).lists
    assert shown(grid)[-1] == ["合计", "350"]


@pytest.mark.parametrize(
    "text",
    [
        "公示\n姓名 金额\n田大山 600",  # one row
        "公示\n田大山 600\n田大水 二支部 800 元 代领",  # which is which?
        "公示\n第一条 本村 3 个组。第二条\n第三条 本村 4 个组。第四条",  # sentences
        "公示\n姓名\t金额\n田大山\t600\n田大水\t800",  # a table already
        "",
    ],
)
def test_other_lines_are_none(page_of: PageOf, text: str) -> None:
    assert page_of(text).lists == ()


def test_no_table_is_told_twice(page_of: PageOf) -> None:
    text = "公示\n姓名  面积  金额\n田大山  3  600\n田大水  4  800\n合计  7  1400"
    page = page_of(text)
    assert len(page.tables) == 1
    assert page.sheets == page.lists
