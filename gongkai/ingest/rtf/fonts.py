"""In which code page the bytes of an RTF document are, by font and as a whole."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from gongkai.ingest import encoding, word

WESTERN = "cp1252"
DOUBLE = frozenset(
    ("gb18030", "cp950", "cp932", "cp949", "big5", "shift_jis", "euc_kr")
)

_ANSI, _SYMBOL = 0, 2  # charsets
_CHARSETS = {
    0: WESTERN, 77: "mac_roman", 78: "shift_jis", 79: "euc_kr", 80: "gb18030",
    81: "big5", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030",
    136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255",
    178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437", 255: "cp437",
}  # fmt: skip
_CODE_PAGES = {
    936: "gb18030", 54936: "gb18030", 65001: "utf-8", 10000: "mac_roman",
    10001: "shift_jis", 10002: "big5", 10003: "euc_kr", 10006: "mac_greek",
    10007: "mac_cyrillic", 10008: "gb18030", 10029: "mac_latin2", 10081: "mac_turkish",
}  # fmt: skip
_ENTRY = re.compile(rb"\\f(\d{1,5})(?![a-zA-Z0-9])")
_CHARSET = re.compile(rb"\\fcharset(\d{1,3})")
_CODE_PAGE = re.compile(rb"\\cpg(\d{1,5})")
_CONTROL = re.compile(rb"\{[^{}]*\}|\\[a-zA-Z]{1,32}-?\d{0,10} ?|[{}\r\n]")
_ESCAPES = re.compile(rb"(?:\\'[89a-fA-F][0-9a-fA-F]|[\x80-\xff]){1,1000}")
_HAN = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]")
_HEX = re.compile(rb"\\'([0-9a-fA-F]{2})")
_PAIRS = {  # what cannot be anything but text of a code page, or hardly
    "gb18030": re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xf7][\xa1-\xfe])*"),
    "cp950": re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xf9][\x40-\x7e\xa1-\xfe])*"),
}


class Font(NamedTuple):
    """What a font is called and which code page it asks for, if any."""

    name: str = ""
    codec: str | None = None
    is_symbolic: bool = False


def code_page(number: int) -> str:
    """The codec of a Windows code page, Western when it is not known."""
    name = _CODE_PAGES.get(number, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError:
        return WESTERN
    return name


def read_fonts(table: bytes, codec: str) -> dict[int, Font]:
    """The fonts of a font table by number."""
    return {number: _font(entry, codec) for number, entry in entries(table, _ENTRY)}


def entries(table: bytes, start: re.Pattern[bytes]) -> Iterator[tuple[int, bytes]]:
    """What stands after each match of a pattern until the next, by its number."""
    found = list(start.finditer(table))
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(table)
        yield int(match[1]), table[match.end() : end]


def name_of(entry: bytes, codec: str) -> str:
    """The name in an entry of a table: what is neither control word nor group."""
    plain = _CONTROL.sub(b"", entry).partition(b";")[0]
    return unescaped(plain).decode(codec, "replace").strip()


def unescaped(text: bytes) -> bytes:
    """The bytes that stand for themselves and those that stand in hexadecimal."""
    return _HEX.sub(lambda match: bytes((int(match[1], 16),)), text)


def _font(entry: bytes, codec: str) -> Font:
    charset = _number(_CHARSET, entry)
    page = _number(_CODE_PAGE, entry)
    own = _CHARSETS.get(charset) if charset is not None else None
    if page:
        own = code_page(page)
    return Font(name_of(entry, own or codec), own, charset == _SYMBOL)


def _number(pattern: re.Pattern[bytes], entry: bytes) -> int | None:
    match = pattern.search(entry)
    return int(match[1]) if match else None


class Decoder:
    """Turns the bytes of a document into text.

    A font says for which script it was made, the document which code page its machine
    used, and either may be wrong: programs write Chinese in fonts that they declare
    to be Western. What cannot be Western is then read as what it looks like.
    """

    def __init__(self, data: bytes) -> None:
        self.codec = WESTERN
        self.fonts: dict[int, Font] = {}
        self.was_guessed = False
        self.text_from = 0  # where the names of fonts and styles end
        self._data = data
        self._looks_like: str | None = None
        self._rest = (b"", "")  # the first byte of a character, and its codec

    def decode(self, data: bytes, font: Font, *, is_end: bool) -> str:
        """The text of some bytes; until the end, half a character is kept for later."""
        if font.is_symbolic and not self._rest[0]:
            return "".join(_symbol(byte, font.name) for byte in data)
        if data.isascii() and not self._rest[0]:
            return data.decode("ascii")
        codec = self._choose(data, font)
        before = ""
        if self._rest[0]:
            if self._rest[1] == codec:
                data = self._rest[0] + data
            else:
                before = "\ufffd"
        decoder = codecs.getincrementaldecoder(codec)("replace")
        text = decoder.decode(data, is_end or codec not in DOUBLE)
        left = decoder.getstate()[0]
        self._rest = (left, codec)
        return before + text

    @property
    def has_rest(self) -> bool:
        return bool(self._rest[0])

    def _choose(self, data: bytes, font: Font) -> str:
        codec = font.codec or self.codec
        if codec != WESTERN or data.isascii():
            return codec
        if self.codec in _PAIRS:
            return self.codec if _PAIRS[self.codec].fullmatch(data) else codec
        if self._looks_like is None:
            self._looks_like = _guess(self._data, self.text_from)
        if self._looks_like != codec and len(data) > 1:
            self.was_guessed = True
            return self._looks_like
        return codec


def _guess(data: bytes, start: int) -> str:
    """What the bytes beyond ASCII look like when nothing says that they are Chinese.

    Western text has them one by one, Chinese text in pairs and longer runs.
    """
    runs: list[bytes] = []
    size = lone = 0
    for match in _ESCAPES.finditer(data, start):
        run = unescaped(match[0])
        if len(run) > 1:
            runs.append(run)
            size += len(run) + 1
        else:
            lone += 1
        if size + lone > encoding.SAMPLE:
            break
    sample = b"\n".join(runs)
    if size <= lone:
        return WESTERN
    guess = encoding.guess(sample)
    is_chinese = guess.sure and guess.encoding in ("gb18030", "big5", "utf-8")
    return (
        guess.encoding if is_chinese and _reads_as(sample, guess.encoding) else WESTERN
    )


def _reads_as(sample: bytes, codec: str) -> bool:
    """Whether most of what is read in a code page is Chinese, and hardly any is lost."""
    text = sample.decode(codec, "replace").replace("\n", "")
    return 2 * len(_HAN.findall(text)) > len(text) and text.count("\ufffd") * 20 <= len(
        text
    )


@cache
def _symbol(byte: int, name: str) -> str:
    known = word.SYMBOLS.get((name.lower(), byte))
    is_ornament = name.lower().startswith(("wingdings", "webdings", "zapf"))
    return known or ("" if is_ornament else chr(byte))
