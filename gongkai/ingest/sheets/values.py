"""Values of cells as people see them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

Value = int | float | str | bool | date | datetime | time | timedelta

_LONGEST = 1e21  # what is larger or smaller is written with an exponent
_SHORTEST = 1e-12


def shown(value: Value) -> str:
    """A value as a text, without the noise of binary fractions.

    >>> shown(1200.0), shown(0.1 + 0.2), shown(datetime(2024, 3, 5))
    ('1200', '0.3', '2024-03-05')
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, timedelta):
        return _duration(value)
    if isinstance(value, datetime):
        moment = _time(value.time())
        day = value.date().isoformat()
        return f"{day} {moment}" if value.time() != time() else day
    return _time(value) if isinstance(value, time) else value.isoformat()


def _number(value: float) -> str:
    """Fifteen digits, as many as a spreadsheet keeps."""
    short = f"{value:.15g}"
    if "e" in short and _SHORTEST < abs(value) < _LONGEST:
        return f"{Decimal(short):f}"
    return short


def _time(value: time) -> str:
    return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"


def _duration(value: timedelta) -> str:
    sign = "-" if value < timedelta() else ""
    minutes, seconds = divmod(round(abs(value).total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{sign}{hours}:{minutes:02d}"
    return f"{text}:{seconds:02d}" if seconds else text
