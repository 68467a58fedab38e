"""The state machine of RTF: groups, control words and text, in one pass.

A control word changes how what follows in its group is set, or where it goes: to the
body, to a story beside it, or nowhere. Groups that go nowhere (pictures, tables of
colours and lists) are skipped by their braces alone, whatever they hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from gongkai.errors import FailureCode, LimitError
from gongkai.ingest import word
from gongkai.ingest.rtf.fonts import (
    Decoder,
    Font,
    code_page,
    entries,
    name_of,
    read_fonts,
    unescaped,
)
from gongkai.ingest.rtf.story import DEFAULT_SIZE, Look, Plan, Story
from gongkai.ingest.word import BODY_LEVEL, HEADING_NAME, TAB, Item
from gongkai.model import Part

MAX_DEPTH = 10_000  # groups inside each other; Word writes a dozen

_TOKEN = re.compile(
    rb"([^\\{}\r\n\0]+)"
    rb"|((?:\\'[0-9a-fA-F]{2})+)"
    rb"|((?:\\u-?\d{1,10} ?(?:\\'[0-9a-fA-F]{2}|\?){0,2})+)"
    rb"|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?"
    rb"|\\(.)"
    rb"|([{}])"
    rb"|[\r\n\0]+",
    re.DOTALL,
)
_TEXT, _HEX, _UNICODE, _WORD, _PARAMETER, _SYMBOL, _BRACE = range(1, 8)
_UNIT = re.compile(rb"\\u(-?\d{1,10}) ?((?:\\'..|\?)*)")
_FALLBACKS = {0: 0, 1: 1, 2: 2, 4: 1, 5: 2, 8: 2}  # characters in so many bytes
_OF_SYMBOL_FONT = re.compile("[\uf020-\uf0ff]")
_SKIPPED = re.compile(rb"\\(?:bin(\d{1,10}) ?|.)|[{}]", re.DOTALL)
_RECOVERY = rb"\pard"  # begins a paragraph of the text
_LIVELY = (rb"\par", rb"\cell", rb"\row")  # words of a text that goes on
_STYLE = re.compile(rb"\{\\s(\d{1,5})(?![a-zA-Z0-9])")
_OUTLINE = re.compile(rb"\\outlinelevel(\d)")
_SYMBOL_FIELD = re.compile(
    r'\s{0,9}SYMBOL\s{1,9}(\d{1,5}|0x[0-9a-f]{1,4})(?:.{0,40}?\\f\s{0,9}"?([^"\\]{1,40}))?',
    re.IGNORECASE,
)
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0e-\x1f]")
_NUMBER = re.compile(r"[^\W_]")
_CLOSED = "、，。．：；）)】]〕》」"  # after these no space is wanted
_HIDDEN, _DELETED, _MOVED = 1, 2, 4

_NOWHERE = frozenset(  # though not always marked as optional
    (
        "colortbl", "info", "pict", "objdata", "annotation", "atnid", "atnauthor",
        "xe", "tc", "rxe", "txe", "listtable", "listoverridetable", "revtbl", "filetbl",
        "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "nonesttables",
        "shprslt", "private", "template", "pn", "bkmkstart", "bkmkend", "formfield",
    )
)  # fmt: skip
_STORIES = {
    "header": Part.HEADER, "headerl": Part.HEADER, "headerr": Part.HEADER,
    "headerf": Part.HEADER, "footer": Part.FOOTER, "footerl": Part.FOOTER,
    "footerr": Part.FOOTER, "footerf": Part.FOOTER, "footnote": Part.NOTE,
}  # fmt: skip
_OF_FIRST_PAGE = frozenset(("headerf", "footerf"))
_BOXES = frozenset(("shptxt", "dptxbxtext"))
_HIDING = {"shpinst": _BOXES, "do": _BOXES, "upr": frozenset(("ud",))}
_KEPT = frozenset(("shp", "shpgrp", "result", "fldrslt"))  # though marked as optional
_TABLES = frozenset(("fonttbl", "stylesheet"))
_LEADING = _NOWHERE | _BOXES | _TABLES | {*_STORIES, *_HIDING, "ud"}
_CHARACTERS = {
    "tab": TAB, "line": "\n", "page": "\n", "column": "\n", "lbr": "\n",
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002",
    "qmspace": "\u2005",
}  # fmt: skip
_SYMBOLS = {b"\\": "\\", b"{": "{", b"}": "}", b"~": "\u00a0", b"_": "-"}
_LAST_CODE = 0x10FFFF
_NO_LOOK, _NO_FONT = Look(), Font()


class Captured:
    """Text that is wanted for itself and not for a story."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def add(self, text: str, _size: int, *, is_bold: bool) -> None:
        """Add text, however it is set."""
        del is_bold
        self._pieces.append(text)

    @property
    def text(self) -> str:
        return "".join(self._pieces)


