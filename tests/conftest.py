"""Fixtures that more than one folder of tests needs."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from inspect import cleandoc
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongkai.ingest import plain
from gongkai.model import Extract
from gongkai.rules import Rulebook, load
from gongkai.rules.loader import BUILT_IN

os.environ.setdefault("GONGKAI_OFFICE", "off")  # seconds a file, and not everywhere
SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """The built-in rules."""
    return load()


@pytest.fixture
def doc(request: pytest.FixtureRequest) -> Extract:
    """The test's own docstring, read as a document."""
    return plain.extract(cleandoc(request.function.__doc__ or "").encode())


@pytest.fixture
def amend(tmp_path: Path) -> Callable[..., Path]:
    """A folder of one's own rules in which a built-in entry is changed a little."""

    def amend(section: str, key: str, change: Callable[[Any], Any]) -> Path:
        text = yaml.safe_dump(_built_in()[section][key], sort_keys=False)
        entry = yaml.load(text, yaml.CBaseLoader)  # a copy, all strings
        entry = change(entry) or entry
        folder = tmp_path / f"规则{len(list(tmp_path.glob('规则*')))}"
        folder.mkdir()
        own = {"family": entry} if section == "families" else {section: [entry]}
        if section == "macros":
            own = {section: {key: entry}}
        (folder / "own.yaml").write_text(
            yaml.safe_dump(own, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
        return folder

    return amend


@cache
def _built_in() -> dict[str, dict[str, Any]]:
    """The built-in entries by section and key, as they are written."""
    found: dict[str, dict[str, Any]] = {}
    for path in BUILT_IN.rglob("*.yaml"):
        written = yaml.load(path.read_bytes(), yaml.CBaseLoader)
        for section, entries in (written or {}).items():
            if section == "family":
                found.setdefault("families", {})[entries["code"]] = entries
            elif isinstance(entries, dict):
                found.setdefault(section, {}).update(entries)
            elif isinstance(entries, list):
                found.setdefault(section, {}).update(
                    {
                        one.get("code") or one.get("id") or one.get("name"): one
                        for one in entries
                    }
                )
    return found
