"""The habits that CONTRIBUTING.md names: format, lint, types, layers, generated docs. `make check` runs just these."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

TOOLS = {
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "lint": ["ruff", "check", "--quiet", "."],
    "types": ["mypy"],
    "layers": ["lint-imports"],
    "docs": ["cog", "--check", "docs/commands.md"],
}


@pytest.mark.parametrize("habit", TOOLS)
def test_the_tree_keeps_to(habit: str) -> None:
    name, *arguments = TOOLS[habit]
    tool = shutil.which(name, path=str(Path(sys.executable).parent))
    if tool is None:
        pytest.skip(f"{name} is not installed: pip install --group dev")

    done = subprocess.run(
        [tool, *arguments], cwd=ROOT, capture_output=True, encoding="utf-8"
    )

    assert done.returncode == 0, done.stdout + done.stderr
