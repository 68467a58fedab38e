"""YAML files beside the catalogue that people may also write: waivers, saved searches."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml

from gongkai.archive.originals import sync_folder
from gongkai.errors import ArchiveError


def read(path: Path) -> Any:
    """What a file says; None when it says nothing or is not there.

    Raises ArchiveError when it is no YAML.
    """
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (yaml.YAMLError, ValueError) as error:
        raise ArchiveError(f"{path} 不是正确的 YAML：{error}") from error


def write(path: Path, head: str, entries: list[Any] | dict[str, Any]) -> None:
    """Write a file with a line for people at its head, whole or not at all."""
    text = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False)
    temporary = path.with_name(f"{path.name}.new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(head + (text if entries else ""))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)
