"""Whether a condition of a requirement holds for a page. The kinds; their data is rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gongkai.check.page import FoundElement, Page
from gongkai.pattern import Pattern
from gongkai.rules import Condition

Found = Mapping[str, tuple[FoundElement, ...]]

_NOT = "not "
_STAGES = (
    ("转正", Pattern(r"转正|转为(?:中共)?正式党员|按期转|预备期满")),
    (
        "接收",
        Pattern(r"(?:接收|吸收|发展)[^\n。]{0,30}(?:预备党员|为党员)|预备党员"),
    ),
    ("发展对象", Pattern(r"发展对象")),
    ("积极分子", Pattern(r"积极分子")),
)
_OPENING = 300  # characters of the body in which the stage is stated


def hold(
    names: tuple[str, ...],
    page: Page,
    found: Found,
    conditions: Mapping[str, Condition],
) -> bool | None:
    """Whether all the named conditions hold; None when that cannot be told."""
    known = [_holds(name, page, found, conditions) for name in names]
    if False in known:
        return False
    return None if None in known else True


def stage(page: Page) -> str | None:
    """How far the admission of a member has come, by the title or else the opening."""
    start = page.body.start
    for text in (page.title, page.folded[start : start + _OPENING]):
        for name, pattern in _STAGES:
            if pattern.search(text):
                return name
    return None


def _holds(
    name: str, page: Page, found: Found, conditions: Mapping[str, Condition]
) -> bool | None:
    condition = conditions[name.removeprefix(_NOT)]
    truth = _KINDS[condition.kind](condition, page, found)
    return not truth if name.startswith(_NOT) and truth is not None else truth


def _text(condition: Condition, page: Page, _: Found) -> bool:
    assert condition.pattern
    start, end = page.body
    found = condition.pattern.search(page.folded, start, end)
    return found is not None or _title(condition, page, {})


def _title(condition: Condition, page: Page, _: Found) -> bool:
    assert condition.pattern
    return condition.pattern.search(page.title) is not None


def _genre(condition: Condition, page: Page, _: Found) -> bool:
    return page.genre in condition.values


def _stage(condition: Condition, page: Page, _: Found) -> bool | None:
    now = stage(page)
    return None if now is None else now in condition.values


def _fewer(condition: Condition, _: Page, found: Found) -> bool | None:
    left, right = (
        next((one.number for one in found[name] if one.number is not None), None)
        for name in condition.values
    )
    return None if left is None or right is None else left < right


def _any_found(condition: Condition, _: Page, found: Found) -> bool:
    return any(found[name] for name in condition.values)


def _none_found(condition: Condition, page: Page, found: Found) -> bool:
    return not _any_found(condition, page, found)


_KINDS: Mapping[str, Callable[[Condition, Page, Found], bool | None]] = {
    "text": _text,
    "title": _title,
    "genre": _genre,
    "stage": _stage,
    "fewer": _fewer,
    "found": _any_found,
    "not_found": _none_found,
    "always": lambda *_: True,
    "never": lambda *_: False,
}
