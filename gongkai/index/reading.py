"""A text as searches read it: what counts as the same, and what stands next to what.

    Han and every other sign    one term a character
    letters and digits          one term a run, whole
    spaces                      nothing, but they part two runs
    line and cell ends          a term that no query has, so that no phrase crosses them

A document contains a string when its reading contains the reading of the string,
and a run of letters or digits at either end of the string is whole there too.
Every engine means just this (`contained`).
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache

from gongkai import text as chinese

RUN = "0-9a-z\u00b5\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u0373\u0376\u0377\u037b-\u037d\u0386\u0388-\u0481\u048a-\u052f"
"""The characters of runs, as the inside of a regular expression's class."""

BREAK = "\n"

LONGEST_RUN = 64  # longer ones are cut, the same way everywhere

_TERM = re.compile(rf"[{RUN}]+|[^ ]")
_WILD_TERM = re.compile(rf"[{RUN}?*]+|[^ ]")
_RUN_OF_MANY = re.compile(f"[{RUN}]{{2,}}")
_IN_RUN = re.compile(f"[{RUN}]")
_MAY_BE_LONG = re.compile(rf"[^\s\u2e80-\uff00]{{{LONGEST_RUN + 1}}}")
_UNEVEN = re.compile(rf" +|[{RUN}]{{{LONGEST_RUN + 1},}}")

_MAY_CHANGE = re.compile("[^\u3400-\u9fffa-z0-9 \n,.;:()/-]")
_SHORT = 32  # characters; a table is as quick
_MANY = 32  # different characters that are read as others; a table is as quick
_SPACE, _NOTHING = " ".encode("utf-32-le"), "\0"
_GLUE = array("I", bytes(4 * LONGEST_RUN))

_SAME = str.maketrans(
    dict.fromkeys("[〔【", "(")
    | dict.fromkeys("]〕】", ")")
    | dict.fromkeys("“”„‟「」", '"')
    | dict.fromkeys("‘’‚‛", "'")
)


MARK = "\x1f"
"""What stands for the break of a reading where white space parts its terms."""


class _Table(dict[int, str]):
    """A table for str.translate that learns each character when it meets it."""

    def __missing__(self, code: int) -> str:
        self[code] = _read(chr(code))
        return self[code]


def _read(char: str) -> str:
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    if len(chinese.tighten(f"一{char}一").text) < 3:
        return " "
    if char < " " or char in "\x7f\x85\u2028\u2029":
        return BREAK
    folded = chinese.fold(char).translate(_SAME)
    lower = folded.lower()
    return lower if len(lower) == 1 else folded


_TABLE = _Table()


def _even(text: str) -> str:
    """What each character of a text is read as, one for one."""
    if len(text) < _SHORT:
        return text.translate(_TABLE)
    folded = chinese.fold(text)
    others = set(_MAY_CHANGE.findall(folded))
    changed = [char for char in others if _TABLE[ord(char)] != char]
    if len(changed) > _MANY:
        return folded.translate(_TABLE)
    for char in changed:  # half of the time of the table
        folded = folded.replace(char, _TABLE[ord(char)])
    return folded


def read(text: str) -> str:
    """The reading of a text.

    >>> read("黨 務 公 開　ＡＢＣ 12 年（試行）")
    '党务公开abc 12年(试行)'
    """
    even = _even(text)
    if " " not in even and not _MAY_BE_LONG.search(even):
        return even
    parts: list[str] = []
    last = 0
    for start, end, instead in _uneven(even):
        parts += even[last:start], instead
        last = end
    parts.append(even[last:])
    return "".join(parts)


