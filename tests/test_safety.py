"""No code of ours can be made to run what a document brings, by the look of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "gongkai"

FORBIDDEN = {
    "eval", "exec", "compile", "os.system", "os.popen", "marshal.loads", "shelve.open",
    "yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.full_load", "pty.spawn",
    "shutil.unpack_archive", "tempfile.mktemp",
}  # fmt: skip
STARTING = (
    "subprocess.",
    "os.exec",
    "os.spawn",
    "os.fork",
    "os.posix_spawn",
    "multiprocessing.",
)
TRUSTED = {  # what our own process sent its workers, and they it; and LibreOffice
    "confine/guest.py": ("os.fork", "os.execv"),
    "ingest/office.py": ("subprocess.Popen",),
    "workers/birth.py": ("multiprocessing.",),
    "workers/inside.py": ("pickle.",),
    "workers/line.py": ("pickle.dumps",),
    "workers/plain.py": ("pickle.UnpicklingError",),
}


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Each call in the package: the file, what is called, and how."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield path.relative_to(PACKAGE).as_posix(), ast.unparse(node.func), node


def test_nothing_runs_code_or_unpacks_blindly() -> None:
    found = [
        (file, called)
        for file, called, _ in calls()
        if called in FORBIDDEN or called.endswith((".extractall", ".extract_all"))
    ]
    assert found == []


def test_only_workers_are_started_and_only_they_are_sent_objects() -> None:
    found = [
        (file, called)
        for file, called, _ in calls()
        if called.startswith(("pickle.", *STARTING))
        and not called.startswith(TRUSTED.get(file, ("-",)))
    ]
    assert found == []


def test_no_command_goes_through_a_shell() -> None:
    assert not [
        (file, called)
        for file, called, call in calls()
        if any(keyword.arg == "shell" for keyword in call.keywords)
    ]
