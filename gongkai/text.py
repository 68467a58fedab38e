"""Chinese text in plain functions that know nothing of documents."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cache, lru_cache, wraps
from typing import NamedTuple, TypeVar

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇\U00020000-\U0003ffff"

_WIDE = {0x3000: " ", 0xA0: " "} | {c: chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
_BRACKETS = {
    "﹝": "〔", "﹞": "〕", "［": "[", "］": "]", "『": "「", "』": "」",
    "﹙": "(", "﹚": ")", "︰": ":", "∶": ":", "﹕": ":",
}  # fmt: skip
_DASHES = dict.fromkeys("‐‑‒–―−", "-")


class _Fold(dict[int, str]):
    """A table for str.translate that learns each character when it meets it."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff":
            char = _unify(char)
        folded = _simplified(char) if char >= "\u3400" else char
        self[code] = folded
        return folded


def _unify(char: str) -> str:
    """The ordinary character for a radical or compatibility form of it (⼈ → 人)."""
    import unicodedata

    unified = unicodedata.normalize("NFKC", char)
    return unified if len(unified) == 1 else char


@cache
def _converter() -> object:
    import opencc

    return opencc.OpenCC("t2s")


def _simplified(char: str) -> str:
    """Twice, since 薴 is first 苧: what is folded stays as it is."""
    for _ in range(2):
        simple: str = _converter().convert(char)  # type: ignore[attr-defined]
        char = simple if len(simple) == 1 else char
    return char


_FOLD = _Fold(
    _WIDE | {ord(k): v for k, v in (_BRACKETS | _DASHES).items()},
)


_RARE = "\u2e80-\u2fdf\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0003ffff"


@cache
def _foldable() -> re.Pattern[str]:
    """The characters that folding may change. It takes 10 ms to make."""
    han = [chr(code) for code in range(0x4E00, 0xA000)]
    simple = _converter().convert("\n".join(han)).split("\n")  # type: ignore[attr-defined]
    changed = "".join(a for a, b in zip(han, simple, strict=True) if a != b)
    wide = "".join(map(chr, _WIDE)) + "".join(_BRACKETS | _DASHES)
    return re.compile(f"[{re.escape(wide)}{changed}{_RARE}]")


_SHORT = 32  # characters; a table is as quick
_LONG = 256  # characters; a shorter text is folded sooner than remembered
T = TypeVar("T")


def _remembered(step: Callable[[str], T]) -> Callable[[str], T]:
    """What a step made of the last long texts: every stage asks for the same one."""
    known = lru_cache(maxsize=3)(step)

    @wraps(step)
    def remember(text: str) -> T:
        return step(text) if len(text) < _LONG else known(text)

    return remember


@_remembered
def fold(text: str) -> str:
    """Make look-alikes equal, one character for one, so that spans stay true.

    Width, bracket and dash variants, Kangxi radicals, traditional to simplified.
    NFKC would turn ㈠ into three characters, and every span after it would lie.

    >>> fold("國發［２０２４］１号")
    '国发[2024]1号'
    """
    if len(text) < _SHORT:
        return text.translate(_FOLD)
    for char in set(_foldable().findall(text)):  # a fifth of the time of the table
        text = text.replace(char, _FOLD[ord(char)])
    return text


class Tight(NamedTuple):
    """Folded text without the spaces between Han characters, and where each stood."""

    text: str
    runs: Sequence[int]  # where in the text each run begins that nothing was taken from
    origins: Sequence[int]  # … and where that is in the original

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original that a non-empty range of the tight text covers."""
        return self._origin(start), self._origin(end - 1) + 1

    def until(self, origin: int) -> int:
        """How many characters of the text stand before a place of the original."""
        run = bisect_left(self.origins, origin) - 1
        if run < 0:
            return 0
        after = self.runs[run] + origin - self.origins[run]
        last = run + 1 == len(self.runs)
        return min(after, len(self.text) if last else self.runs[run + 1])

    def _origin(self, place: int) -> int:
        run = bisect_right(self.runs, place) - 1
        return self.origins[run] + place - self.runs[run]


_SPACE = r"[ \u2002-\u200b\ufeff]"
_GAP = re.compile(rf"{_SPACE}(?<=[{HAN}].){_SPACE}*(?=[{HAN}])")


@_remembered
def tighten(text: str) -> Tight:
    """Close the spaces between Han characters: 党 务 公 开 → 党务公开.

    Tabs and newlines stay: they part table cells and lines.

    >>> tighten("党 务　公开 ２ 份").text
    '党务公开 2 份'
    """
    return _without(_GAP, text)


def squeeze(text: str) -> str:
    """Fold a text and take all white space out of it, also such as has no width.

    Whatever stands in a text once some of its gaps are closed stands in this.

    >>> squeeze("党 务\\n公\\u200b开　２ 份")
    '党务公开2份'
    """
    return "".join(fold(text).split()).replace("\u200b", "").replace("\ufeff", "")


_WIDE_GAP = re.compile(
    rf"{_SPACE}(?:(?<=[{HAN}].){_SPACE}*(?=[{HAN}])|(?<={_SPACE}.){_SPACE}*)"
)


@_remembered
def close_gaps(text: str) -> Tight:
    """Tighten a text and narrow all other gaps to one space: how wide one is means nothing.

    >>> close_gaps("本季 结存：      73,840.93   元").text
    '本季结存: 73,840.93 元'
    """
    return _without(_WIDE_GAP, text)


def _without(gaps: re.Pattern[str], text: str) -> Tight:
    """The folded text without some gaps."""
    folded = fold(text)
    parts: list[str] = []
    runs, origins = [0], [0]
    length = last = 0
    for gap in gaps.finditer(folded):
        start, end = gap.span()
        parts.append(folded[last:start])
        length += start - last
        last = end
        runs.append(length)
        origins.append(last)
    parts.append(folded[last:])
    return Tight("".join(parts), runs, origins)


def spaced(term: str) -> str:
    """A regular expression for a term that may be letter-spaced, for folded text.

    >>> bool(re.search(spaced("党务公开"), "党 务 公 开 制 度"))
    True
    """
    return r"[ \t]*".join(map(re.escape, fold(term)))


_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "O": 0, "o": 0, "Ο": 0, "О": 0, "◯": 0, "0": 0,
    "两": 2, "元": 1, "正": 1, "壹": 1, "贰": 2, "叁": 3, "肆": 4,
    "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}


def parse_number(text: str) -> int | None:
    """An integer written in Arabic or Chinese numerals, or None.

    >>> [parse_number(t) for t in ("２３", "二十三", "廿五", "一百零二", "二〇〇五")]
    [23, 23, 25, 102, 2005]
    """
    text = "".join(fold(text).split()).replace("廿", "二十").replace("卅", "三十")
    text = text.replace(",", "")
    if text.isascii() and text.isdigit():
        return int(text)
    if not text or any(
        c not in _DIGITS and c not in _UNITS and c != "万" for c in text
    ):
        return None
    if not any(c in _UNITS or c == "万" for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    for char in text:
        if char in _UNITS:
            section += (digit or 1) * _UNITS[char]
            digit = 0
        elif char == "万":
            total += (section + digit) * 10_000
            section = digit = 0
        else:
            digit = _DIGITS[char]
    return total + section + digit