def spaced(text: str) -> str:
    """The terms of the reading of a text with white space between them, in one pass.

    >>> spaced("黨 務 公 開　ＡＢＣ 12 年（試行）").split()
    ['党', '务', '公', '开', 'abc', '12', '年', '(', '试', '行', ')']
    """
    even = _even(text)
    if _MAY_BE_LONG.search(even):
        return " ".join(terms(read(even))).replace(BREAK, MARK)
    wide = array("I", even.encode("utf-32-le"))
    apart = array("I", _SPACE * (2 * len(wide)))
    apart[::2] = wide
    for run in _RUN_OF_MANY.finditer(even):
        start, end = run.span()
        apart[2 * start + 1 : 2 * end - 1 : 2] = array(
            "I", bytes(4 * (end - start - 1))
        )
    told = apart.tobytes().decode("utf-32-le")
    return told.replace(_NOTHING, "").replace(BREAK, MARK)


def align(text: str) -> tuple[str, Sequence[int]]:
    """The reading of a text, and where each of its characters stood."""
    even = _even(text)
    if " " not in even and not _MAY_BE_LONG.search(even):
        return even, range(len(even))
    parts: list[str] = []
    places = array("l")
    last = 0
    for start, end, instead in _uneven(even):
        parts += even[last:start], instead
        places.extend(range(last, start))
        places.extend(_places(start, instead))
        last = end
    parts.append(even[last:])
    places.extend(range(last, len(even)))
    return "".join(parts), places


def _uneven(even: str) -> Iterator[tuple[int, int, str]]:
    """Where spaces and overlong runs are, and what is read instead."""
    for match in _UNEVEN.finditer(even):
        start, end = match.span()
        if even[start] != " ":
            yield start, end, " ".join(_cut(match.group()))
        elif end - start > 1 or not _parts_runs(even, start, end):
            yield start, end, " " if _parts_runs(even, start, end) else ""


def _parts_runs(even: str, start: int, end: int) -> bool:
    return (
        start > 0 and in_run(even[start - 1]) and end < len(even) and in_run(even[end])
    )


def _cut(run: str) -> list[str]:
    return [run[at : at + LONGEST_RUN] for at in range(0, len(run), LONGEST_RUN)]


def _places(start: int, instead: str) -> Iterator[int]:
    """A space put into a run stands where the character before it does."""
    at = start - 1
    for char in instead:
        at += char != " " or instead == " "
        yield at


@lru_cache(4096)
def in_run(char: str) -> bool:
    """Whether a character of a reading belongs to runs of letters and digits."""
    return _IN_RUN.match(char) is not None


def terms(reading: str, *, wild: bool = False) -> list[str]:
    """The terms of a reading; in a wild one `?` and `*` belong to runs.

    >>> terms("党员23人(试行)")
    ['党', '员', '23', '人', '(', '试', '行', ')']
    """
    return (_WILD_TERM if wild else _TERM).findall(reading)


def length(reading: str) -> int:
    """How many terms a reading has."""
    inside = sum(m.end() - m.start() - 1 for m in _RUN_OF_MANY.finditer(reading))
    return len(reading) - reading.count(" ") - inside


def contained(phrase: str, *, wild: bool = False) -> re.Pattern[str]:
    """The regular expression that says where a reading contains another.

    In a wild phrase `?` stands for one letter or digit and `*` for any number.

    >>> [bool(contained("23人").search(r)) for r in ("党员23人", "党员123人")]
    [True, False]
    """
    parts = [re.escape(phrase)]
    if wild:
        any_run = f"[{RUN}]{{0,{LONGEST_RUN}}}"
        parts = _filled(phrase, f"[{RUN}]", any_run)
    before = f"(?<![{RUN}])" if _edge(phrase[0], wild) else ""
    after = f"(?![{RUN}])" if _edge(phrase[-1], wild) else ""
    return re.compile(before + "".join(parts) + after)


def term_pattern(term: str) -> str:
    """A regular expression that a whole term of a wild phrase matches."""
    return "".join(_filled(term, ".", ".*"))


def _filled(wild: str, one: str, many: str) -> list[str]:
    signs = {"?": one, "*": many}
    return [signs.get(p) or re.escape(p) for p in re.split("([?*])", wild)]


def _edge(char: str, wild: bool) -> bool:
    return in_run(char) or (wild and char in "?*")
