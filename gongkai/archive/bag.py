"""A bag (BagIt, RFC 8493): files with a list of their SHA-256, in a folder or a zip file.

    bagit.txt, bag-info.txt       what this is, who made it and when
    manifest-sha256.txt           a line a file under data/
    tagmanifest-sha256.txt        a line each of the three above
    data/…                        the files

In a zip file all this stands in one folder. Other programs can check it too.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Protocol, Self

from gongkai import __version__
from gongkai.archive.originals import remove, sync_folder
from gongkai.errors import ArchiveError

_MANIFEST, _TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_CHUNK = 1 << 20  # bytes
_LONGEST = 1 << 30  # bytes of a manifest: ten million files
_PACKED = {".db", ".txt", ".yaml"}  # originals are stored as they are
_FIRST_OF_ZIP = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip package can tell

_NOTHING = "{path} 不是备份：没有这个文件或文件夹。"
_NO_BAG = "{path} 不是备份，或已损坏到读不出文件清单（{why}）。"


class Writer:
    """Makes a bag where there is nothing yet, whole or not at all. Raises OSError.

    Use as a context manager, `add` every file, then `finish`.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._part = target.with_name(f".{target.name}.part")
        self._payload: dict[str, str] = {}
        self._bytes = 0

    def __enter__(self) -> Self:
        remove(self._part)
        is_zip = self._target.suffix.lower() == ".zip"
        self._place: _Place = (
            _Zip(self._part, self._target.stem) if is_zip else _Folder(self._part)
        )
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._place.close()
        remove(self._part)

    def add(self, name: str, source: IO[bytes]) -> None:
        """Put a file under data/."""
        path = f"data/{name}"
        with self._place.opened(path) as file:
            self._payload[path], size = _copy(source, file)
        self._bytes += size

    def finish(self) -> None:
        """Write what tells of the files, and have the bag under its name, on disk."""
        info = (
            f"Bag-Software-Agent: gongkai {__version__}\n"
            f"Bagging-Date: {datetime.now(UTC).date().isoformat()}\n"
            f"Payload-Oxum: {self._bytes}.{len(self._payload)}\n"
        )
        tags = {
            "bagit.txt": _DECLARATION,
            "bag-info.txt": info,
            _MANIFEST: _lines(self._payload),
        }
        digests = {name: self._tag(name, text) for name, text in tags.items()}
        self._tag(_TAG_MANIFEST, _lines(digests))
        self._place.close()
        self._part.rename(self._target)
        sync_folder(self._target.parent)

    def _tag(self, name: str, text: str) -> str:
        with self._place.opened(name) as file:
            digest, _ = _copy(io.BytesIO(text.encode()), file)
        return digest


class _Place(Protocol):
    """Where the files of a bag go."""

    def opened(self, name: str) -> AbstractContextManager[IO[bytes]]: ...

    def close(self) -> None: ...


class _Folder:
    def __init__(self, path: Path) -> None:
        path.mkdir()
        self._path, self._made = path, {path}

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        path = self._path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._made |= {p for p in path.parents if p.is_relative_to(self._path)}
        with path.open("xb") as file:
            yield file
            _put_on_disk(file)

    def close(self) -> None:
        for folder in self._made:
            sync_folder(folder)


class _Zip:
    def __init__(self, path: Path, top: str) -> None:
        self._file, self._top = path.open("xb"), top
        self._zip = zipfile.ZipFile(self._file, "w")

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        moment = datetime.now().timetuple()[:6]
        member = zipfile.ZipInfo(f"{self._top}/{name}", max(moment, _FIRST_OF_ZIP))
        if Path(name).suffix in _PACKED:
            member.compress_type = zipfile.ZIP_DEFLATED
        with self._zip.open(member, "w", force_zip64=True) as file:
            yield file

    def close(self) -> None:
        if self._file.closed:
            return
        with self._file:
            self._zip.close()
            _put_on_disk(self._file)


