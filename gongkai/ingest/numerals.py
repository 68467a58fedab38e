"""Write a number the way a list format of Word does."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_LEGAL = str.maketrans("零一二三四五六七八九十百千万", "零壹贰叁肆伍陆柒捌玖拾佰仟万")
_LEGAL_TRADITIONAL = str.maketrans(
    "零一二三四五六七八九十百千万", "零壹貳參肆伍陸柒捌玖拾佰仟萬"
)
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def write(number: int, style: str) -> str:
    """The number in the style, one of Word's `numFmt` values; decimal when unknown.

    >>> [write(12, s) for s in ("chineseCounting", "decimalEnclosedCircle", "upperRoman")]
    ['十二', '⑫', 'XII']
    """
    writer = _STYLES.get(style)
    return (writer and writer(number)) or str(number)


def _counting(number: int) -> str:
    """一, 十, 十二, 一百零二. Empty beyond 99,999."""
    if not 0 <= number < 100_000:
        return ""
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if 0 < rest < 1000 else ""
        return (
            f"{_counting(number // 10_000)}万{gap}{_under_myriad(rest) if rest else ''}"
        )
    text = _under_myriad(number) if number else "零"
    return text.removeprefix("一") if 10 <= number < 20 else text


def _under_myriad(number: int) -> str:
    text = ""
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            text += _DIGITS[digit] + unit
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")


def _digit_by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number)).replace("零", "〇")


def _from(first: str, last: int) -> Callable[[int], str]:
    """Characters in a row from the one for 1 to the one for `last`."""
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= last else ""


def _in(characters: str) -> Callable[[int], str]:
    return lambda number: (
        characters[(number - 1) % len(characters)] if number > 0 else ""
    )


def _circled(number: int) -> str:
    if number > 20:
        start = "㉑" if number <= 35 else "㊱"
        offset = number - (21 if number <= 35 else 36)
        return chr(ord(start) + offset) if number <= 50 else ""
    return _from("①", 20)(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return ""
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _letters(number: int) -> str:
    """A … Z, AA, BB …, as Word goes on."""
    if not 0 < number <= 26 * 10:
        return ""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


_STYLES: dict[str, Callable[[int], str]] = {
    "chineseCounting": lambda n: _counting(n).replace("零", "〇"),
    "chineseCountingThousand": _counting,
    "taiwaneseCounting": lambda n: _counting(n).replace("零", "〇"),
    "taiwaneseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "japaneseDigitalTenThousand": _counting,
    "ideographDigital": _digit_by_digit,
    "taiwaneseDigital": _digit_by_digit,
    "chineseLegalSimplified": lambda n: _counting(n).translate(_LEGAL),
    "ideographLegalTraditional": lambda n: _counting(n).translate(_LEGAL_TRADITIONAL),
    "japaneseLegal": lambda n: _counting(n).translate(_LEGAL_TRADITIONAL),
    "ideographTraditional": _in(_STEMS),
    "ideographZodiac": _in(_BRANCHES),
    "ideographZodiacTraditional": lambda n: _in(_STEMS)(n) + _in(_BRANCHES)(n),
    "ideographEnclosedCircle": _from("㊀", 10),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _from("⒈", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalZero": lambda n: f"{n:02d}",
    "numberInDash": lambda n: f"- {n} -",
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda n: _letters(n).lower(),
}
