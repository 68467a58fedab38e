"""Zip bundles. Old programs in China wrote names in GBK and did not say so."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial

from gongkai.errors import (
    CorruptError,
    EncryptedError,
    IngestError,
    NotRegularFileError,
)
from gongkai.ingest import zips
from gongkai.ingest.bundles import names
from gongkai.ingest.bundles.part import Part, refused

CHUNK = 1 << 20  # bytes

_ENCRYPTED = 0x1
_UTF8 = 0x800
_UNICODE_PATH = 0x7075  # an extra field, written by Info-ZIP and WinRAR
_UNIX = 3


def parts(data: bytes, _: str) -> Iterator[Part]:
    """The files in a zip bundle. Raises TruncatedError or CorruptError."""
    bundle = zips.opened(data)
    files = [member for member in bundle.infolist() if member.filename[-1:] != "/"]
    guessed = names.guess([raw for member in files if (raw := _raw(member))])
    for member in files:
        name = _name(member, guessed)
        if problem := _problem(member):
            yield refused(name, member.file_size, problem)
        else:
            yield Part(
                name,
                member.file_size,
                partial(_chunks, bundle, member),
                member.compress_size,
            )


def _raw(member: zipfile.ZipInfo) -> bytes:
    """The bytes of a name whose encoding is not told."""
    if member.flag_bits & _UTF8:
        return b""
    return member.orig_filename.partition("\0")[0].encode("cp437", "replace")


def _name(member: zipfile.ZipInfo, guessed: str) -> str:
    raw = _raw(member)
    if not raw:
        return member.orig_filename.partition("\0")[0]
    return _unicode_path(member.extra, raw) or names.decode(raw, guessed)


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """The name in an extra field, if it is still that of the member."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(field) > 5 and field[0] == 1:
            (checksum,) = struct.unpack_from("<I", field, 1)
            if checksum == zlib.crc32(raw):
                return field[5:].decode("utf-8", "replace")
    return ""


def _problem(member: zipfile.ZipInfo) -> IngestError | None:
    mode = member.external_attr >> 16
    if member.create_system == _UNIX and stat.S_ISLNK(mode):
        return NotRegularFileError("a symbolic link")
    if member.flag_bits & _ENCRYPTED:
        return EncryptedError("the member is behind a password")
    return None


def _chunks(bundle: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with bundle.open(member) as part:
            while chunk := part.read(CHUNK):
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error) as error:
        raise CorruptError(str(error)) from error
    except (
        NotImplementedError,
        RuntimeError,
        ValueError,
        io.UnsupportedOperation,
    ) as error:
        raise CorruptError(f"cannot be unpacked: {error}") from error
