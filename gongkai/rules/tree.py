"""Rule files as YAML trees that remember the line of everything in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

import yaml

from gongkai.errors import RuleError
from gongkai.rules.schema import Place

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WIDE_COLON = re.compile(
    r"^\s*(?:- +)?\{?\s*(?P<key>[A-Za-z_][\w.]*)\s*：", re.MULTILINE
)
_PROBLEMS = {
    "found character '\\t'": "缩进用了制表符，请改用空格",
    "found character that cannot start any token": "缩进用了制表符，或行首有不能用的字符",
    "mapping values are not allowed": "冒号的位置不对；值里有“: ”时请用单引号把整个值括起来",
    "could not find expected ':'": "缺少半角冒号“:”；“键: 值”的冒号要用半角，后面空一格",
    "did not find expected key": "缩进没有对齐，或引号没有成对",
    "did not find expected '-' indicator": "缩进没有对齐，列表的每一项都要以“- ”开头",
    "did not find expected ',' or": "方括号、花括号里各项要用半角逗号隔开并成对",
    "found unexpected end of stream": "引号或括号没有成对",
    "found unknown escape": "双引号里的反斜杠有特殊含义，正则表达式请用单引号",
    "found undefined alias": "* 开头的值要用单引号括起来",
}


@dataclass(frozen=True, slots=True)
class Value:
    """Something written in a rule file, and where."""

    path: Path
    node: yaml.Node
    is_proven: bool = False  # its patterns are known to be good

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1

    @property
    def place(self) -> Place:
        return Place(self.path, self.line)

    def refuse(self, message: str) -> NoReturn:
        raise RuleError(message, self.path, self.line)

    @property
    def is_list(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    def text(self) -> str:
        """The scalar that stands here, as it is written: 2024 and yes are text too."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.refuse("这里应写一个值，现在写的是列表或一组“键: 值”。")
        text = str(self.node.value).strip()
        if not text or self.node.tag.endswith(":null"):
            self.refuse("这里空着，应写一个值；没有内容就把这一行删去。")
        return text

    def number(self) -> int:
        text = self.text()
        if not text.isascii() or not text.isdigit():
            self.refuse(f"“{text}”应是整数。")
        return int(text)

    def day(self) -> date:
        text = self.text()
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.refuse(f"“{text}”应是日期，写成 2024-05-01 这样。")

    def choice(self, known: Collection[str]) -> str:
        text = self.text()
        if text not in known:
            self.refuse(f"“{text}”不在可选之列，可选：{_listed(known)}。")
        return text

    def items(self) -> Iterator[Value]:
        """The items of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            self.refuse(
                f"这里应是列表，写成 [甲, 乙]，或每行一项、以“- ”开头。{self._hint()}"
            )
        for node in self.node.value:
            yield self._part(node)

    def texts(self) -> tuple[str, ...]:
        """A list of scalars, none of them twice."""
        seen: dict[str, None] = {}
        for item in self.items():
            text = item.text()
            if text in seen:
                item.refuse(f"“{text}”写了两遍，请删去一处。")
            seen[text] = None
        return tuple(seen)

    def pairs(self) -> Iterator[tuple[Value, Value]]:
        """Keys and values of a mapping, no key twice."""
        if not isinstance(self.node, yaml.MappingNode):
            self.refuse(f"这里应是一组“键: 值”。{self._hint()}")
        seen: set[str] = set()
        for key_node, value_node in self.node.value:
            key = self._part(key_node)
            name = key.text()
            if name in seen:
                key.refuse(f"“{name}”重复了，同一组里只能写一次。")
            seen.add(name)
            yield key, self._part(value_node)

    def fields(self, required: Collection[str], optional: Collection[str]) -> Fields:
        """A mapping of known keys."""
        found: dict[str, Value] = {}
        for key, value in self.pairs():
            name = key.text()
            if name not in required and name not in optional:
                known = [*required, *optional]
                key.refuse(f"不认识的键“{name}”，这里可写：{_listed(known)}。")
            found[name] = value
        for name in required:
            if name not in found:
                self.refuse(f"缺少“{name}”，必须写的有：{_listed(required)}。")
        return Fields(self, found)

    def _part(self, node: yaml.Node) -> Value:
        return Value(self.path, node, self.is_proven)

    def _hint(self) -> str:
        if isinstance(self.node, yaml.ScalarNode):
            if "：" in self.node.value:
                return "看来用了全角冒号“：”，请改成半角“: ”（后面空一格）。"
            if ":" in self.node.value:
                return "半角冒号后面要空一格。"
        return ""


@dataclass(frozen=True, slots=True)
class Fields:
    """The keys of a mapping that was checked against those that are known."""

    whole: Value
    values: Mapping[str, Value]

    def __getitem__(self, key: str) -> Value:
        return self.values[key]

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def get(self, key: str) -> Value | None:
        return self.values.get(key)

    def text(self, key: str, default: str = "") -> str:
        value = self.values.get(key)
        return default if value is None else value.text()

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key)
        return () if value is None else value.texts()

    def number(self, key: str) -> int | None:
        value = self.values.get(key)
        return None if value is None else value.number()

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        return None if value is None else value.day()


def parse(path: Path, data: bytes, *, is_proven: bool = False) -> Value | None:
    """The tree of a rule file, or None when nothing stands in it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RuleError("文件应存为 UTF-8 编码。", path, line) from None
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise _syntax_error(path, text, error) from None
    return None if node is None else Value(path, node, is_proven)


def _syntax_error(path: Path, text: str, error: yaml.YAMLError) -> RuleError:
    wide = _WIDE_COLON.search(text)
    if wide:
        line = text.count("\n", 0, wide.start("key")) + 1
        key = wide["key"]
        return RuleError(
            f"“{key}”后面是全角冒号“：”，请改成半角“: ”（后面空一格）。", path, line
        )
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", error))
    line = mark.line + 1 if mark else 1
    for start, meaning in _PROBLEMS.items():
        if problem.startswith(start):
            return RuleError(f"YAML 写法有误：{meaning}。", path, line)
    return RuleError(
        f"YAML 写法有误（{problem}），请检查缩进、冒号、引号和括号。", path, line
    )


def _listed(names: Collection[str]) -> str:
    return "、".join(names)
