"""Tar bundles, plain or compressed, and single files that were compressed."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import PurePath
from typing import IO, Any, Protocol, cast

from gongkai.errors import (
    CorruptError,
    FailureCode,
    LimitError,
    NotRegularFileError,
    TruncatedError,
)
from gongkai.ingest.bundles import names
from gongkai.ingest.bundles.part import Part, refused

CHUNK = 1 << 20  # bytes
MAX_RATIO = 200
RATIO_FROM = 16 << 20
MAX_TOTAL = 4 << 30  # bytes, also of what is passed over

_PATIENCE = 100
_STREAMS = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ", lzma.open))
_LINKS = (tarfile.SYMTYPE, tarfile.LNKTYPE)
_BAD = (tarfile.TarError, zlib.error, lzma.LZMAError, OSError, ValueError)


def parts(data: bytes, name: str) -> Iterator[Part]:
    """The files in a tar bundle, or the one file that was compressed.

    Raises TruncatedError, CorruptError or LimitError where the bundle cannot be read on.
    """
    stream = _Stream(data)
    try:
        if not stream.is_tar():
            yield Part(_inner(name), 0, partial(_chunks, stream))
            return
        with tarfile.open(
            fileobj=cast(IO[bytes], stream),
            mode="r|",
            encoding="utf-8",
            errors="surrogateescape",
        ) as bundle:
            yield from _members(bundle)
    except EOFError as error:
        raise TruncatedError("it ends in the middle") from error
    except _BAD as error:
        raise _damage(error) from error


def _members(bundle: tarfile.TarFile) -> Iterator[Part]:
    for member in bundle:
        if member.isdir():
            continue
        raw = member.name.encode("utf-8", "surrogateescape")
        own = names.decode(raw)
        content = bundle.extractfile(member) if member.isreg() else None
        if content is None:
            kind = "a link" if member.type in _LINKS else "not a regular file"
            yield refused(own, 0, NotRegularFileError(kind))
        else:
            yield Part(own, member.size, partial(_chunks, content))


def _inner(name: str) -> str:
    """What a compressed file was called before."""
    path = PurePath(name)
    return path.stem if path.suffix.lower() in (".gz", ".bz2", ".xz") else path.name


def _chunks(content: _Readable) -> Iterator[bytes]:
    try:
        while chunk := content.read(CHUNK):
            yield chunk
    except EOFError as error:
        raise TruncatedError("it ends in the middle") from error
    except _BAD as error:
        raise _damage(error) from error


def _damage(error: Exception) -> CorruptError | TruncatedError:
    if "unexpected end" in str(error):
        return TruncatedError("it ends in the middle")
    return CorruptError(str(error))


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Stream:
    """What a bundle is made of, unpacked, as long as it is in proportion."""

    def __init__(self, data: bytes) -> None:
        openers = (opener for sign, opener in _STREAMS if data.startswith(sign))
        opener = next(openers, None)
        packed = io.BytesIO(data)
        self._stream: Any = opener(packed) if opener else packed
        self._most = max(RATIO_FROM, min(MAX_RATIO * len(data), MAX_TOTAL))
        self._count = 0
        self._in_vain = 0  # reads after the end
        self._head = b""

    def is_tar(self) -> bool:
        """Whether tar files begin so."""
        self._head = self.read(tarfile.BLOCKSIZE)
        return self._head[257:262] == b"ustar"

    def read(self, size: int, /) -> bytes:
        """Some more bytes. Raises LimitError, and EOFError for who does not heed the end.

        A member that claims to be exabytes long would be passed over for years.
        """
        if self._head:
            taken, self._head = self._head[:size], self._head[size:]
            return taken
        chunk: bytes = self._stream.read(size)
        self._count += len(chunk)
        self._in_vain += not chunk
        if self._in_vain > _PATIENCE:
            raise EOFError
        if self._count > self._most:
            code = (
                FailureCode.LIMIT_SIZE
                if self._most == MAX_TOTAL
                else FailureCode.LIMIT_RATIO
            )
            raise LimitError(code, f"unpacks to over {self._most} bytes")
        return chunk
