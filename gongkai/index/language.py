"""The query language: what people write → the tree of `query`.

    党务公开 财务        both            党务公开 OR 村务公开     either
    -公示  NOT 公示      without         (甲 OR 乙) 丙            brackets
    "公开 制度"          one string      title: issuer: number: category: genre: year: date:
    138*  GB?704         any ending, any one letter or digit

Every unspaced run is one string that must stand in the text just so. Full-width
brackets, colons and quotation marks do as well. A year is found either way it is
written, 2005年 or 二〇〇五年, unless it stands in quotation marks.
"""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from gongkai import text as chinese
from gongkai.errors import QueryError
from gongkai.index import reading, years
from gongkai.index.query import All, Any, Coded, Dated, Field, Not, Phrase, Query

LONGEST = 4000  # characters of a query
DEEPEST = 50  # brackets in brackets
MOST_STARS = 3  # in one word: each costs a factor

_NAMES = {
    "title": "title", "标题": "title",
    "issuer": "issuer", "机关": "issuer", "发文机关": "issuer",
    "number": "number", "文号": "number", "发文字号": "number",
    "category": "category", "类别": "category",
    "genre": "genre", "文种": "genre",
    "year": "year", "年份": "year",
    "date": "date", "日期": "date",
}  # fmt: skip
_OFFERED = "title: issuer: number: category: genre: year: date:"

_OPENING, _QUOTE = "(", '"“”„‟'
_QUESTION = re.compile(r"(?<![0-9A-Za-z０-９Ａ-Ｚａ-ｚ*?])\?{1,9}$")
_MARKS = "，。；：！？、,.;:!…·"  # at the ends of a word they are not meant
_PREFIX = re.compile(
    "([A-Za-z]{2,20}|" + "|".join(n for n in _NAMES if not n.isascii()) + "):(?!//)"
)
_NUMBER_YEAR = re.compile(r"\((?:19|20)\d\d\)")
_WORD_END = re.compile(rf"[\s(){_QUOTE}]")
_MEANT = re.compile(rf"[^\W_]|[{chinese.HAN}?*]")
_CODE = re.compile(r"[A-Z]{1,3}[0-9]{0,4}")
_DAY = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_RANGE = re.compile(rf"({_DAY})?(\.\.)?({_DAY})?")


class Kind(StrEnum):
    """What a piece of a query is."""

    OPEN = "("
    CLOSE = ")"
    NAME = "name"
    QUOTED = "quoted"
    WORD = "word"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    END = "end"


class Token(NamedTuple):
    """A piece of a query, and where it begins."""

    kind: Kind
    text: str
    at: int


def parse(text: str) -> Query:
    """The query that was written; of nothing but spaces, every document.

    Raises QueryError, with the place to blame, when it cannot be meant.

    >>> parse("党务 -公示")
    All(parts=(Phrase(field=<Field.TEXT: 'text'>, reading='党务', wild=False), Not(part=Phrase(field=<Field.TEXT: 'text'>, reading='公示', wild=False))))
    """
    if len(text) > LONGEST:
        raise QueryError(f"查询太长：最多 {LONGEST} 个字", text, LONGEST)
    return _Parser(text).parse()


