"""Run every pattern of the package over texts that make bad ones slow; print those that are.

A process of its own: it must see each pattern compiled, so before anything is imported.
Patterns that read rule files are left out, as people write those for themselves.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import signal
import sys
import time
from typing import Any

SHORT, LONG = 2000, 8000  # characters
SLOW = 0.0015  # seconds for the short text from which we look closer
STEEP = 9  # times as long for four times the text: the square would be sixteen
ROUNDS = (
    6  # in which a pattern must be steep: a busy machine makes any seem so at times
)
TOO_LONG = 0.5  # seconds of processor time

UNITS = (
    "a", "1", " ", "\t", "\n", "  \n", "\u3000", "，", "、", "。", "：", "（", "《", "“", "<", "&#",
    "一", "〇", "年", "元", "关于", "第一条", "1,", "1.", "2024年", "3月", "甲\t", "公示 ", "票 ",
    "0512-", "x@", "http://a.", "-", "_", "①",
)  # fmt: skip


class TooSlowError(Exception):
    """A pattern was stopped."""


def stop(*_: object) -> None:
    raise TooSlowError


def compiled() -> dict[tuple[str, int], str]:
    """Every pattern that code of ours compiles when all of it is imported, by its module."""
    found: dict[tuple[str, int], str] = {}
    machinery: Any = re
    compile_ = machinery._compile

    def watched(pattern: Any, flags: Any) -> Any:
        made = compile_(pattern, flags)
        note(made)
        return made

    def note(made: re.Pattern[str]) -> None:
        caller = sys._getframe(2)
        while caller.f_back and caller.f_globals.get("__name__") in ("re", __name__):
            caller = caller.f_back
        module = caller.f_globals.get("__name__", "")
        if module.startswith("gongkai") and isinstance(made.pattern, str):
            found.setdefault((made.pattern, made.flags), module)

    def made_lazily(kind: type[Pattern], source: str, flags: int = 0) -> Pattern:
        note(compile_(source, flags))
        return make(kind, source, flags)

    machinery._compile = watched
    import gongkai
    from gongkai.pattern import Pattern

    make = Pattern.__new__
    Pattern.__new__ = made_lazily  # type: ignore[method-assign,assignment]

    for module in pkgutil.walk_packages(gongkai.__path__, "gongkai."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    from gongkai import rules

    rules.load()
    machinery._compile = compile_
    return {
        pattern: module
        for pattern, module in found.items()
        if module == "gongkai.rules.patterns" or not module.startswith("gongkai.rules.")
    }


def seconds(pattern: re.Pattern[str], unit: str, length: int) -> float:
    text = (unit * (length // len(unit) + 1))[:length] + "\0"
    began = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, TOO_LONG)
    try:
        for _ in pattern.finditer(text):
            pass
    except TooSlowError:
        return TOO_LONG
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - began


def is_steep(pattern: re.Pattern[str], unit: str) -> bool:
    if seconds(pattern, unit, SHORT) < SLOW:
        return False
    short = min(seconds(pattern, unit, SHORT) for _ in range(3))
    long = min(seconds(pattern, unit, LONG) for _ in range(3))
    return long >= TOO_LONG or long > STEEP * max(short, SLOW)


if __name__ == "__main__":
    signal.signal(signal.SIGVTALRM, stop)
    patterns = compiled()
    suspects = [
        (module, pattern, flags, unit)
        for (pattern, flags), module in patterns.items()
        for unit in UNITS
    ]
    for _ in range(ROUNDS):
        suspects = [one for one in suspects if is_steep(re.compile(*one[1:3]), one[3])]
    steep = [(module, pattern, unit) for module, pattern, _, unit in suspects]
    sys.stdout.write(json.dumps({"patterns": len(patterns), "steep": steep}))
