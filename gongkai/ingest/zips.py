"""Open zip packages without trusting what they say of themselves."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, NamedTuple

from gongkai.errors import (
    CorruptError,
    EncryptedError,
    FailureCode,
    LimitError,
    TruncatedError,
)
from gongkai.ingest.volumes import VOLUME

MAX_MEMBERS = 65_535
MAX_TOTAL = 512 << 20  # bytes unpacked, as declared
MAX_PART = 256 << 20  # bytes unpacked, as counted
MAX_RATIO = 200  # of a part over RATIO_FROM; XML of Word is seldom packed over 30:1
RATIO_FROM = 16 << 20

_END = b"PK\x05\x06"
_END_REST = 18  # bytes of the end record after its signature
_HEAD, _LENGTHS = (
    30,
    26,
)  # of a member: its bytes before the name; where that and the rest are measured
_ENTRY = b"PK\x01\x02"
_ENTRY_SIZE = 46  # bytes before the name
_ENCRYPTED = 0x1
_UTF8 = 0x800
_UNUSUAL = (ValueError, NotImplementedError, OSError, OverflowError, struct.error)


class Packed(NamedTuple):
    """A member that is not unpacked: what is equal unpacks to the same, or not at all."""

    method: int
    checksum: int
    size: int  # unpacked, as declared
    data: bytes


class Package:
    """The members of a zip file by name, whichever way its slashes lean."""

    def __init__(self, data: bytes, *, bounded: bool = True) -> None:
        """Raises TruncatedError or CorruptError, and LimitError as `admit` does."""
        self._data = data
        self._zip = opened(data)
        self._all = self._zip.infolist()
        if bounded:
            self.admit()
        self._members = {_plain(member.filename): member for member in self._all}

    def admit(self) -> None:
        """Raises LimitError when it is too large to be one document."""
        if len(self._all) > MAX_MEMBERS:
            raise LimitError(FailureCode.LIMIT_MEMBERS, f"{len(self._all)} members")
        if (total := sum(member.file_size for member in self._all)) > MAX_TOTAL:
            raise LimitError(FailureCode.LIMIT_SIZE, f"unpacks to {total} bytes")

    @property
    def names(self) -> frozenset[str]:
        """The names of all members, in lower case, with forward slashes."""
        return frozenset(self._members)

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._members

    def read(self, name: str) -> bytes:
        """The unpacked bytes of a member.

        Raises KeyError when there is none of that name, and CorruptError,
        EncryptedError or LimitError when it cannot be unpacked.
        """
        member = self._members[_plain(name)]
        with self._opened(member) as part:
            return part.read(member.file_size + 1)

    def packed(self, name: str) -> Packed:
        """A member as it lies in the file, not unpacked. Raises as `read` does."""
        member = self._members[_plain(name)]
        with self._opened(member):  # what stands before it is in order
            pass
        head = member.header_offset
        lengths = struct.unpack_from("<2H", self._data, head + _LENGTHS)
        start = head + _HEAD + sum(lengths)
        data = self._data[start : start + member.compress_size]
        return Packed(member.compress_type, member.CRC, member.file_size, data)

    @contextmanager
    def _opened(self, member: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
        name = member.filename
        if member.flag_bits & _ENCRYPTED:
            raise EncryptedError(f"{name} is encrypted")
        _check_size(member)
        try:
            with self._zip.open(member) as part:
                yield part
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise CorruptError(f"{name}: {error}") from error
        except (NotImplementedError, RuntimeError, ValueError, OSError) as error:
            raise CorruptError(f"{name} cannot be unpacked: {error}") from error


def opened(data: bytes) -> zipfile.ZipFile:
    """A zip file of any kind. Raises TruncatedError or CorruptError."""
    try:
        try:
            return zipfile.ZipFile(io.BytesIO(data))
        except UnicodeDecodeError:
            return zipfile.ZipFile(io.BytesIO(_without_utf8(data)))
    except zipfile.BadZipFile as error:
        if data.rfind(_END, 0, max(len(data) - _END_REST, 0)) < 0:
            raise TruncatedError("the zip package has no end") from error
        if "multiple disks" in str(error):
            raise TruncatedError(VOLUME) from error
        raise CorruptError(f"zip package: {error}") from error
    except _UNUSUAL as error:
        raise CorruptError(f"zip package: {error}") from error


def _without_utf8(data: bytes) -> bytes:
    """The same file, whose names no longer claim to be UTF-8, which one of them is not."""
    made = bytearray(data)
    end = data.rfind(_END)
    (size,) = struct.unpack_from("<I", data, end + 12)
    at = max(end - size, 0)
    while data.startswith(_ENTRY, at) and at + _ENTRY_SIZE <= end:
        made[at + 9] &= ~(_UTF8 >> 8)
        at += _ENTRY_SIZE + sum(struct.unpack_from("<3H", data, at + 28))
    return bytes(made)


def _check_size(member: zipfile.ZipInfo) -> None:
    size = member.file_size
    if size > MAX_PART:
        raise LimitError(
            FailureCode.LIMIT_SIZE, f"{member.filename} unpacks to {size} bytes"
        )
    if size > RATIO_FROM and size > MAX_RATIO * max(member.compress_size, 1):
        raise LimitError(
            FailureCode.LIMIT_RATIO, f"{member.filename} is packed over {MAX_RATIO}:1"
        )


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
