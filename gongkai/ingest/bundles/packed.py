"""RAR and 7-Zip bundles, by 7-Zip itself: the extra `gongkai[rar]`.

7-Zip is native code that reads the hostile bytes, so this runs in workers alone. It
unpacks to memory: one member at a time, or all at once where a member cannot be had
without all that were packed before it.
"""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from typing import Any

from gongkai.errors import (
    CorruptError,
    EncryptedError,
    FailureCode,
    IngestError,
    LimitError,
    NotRegularFileError,
    TruncatedError,
    UnknownTypeError,
)
from gongkai.ingest.bundles.part import Part, refused
from gongkai.ingest.volumes import VOLUME, is_volume

AT_ONCE = 512 << 20  # bytes of a solid bundle that are held in memory
MAX_WORK = 20 << 30  # bytes unpacked over and over where it is larger

HOW_TO_OPEN = 'RAR and 7-Zip archives are not opened: pip install "gongkai[rar]"'

_UNIX = 0x8000  # the attributes hold a mode in their upper half
_REPARSE = 0x400  # a link of Windows


def is_installed() -> bool:
    """Whether RAR and 7-Zip bundles can be opened here."""
    return find_spec("pybit7z") is not None


def parts(data: bytes, name: str) -> Iterator[Part]:
    """The files in a bundle.

    Raises UnknownTypeError when the extra is missing, and EncryptedError, TruncatedError
    or CorruptError when the bundle cannot be opened.
    """
    if not is_installed():
        raise UnknownTypeError(HOW_TO_OPEN)
    try:
        bundle = _Bundle(data)
    except (CorruptError, TruncatedError) as error:
        if is_volume(name):
            raise TruncatedError(VOLUME) from error
        raise
    for number, item in enumerate(bundle.items):
        if item.is_dir():
            continue
        if problem := bundle.problem(item):
            yield refused(item.path(), item.size(), problem)
        else:
            yield Part(item.path(), item.size(), partial(bundle.chunks, number))


class _Bundle:
    def __init__(self, data: bytes) -> None:
        import pybit7z

        library = pybit7z.Bit7zLibrary(pybit7z.default_lib7zip())
        form: Any = pybit7z.FormatSevenZip
        if data.startswith(b"Rar!"):
            form = pybit7z.FormatRar5 if data[6] else pybit7z.FormatRar
        self._error: type[Exception] = pybit7z.BitException
        self._held = (library, data)  # which the reader refers to
        try:
            self._reader: Any = pybit7z.BitArchiveReader(library, data, form)
            self.items: list[Any] = self._reader.items()
            self._is_solid: bool = self._reader.is_solid()
            self._is_volume: bool = self._reader.is_multi_volume()
        except (self._error, ValueError) as error:
            raise _told(error) from error
        self._all: dict[str, bytes] | None = None
        self._once = Counter(item.path() for item in self.items)
        self._total = sum(item.size() for item in self.items)
        self._work = 0

    def problem(self, item: Any) -> IngestError | None:
        """What keeps an item from being taken, as far as it says so itself."""
        attributes = item.attributes()
        mode = attributes >> 16 if attributes & _UNIX else 0
        if stat.S_ISLNK(mode) or attributes & _REPARSE:
            return NotRegularFileError("a symbolic link")
        if item.is_encrypted():
            return EncryptedError("the member is behind a password")
        return None

    def chunks(self, number: int) -> Iterator[bytes]:
        """The bytes of an item, in one piece."""
        item = self.items[number]
        try:
            content = self._content(number)
        except (self._error, ValueError) as error:
            told = _told(error)
            if self._is_volume and isinstance(told, CorruptError):
                raise TruncatedError(VOLUME) from error
            raise told from error
        if len(content) != item.size():
            missing = "the rest of it is missing"
            raise TruncatedError(VOLUME if self._is_volume else missing)
        yield content

    def _content(self, number: int) -> bytes:
        path = self.items[number].path()
        if self._is_solid and self._total <= AT_ONCE and self._once[path] == 1:
            together = self._together()
            if path in together:
                return together[path]
        self._work += self._total if self._is_solid else self.items[number].size()
        if self._work > MAX_WORK:
            code = FailureCode.LIMIT_SIZE
            raise LimitError(code, "a solid bundle too large to be taken apart")
        content: bytes = self._reader.extract_to(number)
        return content

    def _together(self) -> dict[str, bytes]:
        """All items by path; none when one of them spoils it for the others."""
        if self._all is None:
            try:
                self._all = self._reader.extract_to()
            except self._error:
                self._all = {}
        return self._all


def _told(error: Exception) -> IngestError:
    said = str(error)
    if "assword" in said:
        return EncryptedError("the bundle is behind a password")
    if "memory" in said:
        return LimitError(FailureCode.OUT_OF_MEMORY, said)
    if "unexpected end" in said:
        return TruncatedError(said)
    return CorruptError(said)
