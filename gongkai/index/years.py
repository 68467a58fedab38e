"""The other ways to write the years and days of a string: 2005年, 二〇〇五年."""

from __future__ import annotations

import re
from itertools import product

from gongkai.text import parse_number

_HAN = "〇一二三四五六七八九"
_ZEROS = "〇○零o"
_ARABIC = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?:(\d{1,2})月(?:(\d{1,2})日)?)?")
_CHINESE = re.compile(
    rf"((?:一九|二[{_ZEROS}])[{_HAN}{_ZEROS}]{{2}})年"
    r"(?:([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十廿卅]{1,3})日)?)?"
)


def other_ways(reading: str) -> list[str]:
    """The reading with every date in it written the other ways, if there is a date.

    >>> other_ways("2005年10月工作总结")
    ['二〇〇五年十月工作总结', '二○○五年十月工作总结', '二零零五年十月工作总结', '二oo五年十月工作总结']
    >>> other_ways("二零零五年")
    ['2005年', '二〇〇五年', '二○○五年', '二oo五年']
    """
    found = [*_ARABIC.finditer(reading), *_CHINESE.finditer(reading)]
    if not found:
        return []
    ways = []
    for zero, padded in product((None, *_ZEROS), (False, True)):
        way = reading
        for match in sorted(found, key=re.Match.start, reverse=True):
            start, end = match.span()
            way = way[:start] + _written(match, zero, padded) + way[end:]
        ways.append(way)
    return [way for way in dict.fromkeys(ways) if way != reading]


def _written(date: re.Match[str], zero: str | None, padded: bool) -> str:
    """A date in Arabic figures, or with this sign for nought in Chinese ones."""
    numbers = [parse_number(part) for part in date.groups() if part is not None]
    units = "年月日"[: len(numbers)]
    write = _in_chinese if zero else _in_figures
    return "".join(
        write(number or 0, zero or "", padded) + unit
        for number, unit in zip(numbers, units, strict=True)
    )


def _in_figures(number: int, _: str, padded: bool) -> str:
    return f"{number:02d}" if padded else str(number)


def _in_chinese(number: int, zero: str, _: bool) -> str:
    if number >= 1000:
        return "".join(_HAN[int(digit)] for digit in str(number)).replace("〇", zero)
    tens, ones = divmod(number, 10)
    ten = "十" if tens == 1 else f"{_HAN[tens]}十" if tens else ""
    return ten + (_HAN[ones] if ones else "")
