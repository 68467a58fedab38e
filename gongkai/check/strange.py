"""Labels at the head of a record that no element knows: 写字的:冉会计 may say who took it down.

People call things by words of their own. While such a label stands there with a value
that would do, an element of that kind may be behind it.
"""

from __future__ import annotations

from gongkai.check.elements.values import is_value
from gongkai.check.labelled import Labelled
from gongkai.check.names import SURNAMES
from gongkai.check.page import Page
from gongkai.model import Span
from gongkai.pattern import Pattern
from gongkai.rules import Element

_HEAD = 400  # characters after the title, in which a record says when, where and who
_LABEL = Pattern(r"[\u4e00-\u9fa5]{2,8}")
_SPEAKER = Pattern(rf"[{SURNAMES}][\u4e00-\u9fa5]{{1,3}}")
_OTHERS = Pattern(
    r"票|介绍|发言|汇报|讲|列席|旁听|缺席|请假|没来|审核|校对|签发|拟稿|单位|支部|题|内容|会前"
)
"""What surely names someone or something else."""

_VALUES = {
    "R_PERSON": Pattern(
        rf"[{SURNAMES}][\u4e00-\u9fa5·]{{1,2}}(?:书记|主任|会计|文书|[支村组队]长|支书|老师|同志)?(?:[\s、,(].{{0,16}})?"
    ),
    "R_COUNT": Pattern(
        r"(?!.{0,200}[。;]).{0,8}?(?:\d|[一二三四五六七八九十两])\s?个?[人名户位].{0,200}"
        r"|[\u4e00-\u9fa5·]{2,4}(?:\([^()]{1,12}\))?(?:[、\s][\u4e00-\u9fa5·]{2,4}(?:\([^()]{1,12}\))?){1,60}.{0,40}"
    ),
}
"""How the value of an element stands behind a label, by the rule for its values."""


def find(page: Page, element: Element) -> Span | None:
    """The first value behind such a label that may be the element's."""
    wanted = _VALUES.get(element.value_rule)
    if wanted is None:
        return None
    start = page.body.start
    known: set[Span] = set()
    found: set[Span] = set()
    for label, values in page.labelled.items():
        spans = (one.value for one in values if _is_near(one, start))
        if label in page.vocabulary:
            known.update(spans)
        elif _is_strange(label):
            found.update(spans)
    fitting = (span for span in found - known if _fits(page, span, element, wanted))
    return min(fitting, default=None)


def _is_strange(label: str) -> bool:
    return bool(
        _LABEL.fullmatch(label)
        and not _SPEAKER.fullmatch(label)
        and not _OTHERS.search(label)
    )


def _is_near(one: Labelled, start: int) -> bool:
    return not one.apart and start <= one.value.start < start + _HEAD


def _fits(page: Page, span: Span, element: Element, wanted: Pattern) -> bool:
    value = span.of(page.folded)
    return is_value(value, element.value_rule) and wanted.fullmatch(value) is not None
