"""Spreadsheets (.xls, .xlsx, .xlsm, .xlsb, .et): every visible sheet a table.

Values are read with calamine, which keeps what was computed last and knows dates by
their number format. What a format adds beyond that, such as a percent sign or the
comma of thousands, is not kept: 12.5 % reads 0.125.
"""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from gongkai.errors import (
    CorruptError,
    FailureCode,
    LimitError,
)
from gongkai.ingest import layout, ole, quality
from gongkai.ingest.sheets import extent, grid
from gongkai.ingest.sheets.compound import tamed, wrapped
from gongkai.ingest.sheets.grid import Grid
from gongkai.ingest.sheets.values import shown
from gongkai.ingest.zips import Package
from gongkai.model import Extract, Part, Unjudgeable

MOST_CELLS = 8_000_000  # of all sheets, empty ones between others among them
MOST_FILLED = 2_000_000
MOST_STREAM = 256 << 20  # bytes
MOST_TEXT = 50_000_000  # characters
_STDERR = 2
_NO_SHEET = ("calcchain.xml", "styles.xml")
_USUAL_NAME = re.compile(r"(?:sheet|工作表|表|chart|book)\s{0,2}\d{0,4}", re.IGNORECASE)


def extract(data: bytes) -> Extract:
    """The text of a workbook as of its last computation.

    Raises EncryptedError, TruncatedError, CorruptError or LimitError.
    """
    if not data.startswith(ole.SIGNATURE):
        return _read(data, _open_package(data))
    compound = ole.Compound(data)
    stream = compound.stream("Workbook") or compound.stream("Book")
    if stream is None:
        raise compound.damage("the workbook is missing")
    if len(stream) > MOST_STREAM:
        raise LimitError(FailureCode.LIMIT_SIZE, f"a workbook of {len(stream)} bytes")
    try:
        safe, cells = tamed(stream)
        _check(cells)
        return _read(wrapped(safe), compound.names)
    except CorruptError as error:
        raise compound.damage(str(error)) from error


def _read(data: bytes, names: frozenset[str]) -> Extract:
    with (
        _guarded(),
        _quiet(),
        CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook,
    ):
        reading = _Reading(workbook)
        reading.read()
    return reading.extract(names)


def _open_package(data: bytes) -> frozenset[str]:
    """The names in the package, once it is known what it unpacks to."""
    package = Package(data)
    cells = 0
    for name in sorted(package.names):
        if name.endswith("sharedstrings.xml"):
            extent.check_strings(package.read(name))
        elif name.endswith(".xml") and not name.endswith(_NO_SHEET):
            cells += extent.of_part(package.read(name), MOST_CELLS)
            _check(cells)
    return package.names


def _check(cells: int) -> None:
    if cells > MOST_CELLS:
        raise LimitError(FailureCode.LIMIT_OUTPUT, f"{cells} cells")


@contextmanager
def _guarded() -> Iterator[None]:
    """Errors of calamine as ours, also where it gives up in panic."""
    try:
        yield
    except (CalamineError, ValueError, OverflowError, OSError) as error:
        raise CorruptError(f"workbook: {error}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise CorruptError(f"workbook: {error}") from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing on standard error: what panics says so there before it can be caught."""
    try:
        kept = os.dup(_STDERR)
    except OSError:  # there is none
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nothing:
            os.dup2(nothing.fileno(), _STDERR)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)


class _Reading:
    """One workbook on its way to an extract."""

    def __init__(self, workbook: CalamineWorkbook) -> None:
        self._workbook = workbook
        self._builder = layout.Builder()
        self._length = 0
        self._text: list[str] = []
        self._left_out = Counter[str]()

    def read(self) -> None:
        found = self._workbook.sheets_metadata
        for index, sheet in enumerate(found):
            if sheet.typ not in (SheetTypeEnum.WorkSheet, SheetTypeEnum.DialogSheet):
                self._left_out["sheets without cells"] += 1
            elif sheet.visible is not SheetVisibleEnum.Visible:
                self._left_out["hidden sheets"] += 1
            else:
                self._read_sheet(sheet, self._workbook.get_sheet_by_index(index))

    def extract(self, names: frozenset[str]) -> Extract:
        for kind, count in self._left_out.items():
            self._builder.note(f"{kind} left out: {count}")
        if {"xl/vbaproject.bin", "_VBA_PROJECT_CUR"} & names:
            self._builder.note("macros left out")
        has_pictures = any(name.startswith("xl/media/") for name in names)
        reasons = [
            Unjudgeable.NO_TEXT_LAYER
            if reason is Unjudgeable.NEARLY_EMPTY and has_pictures
            else reason
            for reason in quality.assess("\n".join(self._text))
        ]
        return self._builder.build(reasons)

    def _read_sheet(self, metadata: SheetMetadata, sheet: CalamineSheet) -> None:
        if sheet.start is None or sheet.end is None:
            return
        rows = self._rows(sheet)
        missing = sheet.end[0] + 1 - len(rows)  # blank rows that were not handed over
        table = Grid(
            rows, missing, sheet.start[1], merged=sheet.merged_cell_ranges or ()
        )
        before, places, after = grid.parts(table)
        if before or places or after:
            self._add_name(metadata.name, before)
            for line in before:
                self._add(line, heading=line.is_title)
            self._builder.table(places)
            for line in after:
                self._add(line)

    def _rows(self, sheet: CalamineSheet) -> list[list[str]]:
        rows = []
        for row in sheet.iter_rows():
            texts = [shown(value) if value != "" else "" for value in row]
            filled = list(filter(None, texts))
            self._text += filled
            self._length += sum(map(len, filled))
            if self._length > MOST_TEXT or len(self._text) > MOST_FILLED:
                raise LimitError(FailureCode.LIMIT_OUTPUT, "too much text")
            rows.append(texts if filled else [])
        return rows

    def _add_name(self, name: str, before: list[grid.Line]) -> None:
        """A sheet's name heads it, unless it says nothing or a title of its own does."""
        name = name.strip()
        if not name or _USUAL_NAME.fullmatch(name):
            return
        has_title = any(line.is_title for line in before)
        part = Part.HEADER if has_title else Part.BODY
        self._builder.paragraph(name, part=part, heading=not has_title)

    def _add(self, line: grid.Line, *, heading: bool = False) -> None:
        self._builder.paragraph(line.text, heading=heading)
