"""Working days in China: weekends, public holidays, and weekends swapped into workdays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import chinese_calendar

_FRIDAY = 4
_LONGEST = 3660  # days; beyond ten years nobody counts


class Workdays(NamedTuple):
    """How many working days a period has. Provisional: counted without holidays."""

    days: int
    provisional: bool


def is_workday(day: date) -> bool | None:
    """Whether people work on the day; None for a year whose holidays are not known.

    >>> is_workday(date(2024, 2, 4)), is_workday(date(2024, 2, 12))
    (True, False)
    """
    try:
        working: bool = chinese_calendar.is_workday(day)
    except NotImplementedError:
        return None
    return working


def count(start: date, end: date) -> Workdays:
    """The working days from one day to another, both included.

    Days of a year whose holidays are not known count from Monday to Friday.

    >>> count(date(2023, 5, 22), date(2023, 5, 26))
    Workdays(days=5, provisional=False)
    """
    days = 0
    provisional = False
    for offset in range(min((end - start).days + 1, _LONGEST)):
        day = start + timedelta(offset)
        working = is_workday(day)
        provisional |= working is None
        days += day.weekday() <= _FRIDAY if working is None else working
    return Workdays(days, provisional)
