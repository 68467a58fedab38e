"""Spoil real documents in ways that keep most of them: `python -m tests.hostile.mutate SEEDS OUT COUNT`.

Each is cut short, has bits flipped, a piece wiped, doubled, or taken from another
document, or is spoilt inside its package. Made for a look by hand before a release:
ingest OUT and count what came of it. The same arguments write the same files.
"""

from __future__ import annotations

import io
import random
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

LARGEST = 400_000  # bytes of a seed
Spoil = Callable[[bytes, bytes, random.Random], bytes]


def cut(data: bytes, _: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def flip(data: bytes, _: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _n in range(chance.choice((1, 4, 16, 64))):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def wipe(data: bytes, _: bytes, chance: random.Random) -> bytes:
    at, length = _piece(data, chance)
    return data[:at] + bytes(length) + data[at + length :]


def double(data: bytes, _: bytes, chance: random.Random) -> bytes:
    at, length = _piece(data, chance)
    return data[: at + length] + data[at:]


def graft(data: bytes, other: bytes, chance: random.Random) -> bytes:
    at, length = _piece(data, chance)
    there, size = _piece(other, chance)
    return data[:at] + other[there : there + size] + data[at + length :]


def inside(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Spoil one file of a package; what is no package is spoilt as it is."""
    members = _members(data)
    full = [name for name, held in members.items() if held]
    if not full:
        return flip(data, other, chance)
    name = chance.choice(full)
    members[name] = chance.choice(PLAIN)(members[name], other, chance)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, held in members.items():
            package.writestr(name, held)
    return made.getvalue()


def _members(data: bytes) -> dict[str, bytes]:
    """The files of a package; none of what is no package, or too large a one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(member.file_size for member in package.infolist()) > 20 * LARGEST:
                return {}
            return {name: package.read(name) for name in package.namelist()}
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ):
        return {}


PLAIN: tuple[Spoil, ...] = (cut, flip, wipe, double, graft)
WAYS: tuple[Spoil, ...] = (*PLAIN, inside, inside)


def _piece(data: bytes, chance: random.Random) -> tuple[int, int]:
    length = min(len(data), 1 << chance.randrange(14))
    return chance.randrange(len(data) - length + 1), length


def mutate(seeds: list[Path], out: Path, count: int) -> None:
    """Write so many spoilt documents, each named after its seed and how it was spoilt."""
    chance = random.Random(count)
    out.mkdir(parents=True)
    for number in range(count):
        seed, other = chance.choice(seeds), chance.choice(seeds)
        way = chance.choice(WAYS)
        spoilt = way(seed.read_bytes(), other.read_bytes(), chance)
        (out / f"{number:06}-{way.__name__}{seed.suffix}").write_bytes(spoilt)


def seeds_in(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path for path in found if 0 < path.stat().st_size <= LARGEST]


if __name__ == "__main__":
    mutate(seeds_in(Path(sys.argv[1])), Path(sys.argv[2]), int(sys.argv[3]))
