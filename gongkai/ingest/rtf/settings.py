"""Control words that say how what follows is set, and that end paragraphs, cells and rows."""

from __future__ import annotations

from collections.abc import Callable

from gongkai.ingest.rtf.fonts import code_page
from gongkai.ingest.rtf.intake import Intake
from gongkai.ingest.rtf.state import DELETED, HIDDEN, MOVED, NO_FONT, NO_LOOK
from gongkai.ingest.rtf.story import DEFAULT_SIZE, Look, Plan
from gongkai.ingest.word import BODY_LEVEL

Handler = Callable[[int | None], None]  # given the number that comes with the word


class Settings:
    """Obeys the words that lead nowhere else."""

    def __init__(self, intake: Intake) -> None:
        self.has_title_page = False
        self._in = intake
        self._default_font: int | None = None
        self.words = self._handlers()

    def use_default_font(self) -> None:
        """Set what follows in the font of the document."""
        self._set_font(self._default_font)

    def _handlers(self) -> dict[str, Handler]:
        """What each control word does that leads nowhere else."""
        return {
            "par": lambda _: self.end_paragraph(),
            "sect": lambda _: self.end_paragraph(),
            "pard": lambda _: self._set_look(NO_LOOK),
            "s": lambda n: self._set_look(self._in.state.look._replace(style=n or 0)),
            "qc": lambda _: self._centre(is_centred=True),
            "ql": lambda _: self._centre(is_centred=False),
            "qr": lambda _: self._centre(is_centred=False),
            "qj": lambda _: self._centre(is_centred=False),
            "qd": lambda _: self._centre(is_centred=False),
            "outlinelevel": lambda n: self._set_look(
                self._in.state.look._replace(level=BODY_LEVEL if n is None else n)
            ),
            "intbl": lambda _: self._set_depth(max(1, self._in.state.look.depth)),
            "itap": lambda n: self._set_depth(max(0, 1 if n is None else n)),
            "cell": lambda _: self._end_cell(1),
            "nestcell": lambda _: self._end_cell(max(2, self._in.state.look.depth)),
            "row": lambda _: self._end_row(1),
            "nestrow": lambda _: self._end_row(max(2, self._in.state.look.depth)),
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
            "v": lambda n: self._hide(HIDDEN, n),
            "deleted": lambda n: self._hide(DELETED, n),
            "mvf": lambda n: self._hide(MOVED, n),
            "uc": self._set_skip,
            "deff": self._set_default_font,
            "ansicpg": self._set_code_page,
            "mac": lambda _: self._set_code_page(10000),
            "pc": lambda _: self._set_code_page(437),
            "pca": lambda _: self._set_code_page(850),
            "titlepg": lambda _: self._set_title_page(),
        }

    @property
    def _plan(self) -> Plan:
        return self._in.state.story.plan(self._in.state.plans)

    def _plan_nested(self) -> None:
        self._in.state.plans = max(2, self._in.state.look.depth)

    def end_paragraph(self) -> None:
        """End the paragraph of the story that text goes to."""
        self._in.flush(is_end=True)
        if self._in.state.sink is self._in.state.story:
            self._in.state.story.end_paragraph(self._in.state.look)

    def _end_cell(self, depth: int) -> None:
        self._in.flush(is_end=True)
        if self._in.state.sink is self._in.state.story:
            self._in.state.story.end_cell(self._in.state.look._replace(depth=depth))

    def _end_row(self, depth: int) -> None:
        self._in.flush(is_end=True)
        if self._in.state.sink is self._in.state.story:
            self._in.state.story.end_row(depth)

    def _set_look(self, look: Look) -> None:
        self._in.state.look = look

    def _centre(self, *, is_centred: bool) -> None:
        self._in.state.look = self._in.state.look._replace(is_centred=is_centred)

    def _set_depth(self, depth: int) -> None:
        self._in.state.look = self._in.state.look._replace(depth=depth)

    def _plain(self) -> None:
        state = self._in.state
        state.size, state.is_bold, state.hidden = DEFAULT_SIZE, False, 0
        self.use_default_font()

    def _set_font(self, number: int | None) -> None:
        self._in.state.font = self._in.decoder.fonts.get(number or 0, NO_FONT)

    def _set_default_font(self, number: int | None) -> None:
        self._default_font = number

    def _set_size(self, size: int | None) -> None:
        self._in.state.size = size if size and size > 0 else DEFAULT_SIZE

    def _set_bold(self, value: int | None) -> None:
        self._in.state.is_bold = value != 0

    def _hide(self, how: int, value: int | None) -> None:
        if value == 0:
            self._in.state.hidden &= ~how
        else:
            self._in.state.hidden |= how

    def _set_skip(self, count: int | None) -> None:
        self._in.state.skip = max(0, 1 if count is None else count)

    def _set_code_page(self, number: int | None) -> None:
        if number:
            self._in.decoder.codec = code_page(number)

    def _set_title_page(self) -> None:
        self.has_title_page = True
