"""Whether a string of digits can be what it looks like: check digits, regions, dates."""

from __future__ import annotations

from datetime import date

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_DIGITS = "10X98765432"
_CREDIT_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PROVINCES = frozenset(
    (
        *(11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37),
        *(41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65),
        *(71, 81, 82, 83),
    )
)
_OLDEST = 1860
_NEWEST = 2100


def is_id18(number: str) -> bool:
    """Whether the last character of an 18-digit identity number is right (MOD 11-2).

    >>> is_id18("11010519491231002X"), is_id18("110105194912310021")
    (True, False)
    """
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return False
    total = sum(
        int(digit) * weight
        for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True)
    )
    return _ID_DIGITS[total % 11] == number[17].upper()


def looks_like_id18(number: str) -> bool:
    """Whether an 18-digit number begins with a region and a day of birth."""
    return len(number) == 18 and _is_region(number) and _is_day(number[6:14])


def looks_like_id15(number: str) -> bool:
    """Whether a 15-digit number begins with a region and a day of birth before 2000.

    >>> looks_like_id15("130503670401001"), looks_like_id15("130503671301001")
    (True, False)
    """
    return len(number) == 15 and _is_region(number) and _is_day("19" + number[6:12])


def is_luhn(number: str) -> bool:
    """Whether a card number passes the Luhn test.

    >>> is_luhn("79927398713"), is_luhn("79927398710")
    (True, False)
    """
    if not (number.isascii() and number.isdigit()):
        return False
    total = 0
    for place, digit in enumerate(reversed(number)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def is_credit_code(code: str) -> bool:
    """Whether the last character of a unified social credit code is right (GB 32100).

    >>> is_credit_code("91350100M000100Y43"), is_credit_code("91350100M000100Y44")
    (True, False)
    """
    if len(code) != 18 or any(char not in _CREDIT_DIGITS for char in code):
        return False
    total = sum(
        _CREDIT_DIGITS.index(char) * pow(3, place, 31)
        for place, char in enumerate(code[:17])
    )
    return _CREDIT_DIGITS[-total % 31] == code[17]


def _is_region(number: str) -> bool:
    return number[:6].isdigit() and int(number[:2]) in _PROVINCES


def _is_day(digits: str) -> bool:
    if not digits.isdigit():
        return False
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    try:
        date(year, month, day)
    except ValueError:
        return False
    return _OLDEST <= year < _NEWEST
