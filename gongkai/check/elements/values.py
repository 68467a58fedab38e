"""What stands in a form that was not filled in is no value."""

from __future__ import annotations

from gongkai.pattern import Pattern

_FILLER = Pattern(
    r"[\s_×✕xX*#?…—\-./\\|:,;、。()<>\[\]〔〕「」□○●~¥￥年月日时分元人名票张份至]+"
)
_UNIT = Pattern(r"(?:人民币)?[万千]?元")
_NONE = Pattern(r"\s{0,40}(?:无|没有|略|空|同上)\s{0,40}[。.]?\s{0,40}")
_STATED_NONE = frozenset({"R_ABSENCE", "R_ANY"})
_NUMBER = Pattern(r".{0,12}?[\d零〇一二三四五六七八九十百两]")
_AMOUNT = Pattern(r".{0,20}?\d")
_CERTAIN = {
    "R_PHONE": Pattern(
        r".{0,40}?(?:\d{5}|\d{3,4}[-— ]\d{3}|\d[\d-]{0,8}[×xX*]{2}|分机)"
    ),
    "R_PERIOD": Pattern(
        r".{0,40}?(?:[至到起止前~—–]|-{1,2}(?=.{0,12}[日号\d])|\d{1,3} ?(?:个?工作日|天|日)(?! ?$)|\d{1,3} ?个?(?:工作日|天)|长期)"
    ),
}
"""What a value of that kind must hold, wherever it stands."""

_LIKELY = {
    "R_PERSON": Pattern(r"[\u4e00-\u9fa5·]{2,12}(?:[\s、,(].{0,40})?$"),
    "R_DATE": Pattern(r".{0,20}?(?:\d|年|今|明|上午|下午)"),
    "R_COUNT": Pattern(_NUMBER.source + r"|[\u4e00-\u9fa5·]{1,4}[、 ]"),
    "R_TALLY": _NUMBER,
    "R_MONEY": _AMOUNT,
    "R_BALANCE": _AMOUNT,
}
"""What it must hold when it stands apart from its label."""


def is_value(text: str, value_rule: str = "", *, apart: bool = False) -> bool:
    """Whether a folded text fills in what a label asks for.

    Not ____, ×××, 年 月 日, nor 无 where something is due; nor what cannot be of the kind.

    >>> [is_value(v) for v in ("____", "×××", "  年  月  日", "张三", "2024年")]
    [False, False, False, True, True]
    """
    if not _FILLER.sub("", text) and not _UNIT.fullmatch(text):
        return False
    if value_rule not in _STATED_NONE and _NONE.fullmatch(text):
        return False
    kinds = (_CERTAIN, _LIKELY) if apart else (_CERTAIN,)
    return all(
        kind[value_rule].match(text) is not None for kind in kinds if value_rule in kind
    )