class _Lexer:
    """The tokens of a query. Looks at the folded text, whose offsets are the same."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = chinese.fold(text)

    def tokens(self) -> list[Token]:
        found: list[Token] = []
        at = 0
        while at < len(self.text):
            token, at = self._next(at, found)
            if token is not None:
                found.append(token)
        return [*found, Token(Kind.END, "", len(self.text))]

    def _next(self, at: int, before: list[Token]) -> tuple[Token | None, int]:
        char = self.folded[at]
        if char.isspace():
            return None, at + 1
        if char in _QUOTE:
            return self._quoted(at)
        if char == _OPENING and not self._year_of_number(at):
            return Token(Kind.OPEN, char, at), at + 1
        if char == ")":
            return Token(Kind.CLOSE, char, at), at + 1
        if char == "-" and self._negates(at):
            return Token(Kind.NOT, char, at), at + 1
        if name := _PREFIX.match(self.folded, at):
            return Token(Kind.NAME, self._named(name), at), name.end()
        return self._word(at)

    def _negates(self, at: int) -> bool:
        """Whether a dash stands before a word and not before a space or number sign."""
        after = self.folded[at + 1 : at + 2]
        return bool(after) and not after.isspace() and after != "-"

    def _year_of_number(self, at: int) -> bool:
        """Whether a bracket belongs to a number: 发(2005)12号."""
        year = _NUMBER_YEAR.match(self.folded, at)
        if year is None:
            return False
        before, after = self.folded[:at][-1:], self.folded[year.end() :][:1]
        glued = bool(before) and not _WORD_END.match(before) and before != ":"
        return glued or after.isdigit() or after == "第"

    def _quoted(self, at: int) -> tuple[Token, int]:
        end = next(
            (i for i in range(at + 1, len(self.text)) if self.folded[i] in _QUOTE), None
        )
        if end is None:
            raise QueryError("引号没有配对", self.text, at)
        return Token(Kind.QUOTED, self.text[at + 1 : end], at), end + 1

    def _named(self, name: re.Match[str]) -> str:
        known = _NAMES.get(name[1].lower())
        if known is None:
            message = (
                f"没有 {name[1]}: 这个字段，可用的有 {_OFFERED}；要找这几个字，请加引号"
            )
            raise QueryError(message, self.text, name.start())
        return known

    def _word(self, at: int) -> tuple[Token | None, int]:
        """A word; signs that stand alone are none."""
        end = at
        while end < len(self.text):
            if self._year_of_number(end):
                end += len("(2005)")
            elif _WORD_END.match(self.folded[end]):
                break
            else:
                end += 1
        word = self.text[at:end]
        if not _MEANT.search(self.folded, at, end):
            return None, end
        kind = Kind(word) if word in ("AND", "OR", "NOT") else Kind.WORD
        return Token(kind, word, at), end


class _Parser:
    """Descends from OR over AND and NOT to words, and makes the tree."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _Lexer(text).tokens()
        self.next = 0
        self.depth = 0

    def parse(self) -> Query:
        if self._peek.kind is Kind.END:
            if self.text.strip():
                raise QueryError("没有可以查找的文字", self.text, 0)
            return All()
        query = self._either("text")
        end = self._take()
        if end.kind is not Kind.END:
            raise self._wrong("多了一个右括号", end)
        return query

    @property
    def _peek(self) -> Token:
        return self.tokens[self.next]

    def _take(self) -> Token:
        token = self._peek
        self.next += 1
        return token

    def _wrong(self, message: str, token: Token) -> QueryError:
        return QueryError(message, self.text, token.at)

    def _either(self, name: str) -> Query:
        parts = [self._both(name)]
        while self._peek.kind is Kind.OR:
            self._take()
            parts.append(self._both(name))
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _both(self, name: str) -> Query:
        parts = [self._one(name)]
        while self._peek.kind not in (Kind.OR, Kind.CLOSE, Kind.END):
            if self._peek.kind is Kind.AND:
                self._take()
            parts.append(self._one(name))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self, name: str) -> Query:
        token = self._take()
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._wrong(f"括号或 NOT 套得太深：最多 {DEEPEST} 层", token)
        found = self._of(token, name)
        self.depth -= 1
        return found

    def _of(self, token: Token, name: str) -> Query:
        match token.kind:
            case Kind.NOT:
                self._must_follow("NOT" if token.text == "NOT" else "减号", token)
                return Not(self._one(name))
            case Kind.OPEN:
                return self._group(token, name)
            case Kind.NAME:
                self._must_follow(f"{token.text}:", token)
                return self._one(token.text)
            case Kind.WORD | Kind.QUOTED:
                return self._leaf(token, name)
            case Kind.CLOSE:
                raise self._wrong("右括号前面没有内容", token)
            case Kind.END:
                raise self._wrong("查询到这里没有写完", token)
        raise self._wrong(f"{token.text} 前面没有内容", token)

    def _must_follow(self, what: str, token: Token) -> None:
        if self._peek.kind in (Kind.END, Kind.CLOSE, Kind.AND, Kind.OR):
            raise self._wrong(f"{what} 后面没有内容", token)

    def _group(self, token: Token, name: str) -> Query:
        if self._peek.kind is Kind.CLOSE:
            raise self._wrong("括号里没有内容", token)
        found = self._either(name)
        if self._take().kind is not Kind.CLOSE:
            raise self._wrong("左括号没有配对", token)
        return found

    def _leaf(self, token: Token, name: str) -> Query:
        if name in ("year", "date"):
            return self._dated(token)
        field = Field(name)
        if token.kind is Kind.QUOTED:
            return self._phrase(token, field, token.text)
        coded = chinese.fold(token.text).upper()
        if field in (Field.CATEGORY, Field.GENRE) and _CODE.fullmatch(coded):
            return Coded(field, coded)
        return self._word(token, field)

    def _word(self, token: Token, field: Field) -> Query:
        """An unquoted word: wild where it says so, its years either way."""
        word = _QUESTION.sub("", token.text.strip(_MARKS))
        if "?" in word or "*" in word:
            return self._wild(token, field, word)
        found = self._phrase(token, field, word)
        others = years.other_ways(found.reading)
        if not others:
            return found
        return Any((found, *(replace(found, reading=other) for other in others)))

    def _phrase(self, token: Token, field: Field, text: str) -> Phrase:
        found = reading.read(text).strip(reading.BREAK + " ")
        if not found:
            raise self._wrong("没有可以查找的文字", token)
        return Phrase(field, found)

    def _wild(self, token: Token, field: Field, word: str) -> Phrase:
        found = reading.read(word)
        for term in reading.terms(found, wild=True):
            if ("?" in term or "*" in term) and not term.strip("?*"):
                raise self._wrong("通配符 ? 和 * 只能同字母、数字连用", token)
            if term.count("*") > MOST_STARS:
                raise self._wrong(f"一个词里最多 {MOST_STARS} 个 *", token)
        return Phrase(field, found, wild=True)

    def _dated(self, token: Token) -> Dated:
        written = chinese.fold(token.text).replace("/", "-")
        found = _RANGE.fullmatch(written)
        if found is None or not (found[1] or found[3]):
            message = "日期写作 2005、2005-10、2005-10-18 或 2005..2008"
            raise self._wrong(message, token)
        since, dots, until = found.groups()
        return Dated(since, until if dots else since)
