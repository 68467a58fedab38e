"""Where indexes lie: each generation in a folder, one of them current.

    index/CURRENT           the number of the current one
    index/178…/meta.json    which engine wrote it, and the version of what is written
    index/178…/seal.json    what its files were when they were written

A new one is filled beside the current one and takes its place at once.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import logging
import os
import shutil
import time
from pathlib import Path
from typing import Any

from gongkai.errors import IndexDamagedError
from gongkai.index import seal as seals
from gongkai.index.damage import noticed
from gongkai.index.protocol import Index

SCHEMA = 4
"""The version of what is written; an index of another one is made anew."""

_KNOWN = {"tantivy": "TantivyIndex", "whoosh": "WhooshIndex"}

ENGINES = tuple(name for name in _KNOWN if importlib.util.find_spec(name))
"""The engines that can be used here, best first."""

_FOLDER, _CURRENT, _META = "index", "CURRENT", "meta.json"
_DATA = "data"
_UNREADABLE = (OSError, ValueError, LookupError, TypeError)
_ATTEMPTS = 2  # at opening: a writer may replace files between two looks at them
_FIRST = 1_577_836_800  # 2020; see `_next`

_log = logging.getLogger(__name__)


def open(root: Path) -> Index | None:
    """The current index of an archive; None, and why in the log, when it must be made."""
    number = _current(root)
    if number is None:
        return None
    folder = root / _FOLDER / str(number)
    for attempt in range(_ATTEMPTS):
        try:
            return _opened(folder, number)
        except (*_UNREADABLE, IndexDamagedError) as error:
            if attempt + 1 == _ATTEMPTS:
                _log.warning("the index in %s cannot be used: %s", folder, error)
    return None


def _opened(folder: Path, number: int) -> Index:
    data = folder / _DATA
    engine = _engine(_written_by(folder))
    for path in seals.broken(data, engine.files(data), engine.is_sound):
        raise ValueError(f"{path.name} is not what was written")
    with noticed():
        index: Index = engine.open(data, number)
    return index


def begin(root: Path, engine: str | None = None, above: int = 0) -> Index:
    """A new empty index, found by nobody before it is published.

    Its number is above all that were here, above the last one that the caller knows
    of, and grows with time, so that it is a new one even where the folder of indexes
    was deleted.
    """
    chosen = engine or ENGINES[0]
    number = max(_next(root), above + 1)
    folder = root / _FOLDER / str(number)
    _remove_others(root / _FOLDER, str(_current(root)))
    (folder / _DATA).mkdir(parents=True)
    _write(folder / _META, json.dumps({"engine": chosen, "schema": SCHEMA}))
    index: Index = _engine(chosen).create(folder / _DATA, number)
    return index


def publish(data: Path) -> None:
    """Make the index with this folder of data the current one; remove all others."""
    folder = data.parent
    _write(folder.parent / _CURRENT, folder.name)
    _remove_others(folder.parent, folder.name)


def broken(root: Path) -> list[Path]:
    """The files of the current index that are not what was written. Reads all of them."""
    folder = root / _FOLDER / str(_current(root))
    data = folder / _DATA
    try:
        engine = _engine(_written_by(folder))
        files = list(engine.files(data))
    except _UNREADABLE:  # `open` says so
        return []
    return list(seals.broken(data, files, engine.is_sound, read_all=True))


def seal(root: Path, generation: int) -> None:
    """Note what the files of a generation are now, so that whoever opens it can tell."""
    folder = root / _FOLDER / str(generation)
    data = folder / _DATA
    seals.seal(data, _engine(_written_by(folder)).files(data))


def _remove_others(parent: Path, name: str) -> None:
    """Remove all generations but one; what another program holds open goes later."""
    for other in parent.glob("*"):
        if other.is_dir() and other.name != name:
            shutil.rmtree(other, ignore_errors=True)


def _engine(name: str) -> Any:
    """The class of an engine. Raises LookupError when it cannot be used here."""
    if name not in ENGINES:
        raise LookupError(f"the engine {name!r} is not installed")
    module = importlib.import_module(f"gongkai.index.{name}")
    return getattr(module, _KNOWN[name])


def _current(root: Path) -> int | None:
    try:
        return int((root / _FOLDER / _CURRENT).read_text("ascii"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        _log.warning("no index of %s can be found: %s", root, error)
        return None


def _written_by(folder: Path) -> str:
    """The engine that wrote a generation. Raises ValueError when we cannot read it."""
    meta = json.loads((folder / _META).read_bytes())
    if not isinstance(meta, dict) or meta.get("schema") != SCHEMA:
        raise ValueError(f"it is not of version {SCHEMA}")
    return str(meta.get("engine"))


def _next(root: Path) -> int:
    parent = root / _FOLDER
    seen = [int(p.name) for p in parent.glob("*") if p.name.isdecimal()]
    seen.append(_current(root) or 0)
    return max(max(seen) + 1, int(time.time()) - _FIRST)


def _write(path: Path, text: str) -> None:
    """Write a small file so that it is there whole or not at all."""
    new = path.with_name(path.name + ".new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