class Reader:
    """Reads a bag. Use as a context manager. Raises ArchiveError for what is none."""

    payload: Mapping[str, str]
    """The SHA-256 of each file under data/, by its name there."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        if not self._path.exists():
            raise ArchiveError(_NOTHING.format(path=self._path))
        try:
            self._files: _Files = (
                _Unzipped(self._path) if self._path.is_file() else _Laid(self._path)
            )
            self._tags = self._listed(_TAG_MANIFEST)
            listed = self._listed(_MANIFEST)
        except (
            OSError,
            ValueError,
            LookupError,
            zipfile.BadZipFile,
            _SpoiltError,
        ) as error:
            raise ArchiveError(_NO_BAG.format(path=self._path, why=error)) from error
        self.payload = {name.removeprefix("data/"): of for name, of in listed.items()}
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    @property
    def bytes(self) -> int:
        """How much room the files take."""
        return sum(self._files.sizes.values())

    def strange(self) -> Iterator[str]:
        """Names that are on no list, and of lists that are not as they were written."""
        known = {f"data/{name}" for name in self.payload} | {*self._tags, _TAG_MANIFEST}
        yield from sorted(self._files.sizes.keys() - known)
        for name, digest in sorted(self._tags.items()):
            try:
                with self._files.opened(name) as file:
                    found, _ = _copy(file, io.BytesIO())
            except _SpoiltError:
                found = ""
            if found != digest:
                yield name

    def extract(self, name: str, target: Path) -> bool:
        """Write a file of `payload`, on disk; whether it is what the list says.

        Where it is not, nothing is left. Raises OSError when it cannot be written.
        """
        digest = ""
        with target.open("xb") as file:
            with suppress(_SpoiltError), self._files.opened(f"data/{name}") as source:
                digest, _ = _copy(source, file)
            _put_on_disk(file)
        if digest != self.payload[name]:
            target.unlink()
            return False
        return True

    def _listed(self, name: str) -> dict[str, str]:
        """What a manifest says: SHA-256 by name. Raises ValueError."""
        with self._files.opened(name) as file:
            text = file.read(_LONGEST).decode()
        pairs = (line.split(maxsplit=1) for line in text.splitlines())
        return {path: digest.lower() for digest, path in pairs}


class _SpoiltError(Exception):
    """A file of a bag is missing, or cannot be read to its end."""


class _Files(Protocol):
    """The files of a bag."""

    @property
    def sizes(self) -> Mapping[str, int]:
        """In bytes, by name in the bag."""

    def opened(self, name: str) -> AbstractContextManager[IO[bytes]]: ...

    def close(self) -> None: ...


class _Laid:
    def __init__(self, path: Path) -> None:
        self._path = path
        found = (
            Path(folder, name) for folder, _, some in os.walk(path) for name in some
        )
        self.sizes = {p.relative_to(path).as_posix(): p.lstat().st_size for p in found}

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        path = self._path / name
        if name not in self.sizes or path.is_symlink() or not path.is_file():
            raise _SpoiltError(f"{name} is missing")
        with path.open("rb") as file:
            yield file

    def close(self) -> None:
        pass


class _Unzipped:
    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)
        members = [item for item in self._zip.infolist() if not item.is_dir()]
        tops = {item.filename.partition("/")[0] for item in members}
        if len(tops) != 1:
            raise ValueError("not in one folder")
        self._members = {item.filename.partition("/")[2]: item for item in members}
        self.sizes = {name: item.file_size for name, item in self._members.items()}

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        if name not in self._members:
            raise _SpoiltError(f"{name} is missing")
        try:
            file = self._zip.open(self._members[name])
        except (
            zipfile.BadZipFile,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise _SpoiltError(str(error)) from error
        with file:
            yield file

    def close(self) -> None:
        self._zip.close()


def _copy(source: IO[bytes], target: IO[bytes]) -> tuple[str, int]:
    """Copy to the end; SHA-256 and size. Raises _SpoiltError when the source cannot be read."""
    digest, size = hashlib.sha256(), 0
    while True:
        try:
            chunk = source.read(_CHUNK)
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise _SpoiltError(str(error)) from error
        if not chunk:
            return digest.hexdigest(), size
        digest.update(chunk)
        target.write(chunk)
        size += len(chunk)


def _lines(digests: Mapping[str, str]) -> str:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))


def _put_on_disk(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())
