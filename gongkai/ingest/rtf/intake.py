"""Bytes and numbers of characters made text, and put where the group they stand in says."""

from __future__ import annotations

import re

from gongkai.ingest import word
from gongkai.ingest.rtf.fonts import Decoder, unescaped
from gongkai.ingest.rtf.state import DELETED, MOVED, State

_UNIT = re.compile(rb"\\u(-?\d{1,10}) ?((?:\\'..|\?)*)")
_FALLBACKS = {0: 0, 1: 1, 2: 2, 4: 1, 5: 2, 8: 2}  # characters in so many bytes
_LAST_CODE = 0x10FFFF
_OF_SYMBOL_FONT = re.compile("[\uf020-\uf0ff]")
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0e-\x1f]")


class Intake:
    """Takes what a document says; `state` is that of the group that is open."""

    def __init__(self, data: bytes, state: State) -> None:
        self.decoder = Decoder(data)
        self.state = state
        self.notes: dict[str, None] = {}
        self.characters = self.controls = 0
        self.to_skip = 0  # characters for readers that do not know Unicode
        self._bytes: list[bytes] = []  # not yet text

    @property
    def is_waiting(self) -> bool:
        """Whether bytes came in that are not yet text."""
        return bool(self._bytes)

    def skips(self) -> bool:
        """Whether the next character is for other readers; then it is done with."""
        is_skipped = self.to_skip > 0
        self.to_skip -= is_skipped
        return is_skipped

    def text(self, text: bytes) -> None:
        """Take bytes that stand for themselves."""
        if self.to_skip:
            skipped = min(self.to_skip, len(text))
            self.to_skip -= skipped
            text = text[skipped:]
        self._bytes.append(text)

    def hexadecimal(self, text: bytes) -> None:
        """Take bytes in hexadecimal."""
        if self.to_skip:
            skipped = min(self.to_skip, len(text) // 4)
            self.to_skip -= skipped
            text = text[4 * skipped :]
        self._bytes.append(bytes.fromhex(text.replace(b"\\'", b"").decode("ascii")))

    def unicode(self, run: bytes) -> None:
        """Take characters by their numbers, each with what older readers show instead."""
        self.flush(is_end=True)
        found: list[str] = []
        left = 0
        for number, fallback in _UNIT.findall(run):
            code = int(number)
            if code < 0:
                code += 0x10000
            if 0 < code <= _LAST_CODE:
                found.append(chr(code))
            left = self.state.skip - _FALLBACKS[len(fallback)]
            if left < 0:  # not all of it stands for the character
                self.add(self._readable("".join(found)))
                found = []
                self._bytes.append(unescaped(fallback)[left:])
        self.to_skip = max(0, left)
        if found:
            self.add(self._readable("".join(found)))

    def flush(self, *, is_end: bool = False) -> None:
        """Make text of the bytes that came in."""
        if self._bytes or (is_end and self.decoder.has_rest):
            data, self._bytes = b"".join(self._bytes), []
            state = self.state
            if state.sink is not None and not state.hidden:
                self.characters += len(data)
                self.controls += len(_CONTROL.findall(data))
                self._emit(self.decoder.decode(data, state.font, is_end=is_end))
            elif state.hidden:
                self._note_hidden()

    def add(self, text: str) -> None:
        """Add text that did not come as bytes."""
        self.flush(is_end=True)
        if self.state.hidden:
            self._note_hidden()
        elif self.state.sink is not None:
            self._emit(text)

    def _emit(self, text: str) -> None:
        state = self.state
        if text and state.sink is not None:
            state.sink.add(text, state.size, is_bold=state.is_bold)

    def _note_hidden(self) -> None:
        is_changed = self.state.hidden & (DELETED | MOVED)
        note = "tracked deletions left out" if is_changed else "hidden text left out"
        self.notes[note] = None

    def _readable(self, text: str) -> str:
        """Text whose characters of symbol fonts have become readable."""
        font = self.state.font.name
        return _OF_SYMBOL_FONT.sub(
            lambda match: word.symbol(ord(match[0]), font) or match[0], text
        )