@dataclass(slots=True)
class State:
    """What a group inherits from the one around it."""

    sink: Story | Captured | None  # where text goes; None: nowhere
    story: Story  # where it goes in the end
    opens: frozenset[str] = frozenset()  # words that lead out of nowhere
    look: Look = _NO_LOOK
    font: Font = _NO_FONT
    size: int = DEFAULT_SIZE
    is_bold: bool = False
    hidden: int = 0
    skip: int = 1  # characters after one in Unicode, for readers without it
    plans: int = 1  # depth of the tables whose rows are planned

    def copy(self) -> State:
        return State(
            self.sink, self.story, self.opens, self.look, self.font, self.size,
            self.is_bold, self.hidden, self.skip, self.plans,
        )  # fmt: skip


class Beside(NamedTuple):
    """A story beside the body."""

    part: Part
    is_of_first_page: bool
    items: list[Item]


class Reading:
    """A document on its way from bytes to stories."""

    def __init__(self, data: bytes) -> None:
        self.decoder = Decoder(data)
        self.beside: list[Beside] = []
        self.notes: dict[str, None] = {}
        self.has_title_page = self.has_pictures = False
        self.is_cut = self.is_partial = False
        self.characters = self.controls = 0
        self._data = data
        self._headings: frozenset[int] = frozenset()
        self._default_font: int | None = None
        self._body = Story(self._headings)
        self._state = State(self._body, self._body)
        self._stack: list[tuple[State, Callable[[], None] | None]] = []
        self._on_close: Callable[[], None] | None = None
        self._bytes: list[bytes] = []  # not yet text
        self._to_skip = 0
        self._is_first = False  # in its group
        self._is_optional = False  # after \\*
        self._last_brace = data.rfind(b"}")
        self._end_of_text = max(map(data.rfind, _LIVELY))
        self._words = self._handlers()
        self._known = frozenset(
            name.encode() for name in (*self._words, *_CHARACTERS, *_LEADING, "bin")
        )

    def read(self) -> list[Item]:
        """The items of the body. Raises LimitError."""
        at = 0
        while at >= 0:
            at = self._walk(at)
        self._flush(is_end=True)
        if self._stack:
            self._note_open_groups()
        while self._stack:
            self._close()
        return self._body.finish(self._state.look)

    def _note_open_groups(self) -> None:
        self.is_cut |= not self._data.rstrip(b"\0\t\r\n\x1a ").endswith(b"}")
        self.is_partial |= len(self._stack) > 1
        self.notes["groups that are not closed"] = None

    def _walk(self, at: int) -> int:
        """Read on from a place, to where reading has to begin anew; -1 at the end."""
        for token in _TOKEN.finditer(self._data, at):
            kind = token.lastindex
            if kind is None:
                continue
            is_first, self._is_first = self._is_first, False
            if kind == _TEXT:
                self._text(token[_TEXT])
            elif kind == _HEX:
                self._hexadecimal(token[_HEX])
            elif kind == _UNICODE:
                self._unicode(token[_UNICODE])
            elif kind in (_WORD, _PARAMETER):
                if token[_WORD] not in self._known and not self._is_optional:
                    self._to_skip = 0
                    continue
                goes_on_at = self._word(token)
                if goes_on_at is not None:
                    return goes_on_at
            elif kind == _SYMBOL:
                self._symbol(token[_SYMBOL], is_first=is_first)
            elif kind == _BRACE and token[_BRACE] == b"{":
                self._open()
            elif kind == _BRACE:
                self._close()
                if not self._stack:
                    if token.end() > self._end_of_text:
                        return -1
                    self.notes["groups closed too early"] = None
        return -1

    # Groups

    def _open(self) -> None:
        self._flush()
        self._to_skip = 0
        if len(self._stack) >= MAX_DEPTH:
            raise LimitError(FailureCode.LIMIT_DEPTH, f"{MAX_DEPTH} groups in another")
        self._stack.append((self._state, self._on_close))
        self._state = self._state.copy()
        self._on_close = None
        self._is_first = True

    def _close(self) -> None:
        self._flush()
        self._to_skip = 0
        if self._on_close is not None:
            self._on_close()
            self._on_close = None
        if self._stack:
            self._state, self._on_close = self._stack.pop()

    def _skip_group(self, at: int) -> int:
        """Leave the group unread; where reading goes on, -1 for nowhere."""
        end = self._end_of_group(at)
        if end < 0 or (end >= self._last_brace and self._stack):
            found = self._recover(at)
            if found >= 0:
                return found
            self.is_cut |= end < 0
        if end >= 0:
            self._close()
        return end

    def _end_of_group(self, at: int) -> int:
        depth = 1
        while depth:
            token = _SKIPPED.search(self._data, at)
            if token is None:
                return -1
            at = token.end()
            if token[0] == b"{":
                depth += 1
            elif token[0] == b"}":
                depth -= 1
            elif token[1]:
                at = self._after_binary(at, int(token[1]))
        return at

    def _recover(self, at: int) -> int:
        """Where the text goes on after a group that lacks its end; -1 for nowhere.

        The last brace of a document closes all of it: a picture that goes on until
        there has swallowed text. One such group a document is enough, since all of the
        document has to be looked through for it.
        """
        found = -1 if self.is_partial else self._data.find(_RECOVERY, at)
        self.is_partial |= found >= 0
        return found

    def _after_binary(self, at: int, length: int) -> int:
        self.is_cut |= at + length > len(self._data)
        return min(at + length, len(self._data))

    # Text

    def _text(self, text: bytes) -> None:
        if self._to_skip:
            skipped = min(self._to_skip, len(text))
            self._to_skip -= skipped
            text = text[skipped:]
        self._bytes.append(text)

    def _hexadecimal(self, text: bytes) -> None:
        if self._to_skip:
            skipped = min(self._to_skip, len(text) // 4)
            self._to_skip -= skipped
            text = text[4 * skipped :]
        self._bytes.append(bytes.fromhex(text.replace(b"\\'", b"").decode("ascii")))

    def _unicode(self, run: bytes) -> None:
        """Characters by their numbers, each with what older readers show instead."""
        self._flush(is_end=True)
        found: list[str] = []
        left = 0
        for number, fallback in _UNIT.findall(run):
            code = int(number)
            if code < 0:
                code += 0x10000
            if 0 < code <= _LAST_CODE:
                found.append(chr(code))
            left = self._state.skip - _FALLBACKS[len(fallback)]
            if left < 0:  # not all of it stands for the character
                self._add(self._readable("".join(found)))
                found = []
                self._bytes.append(unescaped(fallback)[left:])
        self._to_skip = max(0, left)
        if found:
            self._add(self._readable("".join(found)))

    def _flush(self, *, is_end: bool = False) -> None:
        """Make text of the bytes that came in."""
        if self._bytes or (is_end and self.decoder.has_rest):
            data, self._bytes = b"".join(self._bytes), []
            state = self._state
            if state.sink is not None and not state.hidden:
                self.characters += len(data)
                self.controls += len(_CONTROL.findall(data))
                self._emit(self.decoder.decode(data, state.font, is_end=is_end))
            elif state.hidden:
                self._note_hidden()

    def _add(self, text: str) -> None:
        """Add text that did not come as bytes."""
        self._flush(is_end=True)
        if self._state.hidden:
            self._note_hidden()
        elif self._state.sink is not None:
            self._emit(text)

    def _emit(self, text: str) -> None:
        state = self._state
        if text and state.sink is not None:
            state.sink.add(text, state.size, is_bold=state.is_bold)

    def _note_hidden(self) -> None:
        is_changed = self._state.hidden & (_DELETED | _MOVED)
        note = "tracked deletions left out" if is_changed else "hidden text left out"
        self.notes[note] = None

    def _symbol(self, symbol: bytes, *, is_first: bool) -> None:
        if symbol == b"*":
            self._is_optional = is_first
        elif self._to_skip:
            self._to_skip -= 1
        elif symbol in _SYMBOLS:
            self._add(_SYMBOLS[symbol])
        elif symbol in b"\r\n":
            self._end_paragraph()

    # Words

    def _word(self, token: re.Match[bytes]) -> int | None:
        """Obey a control word; where to go on, unless it is right after it."""
        if self._bytes:
            self._flush()
        name = token[_WORD].decode("ascii")
        is_optional, self._is_optional = self._is_optional, False
        if name in _CHARACTERS:
            if self._to_skip:
                self._to_skip -= 1
            else:
                self._add(_CHARACTERS[name])
            return None
        self._to_skip = 0
        value = int(token[_PARAMETER]) if token[_PARAMETER] else None
        if name == "bin":
            return self._after_binary(token.end(), max(0, value or 0))
        handler = self._words.get(name)
        if handler is not None:
            handler(value)
            return None
        return self._destination(name, token.end(), is_optional=is_optional)

    def _destination(self, name: str, at: int, *, is_optional: bool) -> int | None:
        if name not in _LEADING and not is_optional:
            return None
        if name in self._state.opens or name in _BOXES:
            self._leave_nowhere(name)
        elif name in _HIDING:
            self._state.sink, self._state.opens = None, _HIDING[name]
        elif name in _STORIES:
            self._begin_story(name)
        elif name in _TABLES:
            end = self._skip_group(at)
            table = self._data[at : end if end >= 0 else None]
            self._read_table(name, table)
            self.decoder.text_from = at + len(table)
            return end
        elif name in _NOWHERE or (is_optional and name not in _KEPT):
            self._meet(name)
            return self._skip_group(at)
        return None

    def _read_table(self, name: str, table: bytes) -> None:
        codec = self.decoder.codec
        if name == "fonttbl":
            self.decoder.fonts |= read_fonts(table, codec)
            self._set_font(self._default_font)
            return
        self._headings |= frozenset(
            number
            for number, entry in entries(table, _STYLE)
            if (_OUTLINE.search(entry) and not entry.count(b"\\outlinelevel9"))
            or HEADING_NAME.match(name_of(entry, codec))
        )
        self._body.heading_styles = self._headings

    def _leave_nowhere(self, name: str) -> None:
        state = self._state
        if name not in _BOXES:
            state.sink, state.opens = state.story, frozenset()
            return
        outer, box = state.story, Story(self._headings)

        def close() -> None:
            outer.add_box(box.finish(self._state.look))

        self._enter(box, close)

    def _begin_story(self, name: str) -> None:
        story = Story(self._headings)

        def close() -> None:
            is_first = name in _OF_FIRST_PAGE
            self.beside.append(
                Beside(_STORIES[name], is_first, story.finish(self._state.look))
            )

        self._enter(story, close)

    def _enter(self, story: Story, close: Callable[[], None]) -> None:
        self._state.sink = self._state.story = story
        self._state.opens = frozenset()
        self._state.look = _NO_LOOK
        self._state.hidden = 0
        self._on_close = close

    def _capture(self, use: Callable[[str], None]) -> None:
        captured = Captured()
        state = self._state
        is_nowhere = state.sink is None
        state.sink = None if is_nowhere else captured
        if not is_nowhere:
            self._on_close = lambda: use(captured.text)

    def _take_label(self, text: str) -> None:
        """The number of a list item. A bullet is no number and carries nothing."""
        label = text.strip()
        if _NUMBER.search(label):
            self._state.story.label = label + ("" if label[-1] in _CLOSED else " ")

    def _take_instruction(self, text: str) -> None:
        match = _SYMBOL_FIELD.match(text)
        if match:
            shown = word.symbol(int(match[1], 0), (match[2] or "").strip())
            self._state.story.add(shown, self._state.size, is_bold=False)

    def _meet(self, name: str) -> None:
        if name == "pict":
            self.has_pictures = True
        elif name == "annotation":
            self.notes["comments left out"] = None
        elif name == "objdata":
            self.notes["embedded object left out"] = None

    def _handlers(self) -> dict[str, Callable[[int | None], None]]:
        """What each control word does that leads nowhere else."""
        return {
            "par": lambda _: self._end_paragraph(),
            "sect": lambda _: self._end_paragraph(),
            "pard": lambda _: self._set_look(_NO_LOOK),
            "s": lambda n: self._set_look(self._state.look._replace(style=n or 0)),
            "qc": lambda _: self._centre(is_centred=True),
            "ql": lambda _: self._centre(is_centred=False),
            "qr": lambda _: self._centre(is_centred=False),
            "qj": lambda _: self._centre(is_centred=False),
            "qd": lambda _: self._centre(is_centred=False),
            "outlinelevel": lambda n: self._set_look(
                self._state.look._replace(level=BODY_LEVEL if n is None else n)
            ),
            "intbl": lambda _: self._set_depth(max(1, self._state.look.depth)),
            "itap": lambda n: self._set_depth(max(0, 1 if n is None else n)),
            "cell": lambda _: self._end_cell(1),
            "nestcell": lambda _: self._end_cell(max(2, self._state.look.depth)),
            "row": lambda _: self._end_row(1),
            "nestrow": lambda _: self._end_row(max(2, self._state.look.depth)),
            "nesttableprops": lambda _: self._plan_nested(),
            "trowd": lambda _: self._plan.begin(),
            "trleft": lambda n: self._plan.set_left(n or 0),
            "cellx": lambda n: self._plan.end_cell(n or 0),
            "clmgf": lambda _: self._plan.merge("clmgf"),
            "clmrg": lambda _: self._plan.merge("clmrg"),
            "clvmgf": lambda _: self._plan.merge("clvmgf"),
            "clvmrg": lambda _: self._plan.merge("clvmrg"),
            "plain": lambda _: self._plain(),
            "f": self._set_font,
            "fs": self._set_size,
            "b": self._set_bold,
            "v": lambda n: self._hide(_HIDDEN, n),
            "deleted": lambda n: self._hide(_DELETED, n),
            "mvf": lambda n: self._hide(_MOVED, n),
            "uc": self._set_skip,
            "deff": self._set_default_font,
            "ansicpg": self._set_code_page,
            "mac": lambda _: self._set_code_page(10000),
            "pc": lambda _: self._set_code_page(437),
            "pca": lambda _: self._set_code_page(850),
            "titlepg": lambda _: self._set_title_page(),
            "listtext": lambda _: self._capture(self._take_label),
            "pntext": lambda _: self._capture(self._take_label),
            "fldinst": lambda _: self._capture(self._take_instruction),
        }

    @property
    def _plan(self) -> Plan:
        return self._state.story.plan(self._state.plans)

    def _plan_nested(self) -> None:
        self._state.plans = max(2, self._state.look.depth)

    def _end_paragraph(self) -> None:
        self._flush(is_end=True)
        if self._state.sink is self._state.story:
            self._state.story.end_paragraph(self._state.look)

    def _end_cell(self, depth: int) -> None:
        self._flush(is_end=True)
        if self._state.sink is self._state.story:
            self._state.story.end_cell(self._state.look._replace(depth=depth))

    def _end_row(self, depth: int) -> None:
        self._flush(is_end=True)
        if self._state.sink is self._state.story:
            self._state.story.end_row(depth)

    def _set_look(self, look: Look) -> None:
        self._state.look = look

    def _centre(self, *, is_centred: bool) -> None:
        self._state.look = self._state.look._replace(is_centred=is_centred)

    def _set_depth(self, depth: int) -> None:
        self._state.look = self._state.look._replace(depth=depth)

    def _plain(self) -> None:
        state = self._state
        state.size, state.is_bold, state.hidden = DEFAULT_SIZE, False, 0
        self._set_font(self._default_font)

    def _set_font(self, number: int | None) -> None:
        self._state.font = self.decoder.fonts.get(number or 0, _NO_FONT)

    def _set_default_font(self, number: int | None) -> None:
        self._default_font = number

    def _set_size(self, size: int | None) -> None:
        self._state.size = size if size and size > 0 else DEFAULT_SIZE

    def _set_bold(self, value: int | None) -> None:
        self._state.is_bold = value != 0

    def _hide(self, how: int, value: int | None) -> None:
        if value == 0:
            self._state.hidden &= ~how
        else:
            self._state.hidden |= how

    def _set_skip(self, count: int | None) -> None:
        self._state.skip = max(0, 1 if count is None else count)

    def _set_code_page(self, number: int | None) -> None:
        if number:
            self.decoder.codec = code_page(number)

    def _set_title_page(self) -> None:
        self.has_title_page = True

    def _readable(self, text: str) -> str:
        """Text whose characters of symbol fonts have become readable."""
        font = self._state.font.name
        return _OF_SYMBOL_FONT.sub(
            lambda match: word.symbol(ord(match[0]), font) or match[0], text
        )
