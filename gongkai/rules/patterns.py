"""Regular expressions of rule files: macros expanded, and none that cannot fire."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.pattern import Pattern
from gongkai.rules.schema import Term
from gongkai.rules.tree import Value
from gongkai.text import fold

_MACRO = re.compile(r"\{\{(\w+)\}\}")
_ESCAPE = re.compile(r"\\.", re.DOTALL)
_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")
_EMPTY_CHOICE = re.compile(r"\|\||\|\)|\((?:\?:|\?P<\w+>)?\||^\||\|$")
_BOUNDARY = re.compile(r"(?<!\\)(?:\\\\)*\\[bB]")
_ENDLESS = r"(?:[*+]|\{\d*,\})"
_PARTS = re.compile(rf"\(|\){_ENDLESS}?|(?<!\(){_ENDLESS}")
_MULTILINE = "(?m)"

Macros = Mapping[str, str]


def read_macros(values: Mapping[str, Value]) -> Macros:
    """The macros with those they name expanded in them."""
    raw = {name: value.text() for name, value in values.items()}
    done: dict[str, str] = {}
    for name, value in values.items():
        _refuse_unfolded(value, raw[name])
        done[name] = _expand(value, raw[name], raw)
        if not value.is_proven:
            _prove(value, _pattern(done[name]))
    return done


def read_pattern(value: Value, macros: Macros) -> Pattern:
    """The pattern written here, for folded text."""
    return _read(value, value.text(), macros)


def read_patterns(value: Value, macros: Macros) -> tuple[Pattern, ...]:
    return tuple(read_pattern(item, macros) for item in value.items())


def read_term(value: Value, macros: Macros) -> Term:
    """A word, or a pattern when it is written `re:…`."""
    text = value.text()
    if text.startswith("re:"):
        return Term(text, _read(value, text.removeprefix("re:").strip(), macros))
    return Term(read_word(value))


def read_terms(value: Value, macros: Macros) -> tuple[Term, ...]:
    value.texts()
    return tuple(read_term(item, macros) for item in value.items())


def read_word(value: Value) -> str:
    """A word that will be looked for in folded text."""
    text = value.text()
    _refuse_unfolded(value, text)
    return text


def read_words(value: Value) -> tuple[str, ...]:
    value.texts()
    return tuple(read_word(item) for item in value.items())


def _read(value: Value, text: str, macros: Macros) -> Pattern:
    _refuse_unfolded(value, text)
    if _BOUNDARY.search(text):
        value.refuse(
            r"不能用 \b：汉字与字母、数字之间没有词界，碰不上；请改用 (?<!\d) 这样的写法。"
        )
    bare = _CLASS.sub("x", _ESCAPE.sub("x", text))
    if _EMPTY_CHOICE.search(bare):
        value.refuse(
            "有空的选择项（| 的一边什么也没有），这样什么都能合；请删去多余的 |。"
        )
    expanded = _expand(value, text, macros)
    pattern = _pattern(expanded)
    if _runs_away(_CLASS.sub("x", _ESCAPE.sub("x", expanded))):
        value.refuse(
            "重复里套着重复（如 (?:甲+)+），遇到长文字会没完没了；请给里面或外面写上限，如 {1,20}。"
        )
    if not value.is_proven:
        _prove(value, pattern)
        if pattern.search("") or pattern.search("\n\n"):
            value.refuse("这个正则表达式连空白也能合，等于没有要求；请至少要求一个字。")
    return pattern


def _runs_away(bare: str) -> bool:
    """Whether a group that repeats without end holds something that does."""
    endless = [False]  # by open group, whether it holds an endless repetition
    for part in _PARTS.finditer(bare):
        text = part[0]
        if text == "(":
            endless.append(False)
        elif text[0] == ")" and len(endless) > 1:
            inner = endless.pop()
            repeats = len(text) > 1
            if inner and repeats:
                return True
            endless[-1] = endless[-1] or inner or repeats
        elif text[0] != ")":
            endless[-1] = True
    return False


def _refuse_unfolded(value: Value, text: str) -> None:
    folded = fold(text)
    if folded == text:
        return
    for was, becomes in zip(text, folded, strict=True):
        if was != becomes:
            value.refuse(
                f"“{was}”永远碰不上：比较前全角已折成半角、繁体已折成简体，请写“{becomes}”。"
            )


def _expand(value: Value, text: str, macros: Macros, depth: int = 0) -> str:
    if depth > len(macros):
        value.refuse("{{…}} 互相引用，展不开。")

    def replace(found: re.Match[str]) -> str:
        name = found[1]
        if name not in macros:
            value.refuse(f"没有名为“{name}”的零件，macros 里有：{'、'.join(macros)}。")
        return _expand(value, macros[name], macros, depth + 1)

    return _MACRO.sub(replace, text)


def _prove(value: Value, pattern: Pattern) -> None:
    """Refuse what `re` cannot read."""
    try:
        _ = pattern.compiled
    except (re.error, OverflowError, RecursionError) as error:
        at = getattr(error, "pos", None)
        where = "" if at is None else f"第 {at + 1} 个字符附近"
        value.refuse(
            f"正则表达式有误：{where}{getattr(error, 'msg', error)}；原文：{pattern.source}"
        )


def _pattern(text: str) -> Pattern:
    flags = re.MULTILINE if _MULTILINE in text else 0
    return Pattern(text.replace(_MULTILINE, ""), flags)
