"""Working days with China's holidays and swapped weekends."""

from datetime import date

import pytest

from gongkai.check.workdays import count, is_workday


def test_a_weekend_swapped_for_a_holiday_is_a_working_day() -> None:
    assert is_workday(date(2024, 9, 29)) is True  # Sunday before National Day
    assert is_workday(date(2024, 10, 7)) is False  # Monday of National Day


def test_both_ends_of_a_period_count() -> None:
    assert count(date(2024, 3, 4), date(2024, 3, 8)).days == 5
    assert count(date(2024, 3, 8), date(2024, 3, 8)).days == 1


def test_a_period_across_national_day_counts_only_what_people_worked() -> None:
    # 27, 29 and 30 September, then 8 October: four days between 27/9 and 8/10
    assert count(date(2024, 9, 27), date(2024, 10, 8)) == (4, False)


@pytest.mark.parametrize("year", [1999, 2003, 2090])
def test_a_year_without_known_holidays_is_counted_provisionally(year: int) -> None:
    assert is_workday(date(year, 5, 1)) is None
    days, provisional = count(date(year, 4, 1), date(year, 4, 30))
    assert provisional
    assert 20 <= days <= 22


def test_a_period_that_ends_before_it_starts_has_no_days() -> None:
    assert count(date(2024, 3, 8), date(2024, 3, 4)).days == 0


def test_a_period_of_a_century_is_counted_at_once() -> None:
    assert count(date(1950, 1, 1), date(2090, 1, 1)).days <= 3660
