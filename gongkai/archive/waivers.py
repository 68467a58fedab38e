"""The waivers of an archive: a YAML file beside the catalogue, which people may also read.

It is not in the catalogue, since it is what people decided and not what was found: it
outlives every judging again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from gongkai.archive import handwritten
from gongkai.errors import ArchiveError
from gongkai.model import Waiver

NAME = "waivers.yaml"
_HEAD = "# 豁免：经人决定、在期限内不再提示的问题。用 gongkai waive 增删，也可以手工修改。\n"
_FIELDS = {"document", "rule", "reason", "person", "since", "until"}


def load(root: Path) -> tuple[Waiver, ...]:
    """The waivers of the archive at `root`, as they were entered; none if there is no file.

    Raises ArchiveError, naming the entry, when the file cannot be understood.
    """
    entries = handwritten.read(root / NAME) or []
    if not isinstance(entries, list):
        raise ArchiveError(f"{root / NAME} 应当是一个列表，每项一条豁免。")
    return tuple(_waiver(root, n, entry) for n, entry in enumerate(entries, start=1))


def save(root: Path, waivers: Iterable[Waiver]) -> None:
    """Write all waivers of the archive, whole or not at all."""
    entries = [asdict(waiver) for waiver in waivers]
    handwritten.write(root / NAME, _HEAD, entries)


def _waiver(root: Path, number: int, entry: Any) -> Waiver:
    where = f"{root / NAME} 第 {number} 条"
    if not isinstance(entry, dict) or entry.keys() != _FIELDS:
        raise ArchiveError(f"{where}应当恰有这些项：{'、'.join(sorted(_FIELDS))}。")
    for name in ("since", "until"):
        if type(entry[name]) is not date:
            raise ArchiveError(f"{where}的 {name} 应当是日期，如 2026-12-31。")
    for name in _FIELDS - {"since", "until"}:
        if not isinstance(entry[name], str) or not entry[name].strip():
            raise ArchiveError(f"{where}的 {name} 应当是文字，不能空着。")
    return Waiver(**entry)
