"""Fixtures that more than one folder of tests needs."""

from __future__ import annotations

from inspect import cleandoc
from pathlib import Path

import pytest

from gongkai.ingest import plain
from gongkai.model import Extract
from gongkai.rules import Rulebook, load

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """The built-in rules."""
    return load()


@pytest.fixture
def doc(request: pytest.FixtureRequest) -> Extract:
    """The test's own docstring, read as a document."""
    return plain.extract(cleandoc(request.function.__doc__ or "").encode())
