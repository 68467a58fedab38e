"""No pattern of ours takes more than its share of time, whatever a document is full of."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(os.name == "nt", reason="needs an alarm clock")
def test_every_pattern_takes_linear_time() -> None:
    script = Path(__file__).with_name("patterns.py")
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, encoding="utf-8", check=True
    )
    told = json.loads(done.stdout)
    assert told["patterns"] > 500
    assert told["steep"] == []
