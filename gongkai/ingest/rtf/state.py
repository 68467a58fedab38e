"""What a group of an RTF document inherits, and where its text goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gongkai.ingest.rtf.fonts import Font
from gongkai.ingest.rtf.story import DEFAULT_SIZE, Look, Story

HIDDEN, DELETED, MOVED = 1, 2, 4
NO_LOOK: Final = Look()
NO_FONT: Final = Font()


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
    look: Look = NO_LOOK
    font: Font = NO_FONT
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
