"""The state machine of RTF: groups, control words and text, in one pass.

A control word changes how what follows in its group is set, or where it goes: to the
body, to a story beside it, or nowhere. Groups that go nowhere (pictures, tables of
colours and lists) are skipped by their braces alone, whatever they hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from gongkai.errors import FailureCode, LimitError
from gongkai.ingest import word
from gongkai.ingest.rtf.fonts import entries, name_of, read_fonts
from gongkai.ingest.rtf.intake import Intake
from gongkai.ingest.rtf.settings import Handler, Settings
from gongkai.ingest.rtf.state import NO_LOOK, Captured, State
from gongkai.ingest.rtf.story import Story
from gongkai.ingest.rtf.words import (
    BOXES,
    CHARACTERS,
    HIDING,
    KEPT,
    LEADING,
    NOWHERE,
    OF_FIRST_PAGE,
    STORIES,
    SYMBOLS,
    TABLES,
)
from gongkai.ingest.word import HEADING_NAME, Item
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
_SKIPPED = re.compile(rb"\\(?:bin(\d{1,10}) ?|.)|[{}]", re.DOTALL)
_RECOVERY = rb"\pard"  # begins a paragraph of the text
_LIVELY = (rb"\par", rb"\cell", rb"\row")  # words of a text that goes on
_STYLE = re.compile(rb"\{\\s(\d{1,5})(?![a-zA-Z0-9])")
_OUTLINE = re.compile(rb"\\outlinelevel(\d)")
_SYMBOL_FIELD = re.compile(
    r'\s{0,9}SYMBOL\s{1,9}(\d{1,5}|0x[0-9a-f]{1,4})(?:.{0,40}?\\f\s{0,9}"?([^"\\]{1,40}))?',
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[^\W_]")
_CLOSED = "、，。．：；）)】]〕》」"  # after these no space is wanted


class Beside(NamedTuple):
    """A story beside the body."""

    part: Part
    is_of_first_page: bool
    items: list[Item]


class Reading:
    """A document on its way from bytes to stories."""

    def __init__(self, data: bytes) -> None:
        self.beside: list[Beside] = []
        self.has_pictures = False
        self.is_cut = self.is_partial = False
        self._data = data
        self._headings: frozenset[int] = frozenset()
        self._body = Story(self._headings)
        self.intake = Intake(data, State(self._body, self._body))
        self.settings = Settings(self.intake)
        self._stack: list[tuple[State, Callable[[], None] | None]] = []
        self._on_close: Callable[[], None] | None = None
        self._is_first = False  # in its group
        self._is_optional = False  # after \\*
        self._last_brace = data.rfind(b"}")
        self._end_of_text = max(map(data.rfind, _LIVELY))
        self._words: dict[str, Handler] = self.settings.words | {
            "listtext": lambda _: self._capture(self._take_label),
            "pntext": lambda _: self._capture(self._take_label),
            "fldinst": lambda _: self._capture(self._take_instruction),
        }
        self._known = frozenset(
            name.encode() for name in (*self._words, *CHARACTERS, *LEADING, "bin")
        )

    def read(self) -> list[Item]:
        """The items of the body. Raises LimitError."""
        at = 0
        while at >= 0:
            at = self._walk(at)
        self.intake.flush(is_end=True)
        if self._stack:
            self._note_open_groups()
        while self._stack:
            self._close()
        return self._body.finish(self.intake.state.look)

    def _note_open_groups(self) -> None:
        self.is_cut |= not self._data.rstrip(b"\0\t\r\n\x1a ").endswith(b"}")
        self.is_partial |= len(self._stack) > 1
        self.intake.notes["groups that are not closed"] = None

    def _walk(self, at: int) -> int:
        """Read on from a place, to where reading has to begin anew; -1 at the end."""
        for token in _TOKEN.finditer(self._data, at):
            kind = token.lastindex
            if kind is None:
                continue
            is_first, self._is_first = self._is_first, False
            if kind == _TEXT:
                self.intake.text(token[_TEXT])
            elif kind == _HEX:
                self.intake.hexadecimal(token[_HEX])
            elif kind == _UNICODE:
                self.intake.unicode(token[_UNICODE])
            elif kind in (_WORD, _PARAMETER):
                if token[_WORD] not in self._known and not self._is_optional:
                    self.intake.to_skip = 0
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
                    self.intake.notes["groups closed too early"] = None
        return -1

    # Groups

    def _open(self) -> None:
        self.intake.flush()
        self.intake.to_skip = 0
        if len(self._stack) >= MAX_DEPTH:
            raise LimitError(FailureCode.LIMIT_DEPTH, f"{MAX_DEPTH} groups in another")
        self._stack.append((self.intake.state, self._on_close))
        self.intake.state = self.intake.state.copy()
        self._on_close = None
        self._is_first = True

    def _close(self) -> None:
        self.intake.flush()
        self.intake.to_skip = 0
        if self._on_close is not None:
            self._on_close()
            self._on_close = None
        if self._stack:
            self.intake.state, self._on_close = self._stack.pop()

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

    def _symbol(self, symbol: bytes, *, is_first: bool) -> None:
        if symbol == b"*":
            self._is_optional = is_first
        elif self.intake.skips():
            return
        elif symbol in SYMBOLS:
            self.intake.add(SYMBOLS[symbol])
        elif symbol in b"\r\n":
            self.settings.end_paragraph()

    # Words

    def _word(self, token: re.Match[bytes]) -> int | None:
        """Obey a control word; where to go on, unless it is right after it."""
        if self.intake.is_waiting:
            self.intake.flush()
        name = token[_WORD].decode("ascii")
        is_optional, self._is_optional = self._is_optional, False
        if name in CHARACTERS:
            if not self.intake.skips():
                self.intake.add(CHARACTERS[name])
            return None
        self.intake.to_skip = 0
        value = int(token[_PARAMETER]) if token[_PARAMETER] else None
        if name == "bin":
            return self._after_binary(token.end(), max(0, value or 0))
        handler = self._words.get(name)
        if handler is not None:
            handler(value)
            return None
        return self._destination(name, token.end(), is_optional=is_optional)

    def _destination(self, name: str, at: int, *, is_optional: bool) -> int | None:
        if name not in LEADING and not is_optional:
            return None
        if name in self.intake.state.opens or name in BOXES:
            self._leave_nowhere(name)
        elif name in HIDING:
            self.intake.state.sink, self.intake.state.opens = None, HIDING[name]
        elif name in STORIES:
            self._begin_story(name)
        elif name in TABLES:
            end = self._skip_group(at)
            table = self._data[at : end if end >= 0 else None]
            self._read_table(name, table)
            self.intake.decoder.text_from = at + len(table)
            return end
        elif name in NOWHERE or (is_optional and name not in KEPT):
            self._meet(name)
            return self._skip_group(at)
        return None

    def _read_table(self, name: str, table: bytes) -> None:
        codec = self.intake.decoder.codec
        if name == "fonttbl":
            self.intake.decoder.fonts |= read_fonts(table, codec)
            self.settings.use_default_font()
            return
        self._headings |= frozenset(
            number
            for number, entry in entries(table, _STYLE)
            if (_OUTLINE.search(entry) and not entry.count(b"\\outlinelevel9"))
            or HEADING_NAME.match(name_of(entry, codec))
        )
        self._body.heading_styles = self._headings

    def _leave_nowhere(self, name: str) -> None:
        state = self.intake.state
        if name not in BOXES:
            state.sink, state.opens = state.story, frozenset()
            return
        outer, box = state.story, Story(self._headings)

        def close() -> None:
            outer.add_box(box.finish(self.intake.state.look))

        self._enter(box, close)

    def _begin_story(self, name: str) -> None:
        story = Story(self._headings)

        def close() -> None:
            is_first = name in OF_FIRST_PAGE
            self.beside.append(
                Beside(STORIES[name], is_first, story.finish(self.intake.state.look))
            )

        self._enter(story, close)

    def _enter(self, story: Story, close: Callable[[], None]) -> None:
        self.intake.state.sink = self.intake.state.story = story
        self.intake.state.opens = frozenset()
        self.intake.state.look = NO_LOOK
        self.intake.state.hidden = 0
        self._on_close = close

    def _capture(self, use: Callable[[str], None]) -> None:
        captured = Captured()
        state = self.intake.state
        is_nowhere = state.sink is None
        state.sink = None if is_nowhere else captured
        if not is_nowhere:
            self._on_close = lambda: use(captured.text)

    def _take_label(self, text: str) -> None:
        """The number of a list item. A bullet is no number and carries nothing."""
        label = text.strip()
        if _NUMBER.search(label):
            self.intake.state.story.label = label + (
                "" if label[-1] in _CLOSED else " "
            )

    def _take_instruction(self, text: str) -> None:
        match = _SYMBOL_FIELD.match(text)
        if match:
            shown = word.symbol(int(match[1], 0), (match[2] or "").strip())
            self.intake.state.story.add(shown, self.intake.state.size, is_bold=False)

    def _meet(self, name: str) -> None:
        if name == "pict":
            self.has_pictures = True
        elif name == "annotation":
            self.intake.notes["comments left out"] = None
        elif name == "objdata":
            self.intake.notes["embedded object left out"] = None
