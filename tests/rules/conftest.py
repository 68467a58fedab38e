"""A folder of a user's own rule files."""

from __future__ import annotations

from collections.abc import Callable
from inspect import cleandoc
from pathlib import Path

import pytest

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write `own.yaml` and return its folder, which `load` takes as an overlay."""

    def write(text: str) -> Path:
        (tmp_path / "own.yaml").write_text(cleandoc(text) + "\n", encoding="utf-8")
        return tmp_path

    return write
